import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { annotations, assembleSchema } from '../../scripts/gen/schema.ts'
import { allFields } from '../../src/spec/fields.ts'
import { branchesOf, dereference, kindsOf } from '../../src/spec/schema-node.ts'
import type { SchemaNode } from '../../src/spec/schema-node.ts'
import { root } from './bad-spec.ts'

const test = suite('schema')
const schema = assembleSchema(root) as SchemaNode

interface Found {
  readonly where: string
  readonly node: SchemaNode
  /** A field or definition, which people read about; the rest are parts of one. */
  readonly named: boolean
}

/** Every schema node that the document holds, where it stands and as it stands. */
function* nodes(node: SchemaNode, where: string, named: boolean): Generator<Found> {
  yield { where, node, named }
  for (const keyword of ['properties', '$defs'])
    for (const [key, child] of Object.entries((node[keyword] ?? {}) as SchemaNode))
      yield* nodes(child as SchemaNode, `${where}/${keyword}/${key}`, true)
  for (const keyword of ['additionalProperties', 'items', 'propertyNames']) {
    const child = node[keyword]
    if (typeof child === 'object' && child !== null) yield* nodes(child as SchemaNode, `${where}/${keyword}`, false)
  }
  for (const [i, child] of ((node.oneOf ?? []) as SchemaNode[]).entries())
    yield* nodes(child, `${where}/oneOf/${i}`, false)
}

const all = [...nodes(schema, '#', true)]
const whole = (node: SchemaNode): SchemaNode => dereference(schema, node)

/** Names of the nodes that fail; an empty list passes. */
const failing = (holds: (node: SchemaNode, found: Found) => boolean, from = all): string[] =>
  from.filter((found) => !holds(whole(found.node), found)).map(({ where }) => where)

test('is a valid JSON Schema 2020-12 and has no keyword of unknown meaning', () => {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true })
  for (const keyword of annotations) ajv.addKeyword(keyword)
  assert.ok(ajv.validateSchema(schema), JSON.stringify(ajv.errors))
  ajv.compile(schema)
})

test('is what is published', () => {
  assert.equal(JSON.parse(readFileSync(join(root, 'schema/cluster.schema.json'), 'utf8')), schema)
})

const named = all.filter(({ named, where }) => named && where !== '#')

test('every field and definition has a title, a description that is a sentence, and examples', () => {
  const text = (value: unknown): value is string => typeof value === 'string' && value.trim() === value && value !== ''
  assert.equal(failing((node) => text(node.title), named), [], 'title')
  assert.equal(failing((node) => text(node.description) && /[.…]$/.test(node.description), named), [], 'description')
  assert.equal(failing((node) => Array.isArray(node.examples) && node.examples.length > 0, named), [], 'examples')
})

test('every example holds to its own field', () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  const wrong: string[] = []
  for (const { where, node } of all) {
    const { examples } = whole(node)
    if (!Array.isArray(examples)) continue
    // A field's own node, with the definitions that it refers to.
    const validate = ajv.compile({ ...(where === '#' ? {} : node), $defs: schema.$defs })
    for (const value of examples)
      if (!validate(value)) wrong.push(`${where}: ${JSON.stringify(value)} ${ajv.errorsText(validate.errors)}`)
  }
  assert.equal(wrong, [])
})

const texts = all.filter(({ node }) => whole(node).type === 'string')

test('every text has a pattern, a length and words for its form', () => {
  assert.equal(failing((node) => typeof node.pattern === 'string', texts), [], 'pattern')
  assert.equal(failing((node) => typeof node.must === 'string', texts), [], 'must')
  const bounded = (node: SchemaNode): boolean =>
    typeof node.maxLength === 'number' || !/[*+]|\{[0-9]+,\}/.test(String(node.pattern))
  assert.equal(failing(bounded, texts), [], 'maxLength')
})

test('no text may hold a control character, a line separator or half a character', () => {
  const controls = [...Array.from({ length: 32 }, (_, i) => i), 0x7f, 0x80, 0x85, 0x9f, 0x2028, 0x2029, 0x202e, 0x2066, 0xd800, 0xdfff]
  const wrong: string[] = []
  for (const { where, node } of texts) {
    const pattern = new RegExp(String(whole(node).pattern), 'u')
    const samples = [...((whole(node).examples ?? []) as unknown[]).filter((value) => typeof value === 'string'), 'a', '/a', '1']
    for (const code of controls) {
      const control = String.fromCharCode(code)
      const bad = samples.flatMap((sample) => [control, sample + control, control + sample, sample + control + sample])
      if (bad.some((text) => pattern.test(text))) wrong.push(`${where} takes U+${code.toString(16)}`)
    }
  }
  assert.equal([...new Set(wrong)], [])
})

test('every name of the author’s own choice has a form', () => {
  const open = all.filter(({ node }) => node.type === 'object' && typeof node.additionalProperties === 'object')
  assert.equal(failing((node) => node.propertyNames !== undefined, open), [])
  const closed = all.filter(({ node }) => node.type === 'object' && node.properties !== undefined)
  assert.equal(failing((node) => node.additionalProperties === false, closed), [])
  const names = all.filter(({ where }) => where.endsWith('/propertyNames'))
  assert.equal(failing((node) => typeof node.must === 'string', names), [])
})

test('every number has limits', () => {
  const numbers = all.filter(({ node }) => ['integer', 'number'].includes(String(node.type)))
  assert.equal(failing((node) => typeof node.minimum === 'number' && typeof node.maximum === 'number', numbers), [])
})

test('a choice of kinds has one branch for each kind, and says in words what it takes', () => {
  const choices = all.filter(({ node }) => Array.isArray(node.oneOf))
  assert.ok(choices.length > 0)
  assert.equal(failing((node) => branchesOf(schema, node).every((branch) => branch.oneOf === undefined), choices), [], 'nested')
  assert.equal(failing((node) => typeof node.must === 'string', choices), [], 'must')
  const kinds = (node: SchemaNode): string[] => branchesOf(schema, node).flatMap((branch) => kindsOf(branch) ?? ['?'])
  assert.equal(failing((node) => new Set(kinds(node)).size === kinds(node).length, choices), [], 'kinds')
})

test('every definition is used', () => {
  const used = new Set(all.flatMap(({ node }) => (typeof node.$ref === 'string' ? [node.$ref] : [])))
  assert.equal(
    Object.keys(schema.$defs as object).filter((name) => !used.has(`#/$defs/${name}`)),
    [],
  )
})

test('every field can be looked up', () => {
  const fields = allFields()
  assert.ok(fields.length > 400, `${fields.length} fields`)
  for (const path of ['name', 'nodes.*.disks.*.serial', 'drbd.resources.*.volumes.*.disk', 'rings[]', 'vms.*.disks[].cache'])
    assert.ok(fields.some((field) => field.path === path), path)
})

test.run()

import type { ErrorObject } from 'ajv'
import { nearest } from '../core/suggest.ts'
import type { Path } from './spec.ts'
import { fieldName, inYaml, shown } from './wording.ts'
import {
  branchesOf,
  childNode,
  dereference,
  kindOf,
  kindsOf,
  knownKeys,
  nodeAt,
  nodeForKind,
  valueAt,
} from './schema-node.ts'
import type { Kind, SchemaNode } from './schema-node.ts'

export interface SchemaProblem {
  readonly code: string
  readonly path: Path
  /** Whether the key itself is at fault, not its value. */
  readonly atKey: boolean
  readonly sentence: string
  readonly fix: string
  /** The key that is missing. */
  readonly missing?: string
  /** The key that was probably meant by an unknown one. */
  readonly meant?: string
}

/** How a scalar stands in the file: 5.10, which is read as the number 5.1. */
export type Written = (path: Path) => string | undefined

type Text = Pick<SchemaProblem, 'sentence' | 'fix' | 'meant'>

/**
 * Turns the validator's errors into one sentence for each fault. Where a field takes several kinds of values, the
 * validator complains about every branch; here only the branch speaks that takes the kind of value that is there.
 */
export function explainErrors(
  errors: readonly ErrorObject[],
  data: unknown,
  schema: SchemaNode,
  written: Written = () => undefined,
): SchemaProblem[] {
  const found = new Map<string, { problem: SchemaProblem; rank: number }>()
  for (const error of errors) {
    const problem = explainError(error, data, schema, written)
    if (!problem) continue
    // One sentence for each place: a name that is too long is not told that its form is wrong as well.
    const key = `${problem.atKey} ${problem.code === 'SCH002' ? problem.sentence : ''} ${JSON.stringify(problem.path)}`
    const rank = ['maxLength', 'minLength'].includes(error.keyword) ? 0 : 1
    const other = found.get(key)
    if (!other || rank < other.rank) found.set(key, { problem, rank })
  }
  return [...found.values()].map(({ problem }) => problem)
}

/** Takes out the missing keys that are there under a misspelt name. */
export function withoutMisspelt(problems: readonly SchemaProblem[]): SchemaProblem[] {
  const meant = new Set(
    problems.flatMap(({ path, meant: key }) => (key ? [JSON.stringify([...path.slice(0, -1), key])] : [])),
  )
  return problems.filter(({ path, missing }) => !missing || !meant.has(JSON.stringify([...path, missing])))
}

/** The path that a JSON pointer means in the data: list positions are numbers. */
export function pathOf(data: unknown, instancePath: string): Path {
  let value = data
  return instancePath
    .split('/')
    .slice(1)
    .map((part) => {
      const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
      const step = Array.isArray(value) ? Number(key) : key
      value = valueAt(value, [step])
      return step
    })
}

function explainError(
  error: ErrorObject,
  data: unknown,
  schema: SchemaNode,
  written: Written,
): SchemaProblem | undefined {
  // The error about the key that is wrong comes besides those about why.
  if (error.propertyName !== undefined && error.keyword !== 'propertyNames') return undefined
  const path = pathOf(data, error.instancePath)
  const field = nodeAt(schema, path)
  if (!field) return undefined
  const value = valueAt(data, path)
  const node = nodeForKind(schema, field, kindOf(value))
  const params = error.params as { readonly [key: string]: unknown }
  if (error.keyword === 'oneOf') {
    return node && params.passingSchemas === null
      ? undefined
      : { ...wrongKind(schema, field, path, value), path, atKey: false }
  }
  if (!node || !raisedBy(error, node)) return undefined
  const at = (code: string, text: Text, atKey = false, where: Path = path): SchemaProblem => ({
    code,
    path: where,
    atKey,
    ...text,
  })
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(params.additionalProperty)
      return at('SCH001', unknownKey(schema, node, path, key), true, [...path, key])
    }
    case 'required': {
      const key = String(params.missingProperty)
      return { ...at('SCH002', missingKey(schema, node, path, key), true), missing: key }
    }
    case 'type':
      return at('SCH003', wrongType(node, path, value, written(path)))
    case 'enum':
    case 'const':
      return at('SCH004', wrongChoice(node, path, value, written(path)))
    case 'pattern':
      return at('SCH005', {
        sentence: `${fieldName(path)} is ${shown(value)}; it must be ${wanted(node)}.`,
        fix: `write ${example(node)}`,
      })
    case 'minimum':
    case 'maximum':
      return at('SCH006', outOfRange(node, path, value))
    case 'minLength':
    case 'maxLength':
      return at('SCH007', wrongLength(node, path, String(value)))
    case 'minItems':
    case 'maxItems':
    case 'minProperties':
    case 'maxProperties':
      return at('SCH008', wrongCount(error.keyword, Number(params.limit), node, path, value))
    case 'uniqueItems': {
      const twice = [Number(params.i), Number(params.j)].sort((a, b) => a - b)
      const entry = shown((value as unknown[])[twice[0]!])
      return at(
        'SCH009',
        {
          sentence: `${fieldName(path)} has ${entry} twice.`,
          fix: 'remove one of the two, or write what was meant',
        },
        false,
        [...path, twice[1]!],
      )
    }
    case 'propertyNames': {
      const key = String(params.propertyName)
      return at('SCH010', wrongName(schema, node, path, key), true, [...path, key])
    }
    default:
      return at('SCH005', {
        sentence: `${fieldName(path)} is ${shown(value)}; it must be ${wanted(node)}.`,
        fix: `write ${example(node)}`,
      })
  }
}

/** Whether the error comes from this node, and not from another branch of the same field. */
function raisedBy(error: ErrorObject, node: SchemaNode): boolean {
  const params = error.params as { readonly [key: string]: unknown }
  switch (error.keyword) {
    case 'required':
      return Array.isArray(node.required) && node.required.includes(params.missingProperty)
    case 'additionalProperties':
      return (
        node.additionalProperties === false && !knownKeys(node).includes(String(params.additionalProperty))
      )
    case 'type':
      return node.type === params.type
    case 'pattern':
      return node.pattern === params.pattern
    case 'enum':
      return JSON.stringify(node.enum) === JSON.stringify(params.allowedValues)
    default:
      return !('limit' in params) ? error.keyword in node : node[error.keyword] === params.limit
  }
}

const kindNames: { readonly [kind in Kind]: string } = {
  mapping: 'a mapping',
  list: 'a list',
  text: 'a text',
  number: 'a number',
  boolean: 'true or false',
  nothing: 'nothing',
}

/** What a value is, as the object of "is": the text "x", the number 3, a list. */
function described(value: unknown): string {
  const kind = kindOf(value)
  if (kind === 'mapping' || kind === 'list') return kindNames[kind]
  if (kind === 'nothing') return 'empty'
  return `the ${kind === 'boolean' ? 'boolean' : kind} ${shown(value)}`
}

const typeName = (node: SchemaNode): string =>
  node.type === 'integer'
    ? 'a whole number'
    : (kindsOf(node) ?? []).map((kind) => kindNames[kind]).join(' or ')

/** Finishes "must be …". */
function wanted(node: SchemaNode): string {
  if (typeof node.must === 'string') return node.must
  return typeName(node) || (typeof node.title === 'string' ? node.title : 'something else').toLowerCase()
}

const example = (node: SchemaNode): string => {
  const words = wanted(node).replace(/,? such as .*$/, '')
  return Array.isArray(node.examples) && node.examples.length > 0
    ? `${words}, for instance ${inYaml(node.examples[0])}`
    : words
}

function wrongKind(
  schema: SchemaNode,
  field: SchemaNode,
  path: Path,
  value: unknown,
): Text & { code: string } {
  const branches = branchesOf(schema, field)
  const must = typeof field.must === 'string' ? field.must : [...new Set(branches.map(wanted))].join(', or ')
  const known = branches.some((branch) => kindsOf(branch)?.includes(kindOf(value)))
  const examples = field.examples ?? branches[0]?.examples
  return {
    code: known ? 'SCH005' : 'SCH003',
    sentence: `${fieldName(path)} is ${known ? shown(value) : described(value)}; it must be ${must}.`,
    fix: `write ${example({ ...field, must, examples })}`,
  }
}

function unknownKey(schema: SchemaNode, node: SchemaNode, path: Path, key: string): Text {
  const known = knownKeys(node)
  const sentence = `${shown(key)} is not a key of ${fieldName(path)}.`
  if (key === '<<')
    return { sentence, fix: 'YAML 1.2 has no merge keys; put what all nodes share under node-defaults' }
  const near =
    nearest(key, known) ??
    known.find((candidate) => candidate.replaceAll(/[_-]/g, '') === key.replaceAll(/[_-]/g, '').toLowerCase())
  if (near) return { sentence, fix: `did you mean ${near}?`, meant: near }
  const longer = known.filter((candidate) => candidate.startsWith(`${key}-`))
  if (longer.length > 0) return { sentence, fix: `did you mean ${longer.join(' or ')}?` }
  for (let length = path.length - 1; length >= 0; length--) {
    const around = nodeAt(schema, path.slice(0, length))
    if (around && knownKeys(around).includes(key))
      return { sentence, fix: `${key} is a key of ${fieldName(path.slice(0, length))}; move it there` }
  }
  const inside = known.filter((name) => {
    const child = childNode(schema, node, name)
    const mapping = child && nodeForKind(schema, child, 'mapping')
    return mapping !== undefined && knownKeys(mapping).includes(key)
  })
  if (inside.length > 0)
    return { sentence, fix: `${key} is a key of ${inside.join(' and of ')}; move it below` }
  return { sentence, fix: `remove it; the keys here are ${[...known].sort().join(', ')}` }
}

function missingKey(schema: SchemaNode, node: SchemaNode, path: Path, key: string): Text {
  const child = childNode(schema, node, key)
  const examples = (child?.examples ?? []) as unknown[]
  return {
    sentence: `${path.length === 0 ? 'The file' : fieldName(path)} has no ${key}.`,
    fix: `add ${key}: ${inYaml(examples[0])} (${String(child?.description ?? child?.title).replace(/\.$/, '')})`,
  }
}

/** Mappings of a spec have no prototype, and so nothing that could make a text of them. */
const scalarText = (value: unknown): string =>
  typeof value === 'object' && value !== null ? '' : String(value)

function wrongType(node: SchemaNode, path: Path, value: unknown, written = scalarText(value)): Text {
  const is = typeof value === 'number' ? `the number ${written}` : described(value)
  const sentence = `${fieldName(path)} is ${is}, not ${typeName(node)}.`
  const kind = kindOf(value)
  if (node.type === 'boolean' && typeof value === 'string') {
    const yes = /^(y|yes|on|1|true|enabled?)$/i.test(value)
    const no = /^(n|no|off|0|false|disabled?)$/i.test(value)
    if (yes || no) return { sentence, fix: `write ${String(yes)}; YAML 1.2 has no other words for it` }
  }
  if (node.type === 'string' && (kind === 'number' || kind === 'boolean')) {
    const fits = typeof node.pattern !== 'string' || new RegExp(node.pattern, 'u').test(written)
    if (fits) return { sentence, fix: `write it in quotes: "${written}"` }
  }
  if (
    (node.type === 'integer' || node.type === 'number') &&
    typeof value === 'string' &&
    /^-?[0-9]+$/.test(value)
  )
    return { sentence, fix: `write it without quotes: ${value}` }
  if (node.type === 'array' && (kind === 'text' || kind === 'number'))
    return {
      sentence,
      fix: `write a list: ${inYaml(typeof value === 'string' ? value.split(/[ ,]+/) : [value])}`,
    }
  return { sentence, fix: `write ${example(node)}` }
}

function wrongChoice(node: SchemaNode, path: Path, value: unknown, source = scalarText(value)): Text {
  const choices = 'const' in node ? [node.const] : (node.enum as unknown[])
  const same = choices.find((choice) => String(choice) === source)
  // Only where a number was written for the text, or the reverse, does the way of writing matter.
  const words = choices.filter((choice) => typeof choice === 'string')
  const listed = choices.map((choice) => (same === undefined ? String(choice) : inYaml(choice)))
  const is = typeof value === 'number' ? source : shown(value)
  const sentence = `${fieldName(path)} is ${is}; it must be ${typeof node.must === 'string' ? node.must : choices.length === 1 ? listed[0] : `one of ${listed.join(', ')}`}.`
  if (same !== undefined)
    return {
      sentence,
      fix: `write it ${typeof same === 'string' ? 'in' : 'without'} quotes: ${inYaml(same)}`,
    }
  if (typeof value === 'boolean' && words.includes(value ? 'on' : 'off'))
    return { sentence, fix: `write ${value ? 'on' : 'off'}; here it is a word, not true or false` }
  const near =
    typeof value === 'string'
      ? (words.find((word) => word.toLowerCase() === value.toLowerCase()) ?? nearest(value, words))
      : undefined
  if (near) return { sentence, fix: `did you mean ${near}?` }
  return {
    sentence,
    fix:
      choices.length === 1
        ? `write ${inYaml(choices[0])}`
        : `choose one of them, for instance ${inYaml((node.examples as unknown[] | undefined)?.[0] ?? choices[0])}`,
  }
}

function outOfRange(node: SchemaNode, path: Path, value: unknown): Text {
  const { minimum, maximum } = node as { minimum?: number; maximum?: number }
  const range =
    minimum === undefined
      ? `at most ${maximum}`
      : maximum === undefined
        ? `at least ${minimum}`
        : `between ${minimum} and ${maximum}`
  return {
    sentence: `${fieldName(path)} is ${shown(value)}; it must be ${range}.`,
    fix: `write a number ${range}`,
  }
}

function wrongLength(node: SchemaNode, path: Path, value: string): Text {
  const { minLength = 0, maxLength = Infinity } = node as { minLength?: number; maxLength?: number }
  const length = Array.from(value).length
  const allowed = length > maxLength ? `at most ${maxLength}` : `at least ${minLength}`
  return {
    sentence: `${fieldName(path)} has ${length} ${length === 1 ? 'character' : 'characters'}; it must have ${allowed}.`,
    fix:
      length > maxLength
        ? 'shorten it'
        : `say more, for instance ${inYaml((node.examples as unknown[] | undefined)?.[0])}`,
  }
}

function wrongCount(keyword: string, limit: number, node: SchemaNode, path: Path, value: unknown): Text {
  const count = Object.keys(value as object).length
  const few = keyword.startsWith('min')
  const counted = (n: number): string => `${n === 0 ? 'no' : n} ${n === 1 ? 'entry' : 'entries'}`
  return {
    sentence: `${fieldName(path)} has ${counted(count)}; it must have ${few ? 'at least' : 'at most'} ${counted(limit)}.`,
    fix: few
      ? `add one, for instance ${inYaml((node.examples as unknown[] | undefined)?.[0])}, or remove the key`
      : 'remove some',
  }
}

function wrongName(schema: SchemaNode, node: SchemaNode, path: Path, key: string): Text {
  const names = dereference(schema, node.propertyNames as SchemaNode)
  const choices = Array.isArray(names.enum) ? (names.enum as string[]) : undefined
  const long = typeof names.maxLength === 'number' && Array.from(key).length > names.maxLength
  const must = long
    ? `at most ${names.maxLength as number} characters long`
    : choices
      ? `one of ${choices.join(', ')}`
      : wanted(names)
  const near = choices ? nearest(key, choices) : likely(key, names)
  const example = Array.isArray(names.examples) ? `, for instance ${inYaml(names.examples[0])}` : ''
  return {
    sentence: `${shown(key)} cannot be a key of ${fieldName(path)}; it must be ${must}.`,
    fix: near ? `did you mean ${near}?` : long ? 'shorten it' : `choose another name${example}`,
  }
}

/** A name near to the one that was written that would be taken: in lower case, without the domain, without blanks. */
function likely(key: string, names: SchemaNode): string | undefined {
  if (typeof names.pattern !== 'string') return undefined
  const pattern = new RegExp(names.pattern, 'u')
  const lower = key.toLowerCase()
  const plain = (text: string): string => text.replaceAll(/[^A-Za-z0-9]+/g, '-').replaceAll(/^-|-$/g, '')
  return [lower, lower.split('.')[0]!, plain(key), plain(lower)].find(
    (name) => name.length <= Number(names.maxLength ?? 15) && pattern.test(name),
  )
}

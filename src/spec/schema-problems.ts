import type { ErrorObject } from 'ajv'
import { nearest } from '../core/suggest.ts'
import type { Path } from './spec.ts'

type SchemaNode = { [key: string]: unknown }

export interface SchemaProblem {
  readonly code: string
  readonly path: Path
  /** Whether the key itself is at fault, not its value. */
  readonly atKey: boolean
  readonly sentence: string
  readonly fix: string
}

/** What the SCH codes mean; the texts of `ha-bootstrap explain`. */
export const schemaCodes: { readonly [code: string]: string } = {
  SCH001: 'Every key is one that the schema knows.',
  SCH002: 'Every required key is present.',
  SCH003: 'Every value has the type its field wants.',
  SCH004: 'A field with a fixed choice has one of its values.',
  SCH005: 'A text has the form its field wants.',
  SCH006: 'A number lies within the limits of its field.',
  SCH007: 'A text is not longer or shorter than its field allows.',
  SCH008: 'A list or mapping has as many entries as its field allows.',
  SCH009: 'A list that is a set has no entry twice.',
  SCH010: 'A name that the author chose has the form its place wants.',
}

const pointer = (path: string): string[] =>
  path
    .split('/')
    .slice(1)
    .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'))

function lookup(schema: SchemaNode, schemaPath: string): SchemaNode {
  let node: unknown = schema
  for (const part of pointer(schemaPath)) node = (node as SchemaNode | undefined)?.[part]
  return (node ?? {}) as SchemaNode
}

function dereference(schema: SchemaNode, node: SchemaNode): SchemaNode {
  return typeof node.$ref === 'string' ? { ...lookup(schema, node.$ref), ...node } : node
}

const parentOf = (schemaPath: string): string => schemaPath.slice(0, schemaPath.lastIndexOf('/'))

const shown = (value: unknown): string => {
  const text = typeof value === 'string' ? `"${value}"` : JSON.stringify(value)
  // oxlint-disable-next-line no-control-regex
  const clean = (text ?? 'nothing').replace(
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return clean.length > 60 ? `${clean.slice(0, 57)}…` : clean
}

function valueAt(data: unknown, path: Path): unknown {
  let value = data
  for (const step of path) value = (value as { [key: string]: unknown } | undefined)?.[step as string]
  return value
}

function pathOf(data: unknown, instancePath: string): Path {
  let value = data
  return pointer(instancePath).map((part) => {
    const step = Array.isArray(value) ? Number(part) : part
    value = (value as { [key: string]: unknown } | undefined)?.[part]
    return step
  })
}

/** The field as a person says it: nodes.node1.disks.data1. */
export const fieldName = (path: Path): string =>
  path.map((step, i) => (typeof step === 'number' ? `[${step}]` : i === 0 ? step : `.${step}`)).join('') ||
  'the file'

/**
 * Turns ajv's errors into sentences, one for each fault: where a oneOf failed only the branch that fits the value's type
 * speaks, or the field's own "must".
 */
export function explainErrors(
  errors: readonly ErrorObject[],
  data: unknown,
  schema: SchemaNode,
): SchemaProblem[] {
  const choices = errors.filter((error) => error.keyword === 'oneOf')
  const dropped = new Set<ErrorObject>()
  for (const choice of choices) {
    const below = errors.filter(
      (error) =>
        error !== choice &&
        error.instancePath.startsWith(choice.instancePath) &&
        belongsTo(schema, error, choice),
    )
    const deeper = below.filter(
      (error) =>
        error.instancePath.length > choice.instancePath.length ||
        ['additionalProperties', 'required', 'propertyNames', 'minProperties'].includes(error.keyword),
    )
    const value = valueAt(data, pathOf(data, choice.instancePath))
    const structured = typeof value === 'object' && value !== null && deeper.length > 0
    for (const error of below) if (!structured || !deeper.includes(error)) dropped.add(error)
    if (structured) dropped.add(choice)
  }
  const seen = new Set<string>()
  const out: SchemaProblem[] = []
  for (const error of errors) {
    if (dropped.has(error) || (error.keyword === 'pattern' && error.propertyName !== undefined)) continue
    if (error.propertyName !== undefined && error.keyword !== 'propertyNames') continue
    const problem = explainError(error, data, schema)
    const key = `${problem.code} ${problem.path.join('/')} ${problem.sentence}`
    if (!seen.has(key)) {
      seen.add(key)
      out.push(problem)
    }
  }
  return out
}

/** Whether an error was raised inside a branch of this oneOf, directly or behind a $ref. */
function belongsTo(schema: SchemaNode, error: ErrorObject, choice: ErrorObject): boolean {
  if (error.schemaPath.startsWith(`${choice.schemaPath}/`)) return true
  const branches = lookup(schema, choice.schemaPath) as unknown as SchemaNode[]
  if (!Array.isArray(branches)) return false
  const reachable = new Set<string>()
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    const ref = (node as SchemaNode).$ref
    if (typeof ref === 'string' && !reachable.has(ref)) {
      reachable.add(ref)
      visit(lookup(schema, ref))
    }
    for (const child of Object.values(node)) visit(child)
  }
  visit(branches)
  return [...reachable].some((ref) => error.schemaPath.startsWith(`${ref}/`))
}

function explainError(error: ErrorObject, data: unknown, schema: SchemaNode): SchemaProblem {
  const path = pathOf(data, error.instancePath)
  const value = valueAt(data, path)
  const field = fieldName(path)
  const parent = lookup(schema, parentOf(error.schemaPath))
  const params = error.params as { [key: string]: never }
  const example = Array.isArray(parent.examples) ? `, for instance ${shown(parent.examples[0])}` : ''
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(params.additionalProperty)
      const known = Object.keys((parent.properties ?? {}) as object)
      const near = nearest(key, known)
      return {
        code: 'SCH001',
        path: [...path, key],
        atKey: true,
        sentence: `${shown(key)} is not a key of ${field}.`,
        fix: near ? `did you mean ${near}?` : `the keys here are: ${known.sort().join(', ')}`,
      }
    }
    case 'required':
      return {
        code: 'SCH002',
        path,
        atKey: true,
        sentence: `${path.length === 0 ? 'The file' : field} has no ${String(params.missingProperty)}.`,
        fix: `add ${String(params.missingProperty)}: ${describe(dereference(schema, ((parent.properties ?? {}) as { [key: string]: SchemaNode })[String(params.missingProperty)] ?? {}))}`,
      }
    case 'type':
      return {
        code: 'SCH003',
        path,
        atKey: false,
        sentence: `${field} is ${kindOf(value)}, not ${article([params.type].flat().join(' or '))}.`,
        fix: describe(parent) + example,
      }
    case 'oneOf': {
      const must = typeof parent.must === 'string' ? parent.must : undefined
      const branches = (Array.isArray(parent.oneOf) ? parent.oneOf : []) as SchemaNode[]
      const musts =
        must ??
        branches
          .map((branch) => dereference(schema, branch).must)
          .filter((text) => typeof text === 'string')
          .join(', or ')
      return {
        code: 'SCH005',
        path,
        atKey: false,
        sentence: `${field} is ${shown(value)}; it must be ${musts || describe(parent)}.`,
        fix: describe(parent) + example,
      }
    }
    case 'enum':
    case 'const': {
      const allowed = (
        error.keyword === 'const' ? [params.allowedValue] : (params.allowedValues as unknown as unknown[])
      ).map((v) => String(v))
      const near = typeof value === 'string' ? nearest(value, allowed) : undefined
      const boolean =
        typeof value === 'boolean' && allowed.includes(value ? 'on' : 'off')
          ? ` (in YAML 1.2 write on and off with quotes only where a reader of YAML 1.1 may see the file)`
          : ''
      return {
        code: 'SCH004',
        path,
        atKey: false,
        sentence: `${field} is ${shown(value)}; it must be ${allowed.length === 1 ? allowed[0] : `one of ${allowed.join(', ')}`}.`,
        fix:
          near && near !== value ? `did you mean ${near}?` : `choose one of ${allowed.join(', ')}${boolean}`,
      }
    }
    case 'pattern':
      return {
        code: 'SCH005',
        path,
        atKey: false,
        sentence: `${field} is ${shown(value)}; it must be ${String(parent.must ?? describe(parent))}.`,
        fix: `write it in that form${example}`,
      }
    case 'minimum':
    case 'maximum':
      return {
        code: 'SCH006',
        path,
        atKey: false,
        sentence: `${field} is ${shown(value)}; it must be ${error.keyword === 'minimum' ? 'at least' : 'at most'} ${String(params.limit)}.`,
        fix: describe(parent) + example,
      }
    case 'maxLength':
    case 'minLength':
      return {
        code: 'SCH007',
        path,
        atKey: false,
        sentence: `${field} has ${String(value).length} characters; it may have ${error.keyword === 'maxLength' ? 'at most' : 'no fewer than'} ${String(params.limit)}.`,
        fix: describe(parent) + example,
      }
    case 'minItems':
    case 'maxItems':
    case 'minProperties':
    case 'maxProperties':
      return {
        code: 'SCH008',
        path,
        atKey: false,
        sentence: `${field} has ${Object.keys(value as object).length} entries; it must have ${error.keyword.startsWith('min') ? 'at least' : 'at most'} ${String(params.limit)}.`,
        fix: describe(parent) + example,
      }
    case 'uniqueItems':
      return {
        code: 'SCH009',
        path: [...path, Number(params.i)],
        atKey: false,
        sentence: `${field} has ${shown((value as unknown[])[Number(params.i)])} twice.`,
        fix: 'remove one of the two',
      }
    case 'propertyNames': {
      const key = String(params.propertyName)
      const names = dereference(schema, lookup(schema, error.schemaPath))
      const choice = Array.isArray(names.enum) ? `one of ${names.enum.join(', ')}` : undefined
      const length =
        typeof names.maxLength === 'number' && key.length > names.maxLength
          ? `at most ${names.maxLength} characters`
          : undefined
      return {
        code: 'SCH010',
        path: [...path, key],
        atKey: true,
        sentence: `${shown(key)} cannot be a key of ${field}; it must be ${length ?? String(names.must ?? choice ?? 'a name in the form of this place')}.`,
        fix: 'choose a name in that form',
      }
    }
    default:
      return {
        code: 'SCH005',
        path,
        atKey: false,
        sentence: `${field} does not hold to the schema (${error.keyword}).`,
        fix: describe(parent) + example,
      }
  }
}

const describe = (node: SchemaNode): string =>
  String(node.description ?? node.title ?? 'see `ha-bootstrap explain` for the field').replace(/\.$/, '')

const article = (name: string): string =>
  name === 'object'
    ? 'a mapping'
    : name === 'array'
      ? 'a list'
      : name === 'integer'
        ? 'a whole number'
        : name === 'string'
          ? 'a text'
          : name === 'boolean'
            ? 'true or false'
            : `a ${name}`

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a mapping'
  if (typeof value === 'string') return `the text ${shown(value)}`
  return `${typeof value === 'boolean' ? 'the boolean' : 'the number'} ${String(value)}`
}

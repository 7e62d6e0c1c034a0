import schemaJson from '../../schema/cluster.schema.json' with { type: 'json' }

type SchemaNode = { readonly [key: string]: unknown }

/** A field of cluster.yaml as its author wants to know it. */
export interface Field {
  /** nodes.*.disks.*.serial; * stands for a name of the author's choice, [] for an entry of a list. */
  readonly path: string
  readonly title: string
  readonly description: string
  readonly values: string
  readonly required: boolean
  readonly examples: readonly unknown[]
  readonly source: string | undefined
}

const root = schemaJson as SchemaNode

/** A node with what it refers to below it; what stands beside the reference wins. */
function dereference(node: SchemaNode): SchemaNode {
  if (typeof node.$ref !== 'string') return node
  const name = node.$ref.replace('#/$defs/', '')
  const target = (root.$defs as { readonly [name: string]: SchemaNode })[name] ?? {}
  const { $ref: _, ...own } = node
  return { ...dereference(target), ...own }
}

const asNode = (value: unknown): SchemaNode | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as SchemaNode) : undefined

/** Alternatives of a value, the value itself included. */
const branches = (node: SchemaNode): SchemaNode[] => [
  node,
  ...['oneOf', 'anyOf', 'allOf'].flatMap((key) =>
    Array.isArray(node[key]) ? (node[key] as SchemaNode[]).map(dereference) : [],
  ),
]

interface Child {
  readonly step: string
  readonly node: SchemaNode
  readonly required: boolean
}

function children(node: SchemaNode): Child[] {
  return branches(node).flatMap((branch) => {
    const required = (branch.required ?? []) as readonly string[]
    const named = Object.entries(asNode(branch.properties) ?? {}).map(([step, child]) => ({
      step,
      node: dereference(child as SchemaNode),
      required: required.includes(step),
    }))
    const any = asNode(branch.additionalProperties)
    const items = asNode(branch.items)
    return [
      ...named,
      ...(any ? [{ step: '*', node: dereference(any), required: false }] : []),
      ...(items ? [{ step: '[]', node: dereference(items), required: false }] : []),
    ]
  })
}

/** Definitions that contain themselves end here; no field is this deep. */
const deepest = 12

function* walk(node: SchemaNode, path: readonly string[]): Generator<Field> {
  if (path.length > deepest) return
  for (const child of children(node)) {
    const here = [...path, child.step]
    yield fieldOf(here, child)
    yield* walk(child.node, here)
  }
}

/** Every field of cluster.yaml in the order of the schema. */
export function allFields(): Field[] {
  const seen = new Map<string, Field>()
  for (const field of walk(root, [])) if (!seen.has(field.path)) seen.set(field.path, field)
  return [...seen.values()]
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

function fieldOf(path: readonly string[], { node, required }: Child): Field {
  return {
    path: path.join('.').replaceAll('.[]', '[]'),
    title: textOf(node.title) ?? path.at(-1) ?? '',
    description: textOf(node.description) ?? '',
    values: valuesOf(node),
    required,
    examples: (node.examples ?? []) as readonly unknown[],
    source: textOf(node.source),
  }
}

/** Which values a field takes, in words. */
function valuesOf(node: SchemaNode): string {
  if ('const' in node) return `${shown(node.const)} only`
  if (Array.isArray(node.enum)) return `one of ${node.enum.map(shown).join(', ')}`
  if (typeof node.must === 'string') return node.must
  const alternatives = branches(node).slice(1)
  if (alternatives.length > 0) return [...new Set(alternatives.map(valuesOf))].join('; or ')
  const { minimum, maximum } = node as { readonly minimum?: number; readonly maximum?: number }
  const limits =
    minimum !== undefined && maximum !== undefined
      ? ` from ${minimum} to ${maximum}`
      : minimum !== undefined
        ? `, at least ${minimum}`
        : maximum !== undefined
          ? `, at most ${maximum}`
          : ''
  switch (node.type) {
    case 'integer':
      return `a whole number${limits}`
    case 'number':
      return `a number${limits}`
    case 'boolean':
      return 'true or false'
    case 'array':
      return `a list of ${valuesOf(dereference(asNode(node.items) ?? {}))}`
    case 'object':
      return 'a mapping'
    case 'string':
      return 'a text'
    default:
      return 'any value'
  }
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** The steps of a field path: nodes.*.disks, rings[] */
export const stepsOf = (text: string): string[] =>
  text
    .replaceAll(/\[[^\]]*\]/g, '.[]')
    .split('.')
    .filter(Boolean)

const fits = (pattern: readonly string[], steps: readonly string[]): boolean =>
  pattern.length === steps.length &&
  pattern.every(
    (step, i) =>
      step === steps[i] ||
      (step === '*' && steps[i] !== '[]') ||
      (step === '[]' && /^[0-9]+$/.test(steps[i]!)),
  )

/**
 * The fields that a text means: a whole path, in which names of the author's stand for *, or else the end of paths
 * (a key alone finds every field of that name).
 */
export function findFields(text: string, fields: readonly Field[]): Field[] {
  const steps = stepsOf(text)
  const patterns = fields.map((field) => ({ field, pattern: stepsOf(field.path) }))
  const literal = patterns.filter(({ pattern }) => pattern.join('.') === steps.join('.'))
  if (literal.length > 0) return literal.map(({ field }) => field)
  const whole = patterns.filter(({ pattern }) => fits(pattern, steps))
  if (whole.length > 0) return whole.slice(0, 1).map(({ field }) => field)
  return patterns
    .filter(({ pattern }) => pattern.length > steps.length && fits(pattern.slice(-steps.length), steps))
    .filter(({ pattern }) => pattern.at(-1) === steps.at(-1))
    .map(({ field }) => field)
    .filter((field) => !field.path.startsWith('node-defaults.'))
}

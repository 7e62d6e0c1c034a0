import type { Path } from './spec.ts'

/** A schema or a part of one, as parsed JSON. */
export type SchemaNode = { readonly [keyword: string]: unknown }

const isNode = (value: unknown): value is SchemaNode =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export type Kind = 'mapping' | 'list' | 'text' | 'number' | 'boolean' | 'nothing'

export function kindOf(value: unknown): Kind {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'list'
  if (typeof value === 'object') return 'mapping'
  return typeof value === 'string' ? 'text' : typeof value === 'boolean' ? 'boolean' : 'number'
}

/** The node with its $ref resolved; what stands beside the $ref wins over what it points to. */
export function dereference(schema: SchemaNode, node: SchemaNode): SchemaNode {
  if (typeof node.$ref !== 'string') return node
  const { $ref, ...own } = node
  let target: unknown = schema
  for (const part of $ref.split('/').slice(1)) target = (target as SchemaNode)[part]
  return dereference(schema, { ...(target as SchemaNode), ...own })
}

/** The branches of a oneOf, dereferenced; none for other nodes. */
export const branchesOf = (schema: SchemaNode, node: SchemaNode): SchemaNode[] =>
  Array.isArray(node.oneOf) ? (node.oneOf as SchemaNode[]).map((branch) => dereference(schema, branch)) : []

/** Kinds of values that a node without oneOf can take; undefined when it does not say. */
export function kindsOf(node: SchemaNode): Kind[] | undefined {
  if (typeof node.type === 'string') {
    const names: { [type: string]: Kind } = {
      object: 'mapping',
      array: 'list',
      string: 'text',
      integer: 'number',
      number: 'number',
      boolean: 'boolean',
      null: 'nothing',
    }
    return [names[node.type]!]
  }
  const values =
    'const' in node ? [node.const] : Array.isArray(node.enum) ? (node.enum as unknown[]) : undefined
  return values && [...new Set(values.map(kindOf))]
}

/**
 * The node as it applies to a value of that kind: with a oneOf, the only branch that takes this kind, under the field's
 * own title, description, examples and must. Undefined when no branch or several take it.
 */
export function nodeForKind(schema: SchemaNode, node: SchemaNode, kind: Kind): SchemaNode | undefined {
  if (!Array.isArray(node.oneOf)) return node
  const fitting = branchesOf(schema, node).filter((branch) => kindsOf(branch)?.includes(kind))
  if (fitting.length !== 1) return undefined
  const { oneOf: _, ...own } = node
  const chosen: SchemaNode = { ...fitting[0], ...own }
  // What a field of several kinds must be is too much to say about the inside of one.
  return kind === 'mapping' || kind === 'list' ? { ...chosen, must: fitting[0]!.must ?? own.must } : chosen
}

/** The dereferenced node of a key or list position below a mapping's or list's node. */
export function childNode(
  schema: SchemaNode,
  node: SchemaNode,
  step: string | number,
): SchemaNode | undefined {
  if (typeof step === 'number') return isNode(node.items) ? dereference(schema, node.items) : undefined
  const properties = (node.properties ?? {}) as SchemaNode
  const child = Object.hasOwn(properties, step) ? properties[step] : node.additionalProperties
  return isNode(child) ? dereference(schema, child) : undefined
}

/** What is at a path of the data, own keys only. */
export function valueAt(data: unknown, path: Path): unknown {
  let value = data
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as { [key: string]: unknown })[step as string]
  }
  return value
}

/** The node that describes a path; on the way a oneOf's branch is the one that has children, at the end none is chosen. */
export function nodeAt(schema: SchemaNode, path: Path): SchemaNode | undefined {
  let node: SchemaNode | undefined = schema
  for (const step of path) {
    node = node && nodeForKind(schema, node, typeof step === 'number' ? 'list' : 'mapping')
    node = node && childNode(schema, node, step)
  }
  return node
}

/** Keys that a mapping's node knows, in the schema's order. */
export const knownKeys = (node: SchemaNode): string[] => Object.keys(node.properties ?? {})

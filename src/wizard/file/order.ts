import schemaJson from '../../../schema/cluster.schema.json' with { type: 'json' }
import { childNode, kindOf, knownKeys, nodeForKind } from '../../spec/schema-node.ts'
import type { SchemaNode } from '../../spec/schema-node.ts'
import { paragraphs } from './paragraphs.ts'

const schema = schemaJson as SchemaNode

const node = ['id', 'votes', 'standby', 'ssh', 'platform', 'proxmox', 'domain', 'memory', 'versions']

/** Where the order of writing is another than that of the schema; what is not named follows in the schema's order. */
const first: { readonly [path: string]: readonly string[] } = {
  '': paragraphs.flat(),
  'node-defaults': node,
  'nodes.*': node,
}
const last: { readonly [path: string]: readonly string[] } = {
  'networks.*': ['description'],
  'services.*': ['description'],
}

/** Keys in the order in which they are written. */
export function keyOrder(node: SchemaNode, path: string): string[] {
  const known = knownKeys(node)
  const [head, tail] = [first[path] ?? [], last[path] ?? []]
  return [...head, ...known.filter((key) => !head.includes(key) && !tail.includes(key)), ...tail]
}

/** The key of a path's pattern: what has names of its own is `*`. */
export const patternOf = (node: SchemaNode, path: string, key: string): string =>
  [path, knownKeys(node).includes(key) ? key : '*'].filter(Boolean).join('.')

/** The same data with its keys in the order in which they are written. */
export function ordered(value: unknown, node: SchemaNode | undefined = schema, path = ''): unknown {
  const fitting = node && nodeForKind(schema, node, kindOf(value))
  if (Array.isArray(value))
    return value.map((item) => ordered(item, fitting && childNode(schema, fitting, 0), `${path}[]`))
  if (typeof value !== 'object' || value === null || !fitting) return value
  const own = value as { readonly [key: string]: unknown }
  const order = keyOrder(fitting, path)
  const place = (key: string): number => (order.includes(key) ? order.indexOf(key) : order.length)
  const keys = Object.keys(value)
  keys.sort((a, b) => place(a) - place(b))
  return Object.fromEntries(
    keys.map((key) => [
      key,
      ordered(own[key], childNode(schema, fitting, key), patternOf(fitting, path, key)),
    ]),
  )
}

import type { Spec, SpecSource } from './spec.ts'

/** A mapping of a spec, whatever is in it. */
export type Tree = { [key: string]: unknown }

export const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * The one rule of merging: mappings merge key by key, everything else (lists, texts, numbers) is replaced, and null
 * takes a key away. Later wins.
 */
export function merge(below: unknown, above: unknown): unknown {
  if (above === undefined) return below
  // Nothing is inherited inside a list; a key without a value is one that is not there.
  if (Array.isArray(above)) return above.map((item: unknown) => merge(undefined, item))
  if (!isTree(above)) return above
  // Without a prototype: a service may be called toString, and a reference to one that is missing must find nothing.
  const out = Object.assign(Object.create(null), isTree(below) ? below : {}) as Tree
  for (const [key, value] of Object.entries(above)) {
    if (value === null) delete out[key]
    else out[key] = merge(out[key], value)
  }
  return out
}

/** Profile < cluster.yaml, then for every node: node-defaults < nodes.NAME. */
export function mergeSpec(source: SpecSource, profile: Partial<SpecSource> | undefined): Spec {
  // Nodes are kept out of the first merge: it would already take away the nulls that speak to the defaults.
  const { nodes, ...own } = source
  const { 'node-defaults': defaults, ...rest } = merge(profile ?? {}, own) as Partial<SpecSource>
  const merged: Tree = Object.create(null) as Tree
  for (const [name, node] of Object.entries(nodes ?? {})) merged[name] = merge(defaults ?? {}, node ?? {})
  return { ...rest, nodes: merged } as Spec
}

import type { Spec, SpecSource } from './spec.ts'

type Tree = { [key: string]: unknown }

const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * The one rule of merging: mappings merge key by key, everything else (lists, texts, numbers) is replaced, and null
 * takes a key away. Later wins.
 */
export function merge(below: unknown, above: unknown): unknown {
  if (above === undefined) return below
  if (!isTree(above)) return above
  const out: Tree = isTree(below) ? { ...below } : {}
  for (const [key, value] of Object.entries(above)) {
    if (value === null) delete out[key]
    else
      Object.defineProperty(out, key, {
        value: merge(out[key], value),
        enumerable: true,
        writable: true,
        configurable: true,
      })
  }
  return out
}

/** Profile < cluster.yaml, then for every node: node-defaults < nodes.NAME. */
export function mergeSpec(source: SpecSource, profile: Partial<SpecSource> | undefined): Spec {
  const whole = merge(profile ?? {}, source) as SpecSource
  const { 'node-defaults': defaults, nodes, ...rest } = whole
  const merged = Object.entries(nodes ?? {}).map(([name, node]) => [name, merge(defaults ?? {}, node ?? {})])
  return { ...rest, nodes: Object.fromEntries(merged) as Spec['nodes'] }
}

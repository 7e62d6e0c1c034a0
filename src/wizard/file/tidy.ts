import { allProfiles, stableJson } from '../../spec/load.ts'
import { isTree } from '../../spec/merge.ts'
import type { Tree } from '../../spec/merge.ts'
import type { SpecSource } from '../../spec/spec.ts'
import { ordered } from './order.ts'

export const same = (a: unknown, b: unknown): boolean => stableJson(a) === stableJson(b)

/**
 * The same cluster in as few words as a careful colleague would use: what all nodes share stands once, under node-defaults,
 * and what the profile says is not said again. The platform is always said, since everything hangs on it.
 */
export function tidy(spec: SpecSource): SpecSource {
  const { nodes, 'node-defaults': said, ...rest } = spec
  const profile = (allProfiles[spec.profile ?? '']?.spec ?? {}) as Tree
  const { 'node-defaults': inherited, ...below } = profile
  const own = Object.entries(nodes).map(([name, node]): [string, Tree] => [
    name,
    without(underlay({ ...said }, { ...node }), (inherited ?? {}) as Tree, ['platform']),
  ])
  const defaults = own.length > 1 ? common(own.map(([, node]) => node)) : {}
  const tidied: Tree = { ...without(rest, below) }
  if (Object.keys(defaults).length > 0) tidied['node-defaults'] = defaults
  tidied.nodes = Object.fromEntries(own.map(([name, node]) => [name, without(node, defaults)]))
  return ordered(tidied) as SpecSource
}

/** As merge does it, but a key without a value stays: it may take away what the profile gives. */
export function underlay(below: Tree, above: Tree): Tree {
  const out: Tree = { ...below }
  for (const [key, value] of Object.entries(above))
    out[key] = isTree(value) && isTree(out[key]) ? underlay(out[key], value) : value
  return out
}

/** What is not below already. */
function without(tree: Tree, below: Tree, always: readonly string[] = []): Tree {
  const out: Tree = {}
  for (const [key, value] of Object.entries(tree)) {
    if (always.includes(key) || !Object.hasOwn(below, key)) {
      out[key] = value
      continue
    }
    if (isTree(value) && isTree(below[key])) {
      const rest = without(value, below[key])
      if (Object.keys(rest).length > 0) out[key] = rest
    } else if (!same(value, below[key])) out[key] = value
  }
  return out
}

/** Mappings of which single entries may be shared: `bond0` is the same everywhere, `lan0` has a MAC address of its own. */
const shareable = ['interfaces', 'disks', 'raid', 'volume-groups', 'filesystems', 'sysctl', 'users', 'groups']

/** What all nodes have in common: whole settings, or whole entries of what has entries. */
function common(nodes: readonly Tree[]): Tree {
  const [first, ...others] = nodes
  const out: Tree = {}
  for (const [key, value] of Object.entries(first!)) {
    if (key === 'addresses' || key === 'id') continue
    if (value !== null && others.every((node) => Object.hasOwn(node, key) && same(node[key], value)))
      out[key] = value
    else if (shareable.includes(key) && nodes.every((node) => isTree(node[key]))) {
      const entries = common(nodes.map((node) => node[key] as Tree))
      if (Object.keys(entries).length > 0) out[key] = entries
    }
  }
  return out
}

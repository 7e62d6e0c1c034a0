import { valueAt } from '../../spec/schema-node.ts'
import type { Path } from '../../spec/spec.ts'
import type { Change } from './changes.ts'
import { isTree } from '../../spec/merge.ts'
import { same } from './tidy.ts'
import type { Tree } from '../../spec/merge.ts'

/** The same cluster three times, with what all nodes share written to every node. */
export interface Versions {
  /** What the file says. */
  readonly said: Tree
  /** What the answers that were read from the file make. */
  readonly made: Tree
  /** What the answers make now. */
  readonly wanted: Tree
  /** What the profile says to each node. */
  readonly profile: Tree
}

/** Changes that can be made to what the file says: it may say more than the answers, or leave it to the profile. */
export function settled(changes: readonly Change[], { said, made, wanted, profile }: Versions): Change[] {
  const seen = new Set<string>()
  return changes.flatMap((change): Change[] => {
    const at = change.path.findIndex((step) => typeof step === 'number')
    const list = change.path.slice(0, at)
    // Positions mean something else in another list.
    if (at >= 0 && !same(valueAt(said, list), valueAt(made, list))) {
      const whole = { path: list, to: { value: valueAt(wanted, list) } }
      const isNew = !seen.has(list.join('\0'))
      seen.add(list.join('\0'))
      return isNew ? [whole] : []
    }
    const now = valueAt(said, change.path)
    const below = valueAt(profile, change.path)
    if (change.to) return now === undefined && same(below, change.to.value) ? [] : [change]
    if (below !== undefined) return [{ path: change.path, to: { value: null } }]
    return now === undefined ? [] : [change]
  })
}

/**
 * The changes as the file is to have them: what becomes the same on all nodes under node-defaults, unless the file says it
 * of every node, and what becomes different on one at that node.
 */
export function placed(
  changes: readonly Change[],
  file: Tree,
  nodes: readonly string[],
  wanted: Tree,
): Change[] {
  const done = new Set<string>()
  return changes.flatMap((change): Change[] => {
    const [top, node, ...sub] = change.path
    if (top !== 'nodes') return [change]
    const defaults = (file['node-defaults'] ?? {}) as Tree
    if (sub.length === 0)
      return [
        change.to ? { ...change, to: { value: above(defaults, (change.to.value ?? {}) as Tree) } } : change,
      ]
    const key = sub.join('\0')
    const alike = changes.filter(
      ({ path, to }) => path[0] === 'nodes' && same(path.slice(2), sub) && same(to, change.to),
    )
    if (alike.length < nodes.length || nodes.length < 2) return [atNode(change, file, wanted)].flat()
    if (done.has(key)) return []
    done.add(key)
    const explicit = nodes.filter((name) => valueAt(file, ['nodes', name, ...sub]) !== undefined)
    const inDefaults = valueAt(defaults, sub) !== undefined
    if (!change.to)
      return [
        ...(inDefaults ? [{ ...change, path: ['node-defaults', ...sub] }] : []),
        ...explicit.map((name) => ({ ...change, path: ['nodes', name, ...sub] })),
      ]
    const around = (name: string): boolean =>
      valueAt(file, ['nodes', name, ...sub.slice(0, -1)]) !== undefined
    const isPerNode =
      sub.length > 1 && nodes.every(around) && valueAt(defaults, sub.slice(0, -1)) === undefined
    return explicit.length === 0 && !isPerNode
      ? inList(['node-defaults', ...sub], change, file, valueAt(wanted, ['nodes', String(node)]), 1)
      : alike.flatMap((one) => atNode(one, file, wanted))
  })
}

/** What a node has to say itself to be that, above what all share. */
function above(defaults: Tree, node: Tree): Tree {
  const out: Tree = {}
  for (const [key, value] of Object.entries(node)) {
    const below = defaults[key]
    if (same(below, value)) continue
    out[key] = isTree(value) && isTree(below) ? above(below, value) : value
  }
  for (const key of Object.keys(defaults)) if (!Object.hasOwn(node, key)) out[key] = null
  return out
}

/** A change of one node only. */
function atNode(change: Change, file: Tree, wanted: Tree): Change[] {
  const [, node, ...sub] = change.path
  const isInherited = valueAt(file['node-defaults'], sub) !== undefined
  const isOwn = valueAt(file, change.path) !== undefined
  if (!change.to && !isOwn && isInherited && !sub.some((step) => typeof step === 'number'))
    return [{ path: change.path, to: { value: null } }]
  if (!change.to && isOwn && isInherited) return [{ path: change.path, to: { value: null } }]
  return inList(change.path, change, file, valueAt(wanted, ['nodes', String(node)]), 2)
}

/** A position in a list that the file has elsewhere, or not at all: the whole list then. */
function inList(path: Path, change: Change, file: Tree, wanted: unknown, above: number): Change[] {
  const at = path.findIndex((step) => typeof step === 'number')
  const list = path.slice(0, at)
  if (at < 0 || Array.isArray(valueAt(file, list))) return [{ ...change, path }]
  return [{ path: list, to: { value: valueAt(wanted, list.slice(above)) } }]
}

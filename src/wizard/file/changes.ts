import type { Path } from '../../spec/spec.ts'
import { isTree } from '../../spec/merge.ts'
import { same, underlay } from './tidy.ts'
import type { Tree } from '../../spec/merge.ts'

/** Something that is to be there, or no longer (without a value). */
export interface Change {
  readonly path: Path
  /** In a box, since a value may be null. */
  readonly to: { readonly value: unknown } | undefined
}

/** The data with what all nodes share written to every node. */
export function effective({ 'node-defaults': defaults, nodes, ...rest }: Tree): Tree {
  const own = Object.entries((nodes ?? {}) as Tree)
  return {
    ...rest,
    nodes: Object.fromEntries(
      own.map(([name, node]) => [name, underlay((defaults ?? {}) as Tree, (node ?? {}) as Tree)]),
    ),
  }
}

/** What is to be done to one tree for it to become the other: as deep as possible. */
export function changesBetween(from: unknown, to: unknown, path: Path = []): Change[] {
  if (same(from, to)) return []
  if (isTree(from) && isTree(to))
    return [
      ...Object.keys(from)
        .filter((key) => !Object.hasOwn(to, key))
        .map((key) => ({ path: [...path, key], to: undefined })),
      ...Object.entries(to).flatMap(([key, value]) =>
        Object.hasOwn(from, key)
          ? changesBetween(from[key], value, [...path, key])
          : [{ path: [...path, key], to: { value } }],
      ),
    ]
  if (Array.isArray(from) && Array.isArray(to)) return listChanges(from, to, path)
  return [{ path, to: { value: to } }]
}

/** Entries that differ at their places, or else whole entries that came at the end or went. */
function listChanges(from: readonly unknown[], to: readonly unknown[], path: Path): Change[] {
  if (from.length === to.length && to.every((item, i) => isTree(item) && isTree(from[i])))
    return to.flatMap((item, i) => changesBetween(from[i], item, [...path, i]))
  const left = [...to]
  const gone = from.flatMap((item, i) => {
    if (left.length === 0 || !same(left[0], item)) return [i]
    left.shift()
    return []
  })
  // Nothing is left over in the middle: what stayed is in the same order.
  const stayed = from.length - gone.length
  if (stayed === 0) return [{ path, to: { value: to } }]
  return [
    ...gone.reverse().map((i) => ({ path: [...path, i], to: undefined })),
    ...to.slice(stayed).map((value, i) => ({ path: [...path, stayed + i], to: { value } })),
  ]
}

/** The data with a change made to them. */
export function changed(data: unknown, { path, to }: Change): unknown {
  const [step, ...rest] = path
  if (step === undefined) return to?.value
  if (typeof step === 'number') {
    const list: unknown[] = Array.isArray(data) ? [...(data as unknown[])] : []
    if (rest.length > 0) list[step] = changed(list[step], { path: rest, to })
    else list.splice(step, 1, ...(to ? [to.value] : []))
    return list
  }
  const own: Tree = isTree(data) ? { ...data } : {}
  if (rest.length === 0 && to === undefined) delete own[step]
  else own[step] = changed(own[step], { path: rest, to })
  return own
}

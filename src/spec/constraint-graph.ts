import type { Path, Score, Spec } from './spec.ts'
import { findThing } from './things.ts'

/** A relation between two names, with where it was said. */
export interface Edge {
  readonly from: string
  readonly to: string
  readonly path: Path
}

/** Parts of the spec whose things can be placed. */
export const parts = ['services', 'groups', 'vms'] as const

interface Placed {
  readonly with?: readonly string[]
  readonly after?: readonly string[]
  readonly prefer?: { readonly [node: string]: Score }
  readonly avoid?: readonly string[]
}

/** The things of a part with what is said of their place. */
export const placed = (spec: Spec, part: (typeof parts)[number]): [name: string, thing: Placed][] =>
  Object.entries(spec[part] ?? {})

/** Names as nodes of a graph: a DRBD resource and a machine of the same name are two things. */
export const key = (spec: Spec, name: string, promotable?: 'promotable'): string | undefined => {
  const kind = findThing(spec, name, promotable)
  return kind && (kind === 'drbd' ? `DRBD resource ${name}` : name)
}

/** Mandatory orders, from what is later to what comes first. */
export function orderEdges(spec: Spec): Edge[] {
  const edges: Edge[] = []
  const add = (later: string | undefined, first: string | undefined, path: Path): void => {
    if (later !== undefined && first !== undefined) edges.push({ from: later, to: first, path })
  }
  for (const part of parts)
    for (const [name, { after }] of placed(spec, part))
      for (const [i, other] of (after ?? []).entries())
        add(key(spec, name), key(spec, other), [part, name, 'after', i])
  for (const [name, order] of Object.entries(spec.constraints?.orders ?? {})) {
    const { first, then, kind, symmetrical } = order
    const starts = [order['first-action'] ?? 'start', order['then-action'] ?? 'start'].every(
      (action) => action === 'start' || action === 'promote',
    )
    const wanted = order['first-action'] === 'promote' ? 'promotable' : undefined
    if (starts && kind !== 'Optional' && kind !== 'Serialize' && symmetrical !== false)
      add(key(spec, then), key(spec, first, wanted), ['constraints', 'orders', name])
  }
  for (const [group, { members }] of Object.entries(spec.groups ?? {})) {
    for (const [i, member] of members.entries()) {
      if (i > 0) add(key(spec, member), key(spec, members[i - 1]!), ['groups', group, 'members', i])
      // What waits for the group waits for its members; what the group waits for comes before its first member.
      add(group, key(spec, member), ['groups', group, 'members', i])
    }
    for (const [i, other] of (spec.groups![group]!.after ?? []).entries())
      if (members[0] !== undefined && other !== group)
        add(key(spec, members[0]), key(spec, other), ['groups', group, 'after', i])
  }
  return edges
}

/** Colocations of score INFINITY, from what is placed to what it is placed by. */
export function colocationEdges(spec: Spec): Edge[] {
  const edges: Edge[] = []
  const add = (from: string | undefined, to: string | undefined, path: Path): void => {
    if (from !== undefined && to !== undefined) edges.push({ from, to, path })
  }
  for (const part of parts)
    for (const [name, thing] of placed(spec, part))
      for (const [i, other] of (thing.with ?? []).entries())
        add(key(spec, name), key(spec, other), [part, name, 'with', i])
  for (const [name, said] of Object.entries(spec.constraints?.colocations ?? {}))
    if (said.score === undefined || said.score === 'INFINITY')
      add(
        key(spec, said.resource, said.role && said.role !== 'Started' ? 'promotable' : undefined),
        key(spec, said.with, said['with-role'] && said['with-role'] !== 'Started' ? 'promotable' : undefined),
        ['constraints', 'colocations', name],
      )
  return edges
}

/** Reports every cycle of a graph once, at the edge that closes it. */
export function cycles(edges: readonly Edge[], found: (names: readonly string[], path: Path) => void): void {
  const next = new Map<string, Edge[]>()
  for (const edge of edges) {
    const list = next.get(edge.from)
    if (list) list.push(edge)
    else next.set(edge.from, [edge])
  }
  const state = new Map<string, 'open' | 'done'>()
  for (const start of next.keys()) {
    if (state.has(start)) continue
    // A stack of our own: a chain of a thousand services would be deep.
    const stack: { name: string; rest: Edge[] }[] = [{ name: start, rest: [...(next.get(start) ?? [])] }]
    state.set(start, 'open')
    while (stack.length > 0) {
      const top = stack.at(-1)!
      const edge = top.rest.shift()
      if (!edge) {
        state.set(top.name, 'done')
        stack.pop()
      } else if (state.get(edge.to) === 'open') {
        const names = stack.map(({ name }) => name)
        found([...names.slice(names.indexOf(edge.to)), edge.to], edge.path)
      } else if (!state.has(edge.to)) {
        state.set(edge.to, 'open')
        stack.push({ name: edge.to, rest: [...(next.get(edge.to) ?? [])] })
      }
    }
  }
}

export interface Placing {
  readonly score: Score
  readonly path: Path
}

/** Scores by thing and node, from prefer, avoid and location constraints. */
export function placings(spec: Spec): Map<string, Map<string, Placing[]>> {
  const all = new Map<string, Map<string, Placing[]>>()
  const add = (name: string, node: string, score: Score, path: Path): void => {
    if (!spec.nodes[node]) return
    const nodes = all.get(name) ?? new Map<string, Placing[]>()
    all.set(name, nodes)
    nodes.set(node, [...(nodes.get(node) ?? []), { score, path }])
  }
  for (const part of parts)
    for (const [name, { prefer, avoid }] of placed(spec, part)) {
      for (const [node, score] of Object.entries(prefer ?? {}))
        add(name, node, score, [part, name, 'prefer', node])
      for (const [i, node] of (avoid ?? []).entries()) add(name, node, '-INFINITY', [part, name, 'avoid', i])
    }
  for (const [name, { resource, node, score, role }] of Object.entries(spec.constraints?.locations ?? {}))
    if (role === undefined && findThing(spec, resource) !== 'drbd')
      add(resource, node, score, ['constraints', 'locations', name])
  return all
}

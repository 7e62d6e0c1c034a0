import type { Score, Spec } from '../spec/spec.ts'
import { cloneId, drbdCloneId, findThing, groupsByMember, isClone } from '../spec/things.ts'
import { onPromoted, onStarted } from './cib-drbd.ts'
import { scoreOf } from './cib-draft.ts'
import type { CibDraft } from './cib-draft.ts'
import type { OrderAction } from './cib.ts'

/** The ID in the CIB of what a name stands for; undefined when there is nothing of that name. */
function idOf(spec: Spec, name: string, wanted?: 'promotable'): string | undefined {
  const kind = findThing(spec, name, wanted)
  if (kind === 'drbd') return drbdCloneId(name)
  if (kind === 'service' && isClone(spec.services![name]!)) return cloneId(name)
  return kind && name
}

const needsPromotable = (word: string | undefined): 'promotable' | undefined =>
  word === 'Promoted' || word === 'Unpromoted' || word === 'promote' || word === 'demote'
    ? 'promotable'
    : undefined

/** Constraints as the spec writes them down; they come first, so that none of ours says the same again. */
export function addExplicit(draft: CibDraft, spec: Spec): void {
  for (const [id, said] of Object.entries(spec.constraints?.locations ?? {})) {
    const resource = idOf(spec, said.resource, needsPromotable(said.role))
    if (resource)
      draft.location({
        id,
        resource,
        node: said.node,
        score: scoreOf(said.score),
        ...(said.role && { role: said.role }),
        ...(said.discovery && { discovery: said.discovery }),
      })
  }
  for (const [id, said] of Object.entries(spec.constraints?.orders ?? {})) {
    const first = idOf(spec, said.first, needsPromotable(said['first-action']))
    const then = idOf(spec, said.then, needsPromotable(said['then-action']))
    const firstAction = said['first-action'] ?? 'start'
    if (first && then)
      draft.order({
        id,
        first,
        firstAction,
        then,
        thenAction: said['then-action'] ?? followUp(firstAction),
        kind: said.kind ?? 'Mandatory',
        ...(said.symmetrical !== undefined && { symmetrical: said.symmetrical }),
      })
  }
  for (const [id, said] of Object.entries(spec.constraints?.colocations ?? {})) {
    const resource = idOf(spec, said.resource, needsPromotable(said.role))
    const other = idOf(spec, said.with, needsPromotable(said['with-role']))
    if (resource && other)
      draft.colocation({
        id,
        resource,
        ...(said.role && { role: said.role }),
        with: other,
        ...(said['with-role'] && { withRole: said['with-role'] }),
        score: scoreOf(said.score),
      })
  }
}

/** Pacemaker would repeat the first action; nothing is promoted after a promotion without saying so. */
const followUp = (first: OrderAction): OrderAction =>
  first === 'promote' ? 'start' : first === 'demote' ? 'stop' : first

interface Placed {
  readonly with?: readonly string[]
  readonly after?: readonly string[]
  readonly prefer?: { readonly [node: string]: Score }
  readonly avoid?: readonly string[]
}

/** with, after, prefer and avoid of services, groups and virtual machines. */
export function addRelations(draft: CibDraft, spec: Spec): void {
  const homes = groupsByMember(spec)
  const all: [string, Placed][] = [spec.services, spec.groups, spec.vms].flatMap((part) =>
    Object.entries(part ?? {}),
  )
  for (const [name, placed] of all) {
    const id = idOf(spec, name)!
    for (const other of placed.with ?? []) relate(draft, spec, id, other, homes.get(name), 'with')
    for (const other of placed.after ?? []) relate(draft, spec, id, other, homes.get(name), 'after')
    for (const [node, score] of Object.entries(placed.prefer ?? {}))
      draft.location({ id: `${id}.prefers.${node}`, resource: id, node, score: scoreOf(score) })
    for (const node of placed.avoid ?? [])
      draft.location({ id: `${id}.avoids.${node}`, resource: id, node, score: '-INFINITY' })
  }
}

function relate(
  draft: CibDraft,
  spec: Spec,
  id: string,
  other: string,
  home: string | undefined,
  how: 'with' | 'after',
): void {
  const kind = findThing(spec, other)
  // A member of a group is with and after its neighbours already.
  if (kind === undefined || (home !== undefined && spec.groups?.[home]?.members.includes(other))) return
  if (kind === 'drbd') onPromoted(draft, id, other, [how])
  else onStarted(draft, id, idOf(spec, other)!, [how])
}

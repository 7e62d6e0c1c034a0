import type { Spec } from '../spec/spec.ts'
import {
  clusterMounts,
  drbdBelow,
  drbdCloneId,
  drbdOfVm,
  drbdPrimitiveId,
  groupsByMember,
} from '../spec/things.ts'
import { cloneId, isClone, mountsOfVm, nodesOfDrbd, numbersByName, volumeGroupId } from '../spec/things.ts'
import { plainText } from '../spec/values.ts'
import { op } from './cib-draft.ts'
import type { CibDraft } from './cib-draft.ts'
import { fencePeerSeconds } from './drbd-settings.ts'

/**
 * ocf:linbit:drbd: timeouts of its meta-data, save that a promotion without the peer waits for the handler that asks whether
 * the peer is fenced. The two monitors need different intervals, or one replaces the other.
 */
const drbdOperations = (spec: Spec, resource: string) => [
  op('start', 0, 240),
  op('stop', 0, 100),
  op('promote', 0, Math.max(90, fencePeerSeconds(spec, resource) + 30)),
  op('demote', 0, 90),
  op('notify', 0, 90),
  op('monitor', 29, 20, 'Promoted'),
  op('monitor', 31, 20, 'Unpromoted'),
]

const volumeGroupOperations = [op('start', 0, 30), op('stop', 0, 30), op('monitor', 30, 30)]

/**
 * How many nodes have the resource as primary: two only where the spec wants that all the time. For a live migration
 * the window with two primaries is opened beside pacemaker (see DrbdResourcePlan.dualPrimary).
 */
export function promotedMax(spec: Spec, resource: string): 1 | 2 {
  const mode = spec.drbd?.resources?.[resource]?.['dual-primary'] ?? spec.drbd?.['dual-primary'] ?? 'never'
  return mode === 'always' ? 2 : 1
}

/** Adds primitive and promotable clone of every DRBD resource, and the volume groups that lie on them. */
export function addDrbd(draft: CibDraft, spec: Spec): void {
  const all = Object.keys(spec.nodes)
  for (const name of Object.keys(spec.drbd?.resources ?? {})) {
    const nodes = new Set(nodesOfDrbd(spec, name))
    draft.primitives.push({
      id: drbdPrimitiveId(name),
      description: undefined,
      class: 'ocf',
      provider: 'linbit',
      type: 'drbd',
      params: [['drbd_resource', name]],
      meta: [],
      operations: drbdOperations(spec, name),
      origin: 'drbd',
    })
    draft.clones.push({
      id: drbdCloneId(name),
      child: drbdPrimitiveId(name),
      promotable: true,
      meta: [
        ['promotable', 'true'],
        ['promoted-max', String(promotedMax(spec, name))],
        ['promoted-node-max', '1'],
        ['clone-max', String(nodes.size)],
        ['clone-node-max', '1'],
        ['notify', 'true'],
        ['interleave', 'true'],
      ],
    })
    for (const node of all)
      if (!nodes.has(node))
        draft.location({
          id: `${drbdCloneId(name)}.not-on.${node}`,
          resource: drbdCloneId(name),
          node,
          score: '-INFINITY',
        })
  }
  addVolumeGroups(draft, spec)
}

/** A volume group on DRBD is activated where the resource is primary; only there can it be. */
function addVolumeGroups(draft: CibDraft, spec: Spec): void {
  const numbers = numbersByName(spec)
  const own = new Set(
    Object.values(spec.services ?? {}).flatMap(({ agent, params }) =>
      agent?.startsWith('ocf:heartbeat:LVM') ? plainText(params?.['volgrpname'] ?? params?.['vgname']) : [],
    ),
  )
  const done = new Set<string>()
  for (const service of Object.values(spec.services ?? {})) {
    if (!service.filesystem) continue
    const below = drbdBelow(spec, service.filesystem.device, numbers)
    if (below.group === undefined || own.has(below.group) || done.has(below.group)) continue
    done.add(below.group)
    const id = volumeGroupId(below.group)
    // LVM-activate would want tags or a system ID in lvm.conf; that the group is on one node only, DRBD's role sees to.
    draft.primitives.push({
      id,
      description: undefined,
      class: 'ocf',
      provider: 'heartbeat',
      type: 'LVM',
      params: [['volgrpname', below.group]],
      meta: [],
      operations: volumeGroupOperations,
      origin: 'volume-group',
    })
    for (const resource of below.drbd) onPromoted(draft, id, resource)
  }
}

type Half = 'with' | 'after'
const both: readonly Half[] = ['with', 'after']

/** Where the resource is promoted, after it was, or both. */
export function onPromoted(draft: CibDraft, id: string, resource: string, halves = both): void {
  const clone = drbdCloneId(resource)
  if (halves.includes('with'))
    draft.colocation({
      id: `${id}.with.${clone}`,
      resource: id,
      with: clone,
      withRole: 'Promoted',
      score: 'INFINITY',
    })
  if (halves.includes('after'))
    draft.order({
      id: `${id}.after.${clone}`,
      first: clone,
      firstAction: 'promote',
      then: id,
      thenAction: 'start',
      kind: 'Mandatory',
    })
}

/** Where another resource runs, after it was started, or both. */
export function onStarted(draft: CibDraft, id: string, other: string, halves = both): void {
  if (halves.includes('with'))
    draft.colocation({ id: `${id}.with.${other}`, resource: id, with: other, score: 'INFINITY' })
  if (halves.includes('after'))
    draft.order({
      id: `${id}.after.${other}`,
      first: other,
      firstAction: 'start',
      then: id,
      thenAction: 'start',
      kind: 'Mandatory',
    })
}

/** What stands on DRBD goes where it is primary: file systems, members of groups that are DRBD resources, and machines. */
export function addImplicit(draft: CibDraft, spec: Spec): void {
  const numbers = numbersByName(spec)
  const homes = groupsByMember(spec)
  const unitOf = (name: string): string => homes.get(name) ?? name
  for (const [name, service] of Object.entries(spec.services ?? {})) {
    if (!service.filesystem) continue
    const unit = isClone(service) ? cloneId(name) : unitOf(name)
    const below = drbdBelow(spec, service.filesystem.device, numbers)
    const manager = below.group === undefined ? undefined : volumeGroupId(below.group)
    if (manager !== undefined && draft.primitives.some(({ id }) => id === manager))
      onStarted(draft, unit, manager)
    else for (const resource of below.drbd) onPromoted(draft, unit, resource)
  }
  for (const [name, group] of Object.entries(spec.groups ?? {}))
    for (const member of group.members)
      if (!spec.services?.[member] && !spec.vms?.[member] && spec.drbd?.resources?.[member])
        onPromoted(draft, name, member)
  const mounts = clusterMounts(spec)
  for (const [name, vm] of Object.entries(spec.vms ?? {})) {
    const unit = unitOf(name)
    for (const resource of drbdOfVm(vm)) if (numbers.has(resource)) onPromoted(draft, unit, resource)
    for (const mount of mountsOfVm(vm, mounts))
      if (unitOf(mount) !== unit) onStarted(draft, unit, unitOf(mount))
  }
}

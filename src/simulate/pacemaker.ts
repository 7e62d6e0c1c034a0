import type { CibPlan, PrimitivePlan } from '../plan/cib.ts'
import { fencingPolicy } from '../plan/drbd.ts'
import type { DrbdResourcePlan } from '../plan/drbd.ts'
import type { Plan } from '../plan/plan.ts'
import type { CrmSimulation, Status } from './crm.ts'
import { cutOff, unchanged } from './outcome.ts'
import type { Loss, Move, Outcome, Simulation } from './outcome.ts'

/** What people see: groups, and services and virtual machines of their own; not DRBD, clones and fence devices. */
interface Unit {
  readonly name: string
  readonly members: readonly string[]
}

function unitsOf(cib: CibPlan): Unit[] {
  const inside = new Set([
    ...cib.groups.flatMap(({ members }) => members),
    ...cib.clones.map(({ child }) => child),
  ])
  return [
    ...cib.groups.map(({ id, members }) => ({ name: id, members })),
    ...cib.primitives
      .filter(({ id, origin }) => !inside.has(id) && (origin === 'service' || origin === 'vm'))
      .map(({ id }) => ({ name: id, members: [id] })),
  ]
}

/** Node on which a unit runs whole; undefined when it, or a part of it, runs nowhere. */
function nodeOf(unit: Unit, status: Status): string | undefined {
  const nodes = unit.members.map((member) => status.get(member)?.[0]?.node)
  return nodes.includes(undefined) ? undefined : nodes[0]
}

/** Everything that can be lost in a pacemaker cluster, one after the other. */
export function pacemakerSimulation(plan: Plan, simulated: CrmSimulation): Simulation {
  const units = unitsOf(plan.cib)
  return {
    stack: 'pacemaker',
    normally: plan.nodes.map(({ name }) => ({
      node: name,
      runs: units.filter((unit) => nodeOf(unit, simulated.before) === name).map((unit) => unit.name),
    })),
    outcomes: [
      ...plan.nodes.map(({ name }) => deathOf(plan, units, simulated, name)),
      ...networksOf(plan).map((lost) => networkLoss(plan, units, simulated, lost)),
    ],
    notes: units
      .filter((unit) => nodeOf(unit, simulated.before) === undefined)
      .map((unit) => `${unit.name} does not run even while nothing is lost.`),
  }
}

function deathOf(plan: Plan, units: readonly Unit[], simulated: CrmSimulation, node: string): Outcome {
  const { fenced, after } = simulated.deaths[node]!
  const moves: Move[] = []
  const stops: string[] = []
  for (const unit of units) {
    const from = nodeOf(unit, simulated.before)
    const to = nodeOf(unit, after)
    if (from === undefined || from === to) continue
    if (to === undefined) stops.push(unit.name)
    else moves.push({ name: unit.name, from, to })
  }
  const killers = killersOf(plan.cib, node)
  const sbd = plan.membership.sbd
  return {
    ...unchanged({ kind: 'node', name: node, carries: [] }, 'crm_simulate'),
    fenced,
    moves,
    stops,
    notes: [
      ...(fenced.includes(node) && killers.length > 0
        ? [
            `${killers.map(({ id }) => id).join(', ')} switches ${node} off${afterDelay(delayOf(plan.cib, node))}.`,
          ]
        : []),
      ...(fenced.includes(node) && killers.length === 0 && sbd
        ? [`its watchdog resets ${node} within ${sbd.watchdogTimeoutS} s.`]
        : []),
      ...(fenced.length === 0
        ? [
            plan.cib.noFencingBecause === undefined
              ? 'nothing can fence it.'
              : `it is not fenced (${plan.cib.noFencingBecause}): were it only unreachable, its services would run twice.`,
          ]
        : []),
    ],
  }
}

const afterDelay = (seconds: number): string => (seconds > 0 ? ` after ${seconds} s` : '')

const paramOf = (primitive: PrimitivePlan, name: string): string | undefined =>
  primitive.params.find(([key]) => key === name)?.[1]

/** Fence devices for a node: those of its first level, else all that have it as a target. */
function killersOf(cib: CibPlan, node: string): PrimitivePlan[] {
  const first = cib.levels.find((level) => level.node === node && level.index === 1)
  return cib.primitives.filter((primitive) => {
    if (primitive.class !== 'stonith') return false
    if (first) return first.devices.includes(primitive.id)
    const hosts = (paramOf(primitive, 'pcmk_host_list') ?? '').split(' ')
    const map = (paramOf(primitive, 'pcmk_host_map') ?? '').split(';').map((entry) => entry.split(':')[0])
    return hosts.includes(node) || map.includes(node)
  })
}

/** Seconds until a node is switched off, without the time of the device itself. */
function delayOf(cib: CibPlan, node: string): number {
  const delays = killersOf(cib, node).map((primitive) => {
    const base = paramOf(primitive, 'pcmk_delay_base') ?? paramOf(primitive, 'delay') ?? '0'
    const own = base.split(';').find((entry) => entry.startsWith(`${node}:`))
    return Number.parseInt(own === undefined ? base : own.slice(node.length + 1), 10) || 0
  })
  return Math.max(0, ...delays)
}

const isRandom = (cib: CibPlan): boolean =>
  cib.primitives.some((primitive) => paramOf(primitive, 'pcmk_delay_max') !== undefined)

/** Networks that carry rings or replication, with what they carry. */
function networksOf(plan: Plan): Loss[] {
  const { rings } = plan.membership
  const replications = new Map<string, string[]>()
  for (const { name, network } of plan.drbd?.resources ?? [])
    if (network !== undefined) replications.set(network, [...(replications.get(network) ?? []), name])
  return [...new Set([...rings, ...replications.keys()])].map((name) => ({
    kind: 'network',
    name,
    carries: [
      ...(rings.includes(name) ? [`ring ${rings.indexOf(name)}`] : []),
      ...(replications.has(name) ? [`DRBD ${few(replications.get(name)!)}`] : []),
    ],
  }))
}

/** The first few of many names. */
export const few = (names: readonly string[], most = 6): string =>
  names.length <= most
    ? names.join(', ')
    : `${names.slice(0, most).join(', ')} and ${names.length - most} more`

function networkLoss(plan: Plan, units: readonly Unit[], simulated: CrmSimulation, lost: Loss): Outcome {
  const { rings } = plan.membership
  const isRing = rings.includes(lost.name)
  const others = rings.filter((ring) => ring !== lost.name)
  const resources = (plan.drbd?.resources ?? []).filter(({ network }) => network === lost.name)
  if (isRing && others.length === 0) return parted(plan, units, simulated, lost, resources)
  return {
    ...unchanged(lost),
    notes: [
      ...(isRing ? [`corosync goes on over ${others.join(', ')}; nothing moves.`] : []),
      ...cutOff(plan, lost.name),
      ...replicationNotes(plan, resources),
    ],
  }
}

/** The nodes no longer hear each other at all: each takes the others for dead. */
function parted(
  plan: Plan,
  units: readonly Unit[],
  simulated: CrmSimulation,
  lost: Loss,
  resources: readonly DrbdResourcePlan[],
): Outcome {
  const names = plan.nodes.map(({ name }) => name)
  const [a, b] = names
  const beginning = unchanged(lost)
  if (names.length === 1 || a === undefined || b === undefined) return beginning
  const fencing = plan.cib.primitives.some((primitive) => primitive.class === 'stonith')
  const device = plan.membership.corosync?.quorum.device !== undefined
  const watchdog = plan.membership.sbd !== undefined
  if (names.length > 2)
    return {
      ...beginning,
      stops: units.map(({ name }) => name),
      notes: ['every node is alone and without quorum: each stops all its services (no-quorum-policy).'],
    }
  if (device) {
    const survivor = names[0]!
    const other = names[1]!
    const death = deathOf(plan, units, simulated, other)
    return {
      ...beginning,
      fenced: fencing || watchdog ? [other] : [],
      moves: death.moves,
      stops: death.stops,
      notes: [
        `the quorum device gives its vote to one side, by default that with the lowest node ID (${survivor}); the other loses quorum${fencing || watchdog ? ' and is fenced' : ' and stops its services'}.`,
      ],
    }
  }
  if (!fencing)
    return {
      ...beginning,
      doubles: plan.cib.noFencingBecause === undefined ? [] : units.map(({ name }) => name),
      stops: plan.cib.noFencingBecause === undefined && !watchdog ? units.map(({ name }) => name) : [],
      notes: [
        plan.cib.noFencingBecause === undefined
          ? watchdog
            ? 'a watchdog alone cannot decide between two nodes: both are reset.'
            : 'neither can fence the other, so neither takes anything over.'
          : `split brain: without fencing both nodes run everything${resources.length > 0 || (plan.drbd?.resources.length ?? 0) > 0 ? ', and the DRBD copies part' : ''}.`,
      ],
    }
  const delays = [delayOf(plan.cib, a), delayOf(plan.cib, b)] as const
  if (delays[0] === delays[1])
    return {
      ...beginning,
      fenced: [`${a} or ${b}`],
      notes: [
        isRandom(plan.cib)
          ? 'both try to fence each other; a random delay decides who is first, and what ran on the other moves.'
          : 'both fence each other at the same moment: the faster device decides, and both can die.',
      ],
    }
  const [survivor, victim] = delays[0] > delays[1] ? [a, b] : [b, a]
  const death = deathOf(plan, units, simulated, victim)
  return {
    ...beginning,
    fenced: [victim],
    moves: death.moves,
    stops: death.stops,
    notes: [
      `both try to fence each other; ${survivor} is spared for ${Math.max(...delays) - Math.min(...delays)} s longer, so ${victim} dies.`,
    ],
  }
}

/** What becomes of DRBD resources whose peers no longer reach each other while the cluster still does. */
function replicationNotes(plan: Plan, resources: readonly DrbdResourcePlan[]): string[] {
  const byFate = new Map<string, string[]>()
  for (const resource of resources) {
    const fate = fateOf(plan, resource)
    byFate.set(fate, [...(byFate.get(fate) ?? []), resource.name])
  }
  return [...byFate].map(([fate, names]) => `DRBD ${few(names)}: ${fate}`)
}

function fateOf(plan: Plan, resource: DrbdResourcePlan): string {
  const drbd = plan.drbd!
  const policy = fencingPolicy(drbd, resource)
  const handler = resource.settings.handlers?.['fence-peer'] ?? drbd.common.handlers['fence-peer']
  const both = resource.dualPrimary === 'always'
  if (policy === 'dont-care' || handler === undefined)
    return both
      ? 'both primaries go on writing by themselves: split brain, one side is thrown away afterwards.'
      : 'the primary goes on alone; nothing keeps the old copy from being promoted if that node dies now.'
  const waits = policy === 'resource-and-stonith'
  const wait = waits ? 'writing waits until fence-peer has answered; ' : ''
  return both
    ? waits
      ? `${wait}it lets one primary go on. What runs on the other cannot write any more, moves away, and where it does not stop in time that node is fenced.`
      : 'fence-peer lets one primary go on and takes the role from the other, with what runs on it there.'
    : `${wait}fence-peer keeps the old copy from being promoted until it is resynchronised; services stay.`
}

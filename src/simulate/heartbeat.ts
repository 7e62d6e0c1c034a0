import type { ServiceBundle } from '../plan/cib.ts'
import type { Plan } from '../plan/plan.ts'
import { cutOff, unchanged } from './outcome.ts'
import type { Loss, Outcome, Simulation } from './outcome.ts'

/** What haresources does: a line belongs to its node, and to the other one while that is dead. */
export function heartbeatSimulation(plan: Plan): Simulation {
  const names = plan.nodes.map(({ name }) => name)
  const { bundles } = plan.cib
  const homeOf = (bundle: ServiceBundle): string => bundle.preferred ?? names[0]!
  const heartbeat = plan.membership.heartbeat!
  const back =
    heartbeat.autoFailback === 'on'
      ? 'what moved goes back when the node returns (auto_failback on): a second interruption.'
      : 'what moved stays when the node returns (auto_failback off).'
  const fencing = heartbeat.stonith.length > 0
  const deaths = names.map((node): Outcome => {
    const others = names.filter((name) => name !== node)
    const moves = bundles
      .filter((bundle) => homeOf(bundle) === node)
      .map(({ name }) => ({ name, from: node, to: others[0]! }))
    const seconds = heartbeat.deadtimeMs / 1000
    return {
      ...unchanged({ kind: 'node', name: node, carries: [] }),
      fenced: fencing ? [node] : [],
      moves: others.length > 0 ? moves : [],
      stops: others.length > 0 ? [] : moves.map(({ name }) => name),
      notes: [
        `noticed after ${seconds} s (deadtime).`,
        ...(moves.length > 0 ? [back] : []),
        ...(fencing ? [] : ['it is not fenced: were it only unreachable, its services would run twice.']),
        'a service that dies on a living node is not noticed: heartbeat watches nodes only.',
      ],
    }
  })
  return {
    stack: 'heartbeat',
    normally: names.map((node) => ({
      node,
      runs: bundles.filter((bundle) => homeOf(bundle) === node).map(({ name }) => name),
    })),
    outcomes: [...deaths, ...networksOf(plan).map((lost) => networkLoss(plan, lost, fencing))],
    notes: [],
  }
}

/** Whether a medium's line of ha.cf uses a network: by the interface that has an address there, or by such an address. */
function usesNetwork(plan: Plan, line: string, network: string): boolean {
  const words = line.split(/\s+/)
  return plan.nodes.some((node) => {
    const address = node.addresses[network]
    if (address === undefined) return false
    if (words.includes(address)) return true
    const nic = node.network.interfaces.find(({ addresses }) =>
      addresses.some((cidr) => cidr.split('/')[0] === address),
    )
    return nic !== undefined && words.includes(nic.name)
  })
}

function mediaOf(plan: Plan): readonly string[] {
  const { media } = plan.membership.heartbeat!
  return Object.values(media)[0] ?? []
}

function networksOf(plan: Plan): Loss[] {
  const media = mediaOf(plan)
  const resources = plan.drbd?.resources ?? []
  return Object.keys(plan.networks).flatMap((name): Loss[] => {
    const beats = media.some((line) => usesNetwork(plan, line, name))
    const replicated = resources.filter(({ network }) => network === name).map((resource) => resource.name)
    const carries = [
      ...(beats ? ['heartbeats'] : []),
      ...(replicated.length > 0 ? [`DRBD ${replicated.join(', ')}`] : []),
    ]
    return carries.length > 0 ? [{ kind: 'network', name, carries }] : []
  })
}

function networkLoss(plan: Plan, lost: Loss, fencing: boolean): Outcome {
  const media = mediaOf(plan)
  const left = media.filter((line) => !usesNetwork(plan, line, lost.name))
  const beats = left.length < media.length
  const resources = (plan.drbd?.resources ?? []).filter(({ network }) => network === lost.name)
  const replication =
    resources.length > 0
      ? [
          'DRBD goes on alone on the primary; the other copy grows old until the link is back and it is resynchronised.',
        ]
      : []
  if (!beats || left.length > 0)
    return {
      ...unchanged(lost),
      notes: [
        ...(beats ? ['the heartbeats go on over the other paths; nothing moves.'] : []),
        ...cutOff(plan, lost.name),
        ...replication,
      ],
    }
  const [a, b] = plan.nodes.map(({ name }) => name)
  return {
    ...unchanged(lost),
    fenced: fencing ? [`${a} or ${b}`] : [],
    doubles: fencing ? [] : plan.cib.bundles.map(({ name }) => name),
    notes: [
      fencing
        ? 'each takes the other for dead and fences it: the faster one goes on, and both can die.'
        : 'each takes the other for dead: both run all services, and the DRBD copies part (split brain).',
      ...(plan.membership.heartbeat!.ping.length > 0 && !fencing
        ? ['ipfail cannot help: it needs the heartbeats to ask the other node.']
        : []),
    ],
  }
}

import type { Plan } from '../plan/plan.ts'
import { inSubnet } from '../spec/effective.ts'

/** What is lost: a node, or a network with the rings and replications that run over it. */
export interface Loss {
  readonly kind: 'node' | 'network'
  readonly name: string
  /** What runs over a network: ring 0, DRBD r0. */
  readonly carries: readonly string[]
}

export interface Move {
  readonly name: string
  readonly from: string
  readonly to: string
}

/** What a loss does to the cluster. */
export interface Outcome {
  readonly lost: Loss
  /** Nodes that are switched off. */
  readonly fenced: readonly string[]
  /** What runs elsewhere afterwards; it is interrupted while it moves. */
  readonly moves: readonly Move[]
  /** What no longer runs anywhere. */
  readonly stops: readonly string[]
  /** What runs on several nodes at once and must not. */
  readonly doubles: readonly string[]
  readonly notes: readonly string[]
  /** Who says so. */
  readonly by: 'crm_simulate' | 'plan'
}

export interface Simulation {
  readonly stack: string
  /** Where everything runs while nothing is lost. */
  readonly normally: readonly { readonly node: string; readonly runs: readonly string[] }[]
  readonly outcomes: readonly Outcome[]
  readonly notes: readonly string[]
}

/** An outcome in which nothing changes, as a beginning. */
export const unchanged = (lost: Loss, by: Outcome['by'] = 'plan'): Outcome => ({
  lost,
  fenced: [],
  moves: [],
  stops: [],
  doubles: [],
  notes: [],
  by,
})

/** Whom a lost network cuts off: nobody reaches an address on it, on whichever node it is. */
export function cutOff(plan: Plan, network: string): string[] {
  const { subnet, subnet6 } = plan.networks[network] ?? {}
  const addresses = plan.cib.bundles.flatMap(({ members }) =>
    members.flatMap((member) => {
      if (member.kind !== 'address') return []
      const [address = ''] = member.cidr.split('/')
      return [subnet, subnet6].some((one) => one !== undefined && inSubnet(address, one)) ? [member.name] : []
    }),
  )
  return addresses.length === 0
    ? []
    : [`who comes over ${network} does not reach ${addresses.join(', ')} meanwhile, on whichever node it is.`]
}

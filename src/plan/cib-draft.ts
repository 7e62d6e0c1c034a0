import { atLeast } from '../core/version.ts'
import type { Operations, Score, Value, Values } from '../spec/spec.ts'
import { secondsOf } from '../spec/arithmetic/units.ts'
import type {
  ClonePlan,
  ColocationPlan,
  GroupPlan,
  LocationPlan,
  OperationPlan,
  OrderPlan,
  Pairs,
  PrimitivePlan,
} from './cib.ts'
import { secretToken } from './secrets.ts'

/** A CIB in the making. Constraints that say the same as an earlier one are not added again. */
export class CibDraft {
  readonly primitives: PrimitivePlan[] = []
  readonly groups: GroupPlan[] = []
  readonly clones: ClonePlan[] = []
  readonly locations: LocationPlan[] = []
  readonly orders: OrderPlan[] = []
  readonly colocations: ColocationPlan[] = []
  readonly levels: { node: string; index: number; devices: string[] }[] = []
  private readonly said = new Set<string>()

  location(plan: LocationPlan): void {
    if (this.isNew(`location ${plan.resource} ${plan.node} ${plan.role}`)) this.locations.push(plan)
  }

  order(plan: OrderPlan): void {
    if (this.isNew(`order ${plan.first} ${plan.firstAction} ${plan.then} ${plan.thenAction}`))
      this.orders.push(plan)
  }

  colocation(plan: ColocationPlan): void {
    if (this.isNew(`colocation ${plan.resource} ${plan.with} ${plan.withRole}`)) this.colocations.push(plan)
  }

  private isNew(key: string): boolean {
    if (this.said.has(key)) return false
    this.said.add(key)
    return true
  }
}

/** pcmk_delay_base came with pacemaker 1.1.17 (ChangeLog of ClusterLabs/pacemaker). */
export const knowsDelayBase = (pacemaker: string): boolean => atLeast(pacemaker, '1.1.17')

export const textOf = (value: Value): string =>
  typeof value === 'object' ? secretToken(value.secret) : String(value)

/** Values of the spec as name and text; what `first` says comes first and is overridden by the spec's own. */
export function pairs(
  values: Values | undefined,
  first: { readonly [name: string]: string | undefined } = {},
): Pairs {
  const all = new Map<string, string>()
  for (const [name, value] of Object.entries(first)) if (value !== undefined) all.set(name, value)
  for (const [name, value] of Object.entries(values ?? {})) all.set(name, textOf(value))
  return [...all]
}

/** An operation with default times in seconds. */
export const op = (
  name: string,
  intervalS: number,
  timeoutS: number,
  role?: OperationPlan['role'],
): OperationPlan => ({ name, intervalS, timeoutS, ...(role && { role }) })

/**
 * Defaults with what the spec says of the same operation put over them. The spec's monitor-promoted and
 * monitor-unpromoted are monitors of one role.
 */
export function operations(defaults: readonly OperationPlan[], own: Operations | undefined): OperationPlan[] {
  const out = new Map<string, OperationPlan>(defaults.map((plan) => [keyOf(plan), plan]))
  for (const [key, said] of Object.entries(own ?? {})) {
    const role =
      key === 'monitor-promoted' ? 'Promoted' : key === 'monitor-unpromoted' ? 'Unpromoted' : undefined
    const below = out.get(key)
    const name = role ? 'monitor' : key
    out.set(key, {
      name,
      intervalS:
        said.interval === undefined
          ? (below?.intervalS ?? (name === 'monitor' ? 30 : 0))
          : secondsOf(said.interval),
      timeoutS: said.timeout === undefined ? below?.timeoutS : secondsOf(said.timeout),
      ...(role && { role }),
      ...(said['on-fail'] && { onFail: said['on-fail'] }),
      ...(said['start-delay'] !== undefined && { startDelayS: secondsOf(said['start-delay']) }),
    })
  }
  return [...out.values()]
}

const keyOf = (plan: OperationPlan): string =>
  plan.role ? `${plan.name}-${plan.role.toLowerCase()}` : plan.name

/** INFINITY, -INFINITY or the number. */
export const scoreOf = (score: Score | undefined, otherwise = 'INFINITY'): string =>
  score === undefined ? otherwise : String(score)

/** Scores where they stand in an ID: INFINITY is said by the word before it. */
export const highest = (prefer: { readonly [node: string]: Score } | undefined): string | undefined => {
  const rank = (score: Score): number =>
    score === 'INFINITY' ? 1_000_000 : score === '-INFINITY' ? -1_000_000 : score
  let best: string | undefined
  for (const [node, score] of Object.entries(prefer ?? {}))
    if (rank(score) > 0 && (best === undefined || rank(score) > rank(prefer![best]!))) best = node
  return best
}

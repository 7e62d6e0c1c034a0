import { lowestVersion } from '../spec/effective.ts'
import type { Timeouts } from '../spec/arithmetic/timeouts.ts'
import { secondsOf } from '../spec/arithmetic/units.ts'
import type { Spec } from '../spec/spec.ts'
import { isFenced } from '../spec/fencing.ts'
import { resolveBundles } from './bundles.ts'
import { addExplicit, addRelations } from './cib-constraints.ts'
import { CibDraft, pairs } from './cib-draft.ts'
import { addDrbd, addImplicit } from './cib-drbd.ts'
import { addFencing, properties } from './cib-fencing.ts'
import { addMachines } from './cib-machines.ts'
import { addServices } from './cib-services.ts'
import type { LibvirtPlan, MachinePlan } from './machines.ts'

/** An operation of a primitive; times in seconds. */
export interface OperationPlan {
  readonly name: string
  readonly intervalS: number
  readonly timeoutS: number | undefined
  readonly role?: 'Promoted' | 'Unpromoted'
  readonly onFail?: string
  readonly startDelayS?: number
}

/** Name and value in order; a value may be a secret token. */
export type Pairs = readonly (readonly [name: string, value: string])[]

export interface PrimitivePlan {
  readonly id: string
  readonly description: string | undefined
  /** ocf, systemd, lsb, service or stonith. */
  readonly class: string
  readonly provider: string | undefined
  readonly type: string
  readonly params: Pairs
  readonly meta: Pairs
  readonly operations: readonly OperationPlan[]
  /** What in the spec it stands for. */
  readonly origin: 'service' | 'drbd' | 'volume-group' | 'vm' | 'fencing'
}

export interface GroupPlan {
  readonly id: string
  readonly members: readonly string[]
  readonly meta: Pairs
}

export interface ClonePlan {
  readonly id: string
  readonly child: string
  readonly promotable: boolean
  readonly meta: Pairs
}

export type Role = 'Started' | 'Promoted' | 'Unpromoted'
export type OrderAction = 'start' | 'stop' | 'promote' | 'demote'

export interface LocationPlan {
  readonly id: string
  readonly resource: string
  readonly node: string
  readonly score: string
  readonly role?: Role
  readonly discovery?: string
}

export interface OrderPlan {
  readonly id: string
  readonly first: string
  readonly firstAction: OrderAction
  readonly then: string
  readonly thenAction: OrderAction
  readonly kind: 'Mandatory' | 'Optional' | 'Serialize'
  readonly symmetrical?: boolean
}

export interface ColocationPlan {
  readonly id: string
  readonly resource: string
  readonly role?: Role
  readonly with: string
  readonly withRole?: Role
  readonly score: string
}

export interface CibPlan {
  /** The oldest pacemaker of the cluster: what every node must understand. */
  readonly pacemaker: string
  /** Nodes that take part but run nothing. */
  readonly standby: readonly string[]
  readonly properties: Pairs
  readonly resourceDefaults: Pairs
  readonly operationDefaults: Pairs
  readonly primitives: readonly PrimitivePlan[]
  readonly groups: readonly GroupPlan[]
  readonly clones: readonly ClonePlan[]
  readonly locations: readonly LocationPlan[]
  readonly orders: readonly OrderPlan[]
  readonly colocations: readonly ColocationPlan[]
  readonly levels: readonly {
    readonly node: string
    readonly index: number
    readonly devices: readonly string[]
  }[]
  /** Why the cluster runs without fencing; undefined when it is fenced. */
  readonly noFencingBecause: string | undefined
  /** Groups as heartbeat and people see them: what runs together, in order, and where it would rather be. */
  readonly bundles: readonly ServiceBundle[]
}

/** What moves as one: a group, or a service or virtual machine of its own. DRBD resources stand before what needs them. */
export interface ServiceBundle {
  readonly name: string
  readonly preferred: string | undefined
  readonly members: readonly BundleMember[]
}

export type BundleMember =
  | { readonly kind: 'drbd'; readonly name: string }
  | {
      readonly kind: 'address'
      readonly name: string
      readonly cidr: string
      readonly interface: string | undefined
    }
  | {
      readonly kind: 'filesystem'
      readonly name: string
      readonly device: string
      readonly mount: string
      readonly type: string
      readonly options: string | undefined
      /** Below the mount point, to be made once on the new file system. */
      readonly directories: readonly string[]
    }
  | {
      readonly kind: 'daemon'
      readonly name: string
      readonly script: string
      readonly via: 'lsb' | 'systemd'
    }
  | { readonly kind: 'agent'; readonly name: string; readonly agent: string; readonly params: Pairs }
  | { readonly kind: 'vm'; readonly name: string; readonly config: string }

/**
 * Resources, constraints and fencing as pacemaker has them. Heartbeat and cman clusters get the same: simulate and the
 * runbook read it.
 */
export function resolveCib(
  spec: Spec,
  timeouts: Timeouts,
  machines: readonly MachinePlan[],
  libvirt: LibvirtPlan | undefined,
): CibPlan {
  const pacemaker = lowestVersion(spec, 'pacemaker')
  const draft = new CibDraft()
  addExplicit(draft, spec)
  addServices(draft, spec)
  addDrbd(draft, spec)
  addMachines(draft, spec, { timeouts, machines, libvirt, pacemaker })
  addRelations(draft, spec)
  addImplicit(draft, spec)
  addFencing(draft, spec, pacemaker)
  const { primitives, groups, clones, locations, orders, colocations, levels } = draft
  return {
    pacemaker,
    standby: Object.keys(spec.nodes).filter((name) => spec.nodes[name]!.standby === true),
    properties: properties(spec, timeouts),
    // Without stickiness a node that comes back takes its services with it: a second interruption for nothing.
    resourceDefaults: pairs(spec.pacemaker?.['resource-defaults'], { 'resource-stickiness': '100' }),
    operationDefaults: pairs(spec.pacemaker?.['operation-defaults'], { timeout: '60s' }),
    primitives: atLeast(spec.pacemaker?.['minimum-timeout'], primitives),
    groups,
    clones,
    locations,
    orders,
    colocations,
    levels,
    noFencingBecause: isFenced(spec) ? undefined : spec.fencing?.['none-because'],
    bundles: resolveBundles(spec, machines),
  }
}

/** The same resources with no operation's time below that. */
function atLeast(
  minimum: NonNullable<Spec['pacemaker']>['minimum-timeout'],
  primitives: readonly PrimitivePlan[],
): readonly PrimitivePlan[] {
  if (minimum === undefined) return primitives
  const leastS = secondsOf(minimum)
  return primitives.map((primitive) => ({
    ...primitive,
    operations: primitive.operations.map((operation) => ({
      ...operation,
      ...(operation.timeoutS !== undefined && { timeoutS: Math.max(operation.timeoutS, leastS) }),
    })),
  }))
}

import type { Timeouts } from '../spec/arithmetic/timeouts.ts'
import type { Corosync, Heartbeat, Quorum, Spec } from '../spec/spec.ts'

/** How the nodes know of each other. Exactly one of corosync, heartbeat and cman, after the stack. */
export interface MembershipPlan {
  readonly corosync: CorosyncPlan | undefined
  readonly heartbeat: HeartbeatPlan | undefined
  readonly cman: CmanPlan | undefined
  readonly sbd: SbdPlan | undefined
}

export interface CorosyncPlan {
  readonly dialect: '1.4' | '2' | '3'
  readonly transport: 'knet' | 'udpu' | 'udp'
  readonly cipher: string
  readonly hash: string
  readonly settings: Corosync
  readonly tokenMs: number
  readonly consensusMs: number
  readonly configVersion: number
  readonly links: readonly {
    readonly number: number
    readonly network: string
    readonly bindnetaddr: string
    readonly port: number
    readonly settings: { readonly [key: string]: string }
  }[]
  readonly nodes: readonly {
    readonly name: string
    readonly id: number
    readonly votes: number
    readonly addresses: readonly string[]
  }[]
  readonly quorum: Quorum & { readonly two_node: boolean }
  readonly authkeyBytes: number
  readonly logfile: string | undefined
}

export interface HeartbeatPlan {
  readonly settings: Heartbeat
  /** Directive lines of ha.cf for media, in order, the same on every node. */
  readonly media: readonly string[]
  readonly nodes: readonly string[]
  readonly deadtimeMs: number
  readonly initdeadMs: number
  readonly keepaliveMs: number
  readonly warntimeMs: number
}

export interface CmanPlan {
  readonly configVersion: number
}

export interface SbdPlan {
  readonly devices: readonly string[]
  readonly watchdog: string
  readonly watchdogTimeoutS: number
  readonly msgwaitS: number
  readonly delayStart: boolean
  readonly startMode: 'always' | 'clean'
}

export function resolveMembership(_spec: Spec, _timeouts: Timeouts): MembershipPlan {
  return { corosync: undefined, heartbeat: undefined, cman: undefined, sbd: undefined }
}

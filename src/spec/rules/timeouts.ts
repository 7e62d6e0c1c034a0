import {
  computeTimeouts,
  neededStonithTimeout,
  realToken,
  spanningTreeDelay,
  timeoutDefaults,
} from '../arithmetic/timeouts.ts'
import { millisecondsOf } from '../arithmetic/units.ts'
import { nodeNames, ringNetworks, stackOf } from '../effective.ts'
import { ourCorosync } from '../rings.ts'
import { plainText } from '../values.ts'
import type { Rule } from '../rule.ts'

const seconds = (milliseconds: number): string => `${milliseconds / 1000} s`

export const rules: Rule[] = [
  {
    code: 'TMO001',
    severity: 'error',
    title: 'consensus is 1.2 times the token at least.',
    why: 'Nodes that are still waiting for the token start a new membership again and again; corosync -t takes it without a word.',
    example: { bad: 'corosync: { token: 5000, consensus: 5000 }', good: 'corosync: { token: 5000 }' },
    source: 'corosync.conf(5) consensus, token_coefficient; measured: corosync -t accepts less',
    check(spec, report) {
      const consensus = spec.corosync?.consensus
      if (consensus === undefined || ourCorosync(spec) === undefined) return
      const { realTokenMs } = computeTimeouts(spec)
      const least = Math.ceil(realTokenMs * timeoutDefaults.consensusRatio)
      if (consensus >= least) return
      report(
        ['corosync', 'consensus'],
        `consensus is ${consensus} ms, but must be 1.2 times the token of ${realTokenMs} ms at least.`,
        `write ${least} or more, or leave it out`,
      )
    },
  },
  {
    code: 'TMO002',
    severity: 'warning',
    title: 'The token is long enough for a busy machine.',
    why: 'A node that is held up for this long by disk, memory or a migration counts as dead and is fenced; corosync itself refuses a token that leaves less than 30 ms for a retransmit.',
    example: { bad: 'corosync: { token: 500 }', good: 'corosync: { token: 3000 }' },
    source:
      'corosync exec/totemconfig.c: hold and retransmit timeouts; measured: token 100 "Not appropriate token"',
    check(spec, report) {
      if (ourCorosync(spec) === undefined || !spec.corosync) return
      const said = spec.corosync
      const token = said.token ?? timeoutDefaults.tokenMs
      const retransmits = said.token_retransmits_before_loss_const ?? 4
      const retransmit = realToken(spec, token) / (retransmits + 0.2)
      if (retransmit * 0.8 - 10 < 30)
        report(
          ['corosync', said.token === undefined ? 'token_retransmits_before_loss_const' : 'token'],
          `token ${token} ms with ${retransmits} retransmits leaves ${Math.floor(retransmit)} ms for each, corosync refuses it.`,
          'leave both out: 3000 ms and 4 retransmits',
          'error',
        )
      else if (said.token !== undefined && token < 1000)
        report(
          ['corosync', 'token'],
          `token is ${token} ms: a node that is busy for so long is fenced.`,
          'write 3000, or leave it out',
        )
    },
  },
  {
    code: 'TMO003',
    severity: 'error',
    title: 'stonith-timeout outlasts the slowest fence action.',
    why: 'Pacemaker gives fencing up while it is still under way, starts over, and recovers nothing meanwhile.',
    example: {
      bad: 'fencing: { timeout: 20s, devices: { a: { delay: 30s } } }',
      good: '# leave timeout out, it is computed',
    },
    source: 'pacemaker-controld(7) stonith-timeout; sbd(8): 1.2 times msgwait',
    check(spec, report) {
      const property = spec.pacemaker?.properties?.['stonith-timeout']
      const said = property === undefined ? spec.fencing?.timeout : plainText(property)
      if (
        said === undefined ||
        stackOf(spec) !== 'pacemaker' ||
        !/^[0-9]+(ms|s|min|m|h|)$/.test(String(said))
      )
        return
      const path =
        property === undefined ? ['fencing', 'timeout'] : ['pacemaker', 'properties', 'stonith-timeout']
      const { sbdMsgwaitMs, sbdWatchdogMs } = computeTimeouts(spec)
      const needed = neededStonithTimeout(spec, { msgwaitMs: sbdMsgwaitMs, watchdogMs: sbdWatchdogMs })
      const given = millisecondsOf(said)
      if (given < needed)
        report(
          path,
          `The fencing timeout is ${seconds(given)}, but a fence action can take ${seconds(needed)}.`,
          `write ${needed / 1000}s or more, or leave it out`,
        )
      else if (given < 20_000)
        report(
          path,
          `The fencing timeout is ${seconds(given)}; a BMC often takes longer to switch a machine off.`,
          'write 60s, or leave it out',
          'warning',
        )
    },
  },
  {
    code: 'TMO004',
    severity: 'error',
    title: 'corosync waits for the quorum device longer than the device may be silent.',
    why: 'The vote would be given up while the device is still deciding, and a node that could go on stops.',
    example: {
      bad: 'quorum: { device: { host: q, timeout: 40000, sync_timeout: 30000 } }',
      good: 'quorum: { device: { host: q } }',
    },
    source: 'corosync-qdevice(8) timeout, sync_timeout',
    check(spec, report) {
      const device = spec.quorum?.device
      if (!device || ourCorosync(spec) === undefined) return
      const { qdeviceTimeoutMs, qdeviceSyncTimeoutMs } = computeTimeouts(spec)
      if (qdeviceSyncTimeoutMs < qdeviceTimeoutMs)
        report(
          ['quorum', 'device', 'sync_timeout'],
          `sync_timeout is ${qdeviceSyncTimeoutMs} ms, less than the device's timeout of ${qdeviceTimeoutMs} ms.`,
          `write ${2 * qdeviceTimeoutMs}, or leave it out`,
        )
      const connect = device.connect_timeout
      if (connect !== undefined && connect > qdeviceTimeoutMs)
        report(
          ['quorum', 'device', 'connect_timeout'],
          `connect_timeout is ${connect} ms, more than the device's timeout of ${qdeviceTimeoutMs} ms.`,
          `write ${Math.floor(qdeviceTimeoutMs * 0.8)} or less, or leave it out`,
        )
    },
  },
  {
    code: 'TMO005',
    severity: 'error',
    title: 'A dead link is noticed before the token is lost.',
    why: 'knet changes to the other link after knet_ping_timeout; when the token is lost before, the second link saves nothing.',
    example: {
      bad: 'corosync: { token: 3000, links: { lan: { knet_ping_timeout: 5000 } } }',
      good: '# leave it out: token / knet_pong_count',
    },
    source: 'corosync.conf(5) knet_ping_timeout, knet_ping_interval',
    check(spec, report) {
      if (ourCorosync(spec) !== '3') return
      const { realTokenMs } = computeTimeouts(spec)
      for (const [network, link] of Object.entries(spec.corosync?.links ?? {})) {
        const { knet_ping_timeout: timeout, knet_ping_interval: interval } = link
        const path = ['corosync', 'links', network]
        if (timeout !== undefined && timeout >= realTokenMs)
          report(
            [...path, 'knet_ping_timeout'],
            `knet_ping_timeout ${timeout} ms of ${network} is not below the token of ${realTokenMs} ms.`,
            `write ${Math.floor(realTokenMs / 2)}, or leave it out`,
          )
        if (timeout !== undefined && interval !== undefined && interval >= timeout)
          report(
            [...path, 'knet_ping_interval'],
            `knet_ping_interval ${interval} ms of ${network} is not below its knet_ping_timeout of ${timeout} ms.`,
            `write ${Math.floor(timeout / 2)}, or leave it out`,
          )
      }
    },
  },
  {
    code: 'TMO006',
    severity: 'error',
    title: 'deadtime and deadping leave room for several heartbeats.',
    why: 'One late packet would declare the peer dead; heartbeat refuses a deadtime that is not above twice keepalive.',
    example: {
      bad: 'heartbeat: { keepalive: 10s, deadtime: 15s }',
      good: 'heartbeat: { keepalive: 1s, deadtime: 15s }',
    },
    source: 'measured: "Dead time [1000] is too small compared to keeplive [2000]", heartbeat 3.0.6',
    check(spec, report) {
      if (stackOf(spec) !== 'heartbeat') return
      const { keepaliveMs, deadtimeMs } = computeTimeouts(spec)
      const deadping = spec.heartbeat?.deadping
      if (deadping !== undefined && keepaliveMs > 0 && millisecondsOf(deadping) <= 2 * keepaliveMs)
        report(
          ['heartbeat', 'deadping'],
          `deadping ${seconds(millisecondsOf(deadping))} is not above twice the keepalive of ${seconds(keepaliveMs)}.`,
          `write ${(10 * keepaliveMs) / 1000}s, ten heartbeats`,
        )
      const key = spec.heartbeat?.deadtime === undefined ? 'keepalive' : 'deadtime'
      if (keepaliveMs === 0)
        report(
          ['heartbeat', 'keepalive'],
          'keepalive is 0, so heartbeats would be sent without end.',
          'write 1s',
        )
      else if (deadtimeMs <= 2 * keepaliveMs)
        report(
          ['heartbeat', key],
          `deadtime ${seconds(deadtimeMs)} is not above twice the keepalive of ${seconds(keepaliveMs)}.`,
          `write deadtime: ${(10 * keepaliveMs) / 1000}s, ten heartbeats`,
        )
      else if (deadtimeMs < 5000)
        report(
          ['heartbeat', key],
          `deadtime is ${seconds(deadtimeMs)}: a node that is busy for so long counts as dead.`,
          'write 10s or more',
          'warning',
        )
    },
  },
  {
    code: 'TMO007',
    severity: 'error',
    title: 'The warning comes before the death.',
    why: 'warntime is there to show in the log how near the cluster has come to deadtime.',
    example: {
      bad: 'heartbeat: { warntime: 30s, deadtime: 15s }',
      good: 'heartbeat: { warntime: 5s, deadtime: 15s }',
    },
    source: 'ha.cf(5) warntime, deadtime',
    check(spec, report) {
      if (stackOf(spec) !== 'heartbeat' || spec.heartbeat?.warntime === undefined) return
      const { keepaliveMs, warntimeMs, deadtimeMs } = computeTimeouts(spec)
      if (warntimeMs >= deadtimeMs)
        report(
          ['heartbeat', 'warntime'],
          `warntime ${seconds(warntimeMs)} is not below the deadtime of ${seconds(deadtimeMs)}.`,
          `write ${Math.max(1, Math.floor(deadtimeMs / 3000))}s`,
        )
      else if (warntimeMs < keepaliveMs)
        report(
          ['heartbeat', 'warntime'],
          `warntime ${seconds(warntimeMs)} is below the keepalive of ${seconds(keepaliveMs)}: every heartbeat would be late.`,
          `write ${(2 * keepaliveMs) / 1000}s`,
        )
    },
  },
  {
    code: 'TMO008',
    severity: 'error',
    title: 'Just after the start a node waits twice the deadtime at least.',
    why: 'Switches and NICs take long to come up; a node that starts first would take everything over while its peer starts too.',
    example: {
      bad: 'heartbeat: { deadtime: 30s, initdead: 30s }',
      good: 'heartbeat: { deadtime: 30s, initdead: 120s }',
    },
    source: 'ha.cf(5) initdead: at least twice the normal dead time; measured: refused below deadtime',
    check(spec, report) {
      if (stackOf(spec) !== 'heartbeat') return
      const { deadtimeMs, initdeadMs } = computeTimeouts(spec)
      const tree = deadtimeMs + spanningTreeDelay(spec)
      if (spec.heartbeat?.initdead === undefined) return
      if (initdeadMs < 2 * deadtimeMs)
        report(
          ['heartbeat', 'initdead'],
          `initdead ${seconds(initdeadMs)} is below twice the deadtime of ${seconds(deadtimeMs)}.`,
          `write ${(2 * deadtimeMs) / 1000}s or more`,
        )
      else if (initdeadMs < tree)
        report(
          ['heartbeat', 'initdead'],
          `initdead ${seconds(initdeadMs)} is over before the spanning tree of a ring's bridge lets packets through (${seconds(tree)}).`,
          `write ${tree / 1000}s or more, or switch stp off`,
          'warning',
        )
    },
  },
  {
    code: 'TMO009',
    severity: 'error',
    title: 'DRBD notices a dead peer before heartbeat does.',
    why: "heartbeat makes the survivor primary while its DRBD still waits for the peer's answer, and the takeover fails.",
    example: {
      bad: 'drbd: { net: { timeout: 200 } }\nheartbeat: { deadtime: 15s }',
      good: 'drbd: { net: { timeout: 60 } }',
    },
    source: 'drbd.conf(5) timeout, ping-timeout; drbddisk tries for six seconds',
    check(spec, report) {
      if (stackOf(spec) !== 'heartbeat' || !spec.drbd?.resources) return
      const { deadtimeMs, drbdTimeoutTenths, drbdPingTimeoutTenths } = computeTimeouts(spec)
      const notice = (drbdTimeoutTenths + drbdPingTimeoutTenths) * 100
      if (notice < deadtimeMs) return
      report(
        spec.drbd.net?.timeout === undefined ? ['heartbeat', 'deadtime'] : ['drbd', 'net', 'timeout'],
        `DRBD notices a dead peer after ${seconds(notice)}, heartbeat after ${seconds(deadtimeMs)}.`,
        `write deadtime: ${Math.ceil(notice / 1000) + 2}s or more, or a shorter timeout of DRBD`,
      )
    },
  },
  {
    code: 'TMO010',
    severity: 'warning',
    title: 'A lost node is noticed within half a minute.',
    why: 'For so long nothing is started elsewhere, on top of fencing and the start itself.',
    example: { bad: 'corosync: { token: 60000 }', good: 'corosync: { token: 5000 }' },
    source: 'corosync.conf(5) token; ha.cf(5) deadtime',
    check(spec, report) {
      if (nodeNames(spec).length < 2 || ringNetworks(spec).length === 0) return
      const { realTokenMs, deadtimeMs } = computeTimeouts(spec)
      if (ourCorosync(spec) !== undefined && spec.corosync?.token !== undefined && realTokenMs > 30_000)
        report(
          ['corosync', 'token'],
          `A lost node is noticed after ${seconds(realTokenMs)} only.`,
          'write 3000 to 10000',
        )
      if (stackOf(spec) === 'heartbeat' && spec.heartbeat?.deadtime !== undefined && deadtimeMs > 60_000)
        report(
          ['heartbeat', 'deadtime'],
          `A lost node is noticed after ${seconds(deadtimeMs)} only.`,
          'write 10s to 30s',
        )
    },
  },
  {
    code: 'TMO011',
    severity: 'error',
    title: 'Join messages have their time, and consensus has more.',
    why: 'corosync refuses a join timeout below 30 ms or above consensus.',
    example: { bad: 'corosync: { join: 5000 }', good: 'corosync: { join: 50 }' },
    source: 'measured: corosync -t, "consensus timeout parameter may not be less than join timeout"',
    check(spec, report) {
      const join = spec.corosync?.join
      if (join === undefined || ourCorosync(spec) === undefined) return
      const { consensusMs } = computeTimeouts(spec)
      if (join < 30)
        report(
          ['corosync', 'join'],
          `join is ${join} ms, and corosync needs 30 ms.`,
          'write 50, or leave it out',
        )
      else if (join > consensusMs)
        report(
          ['corosync', 'join'],
          `join is ${join} ms, more than consensus of ${consensusMs} ms.`,
          'write 50, or leave it out',
        )
    },
  },
]

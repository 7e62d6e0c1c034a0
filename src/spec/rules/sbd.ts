import { computeTimeouts, isDisklessSbd } from '../arithmetic/timeouts.ts'
import { millisecondsOf } from '../arithmetic/units.ts'
import { nodeNames, stackOf } from '../effective.ts'
import type { Rule } from '../rule.ts'

export const rules: Rule[] = [
  {
    code: 'SBD001',
    severity: 'error',
    title: 'SBD has one shared disk, three, or none.',
    why: 'With two, the loss of either resets the nodes: there is no majority of two.',
    example: {
      bad: 'sbd: { devices: [/dev/disk/by-id/a, /dev/disk/by-id/b] }',
      good: 'sbd: { devices: [/dev/disk/by-id/a] }',
    },
    source: 'sbd(8), Configuration recommendations',
    check(spec, report) {
      if (spec.fencing?.sbd?.devices?.length !== 2) return
      report(
        ['fencing', 'sbd', 'devices'],
        'SBD has two disks, and the loss of either resets the nodes.',
        'give it one disk, or three on different storage',
      )
    },
  },
  {
    code: 'SBD002',
    severity: 'error',
    title: 'msgwait is twice the watchdog timeout at least.',
    why: 'The others believe the victim dead after msgwait; its watchdog must surely have fired by then.',
    example: { bad: 'sbd: { watchdog-timeout: 10, msgwait: 10 }', good: 'sbd: { watchdog-timeout: 10 }' },
    source: 'sbd(8) msgwait',
    check(spec, report) {
      const sbd = spec.fencing?.sbd
      if (sbd?.msgwait === undefined) return
      const watchdogS = computeTimeouts(spec).sbdWatchdogMs / 1000
      if (isDisklessSbd(spec))
        report(
          ['fencing', 'sbd', 'msgwait'],
          'msgwait is for shared disks, and SBD has none.',
          'remove msgwait',
          'warning',
        )
      else if (sbd.msgwait < 2 * watchdogS)
        report(
          ['fencing', 'sbd', 'msgwait'],
          `msgwait is ${sbd.msgwait} s, less than twice the watchdog timeout of ${watchdogS} s.`,
          `write ${2 * watchdogS}, or leave it out`,
        )
    },
  },
  {
    code: 'SBD003',
    severity: 'error',
    title: 'SBD without disks has a third vote.',
    why: 'Without a disk a node resets itself when it loses quorum; of two nodes with two_node neither ever loses it, so that both run on.',
    example: {
      bad: 'nodes: { a: , b: }\nfencing: { sbd: {} }',
      good: 'quorum: { device: { host: q.example.org } }\nfencing: { sbd: {} }',
    },
    source: 'sbd(8), diskless mode; Pacemaker Explained, watchdog-only fencing',
    check(spec, report) {
      if (stackOf(spec) !== 'pacemaker' || !isDisklessSbd(spec)) return
      if (nodeNames(spec).length !== 2 || spec.quorum?.device) return
      report(
        ['fencing', 'sbd'],
        'SBD without disks does not fence in a cluster of two nodes without a quorum device.',
        'add quorum: { device: { host: A THIRD MACHINE } }, or a shared disk to devices',
      )
    },
  },
  {
    code: 'SBD004',
    severity: 'error',
    title: 'The disks of SBD are shared by themselves.',
    why: 'DRBD is what breaks when the nodes lose each other: a message on it never arrives.',
    example: {
      bad: 'sbd: { devices: [/dev/drbd0] }',
      good: 'sbd: { devices: [/dev/disk/by-id/scsi-3600…] }',
    },
    source: 'sbd(8): must not use DRBD, md or LVM replicated by the cluster itself',
    check(spec, report) {
      spec.fencing?.sbd?.devices?.forEach((device, index) => {
        const path = ['fencing', 'sbd', 'devices', index]
        if (/^\/dev\/(drbd|md)/.test(device))
          report(
            path,
            `${device} is ${device.startsWith('/dev/drbd') ? 'DRBD' : 'an md array'}, which SBD must not use.`,
            'name a LUN that both nodes reach on their own',
          )
        else if (/^\/dev\/(sd|vd|xvd|nvme)/.test(device))
          report(
            path,
            `${device} can be another disk after a reboot, or on the other node.`,
            'name it by /dev/disk/by-id',
            'warning',
          )
      })
    },
  },
  {
    code: 'SBD005',
    severity: 'error',
    title: 'The watchdog outlasts the wait for the quorum device.',
    why: 'A node that waits for the device to vote has no quorum meanwhile; a shorter watchdog resets it although it would have won.',
    example: {
      bad: 'quorum: { device: { host: q } }\nfencing: { sbd: { watchdog-timeout: 5 } }',
      good: 'fencing: { sbd: { watchdog-timeout: 35 } }',
    },
    source: 'sbd issue 114; crmsh issue 818; corosync-qdevice(8) sync_timeout',
    check(spec, report) {
      const said = spec.fencing?.sbd?.['watchdog-timeout']
      if (said === undefined || !isDisklessSbd(spec) || !spec.quorum?.device) return
      const sync = computeTimeouts(spec).qdeviceSyncTimeoutMs / 1000
      if (said > sync) return
      report(
        ['fencing', 'sbd', 'watchdog-timeout'],
        `The watchdog fires after ${said} s, but the quorum device may take ${sync} s.`,
        `write ${Math.ceil(sync) + 5}, or a shorter sync_timeout of the device`,
      )
    },
  },
  {
    code: 'SBD006',
    severity: 'error',
    title: 'stonith-watchdog-timeout is twice the watchdog timeout at least.',
    why: 'Pacemaker believes the node dead before its watchdog has fired, and starts its services a second time.',
    example: {
      bad: 'pacemaker: { properties: { stonith-watchdog-timeout: 5s } }',
      good: '# leave it out, it is computed',
    },
    source: 'Pacemaker Explained, stonith-watchdog-timeout; crmsh issue 1992',
    check(spec, report) {
      const said = spec.pacemaker?.properties?.['stonith-watchdog-timeout']
      if (said === undefined || typeof said === 'object' || !spec.fencing?.sbd) return
      if (!/^[0-9]+(ms|s|min|m|h)?$/.test(String(said))) return
      const { sbdWatchdogMs } = computeTimeouts(spec)
      const given = millisecondsOf(String(said))
      if (given >= 2 * sbdWatchdogMs || (given === 0 && !isDisklessSbd(spec))) return
      report(
        ['pacemaker', 'properties', 'stonith-watchdog-timeout'],
        `stonith-watchdog-timeout is ${given / 1000} s, less than twice the watchdog timeout of ${sbdWatchdogMs / 1000} s.`,
        `write ${(2 * sbdWatchdogMs) / 1000}s, or leave it out`,
      )
    },
  },
  {
    code: 'SBD007',
    severity: 'error',
    title: 'SBD is for pacemaker.',
    why: 'heartbeat and cman do not know SBD: nothing would be written, and nobody fenced.',
    example: {
      bad: 'stack: heartbeat\nfencing: { sbd: {} }',
      good: 'stack: heartbeat\nheartbeat: { watchdog: /dev/watchdog }',
    },
    source: 'sbd(8)',
    check(spec, report) {
      if (!spec.fencing?.sbd) return
      const stack = stackOf(spec)
      if (stack !== 'pacemaker')
        report(
          ['fencing', 'sbd'],
          `SBD works with pacemaker, the stack is ${stack}.`,
          stack === 'heartbeat'
            ? 'use heartbeat: { watchdog: /dev/watchdog } and fence devices'
            : 'use fence devices',
        )
    },
  },
  {
    code: 'SBD008',
    severity: 'info',
    title: 'A fenced node comes back after its fencing has ended.',
    why: 'A machine that boots faster than msgwait joins again while the others still wait for its death, and is fenced once more.',
    example: {
      bad: 'sbd: { devices: [/dev/disk/by-id/a], watchdog-timeout: 30 }',
      good: 'sbd: { devices: [/dev/disk/by-id/a], watchdog-timeout: 30, delay-start: true }',
    },
    source: 'sbd(8) SBD_DELAY_START',
    check(spec, report) {
      const sbd = spec.fencing?.sbd
      if (!sbd?.devices?.length || sbd['delay-start'] !== undefined) return
      const msgwaitS = computeTimeouts(spec).sbdMsgwaitMs / 1000
      if (msgwaitS < 30) return
      report(
        ['fencing', 'sbd'],
        `A fenced node that boots within ${msgwaitS} s is fenced again.`,
        'write delay-start: true, or false where no machine boots so fast',
      )
    },
  },
]

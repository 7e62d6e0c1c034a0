import { addressesOn, interfaceOn, nodeNames } from '../effective.ts'
import { heartbeatMedia, heartbeatOf, networkOf } from '../heartbeat-media.ts'
import { sharedCarrier } from '../rings.ts'
import type { Rule } from '../rule.ts'
import type { Path, Spec } from '../spec.ts'

/** Where a medium stands: in the list, or as a ring. */
const placeOf = (spec: Spec, index: number): Path =>
  spec.heartbeat?.media ? ['heartbeat', 'media', index] : ['rings', index]

export const rules: Rule[] = [
  {
    code: 'HAB001',
    severity: 'error',
    title: 'A medium is of one kind, and its network and interface are known on every node.',
    why: 'A line of ha.cf needs the interface and the address; heartbeat does not start with half a line.',
    example: {
      bad: 'heartbeat: { media: [{ ucast: lan, serial: /dev/ttyS0 }] }',
      good: 'heartbeat: { media: [{ ucast: lan }, { serial: /dev/ttyS0 }] }',
    },
    source: 'ha.cf(5) ucast, bcast, mcast, serial',
    check(spec, report) {
      if (!heartbeatOf(spec)) return
      heartbeatMedia(spec).forEach((medium, index) => {
        const path = placeOf(spec, index)
        const kinds = (['ucast', 'bcast', 'mcast', 'serial'] as const).filter(
          (kind) => medium[kind] !== undefined,
        )
        if (kinds.length !== 1)
          report(
            path,
            kinds.length === 0
              ? 'The medium does not say what it is.'
              : `The medium is ${kinds.join(' and ')} at once.`,
            'write one of ucast, bcast, mcast and serial for each medium',
          )
        for (const key of ['group', 'ttl'] as const)
          if (medium[key] !== undefined && !medium.mcast)
            report([...path, key], `${key} is for mcast.`, `remove ${key}`)
        const network = networkOf(medium)
        if (!network || !spec.networks?.[network]) return
        for (const [name, node] of Object.entries(spec.nodes)) {
          if (interfaceOn(spec, name, network) === undefined)
            report(
              path,
              `${name} has no interface on ${network}, over which heartbeat talks.`,
              `write interface for the network ${network}`,
            )
          if (medium.ucast && spec.heartbeat?.media && addressesOn(node, network).length === 0)
            report(
              path,
              `${name} has no address on ${network}, over which heartbeat talks.`,
              `write addresses: { ${network}: ADDRESS } for ${name}`,
            )
        }
      })
    },
  },
  {
    code: 'HAB002',
    severity: 'warning',
    title: 'Heartbeats go two ways that do not share a NIC.',
    why: 'When the only path breaks each node believes the other is dead and takes everything over: two copies of every server, both writing.',
    example: {
      bad: 'heartbeat: { media: [{ bcast: lan }] }',
      good: 'heartbeat: { media: [{ ucast: lan }, { ucast: replication }] }',
    },
    source: 'measured: a heartbeat pair with one link cut; ha.cf(5)',
    check(spec, report) {
      if (!heartbeatOf(spec) || nodeNames(spec).length < 2) return
      const media = heartbeatMedia(spec)
      const path = spec.heartbeat?.media ? ['heartbeat', 'media'] : [spec.rings ? 'rings' : 'nodes']
      if (media.some((medium) => medium.serial) && media.length > 1) return
      const networks = [...new Set(media.flatMap((medium) => networkOf(medium) ?? []))]
      if (networks.length + media.filter((medium) => medium.serial).length < 2) {
        if (media.length > 0)
          report(
            path,
            `Heartbeats have one path, ${networks[0] ?? media[0]!.serial}: when it breaks, both nodes run everything.`,
            'add a second medium on another NIC, or a serial line',
          )
        return
      }
      const node = nodeNames(spec)[0]!
      const [first, ...others] = networks
      const shared = others.map((other) => sharedCarrier(spec, node, first!, other))
      if (others.length > 0 && shared.every((carrier) => carrier !== undefined))
        report(
          path,
          `All paths of the heartbeats run over ${shared[0]} of ${node}.`,
          'lead one over a NIC of its own, or add a serial line',
        )
    },
  },
  {
    code: 'HAB003',
    severity: 'warning',
    title: 'Heartbeats are sent to the peer, not to everybody.',
    why: 'A broadcast needs the interface to have a broadcast address; one that was given without ("ip addr add A/24") has none, and the nodes never hear each other.',
    example: {
      bad: 'heartbeat: { media: [{ bcast: lan }] }',
      good: 'heartbeat: { media: [{ ucast: lan }] }',
    },
    source: 'measured: heartbeat 3.0.6, address without brd',
    check(spec, report) {
      if (!heartbeatOf(spec)) return
      heartbeatMedia(spec).forEach((medium, index) => {
        if (medium.bcast)
          report(
            [...placeOf(spec, index)],
            `Heartbeats on ${medium.bcast} are broadcasts.`,
            `write ucast: ${medium.bcast}`,
          )
      })
    },
  },
  {
    code: 'HAB004',
    severity: 'error',
    title: 'A multicast group of heartbeats is one.',
    why: 'heartbeat joins the group on every node; an address of a machine is none.',
    example: {
      bad: 'media: [{ mcast: lan, group: 192.168.1.5 }]',
      good: 'media: [{ mcast: lan, group: 239.192.0.1 }]',
    },
    source: 'ha.cf(5) mcast, mcast6',
    check(spec, report) {
      heartbeatOf(spec)?.media?.forEach((medium, index) => {
        const { group } = medium
        if (group === undefined || /^(22[4-9]|23[0-9])\./.test(group) || /^ff[0-9a-f]{2}:/i.test(group))
          return
        report(
          ['heartbeat', 'media', index, 'group'],
          `${group} is no multicast group.`,
          'write one of 239.192.0.0/14, or ff12::/16 for IPv6',
        )
      })
    },
  },
  {
    code: 'HAB005',
    severity: 'warning',
    title: 'A serial line has a speed, and a speed a serial line.',
    why: 'baud does nothing for networks; a serial line whose ends differ carries nothing.',
    example: {
      bad: 'heartbeat: { baud: 19200, media: [{ ucast: lan }] }',
      good: 'heartbeat: { baud: 19200, media: [{ ucast: lan }, { serial: /dev/ttyS0 }] }',
    },
    source: 'ha.cf(5) baud, serial',
    check(spec, report) {
      const said = heartbeatOf(spec)
      if (said?.baud === undefined || heartbeatMedia(spec).some((medium) => medium.serial)) return
      report(
        ['heartbeat', 'baud'],
        'baud is for serial lines, and no medium is one.',
        'remove baud, or add { serial: /dev/ttyS0 }',
      )
    },
  },
]

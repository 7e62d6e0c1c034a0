import { canonicalIp } from '../effective.ts'
import { writtenAddresses } from '../addresses.ts'
import type { Rule } from '../rule.ts'

/** Fewer than this many servers cannot outvote one that is wrong. */
const enoughServers = 3

/** Whether this machine's own time zone data has a zone. */
function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

export const rules: Rule[] = [
  {
    code: 'TIM001',
    severity: 'info',
    title: 'The spec says where the nodes get the time from.',
    why: 'Without a word they ask the public pool, which a closed network does not reach. Clocks apart make logs unreadable, certificates invalid and failure timeouts wrong.',
    example: { bad: 'no time:', good: 'time: { servers: [192.168.1.254] }' },
    source: 'chrony.conf(5) server, pool; corosync and pacemaker logs',
    check(spec, report) {
      if ((spec.time?.servers ?? []).length + (spec.time?.pools ?? []).length === 0)
        report(
          spec.time ? ['time'] : [],
          'No time servers are named, so the nodes ask the public pool.',
          'add time: { servers: [...] } with servers that the nodes reach',
        )
    },
  },
  {
    code: 'TIM002',
    severity: 'info',
    title: 'There are enough time servers to outvote one that is wrong.',
    why: "With one server its error is everyone's; with two nobody can tell which is wrong. All nodes at least err together.",
    example: { bad: 'time: { servers: [ntp1, ntp2] }', good: 'time: { servers: [ntp1, ntp2, ntp3] }' },
    source: 'chrony FAQ, "How many servers should I use?"; RFC 8633 section 3.2',
    check(spec, report) {
      const servers = spec.time?.servers ?? []
      if (servers.length > 0 && servers.length < enoughServers && (spec.time?.pools ?? []).length === 0)
        report(
          ['time', 'servers'],
          servers.length === 1
            ? `One time server is named, ${servers[0]}; nothing shows when it is wrong.`
            : 'Two time servers are named; when they disagree nobody can tell which is wrong.',
          'name three or more, or a pool',
        )
    },
  },
  {
    code: 'TIM003',
    severity: 'warning',
    title: 'The time comes from outside the cluster.',
    why: 'A node that asks itself, or an address that moves between the nodes, has no time that is better than its own.',
    example: { bad: 'time: { servers: [node1] }', good: 'time: { servers: [192.168.1.254] }' },
    source: 'chrony.conf(5) server, local',
    check(spec, report) {
      const own = new Map(
        writtenAddresses(spec)
          .filter(({ role }) => role === 'node' || role === 'further' || role === 'service')
          .map(({ address, what }) => [canonicalIp(address), what]),
      )
      for (const [node, { domain }] of Object.entries(spec.nodes))
        for (const name of domain === undefined ? [node] : [node, `${node}.${domain}`])
          own.set(name, `the node ${node}`)
      for (const key of ['servers', 'pools'] as const)
        spec.time?.[key]?.forEach((host, i) => {
          const what = own.get(canonicalIp(host) ?? host.toLowerCase())
          if (what !== undefined)
            report(
              ['time', key, i],
              `The time server ${host} is ${what}: the cluster would ask itself.`,
              'name a server outside the cluster',
            )
        })
    },
  },
  {
    code: 'TIM004',
    severity: 'error',
    title: 'A time server is a host, and a time zone exists.',
    why: 'chronyd ends with an error for a name that cannot be one; a zone that does not exist is read as UTC.',
    example: { bad: 'time: { zone: Europe/Munich }', good: 'time: { zone: Europe/Berlin }' },
    source: 'chrony.conf(5); tzselect(8)',
    check(spec, report) {
      const { zone } = spec.time ?? {}
      if (zone !== undefined && !isTimeZone(zone))
        report(
          ['time', 'zone'],
          `There is no time zone ${zone}.`,
          'write one that `timedatectl list-timezones` prints',
        )
      for (const key of ['servers', 'pools'] as const)
        spec.time?.[key]?.forEach((host, i) => {
          const address = host.includes(':') || /^[0-9.]+$/.test(host)
          if (address && canonicalIp(host) === undefined)
            report(
              ['time', key, i],
              `The time server ${host} is neither a name nor an address.`,
              'write a host name or an IP address, without a port',
            )
          else if (address && key === 'pools')
            report(
              ['time', key, i],
              `${host} is an address, and a pool is a name that stands for several servers.`,
              'write it under servers',
            )
        })
    },
  },
]

import { compareVersions } from '../../core/version.ts'
import { corosyncDialect, platformOf, stackOf, versionsOf } from '../effective.ts'
import type { Rule } from '../rule.ts'
import type { Node, Spec } from '../spec.ts'

/** Packages that are a cluster stack by themselves: installing one starts it. */
const packagesOfStacks: { readonly [name: string]: 'pacemaker' | 'heartbeat' | 'cman' } = {
  pacemaker: 'pacemaker',
  corosync: 'pacemaker',
  heartbeat: 'heartbeat',
  'heartbeat-2': 'heartbeat',
  cman: 'cman',
  rgmanager: 'cman',
}

/** Kernel settings that harm a cluster, with the values that do. */
const harmfulSettings: readonly {
  readonly pattern: RegExp
  readonly values: readonly string[]
  readonly does: string
  readonly fix: string
}[] = [
  {
    pattern: /^net[./]ipv4[./]conf[./](all|default)[./]rp_filter$/,
    values: ['1'],
    does: 'drops packets that come over another link than their answer takes',
    fix: 'write 2, which looks for any way back',
  },
  {
    pattern: /^net[./]ipv4[./]conf[./](all|default)[./]proxy_arp$/,
    values: ['1'],
    does: 'answers ARP for addresses that have moved to the other node',
    fix: 'remove it',
  },
  {
    pattern: /^kernel[./]panic$/,
    values: ['0'],
    does: 'leaves a crashed node standing until someone comes',
    fix: 'write the seconds after which it restarts, such as 10',
  },
  {
    pattern: /^vm[./]panic_on_oom$/,
    values: ['1', '2'],
    does: 'stops the whole node where ending one process would do',
    fix: 'write 0',
  },
]

/** Nodes with what they have in common with the first, or not. */
function groupedBy(spec: Spec, keyOf: (node: Node) => string): [key: string, nodes: string[]][] {
  const groups = new Map<string, string[]>()
  for (const [name, node] of Object.entries(spec.nodes))
    groups.set(keyOf(node), [...(groups.get(keyOf(node)) ?? []), name])
  return [...groups]
}

const listed = (groups: readonly [string, readonly string[]][]): string =>
  groups.map(([key, nodes]) => `${key} on ${nodes.join(', ')}`).join(' and ')

/** Major and minor number of a version. */
const series = (version: string, numbers: number): string => version.split('.').slice(0, numbers).join('.')

export const rules: Rule[] = [
  {
    code: 'SOF001',
    severity: 'warning',
    title: 'The nodes have the same pacemaker.',
    why: 'A mixed cluster works while it is being upgraded: the oldest node decides what the CIB may say, and a node that is older than the CIB cannot come back.',
    example: {
      bad: 'node1: { platform: debian-12 }\nnode2: { platform: debian-13 }',
      good: 'node1: { platform: debian-13 }\nnode2: { platform: debian-13 }',
    },
    source: 'Pacemaker Administration, "Upgrading"; crm_feature_set',
    check(spec, report) {
      if (stackOf(spec) !== 'pacemaker') return
      const groups = groupedBy(spec, (node) => `pacemaker ${series(versionsOf(node).pacemaker, 2)}`)
      if (groups.length > 1 && groupedBy(spec, (node) => corosyncDialect(node)).length === 1)
        report(
          ['nodes', groups[1]![1][0]!, 'platform'],
          `The nodes have ${listed(groups)}.`,
          'upgrade the older ones; until then change nothing that only the newer know',
        )
    },
  },
  {
    code: 'SOF002',
    severity: 'error',
    title: 'The platform has what the stack needs.',
    why: 'Slackware has no build of the quorum device; Proxmox VE brings its own corosync, which another would replace.',
    example: { bad: 'stack: pacemaker\nproxmox: true', good: 'stack: none\nproxmox: true' },
    source: 'SlackBuilds.org 15.0; Proxmox VE Cluster Manager',
    check(spec, report) {
      const stack = stackOf(spec)
      for (const [name, node] of Object.entries(spec.nodes)) {
        const platform = platformOf(node)
        if (stack === 'pacemaker' && node.proxmox)
          report(
            ['nodes', name, 'proxmox'],
            'Proxmox VE has a cluster of its own, and corosync and pacemaker of ours would take its place.',
            'write stack: none and use the HA manager of Proxmox VE, or remove proxmox',
          )
        if (platform.family === 'slackware' && stack === 'pacemaker') {
          if (spec.quorum?.device !== undefined)
            report(
              ['quorum', 'device'],
              `There is no corosync-qdevice for ${platform.title}.`,
              'use two_node with fencing',
            )
        }
      }
    },
  },
  {
    code: 'SOF003',
    severity: 'error',
    title: 'Only one cluster stack is installed.',
    why: 'Both packages start their daemons when they are installed and at every boot; two managers start every service twice.',
    example: { bad: 'stack: pacemaker\npackages: [heartbeat]', good: 'stack: pacemaker' },
    source: 'measured on Debian 12 and 13: corosync, pacemaker and heartbeat are enabled by installation',
    check(spec, report) {
      const stack = stackOf(spec)
      for (const [name, { packages }] of Object.entries(spec.nodes))
        packages?.forEach((found, i) => {
          const other = packagesOfStacks[found.replace(/-[0-9][0-9.]*$/, '')] ?? packagesOfStacks[found]
          if (other !== undefined && other !== stack)
            report(
              ['nodes', name, 'packages', i],
              `The package ${found} belongs to the stack ${other}, and this cluster's is ${stack}.`,
              `remove it, or write stack: ${other}`,
            )
        })
    },
  },
  {
    code: 'SOF004',
    severity: 'error',
    title: 'A package is wanted or unwanted.',
    why: 'It would be installed and purged in one run.',
    example: { bad: 'packages: [acpid]\npackages-absent: [acpid]', good: 'packages-absent: [acpid]' },
    source: 'apt-get(8)',
    check(spec, report) {
      const needed: { readonly [name: string]: boolean } = {
        'drbd-utils': Object.keys(spec.drbd?.resources ?? {}).length > 0,
        corosync: stackOf(spec) === 'pacemaker',
        pacemaker: stackOf(spec) === 'pacemaker',
        heartbeat: stackOf(spec) === 'heartbeat',
        'libvirt-daemon-system': Object.keys(spec.vms ?? {}).length > 0,
      }
      for (const [name, node] of Object.entries(spec.nodes))
        node['packages-absent']?.forEach((unwanted, i) => {
          const path = ['nodes', name, 'packages-absent', i]
          if (node.packages?.includes(unwanted))
            report(
              path,
              `The package ${unwanted} is in packages and in packages-absent.`,
              'remove it from one of them',
            )
          else if (needed[unwanted])
            report(
              path,
              `The package ${unwanted} is unwanted, and the cluster needs it.`,
              'remove it from packages-absent',
            )
        })
    },
  },
  {
    code: 'SOF005',
    severity: 'warning',
    title: 'Machines can migrate both ways.',
    why: 'QEMU takes machines from an older release and not from a newer one: after a move to the newer node the way back is a restart.',
    example: {
      bad: 'node1: { platform: debian-12 }\nnode2: { platform: debian-13 }\nlive-migration: true',
      good: 'the same platform on both',
    },
    source: 'QEMU documentation, "Migration compatibility"; libvirt.org/migration.html',
    check(spec, report) {
      if (
        !Object.values(spec.vms ?? {}).some(
          (vm) => vm['live-migration'] ?? spec.drbd?.['dual-primary'] === 'migration',
        )
      )
        return
      const groups = groupedBy(spec, (node) => series(versionsOf(node).qemu, 1)).sort((a, b) =>
        compareVersions(a[0], b[0]),
      )
      if (groups.length > 1)
        report(
          ['vms'],
          `The nodes have ${listed(groups.map(([key, nodes]) => [`QEMU ${key}`, nodes]))}: machines migrate to the newer only.`,
          'upgrade the older nodes',
        )
    },
  },
  {
    code: 'SOF006',
    severity: 'error',
    title: 'Users and groups have numbers of their own, and a user has a group that is there.',
    why: 'Two names for one number own the same files; a group that does not exist makes useradd fail.',
    example: {
      bad: 'users: { hacluster: { uid: 226, group: haclient } }',
      good: 'groups: { haclient: { gid: 226 } }\nusers: { hacluster: { uid: 226, group: haclient } }',
    },
    source: 'useradd(8), groupadd(8)',
    check(spec, report) {
      for (const [name, node] of Object.entries(spec.nodes)) {
        const groups = Object.entries(node.groups ?? {})
        const users = Object.entries(node.users ?? {})
        const twice = (
          entries: readonly (readonly [string, number | undefined])[],
          path: readonly string[],
          key: string,
        ): void => {
          const seen = new Map<number, string>()
          for (const [entry, number] of entries) {
            if (number === undefined) continue
            const first = seen.get(number)
            if (first === undefined) seen.set(number, entry)
            else
              report(
                [...path, entry, key],
                `${first} and ${entry} both have the ${key} ${number}.`,
                'give each its own number',
              )
          }
        }
        twice(
          groups.map(([entry, { gid }]) => [entry, gid]),
          ['nodes', name, 'groups'],
          'gid',
        )
        twice(
          users.map(([entry, { uid }]) => [entry, uid]),
          ['nodes', name, 'users'],
          'uid',
        )
        const system = ['haclient', 'users', 'nogroup', 'daemon', 'disk', 'kvm', 'libvirt', 'root']
        for (const [user, { group }] of users)
          if (group !== undefined && !node.groups?.[group] && !system.includes(group))
            report(
              ['nodes', name, 'users', user, 'group'],
              `The user ${user} has the group ${group}, which nothing makes.`,
              `add groups: { ${group}: {} }`,
            )
      }
    },
  },
  {
    code: 'SOF007',
    severity: 'warning',
    title: 'No kernel setting works against the cluster.',
    why: 'Strict reverse-path filtering drops what comes in over the other link; proxy ARP answers for addresses that have moved; a bound non-local address is answered by a node that does not hold it.',
    example: {
      bad: 'sysctl: { net.ipv4.conf.all.proxy_arp: 1 }',
      good: 'sysctl: { net.ipv4.conf.all.rp_filter: 2 }',
    },
    source: 'kernel Documentation/networking/ip-sysctl.rst; sysrq: DRBD handlers need /proc/sysrq-trigger',
    check(spec, report) {
      for (const [name, { sysctl }] of Object.entries(spec.nodes))
        for (const [key, value] of Object.entries(sysctl ?? {}))
          for (const { pattern, values, does, fix } of harmfulSettings)
            if (pattern.test(key) && values.includes(String(value)))
              report(['nodes', name, 'sysctl', key], `${key} = ${value} ${does}.`, fix)
    },
  },
]

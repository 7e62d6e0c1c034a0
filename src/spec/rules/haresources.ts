import { stackOf } from '../effective.ts'
import type { Rule } from '../rule.ts'
import type { Path, Spec } from '../spec.ts'
import {
  clusterMounts,
  drbdBelow,
  drbdOfVm,
  mountsOfVm,
  findThing,
  groupsByMember,
  isClone,
  namedServices,
} from '../things.ts'

const source = 'heartbeat 3.0.6, ResourceManager and doc/haresources'

const isHeartbeat = (spec: Spec): boolean => stackOf(spec) === 'heartbeat'

interface LineUser {
  /** The group, or what stands alone. */
  readonly line: string
  readonly name: string
  readonly path: Path
}

/** For each DRBD resource the first that needs it on each line of haresources. */
function linesOfDrbd(spec: Spec): Map<string, LineUser[]> {
  const homes = groupsByMember(spec)
  const all = new Map<string, LineUser[]>()
  const add = (resource: string, name: string, path: Path, line = homes.get(name) ?? name): void => {
    const users = all.get(resource) ?? []
    if (!users.some((user) => user.line === line)) all.set(resource, [...users, { line, name, path }])
  }
  for (const [group, { members }] of Object.entries(spec.groups ?? {}))
    for (const [i, member] of members.entries())
      if (findThing(spec, member) === 'drbd') add(member, group, ['groups', group, 'members', i], group)
  for (const [name, { filesystem }] of namedServices(spec))
    if (filesystem)
      for (const resource of drbdBelow(spec, filesystem.device).drbd)
        add(resource, name, ['services', name, 'filesystem', 'device'])
  const mounts = clusterMounts(spec)
  for (const [name, vm] of Object.entries(spec.vms ?? {})) {
    const devices = mountsOfVm(vm, mounts).map((service) => spec.services![service]!.filesystem!.device)
    const below = devices.flatMap((device) => drbdBelow(spec, device).drbd)
    for (const resource of [...drbdOfVm(vm), ...below]) add(resource, name, ['vms', name, 'disks'])
  }
  return all
}

export const rules: Rule[] = [
  {
    code: 'SVC040',
    severity: 'error',
    title: 'Heartbeat with haresources runs every service on one node.',
    why: 'haresources has lines of resources that one node owns; it knows no clones.',
    example: {
      bad: 'stack: heartbeat\nservices: { ping: { agent: ocf:pacemaker:ping, clone: true } }',
      good: 'stack: pacemaker',
    },
    source,
    check(spec, report) {
      if (!isHeartbeat(spec)) return
      for (const [name, service] of Object.entries(spec.services ?? {}))
        if (isClone(service))
          report(
            ['services', name, 'clone'],
            `Service ${name} is a clone, which heartbeat does not know.`,
            'let init start it on every node, or use pacemaker',
          )
    },
  },
  {
    code: 'SVC041',
    severity: 'error',
    title: 'Heartbeat orders and groups services by their line of haresources alone.',
    why: 'Between lines it knows neither order nor place: what depends on another line starts too early, or elsewhere.',
    example: {
      bad: 'stack: heartbeat\nservices: { web: { lsb: apache2, after: [data] } }',
      good: 'groups: { web: { members: [data, apache] } }',
    },
    source,
    check(spec, report) {
      if (!isHeartbeat(spec)) return
      for (const part of ['locations', 'orders', 'colocations'] as const)
        for (const name of Object.keys(spec.constraints?.[part] ?? {}))
          report(
            ['constraints', part, name],
            `Heartbeat has no constraints such as ${name}.`,
            'put the services into one group in the order of their start, with prefer for its node',
          )
      const homes = groupsByMember(spec)
      for (const part of ['services', 'groups', 'vms'] as const)
        for (const [name, thing] of Object.entries(spec[part] ?? {}))
          for (const key of ['with', 'after'] as const)
            for (const [i, other] of (thing[key] ?? []).entries()) {
              const kind = findThing(spec, other)
              if (kind === undefined || kind === 'drbd') continue
              if (homes.has(name) && homes.get(name) === homes.get(other)) continue
              report(
                [part, name, key, i],
                `Heartbeat cannot keep ${name} ${key} ${other}: they are on different lines of haresources.`,
                `make both members of one group, ${other} first`,
              )
            }
      for (const [resource, users] of linesOfDrbd(spec))
        for (const { line, name, path } of users.slice(1))
          report(
            path,
            `${name} needs DRBD resource ${resource}, which the line of ${users[0]!.line} in haresources has already${line === name ? '' : `, on the line of ${line}`}: whichever is given up first takes it from the other.`,
            `make ${users[0]!.name} and ${name} members of one group`,
          )
    },
  },
  {
    code: 'SVC042',
    severity: 'warning',
    title: 'With heartbeat a group has one preferred node and no further scores.',
    why: 'A line of haresources begins with one node; everything else about places is lost.',
    example: { bad: 'prefer: { node1: 50, node2: 20 }', good: 'prefer: { node1: 50 }' },
    source,
    check(spec, report) {
      if (!isHeartbeat(spec)) return
      const homes = groupsByMember(spec)
      for (const part of ['services', 'groups', 'vms'] as const)
        for (const [name, thing] of Object.entries(spec[part] ?? {})) {
          if (Object.keys(thing.prefer ?? {}).length > 1)
            report(
              [part, name, 'prefer'],
              `${name} prefers several nodes; heartbeat takes the one with the highest score.`,
              'name one node',
            )
          if (homes.has(name) && thing.prefer)
            report(
              [part, name, 'prefer'],
              `${name} is a member of group ${homes.get(name)}; heartbeat asks the group only.`,
              'write prefer at the group',
            )
          if (thing.avoid)
            report(
              [part, name, 'avoid'],
              `Heartbeat cannot keep ${name} away from a node.`,
              'take avoid out, or use pacemaker',
              'error',
            )
        }
    },
  },
  {
    code: 'SVC043',
    severity: 'error',
    title: 'With heartbeat a service is a start script, a unit, or an agent that has a wrapper.',
    why: 'ResourceManager calls scripts in /etc/ha.d/resource.d and the directory of start scripts; it does not know OCF agents; a unit of systemd gets a script of ours.',
    example: { bad: 'apache: { agent: ocf:heartbeat:apache }', good: 'apache: { lsb: apache2 }' },
    source,
    check(spec, report) {
      if (!isHeartbeat(spec)) return
      for (const [name, { agent, params }] of Object.entries(spec.services ?? {})) {
        if (
          agent?.startsWith('ocf:') &&
          !(params === undefined || Object.keys(params).length === 0) &&
          !wrapped.has(agent)
        )
          report(
            ['services', name, 'agent'],
            `Heartbeat has no wrapper for ${agent} of service ${name}: haresources cannot name its parameters.`,
            'write lsb: with a start script, or use pacemaker',
          )
      }
    },
  },
  {
    code: 'SVC044',
    severity: 'warning',
    title: 'Heartbeat does not watch services.',
    why: 'It starts and stops by haresources and sees only the death of a node: operations, meta attributes and monitors have no effect.',
    example: {
      bad: 'stack: heartbeat\nservices: { web: { lsb: apache2, operations: { monitor: { interval: 30s } } } }',
      good: 'stack: pacemaker',
    },
    source,
    check(spec, report) {
      if (!isHeartbeat(spec)) return
      for (const [name, { operations, meta }] of Object.entries(spec.services ?? {}))
        for (const [key, value] of [
          ['operations', operations],
          ['meta', meta],
        ] as const)
          if (value)
            report(
              ['services', name, key],
              `Heartbeat pays no heed to ${key} of service ${name}.`,
              'take them out, or use pacemaker',
            )
    },
  },
  {
    code: 'SVC045',
    severity: 'error',
    title: 'Heartbeat with haresources has two nodes.',
    why: 'With more it does not know which one takes over.',
    example: { bad: 'stack: heartbeat   # and three nodes', good: 'stack: pacemaker' },
    source: 'ha.cf(5), auto_failback; heartbeat release 1 clusters',
    check(spec, report) {
      const count = Object.keys(spec.nodes).length
      if (isHeartbeat(spec) && count !== 2)
        report(
          ['nodes'],
          `Heartbeat with haresources is for two nodes, here ${count === 1 ? 'is one' : `are ${count}`}.`,
          'use pacemaker',
        )
    },
  },
]

/** Wrappers in /etc/ha.d/resource.d of resource-agents whose parameters go by position. */
const wrapped = new Set(
  [
    'apache',
    'AudibleAlarm',
    'db2',
    'Delay',
    'Filesystem',
    'ICP',
    'ids',
    'IPaddr',
    'IPaddr2',
    'IPsrcaddr',
    'IPv6addr',
    'LinuxSCSI',
    'LVM',
    'MailTo',
    'OCF',
    'portblock',
    'Raid1',
    'SendArp',
    'ServeRAID',
    'WAS',
    'WinPopup',
    'Xinetd',
  ].map((name) => `ocf:heartbeat:${name}`),
)

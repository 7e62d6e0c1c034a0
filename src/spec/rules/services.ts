import { nearest } from '../../core/suggest.ts'
import { platformOf, stackOf } from '../effective.ts'
import { resourceAgents } from '../pacemaker-words.ts'
import type { Rule } from '../rule.ts'
import { isClone, namedServices } from '../things.ts'

const kinds = ['address', 'filesystem', 'systemd', 'lsb', 'agent'] as const

export const rules: Rule[] = [
  {
    code: 'SVC001',
    severity: 'error',
    title: 'A service is of exactly one kind.',
    why: 'Each service becomes one resource; which agent runs it follows from its kind.',
    example: {
      bad: 'web: { address: 192.168.1.50/24, systemd: apache2 }',
      good: 'web-ip: { address: 192.168.1.50/24 }\napache: { systemd: apache2 }',
    },
    source: 'crm(8) configure primitive',
    check(spec, report) {
      for (const [name, service] of namedServices(spec)) {
        const found = kinds.filter((kind) => service[kind] !== undefined)
        if (found.length === 1) continue
        report(
          ['services', name],
          found.length === 0
            ? `Service ${name} does not say what it is.`
            : `Service ${name} is several things at once: ${found.join(' and ')}.`,
          found.length === 0
            ? 'give it one of address, filesystem, systemd, lsb and agent'
            : 'make a service of each, and a group if they belong together',
        )
      }
    },
  },
  {
    code: 'SVC011',
    severity: 'error',
    title: 'systemd units are for nodes with systemd.',
    why: 'Pacemaker has the class systemd only where systemd runs; elsewhere the resource cannot start.',
    example: { bad: 'apache: { systemd: apache2 }   # Slackware', good: 'apache: { lsb: rc.httpd }' },
    source: 'Pacemaker Explained, Resource Classes',
    check(spec, report) {
      const without = Object.entries(spec.nodes).find(([, node]) => platformOf(node).init !== 'systemd')
      if (!without) return
      const { title } = platformOf(without[1])
      for (const [name, { systemd, agent }] of namedServices(spec))
        if (systemd !== undefined || agent?.startsWith('systemd:'))
          report(
            ['services', name, systemd === undefined ? 'agent' : 'systemd'],
            `Service ${name} is a systemd unit, but ${without[0]} has ${title}, which has no systemd.`,
            'write lsb: with the name of its start script',
          )
    },
  },
  {
    code: 'SVC012',
    severity: 'warning',
    title: 'A start script has the name that its system gives such scripts.',
    why: "Slackware's are named rc.httpd and lie in /etc/rc.d, Debian's apache2 in /etc/init.d; under the other name there is nothing to start.",
    example: { bad: 'web: { lsb: httpd }   # Slackware', good: 'web: { lsb: rc.httpd }' },
    source: 'SlackBook, chapter 5; Debian Policy 9.3',
    check(spec, report) {
      for (const [name, { lsb }] of namedServices(spec)) {
        if (lsb === undefined) continue
        const odd = Object.entries(spec.nodes).find(
          ([, node]) => (platformOf(node).family === 'slackware') !== lsb.startsWith('rc.'),
        )
        if (!odd) continue
        const slackware = platformOf(odd[1]).family === 'slackware'
        report(
          ['services', name, 'lsb'],
          slackware
            ? `Start scripts of Slackware begin with rc., ${lsb} of service ${name} does not.`
            : `${lsb} of service ${name} looks like a start script of Slackware, but ${odd[0]} has ${platformOf(odd[1]).title}.`,
          slackware
            ? `write lsb: rc.${lsb}`
            : `write lsb: ${lsb.slice(3)} or the name of the script in /etc/init.d`,
        )
      }
    },
  },
  {
    code: 'SVC013',
    severity: 'error',
    title: 'A service is a member of one group at most.',
    why: 'In a CIB a resource stands inside its group, so it can be in one only.',
    example: {
      bad: 'a: { members: [ip, web] }\nb: { members: [ip, mail] }',
      good: 'b: { members: [mail], with: [a] }',
    },
    source: 'Pacemaker Explained, Groups',
    check(spec, report) {
      const seen = new Map<string, string>()
      for (const [group, { members }] of Object.entries(spec.groups ?? {}))
        for (const [i, member] of members.entries()) {
          const other = seen.get(member)
          if (other === undefined) seen.set(member, group)
          else
            report(
              ['groups', group, 'members', i],
              `${member} is a member of group ${other} and of group ${group}.`,
              'take it out of one of them; with and after tie groups together',
            )
        }
    },
  },
  {
    code: 'SVC014',
    severity: 'error',
    title: 'The members of a group are services that run on one node.',
    why: 'Pacemaker takes primitives in a group only: no clones, no groups.',
    example: {
      bad: 'web: { members: [ping-clone, web-ip] }',
      good: 'web: { members: [web-ip], with: [ping-clone] }',
    },
    source: 'Pacemaker Explained, Groups',
    check(spec, report) {
      for (const [group, { members }] of Object.entries(spec.groups ?? {})) {
        for (const [i, member] of members.entries()) {
          const path = ['groups', group, 'members', i]
          const service = spec.services?.[member]
          if (service && isClone(service))
            report(
              path,
              `${member} in group ${group} is a clone.`,
              'take it out and tie it with with: and after:',
            )
          else if (!service && !spec.vms?.[member] && spec.groups?.[member])
            report(path, `${member} in group ${group} is a group itself.`, 'name its members here instead')
        }
        if (
          members.every(
            (member) => !spec.services?.[member] && !spec.vms?.[member] && spec.drbd?.resources?.[member],
          )
        )
          report(
            ['groups', group, 'members'],
            `Group ${group} has DRBD resources only.`,
            'add what is to run on them, or remove the group: DRBD resources are started without it',
          )
      }
    },
  },
  {
    code: 'SVC015',
    severity: 'warning',
    title: 'A resource agent is one that exists.',
    why: 'A resource with an unknown agent fails with "not installed" on every node and is banned from all.',
    example: { bad: 'agent: ocf:heartbeat:IPAddr2', good: 'agent: ocf:heartbeat:IPaddr2' },
    source: 'crm ra list ocf (resource-agents 4.12, pacemaker 2.1.5, drbd-utils 9.22)',
    check(spec, report) {
      const known = new Set(resourceAgents)
      for (const [name, { agent }] of namedServices(spec)) {
        if (agent === undefined || known.has(agent)) continue
        const path = ['services', name, 'agent']
        const meant = nearestAgent(agent)
        if (/^ocf:(heartbeat|pacemaker|linbit):/.test(agent))
          report(
            path,
            `${agent} of service ${name} is no agent of that provider that we know.`,
            meant === undefined ? '`crm ra list ocf` shows what a node has' : `did you mean ${meant}?`,
            meant === undefined ? 'warning' : 'error',
          )
      }
    },
  },
  {
    code: 'SVC016',
    severity: 'error',
    title: 'DRBD resources are described under drbd, not as agents.',
    why: 'A promotable DRBD resource needs a clone, roles, two monitors and constraints, which come by themselves from drbd.resources; ocf:heartbeat:drbd is for DRBD 0.7.',
    example: {
      bad: 'r0: { agent: ocf:linbit:drbd, params: { drbd_resource: r0 } }',
      good: 'drbd: { resources: { r0: { disk: sdb } } }',
    },
    source: 'ocf_linbit_drbd(7)',
    check(spec, report) {
      for (const [name, { agent }] of namedServices(spec))
        if (agent === 'ocf:linbit:drbd' || agent === 'ocf:heartbeat:drbd')
          report(
            ['services', name, 'agent'],
            `Service ${name} runs ${agent} by itself.`,
            'describe the resource under drbd.resources and refer to it by its name',
          )
    },
  },
  {
    code: 'SVC017',
    severity: 'warning',
    title: 'Parameters do not say again, or otherwise, what the service says already.',
    why: 'Of two values the parameter wins, and rules and runbook speak of the other.',
    example: {
      bad: 'ip: { address: 192.168.1.50/24, params: { ip: 192.168.1.51 } }',
      good: 'ip: { address: 192.168.1.50/24 }',
    },
    source: 'cluster.yaml',
    check(spec, report) {
      const own = {
        address: ['ip', 'cidr_netmask', 'nic'],
        filesystem: ['device', 'directory', 'fstype', 'options'],
      }
      for (const [name, service] of namedServices(spec))
        for (const kind of ['address', 'filesystem'] as const)
          for (const param of own[kind])
            if (service[kind] !== undefined && service.params?.[param] !== undefined)
              report(
                ['services', name, 'params', param],
                `The parameter ${param} of service ${name} is already said by ${kind}.`,
                `remove it${param === 'nic' ? ' and write interface' : ''}`,
              )
    },
  },
  {
    code: 'SVC018',
    severity: 'warning',
    title: 'A start script that Pacemaker uses knows status.',
    why: 'Pacemaker asks for it to know whether and where something runs. Start scripts of Slackware say how they are used instead, and end with 0: the service seems to run on every node, and nobody notices when it dies.',
    example: {
      bad: 'httpd: { lsb: rc.httpd }   # Slackware, Pacemaker',
      good: 'httpd: { agent: ocf:heartbeat:apache }',
    },
    source: 'Pacemaker Explained, LSB Compliance; rc.httpd of Slackware',
    check(spec, report) {
      if (stackOf(spec) !== 'pacemaker') return
      for (const [name, { lsb, agent }] of namedServices(spec)) {
        const script = lsb ?? /^(?:lsb|service):(.*)$/.exec(agent ?? '')?.[1]
        if (!script?.startsWith('rc.')) continue
        report(
          ['services', name, lsb === undefined ? 'agent' : 'lsb'],
          `Pacemaker asks ${script} of service ${name} whether it runs, and start scripts of Slackware cannot say so.`,
          script === 'rc.httpd'
            ? 'write agent: ocf:heartbeat:apache'
            : 'write agent: with an ocf: agent, or a script of your own that knows status',
        )
      }
    },
  },
]

/** The known agent of the same provider with the name nearest to this one. */
function nearestAgent(agent: string): string | undefined {
  const provider = agent.slice(0, agent.lastIndexOf(':') + 1)
  const names = resourceAgents
    .filter((known) => known.startsWith(provider))
    .map((known) => known.slice(provider.length))
  const meant = nearest(agent.slice(provider.length), names)
  return meant === undefined ? undefined : provider + meant
}

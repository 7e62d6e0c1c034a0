import type { BundleMember } from '../../plan/cib.ts'
import type { HeartbeatPlan, TextOrSecret } from '../../plan/heartbeat.ts'
import type { NodePlan, Plan } from '../../plan/plan.ts'
import { withoutDoubleColon } from '../../spec/effective.ts'
import { secretToken } from '../template.ts'
import type { Placement, Template } from '../template.ts'

/** Time syntax of ha.cf(5): whole seconds without a unit, else ms. */
const time = (milliseconds: number): string =>
  milliseconds % 1000 === 0 ? String(milliseconds / 1000) : `${milliseconds}ms`

const textOf = (value: TextOrSecret): string =>
  typeof value === 'string' ? value : secretToken(value.secret)

/** Directives in the order in which heartbeat wants them: logging and ports before the media that use them. */
function haCf(heartbeat: HeartbeatPlan, node: NodePlan): { title: string; lines: readonly string[] }[] {
  const { log } = heartbeat
  const said = (directive: string, value: string | undefined): string[] =>
    value === undefined ? [] : [`${directive} ${value}`]
  return [
    {
      title: 'Logging',
      lines: log.useLogd
        ? ['use_logd on', ...said('conn_logd_time', log.reconnectS?.toString())]
        : [
            'use_logd off',
            ...said('logfacility', log.facility),
            ...said('logfile', log.logfile),
            ...said('debugfile', log.debugfile),
          ],
    },
    {
      title: 'Times',
      lines: [
        `keepalive ${time(heartbeat.keepaliveMs)}`,
        `warntime ${time(heartbeat.warntimeMs)}`,
        `deadtime ${time(heartbeat.deadtimeMs)}`,
        `initdead ${time(heartbeat.initdeadMs)}`,
        ...(heartbeat.deadpingMs === undefined ? [] : [`deadping ${time(heartbeat.deadpingMs)}`]),
      ],
    },
    {
      title: 'Paths of the heartbeats; lines to the own address are ignored, so all nodes have the same',
      lines: [
        `udpport ${heartbeat.udpport}`,
        ...said('baud', heartbeat.baud?.toString()),
        ...(heartbeat.media[node.name] ?? []),
      ],
    },
    {
      title: 'Members',
      lines: [
        `auto_failback ${heartbeat.autoFailback}`,
        `autojoin ${heartbeat.autojoin}`,
        ...heartbeat.nodes.map((name) => `node ${name}`),
      ],
    },
    {
      title: 'Reachability of the outside',
      lines: [
        ...heartbeat.ping.map((address) => `ping ${address}`),
        ...heartbeat.pingGroups.map((group) => `ping_group ${group.name} ${group.addresses.join(' ')}`),
      ],
    },
    {
      title: 'Programs that heartbeat keeps running, and who may talk to it',
      lines: [
        ...(heartbeat.respawn[node.name] ?? []).map(({ user, command }) => `respawn ${user} ${command}`),
        ...heartbeat.apiauth.map(
          ({ client, uid, gid }) => `apiauth ${client}${gid ? ` gid=${gid}` : ''}${uid ? ` uid=${uid}` : ''}`,
        ),
      ],
    },
    {
      title: 'Fencing',
      lines: [
        ...said('watchdog', heartbeat.watchdog),
        ...heartbeat.stonith.map(
          ({ from, type, values }) => `stonith_host ${[from, type, ...values.map(textOf)].join(' ')}`,
        ),
      ],
    },
    { title: 'Further settings', lines: heartbeat.more.map(([key, value]) => `${key} ${value}`) },
  ].filter(({ lines }) => lines.length > 0)
}

/** A resource in the grammar of haresources: SCRIPT::ARGUMENT::ARGUMENT, without blanks. */
function haresource(member: BundleMember, plan: Plan): string {
  const machine = (name: string): number => plan.timeouts.machines[name]?.stopS ?? 240
  switch (member.kind) {
    case 'drbd':
      return `drbddisk::${member.name}`
    case 'address': {
      const [address = '', bits = ''] = member.cidr.split('/')
      const parts = [withoutDoubleColon(address), bits, member.interface].filter(Boolean)
      return `IPaddr2::${parts.join('/')}`
    }
    case 'filesystem': {
      const options = member.options ? `::${member.options}` : ''
      return `Filesystem::${member.device}::${member.mount}::${member.type}${options}`
    }
    case 'daemon':
      return member.via === 'systemd' ? `systemd-unit::${unitName(member.script)}` : member.script
    case 'vm':
      return `libvirt-guest::${member.name}::${member.config}::${machine(member.name)}`
    case 'agent':
      return [member.agent.split(':').at(-1)!, ...member.params.map(([, value]) => value)].join('::')
  }
}

const unitName = (unit: string): string =>
  /\.(service|socket|mount|target|timer)$/.test(unit) ? unit : `${unit}.service`

/** One line for each bundle; the preferred node owns it at the start. */
const haresources = (plan: Plan): string[] =>
  plan.cib.bundles
    .filter((bundle) => bundle.members.length > 0)
    .map((bundle) =>
      [
        bundle.preferred ?? plan.nodes[0]!.name,
        ...bundle.members.map((member) => haresource(member, plan)),
      ].join(' '),
    )

const lines = (texts: readonly string[]): { line: string }[] => texts.map((line) => ({ line }))

function when(plan: Plan, make: (heartbeat: HeartbeatPlan) => readonly Placement[]): readonly Placement[] {
  const { heartbeat } = plan.membership
  return heartbeat ? make(heartbeat) : []
}

/** Whether a member of this kind is anywhere, so that its script is needed. */
const needs = (plan: Plan, found: (member: BundleMember) => boolean): boolean =>
  plan.membership.heartbeat !== undefined && plan.cib.bundles.some((bundle) => bundle.members.some(found))

/** A script of Slackware's /etc/rc.d; the prefix keeps it apart from heartbeat's own scripts. */
const rcScript = (member: BundleMember): string[] =>
  member.kind === 'daemon' && member.via === 'lsb' && member.script.startsWith('rc.') ? [member.script] : []

export const templates: readonly Template[] = [
  {
    id: 'etc/ha.d/ha.cf',
    comment: '#',
    proof: 'heartbeat',
    place: (plan, node) =>
      when(plan, (heartbeat) => {
        const groups = haCf(heartbeat, node).map(({ title, lines: texts }) => ({
          title,
          lines: lines(texts),
        }))
        const secret = heartbeat.stonith.some(({ values }) =>
          values.some((value) => typeof value !== 'string'),
        )
        return [{ path: '/etc/ha.d/ha.cf', mode: secret ? 0o600 : 0o644, view: { groups } }]
      }),
  },
  {
    id: 'etc/ha.d/haresources',
    comment: '#',
    proof: 'heartbeat',
    place: (plan) =>
      when(plan, () => [
        { path: '/etc/ha.d/haresources', mode: 0o644, view: { lines: lines(haresources(plan)) } },
      ]),
  },
  {
    id: 'etc/ha.d/authkeys',
    comment: '#',
    proof: 'heartbeat',
    place: (plan) =>
      when(plan, ({ auth }) => [
        {
          path: '/etc/ha.d/authkeys',
          mode: 0o600,
          view: {
            index: String(auth.index),
            method: [auth.method, ...(auth.secret ? [secretToken(auth.secret)] : [])].join(' '),
          },
        },
      ]),
  },
  {
    id: 'etc/logd.cf',
    comment: '#',
    proof: 'heartbeat',
    place: (plan) =>
      when(plan, ({ log }) =>
        log.useLogd
          ? [
              {
                path: '/etc/logd.cf',
                mode: 0o644,
                view: {
                  lines: lines([
                    ...(log.logfile ? [`logfile ${log.logfile}`] : []),
                    ...(log.debugfile ? [`debugfile ${log.debugfile}`] : []),
                    `logfacility ${log.facility ?? 'daemon'}`,
                  ]),
                },
              },
            ]
          : [],
      ),
  },
  {
    id: 'etc/ha.d/resource.d/systemd-unit',
    comment: '#',
    proof: 'sh',
    place: (plan) =>
      needs(plan, (member) => member.kind === 'daemon' && member.via === 'systemd')
        ? [{ path: '/etc/ha.d/resource.d/systemd-unit', mode: 0o755, view: {} }]
        : [],
  },
  {
    id: 'etc/ha.d/resource.d/rc-script',
    comment: '#',
    proof: 'sh',
    place: (plan, node) =>
      plan.membership.heartbeat === undefined || node.platform.family !== 'slackware'
        ? []
        : [...new Set(plan.cib.bundles.flatMap(({ members }) => members.flatMap(rcScript)))].map(
            (script) => ({
              path: `/etc/ha.d/resource.d/${script}`,
              mode: 0o755,
              view: { script },
            }),
          ),
  },
  {
    id: 'etc/ha.d/resource.d/libvirt-guest',
    comment: '#',
    proof: 'sh',
    place: (plan) =>
      needs(plan, (member) => member.kind === 'vm')
        ? [{ path: '/etc/ha.d/resource.d/libvirt-guest', mode: 0o755, view: {} }]
        : [],
  },
]

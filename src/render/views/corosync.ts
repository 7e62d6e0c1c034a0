import type { CorosyncPlan, QuorumDevicePlan, QuorumPlan } from '../../plan/corosync.ts'
import { corosyncSecret } from '../../plan/corosync.ts'
import type { Plan } from '../../plan/plan.ts'
import type { ViewMap } from '../engine.ts'
import { secretToken } from '../template.ts'
import type { Placement, Template } from '../template.ts'

type Pair = { readonly key: string; readonly value: string }

const pairs = (entries: readonly (readonly [string, string | number | boolean | undefined])[]): Pair[] =>
  entries.flatMap(([key, value]) =>
    value === undefined
      ? []
      : [{ key, value: typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value) }],
  )

const flag = (value: boolean): number | undefined => (value ? 1 : undefined)

/** corosync.conf of 2 and 3 differ in how links are numbered and encrypted; both take the members from the nodelist. */
function modernView(plan: Plan, corosync: CorosyncPlan): ViewMap {
  const knet = corosync.transport === 'knet'
  const encrypts = knet || corosync.dialect === '2'
  return {
    cluster: plan.cluster.name,
    configVersion: String(corosync.configVersion),
    transport: corosync.transport,
    totem: pairs([
      ['crypto_cipher', encrypts ? corosync.cipher : undefined],
      ['crypto_hash', encrypts ? corosync.hash : undefined],
      ['ip_version', corosync.ipVersion],
      [knet ? 'link_mode' : 'rrp_mode', corosync.dialect === '3' && !knet ? undefined : corosync.mode],
      ['token', corosync.tokenMs],
      ['consensus', corosync.consensusMs],
      ...corosync.totem,
    ]),
    links: corosync.links.map((link) => ({
      number: String(link.number),
      port: String(link.port),
      settings: pairs([['mcastaddr', link.mcastaddr], ...(knet ? link.settings : [])]),
    })),
    nodes: corosync.nodes.map((node) => ({
      name: node.name,
      id: String(node.id),
      votes: String(node.votes),
      addresses: node.addresses.map((address, number) => ({ number: String(number), address })),
    })),
    quorum: quorumLines(corosync.quorum),
    device: corosync.quorum.device ? deviceLines(corosync.quorum.device) : [],
    logging: loggingLines(corosync),
  }
}

/** votequorum(5). */
const quorumLines = (quorum: QuorumPlan): Pair[] =>
  pairs([
    ['expected_votes', quorum.expectedVotes],
    ['two_node', flag(quorum.twoNode)],
    // two_node implies wait_for_all, so that its absence has to be said as well.
    ['wait_for_all', quorum.waitForAll ? 1 : quorum.twoNode ? 0 : undefined],
    ['last_man_standing', flag(quorum.lastManStanding)],
    ['last_man_standing_window', quorum.lastManStandingWindowMs],
    ['auto_tie_breaker', flag(quorum.autoTieBreaker)],
    ['auto_tie_breaker_node', quorum.autoTieBreakerNode],
  ])

/** quorum.device of corosync-qdevice(8). Built as lines: a block in a block in a block. */
function deviceLines(device: QuorumDevicePlan): { line: string }[] {
  const block = (name: string, entries: Parameters<typeof pairs>[0]): string[] => [
    `    ${name} {`,
    ...pairs(entries).map(({ key, value }) => `        ${key}: ${value}`),
    '    }',
  ]
  const lines = [
    'device {',
    ...pairs([
      ['model', 'net'],
      ['votes', device.votes],
      ['timeout', device.timeoutMs],
      ['sync_timeout', device.syncTimeoutMs],
    ]).map(({ key, value }) => `    ${key}: ${value}`),
    ...block('net', [
      ['host', device.host],
      ['port', device.port],
      ['algorithm', device.algorithm],
      ['tls', device.tls],
      ['tie_breaker', device.tieBreaker],
      ['connect_timeout', device.connectTimeoutMs],
      ['force_ip_version', device.forceIpVersion],
    ]),
    ...(device.heuristics
      ? block('heuristics', [
          ['mode', device.heuristics.mode],
          ...device.heuristics.commands.map(([name, command]) => [`exec_${name}`, command] as const),
        ])
      : []),
    '}',
  ]
  return lines.map((line) => ({ line }))
}

const loggingLines = ({ log, dialect }: CorosyncPlan): Pair[] =>
  pairs([
    ['to_syslog', log.syslog],
    ['syslog_facility', dialect === '1.4' && log.syslog ? 'daemon' : undefined],
    ['to_logfile', log.logfile !== undefined],
    ['logfile', log.logfile],
    ['debug', log.debug ? 'on' : 'off'],
    ['timestamp', log.timestamp],
  ])

/** corosync 1.4: members stand in every interface block, and only with udpu; node IDs only where IPv6 gives none. */
function oldView(corosync: CorosyncPlan, node: string): ViewMap {
  const id = corosync.nodes.find(({ name }) => name === node)?.id
  const needsId = corosync.links.some((link) => link.family === 'ipv6')
  return {
    compatibility: corosync.compatibility,
    totem: pairs([
      ['secauth', corosync.secauth ? 'on' : 'off'],
      ['nodeid', needsId ? id : undefined],
      ['transport', corosync.transport === 'udpu' ? 'udpu' : undefined],
      ['rrp_mode', corosync.mode],
      ['token', corosync.tokenMs],
      ['consensus', corosync.consensusMs],
      ...corosync.totem.filter(([key]) => key !== 'token_coefficient'),
    ]),
    links: corosync.links.map((link, position) => ({
      number: String(link.number),
      bindnetaddr: link.bindnetaddr,
      port: String(link.port),
      settings: pairs([['mcastaddr', link.mcastaddr]]),
      members:
        corosync.transport === 'udpu'
          ? corosync.nodes.map(({ addresses }) => ({ address: addresses[position] ?? '' }))
          : [],
    })),
    logging: loggingLines(corosync),
  }
}

/** Placements for a corosync cluster, none for other stacks. */
function whenCorosync(
  plan: Plan,
  make: (corosync: CorosyncPlan) => readonly Placement[],
): readonly Placement[] {
  const { corosync } = plan.membership
  return corosync ? make(corosync) : []
}

const configuration = '/etc/corosync/corosync.conf'

export const templates: readonly Template[] = [
  {
    id: 'etc/corosync/corosync.conf-3',
    comment: '#',
    proof: 'corosync',
    place: (plan) =>
      whenCorosync(plan, (corosync) =>
        corosync.dialect === '3'
          ? [{ path: configuration, mode: 0o644, view: modernView(plan, corosync) }]
          : [],
      ),
  },
  {
    id: 'etc/corosync/corosync.conf-2',
    comment: '#',
    proof: 'corosync',
    place: (plan) =>
      whenCorosync(plan, (corosync) =>
        corosync.dialect === '2'
          ? [{ path: configuration, mode: 0o644, view: modernView(plan, corosync) }]
          : [],
      ),
  },
  {
    id: 'etc/corosync/corosync.conf-1.4',
    comment: '#',
    proof: 'corosync',
    place: (plan, node) =>
      whenCorosync(plan, (corosync) =>
        corosync.dialect === '1.4'
          ? [{ path: configuration, mode: 0o644, view: oldView(corosync, node.name) }]
          : [],
      ),
  },
  {
    id: 'etc/corosync/service.d/pcmk',
    comment: '#',
    proof: 'corosync',
    place: (plan) =>
      whenCorosync(plan, (corosync) =>
        corosync.dialect === '1.4'
          ? [
              {
                path: '/etc/corosync/service.d/pcmk',
                mode: 0o644,
                view: { version: corosync.pacemakerPlugin },
              },
            ]
          : [],
      ),
  },
  {
    id: 'etc/corosync/authkey',
    comment: 'none',
    proof: 'none',
    secrets: 'binary',
    place: (plan) => {
      const path = plan.membership.corosync ? '/etc/corosync/authkey' : plan.membership.cman?.keyfile
      return path ? [{ path, mode: 0o400, view: { key: secretToken(corosyncSecret) } }] : []
    },
  },
  {
    id: 'etc/corosync/uidgid.d/pacemaker',
    comment: '#',
    proof: 'corosync',
    place: (plan) =>
      whenCorosync(plan, () => [{ path: '/etc/corosync/uidgid.d/pacemaker', mode: 0o644, view: {} }]),
  },
  {
    id: 'etc/corosync/qdevice/ARBITER',
    comment: '#',
    proof: 'none',
    place: (plan) =>
      whenCorosync(plan, ({ quorum, nodes }) =>
        quorum.device
          ? [
              {
                path: '/etc/corosync/qdevice/ARBITER',
                mode: 0o644,
                view: {
                  cluster: plan.cluster.name,
                  host: quorum.device.host,
                  port: String(quorum.device.port),
                  nodes: nodes.map(({ name }) => name).join(' '),
                  first: nodes[0]!.name,
                },
              },
            ]
          : [],
      ),
  },
]

import { enumerate } from '../../core/text.ts'
import { parseIp, rangeOf } from '../../spec/effective.ts'
import type { Part } from '../question.ts'
import { areAll } from '../setting.ts'
import { wordsOf } from '../words.ts'
import { isHost } from './ask-members.ts'
import type { ClusterGround } from './ground.ts'

/** Asks for what the nodes get from others: names, time, and who gets their mail. */
export function askSurroundings(ground: ClusterGround): {
  readonly part: Part
  readonly words: readonly string[]
} {
  const dns = askDns(ground)
  const time = askTime(ground)
  const zone = askZone(ground)
  const mail = askMail(ground)
  const hosts = askHosts(ground)
  return {
    part: {
      mail,
      ...(dns.servers.length > 0 || dns.search.length > 0
        ? {
            dns: {
              ...(dns.servers.length > 0 && { servers: [...dns.servers] }),
              ...(dns.search.length > 0 && { search: [...dns.search] }),
            },
          }
        : {}),
      ...((time.length > 0 || zone !== '') && {
        time: {
          ...(time.some(isPool) && { pools: time.filter(isPool) }),
          ...(time.some((one) => !isPool(one)) && { servers: time.filter((one) => !isPool(one)) }),
          ...(zone !== '' && { zone }),
        },
      }),
      ...(dns.domain !== '' && { 'node-defaults': { domain: dns.domain } }),
      ...hosts,
    },
    words: [
      `Names from ${dns.servers.length === 0 ? 'nobody' : enumerate(dns.servers)}, time from ${time.length === 0 ? 'nobody' : enumerate(time)}, mail to ${mail}.`,
    ],
  }
}

/** A pool is a name for several servers; by custom it says so. */
export const isPool = (host: string): boolean => /(^|\.)pool(\.|$)/i.test(host)

function askDns({ asking, known }: ClusterGround): {
  servers: readonly string[]
  search: readonly string[]
  domain: string
} {
  const seen = known.machines.flatMap(({ name, facts }) => (facts ? [{ name, facts }] : []))
  const each = seen.map(({ facts }) =>
    // systemd-resolved and dnsmasq answer on the node itself; who stands behind them is not known.
    facts.network.nameservers.filter((one) => rangeOf(one) !== 'loopback' && parseIp(one) !== undefined),
  )
  const common = (each[0] ?? []).filter((server) => each.every((servers) => servers.includes(server)))
  const servers = wordsOf(
    asking.text('missing', {
      id: 'cluster.dns',
      kind: 'text',
      title: 'Which name servers do the nodes ask?',
      found: seen.map(
        ({ name }, i) =>
          `${name} asks ${each[i]!.length === 0 ? 'none that is known' : enumerate(each[i]!)} now.`,
      ),
      ...(seen.length > 0 && seen.length === known.machines.length
        ? {
            proposal:
              common.length > 0
                ? { answer: common.join(' '), because: 'the nodes ask them now' }
                : { answer: '', because: 'the nodes ask none in common; what they have stays' },
          }
        : {}),
      optional: true,
      explanation: [
        'Addresses with blanks between. The cluster itself does not need them: its names are in ' +
          '/etc/hosts. A name server that runs in the cluster is away while the cluster is down: name ' +
          'another one too. Empty leaves /etc/resolv.conf alone.',
      ],
      check: (answer) => {
        const bad = wordsOf(String(answer)).find((one) => parseIp(one) === undefined)
        return bad === undefined ? undefined : `${bad} is no address.`
      },
      fields: ['dns.servers'],
    }),
  )
  const domains = new Set(seen.map(({ facts }) => facts.system.nodename?.split('.').slice(1).join('.') ?? ''))
  const [found] = domains
  const domain = asking.text('missing', {
    id: 'cluster.domain',
    kind: 'text',
    title: 'In which domain are the nodes?',
    found: [],
    proposal:
      domains.size === 1 && found !== undefined && found !== ''
        ? { answer: found, because: 'the nodes say so' }
        : { answer: '', because: 'the nodes name none' },
    optional: true,
    explanation: ['What follows their names: node1.example.org. Empty for none.'],
    check: (answer) =>
      String(answer).trim() === '' || isHost(String(answer).trim()) ? undefined : 'This is no domain.',
    fields: ['nodes.*.domain'],
  })
  const search = wordsOf(
    asking.text('missing', {
      id: 'cluster.search',
      kind: 'text',
      title: 'Which domains are tried for short names?',
      found: [],
      proposal:
        domain !== '' && servers.length > 0
          ? { answer: domain, because: 'the domain of the nodes' }
          : { answer: '', because: 'the nodes have no domain' },
      optional: true,
      explanation: ['The search list of /etc/resolv.conf, with blanks between. Empty for none.'],
      check: (answer) => {
        const bad = wordsOf(String(answer)).find((one) => !isHost(one))
        return bad === undefined ? undefined : `${bad} is no domain.`
      },
      fields: ['dns.search'],
    }),
  )
  return { servers, search, domain }
}

function askTime({ asking, known, setting, networks }: ClusterGround): readonly string[] {
  const pool = areAll(setting, 'debian') ? '2.debian.pool.ntp.org' : 'pool.ntp.org'
  const found = known.machines.flatMap(({ name, facts }) =>
    facts?.clock.daemon == null
      ? []
      : [
          `${name}: ${facts.clock.daemon}${facts.clock.synchronized === null ? '' : facts.clock.synchronized ? ', has the time' : ', has not found the time yet'}.`,
        ],
  )
  return wordsOf(
    asking.text('missing', {
      id: 'cluster.time',
      kind: 'text',
      title: 'Where do the nodes get the time from?',
      found,
      ...(known.machines.some(({ facts }) => facts) && {
        proposal: { answer: pool, because: 'the public pool; a server of your own is better' },
      }),
      explanation: [
        'Time servers or pools, with blanks between; what is called pool is taken for one. All nodes ' +
          'ask the same, so that they agree. With clocks apart logs cannot be compared, certificates ' +
          'fail, and failures are forgotten too early or too late. ' +
          'A closed network does not reach the public pool: the gateway often serves the time.',
      ],
      check: (answer) => {
        const words = wordsOf(String(answer))
        if (words.length === 0) return 'Without a time source the clocks drift apart.'
        const own = networks
          .flatMap(({ addresses }) => Object.entries(addresses))
          .find(([, one]) => words.includes(one))
        if (own) return `${own[1]} is ${own[0]}: a node has no better time than its own.`
        const bad = words.find((word) => !isHost(word))
        return bad === undefined ? undefined : `${bad} is no name or address of a host.`
      },
      fields: ['time.servers', 'time.pools'],
    }),
  )
}

/** Asked where the nodes do not agree. */
function askZone({ asking, known }: ClusterGround): string {
  const zones = known.machines.flatMap(({ name, facts }) =>
    facts?.clock.zone == null ? [] : [{ name, zone: facts.clock.zone }],
  )
  const differ = new Set(zones.map(({ zone }) => zone)).size > 1
  return asking.text(differ ? 'missing' : 'rare', {
    id: 'cluster.zone',
    kind: 'text',
    title: 'Which time zone do the nodes have?',
    found: zones.map(({ name, zone }) => `${name} has ${zone}.`),
    ...(!differ && { proposal: { answer: '', because: 'it stays as it is' } }),
    optional: true,
    explanation: [
      'Such as Europe/Berlin, or UTC. Logs of the nodes are read side by side. Empty changes nothing.',
    ],
    check: (answer) =>
      String(answer).trim() === '' || /^[A-Za-z][A-Za-z0-9_+/-]*$/.test(String(answer).trim())
        ? undefined
        : 'Write a time zone such as Europe/Berlin.',
    fields: ['time.zone'],
  })
}

const askMail = ({ asking }: ClusterGround): string =>
  asking.text('missing', {
    id: 'cluster.mail',
    kind: 'text',
    title: 'Who gets mail when a disk or DRBD has a problem?',
    found: [],
    proposal: { answer: 'root', because: 'every system has it; make sure that somebody reads it' },
    explanation: [
      'A local user or a mail address. mdadm writes when a disk fails, DRBD when copies do not agree. ' +
        'A node sends mail only if a mail program is set up on it.',
    ],
    check: (answer) =>
      /^[A-Za-z0-9._+-]+(@[A-Za-z0-9.-]+)?$/.test(String(answer).trim())
        ? undefined
        : 'Write a local user or one mail address.',
    fields: ['mail'],
  })

/** Further names, and the network of the nodes' names: kept where a file says them. */
function askHosts({ asking, networks }: ClusterGround): Part {
  const text = asking.text('rare', {
    id: 'cluster.hosts',
    kind: 'text',
    title: 'Which further names do the nodes know?',
    found: [],
    proposal: { answer: '', because: 'the nodes know each other without' },
    optional: true,
    explanation: ['ADDRESS=NAME,NAME with blanks between, for /etc/hosts.'],
    check: (answer) => {
      const bad = String(answer)
        .split(/\s+/)
        .filter(Boolean)
        .find((word) => {
          const [address = '', names = ''] = word.split('=')
          return parseIp(address) === undefined || names === '' || !names.split(',').every(isHost)
        })
      return bad === undefined ? undefined : `${bad} is not ADDRESS=NAME,NAME.`
    },
    fields: ['hosts'],
  })
  const named = asking.text('rare', {
    id: 'cluster.hosts-network',
    kind: 'one',
    title: "Which network's addresses do the nodes' names stand for?",
    found: [],
    choices: networks.map(({ name, subnet }) => ({ name, label: subnet ?? '' })),
    explanation: ['In /etc/hosts. Without a word: the first ring.'],
    fields: ['hosts-network'],
  })
  const hosts = text
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => word.split('='))
  return {
    ...(hosts.length > 0 && {
      hosts: Object.fromEntries(hosts.map(([address = '', names = '']) => [address, names.split(',')])),
    }),
    ...(named !== '' && { 'hosts-network': named }),
  }
}

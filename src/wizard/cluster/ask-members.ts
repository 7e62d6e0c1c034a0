import { enumerate } from '../../core/text.ts'
import { parseIp } from '../../spec/effective.ts'
import type { Choice, Part } from '../question.ts'
import { wordsOf } from '../words.ts'
import type { NetworkDesign } from '../network/design.ts'
import type { ClusterGround } from './ground.ts'

/** Links of corosync 3 (knet), and rings of those before it. */
const mostRings = { '1.4': 2, '2': 2, '3': 8 } as const

export interface Rings {
  readonly names: readonly string[]
  /** What the choice means, in lines. */
  readonly words: readonly string[]
}

/** Asks over which networks the members talk, the best first. */
export function askRings(ground: ClusterGround): Rings {
  const { asking, networks, setting, corosync } = ground
  if (setting.stack === 'none' || networks.length === 0) return { names: [], words: [] }
  const most = setting.stack === 'pacemaker' ? mostRings[corosync] : setting.stack === 'cman' ? 1 : 8
  const own = networks.filter(({ role }) => role === 'private')
  const users = networks.filter(({ role }) => role === 'clients')
  const proposed = [...own, ...users].slice(0, most)
  const answer = (proposed.length === 0 ? networks.slice(0, 2) : proposed).map(({ name }) => name)
  const text = asking.text('missing', {
    id: 'cluster.rings',
    kind: 'text',
    title: 'Over which networks do the members talk, the best first?',
    found: networks.map((network) => `${network.name}: ${carrierText(network)}`),
    proposal: {
      answer: answer.join(' '),
      because:
        networks.length < 2
          ? 'there is no other network'
          : most === 1
            ? `${setting.stack} takes one network${own.length > 0 ? ', and this one is theirs alone' : ''}`
            : own.length > 0
              ? 'first the network that is theirs alone, then that of the users'
              : 'two ways to each other are better than one',
    },
    explanation: [
      'Names of networks with blanks between. The first is used while it works, the others are the ' +
        'spare ways. With one way only, a broken cable looks like a dead node: a healthy node is ' +
        'fenced, or without fencing both run everything. ' +
        'Two networks over one card or bond are one way.',
    ],
    check: (said) => whyNotRings(String(said), networks, most),
    fields: ['rings'],
  })
  const names = wordsOf(text).filter((name) => networks.some((network) => network.name === name))
  return { names, words: ringWords(names, networks) }
}

function whyNotRings(text: string, networks: readonly NetworkDesign[], most: number): string | undefined {
  const names = wordsOf(text)
  if (names.length === 0) return 'Without a network the nodes do not hear each other.'
  const strange = names.find((name) => networks.every((network) => network.name !== name))
  if (strange !== undefined)
    return `${strange} is no network; there ${networks.length === 1 ? 'is' : 'are'} ${enumerate(networks.map(({ name }) => name))}.`
  const twice = names.find((name, i) => names.indexOf(name) < i)
  if (twice !== undefined) return `${twice} stands twice.`
  return names.length > most ? `This cluster manager takes ${most} networks at most.` : undefined
}

const carrierText = ({ bond, ports, top, role }: NetworkDesign): string => {
  const below = bond ? `${bond.name} over ${enumerate(ports)}` : ports.length > 0 ? enumerate(ports) : ''
  const on = typeof top === 'string' ? top : enumerate([...new Set(Object.values(top))])
  const carrier = below === '' ? on : below
  return `${carrier === '' ? 'no interface yet' : carrier}${role === 'private' ? ', between the nodes' : ''}`
}

/** What the rings have in common: the cards below them. */
function ringWords(names: readonly string[], networks: readonly NetworkDesign[]): string[] {
  const rings = names.flatMap((name) => networks.find((network) => network.name === name) ?? [])
  const [first, second] = rings
  if (!first) return []
  if (!second) return [`Only ${first.name}: when it breaks, each node believes the other is dead.`]
  const shared = first.ports.filter((port) => second.ports.includes(port))
  return shared.length > 0
    ? [`${first.name} and ${second.name} share ${enumerate(shared)}: what breaks one breaks both.`]
    : [`${enumerate(names)} share no card: either may fail.`]
}

export interface Quorum {
  readonly part: Part
  readonly words: readonly string[]
}

/** Asks what is left of the cluster when nodes are lost, where there is something to choose. */
export function askQuorum(ground: ClusterGround): Quorum {
  const { setting, nodes, corosync } = ground
  if (setting.stack === 'cman')
    return nodes.length === 2
      ? {
          part: { cman: { two_node: true, expected_votes: 1 } },
          words: ['two_node: one node is enough to go on. Without fencing that ends with two copies.'],
        }
      : { part: {}, words: [majorityText(nodes.length)] }
  if (setting.stack !== 'pacemaker' || setting.proxmox || nodes.length < 2) return { part: {}, words: [] }
  if (corosync === '1.4')
    return nodes.length > 2
      ? { part: {}, words: [majorityText(nodes.length)] }
      : {
          part: { pacemaker: { properties: { 'no-quorum-policy': 'ignore' } } },
          words: ['corosync 1.4 knows no two_node: pacemaker ignores the lost quorum, fencing decides.'],
        }
  const choice = askChoice(ground)
  switch (choice) {
    case 'device':
      return deviceOf(ground)
    case 'two-node':
      return {
        part: {},
        words: ['two_node: one node goes on alone; after both were off, both must be there.'],
      }
    case 'tie-breaker':
      return {
        part: { quorum: { auto_tie_breaker: true } },
        words: ['Of two halves the one with the first node goes on. When that half died, the other stops.'],
      }
    default:
      return { part: {}, words: [majorityText(nodes.length)] }
  }
}

const majorityText = (nodes: number): string => {
  const needed = Math.floor(nodes / 2) + 1
  return `${needed} of ${nodes} nodes must be there: ${nodes - needed === 1 ? 'one' : nodes - needed} may be lost.`
}

function askChoice({ asking, nodes, setting }: ClusterGround): string {
  const two = nodes.length === 2
  const even = nodes.length % 2 === 0
  const wanted = setting.spec.quorum?.device !== undefined
  const choices: Choice[] = [
    two
      ? {
          name: 'two-node',
          label: 'one node goes on alone',
          ...(wanted && { because: 'not in this profile' }),
        }
      : { name: 'majority', label: majorityText(nodes.length) },
    ...(two || !even
      ? []
      : [{ name: 'tie-breaker', label: 'of two halves the one with the first node goes on' }]),
    {
      name: 'device',
      label: 'a third machine has a vote (corosync-qnetd)',
      ...(!even && { because: 'not for an odd number' }),
    },
  ]
  return asking.text('missing', {
    id: 'cluster.quorum',
    kind: 'one',
    title: `Who goes on when the ${two ? 'two' : nodes.length} nodes lose sight of each other?`,
    found: [],
    choices,
    proposal: wanted
      ? { answer: 'device', because: `the profile ${setting.profile} has one` }
      : two
        ? { answer: 'two-node', because: 'two nodes, and no third machine is known' }
        : even
          ? {
              answer: 'tie-breaker',
              because: 'an even number can split in halves, of which none has a majority',
            }
          : { answer: 'majority', because: 'an odd number of nodes' },
    explanation: two
      ? [
          'two-node: whoever fences the other first goes on (two_node, wait_for_all). After a power cut ' +
            'one node alone does not start services before it has seen the other: else it could start ' +
            'with old data. Fencing is what keeps both from going on.',
          'device: a small third machine, best at another place, decides between the halves. One ' +
            'node alone may start after a power cut. While the device is away, both nodes are needed.',
        ]
      : [
          'majority: the larger part goes on; equal halves both stop. ' +
            'tie-breaker: of equal halves the one with the lowest node ID goes on.',
          'device: a third place decides between equal halves.',
        ],
    fields: ['quorum.two_node', 'quorum.device', 'quorum.auto_tie_breaker'],
  })
}

function deviceOf({ asking, gateway, nodes, networks, setting }: ClusterGround): Quorum {
  const host = asking.text('missing', {
    id: 'cluster.device-host',
    kind: 'text',
    title: 'Which machine is the third vote?',
    found: [],
    explanation: [
      'Name or address of the machine that runs corosync-qnetd, port 5403. It is no node of the ' +
        'cluster, needs next to nothing, and is best at another place with power of its own.',
    ],
    check: (answer) => whyNotHost(String(answer).trim(), nodes, networks),
    fields: ['quorum.device.host'],
  })
  const isName = host !== '' && parseIp(host) === undefined
  const address = isName
    ? asking.text('missing', {
        id: 'cluster.device-address',
        kind: 'text',
        title: `Which address does ${host} have?`,
        found: [],
        optional: true,
        explanation: [
          `With it ${host} goes to /etc/hosts, and the cluster does not depend on a name server.`,
          'Empty: the name servers know it.',
        ],
        check: (answer) => whyNotDeviceAddress(String(answer).trim(), networks),
        fields: ['hosts'],
      })
    : ''
  const asksGateway =
    gateway !== undefined &&
    asking.text('missing', {
      id: 'cluster.device-heuristics',
      kind: 'yes-no',
      title: 'Does a node that cannot ping the gateway lose against one that can?',
      found: [`The gateway is ${gateway}.`],
      proposal: { answer: 'yes', because: 'services that no user reaches are of no use' },
      explanation: [
        'yes: when the nodes are apart, the third vote goes to one that reaches the gateway.',
        'no: the half with the lowest node ID gets it.',
      ],
      fields: ['quorum.device.heuristics'],
    }) !== 'no'
  return {
    part: {
      ...(host !== '' && {
        quorum: {
          device: {
            host,
            ...(setting.spec.quorum?.device === undefined && {
              algorithm: nodes.length % 2 === 0 ? ('ffsplit' as const) : ('lms' as const),
            }),
            ...(asksGateway && {
              heuristics: { gateway: pingCommand(gateway) },
              'heuristics-mode': 'sync' as const,
            }),
          },
        },
      }),
      ...(address !== '' && { hosts: { [address]: namesOf(host) } }),
    },
    words: [
      `${host === '' ? 'A third machine' : host} has the third vote: the half that it is with goes on, and one node may start alone.`,
    ],
  }
}

/** qdevice runs it without a shell, so it needs its path (corosync-qdevice(8)). */
export const pingCommand = (gateway: string): string => `/bin/ping -q -c 1 -w 1 ${gateway}`

/** The long and the short name of a host. */
export const namesOf = (host: string): string[] => (host.includes('.') ? [host, host.split('.')[0]!] : [host])

export const isHost = (text: string): boolean =>
  /^[A-Za-z0-9]([A-Za-z0-9.:-]*[A-Za-z0-9])?$/.test(text) && text.length <= 253

function whyNotHost(
  text: string,
  nodes: readonly string[],
  networks: readonly NetworkDesign[],
): string | undefined {
  if (!isHost(text)) return `${text === '' ? 'Nothing' : text} is no name or address of a host.`
  const isNode =
    nodes.includes(text.split('.')[0]!) ||
    networks.some(({ addresses }) => Object.values(addresses).includes(text))
  return isNode ? `${text} is a node: a vote that dies with a node is no third vote.` : undefined
}

function whyNotDeviceAddress(text: string, networks: readonly NetworkDesign[]): string | undefined {
  if (text === '') return undefined
  if (parseIp(text) === undefined) return `${text} is no address.`
  const node = networks
    .flatMap(({ addresses }) => Object.entries(addresses))
    .find(([, address]) => address === text)
  return node && `${text} is the address of ${node[0]}.`
}

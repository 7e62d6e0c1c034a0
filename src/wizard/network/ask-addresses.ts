import { enumerate } from '../../core/text.ts'
import { addressAfter, inSubnet, parseCidr } from '../../spec/effective.ts'
import { ownerOf } from '../../facts/probe.ts'
import type { Known } from '../question.ts'
import type { NamedNetwork } from './ask-names.ts'
import type { Wiring } from './ask-cards.ts'
import { speedText } from './cards.ts'
import { whyNotAddresses, whyNotGateway, whyNotMtu, whyNotSpeed, whyNotSubnet } from './checks.ts'
import { wordsOf } from '../words.ts'
import type { TakenAddress } from './checks.ts'
import { cardsNamed } from './design.ts'
import type { Ground } from './design.ts'
import { gatewayOf, usedSubnets } from './present.ts'
import { subnetsOverlap } from '../../spec/effective.ts'

export interface Addressing {
  readonly name: string
  readonly subnet: string | undefined
  readonly addresses: { readonly [node: string]: string }
}

/** Asks for the range and the addresses of every network. */
export function askAddresses(ground: Ground, networks: readonly NamedNetwork[]): Addressing[] {
  const done: Addressing[] = []
  for (const network of networks) {
    const subnet = askSubnet(ground, network, done)
    if (subnet === '') {
      done.push({ name: network.name, subnet: undefined, addresses: {} })
      continue
    }
    done.push({ name: network.name, subnet, addresses: askNodes(ground, network, subnet, done) })
  }
  return done
}

/** Ranges for a network between the nodes, of RFC 1918; what of it is in use anywhere is left out. */
const privateRanges = [...Array(16).keys()].flatMap((i) => [
  `10.${i === 0 ? 0 : i + 8}.0.0/24`,
  `192.168.${200 + i}.0/24`,
])

function askSubnet(ground: Ground, { name, proposed }: NamedNetwork, done: readonly Addressing[]): string {
  const { asking, nodes, machines } = ground
  const present = proposed?.present
  const others = done.flatMap((one) =>
    one.subnet === undefined ? [] : [{ what: `the network ${one.name}`, subnet: one.subnet }],
  )
  const used = [...usedSubnets(ground), ...others.map(({ subnet }) => subnet)]
  const free = privateRanges.find((range) => !used.some((other) => subnetsOverlap(other, range)))
  const isSeen = machines.every(({ facts }) => facts)
  return asking.text('missing', {
    id: `network.${name}.subnet`,
    kind: 'text',
    title: `Which addresses does the network ${name} have?`,
    found: others.map(({ what, subnet }) => `${what} has ${subnet}.`),
    ...(present
      ? {
          proposal: {
            answer: present.subnet,
            because: `${enumerate(Object.keys(present.on))} ${Object.keys(present.on).length === 1 ? 'is' : 'are'} in it now`,
          },
        }
      : proposed?.role === 'private' && isSeen && free !== undefined
        ? { proposal: { answer: free, because: 'private addresses that no node has a route or address in' } }
        : {}),
    explanation: [
      'First address and prefix length: 192.168.1.0/24. It must not overlap any other network that ' +
        'the nodes can reach: they would send packets for one to the other. ' +
        'For a network between the nodes any private range does that nobody else uses.',
    ],
    check: (answer) => whyNotSubnet(String(answer).trim(), nodes.length, others),
    fields: ['networks.*.subnet'],
  })
}

function askNodes(
  ground: Ground,
  { name, proposed }: NamedNetwork,
  subnet: string,
  done: readonly Addressing[],
): Addressing['addresses'] {
  const { asking, nodes, machines } = ground
  const taken: TakenAddress[] = [
    ...done.flatMap((one) =>
      Object.entries(one.addresses).map(([node, address]) => ({
        address,
        what: `the address of ${node} on ${one.name}`,
      })),
    ),
    ...machines.flatMap(({ facts }) => {
      const via = facts && gatewayOf(facts)
      return via !== undefined && inSubnet(via, subnet) ? [{ address: via, what: 'the gateway' }] : []
    }),
  ]
  const presence = ground.present.find((one) => one.subnet === subnet)?.on ?? {}
  const dynamic = Object.entries(presence).filter(([, { isDynamic }]) => isDynamic)
  const own = proposedAddresses(ground, subnet, {
    presence,
    done,
    isPrivate: proposed?.role === 'private',
    taken,
  })
  const id = `network.${name}.addresses`
  const said = asking.known.answers[id] ?? own.proposal?.answer ?? ''
  const strangers = strangersAt(asking.known)
  const text = asking.text('missing', {
    id,
    kind: 'text',
    title: `Which addresses do ${enumerate(nodes)} have on ${name}, in this order?`,
    found: [
      `${name} is ${subnet}.`,
      ...Object.entries(presence).map(
        ([node, { address, interface: on, isDynamic }]) =>
          `${node} has ${address} on ${on}${isDynamic ? ', lent by DHCP' : ''}.`,
      ),
      ...(dynamic.length > 0
        ? [
            'An address from DHCP can change, and the cluster would not find its node: it becomes ' +
              'a fixed one. Take it out of the range that the DHCP server gives away.',
          ]
        : []),
    ],
    ...own,
    explanation: [
      'One address for each node, with blanks between, without prefix length. ' +
        'They are fixed ones: DRBD, corosync and the fence devices know the nodes by them. ' +
        'Not the gateway, not an address that is to move with a service.',
    ],
    check: (answer) =>
      whyNotAddresses(String(answer), nodes, subnet, taken) ??
      wordsOf(String(answer))
        .map((address, i) => strangers(address, nodes[i]!))
        .find((why) => why !== undefined),
    looks: [
      {
        word: 'answers',
        does: 'sees whether somebody has them',
        with: { addresses: wordsOf(String(said)).join(' '), nodes: nodes.join(' ') },
      },
    ],
    fields: ['nodes.*.addresses'],
  })
  const addresses = wordsOf(text)
  return Object.fromEntries(
    nodes.flatMap((node, i) => (addresses[i] === undefined ? [] : [[node, addresses[i]]])),
  )
}

/** Who answers at an address that a node is to have, after a look at it; undefined where nobody else does. */
function strangersAt({ seen, machines }: Known): (address: string, node: string) => string | undefined {
  const all = machines.flatMap(({ facts }) => facts ?? [])
  return (address, node) => {
    const who = seen[`answers.${address}`]
    if (who === undefined || who === 'no') return undefined
    const owner = ownerOf(who, all)
    const facts = machines.find(({ name }) => name === node)?.facts
    const isOwn = owner
      ? owner.node === node
      : facts?.network.interfaces.some((one) => one.addresses?.some((own) => own.address === address)) ===
        true
    if (isOwn) return undefined
    const whose = owner ? `${owner.node}, not ${node},` : who === 'yes' ? 'somebody' : `a machine with ${who}`
    return `At ${address} ${whose} answers already.`
  }
}

function proposedAddresses(
  { nodes, machines }: Ground,
  subnet: string,
  {
    presence,
    done,
    isPrivate,
    taken,
  }: {
    presence: { readonly [node: string]: { readonly address: string; readonly isDynamic: boolean } }
    done: readonly Addressing[]
    isPrivate: boolean
    taken: readonly TakenAddress[]
  },
): { readonly proposal?: { readonly answer: string; readonly because: string } } {
  const fits = (answer: string): boolean => whyNotAddresses(answer, nodes, subnet, taken) === undefined
  const now = nodes.flatMap((node) => presence[node]?.address ?? []).join(' ')
  if (fits(now)) {
    const lent = nodes.some((node) => presence[node]?.isDynamic)
    return {
      proposal: {
        answer: now,
        because: lent ? 'as they are now; reserve them at the DHCP server' : 'as they are now',
      },
    }
  }
  // Somebody else may have any other address of a network that is there already.
  if (
    !isPrivate ||
    Object.keys(presence).length > 0 ||
    !parseCidr(subnet) ||
    machines.some(({ facts }) => !facts)
  )
    return {}
  const first = done[0]?.addresses ?? {}
  const alike = nodes
    .map((node) => addressAfter(subnet, Number(first[node]?.split('.').at(-1) ?? 0)) ?? '')
    .join(' ')
  if (fits(alike))
    return { proposal: { answer: alike, because: `the last numbers are those of ${done[0]!.name}` } }
  const counted = nodes.map((_, i) => addressAfter(subnet, i + 1) ?? '').join(' ')
  return fits(counted) ? { proposal: { answer: counted, because: 'the first addresses of the network' } } : {}
}

/** Asks for the default gateway; which network it is in follows from its address. */
export function askGateway({ asking, machines }: Ground, done: readonly Addressing[]): string | undefined {
  const networks = done.flatMap(({ name, subnet }) => (subnet === undefined ? [] : [{ name, subnet }]))
  const taken = done.flatMap((one) =>
    Object.entries(one.addresses).map(([node, address]) => ({
      address,
      what: `the address of ${node} on ${one.name}`,
    })),
  )
  const seen = machines.filter(({ facts }) => facts)
  const gateways = [...new Set(seen.map(({ facts }) => gatewayOf(facts!)))]
  const [gateway] = gateways
  const fits =
    gateways.length === 1 && gateway !== undefined && whyNotGateway(gateway, networks, taken) === undefined
  if (networks.length === 0) return undefined
  const text = asking.text('missing', {
    id: 'network.gateway',
    kind: 'text',
    title: 'What is the address of the default gateway?',
    found: seen.map(({ name, facts }) => {
      const via = gatewayOf(facts!)
      return via === undefined ? `${name} has none now.` : `${name} uses ${via} now.`
    }),
    ...(fits
      ? { proposal: { answer: gateway, because: 'all nodes use it now' } }
      : seen.length === machines.length && gateways.every((one) => one === undefined)
        ? { proposal: { answer: '', because: 'no node has one now' } }
        : {}),
    optional: true,
    explanation: [
      'The router that leads out, in one of these networks; a node has one. Empty for none: then the ' +
        'nodes reach only their own networks, no time servers or package servers outside.',
    ],
    check: (answer) => whyNotGateway(String(answer).trim(), networks, taken),
    fields: ['networks.*.gateway'],
  })
  return text === '' ? undefined : text
}

/** Asks for the largest packet of a network. */
export function askMtu(
  { asking }: Ground,
  { name, proposed }: NamedNetwork,
  wiring: Wiring | undefined,
): number | undefined {
  const now = new Set(Object.values(proposed?.present?.on ?? {}).flatMap(({ mtu }) => mtu ?? []))
  const [mtu] = now
  const text = asking.text('missing', {
    id: `network.${name}.mtu`,
    kind: 'text',
    title: `How large may a packet on ${name} be (MTU)?`,
    found: [],
    proposal:
      now.size === 1 && mtu! >= 576 && mtu! <= 9216
        ? { answer: String(mtu), because: 'as it is now' }
        : wiring?.cabling === 'other-node'
          ? { answer: '9000', because: 'node to node without a switch; larger packets cost less' }
          : { answer: '1500', because: 'what every switch passes; nothing proves that it passes more' },
    explanation: [
      '9000 (jumbo frames) saves work with DRBD and live migration, if every card and switch port on ' +
        'the way takes it. One that does not drops large packets only: pings work and DRBD hangs.',
      '`ping -M do -s 8972 ADDRESS` proves it. 1500 always works.',
    ],
    check: (answer) => whyNotMtu(String(answer).trim()),
    fields: ['networks.*.mtu'],
  })
  return whyNotMtu(text) !== undefined || text === '1500' ? undefined : Number(text)
}

/** Asks how fast a network is, of the one that DRBD copies over. */
export function askSpeed(
  ground: Ground,
  { name, proposed }: NamedNetwork,
  wiring: Wiring | undefined,
): number | undefined {
  const cards = ground.nodes.flatMap((node) =>
    cardsNamed(ground, node, wiring?.cards[node] ?? proposed?.cards[node] ?? []),
  )
  const speeds = cards.flatMap(({ speedMbit }) => speedMbit ?? [])
  const slowest = Math.min(...speeds)
  const text = ground.asking.text('missing', {
    id: `network.${name}.speed`,
    kind: 'text',
    title: `How fast is one link of ${name}, in Mbit/s?`,
    found: [],
    ...(speeds.length > 0
      ? {
          proposal: {
            answer: String(slowest),
            because: `the slowest card of it has ${speedText(slowest)} now`,
          },
        }
      : cards.length > 0
        ? {
            proposal: {
              answer: '1000',
              because: 'no card has a link now; too low costs only time at a resynchronisation',
            },
          }
        : {}),
    explanation: [
      'The rates of DRBD are computed from it: how much a resynchronisation may take of the link. ' +
        'Too high, and it drowns everything else on the link.',
    ],
    check: (answer) => whyNotSpeed(String(answer).trim()),
    fields: ['networks.*.speed'],
  })
  return whyNotSpeed(text) !== undefined || text === '1000' ? undefined : Number(text)
}

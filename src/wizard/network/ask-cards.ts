import { enumerate, plural } from '../../core/text.ts'
import type { Choice, Look, Question } from '../question.ts'
import { areAll } from '../setting.ts'
import { cardText, cablingOf, whyNotCard } from './cards.ts'
import type { Cabling, Card } from './cards.ts'
import { whyNotInterfaceName } from './checks.ts'
import { wordsOf } from '../words.ts'
import { cablingOfNetwork, cardsNamed } from './design.ts'
import type { Ground } from './design.ts'
import { cardKey, proposeNetworks } from './propose-networks.ts'
import type { ProposedNetwork } from './propose-networks.ts'

/** A network with its cards, bond and the names that they get. */
export interface Wiring {
  readonly name: string
  readonly vlan: number | undefined
  readonly cards: { readonly [node: string]: readonly string[] }
  readonly ports: readonly string[]
  readonly bond: { readonly name: string; readonly mode: string } | undefined
  readonly cabling: Cabling
}

/** What VLANs were asked for: those of networks, and those of guests alone. */
export interface Vlans {
  readonly of: ReadonlyMap<string, number>
  readonly guests: readonly number[]
}

/** Asks for the cards of every network, in turn: a card that one has is gone for the next. */
export function askWiring(
  ground: Ground,
  networks: readonly { readonly name: string; readonly proposed: ProposedNetwork | undefined }[],
  vlans: Vlans,
): Wiring[] {
  const sameOnAll = areAlike(ground) && askAlike(ground, networks)
  const wired: Wiring[] = []
  for (const { name, proposed } of networks) {
    const vlan = vlans.of.get(name)
    const cards = askCards(ground, {
      name,
      vlan,
      proposed: vlan === undefined ? stillFree(ground, proposed, wired) : proposed,
      wired: [...wired],
      sameOnAll,
    })
    // VLANs of the same cards share them, the bond and all.
    const twin = wired.find((other) => sameCards(ground.nodes, other.cards, cards) && anyCard(cards))
    if (twin) {
      wired.push({ ...twin, name, vlan })
      continue
    }
    const cabling = cablingOfNetwork(ground, cards)
    const ports = askPorts(ground, name, cards, wired)
    const bond = ports.length < 2 ? undefined : askBond(ground, { name, cards, cabling, wired })
    wired.push({ name, vlan, cards, ports, bond, cabling })
  }
  return wired
}

/** What is proposed for a network; where another has got one of the cards since, the best that are left. */
function stillFree(
  { asking, setting }: Ground,
  proposed: ProposedNetwork | undefined,
  wired: readonly Wiring[],
): ProposedNetwork | undefined {
  const keysOf = (cards: Wiring['cards']): string[] =>
    Object.entries(cards).flatMap(([node, names]) => names.map((name) => cardKey(node, name)))
  const untagged = new Set(wired.flatMap(({ vlan, cards }) => (vlan === undefined ? keysOf(cards) : [])))
  if (!proposed || !keysOf(proposed.cards).some((key) => untagged.has(key))) return proposed
  const gone = new Set(wired.flatMap(({ cards }) => keysOf(cards)))
  return proposeNetworks(asking.known, setting, gone).find(
    ({ name, present }) => name === proposed.name && !present,
  )
}

const anyCard = (cards: Wiring['cards']): boolean => Object.values(cards).some((names) => names.length > 0)

const sameCards = (nodes: readonly string[], a: Wiring['cards'], b: Wiring['cards']): boolean =>
  nodes.every((node) => (a[node] ?? []).join(' ') === (b[node] ?? []).join(' '))

/** Whether all nodes have been looked at and have cards of the same names. */
function areAlike({ nodes, cards, machines }: Ground): boolean {
  if (machines.some(({ facts }) => !facts)) return false
  const names = nodes.map((node) =>
    (cards.get(node) ?? [])
      .map(({ name }) => name)
      .sort()
      .join(' '),
  )
  return names[0] !== '' && names.every((one) => one === names[0])
}

function askAlike(
  { asking, nodes }: Ground,
  networks: readonly { readonly proposed: ProposedNetwork | undefined }[],
): boolean {
  const differ = networks.some(({ proposed }) => {
    const names = nodes.flatMap((node) => proposed?.cards[node]?.join(' ') ?? [])
    return new Set(names).size > 1
  })
  const answer = asking.text('missing', {
    id: 'network.alike',
    kind: 'yes-no',
    title: `Are ${enumerate(nodes)} cabled alike?`,
    found: [`Their network cards have the same names.`],
    proposal: differ
      ? { answer: 'no', because: 'the same networks are on cards of different names' }
      : { answer: 'yes', because: 'nothing that was found differs between them' },
    explanation: [
      'yes: the cards of each network are chosen once and hold for every node.',
      'no: they are chosen for each node. Cards of equal machines have equal names, ' +
        'but nothing keeps anybody from plugging the cables in another order.',
    ],
    fields: ['nodes.*.interfaces'],
  })
  return answer !== 'no'
}

interface Asked {
  readonly name: string
  readonly vlan: number | undefined
  readonly proposed: ProposedNetwork | undefined
  readonly wired: readonly Wiring[]
  readonly sameOnAll: boolean
}

function askCards(ground: Ground, asked: Asked): Wiring['cards'] {
  const { nodes, asking } = ground
  if (asked.sameOnAll) {
    const names = asking.list('missing', cardsQuestion(ground, asked, nodes))
    return Object.fromEntries(nodes.map((node) => [node, names]))
  }
  return Object.fromEntries(
    nodes.map((node) => [node, asking.list('missing', cardsQuestion(ground, asked, [node]))]),
  )
}

/** One question for nodes whose cards have the same names. */
function cardsQuestion(ground: Ground, asked: Asked, nodes: readonly string[]): Question {
  const { name, proposed } = asked
  const [first] = nodes as [string]
  const isSeen = ground.machines.some((machine) => machine.name === first && machine.facts)
  const here = nodes.length === ground.nodes.length && nodes.length > 1 ? '' : ` on ${first}`
  const answer = proposed?.cards[first]
  return {
    id: here === '' ? `network.${name}.cards` : `network.${name}.cards.${first}`,
    kind: isSeen ? 'many' : 'text',
    title: `Which network cards carry ${name}${here}?`,
    found: isSeen
      ? [...usesOf(asked.wired, first), ...differences(ground, nodes)]
      : [`${first} could not be looked at, so its cards are not known.`],
    ...(isSeen && {
      choices: [...(ground.cards.get(first) ?? [])].sort(byLink).map(choiceOf),
      looks: looksOf(ground, nodes),
    }),
    ...(isSeen && answer && answer.length > 0 && { proposal: { answer, because: proposed.because } }),
    explanation: [
      'Two cards or more become a bond: when one cable or card fails, the other goes on. ' +
        'A card serves one network, unless one of them comes as a tagged VLAN.',
      ...(isSeen
        ? ['blink lights the lamp of each card in turn; unplug tells which card just lost its link.']
        : ['Type MAC addresses (best: they survive a change of names) or names of interfaces.']),
    ],
    check: (said) => whyNotCards(said, nodes, asked, isSeen),
    fields: ['nodes.*.interfaces', 'networks.*.interface'],
  }
}

/** Cards with a link come first; the others may be a long list. */
const byLink = (a: Card, b: Card): number => Number(b.carrier === true) - Number(a.carrier === true)

const choiceOf = (card: Card): Choice => {
  const because = whyNotCard(card)
  return { name: card.name, label: cardText(card), ...(because !== undefined && { because }) }
}

/** Switches free cards, which interrupts nothing: what it finds is in `Known.seen`. */
export const cablesLook = (nodes: readonly string[]): Look => ({
  word: 'cables',
  does: 'finds direct cables',
  with: { nodes: nodes.join(' ') },
})

const looksOf = ({ cards }: Ground, nodes: readonly string[]): Look[] => [
  {
    word: 'blink',
    does: 'lights the lamp of a card',
    with: { nodes: nodes.join(' '), cards: (cards.get(nodes[0]!) ?? []).map(({ name }) => name).join(' ') },
  },
  cablesLook([...cards.keys()]),
  { word: 'unplug', does: 'tells which cable you pull', with: { nodes: nodes.join(' ') } },
]

const usesOf = (wired: readonly Wiring[], node: string): string[] =>
  wired.flatMap(({ name, cards }) => {
    const own = cards[node] ?? []
    return own.length === 0 ? [] : [`${enumerate(own)} ${own.length === 1 ? 'carries' : 'carry'} ${name}.`]
  })

/** What is not the same behind the same names of cards: one line for each card. */
function differences({ cards }: Ground, nodes: readonly string[]): string[] {
  const [first = '', ...others] = nodes
  return (cards.get(first) ?? []).flatMap((card) => {
    const lines = others.flatMap((node) => {
      const other = cards.get(node)?.find(({ name }) => name === card.name)
      if (!other) return []
      const isSame = (['driver', 'speedMbit', 'carrier'] as const).every((key) => other[key] === card[key])
      return isSame ? [] : [`${other.name} of ${node}: ${cardText(other)}`]
    })
    return lines
  })
}

function whyNotCards(
  said: string | readonly string[],
  nodes: readonly string[],
  { name, vlan, wired }: Asked,
  isSeen: boolean,
): string | undefined {
  const names = typeof said === 'string' ? wordsOf(said) : said
  if (names.length === 0) return `${name} needs a card.`
  if (!isSeen) {
    const bad = names.find((word) => !isMac(word) && whyNotInterfaceName(word) !== undefined)
    if (bad !== undefined) return `${bad} is neither a MAC address nor the name of an interface.`
  }
  const twice = names.find((word, i) => names.indexOf(word) < i)
  if (twice !== undefined) return `${twice} stands twice.`
  for (const other of wired)
    for (const node of nodes) {
      const own = other.cards[node] ?? []
      const shared = names.find((word) => own.includes(word))
      if (shared === undefined) continue
      const same = own.length === names.length && names.every((word) => own.includes(word))
      if (!same || (vlan === undefined && other.vlan === undefined))
        return `${shared} carries ${other.name} already; both can use it only with the same cards and a tagged VLAN.`
      if (vlan === other.vlan) return `${name} and ${other.name} have the same VLAN.`
    }
  return undefined
}

export const isMac = (text: string): boolean => /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(text)

/** What cards of a network are called: after what it is for. */
function prefixOf(name: string, isFirst: boolean): string {
  if (/^(repl|cable|drbd|storage|sync)/i.test(name)) return 'repl'
  if (/^(uplink|wan|internet|outside)/i.test(name)) return 'wan'
  if (isFirst) return 'lan'
  if (/^cluster/i.test(name)) return 'cl'
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9]/g, '')
      .replace(/[0-9]+$/, '')
      .slice(0, 10) || 'nic'
  )
}

function askPorts(
  ground: Ground,
  name: string,
  cards: Wiring['cards'],
  wired: readonly Wiring[],
): readonly string[] {
  const { asking, nodes } = ground
  const count = Math.max(0, ...nodes.map((node) => (cards[node] ?? []).length))
  if (count === 0) return []
  const taken = wired.flatMap(({ ports }) => ports)
  const prefix = prefixOf(name, wired.length === 0)
  const byPurpose: string[] = []
  for (let i = 0; byPurpose.length < count; i++)
    if (!taken.includes(`${prefix}${i}`)) byPurpose.push(`${prefix}${i}`)
  const now = cards[nodes[0]!] ?? []
  const areSame = nodes.every((node) => (cards[node] ?? []).join(' ') === now.join(' ')) && !now.some(isMac)
  const keeps = areAll(ground.setting, 'slackware') && areSame
  const text = asking.text('missing', {
    id: `network.${name}.ports`,
    kind: 'text',
    title: `What ${count === 1 ? 'is the card' : 'are the cards'} of ${name} to be called?`,
    found: nodes.map(
      (node) => `${node}: ${(cards[node] ?? []).map((card) => macText(ground, node, card)).join(', ')}`,
    ),
    proposal: keeps
      ? { answer: now.join(' '), because: 'rc.inet1 knows them by the names that the kernel gives' }
      : { answer: byPurpose.join(' '), because: 'a name that says what it is for, the same on all nodes' },
    explanation: [
      'The name is tied to the MAC address, so that it stays with the card whatever else is ' +
        'plugged in later. A new name holds from the next boot on, or when the network is changed. ' +
        'On Debian leave eth0, eth1 to the kernel: it may give them to another card first.',
    ],
    check: (said) => whyNotPorts(said, count, taken),
    fields: ['nodes.*.interfaces.*.mac'],
  })
  return wordsOf(text)
}

const macText = (ground: Ground, node: string, name: string): string => {
  const mac = cardsNamed(ground, node, [name])[0]?.mac
  return mac === undefined || mac === name ? name : `${name} (${mac})`
}

function whyNotPorts(
  said: string | readonly string[],
  count: number,
  taken: readonly string[],
): string | undefined {
  const names = typeof said === 'string' ? wordsOf(said) : said
  if (names.length !== count)
    return `There ${count === 1 ? 'is 1 card' : `are ${count} cards`}, and these are ${plural(names.length, 'name')}.`
  for (const [i, name] of names.entries()) {
    const why = whyNotInterfaceName(name)
    if (why !== undefined) return why
    if (taken.includes(name) || names.indexOf(name) < i) return `${name} is the name of another card.`
  }
  return undefined
}

const modes: readonly Choice[] = [
  { name: 'active-backup', label: 'one link works, the others wait; the switch knows nothing' },
  { name: '802.3ad', label: 'both work (LACP); the switch must be set up for it' },
  { name: 'balance-xor', label: 'both work; static group at the switch' },
  { name: 'balance-rr', label: 'packets in turn: reorders them, bad for corosync and DRBD' },
  { name: 'balance-tlb', label: 'sends on both, receives on one' },
  { name: 'balance-alb', label: 'as tlb, receives on both by ARP tricks; no bridge on it' },
  { name: 'broadcast', label: 'everything on all links' },
]

function askBond(
  ground: Ground,
  {
    name,
    cards,
    cabling,
    wired,
  }: { name: string; cards: Wiring['cards']; cabling: Cabling; wired: readonly Wiring[] },
): Wiring['bond'] {
  const { asking, nodes } = ground
  const mode = asking.text('missing', {
    id: `network.${name}.bond`,
    kind: 'one',
    title: `How do the cards of ${name} work together?`,
    found: nodes.flatMap((node) => cablingLines(cardsNamed(ground, node, cards[node] ?? []))),
    choices: modes,
    proposal: proposedMode(cabling),
    explanation: [
      'active-backup survives a card, a cable and, with two switches, a switch; it is as fast ' +
        'as one link. 802.3ad uses all links, for several connections at once (one DRBD resource is ' +
        'one connection), and both cables must end on one switch or on a stack with LACP set up. ' +
        'Modes that reorder packets or move connections look like losses to corosync and DRBD.',
    ],
    fields: ['nodes.*.interfaces.*.bond'],
  })
  const count = new Set(wired.flatMap(({ bond }) => bond?.name ?? [])).size
  const called = asking.text('rare', {
    id: `network.${name}.bond-name`,
    kind: 'text',
    title: `What is the bond of ${name} to be called?`,
    found: [],
    proposal: { answer: `bond${count}`, because: 'the first name that is free' },
    explanation: ['Any name of an interface.'],
    check: (said) => whyNotInterfaceName(String(said)),
    fields: ['nodes.*.interfaces.*.bond'],
  })
  return { name: called, mode }
}

function proposedMode(cabling: Cabling): { answer: string; because: string } {
  switch (cabling) {
    case 'one-switch':
      return { answer: '802.3ad', because: 'LLDP sees both on one switch; LACP must be set up there' }
    case 'several-switches':
      return { answer: 'active-backup', because: 'LLDP sees different switches: one may fail' }
    case 'other-node':
      return { answer: 'active-backup', because: 'they lead straight to the other node' }
    default:
      return {
        answer: 'active-backup',
        because: 'nothing says where the cables end, and it needs nothing of a switch',
      }
  }
}

const cablingLines = (cards: readonly Card[]): string[] =>
  cards
    .map((card) => `${card.node} ${card.name}: ${cardText(card)}`)
    .concat(
      cablingOf(cards) === 'unknown' && cards.length > 0
        ? [`No LLDP on ${cards[0]!.node}: where the cables end is not known.`]
        : [],
    )

import type { Asking } from '../placed.ts'
import type { Machine } from '../question.ts'
import { settingOf } from '../setting.ts'
import type { Setting } from '../setting.ts'
import type { Kept } from './ask-kept.ts'
import { cablingOf, cardsOf } from './cards.ts'
import type { Cabling, Card } from './cards.ts'
import { presentNetworks } from './present.ts'
import type { Present } from './present.ts'
import { proposeNetworks } from './propose-networks.ts'
import type { ProposedNetwork } from './propose-networks.ts'

/** A network as the answers make it. */
export interface NetworkDesign {
  readonly name: string
  readonly role: ProposedNetwork['role']
  readonly present: Present | undefined
  readonly vlan: number | undefined
  /** Cards by node, as they are called now; a MAC address where it was typed. */
  readonly cards: { readonly [node: string]: readonly string[] }
  /** What the cards are to be called, in their order. */
  readonly ports: readonly string[]
  readonly bond: { readonly name: string; readonly mode: string } | undefined
  readonly bridge: string | undefined
  /** The interface that has the address; by node where it is one that is there now. */
  readonly top: string | { readonly [node: string]: string }
  readonly subnet: string | undefined
  readonly addresses: { readonly [node: string]: string }
  readonly mtu: number | undefined
  readonly speed: number | undefined
  readonly cabling: Cabling
}

export interface Design {
  /** write: the interfaces are made as described; leave: what configures them now goes on doing so. */
  readonly mode: 'write' | 'leave'
  readonly networks: readonly NetworkDesign[]
  /** VLANs that only guests are in, on the cards of the first network, each with a bridge. */
  readonly guests: readonly { readonly id: number; readonly bridge: string }[]
  /** Cards of no network that go on as they are, by node. */
  readonly kept: { readonly [node: string]: readonly Kept[] }
  /** Nodes that have their addresses on the cards themselves, without bond, VLAN and bridge. */
  readonly plain: readonly string[]
  readonly gateway: string | undefined
}

/** What all questions about the network start from. */
export interface Ground {
  readonly asking: Asking
  readonly setting: Setting
  readonly machines: readonly Machine[]
  readonly nodes: readonly string[]
  readonly cards: ReadonlyMap<string, readonly Card[]>
  readonly present: readonly Present[]
  readonly proposed: readonly ProposedNetwork[]
}

export function groundOf(asking: Asking): Ground {
  const { machines } = asking.known
  const setting = settingOf(asking.known)
  return {
    asking,
    setting,
    machines,
    nodes: machines.map(({ name }) => name),
    cards: new Map(machines.map((machine) => [machine.name, cardsOf(machine, asking.known)])),
    present: presentNetworks(machines),
    proposed: proposeNetworks(asking.known, setting),
  }
}

/** The cards of facts by the names of an answer. */
export const cardsNamed = (ground: Ground, node: string, names: readonly string[]): Card[] =>
  names.flatMap(
    (name) => ground.cards.get(node)?.find((card) => card.name === name || card.mac === name) ?? [],
  )

/** Where the cables of a network lead, of all its nodes together. */
export function cablingOfNetwork(ground: Ground, cards: NetworkDesign['cards']): Cabling {
  // What the others see is true for a node that nobody could look at.
  const seen = ground.machines.filter(({ facts }) => facts).map(({ name }) => name)
  const each = seen.map((node) => {
    const named = cardsNamed(ground, node, cards[node] ?? [])
    return named.length === (cards[node] ?? []).length ? cablingOf(named) : 'unknown'
  })
  const [one] = each
  if (one === undefined || each.includes('unknown')) return 'unknown'
  return each.every((other) => other === one) ? one : 'several-switches'
}

/** The network that DRBD copies over: the one between the nodes, else the first. */
export const replicationOf = (networks: readonly NetworkDesign[]): NetworkDesign | undefined =>
  networks.find(({ role }) => role === 'private') ??
  networks.find(({ name }) => /^(repl|drbd|cable|storage|sync)/i.test(name)) ??
  networks[0]

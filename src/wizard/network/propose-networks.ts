import { enumerate, plural } from '../../core/text.ts'
import type { Machine } from '../question.ts'
import type { Setting } from '../setting.ts'
import { cablingOf, cardsOf, speedText, whyNotCard } from './cards.ts'
import type { Card, Seen } from './cards.ts'
import { presentNetworks } from './present.ts'
import type { Present } from './present.ts'

/** A network that the facts suggest. */
export interface ProposedNetwork {
  readonly name: string
  /** clients: where users and guests are; private: between the nodes alone; other: whatever else there is now. */
  readonly role: 'clients' | 'private' | 'other'
  /** The network that is there now. */
  readonly present: Present | undefined
  /** Cards by node, under the names that they have now. */
  readonly cards: { readonly [node: string]: readonly string[] }
  /** The facts that speak for the cards, in one line. */
  readonly because: string
}

/** A card of a node in a set of cards. */
export const cardKey = (node: string, card: string): string => `${node} ${card}`

/** More cards than this in one bond are nobody's first choice. */
const mostCards = 2

/**
 * The networks that fit what was found on the machines; those that are there now first come first.
 * @param gone cards that are wanted for something else, as cardKey says them
 */
export function proposeNetworks(
  known: Seen,
  setting: Setting,
  gone: ReadonlySet<string> = new Set(),
): ProposedNetwork[] {
  const { machines } = known
  const seen = machines.filter(({ facts }) => facts)
  if (seen.length === 0) return []
  const cards = new Map(seen.map((machine) => [machine.name, cardsOf(machine, known)]))
  const usable = (node: string): Card[] => cards.get(node)!.filter((card) => whyNotCard(card) === undefined)
  const present = presentNetworks(machines).filter(({ on }) =>
    Object.entries(on).some(([node, { cards: names }]) =>
      usable(node).some(({ name }) => names.includes(name)),
    ),
  )
  // Where guests are on a bridge now, there are the users.
  const first = present.find(isBridged) ?? present[0]
  const others = present.filter((one) => one !== first)
  const taken = new Set(
    present.flatMap(({ on }) =>
      Object.entries(on).flatMap(([node, one]) => one.cards.map((card) => cardKey(node, card))),
    ),
  )
  const free = (node: string): Card[] =>
    usable(node).filter(
      ({ name, carrier }) =>
        carrier !== false && !taken.has(cardKey(node, name)) && !gone.has(cardKey(node, name)),
    )
  const proposed: ProposedNetwork[] = []
  const used = new Set<string>()
  if (first) {
    const clients = clientCards(first, seen, usable, free)
    for (const [node, names] of Object.entries(clients.cards))
      for (const name of names) used.add(cardKey(node, name))
    proposed.push({
      name: setting.proxmox ? 'management' : 'lan',
      role: 'clients',
      present: first,
      ...clients,
    })
  }
  const privateName = setting.replicates ? 'replication' : 'cluster'
  const between = betweenOf(others, (node, names) => usable(node).filter(({ name }) => names.includes(name)))
  for (const one of others) {
    const isPrivate = one === between
    proposed.push({
      name: isPrivate ? privateName : one.gateway === undefined ? `net${proposed.length + 1}` : 'uplink',
      role: isPrivate ? 'private' : 'other',
      present: one,
      cards: Object.fromEntries(Object.entries(one.on).map(([node, { cards: names }]) => [node, names])),
      because: `${enumerate(Object.keys(one.on))} ${Object.keys(one.on).length === 1 ? 'has' : 'have'} an address there now`,
    })
  }
  if (!between) {
    const own = privateCards(machines, (node) =>
      free(node).filter(({ name }) => !used.has(cardKey(node, name))),
    )
    if (own) proposed.push({ name: privateName, role: 'private', present: undefined, ...own })
  }
  return proposed
}

const isBridged = ({ on }: Present): boolean => Object.values(on).every(({ bridge }) => bridge !== undefined)

/** Of networks that are there the one between the nodes: best one whose cables lead from node to node, never one with guests. */
function betweenOf(
  others: readonly Present[],
  cardsOn: (node: string, names: readonly string[]) => readonly Card[],
): Present | undefined {
  const fitting = others.filter(
    (one) => one.gateway === undefined && Object.keys(one.on).length > 1 && !isBridged(one),
  )
  const isDirect = ({ on }: Present): boolean =>
    Object.entries(on).every(([node, { cards }]) => cablingOf(cardsOn(node, cards)) === 'other-node')
  return fitting.find(isDirect) ?? fitting[0]
}

type Choice = Pick<ProposedNetwork, 'cards' | 'because'>

/** The cards that carry the clients' network now, and those that LLDP sees beside them on the same switch. */
function clientCards(
  first: Present,
  seen: readonly Machine[],
  usable: (node: string) => readonly Card[],
  free: (node: string) => readonly Card[],
): Choice {
  const now = new Map(
    Object.entries(first.on).map(([node, { cards }]) => [
      node,
      usable(node).filter(({ name }) => cards.includes(name)),
    ]),
  )
  const beside = new Map(
    [...now].map(([node, own]) => [
      node,
      free(node).filter(
        (card) =>
          own.length > 0 &&
          own.every(
            (one) => one.switch && one.switch.id === card.switch?.id && one.speedMbit === card.speedMbit,
          ),
      ),
    ]),
  )
  const joins = seen.every(({ name }) => (beside.get(name)?.length ?? 0) > 0 && now.get(name)?.length === 1)
  const cards = Object.fromEntries(
    [...now].map(([node, own]) => [
      node,
      [...own, ...(joins ? beside.get(node)! : [])]
        .slice(0, Math.max(own.length, mostCards))
        .map(({ name }) => name),
    ]),
  )
  const switchName = [...now.values()][0]?.[0]?.switch?.name
  return {
    cards,
    because: joins ? `LLDP sees both on the switch ${switchName}` : 'as it is now',
  }
}

/** Cards for a network between the nodes alone: those that lead to each other, else the fastest that are free. */
function privateCards(
  machines: readonly Machine[],
  free: (node: string) => readonly Card[],
): Choice | undefined {
  const seen = machines.filter(({ facts }) => facts)
  const direct = seen.map(({ name }) => free(name).filter(({ opposite }) => opposite))
  // Of three nodes each would have a cable to every other: that is no one network.
  const isDirect = machines.length === 2 && direct.every((cards) => cards.length > 0)
  const fastest = isDirect ? direct : seen.map(({ name }) => bestOf(free(name)))
  const count = Math.min(mostCards, ...fastest.map((cards) => cards.length))
  if (count === 0) return undefined
  const chosen = fastest.map((cards) => cards.slice(0, count))
  const cards = Object.fromEntries(seen.map(({ name }, i) => [name, chosen[i]!.map((card) => card.name)]))
  if (chosen.every((own) => cablingOf(own) === 'other-node'))
    return { cards, because: 'cards that lead to the other node' }
  const speeds = new Set(chosen.flat().map(({ speedMbit }) => speedMbit))
  const [speed] = speeds
  const what =
    speeds.size === 1 && speed != null
      ? `${plural(count, 'free card')} with ${speedText(speed)}`
      : plural(count, 'free card')
  return { cards, because: what }
}

/** The fastest cards of one kind; cards whose speed nobody knows come last. */
function bestOf(cards: readonly Card[]): Card[] {
  const speed = Math.max(0, ...cards.map(({ speedMbit }) => speedMbit ?? 0))
  const fast = cards.filter(({ speedMbit }) => (speedMbit ?? 0) === speed)
  return fast.filter(({ driver }) => driver === fast[0]!.driver)
}

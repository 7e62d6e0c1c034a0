import { ownMac } from '../../facts/match-cards.ts'
import type { Facts, Interface } from '../../facts/types.gen.ts'
import type { Known, Machine } from '../question.ts'

/** A network card of a machine with what is known of where its cable leads. */
export interface Card {
  readonly node: string
  /** The name that it has now. */
  readonly name: string
  /** The address that it was made with; the one it has now where nobody says. */
  readonly mac: string | undefined
  readonly driver: string | null
  readonly speedMbit: number | null
  readonly carrier: boolean | null
  readonly mtu: number | null
  readonly managedBy: Interface['managedBy']
  readonly isWireless: boolean
  /** Interfaces that stand on it, itself first: bond, VLANs, bridge. */
  readonly uppers: readonly string[]
  /** IPv4 addresses on it and on what stands on it. */
  readonly addresses: readonly string[]
  /** Whether our own connection comes in by it. */
  readonly carriesUs: boolean
  /** The card of another machine at the other end of the cable, where something says so. */
  readonly opposite: { readonly node: string; readonly card: string | undefined } | undefined
  /** The switch at the other end, where LLDP says one. */
  readonly switch: { readonly id: string; readonly name: string; readonly port: string | null } | undefined
}

/** Interfaces directly on another: the bond or bridge it is in, the VLANs on it. */
const uppersOf = (name: string, all: readonly Interface[]): string[] => {
  const own = all.find((one) => one.name === name)
  return [
    ...(own?.master != null ? [own.master] : []),
    ...all.filter(({ vlan }) => vlan?.parent === name).map((one) => one.name),
  ]
}

/** All interfaces on top of one, itself first. */
export function stackOn(name: string, all: readonly Interface[], seen: string[] = []): string[] {
  if (seen.includes(name)) return seen
  seen.push(name)
  for (const upper of uppersOf(name, all)) stackOn(upper, all, seen)
  return seen
}

const isCard = ({ kind }: Interface): boolean => kind === 'nic' || kind === 'wireless'

/** The cards below an interface, itself where it is one. */
export const cardsBelow = (name: string, all: readonly Interface[]): string[] =>
  all.filter((one) => isCard(one) && stackOn(one.name, all).includes(name)).map((one) => one.name)

const macOf = (card: Interface): string | undefined => ownMac(card)?.toLowerCase()

/** The machines, and what live looks found. */
export type Seen = Pick<Known, 'machines' | 'seen'>

/** Every card of a machine in the order of the kernel; none while the machine was not looked at. */
export function cardsOf({ name: node, facts }: Machine, { machines, seen }: Seen): Card[] {
  if (!facts) return []
  const all = facts.network.interfaces
  return all.filter(isCard).map((one): Card => {
    const uppers = stackOn(one.name, all)
    const opposite = oppositeSeen(node, one.name, seen) ?? oppositeOf(node, one, machines)
    return {
      node,
      name: one.name,
      mac: macOf(one),
      driver: one.driver,
      speedMbit: one.speedMbit,
      carrier: one.carrier,
      mtu: one.mtu,
      managedBy:
        uppers.map((upper) => all.find(({ name }) => name === upper)?.managedBy).find(Boolean) ?? null,
      isWireless: one.kind === 'wireless',
      uppers,
      addresses: uppers.flatMap((upper) => addressesOn(facts, upper)),
      carriesUs: facts.network.client !== null && uppers.includes(facts.network.client),
      opposite,
      switch: opposite ? undefined : switchOf(one),
    }
  })
}

const addressesOn = ({ network }: Facts, name: string): string[] =>
  (network.interfaces.find((one) => one.name === name)?.addresses ?? [])
    .filter(({ address }) => !address.includes(':'))
    .map(({ address, prefix }) => `${address}/${prefix}`)

/** What a look at the cables found: `NODE:CARD=NODE:CARD` with blanks between. */
function oppositeSeen(node: string, card: string, seen: Known['seen']): Card['opposite'] {
  for (const pair of seen['cables']?.split(' ') ?? []) {
    const ends = pair.split('=').map((end) => end.split(':'))
    const own = ends.findIndex(([name, port]) => name === node && port === card)
    const other = ends[own === 0 ? 1 : 0]
    if (own >= 0 && other?.[0] !== undefined) return { node: other[0], card: other[1] }
  }
  return undefined
}

/** LLDP names a Linux machine by the address of one of its cards, and by its host name. */
function oppositeOf(node: string, { neighbour }: Interface, machines: readonly Machine[]): Card['opposite'] {
  if (!neighbour) return undefined
  for (const { name, facts } of machines) {
    if (name === node) continue
    const interfaces = facts?.network.interfaces ?? []
    const byMac =
      neighbour.mac !== null && interfaces.some((one) => isCard(one) && macOf(one) === neighbour.mac)
    const short = neighbour.name?.split('.')[0]
    if (
      !byMac &&
      (short === undefined || (short !== name && short !== facts?.system.nodename?.split('.')[0]))
    )
      continue
    const port = interfaces.find(
      (one) =>
        isCard(one) &&
        (one.name === neighbour.port || (neighbour.port !== null && macOf(one) === neighbour.port)),
    )
    return { node: name, card: port?.name }
  }
  return undefined
}

function switchOf({ neighbour }: Interface): Card['switch'] {
  const id = neighbour?.mac ?? neighbour?.name
  return id == null ? undefined : { id, name: neighbour!.name ?? id, port: neighbour!.port }
}

/** Where the cables of some cards of one machine lead. */
export type Cabling = 'other-node' | 'one-switch' | 'several-switches' | 'unknown'

/** What LLDP says of several cards together; one card that nobody knows of makes it unknown. */
export function cablingOf(cards: readonly Card[]): Cabling {
  if (cards.length === 0) return 'unknown'
  if (new Set(cards.map(({ opposite }) => opposite?.node)).size === 1 && cards[0]!.opposite)
    return 'other-node'
  const switches = cards.map((card) => card.switch?.id)
  if (switches.includes(undefined)) return 'unknown'
  return new Set(switches).size === 1 ? 'one-switch' : 'several-switches'
}

/** `1 Gbit/s`, `2.5 Gbit/s`, `100 Mbit/s`. */
export const speedText = (mbit: number): string => (mbit >= 1000 ? `${mbit / 1000} Gbit/s` : `${mbit} Mbit/s`)

/** What a person needs to recognise a card, without its name; at most about 60 columns. */
export function cardText(card: Card): string {
  const link =
    card.carrier === false ? 'no cable or no link' : card.carrier === null ? 'switched off' : 'link'
  const leads = card.opposite
    ? `to ${card.opposite.node}${card.opposite.card === undefined ? '' : ` ${card.opposite.card}`}`
    : card.switch
      ? `to ${card.switch.name}${card.switch.port === null ? '' : ` ${card.switch.port}`}`
      : undefined
  const speed = card.speedMbit === null ? undefined : speedText(card.speedMbit)
  return [
    card.driver ?? undefined,
    card.carrier === true && speed !== undefined ? speed : link,
    leads,
    card.addresses.length > 0 ? card.addresses.join(' ') : undefined,
    card.carriesUs ? 'you came in here' : undefined,
  ]
    .filter((word) => word !== undefined)
    .join(', ')
}

/** Why a card cannot be used; undefined where it can. */
export const whyNotCard = (card: Card): string | undefined =>
  card.isWireless
    ? 'Wi-Fi loses packets for seconds, and takes no bridge and no bond'
    : card.mac === undefined
      ? 'nothing tells its address, by which it is recognised after a reboot'
      : undefined

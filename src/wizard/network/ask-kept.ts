import { enumerate } from '../../core/text.ts'
import { inSubnet } from '../../spec/effective.ts'
import type { Facts, Interface } from '../../facts/types.gen.ts'
import type { Choice } from '../question.ts'
import type { Wiring } from './ask-cards.ts'
import { cardText, whyNotCard } from './cards.ts'
import type { Card } from './cards.ts'
import type { Ground } from './design.ts'

/** A card of no network of the cluster that goes on as it is: the way to the machine for its administrators, say. */
export interface Kept {
  readonly card: string
  readonly dhcp: boolean
  /** Fixed addresses with the lengths of their prefixes. */
  readonly addresses: readonly string[]
}

/** Asks which cards that are in use now, and in no network, are to stay as they are. By node. */
export function askKept(
  ground: Ground,
  wired: readonly Wiring[],
  networks: readonly { readonly name: string; readonly subnet: string | undefined }[],
): { readonly [node: string]: readonly Kept[] } {
  const idle = new Map(
    ground.nodes.map((node) => [
      node,
      (ground.cards.get(node) ?? []).filter(
        ({ name, addresses }) =>
          addresses.length > 0 && !wired.some(({ cards }) => cards[node]?.includes(name)),
      ),
    ]),
  )
  const busy = ground.nodes.filter((node) => idle.get(node)!.length > 0)
  const namesOf = (node: string): string =>
    idle
      .get(node)!
      .map(({ name }) => name)
      .join(' ')
  const areAlike =
    busy.length === ground.nodes.length && busy.every((node) => namesOf(node) === namesOf(busy[0]!))
  const groups = areAlike ? [busy] : busy.map((node) => [node])
  return Object.fromEntries(
    groups.flatMap((nodes) => {
      const names = askOf(ground, nodes, idle, (card) => whyNotKept(ground, card, wired, networks))
      return nodes.map((node) => [
        node,
        idle.get(node)!.flatMap((card) => (names.includes(card.name) ? [keptOf(ground, card)] : [])),
      ])
    }),
  )
}

function askOf(
  ground: Ground,
  nodes: readonly string[],
  idle: ReadonlyMap<string, readonly Card[]>,
  whyNot: (card: Card) => string | undefined,
): readonly string[] {
  const cards = idle.get(nodes[0]!)!
  const all = nodes.flatMap((node) => idle.get(node)!)
  const choices = cards.map((card): Choice => {
    const twins = all.filter(({ name }) => name === card.name)
    const because = twins.map(whyNot).find((why) => why !== undefined)
    return { name: card.name, label: cardText(card), ...(because !== undefined && { because }) }
  })
  const free = choices.filter(({ because }) => because === undefined).map(({ name }) => name)
  // The picture of the network says what becomes of those that cannot stay.
  if (free.length === 0) return []
  const ours = [...new Set(all.filter(({ carriesUs }) => carriesUs).map(({ name }) => name))]
  const where = nodes.length === ground.nodes.length ? '' : ` of ${nodes[0]}`
  return ground.asking.list('missing', {
    id: nodes.length === 1 ? `network.kept.${nodes[0]}` : 'network.kept',
    kind: 'many',
    title: `Which cards${where} that no network uses stay as they are?`,
    found: [
      'Cards that are not chosen get no address any more.',
      ...(ours.length > 0
        ? [`You came in by ${enumerate(ours)}: without it apply loses the node, and puts the network back.`]
        : []),
    ],
    choices,
    proposal: { answer: free, because: 'they have addresses now, which somebody may need' },
    optional: true,
    explanation: [
      'A card may have nothing to do with the cluster and be needed all the same: for backups, or as the ' +
        'way in for administrators. It keeps its name and its addresses, from DHCP or fixed. ' +
        'What carries a bond, a VLAN or a bridge is kept by making it a network: go back (<) and give it a name.',
    ],
    fields: ['nodes.*.interfaces.*.dhcp', 'nodes.*.interfaces.*.addresses'],
  })
}

function whyNotKept(
  ground: Ground,
  card: Card,
  wired: readonly Wiring[],
  networks: Parameters<typeof askKept>[2],
): string | undefined {
  const [, upper] = card.uppers
  if (upper !== undefined) return `carries ${upper}: make it a network`
  if (wired.some(({ ports, bond }) => ports.includes(card.name) || bond?.name === card.name))
    return 'another card gets its name'
  const moved = networks.find(
    ({ subnet }) =>
      subnet !== undefined && card.addresses.some((address) => inSubnet(address.replace(/\/.*/, ''), subnet)),
  )
  if (moved) return `${moved.name} goes to another card`
  const isFixed = addressesOf(ground, card).some(({ dynamic }) => !dynamic)
  // DHCP brings the default route along.
  return isFixed && isWayOut(ground, card) ? 'has the default route: make it a network' : whyNotCard(card)
}

const factsOf = ({ machines }: Ground, { node }: Card): Facts | undefined =>
  machines.find(({ name }) => name === node)?.facts

const addressesOf = (ground: Ground, card: Card): NonNullable<Interface['addresses']> =>
  (factsOf(ground, card)?.network.interfaces.find(({ name }) => name === card.name)?.addresses ?? []).filter(
    ({ address, scope }) => !address.includes(':') && scope !== 'link' && scope !== 'host',
  )

const isWayOut = (ground: Ground, card: Card): boolean =>
  (factsOf(ground, card)?.network.routes ?? []).some(
    (route) => route.to === 'default' && route.interface === card.name,
  )

function keptOf(ground: Ground, card: Card): Kept {
  const addresses = addressesOf(ground, card)
  return {
    card: card.name,
    dhcp: addresses.some(({ dynamic }) => dynamic),
    addresses: addresses.flatMap(({ address, prefix, dynamic }) => (dynamic ? [] : [`${address}/${prefix}`])),
  }
}

import { enumerate } from '../../core/text.ts'
import type { Kept } from './ask-kept.ts'
import { speedText } from './cards.ts'
import type { Card } from './cards.ts'
import { gatewayNetwork, lowerOf, vlanName } from './describe.ts'
import { cardsNamed } from './design.ts'
import type { Design, Ground, NetworkDesign } from './design.ts'

/** Columns of a line in a question. */
const width = 76

/** The networks with what carries them, and below them every node's addresses and cards, node beside node. */
export function pictureOf(ground: Ground, design: Design): string[] {
  return [
    ...design.networks.flatMap((network) => networkLines(network, design)),
    ...guestLines(design),
    ...plainLines(design),
    ...table(ground, design),
    ...keptLines(ground, design),
    ...wordsOfDanger(ground, design),
  ].map((line) => line.trimEnd())
}

/** `lan  192.168.1.0/24  gateway 192.168.1.254`, and below it `br0 -- bond0 (active-backup) -+- lan0`. */
function networkLines(network: NetworkDesign, design: Design): string[] {
  const { name, subnet, mtu, bond, ports, vlan, bridge } = network
  const head = [
    name,
    subnet ?? '(no addresses yet)',
    ...(gatewayNetwork(design) === name ? [`gateway ${design.gateway}`] : []),
    ...(mtu === undefined ? [] : [`MTU ${mtu}`]),
    ...(network.cabling === 'other-node' ? ['node to node'] : []),
  ].join('  ')
  if (typeof network.top !== 'string') {
    const tops = [...new Set(Object.values(network.top))]
    return [`${head}  ${tops.length === 0 ? 'no interface has it now' : enumerate(tops)} (as it is)`]
  }
  const lower = lowerOf(network)
  const chain = [
    ...(bridge === undefined ? [] : [`${bridge} (bridge)`]),
    ...(vlan === undefined || lower === undefined ? [] : [`${vlanName(lower, vlan)} (VLAN ${vlan})`]),
    ...(bond ? [`${bond.name} (${bond.mode})`] : []),
  ].join(' -- ')
  if (ports.length < 2) {
    const line = `${head}  ${[...(chain === '' ? [] : [chain]), ports[0] ?? '(no card yet)'].join(' -- ')}`
    if (line.length <= width) return [line]
  }
  const indent = ' '.repeat(chain.length + 3)
  return [
    head,
    ...ports.map((port, i) =>
      ports.length === 1
        ? `  ${chain} -- ${port}`
        : i === 0
          ? `  ${chain} -+- ${port}`
          : `  ${indent.slice(1)}+- ${port}`,
    ),
  ]
}

const plainLines = ({ plain }: Design): string[] =>
  plain.length === 0
    ? []
    : [`${enumerate(plain)} ${plain.length === 1 ? 'has' : 'have'} the card alone: no bond, VLAN or bridge`]

function guestLines({ guests, networks }: Design): string[] {
  const trunk = networks[0] && lowerOf(networks[0])
  return trunk === undefined || guests.length === 0
    ? []
    : [
        'for guests only',
        ...guests.map(({ id, bridge }) => `  ${bridge} (bridge) -- ${vlanName(trunk, id)} (VLAN ${id})`),
      ]
}

/** One line where it is the same on all nodes, else one for each. */
function keptLines({ nodes }: Ground, { kept }: Design): string[] {
  const lines = nodes.map((node) => (kept[node] ?? []).map(keptText).join(', '))
  if (lines.every((line) => line === '')) return []
  return lines.every((line) => line === lines[0])
    ? [`no part of the cluster: ${lines[0]}, as now`]
    : nodes.flatMap((node, i) =>
        lines[i] === '' ? [] : [`no part of the cluster: ${lines[i]} of ${node}, as now`],
      )
}

const keptText = ({ card, dhcp, addresses }: Kept): string =>
  `${card} (${[...(dhcp ? ['DHCP'] : []), ...addresses].join(' ')})`

/** One column for each node, as many as there is room for. */
function table(ground: Ground, { networks }: Design): string[] {
  const first =
    Math.max(8, ...networks.flatMap(({ name, ports }) => [name, ...ports]).map(({ length }) => length)) + 2
  const fit = Math.max(1, Math.min(ground.nodes.length, Math.floor((width - first) / 24)))
  const column = Math.floor((width - first) / fit)
  const nodes = ground.nodes.slice(0, fit)
  const row = (head: string, cells: readonly string[]): string =>
    head.padEnd(first) + cells.map((cell) => cell.slice(0, column - 1).padEnd(column)).join('')
  const seen = new Set<string>()
  const lines = networks.flatMap(({ name, addresses, ports, cards }) => [
    row(
      name,
      nodes.map((node) => addresses[node] ?? 'not given yet'),
    ),
    ...ports.flatMap((port, i) => {
      if (seen.has(port)) return []
      seen.add(port)
      return [
        row(
          `  ${port}`,
          nodes.map((node) => cellOf(ground, node, cards[node]?.[i])),
        ),
      ]
    }),
  ])
  const more = ground.nodes.slice(fit)
  return [row('', nodes), ...lines, ...(more.length > 0 ? [`and so on: ${enumerate(more)}`] : [])]
}

function cellOf(ground: Ground, node: string, name: string | undefined): string {
  if (name === undefined) return '-'
  const [card] = cardsNamed(ground, node, [name])
  return card ? `${name} ${shortText(card)}` : name
}

const shortText = ({ speedMbit, carrier, driver, carriesUs }: Card): string =>
  [
    speedMbit !== null && carrier ? speedText(speedMbit) : carrier === false ? 'no link' : '',
    driver ?? '',
    carriesUs ? '*' : '',
  ]
    .filter(Boolean)
    .join(' ')

/** What a change of the network does to the connection we came in by, and who stands in its way. */
export function wordsOfDanger(ground: Ground, design: Design): string[] {
  const radio = [...ground.cards.values()]
    .flat()
    .filter(({ isWireless, node, name }) => isWireless && isUsed(design, node, name))
    .map(({ node, name }) => `${name} of ${node}`)
  if (design.mode === 'leave')
    return radio.length === 0
      ? []
      : [`Wi-Fi (${enumerate(radio)}) falls silent for seconds, and a silent node is taken for dead.`]
  const lines: string[] = []
  const us = [...ground.cards.values()].flat().filter(({ carriesUs }) => carriesUs)
  if (us.some(({ node, name }) => isUsed(design, node, name)))
    lines.push('* you came in here: apply interrupts it, and undoes it if that cuts you off')
  for (const { node, name } of us)
    if (!isUsed(design, node, name) && !design.kept[node]?.some(({ card }) => card === name))
      lines.push(`${name} of ${node}, by which you came in, gets no address any more.`)
  for (const { name, present, addresses } of design.networks) {
    const lent = Object.entries(present?.on ?? {}).filter(
      ([node, on]) => on.isDynamic && addresses[node] === on.address,
    )
    if (lent.length > 0)
      lines.push(
        `${name}: DHCP lent ${enumerate(lent.map(([node]) => node))} the address. It becomes a fixed one: reserve it`,
        'at the DHCP server, or it may be given to somebody else.',
      )
  }
  for (const manager of ['NetworkManager', 'netplan', 'networkd'] as const) {
    const cards = [...ground.cards].flatMap(([node, own]) =>
      own
        .filter(({ managedBy, name }) => managedBy === manager && isUsed(design, node, name))
        .map(({ name }) => `${name} of ${node}`),
    )
    if (cards.length > 0)
      lines.push(
        `${manager} looks after ${enumerate(cards)}: take ${cards.length === 1 ? 'it' : 'them'} from it before apply.`,
      )
  }
  return lines
}

const isUsed = ({ networks }: Design, node: string, card: string): boolean =>
  networks.some(({ cards }) => cards[node]?.includes(card))

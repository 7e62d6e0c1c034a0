import { inSubnet, platformOf } from '../../spec/effective.ts'
import type { Bond, Interface } from '../../spec/spec.ts'
import type { Part } from '../question.ts'
import { isMac } from './ask-cards.ts'
import { longestInterfaceName } from './checks.ts'
import { cardsNamed } from './design.ts'
import type { Design, Ground, NetworkDesign } from './design.ts'
import { stackOn } from './cards.ts'

type Interfaces = { [name: string]: Interface }

/** The interface that carries the VLAN of a network: PARENT.ID where the kernel takes so long a name. */
export const vlanName = (on: string, id: number): string =>
  `${on}.${id}`.length <= longestInterfaceName ? `${on}.${id}` : `vlan${id}`

/** What the cards of a network are together: the bond, else the one card. */
export const lowerOf = ({ bond, ports }: Pick<NetworkDesign, 'bond' | 'ports'>): string | undefined =>
  bond?.name ?? ports[0]

/** The interface that has the address of a network. */
export function topOf(
  network: Pick<NetworkDesign, 'bond' | 'ports' | 'vlan' | 'bridge'>,
): string | undefined {
  const lower = lowerOf(network)
  if (network.bridge !== undefined) return network.bridge
  return lower !== undefined && network.vlan !== undefined ? vlanName(lower, network.vlan) : lower
}

/** The same on one node. */
export const topOn = ({ top, ports }: NetworkDesign, { plain }: Design, node: string): string | undefined =>
  typeof top !== 'string' ? top[node] : plain.includes(node) ? ports[0] : top

/** Every interface of a node that the design makes. */
export function interfacesOf(ground: Ground, design: Design, node: string): Interfaces {
  const made: Interfaces = {}
  for (const network of design.networks) {
    const cards = network.cards[node] ?? []
    const ports = network.ports.slice(0, cards.length)
    for (const [i, port] of ports.entries()) made[port] ??= cardAs(ground, node, cards[i]!, port)
    let top = lowerOf(network)
    if (top === undefined || design.plain.includes(node)) continue
    if (network.bond)
      made[top] ??= {
        bond: {
          members: ports,
          mode: network.bond.mode as Required<Bond>['mode'],
          ...(network.bond.mode === 'active-backup' && ports[0] !== undefined && { primary: ports[0] }),
        },
      }
    if (network.vlan !== undefined) {
      const on = top
      top = vlanName(on, network.vlan)
      made[top] ??= { vlan: { id: network.vlan, on } }
    }
    if (network.bridge !== undefined) made[network.bridge] ??= { bridge: { ports: [top] } }
  }
  for (const { card, dhcp, addresses } of design.kept[node] ?? [])
    made[card] ??= {
      ...cardAs(ground, node, card, card),
      ...(dhcp && { dhcp }),
      ...(addresses.length > 0 && { addresses: [...addresses] }),
    }
  const trunk = design.plain.includes(node) ? undefined : design.networks[0] && lowerOf(design.networks[0])
  for (const { id, bridge } of trunk === undefined ? [] : design.guests) {
    const tagged = vlanName(trunk!, id)
    made[tagged] ??= { vlan: { id, on: trunk! } }
    made[bridge] ??= { bridge: { ports: [tagged] } }
  }
  return made
}

/** A .link file cannot pin eth0 safely, because the kernel itself gives such names (systemd.link(5)); a rule of udev can. */
function cardAs(ground: Ground, node: string, card: string, port: string): Interface {
  const mac = cardsNamed(ground, node, [card])[0]?.mac ?? (isMac(card) ? card.toLowerCase() : undefined)
  const platform = ground.setting.platforms[node] ?? ground.setting.spec['node-defaults']?.platform
  const isKernels =
    /^eth[0-9]+$/.test(port) && platformOf({ ...(platform !== undefined && { platform }) }).init === 'systemd'
  return mac === undefined || isKernels ? {} : { mac }
}

/** The interfaces that carry the networks now, described as cluster.yaml has them; nothing is changed by it. */
export function presentInterfaces({ machines }: Ground, design: Design, node: string): Interfaces {
  const all = machines.find(({ name }) => name === node)?.facts?.network.interfaces ?? []
  const tops = design.networks.flatMap(({ top }) => (typeof top === 'string' ? [] : (top[node] ?? [])))
  const made: Interfaces = {}
  for (const one of all) {
    const above = stackOn(one.name, all)
    if (one.kind !== 'bridge' && !tops.some((top) => above.includes(top))) continue
    if (one.kind === 'nic') made[one.name] = one.permanentMac === null ? {} : { mac: one.permanentMac }
    else if (one.kind === 'bond')
      made[one.name] = {
        bond: {
          members: one.ports,
          ...(one.bond?.mode != null && { mode: one.bond.mode as Required<Bond>['mode'] }),
        },
      }
    else if (one.kind === 'vlan' && one.vlan)
      made[one.name] = { vlan: { id: one.vlan.id, on: one.vlan.parent } }
    else if (one.kind === 'bridge' && tops.includes(one.name))
      made[one.name] = { bridge: { ports: one.ports } }
  }
  return made
}

/** What the design makes of cluster.yaml: what is the same on all nodes stands once, under node-defaults. */
export function describe(ground: Ground, design: Design): Part {
  const { nodes } = ground
  if (design.networks.length === 0) return {}
  const interfaces = new Map(
    nodes.map((node) => [
      node,
      design.mode === 'leave' ? presentInterfaces(ground, design, node) : interfacesOf(ground, design, node),
    ]),
  )
  const first = interfaces.get(nodes[0]!) ?? {}
  const common = Object.fromEntries(
    Object.entries(first).filter(([name, value]) =>
      nodes.every((node) => JSON.stringify(interfaces.get(node)![name]) === JSON.stringify(value)),
    ),
  )
  const style = design.mode === 'leave' ? 'none' : styleOf(ground)
  return {
    networks: Object.fromEntries(
      design.networks.map((network) => [network.name, describeNetwork(network, design, nodes)]),
    ),
    'node-defaults': {
      ...(style !== undefined && { 'interface-style': style }),
      ...(Object.keys(common).length > 0 && { interfaces: common }),
    },
    nodes: Object.fromEntries(
      nodes.map((node) => {
        const own = Object.entries(interfaces.get(node)!).filter(([name]) => !Object.hasOwn(common, name))
        return [
          node,
          {
            addresses: Object.fromEntries(
              design.networks.flatMap(({ name, addresses }) =>
                addresses[node] === undefined ? [] : [[name, addresses[node]]],
              ),
            ),
            ...(own.length > 0 && { interfaces: Object.fromEntries(own) }),
          },
        ]
      }),
    ),
  }
}

function describeNetwork(
  network: NetworkDesign,
  design: Design,
  nodes: readonly string[],
): NonNullable<Part['networks']>[string] {
  const { name, subnet, mtu, speed, cabling } = network
  const tops = nodes.map((node) => topOn(network, design, node))
  const [main] = tops
  const differing = nodes.flatMap((node, i) =>
    tops[i] === undefined || tops[i] === main ? [] : [[node, tops[i]]],
  )
  return {
    ...(cabling === 'other-node' && { description: 'cabled from node to node' }),
    ...(subnet !== undefined && { subnet }),
    ...(design.gateway !== undefined && gatewayNetwork(design) === name && { gateway: design.gateway }),
    ...(main !== undefined && { interface: main }),
    ...(differing.length > 0 && {
      'interface-of': Object.fromEntries(differing) as { [node: string]: string },
    }),
    ...(mtu !== undefined && { mtu }),
    ...(speed !== undefined && { speed }),
  }
}

/** The network that the gateway is in. */
export const gatewayNetwork = ({
  networks,
  gateway,
}: Pick<Design, 'networks' | 'gateway'>): string | undefined =>
  networks.find(({ subnet }) => subnet !== undefined && gateway !== undefined && inSubnet(gateway, subnet))
    ?.name

/** ifupdown2 where it is there; else what the platform has, which needs no word. */
function styleOf({ machines, setting }: Ground): 'ifupdown2' | undefined {
  if (setting.proxmox) return undefined
  const seen = machines.filter(({ facts }) => facts)
  const has = seen.filter(({ facts }) => facts!.network.managers.includes('ifupdown2'))
  return seen.length > 0 && has.length === seen.length ? 'ifupdown2' : undefined
}

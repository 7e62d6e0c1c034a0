// The network cards of machines that fit the examples.
import type { Facts, Interface } from '../../../src/facts/types.gen.ts'
import { addressOn, interfaceOn, networkAddress } from '../../../src/spec/effective.ts'
import { nodeInterfaces } from '../../../src/spec/interfaces.ts'
import type { Spec } from '../../../src/spec/spec.ts'
import { digits, nic, withAddress } from './parts.ts'

/** How the machines of an example are cabled. */
export interface Cabling {
  /** Networks that are cables from one machine to the other. */
  readonly cables: readonly string[]
  /** Whether lldpd runs, so that a card's other end is known. */
  readonly lldp?: boolean
}

/** Names that the kernel gives: of the board's own ports, and of the card for the other networks. */
function cardNames(spec: Spec, node: string, platform: string): Map<string, string> {
  const cards = [...nodeInterfaces(spec, node)].filter(
    ([, { kind, value }]) => kind === 'nic' && value.mac !== undefined,
  )
  const isNew = platform.startsWith('debian-1')
  let board = 0
  let slot = 0
  return new Map(
    cards.map(([name]) => [
      name,
      !isNew
        ? /^eth[0-9]+$/.test(name)
          ? name
          : `eth${board++}`
        : fastOf(spec, node, name)
          ? `enp65s0f${slot++}`
          : `eno${++board}`,
    ]),
  )
}

/** Networks that go through a card. */
function networksThrough(spec: Spec, node: string, card: string): string[] {
  const found = nodeInterfaces(spec, node)
  const stands = (top: string, seen = new Set<string>()): boolean =>
    top === card ||
    (!seen.has(top) && (found.get(top)?.lowers ?? []).some((lower) => stands(lower, seen.add(top))))
  return Object.keys(spec.networks ?? {}).filter((network) => {
    const top = interfaceOn(spec, node, network)
    return top !== undefined && addressOn(spec.nodes[node]!, network) !== undefined && stands(top)
  })
}

const speedOf = (spec: Spec, node: string, card: string): number =>
  Math.max(1000, ...networksThrough(spec, node, card).map((network) => spec.networks![network]!.speed ?? 0))
const fastOf = (spec: Spec, node: string, card: string): boolean => speedOf(spec, node, card) >= 10000

/** The network as it is after the installation: one card has its address, the others nothing. */
export function networkOf(
  spec: Spec,
  node: string,
  base: Facts,
  { cables, lldp = false }: Cabling,
): Facts['network'] {
  const platform = base.platform!
  const names = cardNames(spec, node, platform)
  const cards = nodeInterfaces(spec, node)
  const peer = Object.keys(spec.nodes).find((name) => name !== node)!
  const lan = lanOf(spec, node, cables)
  const manager = base.network.managers[0]!
  let port = Object.keys(spec.nodes).indexOf(node) + 1
  const made = [...names].map(([name, kernel]): Interface => {
    const through = networksThrough(spec, node, name)
    const isCable = through.some((network) => cables.includes(network))
    const other = nodeInterfaces(spec, peer).get(name)?.value.mac
    const neighbour = !lldp
      ? null
      : isCable && other
        ? { name: peer, mac: other, port: cardNames(spec, peer, platform).get(name)! }
        : { name: 'sw1', mac: '00:1b:21:aa:bb:cc', port: `Gi1/0/${(port += 2)}` }
    const speedMbit = spec.networks?.[through[0] ?? '']?.speed ?? (fastOf(spec, node, name) ? 10000 : 1000)
    return nic({ name: kernel, mac: cards.get(name)!.value.mac!, speedMbit, neighbour, pci: pciOf(kernel) })
  })
  const spare = nic({
    name: platform.startsWith('debian-1')
      ? `eno${made.filter(({ name }) => name.startsWith('eno')).length + 1}`
      : ['eth0', 'eth1', 'eth2', 'eth3'].find((name) => made.every((card) => card.name !== name))!,
    mac: `3c:fd:fe:${digits(`spare ${node}`, 6).match(/../g)!.join(':')}`,
    pci: '0000:3d:00.3',
  })
  const first = made.findIndex(({ name }) => name === names.get(lan.card))
  const address = addressOn(spec.nodes[node]!, lan.network)!
  const prefix = Number(spec.networks![lan.network]!.subnet!.split('/')[1])
  const told = base.system.proxmox ? null : manager
  const client = base.system.proxmox ? 'vmbr0' : made[first]!.name
  const bridge: Interface = {
    ...withAddress(made[first]!, address, prefix, { managedBy: manager }),
    name: 'vmbr0',
    kind: 'bridge',
    permanentMac: null,
    driver: null,
    pci: null,
    chip: null,
    speedMbit: null,
    duplex: null,
    ports: [made[first]!.name],
    bridge: { stp: false, forwardDelay: 0, vlanFiltering: false },
    neighbour: null,
  }
  made[first] =
    told === null
      ? { ...made[first]!, master: 'vmbr0', managedBy: manager }
      : withAddress(made[first]!, address, prefix, { managedBy: told })
  const { gateway } = spec.networks![lan.network]!
  const subnet = `${networkAddress(spec.networks![lan.network]!.subnet!)}/${prefix}`
  return {
    ...base.network,
    interfaces: [...base.network.interfaces, ...made, spare, ...(base.system.proxmox ? [bridge] : [])],
    routes: [
      { to: subnet, via: null, interface: client, source: address, metric: null },
      ...(gateway === undefined
        ? []
        : [{ to: 'default', via: gateway, interface: client, source: null, metric: null }]),
    ],
    nameservers: (spec.dns?.servers ?? (gateway === undefined ? [] : [gateway])).slice(0, 2),
    client,
  }
}

const pciOf = (kernel: string): string => {
  const [, , port] = /^(eno|eth|enp65s0f)([0-9]+)$/.exec(kernel)!
  return kernel.startsWith('enp')
    ? `0000:41:00.${port}`
    : `0000:3d:00.${Number(port) - (kernel.startsWith('eno') ? 1 : 0)}`
}

/** The network with the way out, else the last ring: where an administrator comes in. */
function lanOf(spec: Spec, node: string, cables: readonly string[]): { network: string; card: string } {
  const networks = Object.entries(spec.networks ?? {}).filter(
    ([name]) => !cables.includes(name) && addressOn(spec.nodes[node]!, name) !== undefined,
  )
  const [network] = networks.find(([, { gateway }]) => gateway !== undefined) ?? networks[0]!
  const cards = [...nodeInterfaces(spec, node).keys()]
  return {
    network,
    card: cards.find(
      (card) =>
        nodeInterfaces(spec, node).get(card)!.value.mac !== undefined &&
        networksThrough(spec, node, card).includes(network),
    )!,
  }
}

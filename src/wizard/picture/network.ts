import { addressesOn, interfaceKind, interfaceOn, ringNetworks, stackOf } from '../../spec/effective.ts'
import type { Node, Spec } from '../../spec/spec.ts'
import { besideEachOther } from './table.ts'
import type { Row } from './table.ts'

/** Every network with its use, the addresses and what carries them, node beside node. */
export function networkPicture(spec: Spec): string[] {
  const nodes = Object.keys(spec.nodes)
  const networks = Object.keys(spec.networks ?? {})
  if (networks.length === 0) return ['No network is described.']
  const rows = networks.flatMap((name): Row[] => [
    { label: name, cells: nodes.map((node) => addressesOn(spec.nodes[node]!, name).join(' ')) },
    {
      label: '',
      cells: nodes.map((node) => {
        const top = interfaceOn(spec, node, name)
        return top === undefined ? '' : chain(spec.nodes[node]!, top)
      }),
    },
  ])
  return [...networks.flatMap((name) => useOf(spec, name)), '', ...besideEachOther(nodes, rows)]
}

function useOf(spec: Spec, name: string): string[] {
  const { subnet, subnet6, gateway, mtu } = spec.networks![name]!
  const ring = ringNetworks(spec).indexOf(name)
  const copies =
    spec.drbd &&
    (spec.drbd.network === name ||
      Object.values(spec.drbd.resources ?? {}).some(({ network }) => network === name))
  const services = Object.entries(spec.services ?? {}).filter(
    ([, { address }]) => address !== undefined && subnet !== undefined && sameStart(address, subnet),
  )
  const uses = [
    ring >= 0 && stackOf(spec) !== 'none' ? `ring ${ring} of the cluster` : '',
    copies ? 'DRBD' : '',
    spec.libvirt?.['migration-network'] === name ? 'moves of virtual machines' : '',
    ...services.map(([service, { address }]) => `${service} ${address}`),
  ].filter(Boolean)
  const head = [subnet, subnet6, gateway && `gateway ${gateway}`, mtu && `MTU ${mtu}`].filter(Boolean)
  return [`${name}: ${head.join(', ')}${uses.length === 0 ? '' : `; carries ${uses.join(', ')}`}`]
}

/** Whether an address with its prefix is written with that of a subnet; enough for a picture. */
const sameStart = (address: string, subnet: string): boolean => {
  const [base = '', bits] = subnet.split('/')
  const whole = Math.floor(Number(bits) / 8)
  const separator = base.includes(':') ? ':' : '.'
  return address.split(separator).slice(0, whole).join() === base.split(separator).slice(0, whole).join()
}

/** `br0 <- bond0 (active-backup) <- lan0 lan1`. */
function chain(node: Node, name: string, depth = 0): string {
  const one = node.interfaces?.[name]
  if (!one || depth > 4) return name
  const kind = interfaceKind(one)
  if (kind === 'bridge')
    return `${name} <- ${(one.bridge!.ports ?? []).map((port) => chain(node, port, depth + 1)).join(', ') || 'no port'}`
  if (kind === 'bond') return `${name} (${one.bond!.mode ?? 'balance-rr'}) <- ${one.bond!.members.join(' ')}`
  if (kind === 'vlan') return `${name} (VLAN ${one.vlan!.id}) <- ${chain(node, one.vlan!.on, depth + 1)}`
  return one.mac === undefined ? name : `${name} ${one.mac}`
}

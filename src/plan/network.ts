import {
  addressesOn,
  hostsNetwork,
  interfaceOn,
  interfaceStyle,
  nodeNames,
  parseCidr,
  subnetFor,
  versionsOf,
  defaultMtu,
} from '../spec/effective.ts'
import { atLeast } from '../core/version.ts'
import { interfaceOrder, nodeInterfaces } from '../spec/interfaces.ts'
import type { FoundInterface } from '../spec/interfaces.ts'
import type { Bond, Bridge, Spec, Vlan } from '../spec/spec.ts'

export interface NetworkPlan {
  readonly style: 'ifupdown' | 'ifupdown2' | 'rc.inet1' | 'none'
  /** In the order in which they must come up: what another stands on comes first. */
  readonly interfaces: readonly InterfacePlan[]
  /** Names by address, without localhost. */
  readonly hosts: readonly { readonly address: string; readonly names: readonly string[] }[]
  readonly dns: { readonly servers: readonly string[]; readonly search: readonly string[] } | undefined
}

export interface InterfacePlan {
  readonly name: string
  readonly kind: 'nic' | 'bond' | 'vlan' | 'bridge'
  readonly mac: string | undefined
  readonly pci: string | undefined
  /** With prefix length; those of the networks first. */
  readonly addresses: readonly string[]
  /** Default gateways, at most one of each family on the whole node. */
  readonly gateways: readonly string[]
  /** Undefined where the kernel's default of 1500 bytes holds. */
  readonly mtu: number | undefined
  readonly dhcp: boolean
  readonly hotplug: boolean
  readonly offload: { readonly [feature: string]: boolean }
  readonly routes: readonly {
    readonly to: string
    readonly via: string
    readonly metric: number | undefined
  }[]
  readonly bond: Bond | undefined
  readonly vlan: Vlan | undefined
  readonly bridge: Bridge | undefined
  /** The bond or bridge it is part of. */
  readonly master: string | undefined
}

/** Interval of the MII link check in milliseconds that the kernel's bonding document starts from. */
const defaultMiimon = 100
/** Since this kernel lacp_rate and layer3+4 may be taken for granted on switches and drivers of the time. */
const modernBondingKernel = '3.0'

/** Everything about a node's network. Total: what a rule reports (a missing subnet, a loop) gets a harmless value here. */
export function resolveNetwork(spec: Spec, node: string): NetworkPlan {
  const style = interfaceStyle(spec.nodes[node]!)
  return {
    style,
    interfaces: resolveInterfaces(spec, node),
    hosts: resolveHosts(spec),
    dns: spec.dns && { servers: spec.dns.servers ?? [], search: spec.dns.search ?? [] },
  }
}

function resolveInterfaces(spec: Spec, node: string): InterfacePlan[] {
  const found = nodeInterfaces(spec, node)
  const order = interfaceOrder(found)
  const mtus = resolveMtus(spec, node, found, order)
  const gatewayTaken = new Set<'4' | '6'>()
  return order.map((name): InterfacePlan => {
    const { kind, value, master } = found.get(name)!
    return {
      name,
      kind,
      mac: value.mac?.toLowerCase(),
      pci: value.pci,
      addresses: interfaceAddresses(spec, node, name),
      gateways: interfaceGateways(spec, node, name, gatewayTaken),
      mtu: mtus.get(name),
      dhcp: value.dhcp ?? false,
      hotplug: value.hotplug ?? false,
      offload: value.offload ?? {},
      routes: (value.routes ?? []).map(({ to, via, metric }) => ({ to, via, metric })),
      bond: value.bond && resolveBond(value.bond, versionsOf(spec.nodes[node]!).kernel),
      vlan: value.vlan,
      bridge: value.bridge && resolveBridge(value.bridge),
      master,
    }
  })
}

/** Names of the networks that a node has addresses on over an interface. */
const networksOver = (spec: Spec, node: string, name: string): string[] =>
  Object.keys(spec.networks ?? {}).filter(
    (network) =>
      interfaceOn(spec, node, network) === name && addressesOn(spec.nodes[node]!, network).length > 0,
  )

function interfaceAddresses(spec: Spec, node: string, name: string): string[] {
  const ofNetworks = networksOver(spec, node, name).flatMap((network) =>
    addressesOn(spec.nodes[node]!, network).map((address) => {
      const subnet = subnetFor(spec.networks![network]!, address)
      const bits = parseCidr(subnet ?? '')?.bits ?? (address.includes(':') ? 64 : 24)
      return `${address}/${bits}`
    }),
  )
  const further = spec.nodes[node]!.interfaces?.[name]?.addresses ?? []
  return [...new Set([...ofNetworks, ...further])]
}

function interfaceGateways(spec: Spec, node: string, name: string, taken: Set<'4' | '6'>): string[] {
  return networksOver(spec, node, name).flatMap((network) => {
    const { gateway, gateway6 } = spec.networks![network]!
    const own = addressesOn(spec.nodes[node]!, network)
    return (['4', '6'] as const).flatMap((family) => {
      const via = family === '4' ? gateway : gateway6
      const reachable = own.some((address) => address.includes(':') === (family === '6'))
      if (via === undefined || !reachable || taken.has(family) || own.includes(via)) return []
      taken.add(family)
      return [via]
    })
  })
}

/**
 * The MTU of every interface that needs one said: its own, else that of its networks, else what the interfaces on top of
 * it need, because a bond or VLAN can carry no more than what is below. Above something larger, 1500 is said as well: a
 * VLAN would take over the MTU of its parent.
 */
function resolveMtus(
  spec: Spec,
  node: string,
  found: ReadonlyMap<string, FoundInterface>,
  order: readonly string[],
): Map<string, number> {
  const mtus = new Map<string, number>()
  for (const name of [...order].reverse()) {
    const { value } = found.get(name)!
    const own =
      value.mtu ??
      largest(networksOver(spec, node, name).flatMap((network) => spec.networks![network]!.mtu ?? []))
    const above = largest(
      order.flatMap((upper) => (found.get(upper)!.lowers.includes(name) ? (mtus.get(upper) ?? []) : [])),
    )
    const mtu = own ?? above
    if (mtu !== undefined) mtus.set(name, mtu)
  }
  for (const name of order) {
    const { kind, lowers } = found.get(name)!
    const below = lowers.some((lower) => (mtus.get(lower) ?? defaultMtu) !== defaultMtu)
    const carries = kind === 'vlan' || networksOver(spec, node, name).length > 0
    if (!mtus.has(name) && below && carries) mtus.set(name, defaultMtu)
  }
  for (const [name, mtu] of mtus) {
    const { value, lowers } = found.get(name)!
    const below = lowers.some((lower) => (mtus.get(lower) ?? defaultMtu) !== defaultMtu)
    if (mtu === defaultMtu && value.mtu === undefined && !below) mtus.delete(name)
  }
  return mtus
}

const largest = (numbers: readonly number[]): number | undefined =>
  numbers.length === 0 ? undefined : Math.max(...numbers)

function resolveBond(bond: Bond, kernel: string): Bond {
  const mode = bond.mode ?? 'active-backup'
  const lacp =
    mode === '802.3ad' && atLeast(kernel, modernBondingKernel)
      ? ({ 'lacp-rate': 'fast', 'xmit-hash-policy': 'layer3+4' } as const)
      : {}
  return {
    ...(bond['arp-interval'] === undefined && { miimon: defaultMiimon }),
    ...lacp,
    ...bond,
    mode,
  }
}

/** A bridge of a host forwards at once and takes no part in the spanning tree of the switches. */
function resolveBridge(bridge: Bridge): Bridge {
  const stp = bridge.stp ?? false
  return {
    ...(!stp && { 'forward-delay': 0 }),
    'max-wait': 0,
    ...(bridge['vlan-aware'] && { vids: '2-4094' }),
    ...bridge,
    stp,
  }
}

/**
 * Names of /etc/hosts, the same on every node: each node's at its addresses on the network of the names, and NODE-NETWORK
 * at its address on the network of live migration, which libvirt must be able to name.
 */
function resolveHosts(spec: Spec): NetworkPlan['hosts'] {
  const entries = new Map<string, string[]>()
  const add = (address: string, names: readonly string[]): void => {
    const known = entries.get(address) ?? []
    entries.set(address, [...known, ...names.filter((name) => !known.includes(name))])
  }
  const network = hostsNetwork(spec)
  const migration = spec.libvirt?.['migration-network']
  for (const name of nodeNames(spec)) {
    const node = spec.nodes[name]!
    const names = node.domain === undefined ? [name] : [`${name}.${node.domain}`, name]
    if (network !== undefined) for (const address of addressesOn(node, network)) add(address, names)
    if (migration !== undefined && migration !== network)
      for (const address of addressesOn(node, migration)) add(address, [migrationName(name, migration)])
  }
  for (const [address, names] of Object.entries(spec.hosts ?? {})) add(address, names)
  return [...entries].map(([address, names]) => ({ address, names }))
}

/** The name in /etc/hosts of a node's address on the migration network: NODE-NETWORK. */
export const migrationName = (node: string, network: string): string => `${node}-${network}`

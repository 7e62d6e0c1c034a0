import { HaError } from '../core/errors.ts'
import { enumerate } from '../core/text.ts'
import { inSubnet, interfaceOn, lastAddress, nodeNames, stackOf, subnetsOverlap } from '../spec/effective.ts'
import { findDevice } from '../spec/devices.ts'
import { nodeInterfaces } from '../spec/interfaces.ts'
import type { Drbd, Interface, Node, Spec, SpecSource } from '../spec/spec.ts'
import { labFencing } from './fencing.ts'
import { managementSubnet, hostAddress, resolverAddress } from './lab.ts'
import type { Gateway, LabDisk, ManagementNic } from './lab.ts'
import { codenames } from './recipe.ts'
import { labStorage } from './storage.ts'
import { labTimes } from './times.ts'
import { labMac, managementNic } from './wiring.ts'

/** What only the lab knows. */
export interface LabPlaces {
  readonly nodes: { readonly [node: string]: { readonly sshPort: number; readonly bmcPort: number } }
  /** UDP port of the modular server, if the cluster fences through one. */
  readonly chassisPort: number
  readonly identity: string
  readonly bmcUser: string
  readonly memoryMiB: number
  /** Whether a guest can run guests of its own faster than by emulation. */
  readonly nestedKvm: boolean
}

export interface Overlaid {
  /** The cluster.yaml that is applied inside the lab. */
  readonly spec: SpecSource
  readonly management: { readonly [node: string]: ManagementNic }
  readonly disks: { readonly [node: string]: readonly LabDisk[] }
  /** Networks at whose gateway's address the lab answers. */
  readonly gateways: { readonly [network: string]: Gateway }
  /** Nodes by slot of the modular server; empty without one. */
  readonly slots: { readonly [slot: string]: string }
  /** In what the lab differs from the real cluster, one sentence each. */
  readonly differences: readonly string[]
}

/**
 * Why a cluster cannot be raised in the lab; nothing when it can.
 */
export function obstacles(spec: Spec): string[] {
  const out: string[] = []
  for (const [name, { platform = 'debian-12' }] of Object.entries(spec.nodes))
    if (!(platform in codenames))
      out.push(
        `${name} runs ${platform}, and the lab has images of ${enumerate(Object.keys(codenames))} only`,
      )
  if (stackOf(spec) === 'cman') out.push('no Debian of today has cman')
  for (const [name, { subnet }] of Object.entries(spec.networks ?? {}))
    if (subnet !== undefined && subnetsOverlap(subnet, managementSubnet))
      out.push(`network ${name} lies in ${managementSubnet}, which is the lab's own`)
  return out
}

/**
 * The same cluster for machines that are emulated on one host: same names, NICs, addresses and structure; small disks,
 * longer timeouts, the lab's own power switches. Pure.
 * @throws HaError facts when the cluster cannot be raised in a lab.
 */
export function overlay(spec: Spec, places: LabPlaces): Overlaid {
  const reasons = obstacles(spec)
  if (reasons.length > 0)
    throw new HaError('facts', `This cluster cannot be raised in a lab: ${reasons.join('; ')}.`)
  const names = nodeNames(spec)
  const differences: string[] = []
  const say = (sentence: string): void => void (differences.includes(sentence) || differences.push(sentence))
  const management = Object.fromEntries(names.map((node) => [node, managementNic(spec, node)]))
  const storage = labStorage(spec, say)
  const gateways = answeredGateways(spec)
  const nodes = Object.fromEntries(
    names.map((name) => {
      const { ssh: _ssh, proxmox, cpu: _cpu, versions: _versions, ...node } = spec.nodes[name]!
      if (proxmox) say('Proxmox VE is left out: its nodes are plain Debian here.')
      const own: Node = {
        ...node,
        ...storage.nodes[name],
        memory: `${places.memoryMiB}M`,
        interfaces: interfaces(spec, name, management[name]!),
        ssh: {
          host: '127.0.0.1',
          port: places.nodes[name]!.sshPort,
          user: 'root',
          identity: places.identity,
        },
      }
      return [name, own]
    }),
  )
  const {
    profile: _profile,
    facts: _facts,
    quorum,
    networks,
    dns: _dns,
    vms,
    drbd,
    heartbeat,
    ...rest
  } = spec
  const { fencing, slots } = labFencing(spec, places, say)
  const overlaid: SpecSource = {
    ...rest,
    nodes,
    ...(networks && { networks: withoutGateways(networks, say) }),
    ...(quorum && withoutDevice(quorum, say)),
    // The clock is the host's. So is the resolver, which DHCP names: dhclient writes over any other.
    time: { ...(spec.time?.zone && { zone: spec.time.zone }), servers: [hostAddress, resolverAddress] },
    ...(vms && { vms: labMachines(vms, places, say) }),
    ...(rest.groups && { groups: withoutMembers(rest.groups, machinesOnFiles(vms)) }),
    ...labTimes({
      ...rest,
      nodes: spec.nodes,
      ...(drbd && { drbd: withoutProxmox(spec, drbd, say) }),
      ...(heartbeat && { heartbeat: reachable(heartbeat, gateways, say) }),
    }),
    ...fencing,
  }
  return { spec: overlaid, slots, management, disks: storage.disks, gateways, differences }
}

/** Proxmox VE locks a volume group that both nodes have open; without it there is one primary. */
function withoutProxmox(spec: Spec, drbd: Drbd, say: (sentence: string) => void): Drbd {
  const locked = Object.values(spec.nodes).some(
    (node) =>
      node.proxmox &&
      Object.values(node['volume-groups'] ?? {}).some(({ devices }) =>
        devices.some((device) => findDevice(spec, node, device)?.kind === 'drbd'),
      ),
  )
  if (!locked) return drbd
  say('Nothing locks a volume group on DRBD as Proxmox VE does, so DRBD has one primary.')
  const first = nodeNames(spec)[0]!
  const onePrimary = <T extends { startup?: Drbd['startup'] }>(said: T): T =>
    said.startup?.['become-primary-on'] === 'both'
      ? { ...said, startup: { ...said.startup, 'become-primary-on': first } }
      : said
  const resources = Object.entries(drbd.resources ?? {}).map(
    ([name, { 'dual-primary': _both, ...resource }]) => [name, onePrimary(resource)] as const,
  )
  return { ...onePrimary(drbd), 'dual-primary': 'never', resources: Object.fromEntries(resources) }
}

/** NICs by name and MAC address, and one more for the lab's own network. */
function interfaces(spec: Spec, name: string, management: ManagementNic): { [name: string]: Interface } {
  const node = nodeNames(spec).indexOf(name)
  const own = [...nodeInterfaces(spec, name)].map(([nic, { kind, value }], i) => {
    const { pci: _pci, hotplug: _hotplug, ...kept } = value
    return [nic, kind === 'nic' ? { ...kept, mac: kept.mac ?? labMac(0xfd, node, i) } : kept] as const
  })
  return { ...Object.fromEntries(own), [management.name]: { mac: management.mac, dhcp: true } }
}

type Networks = NonNullable<Spec['networks']>

/** The way out is the management network, and there is one default route. */
const withoutGateways = (networks: Networks, say: (sentence: string) => void): Networks =>
  Object.fromEntries(
    Object.entries(networks).map(([name, { gateway, gateway6, ...network }]) => {
      if (gateway ?? gateway6) say("Default routes lead over the lab's own network, not over the gateways.")
      return [name, network]
    }),
  )

/** Gateways that can be there: on a network whose frames leave untagged over one NIC. */
function answeredGateways(spec: Spec): Overlaid['gateways'] {
  const plain = (node: string, name: string | undefined): boolean => {
    const found = name === undefined ? undefined : nodeInterfaces(spec, node).get(name)
    if (!found || found.kind === 'vlan' || found.kind === 'bond') return false
    return found.kind === 'nic' || (found.lowers.length === 1 && plain(node, found.lowers[0]))
  }
  return Object.fromEntries(
    Object.entries(spec.networks ?? {}).flatMap(([name, { subnet, gateway }]) => {
      if (subnet === undefined || gateway === undefined || !inSubnet(gateway, subnet)) return []
      const spare = spareAddress(spec, subnet)
      const reached = nodeNames(spec).every((node) => plain(node, interfaceOn(spec, node, name)))
      return spare !== undefined && reached ? [[name, { subnet, address: gateway, spare }]] : []
    }),
  )
}

/** The highest address of an IPv4 subnet that stands nowhere in the spec. */
function spareAddress(spec: Spec, subnet: string): string | undefined {
  const last = lastAddress(subnet)
  if (last === undefined || last.includes(':')) return undefined
  const text = JSON.stringify(spec)
  const [a, b, c, d] = last.split('.').map(Number) as [number, number, number, number]
  for (let host = d - 1; host > 0; host--) {
    const address = [a, b, c, host].join('.')
    if (inSubnet(address, subnet) && !new RegExp(`[^0-9]${address.replaceAll('.', '[.]')}[^0-9]`).test(text))
      return address
  }
  return undefined
}

function withoutDevice(
  quorum: NonNullable<Spec['quorum']>,
  say: (sentence: string) => void,
): Partial<SpecSource> {
  const { device, ...rest } = quorum
  if (device) say(`The third vote of ${device.host} is left out: the two nodes have two_node instead.`)
  return Object.keys(rest).length > 0 ? { quorum: rest } : {}
}

type Heartbeat = NonNullable<Spec['heartbeat']>

/** ipfail measures by addresses that answer: here those are the gateways that the lab stands in for. */
function reachable(
  heartbeat: Heartbeat,
  gateways: Overlaid['gateways'],
  say: (sentence: string) => void,
): Heartbeat {
  const answering = new Set(Object.values(gateways).map(({ address }) => address))
  const { ping, ping_group, ...rest } = heartbeat
  const kept = (ping ?? []).filter((address) => answering.has(address))
  const silent = [...(ping ?? []), ...Object.values(ping_group ?? {}).flat()].filter(
    (address) => !answering.has(address),
  )
  if (silent.length > 0)
    say(`Nobody answers pings to ${enumerate([...new Set(silent)])} here, so heartbeat does not ask.`)
  return { ...rest, ...(kept.length > 0 ? { ping: kept } : rest.ipfail ? { ipfail: false } : {}) }
}

/** Machines whose disks are files, which somebody must have put there. */
const machinesOnFiles = (vms: Spec['vms']): string[] =>
  Object.entries(vms ?? {}).flatMap(([name, { disks }]) =>
    disks?.some(({ file }) => file !== undefined) ? [name] : [],
  )

const withoutMembers = (
  groups: NonNullable<Spec['groups']>,
  gone: readonly string[],
): NonNullable<Spec['groups']> =>
  Object.fromEntries(
    Object.entries(groups).map(([name, group]) => [
      name,
      { ...group, members: group.members.filter((member) => !gone.includes(member)) },
    ]),
  )

/** Small machines that start anywhere. */
function labMachines(
  vms: NonNullable<Spec['vms']>,
  { nestedKvm }: LabPlaces,
  say: (sentence: string) => void,
): NonNullable<Spec['vms']> {
  const gone = machinesOnFiles(vms)
  if (gone.length > 0) say(`${enumerate(gone)}: left out, for the files of their disks are not ours to make.`)
  const kept = Object.entries(vms).filter(([name]) => !gone.includes(name))
  if (kept.length === 0) return {}
  say('Virtual machines have 64 MiB of memory and one processor.')
  if (!nestedKvm) say('Virtual machines are emulated, for there is no KVM inside the lab.')
  return Object.fromEntries(
    kept.map(([name, vm]) => {
      const { 'cpu-model': model, machine: _machine, disks = [], ...same } = vm
      return [
        name,
        {
          ...same,
          // Nothing is installed here, so there is nothing to install from.
          disks: disks.filter(({ cdrom }) => cdrom === undefined),
          memory: '64M',
          cpus: 1,
          ...(nestedKvm
            ? { ...(model !== undefined && { 'cpu-model': model }) }
            : { hypervisor: 'qemu' as const, 'cpu-model': 'qemu64' }),
        },
      ]
    }),
  )
}

import {
  addressesOn,
  inSubnet,
  interfaceOn,
  networkAddress,
  parseCidr,
  parseIp,
  subnetFor,
} from '../effective.ts'
import type { Rule } from '../rule.ts'
import type { Spec } from '../spec.ts'

const services = (spec: Spec): [string, NonNullable<Spec['services']>[string]][] =>
  Object.entries(spec.services ?? {})

const ipOf = (cidr: string): string => cidr.split('/')[0]!

/** An address in one form, so that two spellings of it are equal. */
const canonical = (ip: string): string => parseIp(ip)?.toString() ?? ip

export const rules: Rule[] = [
  {
    code: 'SVC002',
    severity: 'error',
    title: 'A floating address lies in a network of the nodes, or says its interface.',
    why: 'IPaddr2 finds the interface by the routes; without one it fails to start on every node.',
    example: { bad: 'address: 192.168.2.50/24   # lan is 192.168.1.0/24', good: 'address: 192.168.1.50/24' },
    source: 'ocf_heartbeat_IPaddr2(7) nic',
    check(spec, report) {
      for (const [name, { address, interface: nic }] of services(spec)) {
        if (address === undefined) continue
        const path = ['services', name, 'address']
        if (!parseCidr(address)) {
          report(path, `${address} is no address with a prefix length.`, 'write it as 192.168.1.50/24')
          continue
        }
        if (nic !== undefined || networkOf(spec, address) !== undefined) continue
        report(
          path,
          `The address ${ipOf(address)} of service ${name} lies in no network of the cluster.`,
          'correct the address, define its network, or say the interface',
        )
      }
    },
  },
  {
    code: 'SVC003',
    severity: 'error',
    title: 'A floating address belongs to nobody else.',
    why: "Two machines with one address take turns in the neighbours' ARP caches: connections break at random.",
    example: { bad: 'address: 192.168.1.11/24   # node1 has it', good: 'address: 192.168.1.50/24' },
    source: 'RFC 5227, address conflict detection',
    check(spec, report) {
      const owners = new Map<string, string>()
      for (const [name, node] of Object.entries(spec.nodes)) {
        for (const network of Object.keys(node.addresses ?? {}))
          for (const ip of addressesOn(node, network)) owners.set(canonical(ip), `node ${name} on ${network}`)
        for (const [nic, { addresses }] of Object.entries(node.interfaces ?? {}))
          for (const cidr of addresses ?? []) owners.set(canonical(ipOf(cidr)), `${nic} of ${name}`)
      }
      for (const [name, network] of Object.entries(spec.networks ?? {}))
        for (const gateway of [network.gateway, network.gateway6])
          if (gateway !== undefined && !owners.has(canonical(gateway)))
            owners.set(canonical(gateway), `the gateway of ${name}`)
      for (const [name, { address }] of services(spec)) {
        if (address === undefined || !parseCidr(address)) continue
        const ip = ipOf(address)
        const path = ['services', name, 'address']
        const owner = owners.get(canonical(ip))
        if (owner !== undefined) {
          // The seat of the default gateway may itself be what moves.
          if (owner.startsWith('the gateway')) continue
          report(path, `The address ${ip} of service ${name} is that of ${owner}.`, 'choose a free address')
          continue
        }
        const subnet = networkOf(spec, address)?.subnet
        if (subnet === undefined || ip.includes(':') || Number(subnet.split('/')[1]) > 30) continue
        const first = networkAddress(subnet)
        if (canonical(ip) === first)
          report(path, `${ip} is the address of the network ${subnet} itself.`, 'choose an address of a host')
        else if (isLastOf(ip, subnet))
          report(path, `${ip} is the broadcast address of ${subnet}.`, 'choose an address of a host')
      }
    },
  },
  {
    code: 'SVC004',
    severity: 'error',
    title: 'Every floating address is there once.',
    why: 'Two resources with one address start on two nodes: the address is then on both.',
    example: {
      bad: 'a: { address: 192.168.1.50/24 }\nb: { address: 192.168.1.50/24 }',
      good: 'a: { address: 192.168.1.50/24 }\nb: { address: 192.168.1.51/24 }',
    },
    source: 'ocf_heartbeat_IPaddr2(7) ip is unique',
    check(spec, report) {
      const seen = new Map<string, string>()
      for (const [name, { address }] of services(spec)) {
        if (address === undefined) continue
        const ip = canonical(ipOf(address))
        const other = seen.get(ip)
        if (other === undefined) seen.set(ip, name)
        else
          report(
            ['services', name, 'address'],
            `Services ${other} and ${name} have the same address ${ipOf(address)}.`,
            'give one of them another address',
          )
      }
    },
  },
  {
    code: 'SVC005',
    severity: 'warning',
    title: 'The prefix length of a floating address is that of its network.',
    why: 'A second route with another length sends part of the network somewhere else while the address is here.',
    example: { bad: 'address: 192.168.1.50/32   # lan is /24', good: 'address: 192.168.1.50/24' },
    source: 'ocf_heartbeat_IPaddr2(7) cidr_netmask',
    check(spec, report) {
      for (const [name, { address }] of services(spec)) {
        const subnet = address === undefined ? undefined : networkOf(spec, address)?.subnet
        if (address === undefined || subnet === undefined) continue
        const bits = address.split('/')[1]!
        const wanted = subnet.split('/')[1]!
        if (Number(bits) !== Number(wanted))
          report(
            ['services', name, 'address'],
            `The address of service ${name} has the prefix length ${bits}, its network has ${wanted}.`,
            `write ${ipOf(address)}/${wanted}`,
          )
      }
    },
  },
]

/** The network an address with prefix length lies in, where nodes have addresses or an interface. */
function networkOf(spec: Spec, address: string): { name: string; subnet: string } | undefined {
  const ip = ipOf(address)
  for (const [name, network] of Object.entries(spec.networks ?? {})) {
    const subnet = subnetFor(network, ip)
    if (subnet === undefined || !inSubnet(ip, subnet)) continue
    const reached = Object.entries(spec.nodes).some(
      ([node, { addresses }]) =>
        addresses?.[name] !== undefined || interfaceOn(spec, node, name) !== undefined,
    )
    if (reached) return { name, subnet }
  }
  return undefined
}

/** Whether an IPv4 address is the last of its subnet. */
function isLastOf(ip: string, subnet: string): boolean {
  const bytes = parseIp(ip)?.toByteArray()
  const bits = parseCidr(subnet)?.bits
  if (!bytes || bits === undefined) return false
  const value = bytes.reduce((sum, byte) => sum * 256 + byte, 0)
  return (value + 1) % 2 ** (32 - bits) === 0
}

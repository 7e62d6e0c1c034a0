import { writtenAddresses } from '../addresses.ts'
import type { WrittenAddress } from '../addresses.ts'
import {
  canonicalIp,
  inSubnet,
  lastAddress,
  networkAddress,
  parseCidr,
  parseIp,
  rangeOf,
  subnetFor,
} from '../effective.ts'
import { listedInterfaces } from '../interfaces.ts'
import type { Rule } from '../rule.ts'
import type { Path, Spec } from '../spec.ts'

const family = (address: string): 'IPv4' | 'IPv6' => (address.includes(':') ? 'IPv6' : 'IPv4')

/** Subnets of the networks and destinations of routes, with where they stand. */
const writtenSubnets = (
  spec: Spec,
): { written: string; path: Path; what: string; wants?: 'IPv4' | 'IPv6' }[] => [
  ...Object.entries(spec.networks ?? {}).flatMap(([network, { subnet, subnet6 }]) => [
    ...(subnet === undefined
      ? []
      : [
          {
            written: subnet,
            path: ['networks', network, 'subnet'],
            what: `the subnet of ${network}`,
            wants: 'IPv4' as const,
          },
        ]),
    ...(subnet6 === undefined
      ? []
      : [
          {
            written: subnet6,
            path: ['networks', network, 'subnet6'],
            what: `the subnet6 of ${network}`,
            wants: 'IPv6' as const,
          },
        ]),
  ]),
  ...listedInterfaces(spec).flatMap(({ name, value, path }) =>
    (value.routes ?? []).map(({ to }, i) => ({
      written: to,
      path: [...path, 'routes', i, 'to'],
      what: `the destination of a route over ${name}`,
    })),
  ),
]

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** The subnet of its network; of an address that names none, the narrowest subnet that it lies in. */
function subnetAround(spec: Spec, address: string, network: string | undefined): string | undefined {
  if (network !== undefined) {
    const own = spec.networks?.[network]
    return own && subnetFor(own, address)
  }
  const width = (subnet: string): number => parseCidr(subnet)!.bits
  return Object.values(spec.networks ?? {})
    .map((each) => subnetFor(each, address))
    .filter((subnet) => subnet !== undefined)
    .filter((subnet) => inSubnet(address, subnet))
    .sort((a, b) => width(b) - width(a))[0]
}

export const rules: Rule[] = [
  {
    code: 'NET001',
    severity: 'error',
    title: 'An address is an address.',
    why: 'ifup accepts anything as an address and fails at the next boot, when nobody is there.',
    example: { bad: 'addresses: { lan: 192.168.1.300 }', good: 'addresses: { lan: 192.168.1.30 }' },
    source:
      'RFC 4291 section 2.2; interfaces(5): ifup --no-act does not look at addresses, measured with ifupdown 0.8.41',
    check(spec, report) {
      for (const { address, written, path, what } of writtenAddresses(spec)) {
        const cidr = written.includes('/')
        if (parseIp(address) === undefined)
          report(
            path,
            `${capital(what)}, ${written}, is not an IP address.`,
            'write four numbers from 0 to 255 with dots between, or an IPv6 address',
          )
        else if (cidr && parseCidr(written) === undefined)
          report(
            path,
            `${capital(what)}, ${written}, has a prefix length that ${family(address)} does not have.`,
            `write a prefix length of at most ${family(address) === 'IPv4' ? 32 : 128}`,
          )
      }
      for (const { written, path, what, wants } of writtenSubnets(spec)) {
        const subnet = parseCidr(written)
        if (subnet === undefined)
          report(
            path,
            `${capital(what)}, ${written}, is not a network.`,
            'write its first address and its prefix length, such as 192.168.1.0/24',
          )
        else if (wants !== undefined && family(written) !== wants)
          report(
            path,
            `${capital(what)}, ${written}, is ${family(written)}; here stands the ${wants} one.`,
            wants === 'IPv4' ? 'write it as subnet6' : 'write it as subnet',
          )
      }
    },
  },
  {
    code: 'NET002',
    severity: 'error',
    title: 'A network is written with its first address.',
    why: 'A network with bits of a host is a slip: either the prefix length is wrong, or the address is.',
    example: { bad: 'subnet: 192.168.1.11/24', good: 'subnet: 192.168.1.0/24' },
    source: 'ip-route(8): "Invalid argument" for a destination with host bits',
    check(spec, report) {
      for (const { written, path, what } of writtenSubnets(spec)) {
        const first = networkAddress(written)
        const [address = '', bits = ''] = written.split('/')
        if (first === undefined || first === canonicalIp(address)) continue
        report(
          path,
          `${capital(what)}, ${written}, has bits of a host: the network begins at ${first}.`,
          `write ${first}/${bits}, or another prefix length`,
        )
      }
    },
  },
  {
    code: 'NET003',
    severity: 'error',
    title: "A node's address lies in the subnet of its network.",
    why: 'Without the subnet the prefix length is unknown; outside of it the other nodes cannot be reached directly.',
    example: {
      bad: 'networks: { lan: { subnet: 192.168.1.0/24 } }\naddresses: { lan: 192.168.2.11 }',
      good: 'addresses: { lan: 192.168.1.11 }',
    },
    source: 'corosync.conf(5) bindnetaddr, ringX_addr; ip-address(8)',
    check(spec, report) {
      for (const { address, path, what, role, network } of writtenAddresses(spec)) {
        const found = network === undefined ? undefined : spec.networks?.[network]
        if (role !== 'node' || found === undefined || parseIp(address) === undefined) continue
        const subnet = subnetFor(found, address)
        if (subnet === undefined)
          report(
            path,
            `${capital(what)}, ${address}, is ${family(address)}, and ${network} has no ${family(address)} subnet.`,
            `add ${family(address) === 'IPv6' ? 'subnet6' : 'subnet'} to the network ${network}`,
          )
        else if (parseCidr(subnet) && family(subnet) === family(address) && !inSubnet(address, subnet))
          report(
            path,
            `${capital(what)}, ${address}, is not in ${subnet}.`,
            `write an address of ${subnet}, or correct the subnet of ${network}`,
          )
      }
    },
  },
  {
    code: 'NET004',
    severity: 'error',
    title: 'A host has an address that a host can have.',
    why: 'The first and last addresses of an IPv4 subnet mean the network and everyone in it; loopback and multicast addresses never leave or never belong to one machine.',
    example: {
      bad: 'addresses: { lan: 192.168.1.255 } # in 192.168.1.0/24',
      good: 'addresses: { lan: 192.168.1.11 }',
    },
    source: 'RFC 1122 section 3.2.1.3; RFC 4291 section 2.7',
    check(spec, report) {
      for (const { address, written, path, what, role, network } of writtenAddresses(spec)) {
        if (parseIp(address) === undefined || role === 'name' || role === 'server') continue
        const range = rangeOf(address)
        // What is wrong with the address of a ring is a matter of the rings' own rule.
        if (range === 'loopback' && network !== undefined && spec.rings?.includes(network)) continue
        if (range !== undefined && ['loopback', 'multicast', 'broadcast', 'unspecified'].includes(range)) {
          report(
            path,
            `${capital(what)}, ${address}, is ${range === 'unspecified' ? 'an unspecified' : `a ${range}`} address.`,
            'write the address of one machine',
          )
          continue
        }
        const subnet = written.includes('/') ? written : subnetAround(spec, address, network)
        const bits = subnet === undefined ? undefined : parseCidr(subnet)?.bits
        if (subnet === undefined || bits === undefined || family(address) === 'IPv6' || bits > 30) continue
        if (!inSubnet(address, subnet)) continue
        if (canonicalIp(address) === networkAddress(subnet))
          report(
            path,
            `${capital(what)}, ${address}, is the address of the network ${address}/${bits} itself.`,
            'write an address between the first and the last',
          )
        else if (canonicalIp(address) === lastAddress(subnet))
          report(
            path,
            `${capital(what)}, ${address}, is the broadcast address of ${networkAddress(subnet)}/${bits}.`,
            'write an address between the first and the last',
          )
      }
    },
  },
  {
    code: 'NET005',
    severity: 'error',
    title: 'Every address is given once.',
    why: 'Two machines with one address cut each other off at random; corosync does not see it. An address that the cluster takes away when it stops a service is gone for the node, too.',
    example: {
      bad: 'node1: { addresses: { lan: 192.168.1.11 } }\nnode2: { addresses: { lan: 192.168.1.11 } }',
      good: 'node2: { addresses: { lan: 192.168.1.12 } }',
    },
    source: 'RFC 5227; measured: `corosync -t` of 3.1.7 accepts two nodes with one address',
    check(spec, report) {
      const seen = new Map<string, WrittenAddress>()
      const counted = writtenAddresses(spec).filter(({ role }) =>
        ['node', 'further', 'gateway', 'fence', 'service'].includes(role),
      )
      for (const found of counted) {
        const key = canonicalIp(found.address)
        if (key === undefined) continue
        const first = seen.get(key)
        if (first === undefined) seen.set(key, found)
        else if (!mayShare(first, found))
          report(
            found.path,
            `${capital(found.what)}, ${found.address}, is also ${first.what}.`,
            'give each its own address',
          )
      }
    },
  },
]

/** Fence devices of one chassis have its address, one router may stand behind two networks, and the cluster may be the gateway. */
const mayShare = (a: WrittenAddress, b: WrittenAddress): boolean =>
  (a.role === b.role && (a.role === 'fence' || a.role === 'gateway')) ||
  (a.role === 'gateway' && b.role === 'service')

import { writtenAddresses } from '../addresses.ts'
import {
  addressesOn,
  canonicalIp,
  inSubnet,
  interfaceOn,
  interfaceStyle,
  parseCidr,
  parseIp,
  rangeOf,
  subnetsOverlap,
} from '../effective.ts'
import type { Rule } from '../rule.ts'
import type { Spec } from '../spec.ts'

const family = (address: string): 'IPv4' | 'IPv6' => (address.includes(':') ? 'IPv6' : 'IPv4')

/** What libvirt's package brings as its network default. */
const libvirtDefault = '192.168.122.0/24'

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Networks that every node needs an address on, with what for; rings and replication have rules of their own. */
function neededNetworks(spec: Spec): { network: string; use: string }[] {
  return [
    ...(spec.libvirt?.['migration-network']
      ? [{ network: spec.libvirt['migration-network'], use: 'the network of live migration' }]
      : []),
    ...(spec['hosts-network']
      ? [{ network: spec['hosts-network'], use: 'the network of the names in /etc/hosts' }]
      : []),
  ].filter(({ network }) => spec.networks?.[network] !== undefined)
}

export const rules: Rule[] = [
  {
    code: 'NET033',
    severity: 'error',
    title: 'A network with IPv6 has an MTU of 1280 at least.',
    why: 'Below that the kernel takes IPv6 off the interface, with all its addresses, and says nothing.',
    example: {
      bad: 'lan: { subnet6: "2001:db8::/64", mtu: 1200 }',
      good: 'lan: { subnet6: "2001:db8::/64", mtu: 1500 }',
    },
    source: 'RFC 8200 section 5',
    check(spec, report) {
      for (const [name, { mtu, subnet6 }] of Object.entries(spec.networks ?? {}))
        if (mtu !== undefined && mtu < 1280 && subnet6 !== undefined)
          report(
            ['networks', name, 'mtu'],
            `The network ${name} has IPv6, which needs an MTU of 1280 at least, not ${mtu}.`,
            'write 1500, or take subnet6 out',
          )
    },
  },
  {
    code: 'NET006',
    severity: 'error',
    title: 'Networks do not overlap.',
    why: 'With two interfaces in one subnet the kernel sends over either and answers ARP on both; two corosync links become one.',
    example: {
      bad: 'networks: { lan: { subnet: 10.0.0.0/16 }, replication: { subnet: 10.0.5.0/24 } }',
      good: 'networks: { lan: { subnet: 10.0.0.0/24 }, replication: { subnet: 10.0.5.0/24 } }',
    },
    source: 'corosync.conf(5): links on different networks; kernel ip-sysctl arp_filter',
    check(spec, report) {
      const networks = Object.entries(spec.networks ?? {})
      for (const [i, [name, network]] of networks.entries())
        for (const [other, earlier] of networks.slice(0, i))
          for (const key of ['subnet', 'subnet6'] as const) {
            const [own, theirs] = [network[key], earlier[key]]
            // Two rings in one subnet are a matter of the rings' own rule.
            if (spec.rings?.includes(name) && spec.rings.includes(other)) continue
            if (own !== undefined && theirs !== undefined && subnetsOverlap(own, theirs))
              report(
                ['networks', name, key],
                `The networks ${other} (${theirs}) and ${name} (${own}) have addresses in common.`,
                'give each network a range of its own, or make them one network',
              )
          }
    },
  },
  {
    code: 'NET007',
    severity: 'error',
    title: 'A node has one default gateway for IPv4 and one for IPv6.',
    why: 'The second default route fails at boot, or takes the place of the first; which one is a matter of order.',
    example: {
      bad: 'networks: { lan: { gateway: 192.168.1.254 }, dmz: { gateway: 10.0.0.254 } }',
      good: 'networks: { lan: { gateway: 192.168.1.254 }, dmz: {} } # with routes for what is behind the dmz',
    },
    source: 'interfaces(5) gateway; ip-route(8): "File exists"',
    check(spec, report) {
      for (const key of ['gateway', 'gateway6'] as const) {
        const six = key === 'gateway6'
        const used = Object.entries(spec.nodes).flatMap(([, node]) => {
          const own = Object.entries(spec.networks ?? {}).filter(
            ([name, network]) =>
              network[key] !== undefined &&
              addressesOn(node, name).some((address) => address.includes(':') === six),
          )
          return own.slice(1).map(([name]) => [own[0]![0], name] as const)
        })
        for (const [first, second] of used)
          report(
            ['networks', second, key],
            `${first} and ${second} both have a default gateway for ${six ? 'IPv6' : 'IPv4'}.`,
            'leave one, and write routes at the interface for what is behind the other',
          )
      }
    },
  },
  {
    code: 'NET008',
    severity: 'error',
    title: 'A gateway is in the subnet of its network, and is another machine.',
    why: 'A gateway outside cannot be reached; one that is the node itself or moves with the cluster sends packets in a circle.',
    example: {
      bad: 'lan: { subnet: 192.168.1.0/24, gateway: 192.168.2.254 }',
      good: 'lan: { subnet: 192.168.1.0/24, gateway: 192.168.1.254 }',
    },
    source: 'ip-route(8): "Nexthop has invalid gateway"',
    check(spec, report) {
      for (const [name, network] of Object.entries(spec.networks ?? {}))
        for (const key of ['gateway', 'gateway6'] as const) {
          const gateway = network[key]
          if (gateway === undefined || parseIp(gateway) === undefined) continue
          const path = ['networks', name, key]
          const wants = key === 'gateway6' ? 'IPv6' : 'IPv4'
          const subnet = key === 'gateway6' ? network.subnet6 : network.subnet
          if (family(gateway) !== wants)
            report(
              path,
              `The ${key} of ${name}, ${gateway}, is ${family(gateway)}.`,
              `write it as ${key === 'gateway' ? 'gateway6' : 'gateway'}`,
            )
          else if (rangeOf(gateway) === 'linkLocal') continue
          else if (subnet === undefined)
            report(
              path,
              `${name} has a ${key} and no ${key === 'gateway6' ? 'subnet6' : 'subnet'}.`,
              'add the subnet that the gateway is in',
            )
          else if (parseCidr(subnet) && !inSubnet(gateway, subnet))
            report(
              path,
              `The gateway of ${name}, ${gateway}, is not in ${subnet}.`,
              'write the address that the router has in this subnet',
            )
        }
      for (const { written, address, path, what } of writtenAddresses(spec)) {
        if (path.at(-1) !== 'via') continue
        const [, node, , name, , index] = path as [string, string, string, string, string, number]
        const { to } = spec.nodes[node]!.interfaces![name]!.routes![index]!
        const subnets = [
          ...Object.entries(spec.networks ?? {}).flatMap(([network, value]) =>
            interfaceOn(spec, node, network) === name && spec.nodes[node]!.addresses?.[network] !== undefined
              ? [value.subnet ?? [], value.subnet6 ?? []].flat()
              : [],
          ),
          ...(spec.nodes[node]!.interfaces![name]!.addresses ?? []),
        ]
        if (parseIp(address) === undefined || rangeOf(address) === 'linkLocal') continue
        if (family(to) !== family(address))
          report(
            path,
            `A route to ${to} cannot go over ${written}, which is ${family(address)}.`,
            'write a gateway of the same family',
          )
        else if (!subnets.some((subnet) => inSubnet(address, subnet)))
          report(
            path,
            `${capital(what)}, ${address}, is in none of the subnets of ${name}.`,
            'write a router that is reached over this interface, or move the route',
          )
      }
    },
  },
  {
    code: 'NET009',
    severity: 'error',
    title: 'Every node has an address on the network of the names and on that of live migration.',
    why: "Without it the node's name is not in /etc/hosts, and nobody can reach it by name; a machine cannot move over a network that ends before the node.",
    example: {
      bad: 'hosts-network: lan\nnode2: { addresses: { replication: 10.0.0.2 } }',
      good: 'node2: { addresses: { lan: 192.168.1.12, replication: 10.0.0.2 } }',
    },
    source: 'hosts(5); ocf:heartbeat:VirtualDomain migration_network_suffix',
    check(spec, report) {
      for (const [node, value] of Object.entries(spec.nodes))
        for (const { network, use } of neededNetworks(spec))
          if (addressesOn(value, network).length === 0)
            report(
              ['nodes', node, 'addresses'],
              `${node} has no address on ${network}, ${use}.`,
              `add ${network}: to the addresses of ${node}`,
            )
    },
  },
  {
    code: 'NET010',
    severity: 'warning',
    title: 'A network that a node has an address on has an interface there.',
    why: 'Without it nothing gives the node this address: the files are incomplete.',
    example: {
      bad: 'networks: { lan: { subnet: 192.168.1.0/24 } }',
      good: 'networks: { lan: { subnet: 192.168.1.0/24, interface: br0 } }',
    },
    source: 'interfaces(5)',
    check(spec, report) {
      for (const [node, value] of Object.entries(spec.nodes)) {
        if (interfaceStyle(value) === 'none') continue
        for (const network of Object.keys(value.addresses ?? {}))
          if (spec.networks?.[network] && interfaceOn(spec, node, network) === undefined)
            report(
              ['nodes', node, 'addresses', network],
              `Nothing says over which interface ${node} reaches ${network}.`,
              `add interface: to the network ${network}; write interface-style: none where something else configures the network`,
            )
      }
    },
  },
  {
    code: 'NET031',
    severity: 'warning',
    title: "Networks leave libvirt's own range alone.",
    why: 'libvirt makes a network 192.168.122.0/24 on virbr0 when it is installed; packets to hosts of the same range then stay on the node.',
    example: { bad: 'lan: { subnet: 192.168.122.0/24 }', good: 'lan: { subnet: 192.168.1.0/24 }' },
    source: 'libvirt: /etc/libvirt/qemu/networks/default.xml',
    check(spec, report) {
      if (Object.keys(spec.vms ?? {}).length === 0 && spec.libvirt === undefined) return
      for (const [name, { subnet }] of Object.entries(spec.networks ?? {}))
        if (subnet !== undefined && subnetsOverlap(subnet, libvirtDefault))
          report(
            ['networks', name, 'subnet'],
            `The subnet of ${name}, ${subnet}, has addresses of libvirt's default network, ${libvirtDefault}.`,
            'choose another range, or take the default network away with `virsh net-destroy` and `virsh net-undefine`',
          )
    },
  },
  {
    code: 'NET032',
    severity: 'warning',
    title: 'The address by which a node is reached is one that it keeps.',
    why: 'The files describe the whole network of the node: an address that they leave out is gone after the next boot, and nobody reaches the node.',
    example: {
      bad: 'node1: { ssh: { host: 172.16.0.1 }, addresses: { lan: 192.168.1.11 } }',
      good: 'node1: { ssh: { host: 192.168.1.11 }, addresses: { lan: 192.168.1.11 } }',
    },
    source: 'interfaces(5); rc.inet1.conf(5)',
    check(spec, report) {
      for (const [node, { ssh, interfaces }] of Object.entries(spec.nodes)) {
        const host = ssh?.host
        if (host === undefined || interfaceStyle(spec.nodes[node]!) === 'none') continue
        const own = writtenAddresses(spec).filter(
          (found) => found.node === node && (found.role === 'node' || found.role === 'further'),
        )
        const dynamic = Object.values(interfaces ?? {}).some(({ dhcp }) => dhcp)
        if (canonicalIp(host) === undefined || dynamic || own.length === 0) continue
        if (!own.some(({ address }) => canonicalIp(address) === canonicalIp(host)))
          report(
            ['nodes', node, 'ssh', 'host'],
            `${node} is reached at ${host}, which is none of the addresses that it will have.`,
            'add the network with this address, or write interface-style: none and keep the network as it is',
          )
      }
    },
  },
]

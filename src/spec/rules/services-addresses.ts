import { inSubnet, interfaceOn, parseCidr, subnetFor } from '../effective.ts'
import { namedServices } from '../things.ts'
import type { Rule } from '../rule.ts'
import type { Spec } from '../spec.ts'

const ipOf = (cidr: string): string => cidr.split('/')[0]!

export const rules: Rule[] = [
  {
    code: 'SVC002',
    severity: 'error',
    title: 'A floating address lies in a network of the nodes, or says its interface.',
    why: 'IPaddr2 finds the interface by the routes; without one it fails to start on every node.',
    example: { bad: 'address: 192.168.2.50/24   # lan is 192.168.1.0/24', good: 'address: 192.168.1.50/24' },
    source: 'ocf_heartbeat_IPaddr2(7) nic',
    check(spec, report) {
      for (const [name, { address, interface: nic }] of namedServices(spec)) {
        if (address === undefined) continue
        // NET001 speaks of what is no address at all.
        if (!parseCidr(address) || nic !== undefined || networkOf(spec, address) !== undefined) continue
        report(
          ['services', name, 'address'],
          `The address ${ipOf(address)} of service ${name} lies in no network of the cluster.`,
          'correct the address, define its network, or say the interface',
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
      for (const [name, { address }] of namedServices(spec)) {
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

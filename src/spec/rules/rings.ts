import {
  addressOn,
  addressesOn,
  nodeIds,
  nodeNames,
  ringNetworks,
  stackOf,
  subnetsOverlap,
} from '../effective.ts'
import { isProxmox, ourCorosync, sharedCarrier } from '../rings.ts'
import type { Rule } from '../rule.ts'
import type { Spec } from '../spec.ts'

/** Rings are what a cluster needs that we configure the members of. */
const needsRings = (spec: Spec): boolean =>
  nodeNames(spec).length > 1 &&
  (stackOf(spec) === 'heartbeat'
    ? spec.heartbeat?.media === undefined
    : stackOf(spec) === 'pacemaker' && !isProxmox(spec))

/** Pairs of rings that exist, with their place in the list. */
function pairs(spec: Spec): { a: string; b: string; index: number }[] {
  const rings = spec.rings ?? []
  const known = new Set(ringNetworks(spec))
  return rings.flatMap((b, index) =>
    rings.slice(0, index).flatMap((a) => (known.has(a) && known.has(b) ? [{ a, b, index }] : [])),
  )
}

export const rules: Rule[] = [
  {
    code: 'COR001',
    severity: 'error',
    title: 'A cluster says over which networks its members talk.',
    why: 'Without a ring the nodes do not hear each other, each believes the other is dead and starts everything itself.',
    example: { bad: '# no rings', good: 'rings: [replication, lan]' },
    source: 'corosync.conf(5) nodelist, ringN_addr',
    check(spec, report) {
      if (!needsRings(spec) || (spec.rings ?? []).length > 0) return
      report(
        ['nodes'],
        'The cluster has no rings, so its nodes cannot hear each other.',
        `write rings: [NETWORK, NETWORK] with networks of this file: ${Object.keys(spec.networks ?? {}).join(', ') || 'there are none yet'}`,
      )
    },
  },
  {
    code: 'COR002',
    severity: 'error',
    title: 'Every node has an address on every ring.',
    why: 'corosync refuses a nodelist in which a node lacks the address of a link ("Not all nodes have the same number of links").',
    example: {
      bad: 'rings: [lan]\nnodes: { node1: { addresses: { other: 10.0.0.1 } } }',
      good: 'nodes: { node1: { addresses: { lan: 192.168.1.11 } } }',
    },
    source: 'measured: corosync -t, corosync 3.1.7',
    check(spec, report) {
      for (const ring of ringNetworks(spec)) {
        for (const [name, node] of Object.entries(spec.nodes)) {
          if (addressOn(node, ring) !== undefined) continue
          report(
            ['nodes', name, 'addresses'],
            `${name} has no address on ${ring}, which is a ring.`,
            `write addresses: { ${ring}: ADDRESS } for ${name}, or take ${ring} out of rings`,
          )
        }
      }
    },
  },
  {
    code: 'COR003',
    severity: 'error',
    title: 'The nodes of a ring talk IPv4 or IPv6, not both.',
    why: 'A link has one family; corosync refuses to mix them.',
    example: {
      bad: 'node1: { addresses: { lan: 192.168.1.11 } }\nnode2: { addresses: { lan: "2001:db8::12" } }',
      good: 'node2: { addresses: { lan: 192.168.1.12 } }',
    },
    source: 'corosync.conf(5): all addresses of a link must be of one family',
    check(spec, report) {
      for (const ring of ringNetworks(spec)) {
        const [first, ...others] = Object.entries(spec.nodes).flatMap(([name, node]) => {
          const address = addressOn(node, ring)
          return address === undefined ? [] : [{ name, address, six: address.includes(':') }]
        })
        for (const other of others) {
          if (!first || other.six === first.six) continue
          report(
            ['nodes', other.name, 'addresses', ring],
            `On ring ${ring} ${other.name} has ${other.address} and ${first.name} has ${first.address}: IPv4 and IPv6 are mixed.`,
            'give all nodes of the ring addresses of one family; of several the first counts',
          )
        }
      }
    },
  },
  {
    code: 'COR004',
    severity: 'error',
    title: 'Rings are networks of their own.',
    why: 'The kernel sends both rings over the one interface that its routing prefers, so both break together.',
    example: {
      bad: 'networks: { a: { subnet: 10.0.0.0/24 }, b: { subnet: 10.0.0.0/25 } }\nrings: [a, b]',
      good: 'networks: { a: { subnet: 10.0.0.0/24 }, b: { subnet: 10.0.1.0/24 } }',
    },
    source: 'corosync.conf(5): each link must be in a different subnet',
    check(spec, report) {
      for (const { a, b, index } of pairs(spec)) {
        const one = spec.networks![a]!
        const other = spec.networks![b]!
        for (const key of ['subnet', 'subnet6'] as const) {
          const left = one[key]
          const right = other[key]
          if (!left || !right || !subnetsOverlap(left, right)) continue
          report(
            ['rings', index],
            `The rings ${a} (${left}) and ${b} (${right}) are in the same subnet.`,
            'give each ring a subnet of its own',
          )
        }
      }
    },
  },
  {
    code: 'COR005',
    severity: 'warning',
    title: 'Rings do not share a NIC.',
    why: 'What breaks the one breaks the other, and the second ring protects against nothing but a mistake in addresses.',
    example: {
      bad: 'networks: { lan: { interface: bond0 }, storage: { interface: bond0.7 } }\nrings: [lan, storage]',
      good: 'networks: { lan: { interface: bond0 }, storage: { interface: eth4 } }',
    },
    source: 'corosync.conf(5) link_mode; Proxmox VE administration guide, cluster network',
    check(spec, report) {
      for (const { a, b, index } of pairs(spec)) {
        for (const node of nodeNames(spec)) {
          const shared = sharedCarrier(spec, node, a, b)
          if (!shared) continue
          report(
            ['rings', index],
            `The rings ${a} and ${b} both run over ${shared} of ${node}.`,
            'lead one of them over a NIC and a switch, or a cable, of its own',
          )
          break
        }
      }
    },
  },
  {
    code: 'COR006',
    severity: 'warning',
    title: 'The members have two ways to each other.',
    why: 'With one ring a broken cable looks like a dead node: a healthy node is fenced, or without fencing both run everything.',
    example: { bad: 'rings: [lan]', good: 'rings: [replication, lan]' },
    source: 'measured: two nodes of heartbeat and corosync with one link cut',
    check(spec, report) {
      if (!needsRings(spec) || (spec.rings ?? []).length !== 1) return
      report(
        ['rings'],
        `The only ring is ${spec.rings![0]}: when it breaks, each node believes the other is dead.`,
        'add a second network on other NICs to rings, at best a cable from node to node',
      )
    },
  },
  {
    code: 'COR011',
    severity: 'warning',
    title: 'Settings of links are those of rings.',
    why: 'A link that is no ring is not written, and neither are its settings.',
    example: {
      bad: 'rings: [lan]\ncorosync: { links: { storage: { knet_link_priority: 9 } } }',
      good: 'rings: [lan, storage]',
    },
    source: 'corosync.conf(5) interface, linknumber',
    check(spec, report) {
      for (const network of Object.keys(spec.corosync?.links ?? {})) {
        if ((spec.rings ?? []).includes(network) || !spec.networks?.[network]) continue
        report(
          ['corosync', 'links', network],
          `${network} is no ring, so its settings as a link do nothing.`,
          `add ${network} to rings, or remove the settings`,
        )
      }
    },
  },
  {
    code: 'COR012',
    severity: 'error',
    title: 'Every node has a node ID of its own.',
    why: 'corosync refuses to start ("Nodeid 1 appears twice"), and with cman the second node throws the first one out.',
    example: {
      bad: 'nodes: { node1: { id: 1 }, node2: { id: 1 } }',
      good: 'nodes: { node1: { id: 1 }, node2: { id: 2 } }',
    },
    source: 'corosync.conf(5) nodeid; measured: corosync -t',
    check(spec, report) {
      const owners = new Map<number, string>()
      for (const [name, id] of Object.entries(nodeIds(spec))) {
        const owner = owners.get(id)
        if (owner === undefined) owners.set(id, name)
        else
          report(
            ['nodes', name, 'id'],
            `${name} and ${owner} both have node ID ${id}.`,
            'give each node a number of its own, or leave id out',
          )
      }
    },
  },
  {
    code: 'COR016',
    severity: 'error',
    title: 'An address of a ring is reachable from other machines.',
    why: 'A loopback or link-local address means another machine, or none, to the other nodes: each forms a cluster of its own.',
    example: { bad: 'addresses: { lan: 127.0.1.1 }', good: 'addresses: { lan: 192.168.1.11 }' },
    source: 'pcs issue 116, corosync issue 162: node names that stand for 127.0.1.1',
    check(spec, report) {
      for (const ring of ringNetworks(spec)) {
        for (const [name, node] of Object.entries(spec.nodes)) {
          for (const address of addressesOn(node, ring)) {
            if (!/^(127\.|0\.|169\.254\.)|^(::1|fe[89ab][0-9a-f]:.*)$/i.test(address)) continue
            report(
              ['nodes', name, 'addresses', ring],
              `${address} of ${name} on ring ${ring} is not reachable from other machines.`,
              'write the address that the other nodes reach it by',
            )
          }
        }
      }
    },
  },
  {
    code: 'COR017',
    severity: 'error',
    title: 'The rings of corosync 1.4 have a subnet.',
    why: 'corosync 1.4 finds its interface by the address of the network (bindnetaddr), which follows from the subnet.',
    example: {
      bad: 'networks: { lan: { interface: eth0 } }\nrings: [lan]',
      good: 'networks: { lan: { subnet: 192.168.1.0/24, interface: eth0 } }',
    },
    source: 'corosync.conf(5) of 1.4, bindnetaddr',
    check(spec, report) {
      if (ourCorosync(spec) !== '1.4') return
      ringNetworks(spec).forEach((ring) => {
        const six = addressOn(spec.nodes[nodeNames(spec)[0]!]!, ring)?.includes(':')
        const key = six ? 'subnet6' : 'subnet'
        if (spec.networks![ring]![key] !== undefined) return
        report(
          ['networks', ring],
          `The ring ${ring} has no ${key}, from which corosync 1.4 finds its interface.`,
          `write ${key}: NETWORK/BITS for ${ring}`,
        )
      })
    },
  },
]

import { addressOn, addressesOn, nodeIds, nodeNames, ringNetworks, stackOf } from '../effective.ts'
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
        const dialect = ourCorosync(spec)
        const before = addressOn(Object.values(spec.nodes)[0]!, ringNetworks(spec)[0]!)
        if (first && before && dialect !== undefined && dialect !== '3' && first.six !== before.includes(':'))
          report(
            ['rings', (spec.rings ?? []).indexOf(ring)],
            `Ring ${ring} has ${first.address} and ring ${ringNetworks(spec)[0]} has ${before}; corosync ${dialect} has one family for all rings.`,
            'give all rings addresses of one family',
          )
        const version = ourCorosync(spec) === undefined ? undefined : spec.corosync?.ip_version
        if (first && ((version === 'ipv4' && first.six) || (version === 'ipv6' && !first.six)))
          report(
            ['corosync', 'ip_version'],
            `ip_version is ${version}, but ring ${ring} has addresses such as ${first.address}.`,
            'leave ip_version out, the addresses say it',
          )
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
    code: 'COR003',
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
    code: 'COR004',
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
    code: 'COR009',
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
    code: 'COR010',
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
    code: 'COR013',
    severity: 'error',
    title: 'The addresses of a ring are fixed ones.',
    why: 'A link-local address is made anew at every start, and IPv6 needs an interface with it that differs between nodes.',
    example: { bad: 'addresses: { lan: 169.254.7.1 }', good: 'addresses: { lan: 192.168.1.11 }' },
    source: 'RFC 3927, RFC 4291 section 2.5.6',
    check(spec, report) {
      for (const ring of ringNetworks(spec)) {
        for (const [name, node] of Object.entries(spec.nodes)) {
          for (const address of addressesOn(node, ring)) {
            if (!/^169\.254\.|^fe[89ab][0-9a-f]:/i.test(address)) continue
            report(
              ['nodes', name, 'addresses', ring],
              `${address} of ${name} on ring ${ring} is a link-local address, which corosync and heartbeat cannot rely on.`,
              'write an address that the interface is configured with',
            )
          }
        }
      }
    },
  },
]

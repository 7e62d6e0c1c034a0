import { enumerate } from '../../core/text.ts'
import { drbdNumbers } from '../devices.ts'
import {
  drbdAddresses,
  drbdCopies,
  drbdDialectOf,
  drbdDialects,
  drbdHosts,
  drbdNetwork,
  drbdNodes,
  drbdResources,
  eachDrbdVolume,
} from '../drbd.ts'
import { drbdDialect, versionsOf } from '../effective.ts'
import type { Rule } from '../rule.ts'
import type { DrbdResource, Path } from '../spec.ts'

/** Path of a key of a resource where it is said, else of the resource. */
const keyOf = (name: string, resource: DrbdResource, key: keyof DrbdResource): Path =>
  resource[key] === undefined ? ['drbd', 'resources', name] : ['drbd', 'resources', name, key]

/** Ports of other programs of a cluster. */
const takenPorts: { readonly [port: number]: string } = {
  22: 'sshd',
  694: 'heartbeat',
  2224: 'pcsd',
  5403: 'corosync-qnetd',
  5404: 'corosync',
  5405: 'corosync',
  16509: 'libvirt',
  16514: 'libvirt',
}

function portFault(
  port: number,
): { readonly why: string; readonly severity: 'error' | 'warning' } | undefined {
  if (takenPorts[port]) return { why: `belongs to ${takenPorts[port]}`, severity: 'error' }
  if (port < 1024) return { why: 'is a privileged port', severity: 'error' }
  if (port >= 49_152 && port <= 49_215) return { why: 'is one that live migration takes', severity: 'error' }
  if (port >= 32_768 && port <= 60_999)
    return { why: 'lies where the kernel takes ports of outgoing connections from', severity: 'warning' }
  return undefined
}

/** Pairs of things that must differ on a node that has both; `seen` holds who was first. */
function firstOn(
  seen: Map<string, string>,
  nodes: readonly string[],
  value: number,
  name: string,
): [string, string] | undefined {
  let clash: [string, string] | undefined
  for (const node of nodes) {
    const key = `${node} ${value}`
    const other = seen.get(key)
    if (other !== undefined) clash ??= [node, other]
    else seen.set(key, name)
  }
  return clash
}

export const rules: Rule[] = [
  {
    code: 'DRB001',
    severity: 'error',
    title: 'Every DRBD resource of a node has a port of its own.',
    why: 'drbdadm refuses the whole configuration: "conflicting use of IP", on every node.',
    example: {
      bad: 'resources: { a: { disk: vg0/a, port: 7789 }, b: { disk: vg0/b, port: 7789 } }',
      good: 'resources: { a: { disk: vg0/a, port: 7789 }, b: { disk: vg0/b, port: 7790 } }',
    },
    source: 'drbd.conf(5) address; measured with drbdadm 9.22',
    check(spec, report) {
      const seen = new Map<string, string>()
      for (const { name, port } of drbdNumbers(spec)) {
        const resource = spec.drbd!.resources![name]!
        const clash = firstOn(seen, drbdHosts(spec, resource), port, name)
        if (clash)
          report(
            keyOf(name, resource, 'port'),
            `${name} has the port ${port}, which ${clash[1]} has already on ${clash[0]}.`,
            'take another port, or leave port out: free ones from 7789 on are found',
          )
      }
    },
  },
  {
    code: 'DRB002',
    severity: 'error',
    title: 'Every DRBD volume of a node has a minor number of its own.',
    why: 'Two volumes cannot both be /dev/drbd0; drbdadm refuses the configuration.',
    example: {
      bad: 'resources: { a: { disk: vg0/a, minor: 0 }, b: { disk: vg0/b, minor: 0 } }',
      good: 'resources: { a: { disk: vg0/a, minor: 0 }, b: { disk: vg0/b, minor: 1 } }',
    },
    source: 'drbd.conf(5) device; measured with drbdadm 9.22',
    check(spec, report) {
      const seen = new Map<string, string>()
      eachDrbdVolume(spec, (name, resource, { minor, volume, path }) => {
        const label = resource.volumes ? `${name}/${volume}` : name
        const clash = firstOn(seen, drbdHosts(spec, resource), minor, label)
        if (clash)
          report(
            [...path, 'minor'],
            `${label} has the minor ${minor}, which ${clash[1]} has already on ${clash[0]}.`,
            'take another minor, or leave minor out: the lowest free one is found',
          )
      })
    },
  },
  {
    code: 'DRB003',
    severity: 'error',
    title: 'The port of a DRBD resource is free for it.',
    why: 'DRBD cannot listen on a port that another program has or that the kernel may have given away; the customary range is 7788 to 7799 and on to 7999.',
    example: {
      bad: 'resources: { a: { disk: vg0/a, port: 5405 } }',
      good: 'resources: { a: { disk: vg0/a, port: 7789 } }',
    },
    source: 'ip(7) ip_local_port_range; DRBD User\'s Guide, "Network preparations"',
    check(spec, report) {
      for (const [name, { port }] of drbdResources(spec)) {
        const fault = port === undefined ? undefined : portFault(port)
        if (fault)
          report(
            ['drbd', 'resources', name, 'port'],
            `The port ${port} of ${name} ${fault.why}.`,
            'take one from 7788 to 7999, or leave port out',
            fault.severity,
          )
      }
    },
  },
  {
    code: 'DRB004',
    severity: 'error',
    title: 'A DRBD resource has between two nodes and as many as its dialect can.',
    why: 'DRBD 8.3 and 8.4 know exactly two nodes: drbdadm only hints at a third (with exit code 0), and replication never starts.',
    example: {
      bad: 'resources: { a: { disk: vg0/a } }   # three nodes, module 8.4',
      good: 'resources: { a: { disk: vg0/a, nodes: [node1, node2] } }',
    },
    source: 'drbd.conf-8.4(5) on; measured with drbdadm 9.22',
    check(spec, report) {
      const dialect = drbdDialectOf(spec)
      for (const [name, resource] of drbdResources(spec)) {
        const hosts = drbdHosts(spec, resource)
        if (resource.nodes?.some((node) => !spec.nodes[node])) continue
        // Of a diskless third node its own rule speaks.
        if (dialect !== '9' && drbdCopies(spec, resource).length > 2)
          report(
            keyOf(name, resource, 'nodes'),
            `${name} is on ${hosts.length} nodes (${enumerate(hosts)}), but DRBD ${dialect} replicates between two.`,
            `say nodes: [${hosts.slice(0, 2).join(', ')}] and give each pair of nodes resources of its own, or install DRBD 9 and say so in versions`,
          )
        else if (hosts.length < 2)
          report(
            keyOf(name, resource, 'nodes'),
            `${name} is on ${hosts.length === 1 ? hosts[0] : 'no node'} alone: there is nobody to replicate to.`,
            'name a second node, or use the backing device without DRBD',
          )
      }
    },
  },
  {
    code: 'DRB005',
    severity: 'error',
    title: 'All nodes with DRBD have the same generation of its kernel module.',
    why: 'A connection between 8.4 and 9 is possible for a while in an upgrade, but the metadata and the configuration files differ, and one file cannot be right for both.',
    example: {
      bad: 'node2: { versions: { drbd-module: 9.2.10 } }   # node1 has 8.4.11',
      good: 'node-defaults: { versions: { drbd-module: 9.2.10 } }',
    },
    source: 'drbdadm(8); drbdmeta(8) v08 and v09',
    check(spec, report) {
      if (drbdDialects(spec).length < 2) return
      const nodes = drbdNodes(spec)
      const first = nodes[0]!
      const version = (name: string): string => versionsOf(spec.nodes[name]!)['drbd-module']
      for (const name of nodes.slice(1)) {
        if (drbdDialect(spec.nodes[name]!) === drbdDialect(spec.nodes[first]!)) continue
        const said = spec.nodes[name]?.versions?.['drbd-module'] !== undefined
        report(
          said ? ['nodes', name, 'versions', 'drbd-module'] : ['nodes', name, 'platform'],
          `${name} has DRBD ${version(name)}, but ${first} has ${version(first)}.`,
          'install the same generation on both, and say it under node-defaults',
        )
      }
    },
  },
  {
    code: 'DRB006',
    severity: 'error',
    title: 'Every node of a DRBD resource has an address on its replication network, all of one family.',
    why: 'The address stands in the configuration of every node; without it, or between IPv4 and IPv6, no connection can be.',
    example: {
      bad: 'drbd: { network: replication }   # node2 has no address there',
      good: 'node2: { addresses: { replication: 10.0.0.2 } }',
    },
    source: 'drbd.conf(5) address',
    check(spec, report) {
      for (const [name, resource] of drbdResources(spec)) {
        const network = drbdNetwork(spec, resource)
        if (network === undefined) {
          report(
            ['drbd', 'resources', name],
            `${name} has no network to replicate over.`,
            'add networks, and say drbd: { network: NAME }',
          )
          continue
        }
        if (!spec.networks?.[network]) continue
        const addresses = drbdAddresses(spec, resource)
        for (const node of drbdHosts(spec, resource)) {
          if (addresses[node] === undefined)
            report(
              ['nodes', node, 'addresses'],
              `${node} has no address on ${network}, over which ${name} is replicated.`,
              `add addresses: { ${network}: … } to ${node}, or name another network for DRBD`,
            )
        }
        const known = Object.entries(addresses).filter(
          (entry): entry is [string, string] => entry[1] !== undefined,
        )
        const odd = known.find(([, address]) => address.includes(':') !== known[0]![1].includes(':'))
        if (odd)
          report(
            ['nodes', odd[0], 'addresses', network],
            `${odd[0]} has ${odd[1]} on ${network}, but ${known[0]![0]} has ${known[0]![1]}: ${name} cannot connect an IPv4 with an IPv6 address.`,
            'give both nodes an address of the same family on this network',
          )
      }
    },
  },
  {
    code: 'DRB007',
    severity: 'error',
    title: 'Nodes without a copy are for DRBD 9, and two copies remain.',
    why: 'Only DRBD 9 has diskless nodes that vote. With one copy left there is no second one to go on with.',
    example: {
      bad: 'resources: { a: { disk: vg0/a, diskless: [node3] } }   # module 8.4',
      good: 'versions: { drbd-module: 9.2.10 }',
    },
    source: 'drbd.conf-9.0(5) disk none',
    check(spec, report) {
      for (const [name, resource] of drbdResources(spec)) {
        if (!resource.diskless) continue
        const path: Path = ['drbd', 'resources', name, 'diskless']
        const copies = drbdCopies(spec, resource)
        if (drbdDialectOf(spec) !== '9')
          report(
            path,
            `${name} has a diskless node, which DRBD ${drbdDialectOf(spec)} does not know.`,
            'leave diskless out, or install DRBD 9 and say so in versions',
          )
        else if (copies.length < 2)
          report(
            path,
            `Of ${name} only ${copies.length === 0 ? 'no copy' : `the copy on ${copies[0]}`} is left: all other nodes are diskless.`,
            'keep a copy on two nodes at least',
          )
      }
    },
  },
  {
    code: 'DRB008',
    severity: 'error',
    title: 'A DRBD resource of dialect 8.3 has one volume.',
    why: 'Several volumes in one resource came with DRBD 8.4.',
    example: {
      bad: 'resources: { a: { volumes: { "0": { disk: sdb }, "1": { disk: sdc } } } }   # module 8.3',
      good: 'resources: { a: { disk: sdb }, b: { disk: sdc } }',
    },
    source: 'drbd.conf-8.3(5)',
    check(spec, report) {
      if (drbdDialectOf(spec) !== '8.3') return
      for (const [name, resource] of drbdResources(spec)) {
        const numbers = Object.keys(resource.volumes ?? {})
        if (numbers.length > 1)
          report(
            ['drbd', 'resources', name, 'volumes'],
            `${name} has ${numbers.length} volumes, but DRBD 8.3 has one device for each resource.`,
            'make a resource of every volume',
          )
      }
    },
  },
  {
    code: 'DRB009',
    severity: 'error',
    title: 'Every copy of a DRBD volume has a backing device, said in one way.',
    why: 'disk is short for one volume with the number 0; with volumes each has its own.',
    example: { bad: 'resources: { a: {} }', good: 'resources: { a: { disk: vg0/a } }' },
    source: 'drbd.conf(5) disk',
    check(spec, report) {
      for (const [name, resource] of drbdResources(spec)) {
        const path: Path = ['drbd', 'resources', name]
        if (
          resource.volumes &&
          (resource.disk !== undefined || resource.minor !== undefined || resource.metadata !== undefined)
        ) {
          const key = (['disk', 'minor', 'metadata'] as const).find(
            (candidate) => resource[candidate] !== undefined,
          )!
          report([...path, key], `${name} has volumes and a ${key} of its own.`, `move ${key} to a volume`)
        }
        if (!resource.volumes && resource.disk === undefined)
          report(
            path,
            `${name} has no backing device.`,
            'say disk: with a device, or volumes: with one for each number',
          )
      }
      eachDrbdVolume(spec, (name, resource, { disk, path, volume }) => {
        if (typeof disk !== 'object') return
        const without = drbdCopies(spec, resource).filter((node) => disk[node] === undefined)
        const label = resource.volumes ? `${name}/${volume}` : name
        if (without.length > 0)
          report(
            [...path, 'disk'],
            `${label} has no backing device on ${enumerate(without)}.`,
            `add one for ${enumerate(without)}, or name one device for all nodes`,
          )
      })
    },
  },
]

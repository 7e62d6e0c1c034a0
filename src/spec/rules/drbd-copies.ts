import { enumerate } from '../../core/text.ts'
import { internalMetadataBytes, externalMetadataBytes, usableBytes } from '../arithmetic/drbd.ts'
import { bytesOf } from '../arithmetic/units.ts'
import { drbdNumbers, findDevice, forNode } from '../devices.ts'
import { drbdCopies, drbdDialectOf, drbdResources, eachDrbdVolume } from '../drbd.ts'
import type { Rule } from '../rule.ts'
import type { DrbdResource, Path, Spec } from '../spec.ts'

/** Size of what a reference stands for on a node, where the spec says it. */
function sizeOf(spec: Spec, nodeName: string, reference: string | undefined): number | undefined {
  const node = spec.nodes[nodeName]
  const found = node && reference !== undefined ? findDevice(spec, node, reference) : undefined
  if (!found) return undefined
  const size =
    found.kind === 'volume'
      ? node!['volume-groups']?.[found.group]?.volumes?.[found.volume]?.size
      : found.kind === 'partition'
        ? node!.disks?.[found.disk]?.partitions?.[found.partition]?.size
        : found.kind === 'disk'
          ? node!.disks?.[found.disk]?.size
          : undefined
  return size === undefined ? undefined : bytesOf(size)
}

const sizeText = (bytes: number): string =>
  bytes >= 1024 ** 3 ? `${Math.round((bytes / 1024 ** 3) * 100) / 100} GiB` : `${Math.ceil(bytes / 1024)} KiB`

const peersOf = (spec: Spec, resource: DrbdResource): number =>
  drbdDialectOf(spec) === '9'
    ? (resource['max-peers'] ?? Math.max(1, drbdCopies(spec, resource).length - 1))
    : 1

export const rules: Rule[] = [
  {
    code: 'DRB010',
    severity: 'error',
    title: 'node-id and max-peers fit the nodes.',
    why: "The node-id is the place of a peer in the metadata; two nodes with one number overwrite each other's bitmap. max-peers is how many bitmaps there are.",
    example: { bad: 'node-ids: { node1: 0, node2: 0 }', good: 'node-ids: { node1: 0, node2: 1 }' },
    source: 'drbd.conf-9.0(5) node-id; drbdmeta(8) --max-peers',
    check(spec, report) {
      const dialect = drbdDialectOf(spec)
      for (const [name, resource] of drbdResources(spec)) {
        const ids = Object.entries(resource['node-ids'] ?? {})
        const path: Path = ['drbd', 'resources', name, 'node-ids']
        ids.forEach(([node, id], i) => {
          const other = ids.slice(0, i).find(([, taken]) => taken === id)
          if (other)
            report(
              [...path, node],
              `${node} has the node-id ${id} of ${name}, which ${other[0]} has already.`,
              'give every node a number of its own',
            )
        })
        const peers = resource['max-peers']
        const needed = drbdCopies(spec, resource).length - 1
        if (dialect === '9' && peers !== undefined && peers < needed)
          report(
            ['drbd', 'resources', name, 'max-peers'],
            `${name} has room for ${peers} peers, but ${needed} other nodes have a copy.`,
            `say max-peers: ${needed} or more`,
          )
        if (dialect !== '9')
          for (const key of ['node-ids', 'max-peers'] as const)
            if (resource[key] !== undefined)
              report(
                ['drbd', 'resources', name, key],
                `${key} of ${name} is of DRBD 9; this is DRBD ${dialect}, and it is left out.`,
                `leave ${key} out`,
                'warning',
              )
      }
    },
  },
  {
    code: 'DRB011',
    severity: 'info',
    title: 'The copies of a DRBD volume are equally large.',
    why: 'The smallest decides; what the others have more cannot be used.',
    example: {
      bad: 'node2: { disks: { sdb: { size: 82347195904 } } }   # node1: 80026361856',
      good: '# backing devices of the same size',
    },
    source: 'drbdmeta(8); measured with drbdmeta 9.22',
    check(spec, report) {
      eachDrbdVolume(spec, (name, resource, { disk, path, metadata }) => {
        const sizes = drbdCopies(spec, resource).flatMap((node) => {
          const size = sizeOf(spec, node, forNode(disk, node))
          return size === undefined ? [] : [{ node, size }]
        })
        if (sizes.length < 2) return
        const least = sizes.reduce((a, b) => (b.size < a.size ? b : a))
        const most = sizes.reduce((a, b) => (b.size > a.size ? b : a))
        if (least.size === most.size) return
        const usable = metadata === 'internal' ? usableBytes(least.size, peersOf(spec, resource)) : least.size
        report(
          [...path, 'disk'],
          `The copies of ${name} differ in size: ${sizeText(least.size)} on ${least.node}, ${sizeText(most.size)} on ${most.node}; ${sizeText(usable)} can be used.`,
          'nothing to do, unless the space is needed: then make both as large',
        )
      })
    },
  },
  {
    code: 'DRB012',
    severity: 'error',
    title:
      'A device for external metadata is large enough, and one that holds internal metadata larger than them.',
    why: 'create-md refuses a device that is too small, and the copy cannot be attached.',
    example: {
      bad: 'volumes: { meta: { size: 4M } }   # for 1T of data',
      good: 'volumes: { meta: { size: 64M } }',
    },
    source: 'drbdmeta(8); measured with drbdmeta 9.22 from 10 GB to 1 TiB',
    check(spec, report) {
      eachDrbdVolume(spec, (name, resource, { disk, metadata, path }) => {
        for (const node of drbdCopies(spec, resource)) {
          const data = sizeOf(spec, node, forNode(disk, node))
          const where = forNode(metadata, node) ?? 'internal'
          if (data === undefined) continue
          const peers = peersOf(spec, resource)
          if (where === 'internal') {
            if (data <= internalMetadataBytes(data, peers))
              report(
                [...path, 'disk'],
                `The backing device of ${name} on ${node} has ${sizeText(data)}, no more than its metadata take.`,
                'make it larger',
              )
            continue
          }
          const room = sizeOf(spec, node, where)
          const needed = externalMetadataBytes(data, peers)
          if (room !== undefined && room < needed)
            report(
              [...path, 'metadata'],
              `The metadata of ${name} on ${node} need ${sizeText(needed)}, but ${where} has ${sizeText(room)}.`,
              `make ${where} ${Math.ceil(needed / 1024 ** 2)}M or larger`,
            )
        }
      })
    },
  },
  {
    code: 'DRB013',
    severity: 'warning',
    title: 'All copies of a volume have their metadata in the same place.',
    why: 'Internal metadata take from the device, external ones do not: two devices of the same size then give two sizes, and the smaller one counts.',
    example: { bad: 'metadata: { node1: internal, node2: vg0/meta }', good: 'metadata: vg0/meta' },
    source: 'DRBD User\'s Guide, "DRBD metadata"',
    check(spec, report) {
      eachDrbdVolume(spec, (name, resource, { metadata, path }) => {
        if (typeof metadata !== 'object') return
        const copies = drbdCopies(spec, resource)
        const internal = copies.filter((node) => (metadata[node] ?? 'internal') === 'internal')
        const external = copies.filter((node) => !internal.includes(node))
        if (internal.length > 0 && external.length > 0)
          report(
            [...path, 'metadata'],
            `${name} has internal metadata on ${enumerate(internal)} and external ones on ${enumerate(external)}.`,
            'use the same kind on all nodes',
          )
      })
    },
  },
  {
    code: 'DRB014',
    severity: 'error',
    title: 'A DRBD resource is not called like a word of drbdadm.',
    why: '`drbdadm down all` means every resource; one of that name could never be meant alone. common and global are sections of drbd.conf, and drbdadm takes a resource of that name for a second one.',
    example: { bad: 'resources: { all: { disk: vg0/a } }', good: 'resources: { data: { disk: vg0/a } }' },
    source: 'drbdadm(8); refusal of common and global measured with drbd-utils 9.22',
    check(spec, report) {
      for (const [name] of drbdResources(spec))
        if (['all', 'none', 'skip', 'common', 'global'].includes(name.toLowerCase()))
          report(
            ['drbd', 'resources', name],
            `A DRBD resource cannot be called ${name}: drbdadm takes the word for something else.`,
            'choose another name',
          )
    },
  },
  {
    code: 'DRB015',
    severity: 'error',
    title: 'Resources wait for each other in a line that ends.',
    why: 'A resource that waits for itself, or two for each other, is never synchronised.',
    example: {
      bad: 'a: { disk-options: { resync-after: b } }\nb: { disk-options: { resync-after: a } }',
      good: 'b: { disk-options: { resync-after: a } }',
    },
    source: 'drbd.conf(5) resync-after',
    check(spec, report) {
      const after = (name: string): string | undefined =>
        spec.drbd?.resources?.[name]?.['disk-options']?.['resync-after'] ?? spec.drbd?.disk?.['resync-after']
      for (const [name, resource] of drbdResources(spec)) {
        const own = resource['disk-options']?.['resync-after'] !== undefined
        const path: Path = own
          ? ['drbd', 'resources', name, 'disk-options', 'resync-after']
          : ['drbd', 'disk', 'resync-after']
        const next = after(name)
        if (next === undefined || !spec.drbd!.resources![next]) continue
        const line = [name]
        for (
          let step: string | undefined = next;
          step !== undefined && !line.includes(step);
          step = after(step)
        )
          line.push(step)
        const last = after(line.at(-1)!)
        if (last === name)
          report(
            path,
            line.length === 1
              ? `${name} waits for its own synchronisation.`
              : `${enumerate(line)} wait for each other's synchronisation.`,
            'take resync-after from one of them',
          )
      }
    },
  },
  {
    code: 'DRB016',
    severity: 'error',
    title: 'minor-count is above every minor number (DRBD 8.3).',
    why: 'The module of 8.3 reserves that many devices when it is loaded; drbdadm refuses a configuration with more.',
    example: { bad: 'minor-count: 2   # resources: { a: { disk: sdb, minor: 5 } }', good: 'minor-count: 6' },
    source: 'drbd.conf-8.3(5) minor-count; measured with drbdadm-83',
    check(spec, report) {
      const count = spec.drbd?.['minor-count']
      if (count === undefined || drbdDialectOf(spec) !== '8.3') return
      const highest = Math.max(
        -1,
        ...drbdNumbers(spec).flatMap(({ volumes }) => volumes.map(({ minor }) => minor)),
      )
      if (highest >= count)
        report(
          ['drbd', 'minor-count'],
          `minor-count ${count} has no room for the minor ${highest}.`,
          `say minor-count: ${highest + 1} or more, or leave it out`,
        )
    },
  },
]

import { formatBytes } from '../../spec/arithmetic/format.ts'
import { survivedFailures } from '../../spec/arithmetic/raid.ts'
import { bytesOf } from '../../spec/arithmetic/units.ts'
import { deviceBytes } from '../../spec/capacity.ts'
import { forNode } from '../../spec/devices.ts'
import type { Disk, Node, Spec } from '../../spec/spec.ts'
import { nodesOfDrbd } from '../../spec/things.ts'
import { besideEachOther } from './table.ts'
import type { Row } from './table.ts'

/** From the disks up to what is replicated, node beside node. */
export function storagePicture(spec: Spec): string[] {
  const nodes = Object.entries(spec.nodes)
  const names = nodes.map(([name]) => name)
  const row = (label: string, cell: (node: Node) => string): Row => ({
    label,
    cells: nodes.map(([, node]) => cell(node)),
  })
  const all = (key: 'disks' | 'raid' | 'volume-groups'): string[] => [
    ...new Set(nodes.flatMap(([, node]) => Object.keys(node[key] ?? {}))),
  ]
  const rows = [
    ...all('disks').map((name) => row(name, (node) => diskText(node.disks?.[name]))),
    ...all('raid').map((name) => row(name, (node) => raidText(spec, node, name))),
    ...all('volume-groups').map((name) => row(name, (node) => groupText(node, name))),
  ]
  const resources = Object.entries(spec.drbd?.resources ?? {})
  return [
    ...(rows.length === 0 ? ['No disk is touched.'] : besideEachOther(names, rows)),
    ...(resources.length === 0 ? [] : ['', ...resources.flatMap(([name]) => copyLines(spec, name))]),
  ]
}

function diskText(disk: Disk | undefined): string {
  if (!disk) return ''
  const name = disk.serial ?? disk['by-id'] ?? disk.wwn ?? disk.path ?? '?'
  const parts = Object.keys(disk.partitions ?? {})
  return [
    name,
    disk.size === undefined ? '' : formatBytes(bytesOf(disk.size)),
    parts.length === 0 ? '' : `(partitions ${parts.join(', ')})`,
  ]
    .filter(Boolean)
    .join(' ')
}

function raidText(spec: Spec, node: Node, name: string): string {
  const raid = node.raid?.[name]
  if (!raid) return ''
  const bytes = deviceBytes(spec, node, name)
  const survives = survivedFailures(raid.level, raid.devices.length, raid.layout)
  return `RAID ${raid.level} of ${raid.devices.join(' ')}: ${bytes === undefined ? '' : `${formatBytes(bytes)}, `}survives ${survives === 0 ? 'no disk' : survives === 1 ? 'one disk' : `${survives} disks`}`
}

function groupText(node: Node, name: string): string {
  const group = node['volume-groups']?.[name]
  if (!group) return ''
  const volumes = Object.entries(group.volumes ?? {}).map(([volume, { size }]) => `${volume} ${size}`)
  return `on ${group.devices.join(' ')}${volumes.length === 0 ? '' : `: ${volumes.join(', ')}`}`
}

/** `DRBD mail   vg0/mail of node1 <= C over replication => vg0/mail of node2`. */
function copyLines(spec: Spec, name: string): string[] {
  const resource = spec.drbd!.resources![name]!
  const network = resource.network ?? spec.drbd?.network
  const protocol = resource.protocol ?? spec.drbd?.protocol ?? 'C'
  const nodes = nodesOfDrbd(spec, name)
  const volumes: readonly [string, typeof resource.disk][] = resource.volumes
    ? Object.entries(resource.volumes).map(([volume, { disk }]) => [`${name}/${volume}`, disk])
    : [[name, resource.disk]]
  return volumes.map(([label, disk]) => {
    const sides = nodes.map((node) => {
      const device = forNode(disk, node)
      return device === undefined ? `${node} without a disk` : `${device} of ${node}`
    })
    return `DRBD ${label}: ${sides.join(' <=> ')}, protocol ${protocol}${network === undefined ? '' : ` over ${network}`}`
  })
}

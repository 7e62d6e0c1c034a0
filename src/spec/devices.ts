import { oncePer } from '../core/once.ts'
import type { Disk, Node, Spec } from './spec.ts'

/** Volumes of a DRBD resource with their numbers filled in. */
export interface DrbdVolumeNumbers {
  readonly volume: number
  readonly minor: number
  readonly disk: string | { readonly [node: string]: string } | undefined
  readonly metadata: string | { readonly [node: string]: string }
  /** Path of the volume in the spec, for messages. */
  readonly path: readonly string[]
}

export interface DrbdNumbers {
  readonly name: string
  readonly port: number
  readonly volumes: readonly DrbdVolumeNumbers[]
}

/** First port of DRBD resources without one: what the guides and Debian's examples use. */
export const firstDrbdPort = 7789

/** Ports and minors of every DRBD resource: those written in the spec, else the lowest free ones in order of the file. */
export const drbdNumbers = oncePer((spec: Spec): readonly DrbdNumbers[] => {
  const resources = Object.entries(spec.drbd?.resources ?? {})
  const ports = new Set(resources.flatMap(([, resource]) => resource.port ?? []))
  const minors = new Set(
    resources.flatMap(([, resource]) =>
      [resource.minor ?? [], Object.values(resource.volumes ?? {}).map((volume) => volume.minor ?? [])].flat(
        3,
      ),
    ),
  )
  const nextPort = counter(firstDrbdPort, ports)
  const nextMinor = counter(0, minors)
  return resources.map(([name, resource]) => {
    const base = ['drbd', 'resources', name]
    const volumes: DrbdVolumeNumbers[] = resource.volumes
      ? Object.entries(resource.volumes).map(([number, volume]) => ({
          volume: Number(number),
          minor: volume.minor ?? nextMinor(),
          disk: volume.disk,
          metadata: volume.metadata ?? 'internal',
          path: [...base, 'volumes', number],
        }))
      : [
          {
            volume: 0,
            minor: resource.minor ?? nextMinor(),
            disk: resource.disk,
            metadata: resource.metadata ?? 'internal',
            path: base,
          },
        ]
    return { name, port: resource.port ?? nextPort(), volumes }
  })
})

function counter(first: number, taken: ReadonlySet<number>): () => number {
  let next = first
  return () => {
    while (taken.has(next)) next++
    return next++
  }
}

/** Which of its forms a device reference takes on a node. */
export type FoundDevice =
  | { readonly kind: 'disk'; readonly path: string; readonly disk: string }
  | {
      readonly kind: 'partition'
      readonly path: string
      readonly disk: string
      readonly partition: string
      readonly number: number
    }
  | { readonly kind: 'array'; readonly path: string; readonly array: string }
  | { readonly kind: 'volume'; readonly path: string; readonly group: string; readonly volume: string }
  | {
      readonly kind: 'drbd'
      readonly path: string
      readonly resource: string
      readonly volume: number
      readonly minor: number
    }
  | { readonly kind: 'path'; readonly path: string }

/**
 * What a device reference means on a node, with its path there; undefined when it names nothing. A disk known only by
 * serial number has the link that our udev rule makes, /dev/disk/ha/NAME.
 */
export function findDevice(
  spec: Spec,
  node: Node,
  reference: string,
  numbers: readonly DrbdNumbers[] = drbdNumbers(spec),
): FoundDevice | undefined {
  if (reference.startsWith('/'))
    return (
      findDevice(spec, node, nameOfPath(node, reference, numbers) ?? '', numbers) ?? {
        kind: 'path',
        path: reference,
      }
    )
  if (reference === '') return undefined
  const [head = '', ...rest] = reference.split('/')
  const tail = rest.join('/')
  const disk = node.disks?.[head]
  if (disk && tail === '') return { kind: 'disk', path: diskPath(head, disk), disk: head }
  if (disk) {
    const number = partitionNumber(disk, tail)
    return number === undefined
      ? undefined
      : {
          kind: 'partition',
          path: partitionPath(diskPath(head, disk), number),
          disk: head,
          partition: tail,
          number,
        }
  }
  if (node.raid?.[head] && tail === '') return { kind: 'array', path: `/dev/${head}`, array: head }
  if (tail !== '' && node['volume-groups']?.[head]?.volumes?.[tail])
    return { kind: 'volume', path: `/dev/${head}/${tail}`, group: head, volume: tail }
  const resource = numbers.find((candidate) => candidate.name === head)
  const volume = resource?.volumes.find((candidate) => candidate.volume === Number(tail || '0'))
  if (resource && volume && /^[0-9]*$/.test(tail))
    return {
      kind: 'drbd',
      path: `/dev/drbd${volume.minor}`,
      resource: head,
      volume: volume.volume,
      minor: volume.minor,
    }
  return undefined
}

/** What a path in /dev is called in the spec: a device is the same one by either name. */
function nameOfPath(node: Node, path: string, numbers: readonly DrbdNumbers[]): string | undefined {
  const [, minor] = /^\/dev\/drbd([0-9]+)$/.exec(path) ?? []
  if (minor !== undefined) {
    for (const { name, volumes } of numbers) {
      const volume = volumes.find((candidate) => candidate.minor === Number(minor))
      if (volume) return `${name}/${volume.volume}`
    }
    return undefined
  }
  const [, resource, number = '0'] = /^\/dev\/drbd\/by-res\/([^/]+)(?:\/([0-9]+))?$/.exec(path) ?? []
  if (resource !== undefined) return `${resource}/${number}`
  const [, array] = /^\/dev\/(md[0-9]+)$/.exec(path) ?? []
  if (array !== undefined) return array
  for (const [name, disk] of Object.entries(node.disks ?? {})) {
    const whole = diskPath(name, disk)
    if (path === whole) return name
    const partition = Object.keys(disk.partitions ?? {}).find(
      (candidate) => partitionPath(whole, partitionNumber(disk, candidate)!) === path,
    )
    if (partition !== undefined) return `${name}/${partition}`
  }
  const [, group, volume] = /^\/dev\/([^/]+)\/([^/]+)$/.exec(path) ?? []
  return group !== undefined && volume !== undefined ? `${group}/${volume}` : undefined
}

/** Number of a partition: its own, or its position among the partitions of the disk. */
export function partitionNumber(disk: Disk, partition: string): number | undefined {
  const names = Object.keys(disk.partitions ?? {})
  const position = names.indexOf(partition)
  return position < 0 ? undefined : (disk.partitions![partition]!.number ?? position + 1)
}

export function diskPath(name: string, disk: Disk): string {
  if (disk.multipath) return `/dev/mapper/${name}`
  if (disk['by-id']) return `/dev/disk/by-id/${disk['by-id']}`
  if (disk.wwn) return `/dev/disk/by-id/${wwnLink(disk.wwn)}`
  if (disk.serial) return `/dev/disk/ha/${name}`
  return disk.path ?? `/dev/disk/ha/${name}`
}

/** SCSI and SATA disks have wwn-0x…, NVMe disks nvme-eui.… (60-persistent-storage.rules). */
const wwnLink = (wwn: string): string =>
  wwn.startsWith('naa.') ? `wwn-0x${wwn.slice(4)}` : wwn.startsWith('0x') ? `wwn-${wwn}` : `nvme-${wwn}`

/** udev's links, of multipath maps too, have -partN; kernel names have N, or pN after a digit. */
export function partitionPath(disk: string, number: number): string {
  if (disk.startsWith('/dev/disk/') || disk.startsWith('/dev/mapper/')) return `${disk}-part${number}`
  return /[0-9]$/.test(disk) ? `${disk}p${number}` : `${disk}${number}`
}

/** The reference for one node out of a device or a mapping of devices per node. */
export const forNode = (
  device: string | { readonly [node: string]: string } | undefined,
  node: string,
): string | undefined => (typeof device === 'string' ? device : device?.[node])

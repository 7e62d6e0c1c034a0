import { createHash } from 'node:crypto'
import { isStriped } from '../spec/arithmetic/raid.ts'
import { bytesOf } from '../spec/arithmetic/units.ts'
import { drbdNumbers, findDevice, forNode } from '../spec/devices.ts'
import { nodeNames } from '../spec/effective.ts'
import type { Disk, Node, Spec } from '../spec/spec.ts'
import type { LabDisk } from './lab.ts'

const mebibyte = 1024 * 1024
/** The smallest volume, and the factor between it and the largest. */
const smallestMiB = 128
const largestFactor = 3
/** Partition tables, RAID and LVM metadata, extents that do not fit. */
const marginMiB = 32
/** mkfs.xfs refuses less than 300 MiB. */
const filesystemMiB = 320
const serialBytes = 20

export interface LabStorage {
  readonly nodes: { readonly [node: string]: Partial<Node> }
  readonly disks: { readonly [node: string]: readonly LabDisk[] }
}

/**
 * The storage of every node in small: the same disks, arrays, groups and volumes, each just large enough for what stands
 * on it. What the installer made on the real machine (root's own array) is left out, with the disks that are in nothing
 * else: a machine of the lab has a system disk of its own.
 */
export function labStorage(spec: Spec, say: (sentence: string) => void): LabStorage {
  const nodes: { [node: string]: Partial<Node> } = {}
  const disks: { [node: string]: LabDisk[] } = {}
  for (const name of nodeNames(spec)) {
    const made = ofNode(spec, name, say)
    nodes[name] = made.node
    disks[name] = made.disks
  }
  return { nodes, disks }
}

function ofNode(
  spec: Spec,
  name: string,
  say: (sentence: string) => void,
): { node: Partial<Node>; disks: LabDisk[] } {
  const node = spec.nodes[name]!
  const gone = existing(node)
  if (gone.size > 0)
    say(
      'What the installation made (existing: true) and the boot loader are left out: a machine of the lab starts from a disk of its own.',
    )
  const need = needs(spec, name, gone)
  const keptDisks = Object.entries(node.disks ?? {}).filter(([disk]) => !gone.has(disk))
  const raid = Object.fromEntries(Object.entries(node.raid ?? {}).filter(([array]) => !gone.has(array)))
  const groups = Object.fromEntries(
    Object.entries(node['volume-groups'] ?? {})
      .filter(([group]) => !gone.has(group))
      .map(([group, value]) => [
        group,
        {
          ...value,
          ...(value.volumes && {
            volumes: Object.fromEntries(
              Object.entries(value.volumes).map(([volume, of]) => [
                volume,
                { ...of, size: `${need.volume(group, volume)}M` },
              ]),
            ),
          }),
        },
      ]),
  )
  const filesystems = Object.fromEntries(
    Object.entries(node.filesystems ?? {}).filter(
      ([mount, { device }]) => mount !== '/' && (device === undefined || !gone.has(device.split('/')[0]!)),
    ),
  )
  const labDisks = keptDisks.map(([disk, value]) => labDisk(disk, value, need.disk(disk)))
  return {
    node: {
      ...(node.disks && {
        disks: Object.fromEntries(
          keptDisks.map(([disk, value], i) => [disk, inSpec(node, disk, value, labDisks[i]!, need)]),
        ),
      }),
      ...(node.raid && { raid }),
      ...(node['volume-groups'] && { 'volume-groups': groups }),
      ...(node.filesystems && { filesystems }),
      ...(node.boot && {
        boot: {
          ...(node.boot.cmdline && { cmdline: node.boot.cmdline }),
          ...(node.boot['power-key'] && { 'power-key': node.boot['power-key'] }),
          loader: 'none' as const,
        },
      }),
    },
    disks: labDisks,
  }
}

/** Arrays and groups that are there already, and the disks under nothing else. */
function existing(node: Node): Set<string> {
  const gone = new Set<string>()
  const collections: { [name: string]: { existing?: boolean; devices: string[] } }[] = [
    node.raid ?? {},
    node['volume-groups'] ?? {},
  ]
  for (const collection of collections)
    for (const [name, { existing: there, devices }] of Object.entries(collection)) {
      if (!there && !(devices.length > 0 && devices.every((device) => gone.has(device.split('/')[0]!))))
        continue
      gone.add(name)
      for (const device of devices) gone.add(device.split('/')[0]!)
    }
  const used = [
    ...Object.entries(node.raid ?? {}).filter(([name]) => !gone.has(name)),
    ...Object.entries(node['volume-groups'] ?? {}).filter(([name]) => !gone.has(name)),
  ].flatMap(([, { devices }]) => devices.map((device) => device.split('/')[0]!))
  for (const disk of used) if (node.disks?.[disk]) gone.delete(disk)
  return gone
}

interface Needs {
  disk(name: string): number
  partition(disk: string, partition: string): number
  volume(group: string, volume: string): number
}

/** How large everything must be for what stands on it, in MiB. */
function needs(spec: Spec, name: string, gone: ReadonlySet<string>): Needs {
  const node = spec.nodes[name]!
  const numbers = drbdNumbers(spec)
  const sizes = Object.values(node['volume-groups'] ?? {}).flatMap(({ volumes }) =>
    Object.values(volumes ?? {}).map(({ size }) => bytesOf(size)),
  )
  const least = Math.min(...sizes)
  const scaled = (bytes: number): number =>
    Math.round(smallestMiB * Math.min(largestFactor, 1 + Math.log2(bytes / least) / 4))
  const identity = (reference: string): string => {
    const found = findDevice(spec, node, reference, numbers)
    switch (found?.kind) {
      case 'disk':
        return found.disk
      case 'partition':
        return `${found.disk}/${found.partition}`
      case 'array':
        return found.array
      case 'volume':
        return `${found.group}/${found.volume}`
      case 'drbd':
        return `drbd:${found.resource}/${found.volume}`
      default:
        return reference
    }
  }
  /** What a device must hold by its identity: the most that stands on it wants. */
  const wanted = (device: string): number => {
    const wants = [0]
    for (const [array, { devices, spares = [], level, layout }] of Object.entries(node.raid ?? {}))
      if (!gone.has(array) && [...devices, ...spares].some((member) => identity(member) === device)) {
        const copies =
          level === 1 ? devices.length : level === 10 ? Number(/[0-9]/.exec(layout ?? 'n2')![0]) : 1
        const parity = level === 5 ? 1 : level === 6 ? 2 : 0
        const members =
          level === 1
            ? 1
            : Math.max(1, Math.floor((devices.length - parity) / (isStriped(level) ? copies : 1)))
        wants.push(Math.ceil(wanted(array) / members) + marginMiB)
      }
    for (const [group, { devices, volumes }] of Object.entries(node['volume-groups'] ?? {}))
      if (!gone.has(group) && devices.some((member) => identity(member) === device)) {
        const sum = Object.keys(volumes ?? {})
          .map((volume) => volumeMiB(group, volume))
          .reduce((total, size) => total + size, 0)
        wants.push(sum + marginMiB)
      }
    for (const { name: resource, volumes } of numbers)
      for (const { volume, disk, metadata } of volumes) {
        const backing = forNode(disk, name)
        if (backing !== undefined && identity(backing) === device)
          wants.push(Math.max(smallestMiB, wanted(`drbd:${resource}/${volume}`)) + 4)
        const meta =
          typeof metadata === 'string' && metadata === 'internal' ? undefined : forNode(metadata, name)
        if (meta !== undefined && identity(meta) === device) wants.push(smallestMiB)
      }
    const mounted = [
      ...Object.values(node.filesystems ?? {}).map(({ device: on }) => on),
      ...Object.values(spec.services ?? {}).map(({ filesystem }) => filesystem?.device),
    ]
    if (mounted.some((on) => on !== undefined && identity(on) === device)) wants.push(filesystemMiB)
    return Math.max(...wants)
  }
  const roundUp = (size: number, to: number): number => Math.ceil(size / to) * to
  const volumeMiB = (group: string, volume: string): number => {
    const of = node['volume-groups']![group]!
    const { size, pool } = of.volumes![volume]!
    const extent = Math.max(4, bytesOf(of['extent-size'] ?? '4M') / mebibyte)
    // What is in a pool takes its room from there.
    const inPool = Object.entries(of.volumes!).filter(([, other]) => other.pool === volume)
    const own =
      inPool.reduce((sum, [other]) => sum + volumeMiB(group, other), 0) + (inPool.length > 0 ? marginMiB : 0)
    const wish = Math.max(scaled(bytesOf(size)), wanted(`${group}/${volume}`), own)
    return pool === undefined || wish > 0 ? roundUp(wish, extent) : extent
  }
  const partitionMiB = (disk: string, partition: string): number => {
    const { size, type } = node.disks![disk]!.partitions![partition]!
    const small = size === undefined ? undefined : bytesOf(size) / mebibyte
    if (type === 'bios-boot' && small !== undefined) return small
    return Math.max(smallestMiB, wanted(`${disk}/${partition}`))
  }
  return {
    disk: (disk) => {
      const partitions = Object.keys(node.disks![disk]!.partitions ?? {})
      const sum = partitions.reduce((total, partition) => total + partitionMiB(disk, partition), 0)
      return roundUp(Math.max(smallestMiB, sum, wanted(disk)) + marginMiB, 16)
    },
    partition: partitionMiB,
    volume: volumeMiB,
  }
}

function labDisk(name: string, disk: Disk, mib: number): LabDisk {
  const common = { name, serial: serialOf(name, disk), bytes: mib * mebibyte }
  if (!disk.multipath) return common
  // QEMU's SCSI disks have WWNs of 8 bytes, which begin with 5.
  const digits = createHash('sha256')
    .update(disk.wwn ?? name)
    .digest('hex')
    .slice(0, 15)
  return { ...common, shared: { wwn: `0x5${digits}` } }
}

/** What a virtio disk can carry of a disk's identity: the serial, or the end of its name in by-id, which holds it. */
function serialOf(name: string, disk: Disk): string {
  const whole = disk.serial ?? disk['by-id']?.replace(/^[a-z]+-/, '') ?? disk.wwn ?? name
  const serial = disk.serial === undefined && disk['by-id'] !== undefined ? whole.split('_').at(-1)! : whole
  return serial.replace(/[^A-Za-z0-9_.-]/g, '').slice(-serialBytes)
}

/** The disk as the lab's spec has it. One that was named by its serial number still is. */
function inSpec(node: Node, name: string, disk: Disk, lab: LabDisk, need: Needs): Disk {
  const {
    serial,
    wwn: _wwn,
    'by-id': byId,
    path: _path,
    multipath: _multipath,
    size: _size,
    rotational: _rotational,
    ...kept
  } = disk
  const bySerial = serial !== undefined && byId === undefined && serial === lab.serial
  return {
    ...kept,
    ...(lab.shared
      ? { wwn: lab.shared.wwn, multipath: true }
      : bySerial
        ? { serial }
        : { 'by-id': `virtio-${lab.serial}` }),
    size: lab.bytes,
    ...(kept.partitions && {
      partitions: Object.fromEntries(
        Object.entries(kept.partitions).map(([partition, value]) => [
          partition,
          value.size === undefined ? value : { ...value, size: `${need.partition(name, partition)}M` },
        ]),
      ),
    }),
  }
}

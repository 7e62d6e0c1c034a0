import { createHash } from 'node:crypto'
import { atLeast } from '../core/version.ts'
import {
  arrayBytes,
  defaultChunkBytes,
  defaultMetadata,
  defaultRaid10Layout,
  isStriped,
  survivedFailures,
} from '../spec/arithmetic/raid.ts'
import { bytesOf } from '../spec/arithmetic/units.ts'
import { diskPath, drbdNumbers, findDevice, partitionNumber, partitionPath } from '../spec/devices.ts'
import type { DrbdNumbers } from '../spec/devices.ts'
import { platformOf, versionsOf } from '../spec/effective.ts'
import type { Boot, Disk, Node, Raid, Spec, VolumeGroup } from '../spec/spec.ts'
import { backingDevices, resolveMultipath } from './backing.ts'
import type { MultipathPlan } from './backing.ts'
import { devicesFileSince, lvmFilter } from './lvm-filter.ts'
import type { LvmFilter } from './lvm-filter.ts'
import { loaderOf, logindDropIn } from '../spec/boot.ts'
import { deviceBytes } from '../spec/capacity.ts'

export interface StoragePlan {
  readonly disks: readonly DiskPlan[]
  readonly arrays: readonly ArrayPlan[]
  readonly groups: readonly GroupOfVolumesPlan[]
  readonly filesystems: readonly FilesystemPlan[]
  /** What can write the partition tables: sfdisk takes scripts and knows GPT since 2.26 (2015). */
  readonly partitioner: 'sfdisk' | 'parted'
  readonly boot: {
    readonly loader: NonNullable<Boot['loader']>
    readonly disks: readonly string[]
    readonly cmdline: readonly string[]
    /** What the power key does and the file of logind that says so; undefined where nothing is said, or there is no logind. */
    readonly powerKey: { readonly action: string; readonly file: string } | undefined
  }
  readonly lvmFilter: LvmFilter | undefined
  /** A service activates a group by its system ID, so LVM must have one: the node's name. */
  readonly lvmSystemId: boolean
  /** Backing devices of DRBD: nothing but DRBD may open them. */
  readonly backing: readonly string[]
  /** Undefined where multipath is not used. */
  readonly multipath: MultipathPlan | undefined
}

export interface FilesystemPlan {
  readonly mount: string
  readonly device: string
  readonly type: string
  readonly options: string
  readonly pass: number
}

export interface DiskPlan {
  readonly name: string
  readonly path: string
  readonly serial: string | undefined
  readonly wwn: string | undefined
  readonly sizeBytes: number | undefined
  readonly table: 'gpt' | 'msdos' | 'none'
  /** By which a table of ours is known again: the GUID of a GPT, the disk signature of an MBR; undefined where parted makes it. */
  readonly tableId: string | undefined
  /** Known by serial number only: our udev rule makes its link in /dev/disk/ha. */
  readonly linkedByUs: boolean
  /** Its partition table is there: an array of the installation is on it. */
  readonly existing: boolean
  /** By number, which is their order on the disk. */
  readonly partitions: readonly PartitionPlan[]
}

export interface PartitionPlan {
  readonly name: string
  readonly number: number
  readonly path: string
  /** Undefined: the rest of the disk. */
  readonly sizeBytes: number | undefined
  readonly type: string
}

export interface ArrayPlan {
  readonly name: string
  readonly path: string
  /** Made by the installation; its UUID is not ours. */
  readonly existing: boolean
  readonly level: Raid['level']
  /** Paths in order; the word missing where one comes later. */
  readonly devices: readonly string[]
  readonly spares: readonly string[]
  readonly layout: string | undefined
  readonly chunkBytes: number | undefined
  readonly bitmap: 'internal' | 'none'
  readonly metadata: string
  readonly consistencyPolicy: string | undefined
  readonly label: string
  /** As mdadm prints it; given at creation, so that mdadm.conf can be written before the array is there. */
  readonly uuid: string
  readonly writeMostly: readonly string[]
  /** Undefined where the size of a member is not known. */
  readonly sizeBytes: number | undefined
  /** Devices that can die, whichever they are. */
  readonly survives: number
}

export interface GroupOfVolumesPlan {
  readonly name: string
  readonly devices: readonly string[]
  readonly existing: boolean
  readonly extentBytes: number
  /** A group on DRBD is activated by the cluster only. */
  readonly onDrbd: boolean
  /** vgcreate --setautoactivation n, which LVM has since 2.03.12. */
  readonly autoactivation: 'default' | 'off'
  readonly volumes: readonly {
    readonly name: string
    readonly path: string
    readonly sizeBytes: number
    readonly type: string
    readonly pool: string | undefined
    readonly stripes: number | undefined
  }[]
}

/** LVM's own extent size. */
const defaultExtentBytes = 4 * 1024 * 1024

/** Storage of a node from the disks up. Pure; references that name nothing were errors before. */
export function resolveStorage(spec: Spec, name: string): StoragePlan {
  const node = spec.nodes[name]!
  const numbers = drbdNumbers(spec)
  const path = (reference: string): string => findDevice(spec, node, reference, numbers)?.path ?? reference
  const backing = backingDevices(spec, name, numbers, path)
  return {
    disks: Object.entries(node.disks ?? {}).map(([disk, value]) => resolveDisk(spec, name, disk, value)),
    arrays: Object.entries(node.raid ?? {}).map(([array, raid]) =>
      resolveArray(spec, name, array, raid, path),
    ),
    groups: Object.entries(node['volume-groups'] ?? {}).map(([group, value]) =>
      resolveGroup(spec, node, group, value, numbers),
    ),
    filesystems: Object.entries(node.filesystems ?? {}).map(([mount, value]) => ({
      mount: value.type === 'swap' ? 'none' : mount,
      device: value.device === undefined ? value.type : path(value.device),
      type: value.type,
      options: value.options ?? (value.type === 'swap' ? 'sw' : 'defaults'),
      pass: mount === '/' ? 1 : /^(ext[234]|vfat)$/.test(value.type) ? 2 : 0,
    })),
    partitioner: takesSfdiskScripts(node) ? 'sfdisk' : 'parted',
    boot: {
      loader: loaderOf(node),
      disks: (node.boot?.disks ?? []).map(path),
      cmdline: node.boot?.cmdline ?? [],
      powerKey: powerKeyOf(node),
    },
    lvmFilter: lvmFilter(spec, name, numbers, path),
    lvmSystemId: Object.values(spec.services ?? {}).some(
      (service) =>
        service.agent === 'ocf:heartbeat:LVM-activate' && service.params?.['vg_access_mode'] === 'system_id',
    ),
    backing: backing.map(({ device }) => device),
    multipath: resolveMultipath(
      node,
      backing.map(({ reference }) => reference),
    ),
  }
}

function takesSfdiskScripts(node: Node): boolean {
  const { id, init } = platformOf(node)
  return init !== 'sysv' && id !== 'slackware-13.37'
}

function powerKeyOf(node: Node): StoragePlan['boot']['powerKey'] {
  const action = node.boot?.['power-key']
  const file = logindDropIn(node)
  return action !== undefined && file !== undefined ? { action, file } : undefined
}

function resolveDisk(spec: Spec, nodeName: string, name: string, disk: Disk): DiskPlan {
  const node = spec.nodes[nodeName]!
  const path = diskPath(name, disk)
  const table = disk.table ?? (disk.partitions ? 'gpt' : 'none')
  return {
    name,
    path,
    serial: disk.serial,
    wwn: disk.wwn,
    sizeBytes: disk.size === undefined ? undefined : bytesOf(disk.size),
    table,
    tableId:
      table === 'none' || !takesSfdiskScripts(node) ? undefined : tableId(table, spec.name, nodeName, name),
    linkedByUs: path.startsWith('/dev/disk/ha/'),
    existing: Object.values(node.raid ?? {}).some(
      (raid) => raid.existing && raid.devices.some((device) => device.split('/')[0] === name),
    ),
    partitions: Object.entries(disk.partitions ?? {})
      .map(([partition, value]) => {
        const number = partitionNumber(disk, partition)!
        return {
          name: partition,
          number,
          path: partitionPath(path, number),
          sizeBytes: value.size === undefined ? undefined : bytesOf(value.size),
          type: value.type ?? 'linux',
        }
      })
      .sort((a, b) => a.number - b.number),
  }
}

function resolveArray(
  spec: Spec,
  node: string,
  name: string,
  raid: Raid,
  path: (reference: string) => string,
): ArrayPlan {
  const layout = raid.layout ?? (raid.level === 10 ? defaultRaid10Layout : undefined)
  const chunkBytes = isStriped(raid.level) ? bytesOf(raid.chunk ?? defaultChunkBytes) : undefined
  const metadata = raid.metadata ?? defaultMetadata
  const sizes = raid.devices
    .filter((device) => device !== 'missing')
    .map((device) => deviceBytes(spec, spec.nodes[node]!, device))
  const known = sizes.filter((size): size is number => size !== undefined)
  return {
    name,
    path: `/dev/${name}`,
    existing: raid.existing ?? false,
    level: raid.level,
    devices: raid.devices.map((device) => (device === 'missing' ? device : path(device))),
    spares: (raid.spares ?? []).map(path),
    layout,
    chunkBytes,
    // A bitmap needs redundancy, and ppl excludes it (md(4)).
    bitmap:
      raid.bitmap ??
      (raid.level === 0 || ['ppl', 'resync'].includes(raid['consistency-policy'] ?? '')
        ? 'none'
        : 'internal'),
    metadata,
    consistencyPolicy: raid['consistency-policy'],
    label: raid.name ?? name,
    uuid: arrayUuid(spec.name, node, name),
    writeMostly: (raid['write-mostly'] ?? []).map(path),
    sizeBytes:
      known.length > 0 && known.length === sizes.length
        ? arrayBytes(
            { level: raid.level, devices: raid.devices.length, layout, chunkBytes, metadata },
            Math.min(...known),
          )
        : undefined,
    survives: survivedFailures(raid.level, raid.devices.length, layout),
  }
}

/** The same array of the same cluster has the same UUID, in mdadm's form of four words with colons. */
export function arrayUuid(cluster: string, node: string, array: string): string {
  const hex = createHash('sha256').update(`ha-bootstrap array ${cluster} ${node} ${array}`).digest('hex')
  return [0, 8, 16, 24].map((start) => hex.slice(start, start + 8)).join(':')
}

/** The same disk of the same cluster gets the same: a GUID of version 8 (RFC 9562), which is the maker's to choose, or 32 bits. */
function tableId(table: 'gpt' | 'msdos', cluster: string, node: string, disk: string): string {
  const hex = createHash('sha256').update(`ha-bootstrap disk ${cluster} ${node} ${disk}`).digest('hex')
  if (table === 'msdos') return `0x${hex.slice(0, 8)}`
  const [a, b, c, d, e] = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(13, 16),
    hex.slice(17, 20),
    hex.slice(20, 32),
  ]
  return `${a}-${b}-8${c}-a${d}-${e}`.toUpperCase()
}

function resolveGroup(
  spec: Spec,
  node: Node,
  name: string,
  group: VolumeGroup,
  numbers: readonly DrbdNumbers[],
): GroupOfVolumesPlan {
  const found = group.devices.map((device) => findDevice(spec, node, device, numbers))
  const onDrbd = found.some((device) => device?.kind === 'drbd')
  return {
    name,
    devices: group.devices.map((device, i) => found[i]?.path ?? device),
    existing: group.existing ?? false,
    extentBytes: bytesOf(group['extent-size'] ?? defaultExtentBytes),
    onDrbd,
    autoactivation: onDrbd && atLeast(versionsOf(node).lvm2, devicesFileSince) ? 'off' : 'default',
    volumes: Object.entries(group.volumes ?? {}).map(([volume, value]) => ({
      name: volume,
      path: `/dev/${name}/${volume}`,
      sizeBytes: bytesOf(value.size),
      type:
        value.type ??
        (value.pool !== undefined ? 'thin' : value.stripes === undefined ? 'linear' : 'striped'),
      pool: value.pool,
      stripes: value.stripes,
    })),
  }
}

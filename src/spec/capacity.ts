import { arrayBytes, defaultChunkBytes, isStriped } from './arithmetic/raid.ts'
import { bytesOf } from './arithmetic/units.ts'
import { drbdNumbers, findDevice } from './devices.ts'
import type { DrbdNumbers } from './devices.ts'
import type { Disk, Node, Raid, Spec } from './spec.ts'

// Sizes of devices as far as the spec tells them; undefined where a size below is not written down.

const mib = 1024 * 1024

/** Sectors in front of the first partition and, of GPT, behind the last, in bytes with sfdisk's alignment. */
const tableHeadBytes = mib
const gptTailBytes = mib

/** Bytes that partitions can have in all on a disk of this size. */
export const partitionableBytes = (diskBytes: number, table: Disk['table']): number =>
  Math.max(0, Math.floor((diskBytes - tableHeadBytes - (table === 'msdos' ? 0 : gptTailBytes)) / mib) * mib)

/** Size of a device by its reference on a node; undefined when not known or nothing of that name. */
export function deviceBytes(
  spec: Spec,
  node: Node,
  reference: string,
  numbers: readonly DrbdNumbers[] = drbdNumbers(spec),
): number | undefined {
  const found = findDevice(spec, node, reference, numbers)
  if (found?.kind === 'disk') return diskBytes(node.disks![found.disk]!)
  if (found?.kind === 'partition') return partitionBytes(node.disks![found.disk]!, found.partition)
  if (found?.kind === 'array') return raidBytes(spec, node, node.raid![found.array]!, numbers)
  if (found?.kind === 'volume') {
    const volume = node['volume-groups']![found.group]!.volumes![found.volume]!
    return bytesOf(volume.size)
  }
  return undefined
}

const diskBytes = (disk: Disk): number | undefined =>
  disk.size === undefined ? undefined : bytesOf(disk.size)

/** Size of a partition: its own, or what the others leave. */
export function partitionBytes(disk: Disk, name: string): number | undefined {
  const partition = disk.partitions?.[name]
  if (!partition) return undefined
  if (partition.size !== undefined) return bytesOf(partition.size)
  const whole = diskBytes(disk)
  if (whole === undefined) return undefined
  const others = Object.entries(disk.partitions ?? {}).filter(([other]) => other !== name)
  const taken = others.reduce(
    (sum, [, value]) => sum + (value.size === undefined ? 0 : bytesOf(value.size)),
    0,
  )
  return Math.max(0, partitionableBytes(whole, disk.table) - taken)
}

/** Usable bytes of an array, from its smallest member. */
function raidBytes(spec: Spec, node: Node, raid: Raid, numbers: readonly DrbdNumbers[]): number | undefined {
  const sizes = raid.devices
    .filter((device) => device !== 'missing' && node.raid?.[device] === undefined)
    .map((device) => deviceBytes(spec, node, device, numbers))
  if (sizes.length === 0 || sizes.some((size) => size === undefined)) return undefined
  return arrayBytes(
    {
      level: raid.level,
      devices: raid.devices.length,
      layout: raid.layout,
      metadata: raid.metadata,
      chunkBytes: isStriped(raid.level) ? bytesOf(raid.chunk ?? defaultChunkBytes) : undefined,
    },
    Math.min(...(sizes as number[])),
  )
}

import type { Disk, Facts, Partition } from '../../facts/types.gen.ts'
import type { ChosenDisk } from './disks.ts'
import { readableLink, tolerance } from './disks.ts'
import { leastBytes } from './groups.ts'
import { partitionHolding, typeOf } from './mirror.ts'

/** Partitions that belong together: the same number and about the same size on every disk that has it. */
export interface PartSet {
  /** As the answers call it: `part3`. */
  readonly name: string
  readonly members: readonly { readonly disk: Disk; readonly partition: Partition }[]
  /** Of the smallest. */
  readonly bytes: number
}

/** What the cluster itself may have made of partitions already: its arrays, its DRBD device. */
export interface OwnUsers {
  readonly arrays: readonly string[]
  readonly group: string | undefined
  readonly resource: string | undefined
}

/** Numbers of the MBR for a partition that only holds others. */
const containers = ['5', 'f', '85', '0x5', '0xf', '0x85']

/**
 * Partitions that the installation made and left empty, on disks that are used otherwise. That nothing is on them is looked
 * at again, on the node itself, before anything is written.
 */
export function freeParts(facts: Facts, own: OwnUsers): PartSet[] {
  const sets: { number: number; bytes: number; members: { disk: Disk; partition: Partition }[] }[] = []
  for (const disk of facts.disks) {
    if (disk.removable || disk.readOnly || disk.transport === 'usb') continue
    for (const partition of disk.partitions) {
      const { number, sizeBytes } = partition
      if (number === null || sizeBytes === null || !isFree(partition, disk, facts, own)) continue
      const set = sets.find(
        (one) =>
          one.number === number &&
          Math.max(one.bytes, sizeBytes) <= Math.min(one.bytes, sizeBytes) * tolerance,
      )
      if (set) {
        set.members.push({ disk, partition })
        set.bytes = Math.min(set.bytes, sizeBytes)
      } else sets.push({ number, bytes: sizeBytes, members: [{ disk, partition }] })
    }
  }
  sets.sort((a, b) => a.number - b.number)
  return sets.map(({ number, bytes, members }, index) => {
    const before = sets.slice(0, index).filter((one) => one.number === number).length
    return { name: `part${number}${before === 0 ? '' : `-${before + 1}`}`, bytes, members }
  })
}

function isFree(
  partition: Partition,
  disk: Disk,
  facts: Facts,
  { arrays, group, resource }: OwnUsers,
): boolean {
  const type = typeOf(partition)
  if (type === 'esp' || type === 'bios-boot' || type === 'swap') return false
  if (containers.includes((partition.type ?? '').toLowerCase())) return false
  if ((partition.sizeBytes ?? 0) < leastBytes) return false
  const uses = disk.uses.filter(({ device }) => device === partition.name)
  const isOurs = ({ kind, by }: Disk['uses'][number]): boolean =>
    (kind === 'array' && arrays.includes(by)) ||
    (kind === 'volume-group' && by === group) ||
    (kind === 'drbd' && by === resource)
  if (uses.length > 0) return uses.every(isOurs)
  const isMember = facts.arrays?.some(({ members }) =>
    members.some(({ device }) => partitionHolding(device, facts.disks)?.partition === partition),
  )
  return isMember !== true && partition.signatures?.length === 0
}

/** The members of a set as what a RAID is made of. */
export const membersOf = ({ members }: PartSet): ChosenDisk[] =>
  members.map(({ disk, partition }) => ({
    name: partition.name,
    found: {
      ...disk,
      name: partition.name,
      sizeBytes: partition.sizeBytes,
      eligible: partition.signatures?.length === 0,
    },
    written: {},
  }))

/** A partition by its disk's name that outlasts a reboot. */
export function partPath({ disk, partition }: PartSet['members'][number]): string {
  const link = readableLink(disk) ?? disk.byId[0]
  return link === undefined ? partition.path : `/dev/disk/by-id/${link}-part${partition.number}`
}

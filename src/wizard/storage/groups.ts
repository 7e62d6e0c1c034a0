import type { Facts, VolumeGroup as FoundGroup } from '../../facts/types.gen.ts'
import { enumerate } from '../../core/text.ts'
import { roomText } from './disks.ts'

/** Room in less is not worth a question. */
export const leastBytes = 1024 ** 3

/** A volume group that is there, and has room. */
export interface Room {
  readonly group: string
  readonly freeBytes: number
  readonly extentBytes: number
  /** Its physical volumes, by paths that outlast a reboot where there are any. */
  readonly devices: readonly string[]
  readonly volumes: readonly string[]
}

/** The volume group of a node with the most room; undefined where none has any. */
export function roomiest({ lvm, disks }: Facts): Room | undefined {
  const usable = (lvm?.groups ?? [])
    .filter(({ freeBytes, partial }) => partial !== true && (freeBytes ?? 0) >= leastBytes)
    .sort((a, b) => b.freeBytes! - a.freeBytes!)
  const [best] = usable
  if (!best) return undefined
  return {
    group: best.name,
    freeBytes: best.freeBytes!,
    extentBytes: best.extentBytes ?? 4 * 1024 ** 2,
    devices: devicesOf(best, { lvm, disks }),
    volumes: best.volumes.filter(({ hidden }) => !hidden).map(({ name }) => name),
  }
}

function devicesOf({ name }: FoundGroup, { lvm, disks }: Pick<Facts, 'lvm' | 'disks'>): string[] {
  return (lvm?.physicalVolumes ?? [])
    .filter(({ group }) => group === name)
    .map(({ path }) => {
      for (const disk of disks) {
        const [link] = disk.byId
        if (link === undefined) continue
        if (disk.path === path) return `/dev/disk/by-id/${link}`
        const partition = disk.partitions.find((one) => one.path === path)
        if (partition?.number != null) return `/dev/disk/by-id/${link}-part${partition.number}`
      }
      return path
    })
}

/** `vg-a on node1 (150G free) and vg-b on node2 (140G free)`. */
export const roomsText = (rooms: readonly { readonly node: string; readonly room: Room }[]): string =>
  enumerate(rooms.map(({ node, room }) => `${room.group} on ${node} (${roomText(room.freeBytes)} free)`))

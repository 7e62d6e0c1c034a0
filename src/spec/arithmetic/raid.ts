import type { Raid } from '../spec.ts'

// Sizes as mdadm 4 lays them out (super1.c: avail_size1, validate_geometry1; md(4)); checked against arrays made on Debian 12.

type Level = Raid['level']

const kib = 1024
const mib = 1024 * kib
const sector = 512

/** What mdadm takes for arrays with stripes when nothing is said. */
export const defaultChunkBytes = 512 * kib
export const defaultMetadata = '1.2'
export const defaultRaid10Layout = 'n2'

/** Fewest devices that make sense; mdadm itself would take two for RAID 5 and one with --force. */
export const minimumDevices: { readonly [level in Level]: number } = { 0: 2, 1: 2, 5: 3, 6: 4, 10: 2 }

/** Whether the level has stripes, and so a chunk size. */
export const isStriped = (level: Level): boolean => level !== 1

/** Copies that a RAID 10 layout such as n2 or f3 keeps of every block. */
export const copiesOf = (layout: string | undefined): number =>
  Number(/^[nfo]([0-9])$/.exec(layout ?? defaultRaid10Layout)?.[1] ?? 2)

/** How many devices can die, whichever they are, without loss of data. */
export function survivedFailures(level: Level, devices: number, layout?: string): number {
  switch (level) {
    case 0:
      return 0
    case 1:
      return Math.max(0, devices - 1)
    case 5:
      return 1
    case 6:
      return 2
    case 10:
      return Math.max(0, Math.min(copiesOf(layout), devices) - 1)
  }
}

/** Bytes that the bitmap may take beside the superblock (super1.c choose_bm_space). */
function bitmapSpace(memberBytes: number): number {
  const sectors = Math.floor(memberBytes / sector)
  if (sectors < 64 * 2) return 0
  if (sectors - 64 * 2 >= 200 * mib * 2) return 128 * kib
  if (sectors - 4 * 2 > 8 * mib * 2) return 64 * kib
  return 4 * kib
}

/** Bytes in front of the data of a member: superblock, bitmap and room for a later reshape. */
export function dataOffsetBytes(memberBytes: number, metadata: string, chunkBytes: number): number {
  if (metadata !== '1.1' && metadata !== '1.2') return 0
  let headroom = 128 * mib
  while (headroom * 1024 > memberBytes && headroom > 2 * chunkBytes) headroom /= 2
  return roundUp(12 * kib + bitmapSpace(memberBytes) + headroom, mib)
}

/** Bytes of data that one member contributes. */
export function memberDataBytes(
  memberBytes: number,
  level: Level,
  metadata: string,
  chunkBytes: number,
): number {
  const chunk = isStriped(level) ? chunkBytes : 0
  const room =
    metadata === '0.90'
      ? roundDown(memberBytes, 64 * kib) - 64 * kib
      : metadata === '1.0'
        ? memberBytes - 8 * kib - bitmapSpace(memberBytes)
        : memberBytes - dataOffsetBytes(memberBytes, metadata, chunk)
  // RAID 1 has no chunk; superblocks at the end are aligned to 64 KiB and the data with them.
  return Math.max(0, roundDown(room, chunk || (metadata === '1.1' || metadata === '1.2' ? kib : 64 * kib)))
}

export interface ArrayShape {
  readonly level: Level
  /** Number of devices in use, missing ones included, spares not. */
  readonly devices: number
  readonly layout?: string | undefined
  readonly chunkBytes?: number | undefined
  readonly metadata?: string | undefined
}

/** Usable bytes of an array whose smallest member has this size. */
export function arrayBytes(shape: ArrayShape, smallestMemberBytes: number): number {
  const { level, devices, layout, chunkBytes = defaultChunkBytes, metadata = defaultMetadata } = shape
  const data = memberDataBytes(smallestMemberBytes, level, metadata, chunkBytes)
  switch (level) {
    case 0:
      return devices * data
    case 1:
      return data
    case 5:
      return (devices - 1) * data
    case 6:
      return (devices - 2) * data
    case 10:
      return Math.floor((devices * data) / copiesOf(layout))
  }
}

/** Fault in a chunk size, or undefined: a power of two from 4 KiB that is at least a page (mdadm(8) --chunk). */
export function chunkFault(chunkBytes: number): string | undefined {
  if (chunkBytes < 4 * kib) return 'is smaller than 4K'
  if (Math.log2(chunkBytes) % 1 !== 0) return 'is not a power of two'
  return undefined
}

const roundUp = (value: number, unit: number): number => Math.ceil(value / unit) * unit
const roundDown = (value: number, unit: number): number => Math.floor(value / unit) * unit

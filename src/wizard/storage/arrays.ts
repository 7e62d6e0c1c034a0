import type { Disk as FoundDisk, Facts, MdArray } from '../../facts/types.gen.ts'
import { enumerate } from '../../core/text.ts'
import type { Disk, Raid } from '../../spec/spec.ts'
import { roomText, writtenDisk } from './disks.ts'
import { partitionHolding, partitionsOf, partitionName } from './mirror.ts'

/** An array that is there and has nothing on it. */
export interface FreeArray {
  readonly name: string
  readonly bytes: number
  readonly disks: { readonly [name: string]: Disk }
  readonly raid: Raid
}

const levels: { readonly [level: string]: Raid['level'] } = { raid1: 1, raid5: 5, raid6: 6, raid10: 10 }

/**
 * The largest array of a node that is whole and unused, on disks that the system is not on; undefined where there is none.
 * Whether really nothing is on it is looked at again, on the node itself, before anything is written.
 */
export function freeArray(facts: Facts): FreeArray | undefined {
  const used = new Set(
    facts.disks
      .flatMap(({ uses }) => uses.filter(({ kind }) => kind !== 'array'))
      .map(({ device }) => device),
  )
  const free = (facts.arrays ?? [])
    .filter(({ name, signatures, degraded, sizeBytes }) =>
      [!used.has(name), signatures?.length === 0, (degraded ?? 0) === 0, sizeBytes !== null].every(Boolean),
    )
    .flatMap((array) => asWritten(array, facts) ?? [])
  return free.sort((a, b) => b.bytes - a.bytes)[0]
}

function asWritten(array: MdArray, facts: Facts): FreeArray | undefined {
  const level = levels[array.level ?? '']
  const members = [...array.members].sort((a, b) => (a.slot ?? 99) - (b.slot ?? 99))
  const found = members.flatMap(({ device, slot }) => {
    const name = device.replace(/^\/dev\//, '')
    const whole = facts.disks.find((disk) => disk.name === name)
    const held = whole ? { disk: whole, partition: undefined } : partitionHolding(name, facts.disks)
    return held && !held.disk.system ? [{ ...held, isSpare: slot === null }] : []
  })
  if (level === undefined || members.length === 0 || found.length < members.length) return undefined
  const disks = [...new Set(found.map(({ disk }) => disk))]
  const called = (disk: FoundDisk): string => (disks.length === 1 ? 'data' : `data${disks.indexOf(disk) + 1}`)
  const references = found.map(({ disk, partition, isSpare }) => ({
    isSpare,
    name: partition ? `${called(disk)}/${partitionName(disk, partition, facts)}` : called(disk),
  }))
  const spares = references.filter(({ isSpare }) => isSpare).map(({ name }) => name)
  return {
    name: array.name,
    bytes: array.sizeBytes!,
    disks: Object.fromEntries(
      disks.map((disk): [string, Disk] => [
        called(disk),
        {
          ...writtenDisk(disk, facts.disks),
          ...(disk.table === 'dos' && { table: 'msdos' as const }),
          ...(disk.partitions.length > 0 && { partitions: partitionsOf(disk, facts) }),
        },
      ]),
    ),
    raid: {
      level,
      devices: references.filter(({ isSpare }) => !isSpare).map(({ name }) => name),
      ...(spares.length > 0 && { spares }),
      existing: true,
    },
  }
}

/** `md1 on node1 (1.8T, RAID 10)`, for all nodes. */
export const arraysText = (arrays: readonly { readonly node: string; readonly array: FreeArray }[]): string =>
  enumerate(
    arrays.map(
      ({ node, array }) => `${array.name} on ${node} (${roomText(array.bytes)}, RAID ${array.raid.level})`,
    ),
  )

import type { Disk as FoundDisk, Facts, MdArray, Partition as FoundPartition } from '../../facts/types.gen.ts'
import type { Boot, Disk, Partition, Raid } from '../../spec/spec.ts'
import { writtenDisk } from './disks.ts'

/** The system's own mirror, as the installation made it. */
export interface SystemMirror {
  readonly disks: { readonly [name: string]: Disk }
  readonly raid: { readonly [name: string]: Raid }
  readonly boot: Boot
  /** What each of its disks is called in cluster.yaml. */
  readonly names: ReadonlyMap<FoundDisk, string>
  /** What is on the arrays, for people: `md0 (/)`. */
  readonly words: string
}

/**
 * The RAID 1 arrays that the running system stands on, where each member is a partition of a disk of its own and every one
 * of these disks can hold a boot loader. Undefined where there is none: a system on one disk has nothing to mirror.
 */
export function systemMirror(facts: Facts): SystemMirror | undefined {
  const disks = facts.disks.filter(({ system }) => system)
  const arrays = (facts.arrays ?? []).filter((array) => isMirrorOf(array, disks))
  if (disks.length < 2 || arrays.length === 0) return undefined
  const names = new Map(disks.map((disk, index) => [disk, `system${index + 1}`]))
  const written = disks.map((disk): [string, Disk] => [
    names.get(disk)!,
    {
      ...withoutSize(writtenDisk(disk, facts.disks)),
      ...(disk.table === 'dos' && { table: 'msdos' as const }),
      partitions: partitionsOf(disk, facts),
    },
  ])
  const hasEsp = disks.every(({ partitions }) => partitions.some((one) => typeOf(one) === 'esp'))
  const bootsFromBios = disks.every(
    ({ table, partitions }) => table === 'dos' || partitions.some((one) => typeOf(one) === 'bios-boot'),
  )
  // A disk may hold both, so that it starts any machine; then the firmware decides.
  const isEfi = hasEsp && (facts.system.firmware === 'uefi' || !bootsFromBios)
  if (!isEfi && !bootsFromBios) return undefined
  const slackware = facts.platform?.startsWith('slackware') === true
  return {
    disks: Object.fromEntries(written),
    raid: Object.fromEntries(
      arrays.map((array): [string, Raid] => [
        array.name,
        {
          level: 1,
          devices: memberNames(
            array,
            disks,
            (disk, partition) => `${names.get(disk)}/${partitionName(disk, partition, facts)}`,
          ),
          existing: true,
        },
      ]),
    ),
    boot: { loader: isEfi ? 'grub-efi' : slackware ? 'lilo' : 'grub-pc', disks: [...names.values()] },
    names,
    words: arrays
      .map((array) => `${array.name} (${usesOf(array.name, facts).join(', ') || 'part of the system'})`)
      .join(', '),
  }
}

/** An array of the system need not have a size in cluster.yaml: nothing is made of it. */
const withoutSize = ({ size: _, ...disk }: Disk): Disk => disk

function isMirrorOf(array: MdArray, disks: readonly FoundDisk[]): boolean {
  if (array.level !== 'raid1' || array.members.length < 2) return false
  const found = array.members.map(({ device }) => partitionHolding(device, disks)?.disk)
  return found.every((disk) => disk !== undefined) && new Set(found).size === found.length
}

/** The partition of a name, with its disk. */
export function partitionHolding(
  device: string,
  disks: readonly FoundDisk[],
): { readonly disk: FoundDisk; readonly partition: FoundPartition } | undefined {
  const name = device.replace(/^\/dev\//, '')
  for (const disk of disks) {
    const partition = disk.partitions.find((one) => one.name === name)
    if (partition) return { disk, partition }
  }
  return undefined
}

const memberNames = (
  { members }: MdArray,
  disks: readonly FoundDisk[],
  name: (disk: FoundDisk, partition: FoundPartition) => string,
): string[] =>
  [...members]
    .sort((a, b) => (a.slot ?? 99) - (b.slot ?? 99))
    .map(({ device }) => partitionHolding(device, disks)!)
    .map(({ disk, partition }) => name(disk, partition))

/** Mount points and the like of what stands on a device. */
const usesOf = (name: string, { disks }: Facts): string[] => [
  ...new Set(
    disks
      .flatMap(({ uses }) => uses)
      .filter(({ device, kind }) => device === name && kind !== 'array')
      .map(({ kind, by }) => (kind === 'swap' ? 'swap' : by)),
  ),
]

/** The table of a disk as cluster.yaml describes it. */
export function partitionsOf(disk: FoundDisk, facts: Facts): { [name: string]: Partition } {
  const sorted = [...disk.partitions].sort((a, b) => (a.number ?? 0) - (b.number ?? 0))
  return Object.fromEntries(
    sorted.map((partition, index): [string, Partition] => {
      // Only the last can take what is left, and only to the end of the disk.
      const isRest = index === sorted.length - 1 && reachesEnd(disk, partition)
      const type = typeOf(partition)
      return [
        partitionName(disk, partition, facts),
        {
          ...(partition.number !== null && partition.number !== index + 1 && { number: partition.number }),
          ...(!isRest && partition.sizeBytes !== null && { size: sizeOf(partition.sizeBytes) }),
          ...(type !== 'linux' && { type }),
        },
      ]
    }),
  )
}

/** What a second GPT and the alignment of partitions leave at the end. */
const endBytes = 4 * 1024 ** 2

const reachesEnd = (disk: FoundDisk, { startBytes, sizeBytes }: FoundPartition): boolean =>
  disk.sizeBytes !== null &&
  startBytes !== null &&
  sizeBytes !== null &&
  startBytes + sizeBytes > disk.sizeBytes - endBytes

const sizeOf = (bytes: number): string | number => {
  const mib = bytes / 1024 ** 2
  return Number.isInteger(mib) ? (mib % 1024 === 0 ? `${mib / 1024}G` : `${mib}M`) : bytes
}

/** By what it is for, and by number where two are for the same. */
export function partitionName(disk: FoundDisk, partition: FoundPartition, facts: Facts): string {
  const plain = (one: FoundPartition): string => {
    const type = typeOf(one)
    if (type === 'bios-boot') return 'bios'
    if (type === 'esp' || type === 'swap') return type
    const array = facts.arrays?.find(({ members }) =>
      members.some(({ device }) => device.replace(/^\/dev\//, '') === one.name),
    )
    const [use] = usesOf(array?.name ?? one.name, facts)
    const word = use === '/' ? 'root' : use?.replace(/^\/+/, '').replace(/[^A-Za-z0-9_-]+/g, '-')
    return word !== undefined && /^[A-Za-z]/.test(word) ? word : `part${one.number ?? 0}`
  }
  const name = plain(partition)
  const isAlone = disk.partitions.every((other) => other === partition || plain(other) !== name)
  return isAlone ? name : `${name}${partition.number ?? ''}`
}

/** GUIDs of the UEFI specification and of the Discoverable Partitions Specification; numbers of the MBR. */
const types: { readonly [type: string]: NonNullable<Partition['type']> } = {
  '21686148-6449-6e6f-744e-656564454649': 'bios-boot',
  'c12a7328-f81f-11d2-ba4b-00a0c93ec93b': 'esp',
  'a19d880f-05fc-4d3b-a006-743f0f84911e': 'raid',
  'e6d6d379-f507-44c2-a23c-238f2a3df928': 'lvm',
  '0657fd6d-a4ab-43c4-84e5-0933c84b4f4f': 'swap',
  '0xfd': 'raid',
  fd: 'raid',
  '0x8e': 'lvm',
  '8e': 'lvm',
  '0x82': 'swap',
  '82': 'swap',
  '0xef': 'esp',
  ef: 'esp',
}

export const typeOf = ({ type, signatures }: FoundPartition): NonNullable<Partition['type']> => {
  const known = types[(type ?? '').toLowerCase()]
  if (known !== undefined) return known
  return signatures?.some((one) => one.type === 'linux_raid_member') === true ? 'raid' : 'linux'
}

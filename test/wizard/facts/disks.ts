// Disks and arrays of the fixtures' machines, shaped as real captures are (test/facts).
import { reasonsOf } from '../../../src/facts/eligible.ts'
import type { Disk, MdArray } from '../../../src/facts/types.gen.ts'
import { digits, gib } from './parts.ts'

export interface DiskSaid {
  readonly name: string
  readonly model: string
  readonly serial: string
  readonly sizeBytes: number
  readonly rotational?: boolean
  readonly wwn?: string | null
  readonly byId?: readonly string[]
}

/** An empty disk, named as udev names disks of its kind. */
export function disk({ name, model, serial, sizeBytes, rotational, wwn, byId }: DiskSaid): Disk {
  const word = model.replaceAll(' ', '_')
  const isNvme = name.startsWith('nvme')
  const number =
    wwn === undefined ? (isNvme ? `eui.0025385a${digits(serial, 8)}` : `0x5002538e${digits(serial, 8)}`) : wwn
  const own = byId ?? [`${isNvme ? 'nvme' : 'ata'}-${word}_${serial}`]
  return judged({
    name,
    path: `/dev/${name}`,
    byId: [...own, ...(number === null ? [] : [isNvme ? `nvme-${number}` : `wwn-${number}`])],
    byPath: [
      isNvme ? `pci-0000:5e:00.0-nvme-${name.slice(-1)}` : `pci-0000:00:17.0-ata-${name.charCodeAt(2) - 96}`,
    ],
    serial,
    serials: [serial, `${word}_${serial}`],
    wwn: number,
    model,
    vendor: isNvme ? null : 'ATA',
    sizeBytes,
    logicalSector: 512,
    physicalSector: isNvme ? 512 : 4096,
    rotational: rotational ?? false,
    removable: false,
    readOnly: false,
    transport: isNvme ? 'nvme' : 'sata',
    place: `../devices/pci0000:00/0000:00:17.0/${isNvme ? 'nvme/nvme0' : 'ata1/host0/target0:0:0/0:0:0:0/block'}/${name}`,
    multipath: [],
    table: null,
    signatures: [],
    blank: true,
    partitions: [],
    uses: [],
    system: false,
    eligible: true,
    reasons: [],
  })
}

/** The program's own judgement of a disk. */
export function judged(disk: Disk): Disk {
  const reasons = reasonsOf(disk)
  return { ...disk, eligible: reasons.length === 0, reasons }
}

const guids: { readonly [type: string]: string } = {
  esp: 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b',
  'bios-boot': '21686148-6449-6e6f-744e-656564454649',
  linux: '0fc63daf-8483-4772-8e79-3d69d8477de4',
  raid: 'a19d880f-05fc-4d3b-a006-743f0f84911e',
  swap: '0657fd6d-a4ab-43c4-84e5-0933c84b4f4f',
}

export interface PartitionSaid {
  readonly sizeBytes: number
  readonly type: string
  readonly holds?: string
  readonly label?: string
  readonly use?: Disk['uses'][number]['kind']
  readonly by?: string
}

/** The same disk with a partition table; what a partition holds and who uses it is said of each. */
export function withPartitions(empty: Disk, parts: readonly PartitionSaid[], table = 'gpt'): Disk {
  const nameOf = (index: number): string =>
    `${empty.name}${empty.name.startsWith('nvme') ? 'p' : ''}${index + 1}`
  let at = 1024 ** 2
  const partitions = parts.map(({ sizeBytes, type, holds, label }, index) => {
    const startBytes = at
    at += sizeBytes
    return {
      name: nameOf(index),
      path: `/dev/${nameOf(index)}`,
      number: index + 1,
      startBytes,
      sizeBytes,
      type: guids[type] ?? guids.linux!,
      label: null,
      uuid: null,
      signatures:
        holds === undefined
          ? []
          : [
              {
                type: holds,
                offset: 4096,
                uuid: digits(`${empty.serial}${index}`, 8),
                label: label ?? null,
                version: null,
              },
            ],
    }
  })
  const uses = parts.flatMap(({ use, by }, index) =>
    use === undefined ? [] : [{ device: nameOf(index), kind: use, by: by ?? '' }],
  )
  const system = uses.some(({ kind, by }) => kind === 'mount' && ['/', '/boot', '/boot/efi'].includes(by))
  return judged({
    ...empty,
    table,
    blank: null,
    signatures: [{ type: table, offset: 510, uuid: null, label: null, version: null }],
    partitions,
    uses,
    system,
  })
}

/** The disk that the installer was given. */
export const bootDisk = (said: DiskSaid, firmware: string | null): Disk =>
  withPartitions(
    disk(said),
    [
      ...(firmware === 'uefi'
        ? [{ sizeBytes: 512 * 1024 ** 2, type: 'esp', holds: 'vfat', use: 'mount', by: '/boot/efi' } as const]
        : []),
      {
        sizeBytes: Math.floor(said.sizeBytes / gib - 3) * gib,
        type: 'linux',
        holds: 'ext4',
        use: 'mount',
        by: '/',
      },
      { sizeBytes: gib, type: 'swap', holds: 'swap', use: 'swap', by: '' },
    ],
    firmware === 'uefi' ? 'gpt' : 'dos',
  )

/** An array that runs; `members` are names of partitions. */
export const array = (
  name: string,
  level: string,
  members: readonly string[],
  sizeBytes: number,
): MdArray => ({
  name,
  label: null,
  uuid: digits(name + members.join(), 32)
    .match(/.{8}/g)!
    .join(':'),
  level,
  metadata: '1.2',
  state: 'clean',
  sizeBytes,
  devices: members.length,
  degraded: 0,
  chunkBytes: null,
  bitmap: 'internal',
  sync: null,
  members: members.map((device, slot) => ({ device, slot, state: 'in_sync' })),
  signatures: [{ type: 'ext4', offset: 1080, uuid: null, label: null, version: null }],
})

import { plural } from '../core/text.ts'
import type { Disk, Reason, Signature } from './types.gen.ts'

/**
 * What a reason against a disk is about. `use`: something works with it now, and nothing may be written to it. `data`: it
 * holds something that would be lost, which somebody may allow by naming the disk. `device`: it is no disk for this.
 */
export type ReasonKind = 'use' | 'data' | 'device'

const kinds: { readonly [code in Reason['code']]: ReasonKind } = {
  system: 'use',
  mounted: 'use',
  swap: 'use',
  array: 'use',
  lvm: 'use',
  // What stands on it is not open, and may be given up like any other data.
  'lvm-inactive': 'data',
  drbd: 'use',
  multipath: 'use',
  held: 'use',
  machine: 'use',
  open: 'use',
  partitions: 'data',
  signature: 'data',
  'unknown-data': 'data',
  unknown: 'device',
  twin: 'device',
  'read-only': 'device',
  removable: 'device',
  'no-medium': 'device',
}

export const reasonKind = (reason: Reason): ReasonKind => kinds[reason.code]

/** Why a disk must not be written to as it is; nothing where it is blank and unused. */
export function reasonsOf(disk: Disk): Reason[] {
  if (disk.sizeBytes === 0 || disk.sizeBytes === null)
    return [
      disk.sizeBytes === 0
        ? { code: 'no-medium', text: 'there is no medium in it' }
        : { code: 'unknown', text: 'its size is not known' },
    ]
  return [...uses(disk), ...data(disk), ...device(disk)]
}

function uses(disk: Disk): Reason[] {
  const reasons = disk.uses.map(({ device: on, kind, by }): Reason => {
    const subject = on === disk.name ? 'it' : on
    switch (kind) {
      case 'mount':
        return { code: 'mounted', text: `${subject} is mounted on ${by}` }
      case 'swap':
        return { code: 'swap', text: `${subject} is swap space in use` }
      case 'array':
        return { code: 'array', text: `${subject} is in the array ${by}` }
      case 'volume-group':
        return { code: 'lvm', text: `${subject} is in the volume group ${by}` }
      case 'inactive-group':
        return {
          code: 'lvm-inactive',
          text:
            by === ''
              ? `${subject} is a physical volume of no group`
              : `${subject} is in the volume group ${by}, which is not active`,
        }
      case 'drbd':
        return { code: 'drbd', text: `${subject} is in DRBD ${by}` }
      case 'multipath':
        return { code: 'multipath', text: `it is a path to the multipath disk ${by}` }
      case 'machine':
        return { code: 'machine', text: `the virtual machine ${by} has ${subject}` }
      case 'process':
        return { code: 'open', text: `${by} has ${subject} open` }
      default:
        return { code: 'held', text: `${by} holds ${subject}` }
    }
  })
  return disk.system ? [{ code: 'system', text: 'the running system is on it' }, ...reasons] : reasons
}

function data(disk: Disk): Reason[] {
  const parts = disk.partitions.flatMap(({ name, signatures }) =>
    (signatures ?? []).filter(({ type }) => !isTable(type)).map((found) => `${name} ${named(found)}`),
  )
  const table = disk.table ?? disk.signatures?.find(({ type }) => isTable(type))?.type
  const reasons: Reason[] = []
  if (disk.partitions.length > 0 || table !== undefined)
    reasons.push({
      code: 'partitions',
      text: [
        `it has a partition table${table ? ` (${table})` : ''} with ${disk.partitions.length === 0 ? 'no partitions' : plural(disk.partitions.length, 'partition')}`,
        ...(parts.length > 0 ? [parts.join(', ')] : []),
      ].join(': '),
    })
  for (const found of disk.signatures?.filter(({ type }) => !isTable(type)) ?? [])
    reasons.push({ code: 'signature', text: `it holds ${named(found)}` })
  if (disk.blank === false)
    reasons.push({
      code: 'unknown-data',
      text: 'it is not blank, though no program knows what is on it',
    })
  return reasons
}

const isTable = (type: string): boolean => /^(gpt|dos|PMBR|mac|bsd|sun|sgi|atari|unixware|minix)$/.test(type)

/** What is written, as people name it. */
function named({ type, label }: Signature): string {
  const name = names[type] ?? type
  return label === null ? name : `${name} "${label}"`
}

const names: { readonly [type: string]: string } = {
  LVM2_member: 'an LVM physical volume',
  linux_raid_member: 'a member of a Linux RAID array',
  drbd: 'DRBD metadata',
  swap: 'swap space',
  crypto_LUKS: 'LUKS encryption',
  zfs_member: 'a member of a ZFS pool',
  several: 'signatures that contradict each other',
}

function device(disk: Disk): Reason[] {
  const reasons: Reason[] = []
  // Every known signature lies in the first or the last mebibyte, so that zeros there say enough without any program.
  const isKnown =
    disk.blank === true ||
    (disk.signatures !== null && disk.partitions.every(({ signatures }) => signatures !== null))
  const hasNothing = disk.signatures?.length === 0 && disk.partitions.length === 0
  if (!isKnown) reasons.push({ code: 'unknown', text: 'what is on it could not be read' })
  else if (disk.blank === null && hasNothing)
    reasons.push({ code: 'unknown', text: 'whether it is blank could not be read' })
  const twins = disk.multipath.filter((name) => /^(sd|dasd|nvme)/.test(name))
  if (twins.length > 0)
    reasons.push({ code: 'twin', text: `${twins.join(', ')} is the same disk by another path` })
  if (disk.readOnly === true) reasons.push({ code: 'read-only', text: 'it is read-only' })
  if (disk.transport === 'usb') reasons.push({ code: 'removable', text: 'it is connected by USB' })
  else if (disk.removable === true) reasons.push({ code: 'removable', text: 'it is removable' })
  return reasons
}

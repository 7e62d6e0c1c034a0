import { formatBytes } from '../arithmetic/format.ts'
import { bytesOf } from '../arithmetic/units.ts'
import { partitionableBytes } from '../capacity.ts'
import { drbdNumbers, forNode, partitionNumber } from '../devices.ts'
import type { Rule } from '../rule.ts'
import type { Disk, Path, Spec } from '../spec.ts'
import { deviceUses, disksBelow, overlap } from '../uses.ts'

const identities = ['by-id', 'wwn', 'serial', 'path'] as const

function* disksOf(spec: Spec): Generator<{ node: string; name: string; disk: Disk; path: Path }> {
  for (const [node, { disks }] of Object.entries(spec.nodes)) {
    for (const [name, disk] of Object.entries(disks ?? {}))
      yield { node, name, disk, path: ['nodes', node, 'disks', name] }
  }
}

/** Partitions in the order of their numbers. */
const partitionsOf = (disk: Disk) =>
  Object.entries(disk.partitions ?? {})
    .map(([name, value]) => ({ name, value, number: partitionNumber(disk, name)! }))
    .sort((a, b) => a.number - b.number)

/** What MBR can address with sectors of 512 bytes. */
const msdosLimit = 2 ** 32 * 512

/** The disk whose partition a name of udev or of the kernel is; undefined for a disk's own name. */
function wholeOf(key: 'by-id' | 'path', value: string): string | undefined {
  const pattern =
    key === 'by-id' || value.startsWith('/dev/disk/')
      ? /^(.+)-part[0-9]+$/
      : /^(\/dev\/(?:[shv]d[a-z]+|xvd[a-z]+|nvme[0-9]+n[0-9]+(?=p)|mmcblk[0-9]+(?=p)))p?[0-9]+$/
  return pattern.exec(value)?.[1]
}

export const rules: Rule[] = [
  {
    code: 'DSK001',
    severity: 'error',
    title: 'A disk says which disk it is.',
    why: 'Disks are found by what stays the same over a reboot; without that another disk could be overwritten.',
    example: { bad: 'data1: { size: 4T }', good: 'data1: { serial: WD-WX12A345, size: 4T }' },
    source: 'udev(7), lsblk(8)',
    check(spec, report) {
      for (const { node, name, disk, path } of disksOf(spec)) {
        if (identities.every((key) => disk[key] === undefined))
          report(
            path,
            `The disk ${name} of ${node} does not say which disk it is.`,
            'add serial, wwn or by-id; `lsblk -o NAME,SERIAL,WWN` shows them',
          )
      }
    },
  },
  {
    code: 'DSK002',
    severity: 'warning',
    title: 'A disk is not named by its kernel name.',
    why: 'The kernel counts disks as it finds them: after a new disk or controller /dev/sdb can be another one.',
    example: { bad: 'data1: { path: /dev/sdb }', good: 'data1: { serial: WD-WX12A345 }' },
    source: 'kernel Documentation/admin-guide/devices.rst; udev(7)',
    check(spec, report) {
      for (const { node, name, disk, path } of disksOf(spec)) {
        if (disk.path === undefined || disk.path.startsWith('/dev/disk/')) continue
        if (disk['by-id'] === undefined && disk.wwn === undefined && disk.serial === undefined)
          report(
            [...path, 'path'],
            `The disk ${name} of ${node} is known by the kernel's name ${disk.path}, which can be another disk after a reboot.`,
            'write its serial, wwn or by-id instead; `lsblk -o NAME,SERIAL,WWN` shows them',
          )
      }
    },
  },
  {
    code: 'DSK003',
    severity: 'error',
    title: 'A disk is identified in one way.',
    why: 'Two names can mean two disks; only one of them would be looked at.',
    example: {
      bad: 'data1: { serial: WD-WX12A345, path: /dev/sdb }',
      good: 'data1: { serial: WD-WX12A345 }',
    },
    source: 'one identity, so that a match is exactly one',
    check(spec, report) {
      for (const { node, name, disk, path } of disksOf(spec)) {
        const given = identities.filter((key) => disk[key] !== undefined)
        if (given.length > 1)
          report(
            [...path, given[1]!],
            `The disk ${name} of ${node} is identified by ${given.join(' and ')}; one of them decides.`,
            `keep ${given[0]} and remove ${given.slice(1).join(', ')}`,
          )
      }
    },
  },
  {
    code: 'DSK004',
    severity: 'error',
    title: 'A disk has one name, on one node.',
    why: 'The same disk under two names would be partitioned or joined into an array twice; a serial number copied to the second node finds nothing there.',
    example: { bad: 'a: { serial: X1 }\nb: { serial: X1 }', good: 'a: { serial: X1 }\nb: { serial: X2 }' },
    source: 'serial numbers and WWNs are unique',
    check(spec, report) {
      const seen = new Map<string, { node: string; name: string; multipath: boolean }>()
      for (const { node, name, disk, path } of disksOf(spec)) {
        for (const key of identities) {
          const value = disk[key]
          if (value === undefined) continue
          const where = key === 'path' ? `${node} path ${value}` : `${key} ${value}`
          const other = seen.get(where)
          // Shared storage is one disk on several nodes.
          if (other && !(other.node !== node && other.multipath && disk.multipath))
            report(
              [...path, key],
              other.node === node
                ? `The disks ${other.name} and ${name} of ${node} are the same one: ${key} ${value}.`
                : `The disk ${name} of ${node} and the disk ${other.name} of ${other.node} are the same one: ${key} ${value}.`,
              `write the ${key} of the other disk`,
            )
          else seen.set(where, { node, name, multipath: disk.multipath ?? false })
        }
      }
      for (const { node, name, disk, path } of disksOf(spec)) {
        for (const key of ['by-id', 'path'] as const) {
          const whole = disk[key] === undefined ? undefined : wholeOf(key, disk[key])
          const other =
            whole === undefined
              ? undefined
              : seen.get(key === 'path' ? `${node} path ${whole}` : `${key} ${whole}`)
          if (other?.node === node)
            report(
              [...path, key],
              `The disk ${name} of ${node} is a partition of its disk ${other.name}.`,
              `write it under partitions: of ${other.name}, or take one of them out`,
            )
        }
      }
    },
  },
  {
    code: 'DSK005',
    severity: 'error',
    title: 'A device has one user.',
    why: 'Two users write over each other: a partition of a disk that is in an array, one volume under two resources.',
    example: {
      bad: 'drbd: { resources: { a: { disk: vg0/a }, b: { disk: vg0/a } } }',
      good: 'drbd: { resources: { a: { disk: vg0/a }, b: { disk: vg0/b } } }',
    },
    source: 'drbd.conf(5) disk; md(4); lvm(8)',
    check(spec, report) {
      const numbers = drbdNumbers(spec)
      const told = new Set<string>()
      for (const node of Object.keys(spec.nodes)) {
        const uses = deviceUses(spec, node, numbers)
        // By disk, so that a disk and its partitions meet; other devices by path.
        const groups = new Map<string, typeof uses>()
        for (const use of uses) {
          const key = 'disk' in use.found ? `disk ${use.found.disk}` : use.found.path
          groups.set(key, [...(groups.get(key) ?? []), use])
        }
        for (const group of groups.values()) {
          for (const [i, use] of group.entries()) {
            const other = group.slice(0, i).find((candidate) => overlap(candidate.found, use.found))
            if (!other || (other.kind === 'metadata' && use.kind === 'metadata')) continue
            // A mount below DRBD is SVC006.
            if (['filesystem', 'service'].includes(use.kind) && other.kind === 'drbd') continue
            const sentence =
              other.reference === use.reference
                ? `${use.reference} on ${node} is ${other.as} and also ${use.as}.`
                : `${use.reference} on ${node} is ${use.as}, but ${other.reference} is ${other.as}, and they share blocks.`
            // What a service mounts stands in one place for all nodes.
            const key = `${use.path.join('/')} ${other.as} ${use.as}`
            if (told.has(key)) continue
            told.add(key)
            report(use.path, sentence, 'give each its own device')
          }
        }
      }
    },
  },
  {
    code: 'DSK006',
    severity: 'error',
    title: 'Partitions fit on their disk.',
    why: 'sfdisk refuses the table, on the node, after everything before it was done.',
    example: {
      bad: 'd: { serial: X, size: 100G, partitions: { a: { size: 80G }, b: { size: 40G } } }',
      good: 'd: { serial: X, size: 100G, partitions: { a: { size: 60G }, b: {} } }',
    },
    source: 'sfdisk(8); UEFI specification 5.3: GPT has a second header at the end',
    check(spec, report) {
      for (const { node, name, disk, path } of disksOf(spec)) {
        if (disk.size === undefined || !disk.partitions) continue
        const room = partitionableBytes(bytesOf(disk.size), disk.table)
        const sizes = Object.values(disk.partitions).map((value) =>
          value.size === undefined ? 0 : bytesOf(value.size),
        )
        const wanted = sizes.reduce((sum, size) => sum + size, 0)
        const rest = Object.values(disk.partitions).some((value) => value.size === undefined)
        if (wanted > room || (rest && wanted === room))
          report(
            [...path, 'partitions'],
            wanted > room
              ? `The partitions of ${name} on ${node} need ${formatBytes(wanted)}, but the disk has room for ${formatBytes(room)}.`
              : `The partitions of ${name} on ${node} leave nothing for the one without a size.`,
            'make them smaller, or leave out the size of the last, which then takes the rest',
          )
      }
    },
  },
  {
    code: 'DSK007',
    severity: 'error',
    title: 'Only the last partition is without a size.',
    why: 'A partition without a size takes the rest of the disk, and nothing can come after it.',
    example: {
      bad: 'partitions: { a: {}, b: { size: 1G } }',
      good: 'partitions: { b: { size: 1G }, a: {} }',
    },
    source: 'sfdisk(8) size',
    check(spec, report) {
      for (const { node, name, disk, path } of disksOf(spec)) {
        for (const { name: partition, value } of partitionsOf(disk).slice(0, -1)) {
          if (value.size === undefined)
            report(
              [...path, 'partitions', partition],
              `The partition ${partition} of ${name} on ${node} has no size and is not the last one.`,
              'give it a size, or make it the last',
            )
        }
      }
    },
  },
  {
    code: 'DSK008',
    severity: 'error',
    title: 'Partition numbers are different and fit their table.',
    why: 'Two partitions cannot have one number, and MBR has four primary partitions and ends at 2 TiB.',
    example: {
      bad: 'partitions: { a: { number: 1, size: 1G }, b: { number: 1 } }',
      good: 'partitions: { a: { size: 1G }, b: {} }',
    },
    source: 'sfdisk(8); fdisk(8)',
    check(spec, report) {
      for (const { node, name, disk, path } of disksOf(spec)) {
        const partitions = partitionsOf(disk)
        for (const [i, partition] of partitions.entries()) {
          const where = [...path, 'partitions', partition.name]
          if (partition.number === partitions[i - 1]?.number)
            report(
              where,
              `The partitions ${partitions[i - 1]!.name} and ${partition.name} of ${name} on ${node} both have number ${partition.number}.`,
              'leave the numbers out; they are counted in order',
            )
          else if (disk.table === 'msdos' && partition.number > 4)
            report(
              where,
              `The partition ${partition.name} of ${name} on ${node} has number ${partition.number}, but an msdos table has four.`,
              'write table: gpt, or put LVM on the fourth partition',
            )
        }
        if (disk.table === 'msdos' && disk.size !== undefined && bytesOf(disk.size) > msdosLimit)
          report(
            [...path, 'table'],
            `The disk ${name} of ${node} has ${formatBytes(bytesOf(disk.size))}, and an msdos table ends at 2T.`,
            'write table: gpt',
          )
        if (disk.table === 'none' && partitions.length > 0)
          report(
            [...path, 'table'],
            `The disk ${name} of ${node} has partitions, but table: none says that it is used whole.`,
            'write table: gpt, or remove the partitions',
          )
      }
    },
  },
  {
    code: 'DSK009',
    severity: 'error',
    title: 'A disk behind several controllers is known by its WWN.',
    why: 'multipathd joins paths by the WWID of the LUN; a serial or by-id name belongs to one path or to the box.',
    example: {
      bad: 'lun: { serial: X1, multipath: true }',
      good: 'lun: { wwn: "0x6001405a9c3e5d2f1b4a7c8d9e0f1a2b", multipath: true }',
    },
    source: 'multipath.conf(5) multipaths, wwid',
    check(spec, report) {
      for (const { node, name, disk, path } of disksOf(spec)) {
        if (disk.multipath && disk.wwn === undefined)
          report(
            [...path, 'multipath'],
            `The disk ${name} of ${node} has several paths, but no wwn to know them by.`,
            'add wwn; `multipath -ll` or `lsblk -o NAME,WWN` shows it',
          )
      }
    },
  },
  {
    code: 'DSK010',
    severity: 'error',
    title: 'A local file system has a device, and not one that the cluster mounts.',
    why: 'Boot would hang or stop at a device that is not there yet: DRBD is Secondary until the cluster promotes it, and a mount of a Secondary fails.',
    example: {
      bad: '/data: { device: r0, type: ext4 }',
      good: 'services: { data: { filesystem: { device: r0, mount: /data, type: ext4 } } }',
    },
    source: 'fstab(5); drbdadm(8): a Secondary cannot be mounted',
    check(spec, report) {
      const numbers = drbdNumbers(spec)
      for (const [node, value] of Object.entries(spec.nodes)) {
        for (const [mount, filesystem] of Object.entries(value.filesystems ?? {})) {
          const path = ['nodes', node, 'filesystems', mount]
          if (filesystem.type === 'tmpfs' ? filesystem.device !== undefined : filesystem.device === undefined)
            report(
              path,
              filesystem.type === 'tmpfs'
                ? `${mount} on ${node} is a tmpfs, which has no device.`
                : `The file system ${mount} on ${node} does not say its device.`,
              filesystem.type === 'tmpfs' ? 'remove device' : 'add device: a partition, array or VG/LV',
            )
        }
        for (const use of deviceUses(spec, node, numbers)) {
          const noauto = value.filesystems?.[use.owner]?.options?.split(',').includes('noauto')
          const onDrbd = isOnDrbd(spec, node, use.found)
          if (use.kind === 'filesystem' && onDrbd && !noauto)
            report(
              use.path,
              `${use.owner} on ${node} is mounted at boot from ${use.reference}, but DRBD ${onDrbd} is Secondary until the cluster promotes it.`,
              'make it a service with filesystem:, or add the option noauto',
            )
        }
      }
    },
  },
  {
    code: 'DSK011',
    severity: 'warning',
    title: 'The copies of a DRBD resource are on disks of the same kind.',
    why: 'Every write waits for the slower side, and discards reach only the side that knows them.',
    example: {
      bad: 'node1: { disks: { d: { serial: A, rotational: true } } }   # node2: rotational: false',
      good: 'both rotating, or both not',
    },
    source: 'drbd.conf(5) protocol C, discard-zeroes-if-aligned',
    check(spec, report) {
      const numbers = drbdNumbers(spec)
      for (const { name, volumes } of numbers) {
        for (const { disk, path } of volumes) {
          const kinds = new Map<boolean, string>()
          for (const [node, value] of Object.entries(spec.nodes)) {
            const reference = forNode(disk, node)
            if (reference === undefined) continue
            for (const below of disksBelow(spec, node, reference, numbers)) {
              const rotational = value.disks?.[below]?.rotational
              if (rotational !== undefined && !kinds.has(rotational)) kinds.set(rotational, node)
            }
          }
          if (kinds.size === 2)
            report(
              [...path, 'disk'],
              `DRBD ${name} is on a rotating disk on ${kinds.get(true)} and on one without moving parts on ${kinds.get(false)}; every write waits for the slower.`,
              'put both copies on disks of the same kind',
            )
        }
      }
    },
  },
]

/** The DRBD resource that a device is or lies on, through a volume group. */
function isOnDrbd(
  spec: Spec,
  node: string,
  found: { kind: string; resource?: string; group?: string },
): string | undefined {
  if (found.kind === 'drbd') return found.resource
  if (found.kind !== 'volume') return undefined
  const devices = spec.nodes[node]!['volume-groups']?.[found.group!]?.devices ?? []
  return devices
    .map((device) => device.split('/')[0]!)
    .find((head) => spec.drbd?.resources?.[head] !== undefined)
}

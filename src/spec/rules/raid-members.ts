import { arrayBytes, defaultChunkBytes } from '../arithmetic/raid.ts'
import { formatBytes } from '../arithmetic/format.ts'
import { bytesOf } from '../arithmetic/units.ts'
import { arraysOf, memberSizes } from '../arrays.ts'
import { drbdNumbers, findDevice } from '../devices.ts'
import type { Rule } from '../rule.ts'

const tib = 1024 ** 4

export const rules: Rule[] = [
  {
    code: 'RAI008',
    severity: 'warning',
    title: 'RAID 5 is not used where a rebuild is long.',
    why: 'While one disk is rebuilt every other one must be read without an error; with many or large disks a second fault in that time is likely, and it loses everything.',
    example: {
      bad: 'md0: { level: 5, devices: [a, b, c, d, e, f] }',
      good: 'md0: { level: 6, devices: [a, b, c, d, e, f] }',
    },
    source: 'md(4); unrecoverable read errors of 1 in 10^14 bits are one in 12 TB',
    check(spec, report) {
      for (const { node, name, raid, path } of arraysOf(spec)) {
        if (raid.level !== 5) continue
        const big = memberSizes(spec, node, raid).find(({ bytes }) => bytes > 2 * tib)
        if (raid.devices.length >= 6)
          report(
            [...path, 'level'],
            `${name} of ${node} is RAID 5 of ${raid.devices.length} devices; a second failure during the rebuild loses everything.`,
            'use level 6, or level 10 for virtual machines and databases',
          )
        else if (big)
          report(
            [...path, 'level'],
            `${name} of ${node} is RAID 5 of devices of ${formatBytes(big.bytes)}; a second fault during the long rebuild loses everything.`,
            'use level 6, or level 10 for virtual machines and databases',
          )
      }
    },
  },
  {
    code: 'RAI009',
    severity: 'warning',
    title: 'The members of an array have the same size.',
    why: 'The smallest decides; what the others have more is not used.',
    example: {
      bad: 'md0: { level: 1, devices: [d1, d2] }   # 1T and 2T',
      good: 'md0: { level: 1, devices: [d1, d2] }   # 2T both',
    },
    source: 'mdadm(8) --size',
    check(spec, report) {
      for (const { node, name, raid, path } of arraysOf(spec)) {
        const sizes = memberSizes(spec, node, raid)
        const smallest = Math.min(...sizes.map(({ bytes }) => bytes))
        const wasted = sizes.reduce((sum, { bytes }) => sum + bytes - smallest, 0)
        // Disks of one size by two makers differ by a few MiB.
        if (wasted <= smallest / 100) continue
        const low = sizes.find(({ bytes }) => bytes === smallest)!
        const shape = {
          level: raid.level,
          devices: raid.devices.length,
          layout: raid.layout,
          metadata: raid.metadata,
          chunkBytes: bytesOf(raid.chunk ?? defaultChunkBytes),
        }
        report(
          [...path, 'devices'],
          `${low.device} with ${formatBytes(smallest)} decides the size of ${name} on ${node}: ${formatBytes(arrayBytes(shape, smallest))} usable, ${formatBytes(wasted)} of the other devices unused.`,
          'use devices of one size, or partitions of one size and the rest for something else',
        )
      }
    },
  },
  {
    code: 'RAI010',
    severity: 'error',
    title: 'The members of an array are on different disks.',
    why: 'Two members on one disk die together, and the array with them; they also make every write seek.',
    example: {
      bad: 'md0: { level: 1, devices: [d1/a, d1/b] }',
      good: 'md0: { level: 1, devices: [d1/a, d2/a] }',
    },
    source: 'md(4)',
    check(spec, report) {
      const numbers = drbdNumbers(spec)
      for (const { node, name, raid, path } of arraysOf(spec)) {
        const seen = new Map<string, string>()
        for (const [i, device] of raid.devices.entries()) {
          const found = findDevice(spec, spec.nodes[node]!, device, numbers)
          const where = [...path, 'devices', i]
          if (found?.kind === 'drbd' || found?.kind === 'volume' || found?.kind === 'array') {
            report(
              where,
              `${device} of ${name} on ${node} is not a disk or partition.`,
              'name disks or partitions; arrays, volumes and DRBD devices go above an array',
            )
            continue
          }
          if (found?.kind !== 'partition') continue
          const other = seen.get(found.disk)
          if (other !== undefined && other !== device)
            report(
              where,
              `${other} and ${device} of ${name} on ${node} are on the same disk.`,
              'use a partition of another disk',
            )
          else seen.set(found.disk, device)
        }
      }
    },
  },
]

import {
  chunkFault,
  copiesOf,
  defaultMetadata,
  isStriped,
  minimumDevices,
  survivedFailures,
} from '../arithmetic/raid.ts'
import { formatBytes } from '../arithmetic/format.ts'
import { bytesOf } from '../arithmetic/units.ts'
import { arraysOf, memberSizes } from '../arrays.ts'
import type { Rule } from '../rule.ts'

const tib = 1024 ** 4

const raid10Layout = /^[nfo][0-9]$/

export const rules: Rule[] = [
  {
    code: 'RAI001',
    severity: 'error',
    title: 'An array has as many devices as its level needs.',
    why: 'mdadm refuses to make it; RAID 5 of two devices is a slow mirror.',
    example: {
      bad: 'md0: { level: 6, devices: [a, b, c] }',
      good: 'md0: { level: 6, devices: [a, b, c, d] }',
    },
    source: 'mdadm(8) --raid-devices; measured with mdadm 4.2: "at least 4 raid-devices needed for level 6"',
    check(spec, report) {
      for (const { node, name, raid, path } of arraysOf(spec)) {
        const needed = minimumDevices[raid.level]
        if (raid.devices.length >= needed) continue
        report(
          [...path, 'devices'],
          `RAID ${raid.level} needs ${needed} devices or more, and ${name} of ${node} has ${raid.devices.length}.`,
          raid.level === 5 && raid.devices.length === 2
            ? 'write level: 1 for two devices, or add a third'
            : 'add devices (the word missing stands for one that comes later), or choose another level',
          raid.level === 5 && raid.devices.length === 2 ? 'warning' : 'error',
        )
      }
    },
  },
  {
    code: 'RAI002',
    severity: 'error',
    title: 'The layout is one of the level, and has no more copies than devices.',
    why: 'mdadm refuses a layout of another level: n2, f2 and o2 are of RAID 10, left-symmetric and its kin of RAID 5 and 6.',
    example: {
      bad: 'md0: { level: 5, layout: n2, devices: [a, b, c] }',
      good: 'md0: { level: 5, layout: left-symmetric, devices: [a, b, c] }',
    },
    source: 'md(4), mdadm(8) --layout',
    check(spec, report) {
      for (const { node, name, raid, path } of arraysOf(spec)) {
        if (raid.layout === undefined) continue
        const where = [...path, 'layout']
        if (raid.level === 10 && !raid10Layout.test(raid.layout))
          report(
            where,
            `${raid.layout} of ${name} on ${node} is a layout of RAID 5 and 6, not of RAID 10.`,
            'write n2, f2 or o2, or leave it out',
          )
        else if (raid.level === 10 && copiesOf(raid.layout) > raid.devices.length)
          report(
            where,
            `The layout ${raid.layout} of ${name} on ${node} keeps ${copiesOf(raid.layout)} copies on ${raid.devices.length} devices.`,
            'use fewer copies or more devices',
          )
        else if ((raid.level === 5 || raid.level === 6) && raid10Layout.test(raid.layout))
          report(
            where,
            `${raid.layout} of ${name} on ${node} is a layout of RAID 10, not of RAID ${raid.level}.`,
            'write left-symmetric, or leave it out',
          )
        else if (raid.level === 0 || raid.level === 1)
          report(
            where,
            `RAID ${raid.level} has no layout, and ${name} of ${node} says ${raid.layout}.`,
            'remove layout',
          )
      }
    },
  },
  {
    code: 'RAI003',
    severity: 'error',
    title: 'The chunk size is a power of two from 4K, and the level has chunks.',
    why: 'mdadm refuses other sizes, and a mirror has no chunks.',
    example: {
      bad: 'md0: { level: 10, chunk: 96K, devices: [a, b, c, d] }',
      good: 'md0: { level: 10, chunk: 128K, devices: [a, b, c, d] }',
    },
    source: 'mdadm(8) --chunk',
    check(spec, report) {
      for (const { node, name, raid, path } of arraysOf(spec)) {
        if (raid.chunk === undefined) continue
        const fault = chunkFault(bytesOf(raid.chunk))
        if (!isStriped(raid.level))
          report(
            [...path, 'chunk'],
            `RAID 1 has no chunks, and ${name} of ${node} says ${raid.chunk}.`,
            'remove chunk',
          )
        else if (fault)
          report(
            [...path, 'chunk'],
            `The chunk ${raid.chunk} of ${name} on ${node} ${fault}.`,
            'write 64K, 128K, 256K or 512K',
          )
      }
    },
  },
  {
    code: 'RAI004',
    severity: 'error',
    title: 'Bitmap, partial parity log and level go together.',
    why: 'RAID 0 has nothing to resynchronise, the partial parity log is of RAID 5 alone and takes the place of the bitmap.',
    example: {
      bad: 'md0: { level: 5, consistency-policy: ppl, bitmap: internal, devices: [a, b, c] }',
      good: 'md0: { level: 5, consistency-policy: ppl, devices: [a, b, c] }',
    },
    source: 'mdadm(8) --consistency-policy, --bitmap',
    check(spec, report) {
      for (const { node, name, raid, path } of arraysOf(spec)) {
        const policy = raid['consistency-policy']
        if (raid.level === 0 && raid.bitmap === 'internal')
          report(
            [...path, 'bitmap'],
            `RAID 0 cannot have a bitmap, and ${name} of ${node} asks for one.`,
            'remove bitmap',
          )
        if (policy === 'ppl' && raid.level !== 5)
          report(
            [...path, 'consistency-policy'],
            `The partial parity log is of RAID 5, and ${name} of ${node} is RAID ${raid.level}.`,
            'remove consistency-policy; the bitmap is the default',
          )
        else if (policy === 'ppl' && raid.bitmap === 'internal')
          report(
            [...path, 'bitmap'],
            `${name} of ${node} has a partial parity log and a bitmap; it can have one of them.`,
            'remove bitmap, or the consistency-policy',
          )
        else if (policy === 'bitmap' && (raid.bitmap === 'none' || raid.level === 0))
          report(
            [...path, 'consistency-policy'],
            `The consistency policy of ${name} on ${node} is bitmap, but it has none.`,
            'write bitmap: internal, or remove the consistency-policy',
          )
        else if (policy === 'resync' && raid.bitmap === 'internal')
          report(
            [...path, 'bitmap'],
            `${name} of ${node} has the consistency policy resync and a bitmap; it can have one of them.`,
            'remove one of them',
          )
      }
    },
  },
  {
    code: 'RAI005',
    severity: 'error',
    title: 'The superblock can describe the array.',
    why: 'Superblocks of version 0.90 hold 28 devices of 2 TiB at most and no name; the rest would not be used, or creation fails.',
    example: {
      bad: 'md0: { level: 1, metadata: "0.90", devices: [big1, big2] }   # 4T each',
      good: 'md0: { level: 1, metadata: "1.0", devices: [big1, big2] }',
    },
    source: 'md(4) "superblock"; mdadm(8) --metadata',
    check(spec, report) {
      for (const { node, name, raid, path } of arraysOf(spec)) {
        if ((raid.metadata ?? defaultMetadata) === '0.90') {
          const where = [...path, 'metadata']
          const count = raid.devices.length + (raid.spares?.length ?? 0)
          const big = memberSizes(spec, node, raid).find(({ bytes }) => bytes > 2 * tib)
          if (count > 28)
            report(
              where,
              `Metadata 0.90 holds 28 devices, and ${name} of ${node} has ${count}.`,
              'write metadata: "1.2", or "1.0" for a boot array',
            )
          if (big)
            report(
              where,
              `Metadata 0.90 uses 2T of a device, and ${big.device} of ${name} on ${node} has ${formatBytes(big.bytes)}.`,
              'write metadata: "1.2", or "1.0" for a boot array',
            )
          if (raid.name !== undefined)
            report(
              [...path, 'name'],
              `Metadata 0.90 has no name, and ${name} of ${node} is to be called ${raid.name}.`,
              'remove name, or write metadata: "1.0"',
            )
        } else if (raid.name !== undefined && raid.name.length > 32)
          report(
            [...path, 'name'],
            `The name of ${name} on ${node} has ${raid.name.length} characters; a superblock holds 32.`,
            'choose a shorter name',
          )
      }
    },
  },
  {
    code: 'RAI006',
    severity: 'error',
    title: 'No more members are missing than the level survives, and something is there to start with.',
    why: 'mdadm makes a degraded array, but not one that has lost data before it holds any.',
    example: {
      bad: 'md0: { level: 5, devices: [a, missing, missing] }',
      good: 'md0: { level: 5, devices: [a, b, missing] }',
    },
    source: 'mdadm(8) "missing"',
    check(spec, report) {
      for (const { node, name, raid, path } of arraysOf(spec)) {
        const missing = raid.devices.filter((device) => device === 'missing').length
        const survived = survivedFailures(raid.level, raid.devices.length, raid.layout)
        if (missing === 0) continue
        if (missing > survived)
          report(
            [...path, 'devices'],
            `${missing} of ${raid.devices.length} devices of ${name} on ${node} are missing, and RAID ${raid.level} works with ${survived} missing.`,
            'name more devices',
          )
        else
          report(
            [...path, 'devices'],
            `${name} of ${node} begins degraded: ${missing} of its devices ${missing === 1 ? 'is' : 'are'} missing.`,
            'name the device when it is there, and add it with `mdadm --add`',
            'warning',
          )
      }
    },
  },
  {
    code: 'RAI007',
    severity: 'error',
    title: 'Spares and write-mostly devices are where they mean something.',
    why: 'RAID 0 cannot replace a device, and only a mirror can leave one unread.',
    example: {
      bad: 'md0: { level: 0, devices: [a, b], spares: [c] }',
      good: 'md0: { level: 1, devices: [a, b], spares: [c] }',
    },
    source: 'mdadm(8) --spare-devices, --write-mostly',
    check(spec, report) {
      for (const { node, name, raid, path } of arraysOf(spec)) {
        if (raid.level === 0 && raid.spares?.length)
          report(
            [...path, 'spares'],
            `RAID 0 cannot use a spare, and ${name} of ${node} has one.`,
            'remove spares, or choose a level with redundancy',
          )
        if (raid['write-mostly']?.length && raid.level !== 1)
          report(
            [...path, 'write-mostly'],
            `Only RAID 1 has write-mostly devices, and ${name} of ${node} is RAID ${raid.level}.`,
            'remove write-mostly',
          )
        for (const [i, device] of (raid['write-mostly'] ?? []).entries()) {
          if (raid.level === 1 && !raid.devices.includes(device))
            report(
              [...path, 'write-mostly', i],
              `${device} is write-mostly in ${name} of ${node}, but not among its devices.`,
              `the devices are ${raid.devices.join(', ')}`,
            )
        }
        if (
          raid.level === 1 &&
          raid.devices.length > 0 &&
          raid.devices.every((device) => raid['write-mostly']?.includes(device))
        )
          report(
            [...path, 'write-mostly'],
            `Every device of ${name} on ${node} is write-mostly, so none is read by choice.`,
            'name the slow ones only',
          )
      }
    },
  },
]

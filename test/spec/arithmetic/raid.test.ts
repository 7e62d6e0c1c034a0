import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  arrayBytes,
  chunkFault,
  dataOffsetBytes,
  minimumDevices,
  survivedFailures,
} from '../../../src/spec/arithmetic/raid.ts'
import type { ArrayShape } from '../../../src/spec/arithmetic/raid.ts'

const test = suite('RAID arithmetic')

const kib = 1024
const member = 200 * 1024 * kib

// Arrays made with mdadm 4.2 on Debian 12 of partitions of 200 MiB; KiB as /proc/mdstat printed them.
const measured: readonly [shape: ArrayShape, kib: number][] = [
  [{ level: 1, devices: 2 }, 203776],
  [{ level: 1, devices: 2, metadata: '1.0' }, 204736],
  [{ level: 5, devices: 2 }, 202752],
  [{ level: 5, devices: 3 }, 405504],
  [{ level: 6, devices: 5 }, 608256],
  [{ level: 10, devices: 4, layout: 'n2' }, 405504],
  [{ level: 10, devices: 3, layout: 'f2' }, 304128],
]

for (const [shape, expected] of measured) {
  test(`RAID ${shape.level} of ${shape.devices} ${shape.layout ?? shape.metadata ?? ''}`, () => {
    assert.is(arrayBytes(shape, member) / kib, expected)
  })
}

test('a RAID 6 of five gives three times what one member holds', () => {
  // The array of five disks of 250 GB that /proc/mdstat shows as 732584448 blocks, metadata 1.2, chunk 512k.
  const size = arrayBytes({ level: 6, devices: 5 }, 250_059_350_016)
  assert.is(size % (3 * 512 * kib), 0)
  assert.ok(Math.abs(size / kib - 732584448) < 732584448 / 1000, String(size / kib))
})

test('large members keep 129 MiB free in front, as mdadm 4 shows (264192 sectors)', () => {
  assert.is(dataOffsetBytes(4_000_787_030_016, '1.2', 512 * kib), 264192 * 512)
  assert.is(dataOffsetBytes(4_000_787_030_016, '1.0', 512 * kib), 0)
})

test('RAID 0 adds up, copies divide', () => {
  const one = arrayBytes({ level: 0, devices: 1 }, member)
  assert.is(arrayBytes({ level: 0, devices: 4 }, member), 4 * one)
  assert.is(arrayBytes({ level: 10, devices: 6, layout: 'n3' }, member), 2 * one)
  assert.is(arrayBytes({ level: 10, devices: 4, layout: 'o2' }, member), 2 * one)
})

test('a member smaller than its superblock holds nothing', () => {
  assert.is(arrayBytes({ level: 1, devices: 2 }, 64 * kib), 0)
  assert.is(arrayBytes({ level: 1, devices: 2, metadata: '0.90' }, 64 * kib), 0)
})

test('what can die', () => {
  assert.is(survivedFailures(0, 2), 0)
  assert.is(survivedFailures(1, 3), 2)
  assert.is(survivedFailures(5, 7), 1)
  assert.is(survivedFailures(6, 7), 2)
  assert.is(survivedFailures(10, 4), 1)
  assert.is(survivedFailures(10, 6, 'n3'), 2)
  assert.is(survivedFailures(10, 2, 'f3'), 1)
})

test('the fewest devices', () => {
  assert.equal(minimumDevices, { 0: 2, 1: 2, 5: 3, 6: 4, 10: 2 })
})

test('chunks', () => {
  assert.is(chunkFault(4 * kib), undefined)
  assert.is(chunkFault(512 * kib), undefined)
  assert.match(chunkFault(96 * kib)!, 'power of two')
  assert.match(chunkFault(2 * kib)!, 'smaller')
})

test.run()

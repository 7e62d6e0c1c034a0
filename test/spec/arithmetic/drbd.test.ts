import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  backingBytesFor,
  externalMetadataBytes,
  internalMetadataBytes,
  largestActivityLog,
  linkMiBps,
  resyncRates,
  syncSeconds,
  usableBytes,
} from '../../../src/spec/arithmetic/drbd.ts'

const test = suite('drbd arithmetic')
const TiB = 1024 ** 4
const GiB = 1024 ** 3

// What drbdmeta create-md wrote on devices of these sizes, in sectors.
const metadata: [string, number, number, number][] = [
  ['a disk of 80 GB', 80_026_361_856, 1, 4848],
  ['1 TiB, DRBD 8.4', TiB, 1, 65_608],
  ['1 TiB, DRBD 9 with two peers', TiB, 2, 131_144],
]
for (const [name, size, peers, sectors] of metadata)
  test(`metadata of ${name}`, () => assert.is(internalMetadataBytes(size, peers), sectors * 512))

test('the smaller of two disks gives the size that the kernel reported', () => {
  const smaller = Math.min(80_026_361_856, 82_347_195_904)
  assert.is(usableBytes(smaller, 1) / 1024, 78_148_320)
  assert.is(usableBytes(smaller, 1) / 4096, 19_537_080)
})

test('usable size is whole blocks and never negative', () => {
  assert.is(usableBytes(10 * GiB + 1234, 1) % 4096, 0)
  assert.is(usableBytes(4096, 1), 0)
})

test('a backing device that is asked for is the smallest that suffices', () => {
  for (const peers of [1, 2, 31]) {
    for (const wanted of [GiB, 20 * GiB, TiB]) {
      const size = backingBytesFor(wanted, peers)
      assert.ok(usableBytes(size, peers) >= wanted, `${size} holds ${wanted}`)
      assert.ok(usableBytes(size - 64 * 1024, peers) < wanted, `${size} is not too large`)
    }
  }
})

test('external metadata takes as much, and 1 MiB at least', () => {
  assert.is(externalMetadataBytes(GiB, 1), 1024 * 1024)
  assert.is(externalMetadataBytes(TiB, 1), 65_608 * 512)
})

test('rates follow the link', () => {
  assert.equal(resyncRates(1000, 1), { maxRate: '110M', minRate: '33M', fillTarget: '1M', fixedRate: '33M' })
  assert.is(resyncRates(100, 1).fixedRate, '3M')
  assert.is(resyncRates(10_000, 4).minRate, '82M')
  assert.is(resyncRates(100, 100).minRate, '250K')
  assert.is(resyncRates(100_000, 1).maxRate, '4095M')
  assert.is(resyncRates(100_000, 1).fillTarget, '5M')
})

test('the first synchronisation of 75 GiB over 100 Mbit/s takes nearly two hours', () => {
  assert.is(linkMiBps(100), 11)
  assert.is(Math.round(syncSeconds(78_148_320 * 1024, 11.4) / 60), 112)
})

test('the activity log has room for 6433 extents', () => {
  assert.is(largestActivityLog('8.3'), 3833)
  assert.is(largestActivityLog('8.4'), 6433)
})

test.run()

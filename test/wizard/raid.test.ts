import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { arrayBytes } from '../../src/spec/arithmetic/raid.ts'
import { proposeWay, survivalOf, survivalText, usableBytes, waysFor } from '../../src/wizard/storage/raid.ts'
import type { Way } from '../../src/wizard/storage/raid.ts'

const test = suite('what an array survives')

/**
 * The disks that keep each block, for as many blocks as it takes until the pattern begins again (md(4)): near copies follow
 * each other over the disks; far copies lie on the next disk.
 */
function copies({ level, layout }: Way, used: number): number[][] {
  const all = Array.from({ length: used }, (_, disk) => disk)
  if (level === 1) return [all]
  return all.map((block) =>
    layout === 'f2' ? [block, (block + 1) % used] : [(2 * block) % used, (2 * block + 1) % used],
  )
}

const popcount = (bits: number): number => bits.toString(2).replaceAll('0', '').length

/** Tries every set of dead disks: the largest number that never loses anything, and the largest that once does not. */
function tried(way: Way, used: number): { any: number; most: number } {
  const blocks = copies(way, used).map((disks) => disks.reduce((bits, disk) => bits | (1 << disk), 0))
  const survives = (dead: number): boolean => blocks.every((block) => (block & ~dead) !== 0)
  const byCount = Array.from({ length: used + 1 }, () => ({ all: true, some: false }))
  for (let dead = 0; dead < 1 << used; dead++) {
    const count = byCount[popcount(dead)]!
    if (survives(dead)) count.some = true
    else count.all = false
  }
  return {
    any: byCount.findIndex(({ all }) => !all) - 1,
    most: byCount.map(({ some }) => some).lastIndexOf(true),
  }
}

for (let count = 2; count <= 12; count++)
  test(`of ${count} disks, every way to lose some`, () => {
    const ways = waysFor(count)
    assert.ok(ways.some(({ name }) => name === proposeWay(count)?.name))
    for (const way of ways) {
      const { any, most } = survivalOf(way, count)
      const used = count - way.spares
      if (way.level === 1 || way.level === 10)
        assert.equal({ any, most }, tried(way, used), `${way.name} of ${count}`)
      else assert.equal({ any, most }, { any: way.level - 4, most: way.level - 4 }, way.name)
    }
  })

test('every number of disks from 2 to 30 has ways, and words without a gap', () => {
  for (let count = 2; count <= 30; count++)
    for (const way of waysFor(count)) {
      assert.match(survivalText(way, count), /^survives (one disk|any (two|three) disks)/)
      assert.not.match(survivalText(way, count), /undefined|NaN/)
    }
})

test('room is that of mdadm, of the smallest disk, without the spares', () => {
  const gib = 1024 ** 3
  const spare = waysFor(5).find(({ name }) => name === 'raid10-spare')!
  assert.is(
    usableBytes(spare, [10 * gib, 10 * gib, 10 * gib, 10 * gib, 9 * gib]),
    arrayBytes({ level: 10, devices: 4 }, 9 * gib),
  )
  assert.is(usableBytes(spare, [gib, gib, gib, gib, undefined]), undefined)
})

test.run()

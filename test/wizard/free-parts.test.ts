import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Facts, Partition } from '../../src/facts/types.gen.ts'
import { freeParts } from '../../src/wizard/storage/free-parts.ts'
import type { OwnUsers } from '../../src/wizard/storage/free-parts.ts'

const test = suite('partitions that an installation left empty')

const read = (node: string): Facts =>
  JSON.parse(readFileSync(`test/wizard/facts/seed-001/${node}.json`, 'utf8')) as Facts
const nobody: OwnUsers = { arrays: [], group: undefined, resource: undefined }

/** The names of what is free after a change of a partition, and of who uses it. */
function freeWith(
  change: Partial<Partition>,
  use?: Facts['disks'][number]['uses'][number],
  own = nobody,
): string[] {
  const facts = read('nettop')
  const [disk] = facts.disks
  const partitions = disk!.partitions.map((one) => (one.name === 'sda4' ? { ...one, ...change } : one))
  const uses = use ? [...disk!.uses, use] : disk!.uses
  return freeParts({ ...facts, disks: [{ ...disk!, partitions, uses }] }, own).map(({ name }) => name)
}

test('they are those without content, user and purpose', () => {
  assert.equal(
    freeParts(read('lxeon'), nobody).map(({ name, members }) => [name, members.length]),
    [
      ['part1', 5],
      ['part3', 4],
    ],
  )
  assert.equal(freeWith({}), ['part4'])
  const ext4 = { type: 'ext4', offset: 1080, uuid: null, label: null, version: null }
  assert.equal(freeWith({ signatures: [ext4] }), [])
  assert.equal(freeWith({ signatures: null }), [], 'nobody looked')
  assert.equal(freeWith({ sizeBytes: 1024 ** 2 }), [])
  for (const type of ['0x5', 'f', '0x82', 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b'])
    assert.equal(freeWith({ type }), [], type)
  assert.equal(freeWith({}, { device: 'sda4', kind: 'machine', by: 'guest' }), [])
})

test('what the cluster has made of them is its own', () => {
  const use = { device: 'sda4', kind: 'drbd', by: 'r0' } as const
  assert.equal(freeWith({}, use), [])
  assert.equal(freeWith({}, use, { ...nobody, resource: 'r0' }), ['part4'])
})

test('equal numbers of other sizes do not go together', () => {
  const facts = read('lxeon')
  const [first, ...others] = facts.disks
  const grown = first!.partitions.map((one) =>
    one.number === 1 ? { ...one, sizeBytes: one.sizeBytes! * 2 } : one,
  )
  const sets = freeParts({ ...facts, disks: [{ ...first!, partitions: grown }, ...others] }, nobody)
  assert.equal(
    sets.map(({ name, members }) => [name, members.length]),
    [
      ['part1', 1],
      ['part1-2', 4],
      ['part3', 4],
    ],
  )
})

test.run()

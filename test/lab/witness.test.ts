import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { findProgram, run } from '../../src/host/exec.ts'
import { recordOf, witnessSector } from '../../src/lab/witness.ts'

const test = suite('witness')

test('its sector is what the assembler makes of its source', async () => {
  if (!findProgram('as') || !findProgram('objcopy')) return
  const folder = mkdtempSync(join(tmpdir(), 'witness-'))
  try {
    const object = join(folder, 'witness.o')
    const made = await run(['as', '--32', '-o', object, 'src/lab/witness.S'])
    assert.is(made.code, 0, made.stderr)
    const flat = join(folder, 'witness.bin')
    assert.is((await run(['objcopy', '-O', 'binary', '-j', '.text', object, flat])).code, 0)
    assert.is(readFileSync(flat).toString('hex'), witnessSector.toString('hex'))
  } finally {
    rmSync(folder, { recursive: true })
  }
})

const sector = (number: number): Buffer => {
  const made = Buffer.alloc(512)
  made.write('HAWR')
  made.writeUInt32LE(number, 4)
  for (let at = 8; at < 512; at += 4) made.writeUInt32LE(~number >>> 0, at)
  return made
}

test('a record has whole numbers only, and every life', () => {
  const torn = sector(67)
  torn.writeUInt32LE(0, 500)
  const sectors = [
    ...Array.from({ length: 64 }, (_, slot) => (slot === 3 ? torn : sector(slot + 64))),
    sector(0),
    sector(40),
    ...Array.from({ length: 62 }, () => Buffer.alloc(512)),
  ]
  const { numbers, lives } = recordOf(Buffer.concat(sectors))
  assert.is(numbers.size, 63)
  assert.ok(numbers.has(64) && numbers.has(127) && !numbers.has(67))
  assert.equal(lives, [0, 40])
})

test('an empty disk has none', () => {
  const { numbers, lives } = recordOf(Buffer.alloc(128 * 512))
  assert.is(numbers.size, 0)
  assert.equal(lives, [])
})

test.run()

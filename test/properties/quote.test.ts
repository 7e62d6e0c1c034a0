import { spawnSync } from 'node:child_process'
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { posixQuote } from '../../src/core/quote.ts'

const test = suite('shell quoting')

const nasty = [
  '',
  ' ',
  "'",
  "''",
  '"',
  '\\',
  '$HOME',
  '$(reboot)',
  '`id`',
  '!!',
  '~',
  '*',
  '-n',
  '--',
  '\n',
  'a\nb',
  '\t',
  '#',
  ';',
  '&',
  '|',
  '<',
  '>',
  '{a,b}',
  '[a]',
  '(',
  '=',
  'a=b',
  '%',
  'ä✓',
  '\u0001',
  '\u007f',
  '\u2028',
]
const word = fc
  .oneof(
    fc.constantFrom(...nasty),
    fc.array(fc.constantFrom(...nasty, 'a', '0'), { maxLength: 8 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary', maxLength: 20 }),
  )
  .filter((text) => !text.includes('\0') && Buffer.from(text).toString() === text)

for (const shell of [['dash'], ['bash', '--posix'], ['bash'], ['busybox', 'ash']]) {
  test(`${shell.join(' ')} hands on what was quoted`, () => {
    // One shell for many words: each is printed with a NUL after it.
    fc.assert(
      fc.property(fc.array(word, { minLength: 50, maxLength: 200 }), (words) => {
        const script = words.map((text) => `printf '%s\\0' ${posixQuote(text)}\n`).join('')
        const { stdout, stderr, status } = spawnSync(shell[0]!, shell.slice(1), {
          input: script,
          encoding: 'utf8',
        })
        assert.is(status, 0, stderr)
        assert.equal(stdout.split('\0').slice(0, -1), words)
      }),
      { numRuns: 20 },
    )
  })
}

test('plain words stay readable', () => {
  assert.is(posixQuote('/usr/lib/drbd/crm-fence-peer.sh'), '/usr/lib/drbd/crm-fence-peer.sh')
  assert.is(posixQuote(''), "''")
})

test('what no argument can hold is refused', () => {
  assert.throws(() => posixQuote('a\0b'), /NUL/)
  assert.throws(() => posixQuote(7 as never), /only strings/)
})

test.run()

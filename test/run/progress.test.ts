import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { posixQuote } from '../../src/core/quote.ts'

const test = suite('the picture of a run on a terminal')
const folder = mkdtempSync(join(tmpdir(), 'progress-test-'))
test.after(() => rmSync(folder, { recursive: true, force: true }))

/** Everything that a program shows on a terminal of its own, with the lines that are left in the end. */
function onTerminal(columns: number, rows: number): { all: string; left: string[] } {
  const file = join(folder, 'typescript')
  const words = [process.execPath, '--import', 'tsx', 'test/run/progress.fixture.ts'].map(posixQuote)
  const { status } = spawnSync(
    'script',
    ['-qec', `stty cols ${columns} rows ${rows}; exec ${words.join(' ')}`, file],
    {
      stdio: 'ignore',
      env: { ...process.env, TERM: 'xterm', CI: '', NO_COLOR: '1' },
    },
  )
  assert.is(status, 0)
  const all = readFileSync(file, 'utf8')
  // The last picture stands behind the last time that the one before was wiped away.
  const picture = all
    .split('\u001b[1A')
    .at(-1)!
    .replaceAll(/\u001b\[[0-9;?]*[A-Za-z]/g, '')
  return { all, left: picture.split(/\r?\n/).map((line) => line.trimEnd()) }
}

test('shows steps, nodes, how far they are, and what failed and was not begun', () => {
  const { all, left } = onTerminal(80, 24)
  assert.match(all, /40 % \(of it\): make first/)
  const shown = left.join('\n')
  assert.match(shown, /✔ Do first \(2 changes\)\n/)
  assert.match(shown, /✖ node1: There is no such disk\.\n\s+✔ node2\n/)
  assert.match(shown, /↓ Do third \(not begun\)\n/)
  assert.match(shown, /over/)
  for (const line of all.replaceAll(/\u001b\[[0-9;?]*[A-Za-z]/g, '').split(/\r?\n/))
    assert.ok(line.length <= 80 || line.startsWith('Script'), line)
})

test.run()

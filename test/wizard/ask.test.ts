import { spawn } from 'node:child_process'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const test = suite('asking at a terminal')

/** Types keys when the question is there; all that was on the terminal. */
async function typed(kind: string, keys: string): Promise<string> {
  const command = `exec ${process.execPath} --import tsx test/wizard/ask.fixture.ts ${kind}`
  const terminal = spawn('script', ['-qec', command, '/dev/null'], {
    env: { ...process.env, TERM: 'xterm', NO_COLOR: '1' },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let shown = ''
  let done = false
  terminal.stdout.on('data', (chunk: Buffer) => {
    shown += chunk.toString()
    if (done || !shown.includes('right one?')) return
    done = true
    terminal.stdin.write(keys)
  })
  const code = await new Promise((resolve) => terminal.on('close', resolve))
  terminal.stdin.destroy()
  assert.is(code, 0, shown)
  return shown
}

const cases: { what: string; kind: string; keys: string; answer: string }[] = [
  { what: 'what is typed is the answer', kind: 'yes-no', keys: 'yes\r', answer: '"yes"' },
  { what: 'nothing typed is no yes', kind: 'yes-no', keys: '\r', answer: '""' },
  { what: 'Ctrl-C is no answer', kind: 'yes-no', keys: 'y\u0003', answer: 'null' },
  { what: 'Ctrl-D is no answer', kind: 'yes-no', keys: '\u0004', answer: 'null' },
  {
    what: 'a secret may hold anything',
    kind: 'secret',
    keys: `it's "a" $ecret\r`,
    answer: `"it's \\"a\\" $ecret"`,
  },
  { what: 'Ctrl-C is no secret', kind: 'secret', keys: '\u0003', answer: 'null' },
]
for (const { what, kind, keys, answer } of cases) {
  test(what, async () => {
    const shown = await typed(kind, keys)
    assert.match(shown, 'The key is SHA256:abc.')
    assert.ok(shown.includes(`answer=${answer}\r\n`), shown)
    assert.not.match(shown, /Error|at .*\.ts/)
    if (kind === 'secret') assert.is(shown.split('$ecret').length - 1, answer === 'null' ? 0 : 1, shown)
  })
}

test.run()

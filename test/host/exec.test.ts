import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { findProgram, run } from '../../src/host/exec.ts'

const test = suite('host/exec')

test('arguments arrive as they are', async () => {
  const words = ['a b', "it's", '$(id)', '`id`', '', '-n', 'ä\n"', '*']
  const { stdout, code } = await run(['printf', '<%s>', ...words])
  assert.is(code, 0)
  assert.is(stdout, words.map((word) => `<${word}>`).join(''))
})

test('an exit code is a result, not an error', async () => {
  const { code, stderr } = await run(['sh', '-c', 'echo no >&2; exit 7'])
  assert.is(code, 7)
  assert.is(stderr, 'no\n')
})

test('a program that does not exist gives 127', async () => {
  assert.is((await run(['no-such-program-here'])).code, 127)
})

test('standard input is empty unless given, and nobody waits for it', async () => {
  assert.is((await run(['cat'])).stdout, '')
  assert.is((await run(['cat'], { input: 'text' })).stdout, 'text')
})

test('a program that does not read its input does no harm', async () => {
  const { code } = await run(['true'], { input: 'x'.repeat(5_000_000) })
  assert.is(code, 0)
})

test('texts are English, and ZX_ variables change nothing', async () => {
  process.env.ZX_PREFIX = 'false; '
  process.env.ZX_VERBOSE = 'true'
  try {
    const { stdout } = await run(['sh', '-c', 'echo "$LC_ALL $ZX_PREFIX$ADDED"'], { env: { ADDED: 'x' } })
    assert.is(stdout, 'C x\n')
  } finally {
    delete process.env.ZX_PREFIX
    delete process.env.ZX_VERBOSE
  }
})

test('after its time a program is killed with all it started', async () => {
  const began = Date.now()
  const { timedOut, code } = await run(['sh', '-c', 'sleep 30 & sleep 30; true'], { timeoutMs: 200 })
  assert.is(timedOut, true)
  assert.is(code, 137)
  assert.ok(Date.now() - began < 5000)
})

test('an abort kills too', async () => {
  const { code, timedOut } = await run(['sleep', '30'], { signal: AbortSignal.timeout(100) })
  assert.is(code, 137)
  assert.is(timedOut, false)
})

test('NUL cannot be part of an argument', async () => {
  try {
    await run(['echo', 'a\0b'])
    assert.unreachable()
  } catch (error) {
    assert.instance(error, TypeError)
  }
})

test('programs of administrators are found for everybody', () => {
  const before = process.env.PATH
  process.env.PATH = '/usr/bin:/bin'
  try {
    assert.match(findProgram('sh') ?? '', /\/sh$/)
    assert.is(findProgram('no-such-program-here'), undefined)
    assert.match(findProgram('ldconfig') ?? '', /sbin\/ldconfig$/)
  } finally {
    process.env.PATH = before
  }
})

test.run()

import { spawnSync } from 'node:child_process'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const test = suite('front door of the tests')

function run(...words: string[]): { code: number | null; output: string; last: string } {
  const done = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/run-tests.ts', ...words], {
    encoding: 'utf8',
  })
  const output = done.stdout + done.stderr
  return { code: done.status, output, last: output.trimEnd().split('\n').at(-1) ?? '' }
}

const fixture = (name: string): string => `test/front-door/${name}.fixture.ts`

test('tests that pass are green', () => {
  const { code, last } = run(fixture('good'))
  assert.is(code, 0)
  assert.is(last, '1 passed, 0 failed')
})

test('a failed assertion is red', () => {
  const { code, last, output } = run(fixture('failing'))
  assert.is(code, 1)
  assert.is(last, '1 passed, 1 failed')
  assert.match(output, /Expected/)
})

const falseGreens: { name: string; words: string[]; sentence: RegExp; last: string }[] = [
  {
    name: 'a file that forgets run()',
    words: [fixture('no-run')],
    sentence: /no-run\.fixture\.ts: registers no suite; is test\.run\(\) missing\?/,
    last: '0 passed, 1 failed',
  },
  {
    name: 'a hook before that throws',
    words: [fixture('throwing-before')],
    sentence: /throwing-before\.fixture\.ts: 1 of 1 tests did not run/,
    last: '0 passed, 1 failed',
  },
  {
    name: 'a hook after each that throws and hides the failure',
    words: [fixture('throwing-after-each')],
    sentence: /throwing-after-each\.fixture\.ts: 1 of 1 tests did not run/,
    last: '0 passed, 1 failed',
  },
  {
    name: 'a thrown text that skips the rest',
    words: [fixture('throwing-string')],
    sentence: /throwing-string\.fixture\.ts: 2 of 2 tests did not run/,
    last: '0 passed, 2 failed',
  },
  {
    name: 'a pattern that matches no file',
    words: ['test', 'no-such-test-anywhere'],
    sentence: /no test files match test no-such-test-anywhere/,
    last: '0 passed, 1 failed',
  },
  {
    name: 'a suite without tests',
    words: [fixture('empty-suite')],
    sentence: /empty-suite\.fixture\.ts: has a suite without tests/,
    last: '0 passed, 1 failed',
  },
  {
    name: 'a test that never settles',
    words: [fixture('never-settling')],
    sentence: /the tests ended before all had run/,
    last: '0 passed, 1 failed',
  },
  {
    name: 'a test that ends the process with 0',
    words: [fixture('exiting')],
    sentence: /the tests ended before all had run/,
    last: '0 passed, 1 failed',
  },
]
for (const { name, words, sentence, last } of falseGreens) {
  test(`${name} is red`, () => {
    const done = run(...words)
    assert.is.not(done.code, 0)
    assert.match(done.output, sentence)
    assert.is(done.last, last)
  })
}

test('one bad file does not hide the good ones', () => {
  const { code, last } = run(fixture('good'), fixture('no-run'))
  assert.is(code, 1)
  assert.is(last, '1 passed, 1 failed')
})

test.run()

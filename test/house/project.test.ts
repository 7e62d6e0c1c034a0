import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { findProgram, run } from '../../src/host/exec.ts'
import { packageOf } from '../../src/prove/programs.ts'

const test = suite('project')

async function passes(argv: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await run(argv, { timeoutMs: 300_000 })
  assert.is(code, 0, `${argv.join(' ')}\n${stdout}${stderr}`)
}

test('types', () => passes(['node_modules/.bin/tsc']))
test('lint', () => passes(['node_modules/.bin/oxlint', '--type-aware', '--deny-warnings']))
test('format', () => passes(['node_modules/.bin/prettier', '--check', '--log-level=warn', '.']))
test('generated files are in step', () =>
  passes([process.execPath, '--import', 'tsx', 'scripts/gen.ts', '--check']))

test('scripts are clean POSIX sh', async () => {
  assert.ok(findProgram('shellcheck'), 'shellcheck is not installed')
  const { stdout } = await run(['git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'])
  const scripts = stdout.split('\0').filter((path) => {
    if (path === '' || /\.(ts|yaml|json|md|txt|hbs)$/.test(path)) return false
    try {
      return /^#!\/bin\/(ba)?sh/.test(readFileSync(path, 'utf8'))
    } catch {
      return false
    }
  })
  assert.ok(scripts.includes('scripts/test') && scripts.includes('scripts/try'))
  await passes(['shellcheck', ...scripts])
})

test('every program that proves files is installed by scripts/test', () => {
  const packages = readFileSync('scripts/debian-packages.txt', 'utf8').trim().split('\n')
  // ifupdown2 cannot be installed beside ifupdown, so scripts/install-programs unpacks it.
  const unpacked = ['ifupdown2']
  for (const [program, name] of Object.entries(packageOf))
    assert.ok(
      unpacked.includes(name) || packages.includes(name),
      `${name} (${program}) is not in scripts/debian-packages.txt`,
    )
})

test.run()

import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { commands } from '../../src/commands/table.ts'
import { commandHelp, programHelp } from '../../src/commands/usage.ts'

const folder = mkdtempSync(join(tmpdir(), 'ha-bootstrap-cli-'))
const test = suite('command line')
test.after(() => rmSync(folder, { recursive: true, force: true }))

const tsx = join(process.cwd(), 'node_modules/tsx/dist/esm/index.mjs')
const program = [process.execPath, '--import', tsx, join(process.cwd(), 'src/cli.ts')] as const

function cli(...words: string[]): { code: number | null; out: string; err: string } {
  const [node, ...args] = program
  const done = spawnSync(node, [...args, ...words], { cwd: folder, encoding: 'utf8', input: '' })
  return { code: done.status, out: done.stdout, err: done.stderr }
}

const cases: { words: string[]; code: number; out?: RegExp; err?: RegExp }[] = [
  { words: ['--version'], code: 0, out: /^[0-9]+\.[0-9]+\.[0-9]+\n$/ },
  { words: ['--help'], code: 0, out: /Usage: ha-bootstrap COMMAND/ },
  { words: [], code: 2, err: /Usage: ha-bootstrap COMMAND/ },
  { words: ['help', 'check'], code: 0, out: /Usage: ha-bootstrap check \[options\] \[FILE\]/ },
  { words: ['check', '--help'], code: 0, out: /Usage: ha-bootstrap check/ },
  { words: ['help', 'chek'], code: 2, err: /no command chek\.\n {2}did you mean check\?/ },
  { words: ['chek'], code: 2, err: /no command chek\.\n {2}did you mean check\?/ },
  { words: ['frobnicate'], code: 2, err: /no command frobnicate\.\n {2}the commands are: / },
  { words: ['--check'], code: 2, err: /A command comes first/ },
  { words: ['check', '--tolos'], code: 2, err: /no option --tolos\.\n {2}did you mean --tools\?/ },
  { words: ['check', 'a', 'b'], code: 2, err: /does not know what to do with "b"/ },
  { words: ['generate', '--output'], code: 2, err: /--output/ },
  { words: ['check'], code: 2, err: /There is no file cluster\.yaml\.\n.*profiles kvm --example/ },
  { words: ['check', '/'], code: 2, err: /is a folder/ },
  { words: ['check', '/dev/zero'], code: 3, out: /YML001/ },
  { words: ['check', '-'], code: 3, out: /^stdin:1:1 error / },
  { words: ['profiles', 'kmv'], code: 2, err: /no profile kmv\.\n {2}did you mean kvm\?/ },
  { words: ['profiles', 'kvm', '--example'], code: 0, out: /^# yaml-language-server: \$schema=/ },
  { words: ['schema'], code: 0, out: /"\$schema": "https:\/\/json-schema\.org\/draft\/2020-12\/schema"/ },
  { words: ['explain', 'drbd.net.after-sb-0pri'], code: 0, out: /discard-zero-changes/ },
  { words: ['explain', 'nonsense-that-is-nowhere'], code: 2, err: /neither a code nor a field/ },
]
for (const { words, code, out, err } of cases) {
  test(`ha-bootstrap ${words.join(' ')}`, () => {
    const done = cli(...words)
    assert.is(done.code, code, done.out + done.err)
    if (out) assert.match(done.out, out)
    if (err) assert.match(done.err, err)
    assert.not.match(done.err, /\n {4}at /)
  })
}

test('errors in a spec give 3 and their place', () => {
  writeFileSync(join(folder, 'bad.yaml'), 'version: 1\nname: x\nnodes: { node1: {} }\nnames: y\n')
  const { code, out } = cli('check', 'bad.yaml')
  assert.is(code, 3)
  assert.match(out, /^bad\.yaml:4:1 error SCH001 /m)
  assert.match(out, /^bad\.yaml: [0-9]+ errors?/m)
})

test('--json is JSON', () => {
  const { code, out } = cli('check', 'bad.yaml', '--json')
  assert.is(code, 3)
  assert.is((JSON.parse(out) as { errors: number }).errors > 0, true)
})

test('a reader that has seen enough is no error', () => {
  const { status, stderr } = spawnSync(
    'bash',
    ['-c', `set -o pipefail; "$@" schema | head -n 1`, 'bash', ...program],
    { cwd: folder, encoding: 'utf8' },
  )
  assert.is(status, 0, stderr)
  assert.is(stderr, '')
})

test('Ctrl-C gives 130', async () => {
  const [node, ...args] = program
  const child = spawn(node, [...args, 'check', '-'], { cwd: folder, stdio: ['pipe', 'ignore', 'ignore'] })
  // It waits for standard input; half a second is ample for it to start.
  await new Promise((resolve) => setTimeout(resolve, 1500))
  child.kill('SIGINT')
  const code = await new Promise((resolve) => child.on('exit', (exit) => resolve(exit)))
  assert.is(code, 130)
})

test('help fits into 80 columns, and every flag and command is in it', () => {
  const texts = [programHelp(commands, '0.0.0'), ...commands.map(commandHelp)]
  for (const line of texts.join('\n').split('\n')) assert.ok(line.length <= 80, line)
  for (const command of commands) {
    assert.match(texts[0]!, new RegExp(`^ {2}${command.name} `, 'm'))
    for (const flag of Object.keys(command.flags))
      assert.match(commandHelp(command), new RegExp(`--${flag}\\b`))
  }
})

test.run()

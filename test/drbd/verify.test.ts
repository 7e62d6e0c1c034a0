import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve as path } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { run } from '../../src/host/exec.ts'
import { resolve } from '../../src/plan/resolve.ts'
import { renderTemplate } from '../../src/render/engine.ts'
import { renderNode } from '../../src/render/files.ts'
import { loadSpec } from '../../src/spec/load.ts'

const test = suite('drbd-verify')
const root = path(fileURLToPath(import.meta.url), '../../..')
const script = renderTemplate('usr/local/lib/ha-bootstrap/drbd-verify', {})

interface World {
  readonly cstate?: string
  readonly dstate?: string
  /** out-of-sync of /proc/drbd, or of drbdsetup where proc is empty. */
  readonly oos?: string
  readonly nine?: boolean
  readonly refuses?: boolean
}

async function play(world: World) {
  const folder = mkdtempSync(join(tmpdir(), 'ha-verify-'))
  const program = (name: string, body: string): void => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`)
    chmodSync(join(folder, name), 0o755)
  }
  try {
    const { cstate = 'Connected', dstate = 'UpToDate/UpToDate', oos = '0' } = world
    // The first question while it verifies is answered with VerifyS, the next with Connected.
    program(
      'drbdadm',
      `echo "$*" >>${folder}/log
case $1 in
cstate) if [ -e ${folder}/running ]; then rm ${folder}/running; echo VerifyS; else echo '${cstate}'; fi ;;
dstate) echo '${dstate}' ;;
sh-minor) echo 1 ;;
verify) ${world.refuses ? 'exit 11' : `touch ${folder}/running`} ;;
esac`,
    )
    program(
      'drbdsetup',
      world.nine
        ? `echo 'exists peer-device name:r1 volume:0 replication:Established out-of-sync:${oos} pending:0'; echo 'exists -'`
        : 'exit 10',
    )
    program('logger', ':')
    const proc = join(folder, 'proc')
    const line = (minor: number, kib: string): string =>
      ` ${minor}: cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate C r-----\n    ns:0 nr:0 dw:0 dr:0 al:8 bm:0 lo:0 pe:0 ua:0 ap:0 ep:1 wo:f oos:${kib}\n`
    writeFileSync(proc, world.nine ? 'version: 9.2.10\n' : line(0, '999') + line(1, oos) + line(11, '777'))
    writeFileSync(join(folder, 'drbd-verify'), script)
    const result = await run(['/bin/sh', join(folder, 'drbd-verify'), 'r1'], {
      env: { PATH: `${folder}:${process.env.PATH ?? ''}`, HA_PROC_DRBD: proc, HA_PAUSE: '0' },
    })
    return { ...result, log: readFileSync(join(folder, 'log'), 'utf8') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('says that copies are equal', async () => {
  const end = await play({})
  assert.is(end.code, 0, end.stdout + end.stderr)
  assert.match(end.stdout, /r1: the copies are equal/)
})

test('says how much differs, of this resource alone', async () => {
  const end = await play({ oos: '48' })
  assert.is(end.code, 1)
  assert.match(end.stdout, /r1: 48 KiB differ/)
})

test('asks drbdsetup with DRBD 9', async () => {
  assert.match((await play({ nine: true, oos: '16' })).stdout, /16 KiB differ/)
  assert.is((await play({ nine: true })).code, 0)
})

const left: [string, World][] = [
  ['connected', { cstate: 'WFConnection' }],
  ['up to date', { dstate: 'UpToDate/Inconsistent' }],
]
for (const [name, world] of left)
  test(`leaves alone what is not ${name}`, async () => {
    const end = await play(world)
    assert.is(end.code, 1)
    assert.not.match(end.log, /^verify/m)
  })

test('notices that it did not start', async () => {
  const end = await play({ refuses: true })
  assert.is(end.code, 1)
  assert.match(end.stdout, /did not start/)
})

/** What is rendered for the schedule by kind of init: path and the line that holds the time. */
const schedules: [string, string, RegExp][] = [
  ['debian-12', '/etc/systemd/system/drbd-verify.timer', /^OnCalendar=\*-\*-01 02:30$/m],
  ['debian-7', '/etc/cron.d/ha-bootstrap-drbd-verify', /^30 2 1 \* \* root .*drbd-verify a b$/m],
  ['slackware-15.0', '/etc/cron.monthly/drbd-verify', /drbd-verify a b$/m],
]
for (const [platform, file, line] of schedules)
  test(`${platform} has ${file}, on the node with the first copy`, async () => {
    const source = readFileSync(path(root, 'test/spec/bad/DRB001-same-port.yaml'), 'utf8')
      .replaceAll(/, port: 7789/g, '')
      .replace('platform: debian-12', `platform: ${platform}`)
      .replace(
        'network: replication\n',
        'network: replication\n  verify-schedule: monthly\n  net: { verify-alg: sha1 }\n',
      )
    const { spec, hash } = await loadSpec(Buffer.from(source), 'x')
    const plan = resolve({ spec: spec!, hash: hash!, tool: '0' })
    const [first, second] = plan.nodes.map((node) => renderNode(plan, node))
    assert.match(first!.find((rendered) => rendered.path === file)?.text ?? '', line)
    assert.is(
      second!.find((rendered) => rendered.path.includes('verify')),
      undefined,
    )
  })

test.run()

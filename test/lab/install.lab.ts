import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sh } from '../../src/core/sh.ts'
import { cli, ownCli } from './cli.ts'
import { raiseStage } from './scenario.ts'
import type { Stage } from './scenario.ts'

const test = suite(
  "a bundle's install.sh, carried to two bare machines, builds the cluster without a controller",
)

const nodes = ['node1', 'node2']
let stage: Stage
const folder = mkdtempSync(join(tmpdir(), 'ha-install-'))
const bundle = join(folder, 'bundle')

test.before(async () => {
  const spec = readFileSync('test/lab/heartbeat.yaml', 'utf8')
  stage = await raiseStage({ name: 'install', spec, warm: false, memoryMiB: 768 })
})
test.after(async () => {
  rmSync(folder, { recursive: true, force: true })
  await stage.end()
})

test('install.sh runs on both at about the same time, and both end well', async () => {
  const { code } = await ownCli('generate', '-f', stage.folder.spec, '-o', bundle)
  assert.is(code, 0)
  await Promise.all(nodes.map((node) => stage.send(node, bundle, '/root/bundle')))
  const ends = await Promise.all(
    nodes.map((node) =>
      // Not through another program: that the login hears what is printed is what a changed network stays for.
      stage.must(node, sh`cd /root/bundle && sh install.sh --apply </dev/null 2>&1`),
    ),
  )
  for (const end of ends) process.stdout.write(`    ${end.trimEnd().split('\n').slice(-40).join('\n    ')}\n`)
})

test('the page is served from DRBD, and a controller finds nothing to change', async () => {
  assert.match(await stage.must('node1', sh`cat /proc/drbd`), /ro:Primary\/Secondary/)
  await stage.must('node1', sh`mountpoint -q /var/www/html && systemctl is-active apache2`)
  await stage.until('both copies are the same', 1200, async () =>
    (await stage.must('node1', sh`cat /proc/drbd`)).includes('ds:UpToDate/UpToDate'),
  )
  const { code, out } = await cli(stage, 'plan', '--detailed-exitcode')
  assert.is(code, 0, out)
})

test.run()

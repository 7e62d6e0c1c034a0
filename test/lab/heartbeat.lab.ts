import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sh } from '../../src/core/sh.ts'
import { switchPower } from '../../src/lab/control.ts'
import { onNode } from '../../src/lab/guest.ts'
import { waitForSsh } from '../../src/lab/raise.ts'
import { cli } from './cli.ts'
import { raiseStage } from './scenario.ts'
import { saidOtherwise } from './looks.ts'
import type { Stage } from './scenario.ts'

const test = suite('heartbeat: two bare machines become a web site that survives the death of one')

let stage: Stage

test.before(async () => {
  const spec = readFileSync('test/lab/heartbeat.yaml', 'utf8')
  stage = await raiseStage({ name: 'heartbeat', spec, warm: false, memoryMiB: 768 })
})
test.after(() => stage.end())

const drbd = (node: string): Promise<string> => stage.must(node, sh`cat /proc/drbd`)

test('apply brings address, DRBD, file system and web server to node1', async () => {
  const { code } = await cli(stage, 'apply', '--yes', '--wait-sync')
  assert.is(code, 0)
  assert.match(await drbd('node1'), 'ro:Primary/Secondary ds:UpToDate/UpToDate')
  await stage.must(
    'node1',
    sh`mountpoint -q /var/www/html && echo 'served from DRBD' >/var/www/html/page.html && sync`,
  )
  assert.match(await stage.page('node2'), 'served from DRBD')
})

test('a second apply has nothing to change', async () => {
  const { code, out } = await cli(stage, 'apply', '--yes')
  assert.is(code, 0)
  assert.match(out, /[Nn]othing to change/)
  for (const { name } of stage.lab.nodes)
    assert.is(await stage.must(name, saidOtherwise(sh`/var/lib/ha-bootstrap/payload/*`, sh`program`)), '')
})

test('node1 loses its power: node2 serves the same page', async () => {
  await switchPower(stage.folder, stage.lab, stage.node('node1'), 'off')
  await stage.until('node2 serves the page', 600, async () =>
    // From itself: there is nobody else now.
    (await stage.page('node2')).includes('served from DRBD'),
  )
  assert.match(await drbd('node2'), /ro:Primary\/Unknown ds:UpToDate/)
  await stage.must('node2', sh`echo 'written on node2' >>/var/www/html/page.html && sync`)
})

test('node1 comes back: what it missed is copied, and the site stays where it is', async () => {
  await switchPower(stage.folder, stage.lab, stage.node('node1'), 'on')
  await waitForSsh(stage.folder, stage.node('node1'))
  await stage.until('both copies are the same', 900, async () =>
    /ro:Secondary\/Primary ds:UpToDate\/UpToDate/.test(
      (await onNode(stage.folder, { name: 'node1' }, sh`cat /proc/drbd`)).stdout,
    ),
  )
  assert.match(await stage.page('node1'), 'written on node2')
  const { code, out } = await cli(stage, 'apply', '--yes')
  assert.is(code, 0)
  assert.match(out, /[Nn]othing to change/)
})

test.run()

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sh } from '../../src/core/sh.ts'
import { switchPower } from '../../src/lab/control.ts'
import { Terminal, built } from '../wizard/terminal.ts'
import { raiseStage } from './scenario.ts'
import type { Stage } from './scenario.ts'

const test = suite('one sitting: from two bare machines through the wizard to a web site that fails over')

let stage: Stage
let terminal: Terminal
const folder = mkdtempSync(join(tmpdir(), 'ha-sitting-'))

test.before(async () => {
  await built()
  // Of this file only the disks and cards count: nobody tells the wizard of it.
  const hardware = readFileSync('test/lab/heartbeat.yaml', 'utf8')
  stage = await raiseStage({ name: 'sitting', spec: hardware, warm: false, memoryMiB: 768 })
  writeFileSync(join(folder, 'ssh_config'), readFileSync(stage.folder.sshConfig))
  terminal = new Terminal(['init', '--ssh-config', 'ssh_config'], { folder, patienceS: 1800 })
})
test.after(async () => {
  terminal.close()
  await stage.end()
  rmSync(folder, { recursive: true, force: true })
})

/** What is typed where Enter is not enough: part of the question, and the answer. */
const typed: readonly (readonly [string, string])[] = [
  ['Which machines are to be the nodes?', 'node1 node2'],
  ['What is the cluster called?', 'site'],
  ['What shall the cluster be like?', 'debian-heartbeat'],
  // The card that we come in by has nothing to do with the cluster, and is to stay as it is.
  ['Is this to be the network of the nodes?', 'change'],
  ['Which network cards carry lan?', 'ens3'],
  ['Which addresses does the network lan have?', '192.168.50.0/24'],
  ['Which addresses do node1 and node2 have on lan', '192.168.50.11 192.168.50.12'],
  ['Which network cards carry replication?', 'ens4'],
  ['What switches a node off', 'none'],
  ['Why does this cluster run without fencing?', 'two machines with no power switch; a cable between them'],
  ['Which program does site run?', 'apache'],
  ['Where is the file system of site mounted?', '/var/www/html'],
  ['At which address do clients reach site?', '192.168.50.100'],
]

test('the wizard asks, and writes a file without problems', async () => {
  let screen = await terminal.prompt()
  let asked = 0
  while (!screen.includes('All is answered')) {
    process.stdout.write(screen.replace(/^\n*/, '\n').replace(/^/gm, '    '))
    const [, answer = ''] = typed.find(([question]) => screen.includes(question)) ?? []
    process.stdout.write(` ${answer}\n`)
    assert.ok(++asked <= 45, 'it asks and asks')
    screen = await terminal.answer(answer)
    assert.not.match(screen, /There is no proposal/)
  }
  screen = await terminal.answer('write')
  assert.match(screen, 'What now?')
  screen = await terminal.answer('check')
  assert.match(screen, /cluster\.yaml: (no problems|[0-9]+ (warning|note)s?)/)
  process.stdout.write(readFileSync(join(folder, 'cluster.yaml'), 'utf8').replace(/^/gm, '    '))
})

test('its last page plans and applies', async () => {
  const planned = await terminal.answer('plan')
  assert.match(planned, 'What now?')
  assert.match(terminal.history(), /2 nodes: [0-9]+ things to do/)
  await terminal.answer('apply')
  const applied = await terminal.answer('yes')
  process.stdout.write(terminal.history().replace(/^/gm, '    '))
  assert.match(applied, 'What now?')
  // A second one.
  await terminal.answer('apply')
  assert.match(terminal.history(), /[Nn]othing to change/)
  terminal.type('nothing')
  terminal.key('Enter')
  assert.is(await terminal.ended(), 0)
})

test('the site is served from node1, and after its power was cut from node2', async () => {
  await stage.until('both copies are the same', 1200, async () =>
    (await stage.must('node1', sh`cat /proc/drbd`)).includes('ro:Primary/Secondary ds:UpToDate/UpToDate'),
  )
  await stage.must(
    'node1',
    sh`mountpoint -q /var/www/html && echo 'served from DRBD' >/var/www/html/htdocs/page.html && sync`,
  )
  assert.match(await stage.page('node2'), 'served from DRBD')
  await switchPower(stage.folder, stage.lab, stage.node('node1'), 'off')
  await stage.until('node2 serves the page', 600, async () =>
    (await stage.page('node2')).includes('served from DRBD'),
  )
})

test.run()

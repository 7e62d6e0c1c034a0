import { spawn, spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { sh } from '../../src/core/sh.ts'
import { failure, overSshd } from './over-sshd.ts'

const { all, test, ground, connected, folders } = overSshd('connections that break, and what they leave', [])

test('a connection that breaks in the middle is told from a program that fails, and the next program connects anew', async () => {
  const node = await connected()
  assert.is((await node.run(sh`exit 255`)).code, 255)
  const lines: string[] = []
  let begun: () => void
  const hasBegun = new Promise<void>((resolve) => (begun = resolve))
  const session = node.open(sh`echo begun; sleep 600`, (line) => {
    lines.push(line)
    begun()
  })
  const running = failure(() => node.run(sh`sleep 601`, { timeoutMs: 60_000 }))
  await hasBegun
  ground.server.cut()
  const end = await session.ended
  assert.is(end.lost, true)
  assert.is(end.code, 255)
  assert.equal(lines, ['begun'])
  assert.match((await running).message, /The connection to node1 broke/)
  assert.is((await node.run(sh`echo again`)).stdout, 'again\n')
})

test('a program may take only so long, and can be given up', async () => {
  const node = await connected()
  const late = await node.run(sh`echo a; sleep 600`, { timeoutMs: 300 })
  assert.equal([late.timedOut, late.code], [true, 137])
  const given = await node.run(sh`sleep 600`, { signal: AbortSignal.timeout(300) })
  assert.equal([given.timedOut, given.code], [false, 137])
  assert.is((await node.run(sh`echo fine`)).stdout, 'fine\n')
  ground.server.cut()
})

test('a login script that hangs is named as what is in the way', async () => {
  const node = await connected()
  const script = join(ground.server.folder, 'home/root/.bashrc')
  writeFileSync(script, 'sleep 602\n')
  try {
    const { message, hint } = await failure(() => node.run(sh`true`, { timeoutMs: 2000 }))
    assert.is(message, 'node1 let root in, but began no program within 2 s.')
    assert.match(hint!, /login script of root/)
  } finally {
    rmSync(script)
  }
  assert.is((await node.run(sh`echo fine`)).stdout, 'fine\n')
  ground.server.cut()
})

test('nothing stays behind: no folder, no process here or there', async () => {
  const node = await connected()
  node.open(sh`cat`, () => {})
  await node.run(sh`true`)
  assert.is(folders().length, 1)
  assert.ok(programsOf(process.pid).some((name) => name === 'sh'))
  await node.close()
  await node.close()
  assert.equal(folders(), [])
  assert.not.ok(programsOf(process.pid).some((name) => /^(sh|ssh)$/.test(name)))
  // sshd hears of it a moment later.
  while (ground.server.connections().length > 0) await new Promise((resolve) => setTimeout(resolve, 50))
})

test('when we are killed, nothing stays behind either', async () => {
  const child = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      'test/host/killed.fixture.ts',
      String(ground.server.port),
      ground.server.key,
      ground.server.knownHosts,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  await new Promise((resolve) => child.stdout.once('data', resolve))
  assert.is(folders().length, 1)
  assert.ok(ground.server.connections().length > 0)
  child.kill('SIGKILL')
  while (folders().length > 0 || ground.server.connections().length > 0)
    await new Promise((resolve) => setTimeout(resolve, 50))
})

const programsOf = (pid: number): string[] =>
  spawnSync('ps', ['-o', 'comm=', '--ppid', String(pid)], { encoding: 'utf8' }).stdout.split('\n')

all.run()

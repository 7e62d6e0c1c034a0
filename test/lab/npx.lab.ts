import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sh } from '../../src/core/sh.ts'
import { run } from '../../src/host/exec.ts'
import { hostAddress } from '../../src/lab/lab.ts'
import { raiseStage } from './scenario.ts'
import type { Stage } from './scenario.ts'

const test = suite('npx on the first node itself, with Node.js 18 of Debian 12')

let stage: Stage
const folder = mkdtempSync(join(tmpdir(), 'ha-npx-'))

test.before(async () => {
  const spec = readFileSync('test/lab/heartbeat.yaml', 'utf8')
  stage = await raiseStage({ name: 'npx', spec, warm: false, memoryMiB: 1024 })
})
test.after(async () => {
  rmSync(folder, { recursive: true, force: true })
  await stage.end()
})

/** Sends a file to a node. */
const send = async (node: string, path: string, content: Buffer): Promise<void> => {
  const { code, stderr } = await run(['ssh', '-F', stage.folder.sshConfig, node, `umask 077; cat >${path}`], {
    input: content,
  })
  assert.is(code, 0, stderr)
}

test('the packed tarball runs there: node1 is this machine, node2 is reached over ssh', async () => {
  const packed = await run(['npm', 'pack', '--silent', '--pack-destination', folder], { timeoutMs: 300_000 })
  assert.is(packed.code, 0, packed.stderr)
  const name = packed.stdout.trim().split('\n').at(-1)!
  await stage.must(
    'node1',
    sh`apt-get update -q >/dev/null && apt-get install -y -q --no-install-recommends nodejs npm openssh-client >/dev/null 2>&1 && node --version`,
  )
  await send('node1', '/root/ha-bootstrap.tgz', readFileSync(join(folder, name)))
  await send('node1', '/root/key', readFileSync(stage.folder.identity))
  // Its own node is named as it names itself; the other is behind the lab's forwarded port.
  const spec = readFileSync(stage.folder.spec, 'utf8')
    .replaceAll('127.0.0.1', hostAddress)
    .replaceAll(stage.folder.identity, '/root/key')
    .replace(/"host": "[^"]*",\s*"port": [0-9]+/, '"host": "node1"')
  await send('node1', '/root/cluster.yaml', Buffer.from(spec))
  const told = await stage.must(
    'node1',
    sh`cd /root && ssh-keyscan -p ${stage.node('node2').sshPort} ${hostAddress} >>/root/.ssh/known_hosts 2>/dev/null
npx --yes ./ha-bootstrap.tgz --version
npx --yes ./ha-bootstrap.tgz facts
npx --yes ./ha-bootstrap.tgz apply --yes --wait-sync`,
  )
  process.stdout.write(told.replace(/^/gm, '    '))
  assert.match(await stage.must('node1', sh`cat /proc/drbd`), /ds:UpToDate\/UpToDate/)
  await stage.must('node1', sh`mountpoint -q /var/www/html && systemctl is-active apache2`)
  assert.match(
    await stage.must('node1', sh`cd /root && npx --yes ./ha-bootstrap.tgz plan`),
    /[Nn]othing to change/,
  )
})

test.run()

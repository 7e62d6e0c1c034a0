import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sh, shVerbatim } from '../../src/core/sh.ts'
import { hostAddress } from '../../src/lab/lab.ts'
import { freePort } from '../host/sshd.ts'
import { ownCli } from './cli.ts'
import type { Told } from './cli.ts'
import { raiseStage } from './scenario.ts'
import type { Stage } from './scenario.ts'

const test = suite(
  'obstacles: each is named in a sentence, and the same command goes on when it is out of the way',
)

let stage: Stage
const folder = mkdtempSync(join(tmpdir(), 'ha-obstacles-'))
const sshConfig = join(folder, 'config')
const knownHosts = join(folder, 'known_hosts')

test.before(async () => {
  const spec = readFileSync('test/lab/heartbeat.yaml', 'utf8')
  stage = await raiseStage({ name: 'obstacles', spec, warm: false, memoryMiB: 768 })
  // Whoever works here is not root, and reaches node2 by way of node1 only.
  const install = sh`apt-get update -q >/dev/null 2>&1 && apt-get install -y -q --no-install-recommends sudo >/dev/null 2>&1
useradd -m -s /bin/bash admin
mkdir -p /home/admin/.ssh && cp /root/.ssh/authorized_keys /home/admin/.ssh/ && chown -R admin: /home/admin/.ssh`
  for (const node of ['node1', 'node2']) await stage.must(node, install)
  writeWay({ port: stage.node('node2').sshPort })
  const known = readFileSync(stage.folder.knownHosts, 'utf8')
  writeFileSync(knownHosts, known + known.replaceAll('127.0.0.1', hostAddress))
})
test.after(async () => {
  rmSync(folder, { recursive: true, force: true })
  await stage.end()
})

/** OpenSSH's configuration: node1 by its forwarded port, node2 through it. */
const writeWay = ({ port }: { readonly port: number }): void =>
  writeFileSync(
    sshConfig,
    `Host node1
  HostName 127.0.0.1
  Port ${stage.node('node1').sshPort}
Host node2
  HostName ${hostAddress}
  Port ${port}
  ProxyJump node1
Host *
  User admin
  IdentityFile "${stage.folder.identity}"
  IdentitiesOnly yes
  UserKnownHostsFile "${knownHosts}"
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking yes
`,
  )

const spec = join(folder, 'cluster.yaml')

/** The command that is given again and again. */
async function apply(): Promise<Told> {
  // How the nodes are reached is OpenSSH's business here: it knows them by their names.
  const names = ['node1', 'node2']
  const text = readFileSync(stage.folder.spec, 'utf8').replace(
    /"ssh": \{[^}]*\}/g,
    () => `"ssh": { "host": "${names.shift()!}" }`,
  )
  writeFileSync(spec, text)
  return ownCli('apply', '-f', spec, '--ssh-config', sshConfig, '--yes', '--wait-sync')
}

/** Whether one line says it, with what to do, and nothing of our own innards is shown. */
function says({ code, out }: Told, sentence: RegExp): void {
  assert.is.not(code, 0)
  assert.match(out, sentence)
  assert.not.match(out, /\n\s+at .*\.[jt]s:\d+/)
}

test('nobody may become root', async () => {
  says(await apply(), /admin.*(sudo|root)|(sudo|root).*admin/)
  for (const node of ['node1', 'node2'])
    await stage.must(node, sh`echo 'admin ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/admin`)
})

test('the key of node2 is not the one that is known', async () => {
  const right = readFileSync(knownHosts, 'utf8')
  const [, first = ''] = right.split('\n')[0]!.split(' ssh-ed25519 ')
  const port = stage.node('node2').sshPort
  writeFileSync(
    knownHosts,
    right.replace(new RegExp(`^(\\[${hostAddress}\\]:${port} ssh-ed25519) .*$`, 'm'), `$1 ${first}`),
  )
  says(await apply(), /node2.*key|key.*node2/i)
  writeFileSync(knownHosts, right)
})

test('node2 does not answer', async () => {
  writeWay({ port: await freePort() })
  says(await apply(), /node2 .*Connection refused/)
  writeWay({ port: stage.node('node2').sshPort })
})

test('the disk of node1 is full', async () => {
  await stage.must(
    'node1',
    shVerbatim('fallocate -l $(($(df -B1 --output=avail / | tail -n 1) - 40000000)) /var/tmp/full'),
  )
  says(await apply(), /node1: .* has [0-9]+ MiB free; the packages need about [0-9]+/)
  await stage.must('node1', sh`rm /var/tmp/full`)
})

test('node2 reaches no mirror', async () => {
  const dead = '/etc/apt/apt.conf.d/zz-dead'
  const lines = ['http', 'https'].map((scheme) => `Acquire::${scheme}::Proxy "http://${hostAddress}:9";`)
  await stage.must('node2', sh`printf '%s\n' ${lines} >${dead}`)
  says(await apply(), /The mirror .*cannot be reached or did not answer well/)
  await stage.must('node2', sh`rm ${dead}`)
})

test('with all of it out of the way the same command goes on to the end', async () => {
  const { code } = await apply()
  assert.is(code, 0)
  assert.match(await stage.must('node1', sh`cat /proc/drbd`), 'ro:Primary/Secondary ds:UpToDate/UpToDate')
  const { code: again, out } = await apply()
  assert.is(again, 0)
  assert.match(out, /[Nn]othing to change/)
})

test.run()

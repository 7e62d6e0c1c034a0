import { spawn } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sh } from '../../src/core/sh.ts'
import { connect } from '../../src/host/connect.ts'
import { startSshd, whyNoSshd } from '../host/sshd.ts'
import type { Sshd } from '../host/sshd.ts'

// Two nodes that are folders of this machine, each behind an sshd of its own; only files are put there.
const why = whyNoSshd()
const all = suite(`apply over ssh${why === undefined ? '' : ` (not here: ${why})`}`)
const test = why === undefined ? all : all.skip

let folder: string
let nodes: { readonly name: string; readonly root: string; readonly sshd: Sshd }[] = []
const tsx = join(process.cwd(), 'node_modules/tsx/dist/esm/index.mjs')
const program = join(process.cwd(), 'src/cli.ts')

const specOf = (): string => `version: 1
name: test
profile: debian-heartbeat
networks:
  lan: { subnet: 192.168.50.0/24, interface: lan0 }
  replication: { subnet: 10.9.1.0/24, interface: repl0, speed: 1000 }
rings: [replication, lan]
time: { servers: [10.0.2.2] }
node-defaults: { platform: debian-12 }
nodes:
${nodes
  .map(
    ({ name, sshd }, i) => `  ${name}:
    ssh: { host: 127.0.0.1, port: ${sshd.port}, identity: ${sshd.key} }
    disks: { data: { by-id: virtio-DATA${i} } }
    addresses: { lan: 192.168.50.1${i}, replication: 10.9.1.1${i} }
    interfaces: { repl0: { mac: "52:54:00:00:0${i}:01" }, lan0: { mac: "52:54:00:00:0${i}:02" } }
`,
  )
  .join('')}drbd:
  network: replication
  resources: { r0: { disk: data } }
services:
  data: { filesystem: { device: r0, mount: /srv/data, type: ext4 } }
groups:
  site: { members: [data] }
fencing: { none-because: "a test without power switches" }
`

interface Done {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

async function cli(...words: string[]): Promise<Done> {
  const child = spawn(process.execPath, ['--import', tsx, program, ...words, '--ssh-config', 'ssh_config'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, out, err }
}

const apply = (...words: string[]): Promise<Done> => cli('apply', '--only', 'keys', ...words)
const keyOf = (root: string): string => join(root, 'etc/ha.d/authkeys')
const eachRoot = (act: (root: string) => void): void => nodes.forEach(({ root }) => act(root))
const clean = (root: string): void => {
  for (const entry of readdirSync(root)) rmSync(join(root, entry), { recursive: true, force: true })
}

if (why === undefined) {
  all.before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'apply-test-'))
    nodes = await Promise.all(
      ['node1', 'node2'].map(async (name) => {
        const root = join(folder, name)
        mkdirSync(root)
        return { name, root, sshd: await startSshd([], `SetEnv HA_ROOT=${root}`) }
      }),
    )
    const known = nodes.map(({ sshd }) => readFileSync(sshd.knownHosts, 'utf8')).join('')
    writeFileSync(join(folder, 'known_hosts'), known)
    writeFileSync(join(folder, 'ssh_config'), `UserKnownHostsFile ${join(folder, 'known_hosts')}\n`)
    writeFileSync(join(folder, 'cluster.yaml'), specOf())
  })
  all.before.each(() => eachRoot(clean))
  all.after(async () => {
    for (const { sshd } of nodes) await sshd.stop()
    rmSync(folder, { recursive: true, force: true })
  })
}

test('without anybody to ask nothing is changed, and --yes is named', async () => {
  const { code, out, err } = await apply()
  assert.is(code, 2, err)
  assert.match(out, /\+ \/etc\/ha\.d\/authkeys/)
  assert.match(err, /Nothing was changed: .*\n.*--yes/)
  eachRoot((root) => assert.equal(readdirSync(root), []))
})

test('what is missing is brought about on all nodes, and nothing the second time', async () => {
  const first = await apply('--yes')
  assert.is(first.code, 0, first.out + first.err)
  assert.match(first.out, /^node2 {2}keys: write \/etc\/ha\.d\/authkeys: done$/m)
  assert.match(first.out, /^Done: 2 changes on 2 nodes\.$/m)
  const keys = nodes.map(({ root }) => readFileSync(keyOf(root), 'utf8'))
  assert.is(keys[0], keys[1])
  eachRoot((root) => assert.is(statSync(keyOf(root)).mode & 0o777, 0o600))
  const secret = /^\s*\d+\s+\S+\s+(\S+)/m.exec(keys[0]!.replace(/^auth.*$/m, ''))![1]!
  assert.ok(secret.length >= 16, keys[0])
  for (const { root } of nodes) {
    const told = readFileSync(join(root, 'var/lib/ha-bootstrap/run/events'), 'utf8')
    assert.not.ok((told + first.out + first.err).includes(secret))
  }
  const second = await apply('--yes')
  assert.is(second.code, 0)
  assert.match(second.out, /^Nothing to change: 2 nodes/)
})

test('--json prints nothing but objects', async () => {
  for (const hows of [['ok', 'ok'] as const, ['ok', 'ok'] as const]) {
    const { code, out, err } = await apply('--yes', '--json')
    assert.is(code, 0, out + err)
    const objects = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; how?: string })
    assert.equal(
      objects.flatMap(({ kind, how }) => (kind === 'outcome' ? [how] : [])),
      hows,
    )
  }
})

test('a failure on one node is told with what goes on, and the same again goes on', async () => {
  const inTheWay = keyOf(nodes[0]!.root)
  mkdirSync(inTheWay, { recursive: true })
  const failed = await apply('--yes')
  assert.is(failed.code, 1, failed.out + failed.err)
  assert.match(
    failed.out,
    /node1: failed in ".*" \(keys\), at: write \/etc\/ha\.d\/authkeys\n {2}\| .*is a folder/,
  )
  assert.match(
    failed.out,
    /Mend what failed on node1, then go on with:\n {2}ha-bootstrap apply --only keys --yes/,
  )
  rmSync(inTheWay, { recursive: true })
  const again = await apply('--yes')
  assert.is(again.code, 0, again.out + again.err)
  eachRoot((root) => assert.ok(existsSync(keyOf(root))))
})

test('a plan that was agreed to is carried out as it is, or not at all', async () => {
  const only = ['--only', 'keys', '-o', 'plan.json']
  assert.is((await cli('plan', ...only)).code, 0)
  mkdirSync(join(keyOf(nodes[1]!.root), '..'), { recursive: true })
  writeFileSync(keyOf(nodes[1]!.root), 'somebody was here\n')
  const refused = await apply('--yes', 'plan.json')
  assert.is(refused.code, 4, refused.out + refused.err)
  assert.match(
    refused.err,
    /node2: the file has changed that this would replace: write \/etc\/ha\.d\/authkeys/,
  )
  assert.is(readFileSync(keyOf(nodes[1]!.root), 'utf8'), 'somebody was here\n')
  assert.is((await cli('plan', ...only)).code, 0)
  assert.is((await apply('--yes', 'plan.json')).code, 0)
  assert.match((await apply('--yes', 'cluster.yaml')).err, /is not a plan/)
})

test('a node that cannot be reached stops everything before it begins', async () => {
  writeFileSync(
    join(folder, 'ssh_config'),
    `Match originalhost 127.0.0.1 exec "test %p = ${nodes[1]!.sshd.port}"\n ProxyCommand false\nMatch all\n UserKnownHostsFile ${join(folder, 'known_hosts')}\n`,
  )
  const { code, err } = await apply('--yes')
  writeFileSync(join(folder, 'ssh_config'), `UserKnownHostsFile ${join(folder, 'known_hosts')}\n`)
  assert.is(code, 5, err)
  assert.match(err, /node2/)
  eachRoot((root) => assert.equal(readdirSync(root), []))
})

/** Makes a node wait: an action of an earlier run is still at work there. The result ends it. */
async function occupy({ root, sshd }: (typeof nodes)[number]): Promise<() => Promise<void>> {
  const address = { name: 'node', host: '127.0.0.1', port: sshd.port, user: 'root', identity: sshd.key }
  const node = await connect(address, { knownHosts: sshd.knownHosts })
  const { stdout } = await node.run(sh`mkdir -p ${root}/var/lib/ha-bootstrap/run
sleep 1000 </dev/null >/dev/null 2>&1 &
echo "$!" "$(awk '{ print $22 }' "/proc/$!/stat")" >${root}/var/lib/ha-bootstrap/run/action
echo "$!"`)
  return async () => {
    await node.run(sh`kill ${Number(stdout)}`)
    await node.close()
  }
}

/** Starts apply and acts each time that one of these is on its output, in turn; without an act it is Ctrl-C. */
async function watched(...moments: readonly (readonly [RegExp, (() => Promise<void>)?])[]): Promise<Done> {
  const child = spawn(
    process.execPath,
    ['--import', tsx, program, 'apply', '--only', 'keys', '--yes', '--ssh-config', 'ssh_config'],
    { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let out = ''
  let err = ''
  const left = [...moments]
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
    if (!left[0]?.[0].test(out)) return
    const act = left.shift()![1]
    if (act) void act()
    else child.kill('SIGINT')
  })
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, out, err }
}

test('Ctrl-C stops behind the running action', async () => {
  const release = await occupy(nodes[0]!)
  const { code, out, err } = await watched([/still at work/])
  assert.is(code, 130, out + err)
  assert.match(out, /^node1 {2}Stopping behind the running action\. Ctrl-C again leaves it to itself\.$/m)
  assert.match(out, /^node1: stopped before its next action; 0 changes/m)
  assert.match(out, /Go on with:\n {2}ha-bootstrap apply --only keys --yes/)
  await release()
  assert.is((await apply('--yes')).code, 0)
})

test('a second Ctrl-C leaves the nodes at work, and the same command finds them again', async () => {
  const release = await occupy(nodes[0]!)
  const { code, out, err } = await watched([/still at work/], [/Ctrl-C again/])
  assert.is(code, 130, out + err)
  assert.match(out, /^node1: still at work; /m)
  assert.match(out, /and stop\. Go on with:\n {2}ha-bootstrap apply --only keys --yes/)
  const again = await watched([/still at work/, release])
  assert.is(again.code, 0, again.out + again.err)
})

for (const [words, says] of [
  [['--only', 'kyes'], /no such step\.\n.*did you mean keys\?/],
  [['--allow-destroy', 'S123'], /does not begin with the name of a node/],
] as const) {
  test(`${words.join(' ')} is refused`, async () => {
    const { code, err } = await cli('apply', '--yes', ...words)
    assert.is(code, 2)
    assert.match(err, says)
  })
}

all.run()

import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readCollected, readFacts } from '../../src/facts/read.ts'
import type { Facts } from '../../src/facts/types.gen.ts'
import { run } from '../../src/host/exec.ts'
import { startSshd, whyNoSshd } from '../host/sshd.ts'

const test = suite<{ folder: string }>('ha-bootstrap facts')
test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'facts-command-'))
})
test.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }))

const tsx = join(process.cwd(), 'node_modules/tsx/dist/esm/index.mjs')
const cli = (folder: string, ...words: string[]) =>
  run([process.execPath, '--import', tsx, join(process.cwd(), 'src/cli.ts'), 'facts', ...words], {
    cwd: folder,
  })

test('of this machine, without a cluster.yaml', async ({ folder }) => {
  const { code, stdout, stderr } = await cli(folder, '--local', 'node1')
  assert.is(code, 0, stderr)
  assert.match(stdout, /^node1 {2}.*kernel /)
  assert.match(stdout, /\n {2}Disks\n/)
  assert.match(stdout, /\nwrote facts\/node1\.json\n$/)
  for (const line of stdout.split('\n')) {
    // Findings are one line each for programs; what is a table fits.
    if (!/^(warning|error|info| {2}fix)/.test(line)) assert.ok(line.length <= 80, line)
  }
  const file = join(folder, 'facts/node1.json')
  const [facts] = await readCollected([file])
  assert.is(facts!.node, 'node1')
  assert.ok(facts!.disks.every(({ eligible, reasons }) => eligible === (reasons.length === 0)))
  const [decisive] = await readFacts([file])
  assert.equal(decisive, {
    facts: 1,
    node: 'node1',
    ...(facts!.platform !== null && { platform: facts!.platform }),
    versions: facts!.versions,
  })
  assert.equal(readdirSync(join(folder, 'facts')), ['node1.json'], 'no draft is left')
})

test('as JSON, into another folder', async ({ folder }) => {
  const { code, stdout } = await cli(folder, '--local', 'node1', '--json', '-o', 'seen')
  assert.is(code, 0)
  const said = JSON.parse(stdout) as { nodes: Facts[]; files: string[]; failed: unknown[] }
  assert.equal(said.files, ['seen/node1.json'])
  assert.equal(said.nodes, [JSON.parse(readFileSync(join(folder, 'seen/node1.json'), 'utf8'))])
  assert.equal(said.failed, [])
})

const refused: readonly (readonly [string, readonly string[], number, RegExp])[] = [
  ['without a spec', [], 2, /There is no file cluster\.yaml/],
  ['a name that is none', ['--local', 'Node_1'], 2, /Node_1 cannot be the name of a node/],
  ['probes of one machine', ['--local', '--probe'], 2, /--probe tries the ways between the nodes/],
  [
    'a folder that cannot be',
    ['--local', 'node1', '-o', '/dev/null/facts'],
    2,
    /The facts cannot be written/,
  ],
]
for (const [name, words, exit, sentence] of refused) {
  test(`refuses ${name}`, async ({ folder }) => {
    const { code, stderr } = await cli(folder, ...words)
    assert.is(code, exit)
    assert.match(stderr, sentence)
    assert.not.match(stderr, /\n {4}at /)
  })
}

const spec = (port: number, identity: string, serial: string): string => `version: 1
name: c1
profile: kvm
networks: { lan: { subnet: 127.0.0.0/8 } }
rings: [lan]
fencing: { none-because: "a test on one machine" }
node-defaults: { platform: debian-12 }
nodes:
  node1:
    addresses: { lan: 127.0.0.1 }
    ssh: { host: 127.0.0.1, port: ${port}, user: root, identity: ${identity} }
    disks: { data1: { serial: ${serial} } }
  node2:
    addresses: { lan: 127.0.0.2 }
    ssh: { host: 127.0.0.1, port: 9, user: root }
    disks: { data1: { serial: NONE2 } }
`

test('over ssh: what one node does not say does not silence the other', async ({ folder }) => {
  assert.is(whyNoSshd(), undefined)
  const sshd = await startSshd([{ name: 'admin', sudo: 'free' }])
  try {
    writeFileSync(join(folder, 'cluster.yaml'), spec(sshd.port, sshd.key, 'NONE1'))
    writeFileSync(join(folder, 'ssh_config'), `UserKnownHostsFile ${sshd.knownHosts}\n`)
    const { code, stdout, stderr } = await cli(folder, '--ssh-config', 'ssh_config', '--probe', '--json')
    assert.is(code, 5, stderr)
    const said = JSON.parse(stdout) as {
      nodes: Facts[]
      failed: { node: string; sentence: string }[]
      findings: { sentence: string }[]
      reached: { peer: string; answers: boolean; interface: string }[]
    }
    assert.equal(
      said.nodes.map(({ node }) => node),
      ['node1'],
    )
    assert.equal(
      said.failed.map(({ node }) => node),
      ['node2'],
    )
    assert.equal(readdirSync(join(folder, 'facts')), ['node1.json'])
    assert.ok(
      said.findings.some(({ sentence }) =>
        sentence.startsWith('data1 of node1: there is no disk with serial number NONE1'),
      ),
    )
    assert.equal(
      said.reached.map(({ peer, answers, interface: by }) => ({ peer, answers, by })),
      [{ peer: 'node2', answers: true, by: 'lo' }],
    )
    assert.is(said.nodes[0]!.network.client, 'lo')
    const only = await cli(folder, '--ssh-config', 'ssh_config', 'node1')
    assert.is(only.code, 0, only.stderr)
    writeFileSync(
      join(folder, 'wrong.yaml'),
      spec(sshd.port, sshd.key, 'NONE1').replace('127.0.0.0/8 }', '127.0.0.0/8, interface: lo }'),
    )
    const wrong = await cli(folder, '-f', 'wrong.yaml', '--ssh-config', 'ssh_config', 'node1')
    assert.is(wrong.code, 0, 'an error elsewhere in the spec is no reason not to look')
    assert.match(wrong.stderr, /wrong\.yaml has 1 error .*looked at all the same/)
    writeFileSync(
      join(folder, 'sudo.yaml'),
      spec(sshd.port, sshd.key, 'NONE1').replace('user: root', 'user: admin'),
    )
    const sudo = await cli(folder, '-f', 'sudo.yaml', '--ssh-config', 'ssh_config', '--json', 'node1')
    assert.is(sudo.code, 0, sudo.stderr)
    const { system, network } = (JSON.parse(sudo.stdout) as { nodes: Facts[] }).nodes[0]!
    assert.is(system.root, true)
    assert.is(network.client, 'lo', 'sudo forgets by which way we came')
    const unknown = await cli(folder, 'node3')
    assert.is(unknown.code, 2)
    assert.match(unknown.stderr, /There is no node node3 in this cluster\.\n {2}did you mean node[12]\?/)
  } finally {
    await sshd.stop()
  }
})

test.run()

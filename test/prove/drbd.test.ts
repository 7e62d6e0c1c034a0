import { readFileSync } from 'node:fs'
import { basename, resolve as path } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { run } from '../../src/host/exec.ts'
import type { Plan } from '../../src/plan/plan.ts'
import { resolve } from '../../src/plan/resolve.ts'
import { prover } from '../../src/prove/drbdadm.ts'
import { proveFiles } from '../../src/prove/prove.ts'
import { renderNode } from '../../src/render/files.ts'
import type { RenderedFile } from '../../src/render/files.ts'
import { loadSpec } from '../../src/spec/load.ts'

const root = path(fileURLToPath(import.meta.url), '../../..')
const test = suite('drbdadm')

async function planOf(file: string, change: (text: string) => string = (text) => text): Promise<Plan> {
  const bytes = Buffer.from(change(readFileSync(path(root, file), 'utf8')))
  const { spec, hash, problems } = await loadSpec(bytes, file)
  const errors = problems.filter((problem) => problem.severity === 'error')
  assert.equal(errors, [], `${file} has errors`)
  return resolve({ spec: spec!, hash: hash!, tool: '0' })
}

async function prove(plan: Plan, change: (file: RenderedFile) => RenderedFile = (file) => file) {
  const files = new Map(plan.nodes.map((node) => [node.name, renderNode(plan, node).map(change)]))
  return proveFiles(plan, files, { provers: [prover] })
}

const clusters = [
  'examples/kvm.yaml',
  'examples/seed-001.yaml',
  'examples/seed-003-heartbeat.yaml',
  'examples/seed-004.yaml',
  'test/spec/good/drbd-9-three-nodes.yaml',
  'test/spec/good/drbd-external-metadata.yaml',
  'test/spec/good/drbd-words-of-its-own.yaml',
]
for (const file of clusters)
  test(`takes ${file} on every node`, async () => {
    const plan = await planOf(file)
    const { findings, used } = await prove(plan)
    assert.equal(findings, [])
    assert.ok(used[0]!.files >= plan.nodes.length, 'judged a file of every node')
  })

// Each corruption must be found, and in the file it is in.
const corruptions: [string, string, string, (text: string) => string][] = [
  [
    'a word of another dialect',
    'kvm',
    '/etc/drbd.d/web.res',
    (text) => text.replace('volume 0', 'volumes 0'),
  ],
  ['a missing semicolon', 'kvm', '/etc/drbd.d/mail.res', (text) => text.replace('internal;', 'internal')],
  [
    'a value out of range',
    'kvm',
    '/etc/drbd.d/global_common.conf',
    (text) => text.replace('max-buffers 8000', 'max-buffers 900000'),
  ],
  ['a port used twice', 'kvm', '/etc/drbd.d/web.res', (text) => text.replaceAll(':7790', ':7789')],
  [
    'a name that is not the node',
    'kvm',
    '/etc/drbd.d/web.res',
    (text) => text.replace('on node1', 'on node9'),
  ],
  [
    'quorum with the module 8.4',
    'kvm',
    '/etc/drbd.d/web.res',
    (text) => text.replace('volume 0', 'options { quorum majority; }\n  volume 0'),
  ],
  [
    'a section of 8.4 in the dialect 8.3',
    'seed-003-heartbeat',
    '/etc/drbd.d/global_common.conf',
    (text) => text.replace('syncer {', 'options {'),
  ],
]
for (const [name, example, file, corrupt] of corruptions)
  test(`finds ${name}`, async () => {
    const plan = await planOf(`examples/${example}.yaml`)
    let changed = false
    const { findings } = await prove(plan, (rendered) => {
      if (rendered.path !== file) return rendered
      const text = corrupt(rendered.text)
      changed ||= text !== rendered.text
      return { ...rendered, text }
    })
    assert.ok(changed, 'the file was corrupted')
    assert.ok(findings.length > 0, 'nothing was found')
    assert.is(findings[0]!.severity, 'error')
  })

test('names the file and the line that drbdadm complains of', async () => {
  const plan = await planOf('examples/kvm.yaml')
  const { findings } = await prove(plan, (file) =>
    file.path === '/etc/drbd.d/web.res'
      ? { ...file, text: file.text.replace('volume 0', 'volumes 0') }
      : file,
  )
  assert.is(findings[0]!.file, '/etc/drbd.d/web.res')
  assert.match(findings[0]!.output, /web\.res:\d+: Parse error/)
})

test('asks the programs of 8.3 themselves', async () => {
  const plan = await planOf('examples/seed-001.yaml')
  const asked: string[] = []
  await prover.prove({
    plan,
    node: plan.nodes[0]!,
    files: [],
    allFiles: [],
    scratch: '/nonexistent',
    run: async (argv, options) => {
      asked.push(
        `${basename(argv[0]!)} ${options?.env?.DRBD_DRIVER_VERSION_OVERRIDE} ${options?.env?.['__DRBD_NODE__']}`,
      )
      return { code: 0, stdout: argv.includes('sh-resources') ? 'r0\n' : '', stderr: '', timedOut: false }
    },
  })
  assert.ok(asked.includes('drbdadm 8.3.10 lxeon'), asked.join(', '))
  assert.ok(asked.includes('drbdadm-83 8.3.10 lxeon'), asked.join(', '))
})

test('the commands for the kernel are those of the golden file', async () => {
  const plan = await planOf('examples/kvm.yaml')
  let commands = ''
  const [node] = plan.nodes
  await proveFiles(plan, new Map([[node!.name, renderNode(plan, node!)]]), {
    provers: [
      {
        ...prover,
        prove: (input) =>
          prover.prove({
            ...input,
            run: async (argv, options) => {
              const result = await run(argv, options)
              if (argv.includes('up')) commands = result.stdout
              return result
            },
          }),
      },
    ],
  })
  assert.fixture(commands.trim(), readFileSync(path(root, 'test/prove/drbd-kvm-up.txt'), 'utf8').trim())
})

test.run()

import { readFileSync } from 'node:fs'
import { dirname, join, resolve as resolvePath } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { resolve } from '../src/plan/resolve.ts'
import type { Plan } from '../src/plan/plan.ts'
import { proveFiles } from '../src/prove/prove.ts'
import { renderNode } from '../src/render/files.ts'
import type { RenderedFile } from '../src/render/files.ts'
import { allProfiles, loadSpec } from '../src/spec/load.ts'
import { formatProblem } from '../src/spec/problem.ts'
import { exampleNames } from './example-names.ts'
import { parseCib, parseCrm, seconds } from './parse/pacemaker.ts'

const root = resolvePath(dirname(fileURLToPath(import.meta.url)), '..')
const yamlOf = (name: string): string => readFileSync(join(root, 'examples', `${name}.yaml`), 'utf8')

/** Files that are a node's own; every other file of an example is the same on all its nodes. */
const ownFiles = [
  /^\/etc\/(hostname|HOSTNAME)$/,
  /^\/etc\/network\/interfaces$/,
  /^\/etc\/rc\.d\/rc\.inet1\.conf$/,
  /^\/etc\/rc\.d\/rc\.ha-prepare$/,
  /^\/etc\/systemd\/network\/10-.*\.link$/,
  /^\/etc\/udev\/rules\.d\//,
  /^\/etc\/mdadm\/mdadm\.conf$/,
  /^\/etc\/lvm\/lvm(local)?\.conf$/,
  /^\/etc\/ha-bootstrap\/(debconf-grub\.seed|disks\/.*|fstab|grub\.default)$/,
  // One node compares the copies, for all.
  /\/drbd-verify(\.service|\.timer)?$/,
  // Of nodes whose hardware differs.
  /^\/etc\/(modprobe\.d|modules-load\.d)\/|^\/etc\/modules$|^\/etc\/rc\.d\/rc\.modules\.local$/,
  /^\/etc\/libvirt\/(libvirtd|qemu)\.conf$/,
]
const isOwn = (path: string): boolean => ownFiles.some((pattern) => pattern.test(path))

/** Warnings an example of today's deserves; the clusters of the documents are full of them. */
const deserved: { readonly [example: string]: readonly string[] } = {
  // Proxmox VE shares a volume group on a DRBD device with two primaries: its lock keeps it whole, its watchdog fences.
  'proxmox-raid10': ['LVM004', 'DRB022'],
}

interface Made {
  readonly plan: Plan
  readonly files: ReadonlyMap<string, readonly RenderedFile[]>
  readonly warnings: readonly { readonly code: string; readonly line: string }[]
}

async function make(yaml: string, name: string): Promise<Made> {
  const { spec, hash, problems } = await loadSpec(Buffer.from(yaml), `examples/${name}.yaml`)
  const errors = problems.filter(({ severity }) => severity === 'error').map(formatProblem)
  assert.equal(errors, [])
  const plan = resolve({ spec: spec!, hash: hash!, tool: 'test' })
  return {
    plan,
    files: new Map(plan.nodes.map((node) => [node.name, renderNode(plan, node)])),
    warnings: problems
      .filter(({ severity }) => severity === 'warning')
      .map((problem) => ({ code: problem.code, line: formatProblem(problem) })),
  }
}

const describe = suite('examples')

describe('every profile has an example of its name', () => {
  assert.equal(
    Object.keys(allProfiles).filter((name) => !exampleNames.includes(name)),
    [],
  )
})

describe('a picture of a profile fits beside nothing else on a small screen', () => {
  for (const [name, { picture }] of Object.entries(allProfiles))
    for (const line of picture.split('\n')) assert.ok(line.length <= 76, `${name}: ${line}`)
})
describe.run()

for (const name of exampleNames) {
  const test = suite(`example ${name}`)
  const lines = yamlOf(name).split('\n').length - 1

  test('names its schema on the first line', () => {
    assert.is(yamlOf(name).split('\n')[0], '# yaml-language-server: $schema=../schema/cluster.schema.json')
  })

  test('is short enough to be read', () => {
    assert.ok(lines <= (name.startsWith('kvm') && name !== 'kvm-live-migration' ? 60 : 90), `${lines} lines`)
  })

  test('has no error, and no warning that it does not deserve', async () => {
    const { warnings } = await make(yamlOf(name), name)
    if (name.startsWith('seed-')) return
    assert.equal(
      warnings.filter(({ code }) => !deserved[name]?.includes(code)).map(({ line }) => line),
      [],
    )
  })

  test('gives the same bytes twice', async () => {
    const [first, second] = [await make(yamlOf(name), name), await make(yamlOf(name), name)]
    assert.equal(JSON.stringify(first.plan), JSON.stringify(second.plan))
    assert.equal(JSON.stringify([...first.files]), JSON.stringify([...second.files]))
  })

  test('gives files that differ between nodes only where they must', async () => {
    const { plan, files } = await make(yamlOf(name), name)
    const [reference, ...others] = plan.nodes.map((node) => files.get(node.name)!)
    for (const other of others) {
      const mine = new Map(reference!.map((file) => [file.path, file]))
      const theirs = new Map(other.map((file) => [file.path, file]))
      for (const path of new Set([...mine.keys(), ...theirs.keys()])) {
        if (isOwn(path)) continue
        assert.is(mine.get(path)?.text, theirs.get(path)?.text, `${path} differs`)
        assert.is(mine.get(path)?.mode, theirs.get(path)?.mode, `${path} has another mode`)
      }
    }
  })

  test('keeps every secret out of its files, and every file with one from others', async () => {
    const { plan, files } = await make(yamlOf(name), name)
    const declared = plan.secrets.map((secret) => secret.name)
    const used = new Set([...files.values()].flat().flatMap((file) => file.secrets))
    assert.equal(
      declared.filter((secret) => !used.has(secret)),
      [],
      'secrets that no file needs',
    )
    for (const file of [...files.values()].flat()) {
      for (const secret of file.secrets)
        assert.ok(declared.includes(secret), `${file.path}: ${secret} is not declared`)
      if (file.secrets.length > 0) assert.is(file.mode & 0o007, 0, `${file.path} can be read by everyone`)
    }
  })

  test('says the same in the CIB and in its crm script', async () => {
    const { files } = await make(yamlOf(name), name)
    for (const made of files.values()) {
      const xml = made.find(({ path }) => path.endsWith('/cib.xml'))
      const script = made.find(({ path }) => path.endsWith('.crm'))
      assert.is(xml === undefined, script === undefined)
      if (!xml || !script) continue
      assert.equal(comparable(parseCrm(script.text)), comparable(parseCib(xml.text)))
    }
  })

  test('is accepted by the programs that read its files', async () => {
    const { plan, files } = await make(yamlOf(name), name)
    const { findings, missing } = await proveFiles(plan, files)
    // An agent of a package of its own cannot be asked here; those of the cluster's packages can.
    const elsewhere = /^Agents that are not installed here were not checked: ((lsb|systemd):[^ ,]+(, )?)+\.$/
    assert.equal(
      findings
        .filter(({ severity, sentence }) => severity === 'error' || !elsewhere.test(sentence))
        .map(({ node, file, sentence, output }) => `${node}:${file}: ${sentence}\n${output}`),
      [],
    )
    if (process.env.CI === 'true') assert.equal(missing, [], 'programs that are not installed')
  })

  test.run()
}

/** Times in one unit, lists in one order: what differs in spelling only. */
function comparable(meaning: ReturnType<typeof parseCib>): unknown {
  const text = (value: unknown): string => JSON.stringify(value)
  const byText = <T>(list: readonly T[]): T[] => [...list].sort((a, b) => (text(a) < text(b) ? -1 : 1))
  return {
    ...meaning,
    primitives: Object.fromEntries(
      Object.entries(meaning.primitives).map(([id, primitive]) => [
        id,
        {
          ...primitive,
          operations: byText(
            primitive.operations.map(({ interval, timeout, ...rest }) => ({
              ...rest,
              interval: seconds(interval ?? '0'),
              timeout: timeout === undefined ? undefined : seconds(timeout),
            })),
          ),
        },
      ]),
    ),
    locations: byText(meaning.locations),
    orders: byText(meaning.orders),
    colocations: byText(meaning.colocations),
  }
}

const platforms = suite('profiles on every platform they name')
for (const [name, { platforms: named, spec }] of Object.entries(allProfiles)) {
  const today = spec['node-defaults']?.platform
  platforms(`${name} begins with today's`, () => {
    assert.is(named[0], today)
  })
  for (const platform of named)
    platforms(`${name} renders on ${platform}`, async () => {
      const yaml = yamlOf(name)
      const before = /platform: \S+/.exec(yaml)
      assert.ok(before, `${name}.yaml names no platform`)
      const changed = yaml
        .replace(before[0], `platform: ${platform}`)
        .replace(/systemd: ([a-z0-9]+)[^ ,]*/g, (unit, daemon: string) =>
          /^debian-[5-7]$/.test(platform) ? `lsb: ${daemon === 'named' ? 'bind9' : daemon}` : unit,
        )
      const { plan, files } = await make(changed, name)
      assert.equal(
        plan.nodes.map((node) => node.platform.id),
        plan.nodes.map(() => platform),
      )
      assert.ok([...files.values()].every((made) => made.length > 5))
    })
}
platforms.run()

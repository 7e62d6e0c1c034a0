import { existsSync, readFileSync, statSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Plan } from '../../src/plan/plan.ts'
import { resolve } from '../../src/plan/resolve.ts'
import { provers } from '../../src/prove/index.gen.ts'
import { packageOf } from '../../src/prove/programs.ts'
import { proveFiles } from '../../src/prove/prove.ts'
import type { ProveInput, Prover } from '../../src/prove/prove.ts'
import { renderNode } from '../../src/render/files.ts'
import type { RenderedFile } from '../../src/render/files.ts'
import { loadSpec } from '../../src/spec/load.ts'

const test = suite('proving files')

async function kvm(): Promise<{ plan: Plan; files: Map<string, RenderedFile[]> }> {
  const { spec, hash } = await loadSpec(readFileSync('examples/kvm.yaml'), 'kvm.yaml')
  const plan = resolve({ spec: spec!, hash: hash!, tool: '0' })
  return { plan, files: new Map(plan.nodes.map((node) => [node.name, renderNode(plan, node)])) }
}

/** A prover that remembers what it was shown. */
function witness(programs: string[], sentence?: string): { prover: Prover; seen: ProveInput[] } {
  const seen: ProveInput[] = []
  const prover: Prover = {
    proof: 'drbdadm',
    programs,
    async prove(input) {
      seen.push(input)
      assert.is(statSync(input.scratch).mode & 0o777, 0o700)
      return sentence === undefined
        ? []
        : [{ file: input.files[0]!.path, severity: 'error', sentence, output: 'line 1: no' }]
    },
  }
  return { prover, seen }
}

test('every node is shown its own files, with test values for secrets, in a folder that is gone afterwards', async () => {
  const { plan, files } = await kvm()
  const { prover, seen } = witness(['sh'])
  await proveFiles(plan, files, { provers: [prover] })
  assert.equal(
    seen.map(({ node }) => node.name),
    ['node1', 'node2'],
  )
  for (const { node, files: shown, allFiles, scratch } of seen) {
    assert.is(shown.length, files.get(node.name)!.filter(({ proof }) => proof === 'drbdadm').length)
    assert.is(allFiles.length, files.get(node.name)!.length)
    assert.ok(shown.every((file) => file.node === node.name && !file.text.includes('@SECRET:')))
    assert.is(existsSync(scratch), false)
  }
})

test('what a program says is kept with node, file and program', async () => {
  const { plan, files } = await kvm()
  const { findings } = await proveFiles(plan, files, { provers: [witness(['sh'], 'It is wrong.').prover] })
  assert.is(findings.length, 2)
  assert.is(findings[0]!.node, 'node1')
  assert.is(findings[0]!.program, 'sh')
  assert.is(findings[0]!.sentence, 'It is wrong.')
})

test('a program that is not installed is named with its package, and its prover is not run', async () => {
  const { plan, files } = await kvm()
  const { prover, seen } = witness(['drbdadm'])
  const proved = await proveFiles(plan, files, { provers: [prover], find: () => undefined })
  assert.is(seen.length, 0)
  assert.equal(
    proved.missing.map(({ program, package: name }) => [program, name]),
    [['drbdadm', 'drbd-utils']],
  )
  assert.equal(proved.used, [])
})

test('files that nobody judges are counted', async () => {
  const { plan, files } = await kvm()
  const { unproved } = await proveFiles(plan, files, { provers: [] })
  assert.is(
    unproved,
    [...files.values()].reduce((sum, list) => sum + list.length, 0),
  )
})

test('every prover names programs of which the package is known', () => {
  for (const { programs } of provers)
    for (const program of programs) assert.ok(packageOf[program], `${program} has no package`)
})

test.run()

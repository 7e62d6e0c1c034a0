import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { resolve } from '../../src/plan/resolve.ts'
import type { Plan } from '../../src/plan/plan.ts'
import { proveFiles } from '../../src/prove/prove.ts'
import { renderNode } from '../../src/render/files.ts'
import type { RenderedFile } from '../../src/render/files.ts'
import { loadSpec } from '../../src/spec/load.ts'
import type { LoadedSpec } from '../../src/spec/load.ts'
import { clusters } from './cluster.ts'
import type { Tree } from './cluster.ts'

// SPEC_SEED and SPEC_RUNS repeat or widen what a failure printed.
const seed = Number(process.env.SPEC_SEED ?? 20260101)
const runs = Number(process.env.SPEC_RUNS ?? 5000)
const proofs = Number(process.env.SPEC_PROOFS ?? 60)

const test = suite('random specs')
const specs = fc.sample(clusters, { numRuns: runs, seed })

/** JSON is YAML, and what a failure prints can be saved as a file. */
const textOf = (spec: Tree): string => `${JSON.stringify(spec, null, 1)}\n`
const load = (text: string): Promise<LoadedSpec> => loadSpec(new TextEncoder().encode(text), 'random.yaml')
const errors = ({ problems }: LoadedSpec): string[] =>
  problems.filter(({ severity }) => severity === 'error').map(({ code, sentence }) => `${code} ${sentence}`)

interface Rendered {
  readonly plan: Plan
  readonly files: ReadonlyMap<string, readonly RenderedFile[]>
}

function render({ spec, hash }: LoadedSpec): Rendered {
  const plan = resolve({ spec: spec!, hash: hash!, tool: '0.0.0' })
  return { plan, files: new Map(plan.nodes.map((node) => [node.name, renderNode(plan, node)])) }
}

/** What must never stand in a file: how a view's slip of the pen looks. */
const slip = /\bundefined\b|\[object |\bNaN\b|\[native code\]/

/** What is wrong with rendered files, by their own text. */
function slips({ plan, files }: Rendered): string[] {
  const declared = new Set(plan.secrets.map(({ name }) => name))
  return [...files.values()].flat().flatMap((file) => {
    const found = file.text.split('\n').filter((line) => slip.test(line))
    const unknown = file.secrets.filter((name) => !declared.has(name))
    return [
      ...found.map((line) => `${file.node}:${file.path}: ${line}`),
      ...unknown.map((name) => `${file.node}:${file.path}: the secret ${name} is not declared`),
    ]
  })
}

const bytesOf = ({ files }: Rendered): string =>
  JSON.stringify(
    [...files].map(([node, own]) => [node, own.map(({ path, mode, text }) => [path, mode, text])]),
  )

const good: number[] = []

test(`${runs} specs of seed ${seed}: what passes check renders, twice the same, without slips`, async () => {
  const refused = new Map<string, number>()
  for (const [i, spec] of specs.entries()) {
    const text = textOf(spec)
    const loaded = await load(text)
    const codes = new Set(errors(loaded).map((line) => line.slice(0, 6)))
    for (const code of codes) refused.set(code, (refused.get(code) ?? 0) + 1)
    if (codes.size > 0) continue
    good.push(i)
    try {
      const once = render(loaded)
      const found = slips(once)
      assert.is(found.length, 0, found.join('\n'))
      assert.ok(bytesOf(once) === bytesOf(render(await load(text))), 'twice the same bytes')
    } catch (error) {
      throw new Error(
        `spec ${i} of seed ${seed}: ${(error as Error).message}\n${(error as Error).stack}\n${text}`,
        { cause: error },
      )
    }
  }
  const share = good.length / runs
  assert.ok(share > 0.5, `only ${good.length} of ${runs} pass check: ${JSON.stringify([...refused])}`)
})

/** Specs spread over stacks, platforms and dialects: of each kind in turn the next one. */
function spread(count: number): number[] {
  const kinds = new Map<string, number[]>()
  for (const i of good) {
    const {
      stack,
      'node-defaults': defaults,
      drbd,
    } = specs[i] as { stack: string; 'node-defaults': Tree; drbd?: unknown }
    const kind = `${stack} ${String(defaults.platform)} ${JSON.stringify(defaults.versions)} ${drbd !== undefined}`
    kinds.set(kind, [...(kinds.get(kind) ?? []), i])
  }
  const out: number[] = []
  for (let turn = 0; out.length < Math.min(count, good.length); turn++)
    for (const list of kinds.values())
      if (list[turn] !== undefined && out.length < count) out.push(list[turn]!)
  return out
}

test(`${proofs} of them pass the programs that read the files`, async () => {
  const used = new Set<string>()
  for (const i of spread(proofs)) {
    const text = textOf(specs[i]!)
    const { plan, files } = render(await load(text))
    const proved = await proveFiles(plan, files)
    for (const { program, files: count } of proved.used) if (count > 0) used.add(program)
    const findings = proved.findings
      .filter(({ severity }) => severity === 'error')
      .map(
        ({ node, file, program, sentence, output }) =>
          `${program} on ${node}:${file}: ${sentence}\n${output}`,
      )
    assert.is(findings.length, 0, `spec ${i} of seed ${seed}:\n${findings.join('\n')}\n${text}`)
  }
  assert.ok(used.size >= 3, `programs that judged: ${[...used].join(', ')}`)
})

test.run()

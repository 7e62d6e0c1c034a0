import { readFileSync } from 'node:fs'
import { dirname, join, resolve as resolvePath } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { resolve } from '../../src/plan/resolve.ts'
import type { Plan } from '../../src/plan/plan.ts'
import { runbook } from '../../src/report/runbook.ts'
import { renderNode } from '../../src/render/files.ts'
import type { RenderedFile } from '../../src/render/files.ts'
import { loadSpec } from '../../src/spec/load.ts'
import type { Problem } from '../../src/spec/problem.ts'
import type { Spec } from '../../src/spec/spec.ts'

const root = resolvePath(dirname(fileURLToPath(import.meta.url)), '../..')

export interface Cluster {
  readonly spec: Spec
  readonly plan: Plan
  readonly problems: readonly Problem[]
  /** All files of a node. */
  files(node: string): readonly RenderedFile[]
  /** Text of a file of a node; throws when it is not made. */
  text(node: string, path: string): string
  /** Commands of a chapter of the runbook, one after the other. */
  commands(chapter: string): readonly string[]
}

/** Loads an example, changed by `change` before it is read, and renders it. Throws when it has errors. */
export async function cluster(
  name: string,
  change: (yaml: string) => string = (yaml) => yaml,
): Promise<Cluster> {
  const { spec, hash, problems } = await load(name, change)
  const errors = problems.filter((problem) => problem.severity === 'error')
  if (!spec || !hash || errors.length > 0)
    throw new Error(`${name}: ${errors.map((error) => `${error.line}: ${error.sentence}`).join('; ')}`)
  const plan = resolve({ spec, hash, tool: 'test' })
  const rendered = new Map<string, readonly RenderedFile[]>()
  const files = (node: string): readonly RenderedFile[] => {
    const known = rendered.get(node)
    if (known) return known
    const made = renderNode(
      plan,
      plan.nodes.find((candidate) => candidate.name === node)!,
    )
    rendered.set(node, made)
    return made
  }
  return {
    spec,
    plan,
    problems,
    files,
    commands(chapter) {
      const [, rest] = runbook(plan).split(`\n## ${chapter}\n`)
      if (rest === undefined) throw new Error(`the runbook has no chapter ${chapter}`)
      const [own = ''] = rest.split('\n## ')
      return [...own.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, lines]) => lines!.trim().split('\n'))
    },
    text(node, path) {
      const file = files(node).find((candidate) => candidate.path === path)
      if (!file)
        throw new Error(
          `${path} is not made on ${node}, only ${files(node)
            .map((made) => made.path)
            .join(' ')}`,
        )
      return file.text
    },
  }
}

/** Problems of an example that was changed; a change that changes nothing is a mistake of the test. */
export async function problemsOf(
  name: string,
  change: (yaml: string) => string,
): Promise<readonly Problem[]> {
  return (await load(name, change)).problems
}

async function load(name: string, change: (yaml: string) => string) {
  const yaml = readFileSync(join(root, 'examples', `${name}.yaml`), 'utf8')
  return loadSpec(Buffer.from(change(yaml)), `examples/${name}.yaml`)
}

/** Replaces a text that must be there. */
export const replacing =
  (before: string, after: string) =>
  (yaml: string): string => {
    if (!yaml.includes(before)) throw new Error(`the example has no ${before}`)
    return yaml.replace(before, after)
  }

/** A file as the document prints it. */
export const printed = (name: string): string =>
  readFileSync(join(root, 'test/seeds/documents', name), 'utf8')

/** The third document's remarks begin with <-- and belong to no file. */
export const withoutRemarks = (text: string): string => text.replace(/\s*<--.*$/gm, '')

export const throws = (run: () => unknown): boolean => {
  try {
    run()
    return false
  } catch {
    return true
  }
}

/** What the document says, where it says it, what we make of it, and what that must be. */
export type Statement = readonly [value: string, where: string, is: () => unknown, should: unknown]

/** One test for every statement. */
export function state(test: (name: string, run: () => void) => void, statements: readonly Statement[]): void {
  for (const [value, where, is, should] of statements)
    test(`${value} [${where}]`, () => assert.equal(is(), should, value))
}

/** The entries of a mapping that a document sets, as ours has them: what we add is left aside. */
export const likewise = (
  theirs: { readonly [key: string]: unknown },
  ours: { readonly [key: string]: unknown },
): { [key: string]: unknown } => Object.fromEntries(Object.keys(theirs).map((key) => [key, ours[key]]))

/** What ours has beyond a document's. */
export const added = (
  theirs: { readonly [key: string]: unknown },
  ours: { readonly [key: string]: unknown },
): { [key: string]: unknown } => Object.fromEntries(Object.entries(ours).filter(([key]) => !(key in theirs)))

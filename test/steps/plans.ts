import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { resolve } from '../../src/plan/resolve.ts'
import type { NodePlan, Plan } from '../../src/plan/plan.ts'
import { renderNode } from '../../src/render/files.ts'
import type { RenderedFile } from '../../src/render/files.ts'
import { compile } from '../../src/run/compile.ts'
import type { Program } from '../../src/run/compile.ts'
import type { Action, Step } from '../../src/run/step.ts'
import { isFor } from '../../src/run/step.ts'
import { loadSpec } from '../../src/spec/load.ts'
import { steps } from '../../steps/index.ts'
import { exampleNames } from '../example-names.ts'

/** A node of an example as steps see it. */
export interface Example {
  /** EXAMPLE/NODE */
  readonly name: string
  readonly plan: Plan
  readonly node: NodePlan
  readonly files: readonly RenderedFile[]
}

export async function planOf(text: string | Buffer, name: string): Promise<Plan> {
  const { spec, hash, problems } = await loadSpec(Buffer.from(text), name)
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (!spec || errors.length > 0) throw new Error(`${name}: ${JSON.stringify(errors)}`)
  return resolve({ spec, hash: hash!, tool: '0' })
}

export const nodesOf = (plan: Plan, name: string): Example[] =>
  plan.nodes.map((node) => ({
    name: `${name}/${node.name}`,
    plan,
    node,
    files: renderNode(plan, node),
  }))

/** Every node of every example. */
export const examples: readonly Example[] = (
  await Promise.all(
    exampleNames.map(async (name) =>
      nodesOf(await planOf(readFileSync(join('examples', `${name}.yaml`)), `${name}.yaml`), name),
    ),
  )
).flat()

export const example = (name: string): Example => {
  const found = examples.find((one) => one.name === name)
  if (!found) throw new Error(`no example ${name}`)
  return found
}

export const actionsOf = (step: Step, { plan, node, files }: Example): readonly Action[] =>
  isFor(step, plan, node) ? step.actions({ plan, node, files }) : []

export const programOf = ({ plan, node, files }: Example): Program => compile(plan, node, files, steps)

import { HaError } from '../core/errors.ts'
import { enumerate } from '../core/text.ts'
import { toolVersion } from '../core/tool.gen.ts'
import type { Plan } from '../plan/plan.ts'
import { resolve } from '../plan/resolve.ts'
import { renderNode } from '../render/files.ts'
import type { SecretValues } from '../render/secrets.ts'
import { compile } from '../run/compile.ts'
import type { Program } from '../run/compile.ts'
import { payloadOf } from '../run/payload.ts'
import type { Payload } from '../run/payload.ts'
import { steps } from '../../steps/index.ts'
import type { Invocation } from './command.ts'
import { countProblems, countText, defaultSpec, loadSpecFile } from './input.ts'
import { problemText } from './problems.ts'
import { takeSecrets } from './secrets.ts'
import type { FilesByNode } from './secrets.ts'

/** Everything that can be made ready before a node is spoken to. */
export interface Prepared {
  readonly plan: Plan
  readonly files: FilesByNode
  readonly secrets: SecretValues
  /** By node, in the order of the spec. */
  readonly programs: ReadonlyMap<string, Program>
  readonly payloads: ReadonlyMap<string, Payload>
}

/**
 * Reads spec and secrets and makes each node's program and files. Warnings are printed.
 * @throws HaError spec, after the problems were printed, or naming the secrets that have no value yet.
 */
export async function prepare({ flags, io }: Pick<Invocation, 'flags' | 'io'>): Promise<Prepared> {
  const name = typeof flags.file === 'string' ? flags.file : defaultSpec
  const { spec, hash, problems } = await loadSpecFile(name, { io, flags })
  const count = countProblems(problems)
  for (const problem of problems)
    if (!flags.json || problem.severity === 'error') io.err(`${problemText(problem, io)}\n`)
  if (count.errors > 0 || !spec)
    throw new HaError('spec', `${name}: ${countText(count)}; no node was spoken to.`, {
      hint: 'mend what is said above',
    })
  const plan = resolve({ spec, hash: hash!, tool: toolVersion })
  const files: FilesByNode = new Map(plan.nodes.map((node) => [node.name, renderNode(plan, node)]))
  const { values, outcome } = takeSecrets({
    named: typeof flags.secrets === 'string' ? flags.secrets : undefined,
    spec: name,
    plan,
    files,
  })
  if (outcome.blank.length > 0)
    throw new HaError('spec', `These secrets have no value yet: ${enumerate(outcome.blank)}.`, {
      where: outcome.path,
      hint: 'write the values in the place of null',
    })
  const programs = new Map(
    plan.nodes.map((node) => [node.name, compile(plan, node, files.get(node.name)!, steps)]),
  )
  const payloads = new Map(
    [...programs].map(([node, program]) => [
      node,
      payloadOf({ program, files: files.get(node)!, secrets: values, secretPlans: plan.secrets }),
    ]),
  )
  return { plan, files, secrets: values, programs, payloads }
}

import { writeFileSync } from 'node:fs'
import { HaError } from '../core/errors.ts'
import { toolVersion } from '../core/tool.gen.ts'
import type { Plan } from '../plan/plan.ts'
import { planHash } from '../run/compile.ts'
import { planFile } from '../run/plan-file.ts'
import type { PlanFile } from '../run/plan-file.ts'
import { changesText, destroyedDevices } from '../report/changes.ts'
import type { Survey } from '../run/survey.ts'
import type { CommandModule } from './command.ts'
import { connectNodes, connectOptions, surveyNodes } from './nodes.ts'
import { prepare } from './prepare.ts'

export const run: CommandModule['run'] = async ({ flags, io }) => {
  const prepared = await prepare({ flags, io })
  const { plan, files } = prepared
  const connections = await connectNodes(plan, connectOptions({ flags, io }))
  try {
    const surveys = await surveyNodes(prepared, connections, flags)
    if (typeof flags.output === 'string') writePlan(flags.output, bindingOf(plan, surveys))
    if (flags.json) io.out(`${JSON.stringify(forPrograms(surveys), null, 2)}\n`)
    else {
      const details = flags.commands ? 'commands' : 'files'
      io.out(changesText({ plan, surveys, files, details, colour: io.colour }))
    }
    if (surveys.some(({ refused }) => refused.length > 0)) return 'facts'
    return flags['detailed-exitcode'] && surveys.some(({ pending }) => pending > 0) ? 'pending' : 'ok'
  } finally {
    await Promise.all(connections.map((connection) => connection.close()))
  }
}

/** What a plan is bound to: this spec, on these nodes as they are now. */
export const bindingOf = (plan: Plan, surveys: readonly Survey[]): PlanFile =>
  planFile({ tool: toolVersion, cluster: plan.cluster.name, plan: planHash(plan), surveys })

function writePlan(name: string, file: PlanFile): void {
  try {
    // From the checksum of a file that is known but for a password, passwords can be tried.
    writeFileSync(name, `${JSON.stringify(file, null, 1)}\n`, { mode: 0o600 })
  } catch (error) {
    throw new HaError('usage', `${name} cannot be written (${(error as Error).message}).`, { cause: error })
  }
}

/** The same for programs; contents of files stay out. */
function forPrograms(surveys: readonly Survey[]): unknown {
  return {
    nodes: surveys.map(({ node, steps, refused }) => ({
      node,
      refused,
      steps: steps.map(({ step, pending, unchanged }) => ({
        id: step.id,
        danger: step.danger,
        unchanged,
        pending: pending.map(({ action }) => ({
          do: action.do,
          why: action.why,
          ...(action.do === 'put' && { path: action.path }),
        })),
      })),
    })),
    destroys: destroyedDevices(surveys),
  }
}

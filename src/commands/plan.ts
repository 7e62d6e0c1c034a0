import { changesText, destroyedDevices } from '../report/changes.ts'
import type { Survey } from '../run/survey.ts'
import type { CommandModule } from './command.ts'
import { connectNodes, surveyNodes } from './nodes.ts'
import { prepare } from './prepare.ts'

export const run: CommandModule['run'] = async ({ flags, io }) => {
  const prepared = await prepare({ flags, io })
  const { plan, files } = prepared
  const connections = await connectNodes(plan)
  try {
    const surveys = await surveyNodes(prepared, connections, flags)
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

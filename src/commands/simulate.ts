import { HaError } from '../core/errors.ts'
import { toolVersion } from '../core/tool.gen.ts'
import { resolve } from '../plan/resolve.ts'
import { simulate, simulator } from '../simulate/simulate.ts'
import { simulationText } from '../simulate/table.ts'
import type { CommandModule } from './command.ts'
import { countProblems, countText, defaultSpec, loadSpecFile } from './input.ts'
import { problemText } from './problems.ts'

export const run: CommandModule['run'] = async ({ flags, words: [name = defaultSpec], io }) => {
  const { file, spec, hash, problems } = await loadSpecFile(name, { io, flags })
  const count = countProblems(problems)
  if (!spec || !hash || count.errors > 0) {
    if (flags.json) io.out(`${JSON.stringify({ file, problems, ...count }, null, 2)}\n`)
    else {
      for (const problem of problems) io.out(`${problemText(problem, io)}\n`)
      io.err(`${file}: ${countText(count)}; nothing was simulated\n`)
    }
    return 'spec'
  }
  const simulation = await simulate(resolve({ spec, hash, tool: toolVersion }))
  if (!simulation)
    throw new HaError('facts', `${simulator.program} is not installed here.`, {
      hint: `apt-get install ${simulator.package}`,
    })
  io.out(
    flags.json
      ? `${JSON.stringify({ file, cluster: spec.name, ...simulation }, null, 2)}\n`
      : simulationText(simulation, io.colour.bold),
  )
  return 'ok'
}

import { plural } from '../core/text.ts'
import { toolVersion } from '../core/tool.gen.ts'
import type { Plan } from '../plan/plan.ts'
import { resolve } from '../plan/resolve.ts'
import { proveFiles } from '../prove/prove.ts'
import type { Proved } from '../prove/prove.ts'
import { renderNode } from '../render/files.ts'
import type { LoadedSpec } from '../spec/load.ts'
import type { CommandModule, Io } from './command.ts'
import { countProblems, countText, defaultSpec, loadSpecFile } from './input.ts'
import { problemText } from './problems.ts'
import { provedText } from './proved.ts'

export const run: CommandModule['run'] = async ({ flags, words: [name = defaultSpec], io }) => {
  const loaded = await loadSpecFile(name, { io, flags })
  const count = countProblems(loaded.problems)
  const proved = flags.tools && count.errors === 0 ? await proveSpec(loaded) : undefined
  const refused = proved?.findings.some((finding) => finding.severity === 'error') ?? false
  if (flags.json) printJson(loaded, proved, io)
  else {
    for (const problem of loaded.problems) io.out(`${problemText(problem, io)}\n`)
    if (proved) io.out(provedText(proved, io.colour))
    io.out(`${loaded.file}: ${countText(count)}${summary(loaded)}\n`)
  }
  if (count.errors > 0) return 'spec'
  return refused ? 'facts' : 'ok'
}

async function proveSpec({ spec, hash }: LoadedSpec): Promise<Proved> {
  const plan: Plan = resolve({ spec: spec!, hash: hash!, tool: toolVersion })
  return proveFiles(plan, new Map(plan.nodes.map((node) => [node.name, renderNode(plan, node)])))
}

function summary({ spec }: LoadedSpec): string {
  if (!spec) return ''
  const counts = [
    plural(Object.keys(spec.nodes).length, 'node'),
    plural(Object.keys(spec.drbd?.resources ?? {}).length, 'DRBD resource'),
    plural(Object.keys(spec.vms ?? {}).length, 'virtual machine'),
  ]
  return ` (cluster ${spec.name}: ${counts.join(', ')})`
}

function printJson(loaded: LoadedSpec, proved: Proved | undefined, io: Io): void {
  const { file, problems } = loaded
  io.out(
    `${JSON.stringify({ file, problems, ...countProblems(problems), ...(proved && { proved }) }, null, 2)}\n`,
  )
}

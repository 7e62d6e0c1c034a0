import { cleanUpOnExit } from '../core/cleanup.ts'
import type { ExitCode } from '../core/errors.ts'
import { HaError } from '../core/errors.ts'
import { toolVersion } from '../core/tool.gen.ts'
import { endLabNow, removeLab } from '../lab/control.ts'
import { drill } from '../lab/drill.ts'
import type { Shown } from '../lab/drill.ts'
import { defaultFolder, findLab, labFolder } from '../lab/folder.ts'
import type { LabFolder } from '../lab/folder.ts'
import type { Lab } from '../lab/lab.ts'
import { planLab } from '../lab/plan-lab.ts'
import { requirePrograms } from '../lab/programs.ts'
import { raise, waitForSsh, writeSshFiles } from '../lab/raise.ts'
import { resolve } from '../plan/resolve.ts'
import type { Plan } from '../plan/plan.ts'
import { run as applyRun } from './apply.ts'
import type { CommandModule, Io } from './command.ts'
import { countProblems, countText, defaultSpec, loadSpecFile } from './input.ts'
import { labWishes } from './lab.ts'
import { run as planRun } from './plan.ts'
import { problemText } from './problems.ts'

export const run: CommandModule['run'] = async ({ flags, io }) => {
  requirePrograms()
  const file = typeof flags.file === 'string' ? flags.file : defaultSpec
  const { spec, problems } = await loadSpecFile(file, { io, flags })
  const count = countProblems(problems)
  if (count.errors > 0 || !spec) {
    for (const problem of problems) io.err(`${problemText(problem, io)}\n`)
    io.err(`${file}: ${countText(count)}; nothing was rehearsed\n`)
    return 'spec'
  }
  const folder = labFolder(typeof flags.state === 'string' ? flags.state : defaultFolder())
  if (findLab(folder))
    throw new HaError('usage', `There is a lab in ${folder.path} already.`, {
      hint: 'ha-bootstrap lab down ends it; --state names another folder',
    })
  const say = (line: string): void => io.out(`${line}\n`)
  const rehearsal = new Rehearsal(io)
  const { lab, overlaid } = await rehearsal.time('Images and machines decided', () =>
    planLab(folder, spec, labWishes({ ...flags, warm: flags.bare !== true }), say),
  )
  for (const difference of overlaid.differences) say(`In the lab: ${difference}`)
  const forget = cleanUpOnExit(() => endLabNow(folder, lab))
  let result: ExitCode = 'bug'
  try {
    result = await rehearse(rehearsal, folder, lab)
    return result
  } finally {
    forget()
    io.out(rehearsal.report(result))
    if (flags.keep) io.out(howToLogIn(folder, lab))
    else await removeLab(folder, lab)
  }
}

async function rehearse(rehearsal: Rehearsal, folder: LabFolder, lab: Lab): Promise<ExitCode> {
  const { io } = rehearsal
  const say = (line: string): void => io.out(`${line}\n`)
  await rehearsal.time('All machines booted and answer over SSH', async () => {
    await raise(folder, lab, say)
    writeSshFiles(folder, lab)
    await Promise.all(lab.nodes.map((node) => waitForSsh(folder, node)))
  })
  const target = { file: folder.spec, 'ssh-config': folder.sshConfig }
  const applied = await rehearsal.time('apply: the cluster is built', () =>
    applyRun({ flags: { ...target, yes: true }, words: [], io }),
  )
  if (applied !== 'ok') return applied
  await rehearsal.time('A second apply would have nothing to do', () => nothingLeft(target, io))
  const plan = await planIn(folder, io)
  await drill({ folder, lab, plan, say, record: (shown) => rehearsal.add(shown) })
  return 'ok'
}

/** @throws HaError stepFailed with what plan says, when there is something left. */
async function nothingLeft(target: { readonly [flag: string]: string }, io: Io): Promise<void> {
  let text = ''
  const quiet: Io = { ...io, out: (more) => void (text += more) }
  const code = await planRun({ flags: { ...target, 'detailed-exitcode': true }, words: [], io: quiet })
  if (code === 'ok') return
  throw new HaError('stepFailed', `After apply there still is something to do:\n${text}`)
}

async function planIn(folder: LabFolder, io: Io): Promise<Plan> {
  const { spec, hash } = await loadSpecFile(folder.spec, { io, flags: {} })
  return resolve({ spec: spec!, hash: hash!, tool: toolVersion })
}

/** What was shown so far, and how long it took. */
class Rehearsal {
  readonly #shown: Shown[] = []
  readonly io: Io

  constructor(io: Io) {
    this.io = io
  }

  async time<T>(what: string, act: () => Promise<T>): Promise<T> {
    const began = Date.now()
    const result = await act()
    this.add({ what, seconds: Math.round((Date.now() - began) / 1000) })
    return result
  }

  add(shown: Shown): void {
    this.#shown.push(shown)
  }

  report(result: ExitCode): string {
    const { bold, red } = this.io.colour
    const lines = this.#shown.map(({ what, seconds }) => `${`${seconds} s`.padStart(8)}  ${what}`)
    const end = result === 'ok' ? '' : `${red('The rehearsal ended here.')}\n`
    return `\n${bold('Rehearsal')}\n${lines.join('\n')}\n${end}`
  }
}

const howToLogIn = (folder: LabFolder, lab: Lab): string => `
The lab is left running in ${folder.path}:
${lab.nodes.map(({ name }) => `  ssh -F ${folder.sshConfig} ${name}`).join('\n')}
  ha-bootstrap lab status --state ${folder.path}
  ha-bootstrap lab down --state ${folder.path}
`

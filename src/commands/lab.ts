import { spawn } from 'node:child_process'
import { HaError } from '../core/errors.ts'
import type { ExitCode } from '../core/errors.ts'
import { labStatus, nodeNamed, removeLab, setCable, switchPower } from '../lab/control.ts'
import type { Power } from '../lab/control.ts'
import { defaultFolder, findLab, labFolder, readLab } from '../lab/folder.ts'
import type { LabFolder } from '../lab/folder.ts'
import { imageCache } from '../lab/image.ts'
import type { Lab } from '../lab/lab.ts'
import { defaultMemoryMiB, planLab } from '../lab/plan-lab.ts'
import type { LabWishes } from '../lab/plan-lab.ts'
import { requirePrograms } from '../lab/programs.ts'
import { raise, sshTo, waitForSsh, writeSshFiles } from '../lab/raise.ts'
import type { CommandModule, Invocation, Io } from './command.ts'
import { countProblems, countText, defaultSpec, loadSpecFile } from './input.ts'
import { problemText } from './problems.ts'

type Verb = (folder: LabFolder, invocation: Invocation, words: readonly string[]) => Promise<ExitCode>

const verbs: { readonly [verb: string]: Verb } = { up, status, ssh, cut, power, down }

export const run: CommandModule['run'] = async (invocation) => {
  const [verb, ...words] = invocation.words
  const found = verb === undefined || !Object.hasOwn(verbs, verb) ? undefined : verbs[verb]
  if (!found)
    throw new HaError(
      'usage',
      verb === undefined ? 'Say what the lab is to do.' : `The lab cannot ${verb}.`,
      {
        hint: `ha-bootstrap lab ${Object.keys(verbs).join('|')}; see \`ha-bootstrap help lab\``,
      },
    )
  return found(labFolder(text(invocation.flags.state) ?? defaultFolder()), invocation, words)
}

const text = (flag: Invocation['flags'][string]): string | undefined =>
  typeof flag === 'string' ? flag : undefined

async function up(folder: LabFolder, { flags, io }: Invocation): Promise<ExitCode> {
  requirePrograms()
  const say = (line: string): void => io.err(`${line}\n`)
  let lab = findLab(folder)
  if (lab) say(`The lab in ${folder.path} is raised again.`)
  else {
    const file = text(flags.file) ?? defaultSpec
    const { spec, problems } = await loadSpecFile(file, { io, flags })
    const count = countProblems(problems)
    if (count.errors > 0 || !spec) {
      for (const problem of problems) io.err(`${problemText(problem, io)}\n`)
      io.err(`${file}: ${countText(count)}; no lab was raised\n`)
      return 'spec'
    }
    const planned = await planLab(folder, spec, labWishes(flags), say)
    lab = planned.lab
    for (const difference of planned.overlaid.differences) say(`In the lab: ${difference}`)
  }
  await raiseAndWait(folder, lab, say)
  io.out(statusText(folder, lab, io))
  return 'ok'
}

async function raiseAndWait(folder: LabFolder, lab: Lab, say: (line: string) => void): Promise<void> {
  await raise(folder, lab, say)
  writeSshFiles(folder, lab)
  await Promise.all(
    lab.nodes.map(async (node) => {
      await waitForSsh(folder, node)
      say(`${node.name} answers over SSH`)
    }),
  )
}

/** What --memory, --cpus and --warm say. */
export const labWishes = (flags: Invocation['flags']): LabWishes => ({
  memoryMiB: wholeNumber(flags.memory, 'memory', defaultMemoryMiB, 256),
  cpus: wholeNumber(flags.cpus, 'cpus', 1, 1),
  warm: flags.warm === true,
  cache: imageCache(),
})

function wholeNumber(
  flag: Invocation['flags'][string],
  name: string,
  otherwise: number,
  least: number,
): number {
  if (flag === undefined) return otherwise
  const number = Number(flag)
  if (Number.isInteger(number) && number >= least) return number
  throw new HaError('usage', `--${name} takes a whole number from ${least} on, not ${String(flag)}.`)
}

function status(folder: LabFolder, { flags, io }: Invocation): Promise<ExitCode> {
  const lab = readLab(folder)
  io.out(
    flags.json
      ? `${JSON.stringify({ cluster: lab.name, accelerator: lab.accelerator, folder: folder.path, spec: folder.spec, nodes: labStatus(folder, lab) }, null, 2)}\n`
      : statusText(folder, lab, io),
  )
  return Promise.resolve('ok')
}

function statusText(folder: LabFolder, lab: Lab, io: Io): string {
  const rows = [
    ['NODE', 'QEMU', 'SSH', 'BMC', 'CONSOLE'],
    ...labStatus(folder, lab).map(({ name, pid, bmcPid, sshPort, bmcPort, console }) => [
      name,
      pid === undefined ? 'off' : String(pid),
      `127.0.0.1:${sshPort}`,
      bmcPid === undefined ? 'off' : `127.0.0.1:${bmcPort}`,
      console,
    ]),
  ]
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)))
  const lines = rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join('  ')
      .trimEnd(),
  )
  return `${io.colour.bold(`Lab of ${lab.name}`)} (${lab.accelerator}) in ${folder.path}\n${lines.join('\n')}\n`
}

async function ssh(
  folder: LabFolder,
  _: Invocation,
  [name, ...command]: readonly string[],
): Promise<ExitCode> {
  const lab = readLab(folder)
  const [program, ...argv] = sshTo(folder, nodeNamed(lab, needed(name, 'ssh NODE [COMMAND]')))
  const child = spawn(program!, [...argv, ...command], { stdio: 'inherit' })
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (ended) => resolve(ended ?? 1))
  })
  return code === 0 ? 'ok' : code === 255 ? 'connection' : 'stepFailed'
}

async function cut(
  folder: LabFolder,
  { flags, io }: Invocation,
  [name, nic]: readonly string[],
): Promise<ExitCode> {
  const lab = readLab(folder)
  const node = nodeNamed(lab, needed(name, 'cut NODE NIC'))
  await setCable(lab, node, needed(nic, 'cut NODE NIC'), flags.restore ? 'on' : 'off')
  io.out(`The cable of ${node.name} ${nic} is ${flags.restore ? 'plugged in' : 'pulled'}.\n`)
  return 'ok'
}

const powers: readonly Power[] = ['on', 'off', 'reset', 'soft']

async function power(
  folder: LabFolder,
  { io }: Invocation,
  [name, wish]: readonly string[],
): Promise<ExitCode> {
  const lab = readLab(folder)
  const usage = `power NODE ${powers.join('|')}`
  const node = nodeNamed(lab, needed(name, usage))
  const found = powers.find((candidate) => candidate === needed(wish, usage))
  if (!found)
    throw new HaError('usage', `A node cannot be switched ${wish}.`, { hint: `ha-bootstrap lab ${usage}` })
  await switchPower(folder, lab, node, found)
  io.out(
    found === 'soft' ? `The power button of ${node.name} was pressed.\n` : `${node.name}: power ${found}.\n`,
  )
  return 'ok'
}

async function down(folder: LabFolder, { io }: Invocation): Promise<ExitCode> {
  await removeLab(folder, readLab(folder))
  io.out(`The lab in ${folder.path} has ended; its disks and logs are gone.\n`)
  return 'ok'
}

function needed(word: string | undefined, usage: string): string {
  if (word !== undefined) return word
  throw new HaError('usage', 'Something is missing.', { hint: `ha-bootstrap lab ${usage}` })
}

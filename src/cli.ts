#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { cleanUpNow } from './core/cleanup.ts'
import { coloursFor } from './core/colour.ts'
import { HaError, errorText, exitCodes } from './core/errors.ts'
import type { ExitCode } from './core/errors.ts'
import { interrupt, onInterrupt } from './core/interrupt.ts'
import { nearest } from './core/suggest.ts'
import { toolVersion } from './core/tool.gen.ts'
import type { Command, Invocation, Io } from './commands/command.ts'
import { commands } from './commands/table.ts'
import { commonFlags } from './commands/usage.ts'

const argv = process.argv.slice(2)

const io: Io = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  stdin: readStdin,
  colour: coloursFor(process.stdout, argv),
  // A serial console says 0.
  columns: process.stdout.isTTY ? process.stdout.columns || undefined : undefined,
  ask:
    process.stdin.isTTY && process.stderr.isTTY
      ? async (question) => {
          const { ask } = await import('./wizard/ask.ts')
          return ask(question, { input: process.stdin, output: process.stderr })
        }
      : undefined,
  console:
    process.stdin.isTTY && process.stdout.isTTY
      ? {
          size: () => ({ columns: process.stdout.columns || 80, rows: process.stdout.rows || 24 }),
          colour: coloursFor(process.stdout, argv),
          print: (lines) => void process.stdout.write(`${lines.join('\n')}\n`),
          read: async (line) => {
            const { readLine } = await import('./wizard/ask.ts')
            return readLine(line, { input: process.stdin, output: process.stdout })
          },
        }
      : undefined,
  onInterrupt,
}

async function readStdin(): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** Flags and words of a command, strictly. */
function parse(command: Command, rest: readonly string[]): Omit<Invocation, 'io'> {
  const flags = { ...command.flags, ...commonFlags }
  const options = Object.fromEntries(
    Object.entries(flags).map(([name, { type, short, many }]) => [
      name,
      { type, multiple: many === true, ...(short && { short }) },
    ]),
  )
  try {
    const { values, positionals } = parseArgs({ args: [...rest], options, allowPositionals: true })
    const surplus = positionals[command.maximumWords]
    if (surplus !== undefined)
      throw new HaError('usage', `\`${command.name}\` does not know what to do with "${surplus}".`, {
        hint: `see \`ha-bootstrap help ${command.name}\``,
      })
    return { flags: values as Invocation['flags'], words: positionals }
  } catch (error) {
    if (error instanceof HaError || !(error instanceof Error)) throw error
    throw usageError(error, command, Object.keys(flags))
  }
}

function usageError(error: Error, command: Command, known: readonly string[]): HaError {
  const { code } = error as { code?: string }
  if (!code?.startsWith('ERR_PARSE_ARGS')) throw error
  const unknown = /^Unknown option '(--?[^']*)'/.exec(error.message)?.[1]
  const help = `see \`ha-bootstrap help ${command.name}\``
  if (unknown === undefined)
    return new HaError('usage', error.message.split('\n')[0]!.replace(/\.?$/, '.'), { hint: help })
  const meant = nearest(unknown.replace(/^-+/, ''), known)
  return new HaError('usage', `\`${command.name}\` has no option ${unknown}.`, {
    hint: meant ? `did you mean --${meant}?` : help,
  })
}

async function main(): Promise<ExitCode> {
  const [first, ...rest] = argv.filter((word) => word !== '--no-color')
  if (first === '--version' || first === '-V') {
    io.out(`${toolVersion}\n`)
    return 'ok'
  }
  const help = commands.find((command) => command.name === 'help')!
  if (first === undefined && io.console) {
    const { run } = await commands.find((command) => command.name === 'init')!.load()
    return run({ flags: {}, words: [], io })
  }
  if (first === undefined || first === '--help' || first === '-h') {
    const module = await help.load()
    await module.run({ flags: {}, words: [], io: first === undefined ? { ...io, out: io.err } : io })
    return first === undefined ? 'usage' : 'ok'
  }
  const command = commands.find((candidate) => candidate.name === first)
  if (!command) {
    if (first.startsWith('-'))
      throw new HaError('usage', `A command comes first, not ${first}.`, { hint: 'see `ha-bootstrap help`' })
    const { unknownCommand } = await import('./commands/help.ts')
    throw unknownCommand(first)
  }
  const wantsHelp = rest.includes('--help') || rest.includes('-h')
  const invocation = wantsHelp ? { flags: {}, words: [command.name] } : parse(command, rest)
  const module = await (wantsHelp ? help : command).load()
  return module.run({ ...invocation, io })
}

/** What went wrong: a sentence for what the user can mend, everything for what only we can. */
function report(error: unknown): ExitCode {
  const red = coloursFor(process.stderr, argv).red
  if (error instanceof HaError && error.exit !== 'bug') {
    io.err(errorText(error, error.where, red))
    return error.exit
  }
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error)
  io.err(`${red('error:')} This is a bug in ha-bootstrap, not in your cluster.yaml.
  Please report it with these lines and, if you can, the cluster.yaml that shows it:
  ha-bootstrap ${toolVersion}, Node.js ${process.version}, ${process.platform}
  ${details.replaceAll('\n', '\n  ')}
`)
  return 'bug'
}

// `ha-bootstrap schema | head` ends here when head has seen enough.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    cleanUpNow()
    if (error.code === 'EPIPE') process.exit(process.exitCode)
    // A full disk behind `> FILE`. What standard error cannot say nobody can be told.
    if (stream === process.stdout)
      process.stderr.write(`error: What was to be printed could not be written: ${error.message}.\n`)
    process.exit(1)
  })
}
for (const [signal, code] of [
  ['SIGINT', exitCodes.interrupted],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  process.on(signal, () => {
    if (signal === 'SIGINT' && interrupt()) return
    cleanUpNow()
    process.exit(code)
  })
}

try {
  process.exitCode = exitCodes[await main()]
} catch (error) {
  cleanUpNow()
  process.exitCode = exitCodes[report(error)]
}

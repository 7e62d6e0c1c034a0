import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { $ as zx } from 'zx/core'
import { posixQuote } from '../core/quote.ts'

export interface RunOptions {
  /** Text or bytes for standard input; without it standard input is empty. */
  readonly input?: string | Buffer
  /** Variables beside those of our own process; LC_ALL is always C. */
  readonly env?: { readonly [name: string]: string }
  readonly cwd?: string
  /** After this the program and all it started are killed; 60000 without it. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

export interface RunResult {
  /** Exit code; 128 + number of the signal that ended it. */
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  readonly timedOut: boolean
}

const defaultTimeoutMs = 60_000

/** Where programs of administrators are, which are not on the PATH of other users. */
const systemFolders = [
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/sbin',
  '/usr/bin',
  '/sbin',
  '/bin',
  '/lib/drbd',
  '/usr/libexec/heartbeat',
  '/usr/lib/heartbeat',
]

const searchPath = (): string =>
  [...new Set([...(process.env.PATH ?? '').split(delimiter).filter(Boolean), ...systemFolders])].join(
    delimiter,
  )

/** The absolute path of an installed program, or undefined. */
export function findProgram(name: string): string | undefined {
  for (const folder of searchPath().split(delimiter)) {
    const path = join(folder, name)
    try {
      accessSync(path, constants.X_OK)
      if (statSync(path).isFile()) return path
    } catch {
      continue
    }
  }
  return undefined
}

/**
 * Runs a program with its arguments, quietly, in a process group of its own (so that Ctrl-C of ours does not end it in
 * the middle of something) and with texts in English. Never throws for an exit code.
 * @throws TypeError for an argument that is no text or holds NUL.
 */
export async function run(argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  if (argv.length === 0) throw new TypeError('no program to run')
  argv.forEach(posixQuote)
  const hasInput = options.input !== undefined && options.input.length > 0
  // Every option is said, because zx takes what is left open from variables named ZX_*.
  const shell = zx({
    shell: '/bin/sh',
    prefix: 'exec ',
    postfix: '',
    quote: posixQuote,
    quiet: true,
    verbose: false,
    nothrow: true,
    detached: true,
    preferLocal: false,
    delimiter: '\n',
    timeoutSignal: 'SIGKILL',
    killSignal: 'SIGTERM',
    stdio: [hasInput ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    env: environment(options.env),
    cwd: options.cwd ?? process.cwd(),
    ...(hasInput && { input: options.input }),
  })
  const running = shell`${argv}`
  let timedOut = false
  // zx asks the program ps for the tree to kill, which a small system lacks; the group needs nobody.
  const killGroup = (): void => {
    try {
      if (running.pid) process.kill(-running.pid, 'SIGKILL')
    } catch {
      // It has just ended by itself.
    }
  }
  const timer = setTimeout(() => {
    timedOut = true
    killGroup()
  }, options.timeoutMs ?? defaultTimeoutMs)
  options.signal?.addEventListener('abort', killGroup)
  // A program that ends before it has read its input is no error of ours.
  if (hasInput) running.child?.stdin?.on('error', () => {})
  try {
    const output = await running
    return {
      code: output.exitCode ?? 128 + signalNumber(output.signal),
      stdout: output.stdout,
      stderr: output.stderr,
      timedOut,
    }
  } finally {
    clearTimeout(timer)
    options.signal?.removeEventListener('abort', killGroup)
  }
}

function environment(more: RunOptions['env']): { [name: string]: string | undefined } {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('ZX_') && !name.startsWith('LC_'),
  )
  return { ...Object.fromEntries(inherited), PATH: searchPath(), LC_ALL: 'C', LANG: 'C', ...more }
}

const signalNumber = (signal: NodeJS.Signals | null): number =>
  signal === 'SIGKILL'
    ? 9
    : signal === 'SIGTERM'
      ? 15
      : signal === 'SIGSEGV'
        ? 11
        : signal === 'SIGABRT'
          ? 6
          : 1

import { spawn } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
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

/** A program that stays: what it prints is the caller's to read, and nothing of it is kept here. */
export interface Started {
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderr: Readable
  /** Exit code (128 + number of the signal, 127 where it could not be started) when its process is gone; never rejects. */
  readonly gone: Promise<number>
  /** The same when nobody holds its output any more either. */
  readonly closed: Promise<number>
  /** Ends it and all it started, at once. */
  kill(): void
  /** Lets go of it: its pipes are closed, and nobody waits for it any more. */
  release(): void
}

/**
 * Starts a program that is spoken with while it runs, in a process group of its own as `run` does. zx keeps all output
 * until the end, which is too much for one that runs for hours.
 * @throws TypeError for an argument that is no text or holds NUL.
 */
export function start(argv: readonly string[], options: Pick<RunOptions, 'env' | 'cwd'> = {}): Started {
  argv.forEach(posixQuote)
  const [program, ...words] = argv
  if (program === undefined) throw new TypeError('no program to start')
  const child = spawn(program, words, {
    stdio: 'pipe',
    detached: true,
    env: environment(options.env),
    ...(options.cwd !== undefined && { cwd: options.cwd }),
  })
  const end = (event: 'exit' | 'close'): Promise<number> =>
    new Promise((resolve) => {
      child.on(event, (code, signal) => resolve(code ?? 128 + signalNumber(signal)))
      child.on('error', () => resolve(127))
    })
  // A program that ends before it has read its input is no error of ours.
  child.stdin.on('error', () => {})
  return {
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr,
    gone: end('exit'),
    closed: end('close'),
    kill: () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
      } catch {
        // It has just ended by itself, or belongs to root.
      }
    },
    release: () => {
      for (const stream of child.stdio) stream?.destroy()
      child.unref()
    },
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

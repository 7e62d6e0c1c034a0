// A terminal with somebody at it: tmux runs the built program, keys are typed one by one, and what is on the screen is read.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findProgram, run } from '../../src/host/exec.ts'

export interface TerminalOptions {
  readonly columns?: number
  readonly rows?: number
  readonly term?: string
  /** Where the program runs; a folder of its own without it. */
  readonly folder?: string
  readonly env?: { readonly [name: string]: string }
  /** What is in the folder before it begins. */
  readonly files?: { readonly [name: string]: string }
  /** How long something may take to show before it counts as missing; 60 without it. */
  readonly patienceS?: number
}

/** Why there is no terminal to test with, or undefined. */
export const whyNoTerminal = (): string | undefined =>
  findProgram('tmux') ? undefined : 'tmux is not installed'

let building: Promise<void> | undefined

/** Builds the program that is tested, once: the one that people get. */
export const built = (): Promise<void> => (building ??= build())

async function build(): Promise<void> {
  const { code, stderr } = await run([process.execPath, '--import', 'tsx', 'scripts/build.ts'])
  if (code !== 0) throw new Error(stderr)
}

const program = join(process.cwd(), 'dist/cli.js')
const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`

export class Terminal {
  readonly folder: string
  readonly #own: string
  readonly #socket: string
  readonly #log: string
  readonly #patienceMs: number
  #before = 0

  /** Starts the program with some arguments in a terminal of its own. */
  constructor(argv: readonly string[], options: TerminalOptions = {}) {
    const { columns = 80, rows = 24, term = 'xterm', env = {}, patienceS = 60 } = options
    this.#patienceMs = patienceS * 1000
    this.#own = mkdtempSync(join(tmpdir(), 'terminal-'))
    this.folder = options.folder ?? this.#own
    this.#socket = join(this.#own, 'tmux')
    this.#log = join(this.#own, 'output')
    writeFileSync(this.#log, '')
    for (const [name, text] of Object.entries(options.files ?? {}))
      writeFileSync(join(this.folder, name), text)
    const variables = Object.entries({ NO_COLOR: '1', LC_ALL: 'C.UTF-8', ...env, TERM: term })
    const words = ['env', ...variables.map(([name, value]) => `${name}=${value}`), process.execPath, program]
    // The log is opened first, so that nothing of the program's output is missed.
    const command = `read go; cd ${quote(this.folder)}; ${[...words, ...argv].map(quote).join(' ')}; echo "[ended $?]"; read go`
    this.#tmux(
      '-f',
      '/dev/null',
      'new-session',
      '-d',
      '-x',
      String(columns),
      '-y',
      String(rows),
      'sh',
      '-c',
      command,
    )
    this.#tmux('pipe-pane', '-O', `cat >> ${quote(this.#log)}`)
    this.#tmux('send-keys', 'Enter')
  }

  /** What is on the screen, without blanks and empty lines at the ends. */
  screen(): string {
    const text = this.#tmux('capture-pane', '-p')
    return text.replace(/[ \t]+$/gm, '').replace(/\n+$/, '')
  }

  /** All that was on it, as far back as it goes. */
  history(): string {
    return this.#tmux('capture-pane', '-p', '-S', '-').replace(/[ \t]+$/gm, '')
  }

  /** Waits until a question is asked that was not there before the last key; the screen with it. */
  async prompt(): Promise<string> {
    await this.#until('a question', () => /\u001b\[\?2004h[^\n]*$/.test(this.#said()))
    return this.#shown((screen) => />/.test(screen.split('\n').at(-1)!) || /\? *$|: *$/.test(screen))
  }

  /** Waits until something is on the screen. */
  shows(pattern: RegExp): Promise<string> {
    return this.#shown((screen) => pattern.test(screen), String(pattern))
  }

  /** Types a text and Enter, and waits for the next question. */
  async answer(text: string): Promise<string> {
    this.#mark()
    this.#tmux(...(text === '' ? [] : ['send-keys', '-l', '--', text, ';']), 'send-keys', 'Enter')
    return this.prompt()
  }

  /** Types a text as it is. */
  type(text: string): void {
    this.#mark()
    if (text !== '') this.#tmux('send-keys', '-l', '--', text)
  }

  /** Presses a key by tmux's name for it: Enter, Up, C-c, Escape. */
  key(name: string): void {
    this.#mark()
    this.#tmux('send-keys', name)
  }

  /** Pastes as a terminal does: all at once. `bracketed` says it to the program where that wants to know. */
  paste(text: string, how: 'bracketed' | 'plain'): void {
    this.#mark()
    this.#tmux('set-buffer', '--', text)
    this.#tmux('paste-buffer', ...(how === 'bracketed' ? ['-p'] : []))
  }

  resize(columns: number, rows: number): void {
    this.#mark()
    this.#tmux('resize-window', '-x', String(columns), '-y', String(rows))
  }

  /** Waits until the program is over; its exit code. */
  async ended(): Promise<number> {
    const screen = await this.shows(/\[ended [0-9]+\]/)
    return Number(/\[ended ([0-9]+)\]/.exec(screen)![1])
  }

  close(): void {
    spawnSync('tmux', ['-S', this.#socket, 'kill-server'])
    rmSync(this.#own, { recursive: true, force: true })
  }

  #said(): string {
    return readFileSync(this.#log, 'utf8').slice(this.#before)
  }

  /** What comes from here on counts as new; several keys in a row count as one. */
  #mark(): void {
    this.#before = readFileSync(this.#log, 'utf8').length
  }

  async #shown(isIt: (screen: string) => boolean, what = 'a question'): Promise<string> {
    let screen = ''
    await this.#until(what, () => isIt((screen = this.screen())))
    return screen
  }

  async #until(what: string, isThere: () => boolean): Promise<void> {
    const endsMs = Date.now() + this.#patienceMs
    while (!isThere()) {
      if (Date.now() > endsMs) throw new Error(`${what} did not show:\n${this.history()}`)
      await new Promise((resolve) => setTimeout(resolve, 40))
    }
  }

  #tmux(...words: string[]): string {
    const { status, stdout, stderr } = spawnSync('tmux', ['-S', this.#socket, ...words], { encoding: 'utf8' })
    if (status !== 0) throw new Error(`tmux ${words.join(' ')}: ${stderr}`)
    return stdout
  }
}

import { randomBytes } from 'node:crypto'
import type { Sh } from '../core/sh.ts'
import type { Started } from './exec.ts'
import { MarkedStream, beginMark } from './marks.ts'

/** Most that is kept of what a program says on standard error: its end, which tells why it failed. */
const longestStderr = 262_144

const searchPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/**
 * What is started on the node, always the same and without a single quote, backslash before a quote, exclamation mark or
 * newline, so that any login shell (csh and fish too) takes it as one quoted word, and no list of processes tells more.
 * It reads the program from standard input up to a mark that only this run knows: by `cat` where nothing follows, and
 * else line by line with the shell's own `read`, which never takes more than its line, so that input can follow.
 * A program of which a part is missing does not run.
 */
const listener = [
  `PATH=${searchPath}; LC_ALL=C; LANG=C; export PATH LC_ALL LANG; unset LANGUAGE; umask 022; cd /;`,
  `echo ${beginMark}; echo ${beginMark} >&2;`,
  'read -r m e || exit 255;',
  'case $m in',
  'all) q=$(cat); p=${q%"$e"}; [ "$p" = "$q" ] && exit 255;;',
  '*) p=$(while IFS= read -r l; do [ "$l" = "$e" ] && exit; printf "%s\\n" "$l"; done; exit 1) || exit 255;;',
  'esac;',
  '(eval "$p"); r=$?; echo "$e $r"; echo "$e $r" >&2',
].join(' ')

/** The prompt that sudo is told to use, so that it is known when it wants its password. */
const sudoPrompt = '@ha-bootstrap-sudo@'

/** How a program becomes root. */
export type Rise = { readonly by: 'nothing' } | { readonly by: 'sudo'; readonly password?: string }

/** The words of a command that listens on the node as root. */
export const listenerWords = (rise: Rise): readonly string[] => [
  ...(rise.by === 'nothing' ? [] : rise.password === undefined ? ['sudo', '-n', '--'] : withPassword),
  'sh',
  '-c',
  listener,
]
const withPassword = ['sudo', '-S', '-p', sudoPrompt, '--']

export interface TalkEnd {
  /** Undefined where the end was not heard. */
  readonly code: number | undefined
  readonly began: boolean
  /** What was said before the program began. */
  readonly before: string
  readonly stderr: string
  /** Exit code of the program here that led to the node. */
  readonly here: number
  readonly passwordRefused: boolean
}

export interface Talk {
  send(data: string | Buffer): void
  end(): void
  /** Stops listening; what runs on the node may go on. */
  leave(): void
  readonly ended: Promise<TalkEnd>
}

/**
 * Speaks with a listener that was just started: hands over the program and, where it is given, all its input (else the
 * input stays open); passes on its standard output as it comes.
 */
export function talk(
  started: Started,
  program: Sh,
  rise: Rise,
  onOutput: (chunk: Buffer) => void,
  input?: string | Buffer,
): Talk {
  const mark = `@${randomBytes(16).toString('hex')}@`
  if (program.text.includes('\0')) throw new TypeError('a program cannot hold NUL')
  let stderr: Buffer = Buffer.alloc(0)
  const out = new MarkedStream(mark, onOutput)
  const err = new MarkedStream(mark, (chunk) => {
    stderr = Buffer.concat([stderr, chunk]).subarray(-longestStderr)
  })

  let waiting: (string | Buffer)[] | undefined = []
  let closing = false
  const sayProgram = (): void => {
    if (waiting === undefined) return
    const nothingFollows = input?.length === 0
    started.stdin.write(`${nothingFollows ? 'all' : 'lines'} ${mark}\n${program.text}\n${mark}\n`)
    for (const data of waiting) started.stdin.write(data)
    waiting = undefined
    if (input !== undefined) started.stdin.end(input)
    else if (closing) started.stdin.end()
  }

  const password = rise.by === 'sudo' ? rise.password : undefined
  let passwordSaid = false
  let passwordRefused = false
  const answerPrompt = (): void => {
    if (password === undefined || !err.takePrompt(sudoPrompt)) return
    if (!passwordSaid) started.stdin.write(`${password}\n`)
    else {
      passwordRefused = true
      started.kill()
      started.stdin.destroy()
    }
    passwordSaid = true
  }
  // With a password the program has to wait, or sudo would take its first line for one.
  if (password === undefined) sayProgram()

  const ended = new Promise<TalkEnd>((resolve) => {
    let settled = false
    const settle = (here: number): void => {
      if (settled) return
      settled = true
      out.finish()
      err.finish()
      resolve({
        code: out.code ?? err.code,
        began: out.began,
        before: err.before + out.before,
        stderr: stderr.toString(),
        here,
        passwordRefused,
      })
      started.release()
    }
    started.stdout.on('data', (chunk: Buffer) => {
      out.push(chunk)
      if (out.began) sayProgram()
      if (out.code !== undefined && err.code !== undefined) settle(0)
    })
    started.stderr.on('data', (chunk: Buffer) => {
      err.push(chunk)
      answerPrompt()
      if (out.code !== undefined && err.code !== undefined) settle(0)
    })
    void started.closed.then(settle)
    // Something that was left running may hold the pipes of a listener that was killed.
    void started.gone.then((here) => setTimeout(() => settle(here), 1000).unref())
  })

  return {
    send: (data) => {
      if (waiting) waiting.push(data)
      else if (started.stdin.writable) started.stdin.write(data)
    },
    end: () => {
      closing = true
      if (!waiting) started.stdin.end()
    },
    leave: () => {
      started.kill()
      started.stdin.destroy()
    },
    ended,
  }
}

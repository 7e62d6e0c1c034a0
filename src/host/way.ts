import { StringDecoder } from 'node:string_decoder'
import { HaError } from '../core/errors.ts'
import { shVerbatim } from '../core/sh.ts'
import type { Sh } from '../core/sh.ts'
import type { Ask, Connection, RemoteOptions, Session, SessionEnd } from './connection.ts'
import type { RunResult, Started } from './exec.ts'
import { explainRise, wantsPassword } from './rise.ts'
import { listenerWords, talk } from './talk.ts'
import type { Rise, Talk, TalkEnd } from './talk.ts'

/** How words get to be a process on a node: the half of a connection that differs between ssh and this machine. */
export interface Way {
  readonly node: string
  readonly transport: Connection['transport']
  readonly shown: string
  /** Whether the user there is root already. */
  readonly isRoot: boolean
  readonly user: string
  /** @throws HaError connection when the node cannot be reached. */
  start(words: readonly string[]): Promise<Started>
  /** Something that it started was cut off: it is to see whether it still stands before it starts anything else. */
  doubt(): void
  /** Why something never began or was cut off, as far as the way knows. */
  explain(end: TalkEnd): HaError
  /** How often it had to log in. */
  readonly logins: number
  close(): Promise<void>
}

const defaultTimeoutMs = 60_000
const passwordAttempts = 3

/**
 * Makes a connection of a way, and finds out how to become root there.
 * @throws HaError connection when the node cannot be reached or root cannot be become.
 */
export async function connectOver(way: Way, ask: Ask | undefined): Promise<Connection> {
  try {
    if (way.isRoot) return new WayConnection(way, { by: 'nothing' }, 0)
    return await riseBySudo(way, ask)
  } catch (error) {
    await way.close()
    throw error
  }
}

async function riseBySudo(way: Way, ask: Ask | undefined): Promise<Connection> {
  let rise: Rise = { by: 'sudo' }
  for (let attempt = 0; ; attempt++) {
    const speaking = talk(await way.start(listenerWords(rise)), shVerbatim(':'), rise, () => {}, '')
    const { end, timedOut } = await endWithin(speaking, defaultTimeoutMs)
    if (timedOut) throw stuck(way, defaultTimeoutMs)
    if (end.code !== undefined) return new WayConnection(way, rise, attempt + 1)
    const again = end.passwordRefused || (attempt === 0 && wantsPassword(end))
    if (!again || attempt === passwordAttempts || !ask) throw explainRise(way, end) ?? way.explain(end)
    const password = await ask({
      node: way.node,
      kind: 'secret',
      text: `${attempt === 0 ? '' : 'That was not it. '}Password of ${way.user} for sudo on ${way.node}`,
    })
    if (password === undefined) throw explainRise(way, end) ?? way.explain(end)
    rise = { by: 'sudo', password }
  }
}

class WayConnection implements Connection {
  readonly node: string
  readonly transport: Connection['transport']
  readonly shown: string
  readonly #way: Way
  readonly #rise: Rise
  readonly #live = new Set<Talk>()
  #programs: number

  constructor(way: Way, rise: Rise, programs: number) {
    this.node = way.node
    this.transport = way.transport
    this.shown = way.shown
    this.#way = way
    this.#rise = rise
    this.#programs = programs
  }

  get roundTrips(): number {
    return this.#programs + this.#way.logins
  }

  async run(program: Sh, options: RemoteOptions = {}): Promise<RunResult> {
    const chunks: Buffer[] = []
    const speaking = await this.#speak(program, (chunk) => chunks.push(chunk), options.input ?? '')
    const limitMs = options.timeoutMs ?? defaultTimeoutMs
    const ending = endWithin(speaking, limitMs)
    options.signal?.addEventListener('abort', speaking.leave)
    if (options.signal?.aborted) speaking.leave()
    const { end, timedOut } = await ending
    options.signal?.removeEventListener('abort', speaking.leave)
    const left = timedOut || options.signal?.aborted === true
    if (timedOut && !end.began) throw stuck(this.#way, limitMs)
    if (end.code === undefined && !left) throw this.#explain(end)
    return {
      code: end.code ?? 137,
      stdout: Buffer.concat(chunks).toString(),
      stderr: end.stderr,
      timedOut: timedOut && end.code === undefined,
    }
  }

  open(program: Sh, onLine: (line: string) => void): Session {
    const decoder = new StringDecoder('utf8')
    let unfinished = ''
    const speaking = this.#speak(program, (chunk) => {
      const lines = (unfinished + decoder.write(chunk)).split('\n')
      unfinished = lines.pop()!
      lines.forEach(onLine)
    })
    const ended = speaking
      .then(async ({ ended }): Promise<SessionEnd> => {
        const end = await ended
        if (unfinished !== '') onLine(unfinished)
        if (end.code !== undefined) return { code: end.code, stderr: end.stderr, lost: false }
        return { code: 255, stderr: end.stderr || oneLine(this.#explain(end)), lost: true }
      })
      .catch((error: unknown) => ({ code: 255, stderr: oneLine(error), lost: true }))
    const then = (act: (talk: Talk) => void): void => void speaking.then(act, () => {})
    return {
      send: (line) => then((talk) => talk.send(`${line}\n`)),
      end: () => then((talk) => talk.end()),
      leave: () => then((talk) => talk.leave()),
      ended,
    }
  }

  async close(): Promise<void> {
    const live = [...this.#live]
    live.forEach((speaking) => speaking.leave())
    await this.#way.close()
    await Promise.all(live.map(({ ended }) => ended))
  }

  async #speak(program: Sh, onOutput: (chunk: Buffer) => void, input?: string | Buffer): Promise<Talk> {
    const started = await this.#way.start(listenerWords(this.#rise))
    this.#programs++
    const speaking = talk(started, program, this.#rise, onOutput, input)
    this.#live.add(speaking)
    void speaking.ended.then(({ code }) => {
      this.#live.delete(speaking)
      if (code === undefined) this.#way.doubt()
    })
    return speaking
  }

  #explain(end: TalkEnd): HaError {
    return (end.began ? undefined : explainRise(this.#way, end)) ?? this.#way.explain(end)
  }
}

/** The end of a talk, which is left when it takes longer. */
async function endWithin(
  speaking: Talk,
  limitMs: number,
): Promise<{ readonly end: TalkEnd; readonly timedOut: boolean }> {
  let timedOut = false
  const timer = setTimeout(() => {
    timedOut = true
    speaking.leave()
  }, limitMs)
  const end = await speaking.ended
  clearTimeout(timer)
  return { end, timedOut }
}

/** What hangs before our program is begun is the login shell's script, or sudo on its way to a name server. */
const stuck = ({ node, user }: Way, afterMs: number): HaError =>
  new HaError('connection', `${node} let ${user} in, but began no program within ${afterMs / 1000} s.`, {
    where: node,
    hint: `a login script of ${user} may hang there (~/.bashrc and the like), or sudo waits for a name server`,
  })

const oneLine = (error: unknown): string => (error instanceof Error ? error.message : String(error))

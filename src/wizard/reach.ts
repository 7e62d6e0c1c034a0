import { HaError } from '../core/errors.ts'
import { collectFacts } from '../facts/collect.ts'
import type { Facts } from '../facts/types.gen.ts'
import { connect, oneAtATime } from '../host/connect.ts'
import type { ConnectOptions } from '../host/connect.ts'
import type { Ask, Connection } from '../host/connection.ts'
import { readHosts } from './hosts.ts'
import type { Reachable } from './hosts.ts'
import { named } from './pages/nodes.ts'
import type { Answers, Machine } from './question.ts'

interface Looked {
  readonly facts: Facts | undefined
  readonly trouble: string | undefined
}

/** After so many milliseconds of silence it is said that a machine is still being waited for. */
const patienceMs = 10_000

export interface ReachOptions {
  readonly connect: ConnectOptions
  /** Version of the program, for the facts. */
  readonly tool: string
  /** Says what is going on, one line at a time. */
  readonly tell: (line: string) => void
}

/** The machines that somebody named: connected to once, looked at once, and kept until the end for live looks. */
export class Reach {
  readonly #options: ReachOptions
  readonly #looked = new Map<string, Looked>()
  readonly #connections = new Map<string, Connection>()
  readonly #ask: Ask | undefined
  /** Lines that wait until a question of ssh's is answered. */
  readonly #waiting: string[] = []
  #asking = 0

  constructor(options: ReachOptions) {
    this.#options = options
    const { ask } = options.connect
    this.#ask = ask && oneAtATime(this.#quietly(ask))
  }

  /** The machines that the answers name, looked at where that was not done yet. */
  async machines(answers: Answers): Promise<readonly Machine[]> {
    const hosts = readHosts(String(answers['nodes.hosts'] ?? ''))
    if (typeof hosts === 'string') return []
    const isNew = hosts.filter(({ typed }) => !this.#looked.has(typed))
    if (isNew.length > 0) await this.#lookAt(isNew)
    return named(
      hosts.map(({ typed }): Machine => {
        const { facts, trouble } = this.#looked.get(typed)!
        return { name: typed, typed, facts, ...(trouble !== undefined && { trouble }) }
      }),
      answers,
    )
  }

  /** Forgets what was found of a machine, so that it is looked at again. */
  forget(typed: string): void {
    this.#looked.delete(typed)
  }

  /** The way to a node by its place among the machines. */
  connection(answers: Answers, index: number): Connection | undefined {
    const hosts = readHosts(String(answers['nodes.hosts'] ?? ''))
    return typeof hosts === 'string' ? undefined : this.#connections.get(hosts[index]?.typed ?? '')
  }

  async close(): Promise<void> {
    await Promise.all([...this.#connections.values()].map((connection) => connection.close()))
    this.#connections.clear()
  }

  async #lookAt(hosts: readonly Reachable[]): Promise<void> {
    const width = Math.max(...hosts.map(({ typed }) => typed.length))
    this.#tell('')
    this.#tell(
      hosts.length === 1
        ? `Looking at ${hosts[0]!.typed}; nothing is changed there.`
        : `Looking at ${hosts.length} machines side by side; nothing is changed there.`,
    )
    await Promise.all(
      hosts.map(async (host) => {
        this.#looked.set(host.typed, await this.#look(host, width))
      }),
    )
  }

  async #look(host: Reachable, width: number): Promise<Looked> {
    const beganMs = Date.now()
    const say = (text: string): void => this.#tell(`  ${host.typed.padEnd(width)}  ${text}`)
    let doing = 'connecting'
    const seconds = (): string => `${Math.round((Date.now() - beganMs) / 1000)} s`
    const timer = setInterval(() => say(`still ${doing} (${seconds()})`), patienceMs)
    try {
      say(doing)
      const connection = await this.#connect(host)
      doing = 'looking at it'
      say(`connected (${connection.shown}), looking`)
      const facts = await collectFacts(connection, { tool: this.#options.tool })
      say(`done: ${summary(facts)} (${seconds()})`)
      return { facts, trouble: undefined }
    } catch (error) {
      if (!(error instanceof HaError) || error.exit === 'bug') throw error
      say(`could not be looked at (${seconds()})`)
      const { message, hint } = error
      return { facts: undefined, trouble: hint === undefined ? message : `${message}\n${sentence(hint)}` }
    } finally {
      clearInterval(timer)
    }
  }

  async #connect({ typed, ssh }: Reachable): Promise<Connection> {
    const before = this.#connections.get(typed)
    if (before) {
      this.#connections.delete(typed)
      await before.close()
    }
    const connection = await connect(
      { name: typed, ...(ssh ?? { host: '127.0.0.1' }) },
      { ...this.#options.connect, ...(this.#ask && { ask: this.#ask }) },
    )
    this.#connections.set(typed, connection)
    return connection
  }

  #tell(line: string): void {
    if (this.#asking > 0) this.#waiting.push(line)
    else this.#options.tell(line)
  }

  /** While somebody types, nothing else is written on the line. */
  #quietly(ask: Ask): Ask {
    return async (question) => {
      this.#asking++
      try {
        return await ask(question)
      } finally {
        this.#asking--
        if (this.#asking === 0) for (const line of this.#waiting.splice(0)) this.#options.tell(line)
      }
    }
  }
}

const summary = ({ system }: Facts): string =>
  [system.nodename ?? 'without a name', system.title ?? 'unknown system'].join(', ')

const sentence = (text: string): string =>
  `${text.slice(0, 1).toUpperCase()}${text.slice(1).replace(/[.]?$/, '.')}`

import { Eta, spokenDuration } from './eta.ts'
import type { NodeEvent } from './events.ts'

/** Whoever shows what happens while programs run. */
export interface Telling {
  event(node: string, event: NodeEvent): void
  /** What happens to the connection, or was asked for here. */
  notice(node: string, sentence: string): void
  /** It is over; resolves when everything is shown. */
  end(): Promise<void>
}

/** A step as it is told. */
export interface ToldStep {
  readonly id: string
  readonly title: string
  /** Nodes that have it. */
  readonly nodes: readonly string[]
}

/** One sentence on how far the running action of a node is. */
export class HowFar {
  readonly #etas = new Map<string, Eta>()

  /** @param event of kind progress: `PERCENT TEXT`, or `- TEXT`. */
  say(
    node: string,
    { step, action, atS, text }: NodeEvent,
  ): { percent: number | undefined; sentence: string } {
    const [, number, rest = ''] = /^(-|[0-9]+(?:\.[0-9]+)?) ?([\s\S]*)$/.exec(text) ?? [undefined, '-', text]
    const percent = number === '-' ? undefined : Math.min(100, Number(number))
    if (percent === undefined) return { percent, sentence: rest }
    const key = `${node}/${step}/${action}`
    const eta = this.#etas.get(key) ?? new Eta()
    this.#etas.set(key, eta)
    const leftS = eta.leftS(percent, atS)
    const left = leftS === undefined ? '' : `, ${spokenDuration(leftS)} left`
    return { percent, sentence: `${Math.floor(percent)} %${left}${rest === '' ? '' : ` (${rest})`}` }
  }
}

/** Seconds between two lines on how far the same action is, where lines stay. */
const quietS = 30

/** Lines for logs and pipes: everything that happened, in order, and no more than a line now and then on the way. */
export class PlainTelling implements Telling {
  readonly #out: (line: string) => void
  readonly #width: number
  readonly #steps: ReadonlyMap<string, ToldStep>
  readonly #howFar = new HowFar()
  readonly #whys = new Map<string, string>()
  readonly #lastS = new Map<string, number>()
  readonly #changed = new Map<string, number>()

  constructor(out: (line: string) => void, steps: readonly ToldStep[]) {
    this.#out = out
    this.#steps = new Map(steps.map((step) => [step.id, step]))
    this.#width = Math.max(...steps.flatMap(({ nodes }) => nodes.map(({ length }) => length)), 0)
  }

  event(node: string, event: NodeEvent): void {
    const say = (text: string): void => this.#say(node, `${event.step}: ${text}`)
    switch (event.kind) {
      case 'step':
        this.#changed.set(node, 0)
        break
      case 'start':
        if (this.#changed.get(node) === 0) say(this.#steps.get(event.step)?.title ?? event.text)
        this.#whys.set(node, event.text)
        this.#lastS.set(node, event.atS)
        say(`${event.text} ...`)
        break
      case 'changed':
        this.#changed.set(node, (this.#changed.get(node) ?? 0) + 1)
        say(`${event.text}: done`)
        break
      case 'progress': {
        // What is not shown counts for the speed too.
        const { sentence } = this.#howFar.say(node, event)
        if (event.atS - (this.#lastS.get(node) ?? 0) < quietS) break
        this.#lastS.set(node, event.atS)
        say(`${this.#whys.get(node) ?? ''}: ${sentence}`)
        break
      }
      case 'failed':
        say(`FAILED: ${this.#whys.get(node) ?? ''}`)
        for (const line of event.text.split('\n')) this.#say(node, `  | ${line}`)
        break
      case 'waiting':
        this.#say(node, event.text)
        break
      case 'confirm':
        say('the network has changed; connecting anew')
        break
      default:
        break
    }
  }

  notice(node: string, sentence: string): void {
    this.#say(node, sentence)
  }

  end(): Promise<void> {
    return Promise.resolve()
  }

  #say(node: string, text: string): void {
    this.#out(`${node.padEnd(this.#width)}  ${text}\n`)
  }
}

/** Each event as a line of JSON. */
export class JsonTelling implements Telling {
  readonly #out: (line: string) => void

  constructor(out: (line: string) => void) {
    this.#out = out
  }

  event(node: string, { atS, kind, step, action, text }: NodeEvent): void {
    const at = new Date(atS * 1000).toISOString()
    this.#out(
      `${JSON.stringify({ node, at, kind, step: step || undefined, action, text: text || undefined })}\n`,
    )
  }

  notice(node: string, sentence: string): void {
    this.#out(`${JSON.stringify({ node, at: new Date().toISOString(), kind: 'notice', text: sentence })}\n`)
  }

  end(): Promise<void> {
    return Promise.resolve()
  }
}

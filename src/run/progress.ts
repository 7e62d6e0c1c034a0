import { Listr } from 'listr2'
import type { DefaultRenderer, ListrTaskWrapper, SimpleRenderer } from 'listr2'
import { plural } from '../core/text.ts'
import type { NodeEvent } from './events.ts'
import { HowFar } from './telling.ts'
import type { Telling, ToldStep } from './telling.ts'

type Line = ListrTaskWrapper<unknown, typeof DefaultRenderer, typeof SimpleRenderer>

/** A step on one node, whether listr2 has come to it yet or not. */
class Cell {
  line: Line | undefined
  latest = ''
  changed = 0
  began = false
  failure: string | undefined
  /** Resolves when it begins on this node, or is known not to. */
  readonly begun: Promise<void>
  begin!: () => void
  readonly over: Promise<void>
  settle!: () => void

  constructor() {
    this.begun = new Promise((resolve) => (this.begin = resolve))
    this.over = new Promise((resolve) => (this.settle = resolve))
  }

  show(text: string): void {
    this.latest = text
    if (this.line) this.line.output = text
  }
}

/**
 * The picture on a terminal: a line for each step, and below the running one a line for each node. A thin view: listr2
 * waits for what is told here, decides nothing and catches no signals.
 */
export class TerminalTelling implements Telling {
  readonly #cells = new Map<string, Cell>()
  readonly #current = new Map<string, Cell>()
  readonly #whys = new Map<string, string>()
  readonly #howFar = new HowFar()
  readonly #shown: Promise<unknown>

  constructor(steps: readonly ToldStep[]) {
    for (const { id, nodes } of steps) for (const node of nodes) this.#cells.set(`${id} ${node}`, new Cell())
    const list = new Listr(
      steps.map((step) => ({
        title: step.title,
        task: (_: unknown, line: Line) => this.#showStep(step, line),
      })),
      {
        concurrent: false,
        exitOnError: false,
        registerSignalListeners: false,
        renderer: 'default',
        rendererOptions: { collapseSubtasks: true, collapseSkips: true, formatOutput: 'truncate' },
      },
    )
    // What went wrong is in the outcomes; here it was only shown.
    this.#shown = list.run().catch(() => undefined)
  }

  event(node: string, event: NodeEvent): void {
    const cell = this.#cells.get(`${event.step} ${node}`)
    if (cell && cell !== this.#current.get(node)) this.#current.set(node, cell)
    switch (event.kind) {
      case 'step':
        if (!cell) break
        cell.began = true
        cell.begin()
        break
      case 'start':
        this.#whys.set(node, event.text)
        cell?.show(event.text)
        break
      case 'progress':
        // How far comes first, because a long line is cut at the end.
        cell?.show(`${this.#howFar.say(node, event).sentence}: ${this.#whys.get(node) ?? ''}`)
        break
      case 'changed':
        if (cell) cell.changed++
        break
      case 'waiting':
        this.#current.get(node)?.show(event.text)
        break
      case 'failed':
        if (cell) cell.failure = event.text
        cell?.settle()
        break
      case 'done':
        cell?.settle()
        break
      default:
        break
    }
  }

  notice(node: string, sentence: string): void {
    this.#current.get(node)?.show(sentence)
  }

  async end(): Promise<void> {
    for (const cell of this.#cells.values()) {
      cell.begin()
      cell.settle()
    }
    await this.#shown
  }

  async #showStep(
    { id, title, nodes }: ToldStep,
    line: Line,
  ): Promise<ReturnType<Line['newListr']> | undefined> {
    const cells = nodes.map((node) => this.#cells.get(`${id} ${node}`)!)
    await Promise.race(cells.map(({ begun }) => begun))
    if (!cells.some(({ began }) => began)) {
      line.skip(`${title} (not begun)`)
      return undefined
    }
    const finish = (): void => {
      const changed = cells.reduce((sum, cell) => sum + cell.changed, 0)
      line.title = changed === 0 ? title : `${title} (${plural(changed, 'change')})`
    }
    return line.newListr(
      nodes.map((node, i) => ({
        title: node,
        task: async (_: unknown, own: Line): Promise<void> => {
          const cell = cells[i]!
          await cell.begun
          if (!cell.began) {
            own.skip(`${node} (not begun)`)
            return
          }
          cell.line = own
          if (cell.latest !== '') own.output = cell.latest
          await cell.over
          cell.line = undefined
          if (cells.every(({ line: left }) => left === undefined)) finish()
          if (cell.failure !== undefined)
            throw new Error(`${node}: ${cell.failure.trim().split('\n').at(-1)}`)
        },
      })),
      { concurrent: true, exitOnError: false },
    )
  }
}

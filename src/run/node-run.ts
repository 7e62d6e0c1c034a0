import { HaError } from '../core/errors.ts'
import type { Sh } from '../core/sh.ts'
import type { Connection, Session } from '../host/connection.ts'
import { parseEvent } from './events.ts'
import type { NodeEvent } from './events.ts'
import type { ExecuteInput, NodeOutcome, RunNode } from './execute.ts'
import { attachCommand, confirmCommand, startCommand } from './payload.ts'

const defaultPatienceMs = 10 * 60_000
const pauseMs = 3_000
/** How long a node waits that does not say it. */
const defaultConfirmS = 60

/** Lets nodes into a step when all others have left the steps before it. */
export class Barrier {
  readonly #order: readonly string[]
  readonly #runs = new Set<NodeRun>()
  #stopped = false

  constructor({ order }: ExecuteInput) {
    this.#order = order
  }

  join(run: NodeRun): void {
    this.#runs.add(run)
    if (this.#stopped) run.send('stop')
  }

  /** Position of a step; what is unknown comes last. */
  positionOf(step: string): number {
    const position = this.#order.indexOf(step)
    return position === -1 ? this.#order.length : position
  }

  update(): void {
    const slowest = Math.min(...[...this.#runs].map((run) => run.position))
    for (const run of this.#runs) if (run.waitsFor !== undefined && run.position <= slowest) run.enter()
  }

  get isStopped(): boolean {
    return this.#stopped
  }

  /** What one node cannot do, the others must not go on without. */
  stopAll(): void {
    this.#stopped = true
    for (const run of this.#runs) run.send('stop')
  }

  shareWithOthers(from: NodeRun, node: string, text: string): void {
    const [name = '', value = ''] = text.split(' ')
    for (const run of this.#runs) if (run !== from) run.send(`share ${name} ${node} ${value}`)
  }
}

/** One node of a run: speaks with its program, through lost connections too. */
export class NodeRun {
  readonly #node: RunNode
  readonly #input: ExecuteInput
  readonly #barrier: Barrier
  #connection: Connection
  #session: Session | undefined
  /** Control lines that a broken connection may have swallowed; saying them twice does no harm. */
  readonly #said: string[] = []
  #lines = 0
  #changed = 0
  #step: string | undefined
  #failed: NodeEvent | undefined
  #leftAlone = false
  #outcome: Pick<NodeOutcome, 'how' | 'text'> | undefined
  position = 0
  /** The step it stands before. */
  waitsFor: string | undefined

  constructor(node: RunNode, input: ExecuteInput, barrier: Barrier) {
    this.#node = node
    this.#input = input
    this.#barrier = barrier
    this.#connection = node.connection
    barrier.join(this)
  }

  async run(): Promise<NodeOutcome> {
    let lost = await this.#listen(this.#start())
    if (this.#leftAlone) lost = await this.#listen(this.#attach(0))
    if (this.#leftAlone && this.#outcome?.how === 'stopped' && !this.#barrier.isStopped) {
      // Whoever left it had asked it to stop; we did not.
      this.#forget()
      lost = await this.#listen(this.#start())
    }
    while (!this.#outcome && lost) lost = await this.#comeBack()
    this.#outcome ??= { how: 'died', text: '' }
    const { how, text } = this.#outcome
    if (how !== 'ok' && how !== 'left') this.#barrier.stopAll()
    return {
      node: this.#node.program.node,
      how,
      changed: this.#changed,
      step: this.#failed?.step ?? this.#step,
      action: this.#failed?.action,
      text: this.#failed?.text ?? text,
    }
  }

  #forget(): void {
    this.#leftAlone = false
    this.#outcome = undefined
    this.#lines = 0
    this.#said.length = 0
  }

  #attach(lines: number): Sh {
    return attachCommand(this.#node.payload, lines, this.#node.connection.transport)
  }

  #start(): Sh {
    const { payload, selection, connection } = this.#node
    return startCommand(payload, selection, this.#input.who, connection.transport)
  }

  send(line: string): void {
    this.#said.push(line)
    this.#session?.send(line)
  }

  leave(): void {
    this.#outcome ??= { how: 'left', text: '' }
    this.#session?.leave()
  }

  enter(): void {
    const step = this.waitsFor!
    this.waitsFor = undefined
    this.send(`go ${step}`)
  }

  /** Whether the connection was lost before the end. */
  async #listen(command: Sh): Promise<boolean> {
    const session = this.#connection.open(command, (line) => this.#take(line))
    this.#session = session
    for (const line of this.#said) session.send(line)
    const { code, stderr, lost } = await session.ended
    this.#session = undefined
    if (!lost && !this.#outcome && !this.#leftAlone && code !== 0) {
      this.#outcome = { how: 'broken', text: stderr.trim() || `the program ended with exit code ${code}` }
    }
    return lost || !this.#outcome
  }

  async #comeBack(): Promise<boolean> {
    const name = this.#node.program.node
    const { patienceMs = defaultPatienceMs, onNotice, leave } = this.#input
    onNotice(name, 'The connection is lost; the node goes on with its step. Calling it again.')
    const end = Date.now() + patienceMs
    while (!leave.aborted) {
      try {
        const connection = await this.#node.reconnect()
        await this.#connection.close()
        this.#connection = connection
        onNotice(name, 'Connected again.')
        // Without a line from it nobody knows whether it began; if it did, starting it again finds it left alone.
        const lost = await this.#listen(this.#lines === 0 ? this.#start() : this.#attach(this.#lines))
        return this.#leftAlone ? await this.#listen(this.#attach(0)) : lost
      } catch (error) {
        if (!(error instanceof HaError)) throw error
        if (Date.now() > end) {
          this.#outcome = { how: 'lost', text: error.message }
          return false
        }
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
    return false
  }

  #take(line: string): void {
    const [word, ...rest] = line.split('\t')
    if (word === 'locked') {
      this.#takeLock(rest)
      return
    }
    if (word === 'broken') {
      this.#outcome = { how: word, text: rest.join(' ') }
      this.#session?.end()
      return
    }
    const event = parseEvent(line)
    if (!event) return
    this.#lines += event.kind === 'died' ? 0 : 1
    this.#obey(event)
    this.#input.onEvent(this.#node.program.node, event)
  }

  /** A run of the very same program that its controller has left is ours to go on with. */
  #takeLock([, holder = '', program = '', state]: readonly string[]): void {
    const { node } = this.#node.program
    if (state === 'alone' && program.includes(`/${this.#node.payload.hash}/`)) {
      this.#leftAlone = true
      this.#input.onNotice(node, `Going on with the run of ${holder}.`)
      return
    }
    const left =
      state === 'alone' ? `; nobody watches it any more, and \`sh ${program} --stop\` there ends it` : ''
    this.#outcome = { how: 'locked', text: `${holder}${left}` }
    this.#session?.end()
  }

  #obey(event: NodeEvent): void {
    switch (event.kind) {
      case 'ready':
        this.waitsFor = event.step
        this.position = this.#barrier.positionOf(event.step)
        this.#barrier.update()
        break
      case 'step':
        this.#step = event.step
        // After a lost connection: it may have entered meanwhile.
        this.waitsFor = undefined
        this.position = this.#barrier.positionOf(event.step)
        break
      case 'changed':
        this.#changed++
        break
      case 'failed':
        this.#failed = event
        break
      case 'share':
        this.#barrier.shareWithOthers(this, this.#node.program.node, event.text)
        break
      case 'confirm':
        // What reaches this machine from itself proves nothing: there the node looks who else hears it.
        if (this.#node.connection.transport !== 'local')
          void this.#confirm(Number(event.text) || defaultConfirmS)
        break
      case 'end':
      case 'died':
        this.#outcome = { how: event.kind === 'died' ? 'died' : (event.text as 'ok'), text: '' }
        if (this.#outcome.how === 'ok') this.position = Infinity
        this.#session?.end()
        this.#barrier.update()
        break
      default:
        break
    }
  }

  /**
   * The network of the node has changed: only a connection made now proves anything. Links and bridges take their time to
   * carry something again, so it is tried as long as the node waits.
   */
  async #confirm(seconds: number): Promise<void> {
    const { node } = this.#node.program
    const end = Date.now() + seconds * 1000
    for (;;) {
      try {
        await this.#confirmOnce()
        this.#input.onNotice(node, 'Reached over the new network.')
        return
      } catch (error) {
        if (!(error instanceof HaError)) throw error
        if (Date.now() + pauseMs > end) {
          const why = `Not reached over the new network (${error.message}); the node goes back to the old one.`
          this.#input.onNotice(node, why)
          return
        }
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
  }

  async #confirmOnce(): Promise<void> {
    const connection = await this.#node.reconnect()
    try {
      await connection.run(confirmCommand(this.#node.payload))
    } finally {
      await connection.close()
    }
  }
}

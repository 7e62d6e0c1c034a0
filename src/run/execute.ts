import { HaError } from '../core/errors.ts'
import type { Connection } from '../host/connection.ts'
import type { Program } from './compile.ts'
import type { NodeEvent } from './events.ts'
import { Barrier, NodeRun } from './node-run.ts'
import { uploadCommand } from './payload.ts'
import type { Payload, Selection } from './payload.ts'

/** A node as the controller holds it. */
export interface RunNode {
  readonly connection: Connection
  readonly program: Program
  readonly payload: Payload
  /** Which of its steps are meant. */
  readonly selection: Selection
  /**
   * Another connection that shares nothing with the first.
   * @throws HaError connection
   */
  readonly reconnect: () => Promise<Connection>
}

export interface ExecuteInput {
  readonly nodes: readonly RunNode[]
  /** All steps of the bootstrap, in order: a step begins when those before it have ended on all nodes. */
  readonly order: readonly string[]
  /** Who is at work, for whoever else tries meanwhile. */
  readonly who: string
  readonly onEvent: (node: string, event: NodeEvent) => void
  /** What happens to the connection and not on the node. */
  readonly onNotice: (node: string, sentence: string) => void
  /** Nodes end their running action and stop. */
  readonly stop: AbortSignal
  /** Nodes go on by themselves; we leave. */
  readonly leave: AbortSignal
  /** How long a lost node is called again; ten minutes without it. */
  readonly patienceMs?: number
}

/** How a run ended on a node. */
export interface NodeOutcome {
  readonly node: string
  readonly how: 'ok' | 'failed' | 'stopped' | 'left' | 'died' | 'lost' | 'locked' | 'broken'
  readonly changed: number
  /** ID of the step it was in or before. */
  readonly step: string | undefined
  /** Number of the action that failed. */
  readonly action: number | undefined
  /** What the failed action printed last, who holds the lock, or why nothing could begin. */
  readonly text: string
}

/**
 * Runs the programs of all nodes side by side, step by step. Never rejects for what happens on a node: see the outcomes.
 * @throws HaError connection when a payload could not be brought to its node; then nothing was started anywhere.
 */
export async function execute(input: ExecuteInput): Promise<NodeOutcome[]> {
  await Promise.all(input.nodes.map(upload))
  const barrier = new Barrier(input)
  const runs = input.nodes.map((node) => new NodeRun(node, input, barrier))
  const stop = (): void => barrier.stopAll()
  const leave = (): void => runs.forEach((run) => run.leave())
  input.stop.addEventListener('abort', stop)
  input.leave.addEventListener('abort', leave)
  try {
    return await Promise.all(runs.map((run) => run.run()))
  } finally {
    input.stop.removeEventListener('abort', stop)
    input.leave.removeEventListener('abort', leave)
  }
}

async function upload({ connection, payload }: RunNode): Promise<void> {
  const result = await connection.run(uploadCommand(payload), {
    input: payload.archive,
    timeoutMs: 5 * 60_000,
  })
  if (result.code === 0) return
  const { node, shown } = connection
  // GNU tar says of a full disk only that it wrote less than it wanted.
  const full = /No space left|Wrote only|quota exceeded/.test(result.stderr)
  const why = result.stderr.split('\n').find((line) => line.trim() !== '') ?? `exit code ${result.code}`
  throw new HaError(
    'stepFailed',
    full
      ? `${node}: the disk with /var/lib is full, so nothing was begun.`
      : `${node}: /var/lib/ha-bootstrap cannot be written (${why.trim()}), so nothing was begun.`,
    { hint: `make room or mend it (${shown}), then run the same command again` },
  )
}

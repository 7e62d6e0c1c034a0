import { randomBytes } from 'node:crypto'
import { HaError } from '../core/errors.ts'
import type { Connection } from '../host/connection.ts'
import { assemble, topics } from './assemble.ts'
import { factsProgram, readAnswers } from './program.ts'
import type { Facts } from './types.gen.ts'

/** All topics together may take this long; each has its own limit beside it. */
const timeoutMs = 600_000

/**
 * Looks at a node, in one round trip and without changing anything.
 * @throws HaError connection when it cannot be reached, facts when it answers nothing that can be read.
 */
export async function collectFacts(
  connection: Connection,
  { tool, signal }: { readonly tool: string; readonly signal?: AbortSignal },
): Promise<Facts> {
  const mark = randomBytes(16).toString('hex')
  const beganMs = Date.now()
  const { stdout, stderr, code, timedOut } = await connection.run(factsProgram(topics, mark), {
    timeoutMs,
    ...(signal && { signal }),
  })
  const answers = readAnswers(stdout, mark)
  if (answers.topics.size === 0)
    throw new HaError(
      'facts',
      timedOut
        ? `${connection.node} has not answered within ${timeoutMs / 1000} seconds.`
        : `${connection.node} answered nothing that can be read (exit code ${code}).`,
      {
        where: connection.shown,
        hint: stderr.trim().split('\n').at(-1) || 'is its login shell one that runs programs?',
      },
    )
  return assemble(connection.node, answers, { sent: { beganMs, endedMs: Date.now() }, tool })
}

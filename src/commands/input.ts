import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { HaError } from '../core/errors.ts'
import { plural } from '../core/text.ts'
import { maximumBytes } from '../spec/decode.ts'
import { loadSpec } from '../spec/load.ts'
import type { LoadedSpec } from '../spec/load.ts'
import type { Problem } from '../spec/problem.ts'
import { readFacts } from '../facts/read.ts'
import type { Invocation } from './command.ts'

export const defaultSpec = 'cluster.yaml'

type Source = Pick<Invocation, 'io' | 'flags'>

/**
 * Reads and checks a spec, with the facts that --facts names: a file's name, or - for standard input.
 * @throws HaError usage when it cannot be read, facts when they cannot.
 */
export async function loadSpecFile(name: string, { io, flags }: Source): Promise<LoadedSpec> {
  const files = flags.facts
  const facts = Array.isArray(files) ? await readFacts(files as readonly string[]) : []
  if (name === '-') return loadSpec(await io.stdin(), 'stdin', facts)
  return loadSpec(await readLimited(name), name, facts)
}

/** A little more than what is accepted is enough to refuse it; whatever the file is, no more is read. */
async function readLimited(name: string): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  try {
    const { isFIFO } = await kindOfFile(name)
    if (isFIFO)
      throw new HaError('usage', `${name} is a FIFO, and what has no end cannot be checked.`, {
        hint: 'give a file, or - for standard input',
      })
    for await (const chunk of createReadStream(name, { end: maximumBytes })) chunks.push(chunk as Buffer)
  } catch (error) {
    if (error instanceof HaError) throw error
    throw unreadable(name, error)
  }
  return Buffer.concat(chunks)
}

/** A FIFO with a name may wait for ever for somebody to write; those that a shell makes for <(command) have a writer. */
async function kindOfFile(name: string): Promise<{ isFIFO: boolean }> {
  const found = await stat(name)
  return { isFIFO: found.isFIFO() && !/^\/(?:dev|proc)\//.test(name) }
}

function unreadable(name: string, error: unknown): HaError {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT')
    return new HaError('usage', `There is no file ${name}.`, {
      hint: 'begin with an example: ha-bootstrap profiles kvm --example > cluster.yaml',
    })
  if (code === 'EISDIR') return new HaError('usage', `${name} is a folder; name the cluster.yaml in it.`)
  if (code === 'ENOTDIR') return new HaError('usage', `${name} lies in something that is no folder.`)
  if (code === 'ELOOP') return new HaError('usage', `${name} is a link that leads to itself.`)
  if (code === 'ENAMETOOLONG')
    return new HaError('usage', 'The name of the file is longer than a file name can be.')
  if (code === 'EACCES') return new HaError('usage', `${name} may not be read by this user.`)
  return new HaError('usage', `${name} cannot be read (${message}).`, { cause: error })
}

export interface ProblemCount {
  readonly errors: number
  readonly warnings: number
  readonly notes: number
}

export function countProblems(problems: readonly Problem[]): ProblemCount {
  const of = (severity: Problem['severity']): number =>
    problems.filter((problem) => problem.severity === severity).length
  return { errors: of('error'), warnings: of('warning'), notes: of('info') }
}

/** `2 errors, 1 warning`, or `no problems`. */
export function countText({ errors, warnings, notes }: ProblemCount): string {
  const parts = [
    errors > 0 ? plural(errors, 'error') : '',
    warnings > 0 ? plural(warnings, 'warning') : '',
    notes > 0 ? plural(notes, 'note') : '',
  ].filter(Boolean)
  return parts.join(', ') || 'no problems'
}

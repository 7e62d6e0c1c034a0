import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { keepSecret, readSecretsFile, secretsPathOf } from '../bundle/secrets-file.ts'
import { HaError } from '../core/errors.ts'
import { toolVersion } from '../core/tool.gen.ts'
import { readCollected } from '../facts/read.ts'
import type { Connection } from '../host/connection.ts'
import { openExisting } from '../wizard/draft.ts'
import type { Existing } from '../wizard/draft.ts'
import { named } from '../wizard/pages/nodes.ts'
import type { Answers, Machine } from '../wizard/question.ts'
import { Reach } from '../wizard/reach.ts'
import type { Invocation } from './command.ts'
import { factsFiles } from './init.ts'
import { connectOptions } from './nodes.ts'
import { problemText } from './problems.ts'

/** Where machines come from: ssh, or files of facts. */
export interface Machines {
  of(answers: Answers): Promise<readonly Machine[]>
  /** The way to a node, where there is one. */
  connection(answers: Answers, index: number): Connection | undefined
  forget(typed: string): void
  close(): Promise<void>
}

/** @throws HaError facts for files that are none. */
export async function machinesFor(
  { flags, io }: Pick<Invocation, 'flags' | 'io'>,
  tell: (line: string) => void,
): Promise<Machines> {
  const files = factsFiles({ flags })
  if (files) {
    const all = (await readCollected(files)).map((facts): Machine => ({ name: facts.node, facts }))
    return {
      of: (answers) => Promise.resolve(named(all, answers)),
      connection: () => undefined,
      forget: () => {},
      close: () => Promise.resolve(),
    }
  }
  const reach = new Reach({ connect: connectOptions({ flags, io }), tool: toolVersion, tell })
  return {
    of: (answers) => reach.machines(answers),
    connection: (answers, index) => reach.connection(answers, index),
    forget: (typed) => reach.forget(typed),
    close: () => reach.close(),
  }
}

/** The file's bytes, or undefined where there is none. */
export function bytesOf(file: string): Buffer | undefined {
  try {
    return readFileSync(file)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    if (code === 'EISDIR') throw new HaError('usage', `${file} is a folder; a file is wanted here.`)
    throw new HaError('usage', `${file} cannot be read (${message}).`, { cause: error })
  }
}

/** The cluster.yaml that is there; its errors are printed where it cannot be understood. */
export async function existingIn(
  file: string,
  { io }: Pick<Invocation, 'io'>,
): Promise<Existing | 'none' | 'broken'> {
  const bytes = bytesOf(file)
  if (!bytes) return 'none'
  const existing = await openExisting(bytes, file)
  if (!('problems' in existing)) return existing
  for (const problem of existing.problems) io.err(`${problemText(problem, io)}\n`)
  io.err(`${file} is there and cannot be understood: mend it, or move it away.\n`)
  return 'broken'
}

/**
 * Puts a spec in its place, all of it or nothing.
 * @throws HaError usage when somebody else has changed it meanwhile, stepFailed when it cannot be written.
 */
export function writeSpecFile(file: string, text: string, before: Existing | undefined): void {
  const now = bytesOf(file)
  if (now === undefined ? before !== undefined : before === undefined || !now.equals(before.bytes))
    throw new HaError('usage', `${file} has been changed by somebody else meanwhile; it was left alone.`, {
      hint: 'your answers are kept: run `ha-bootstrap init` again',
    })
  const draft = `${file}.${process.pid}.new`
  try {
    writeFileSync(draft, text)
    renameSync(draft, file)
  } catch (cause) {
    rmSync(draft, { force: true })
    throw new HaError('stepFailed', `${file} could not be written (${(cause as Error).message}).`, { cause })
  }
}

/** The file of secrets beside a spec. */
export interface Secrets {
  readonly path: string
  names(): ReadonlySet<string>
  value(name: string): string | undefined
  keep(name: string, purpose: string, value: string): void
}

export function secretsBeside(file: string): Secrets {
  const path = secretsPathOf(file)
  return {
    path,
    names: () => new Set(Object.keys(readSecretsFile(path).values)),
    value: (name) => readSecretsFile(path).values[name],
    keep: (name, purpose, value) => keepSecret(path, { name, purpose, value }),
  }
}

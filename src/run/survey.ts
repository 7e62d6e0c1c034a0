import { HaError } from '../core/errors.ts'
import type { Connection } from '../host/connection.ts'
import type { CompiledStep, Program } from './compile.ts'
import { parseEvent } from './events.ts'
import type { NodeEvent } from './events.ts'
import { checkCommand } from './payload.ts'
import type { Payload, Selection } from './payload.ts'
import type { Action } from './step.ts'

/** What the guards of a node say: reality against the plan. */
export interface Survey {
  readonly node: string
  /** Of the kernel: another one after each boot. */
  readonly bootId: string
  readonly steps: readonly SurveyedStep[]
  readonly pending: number
  /** Sentences of what the node refuses to do. */
  readonly refused: readonly string[]
}

export interface SurveyedStep {
  readonly step: CompiledStep
  /** Actions that would do something. */
  readonly pending: readonly PendingAction[]
  readonly unchanged: number
}

export interface PendingAction {
  readonly number: number
  readonly action: Action
  readonly destroys: readonly FoundDevice[]
  /** Of each file that the action puts, in its order, where it was asked for. */
  readonly now: readonly (FoundFile | 'absent')[]
}

export interface FoundFile {
  /** In octal. */
  readonly mode: string
  readonly owner: string
  /** Undefined for what is no file, or too large to be compared. */
  readonly content: Buffer | undefined
}

/** A device that an action would overwrite, as the node sees it. */
export interface FoundDevice {
  readonly state: 'empty' | 'ours' | 'data' | 'used'
  readonly path: string
  readonly serial: string | undefined
  readonly sizeBytes: number | undefined
  /** What is on it, or who uses it; one on each line. */
  readonly found: string
}

export interface SurveyInput {
  readonly connection: Connection
  readonly program: Program
  readonly payload: Payload
  readonly selection?: Selection
  readonly contents: 'with-contents' | 'without-contents'
}

/** Guards of hundreds of machines on a slow node take their time. */
const timeoutMs = 15 * 60_000

/**
 * Runs all guards on a node in one round trip.
 * @throws HaError connection when the node cannot be reached, facts when its shell cannot run the program.
 */
export async function survey(input: SurveyInput): Promise<Survey> {
  const { connection, program, payload, selection = {}, contents } = input
  const result = await connection.run(checkCommand(selection, contents), {
    input: payload.archive,
    timeoutMs,
  })
  const events = result.stdout.split('\n').flatMap((line) => parseEvent(line) ?? [])
  if (!events.some(({ kind }) => kind === 'end'))
    throw new HaError(
      'facts',
      result.timedOut
        ? `${program.node}: looking at the node was not done after ${timeoutMs / 60_000} minutes.`
        : `${program.node}: the node could not be looked at (exit code ${result.code}): ${lastLines(result.stderr)}`,
      { hint: `log in (${connection.shown}) and see whether /run or /tmp is full or read-only` },
    )
  return readSurvey(program, events)
}

const lastLines = (text: string): string => text.trim().split('\n').slice(-3).join('; ') || 'no message'

/** Pure: what the events of a check tell. */
export function readSurvey(program: Program, events: readonly NodeEvent[]): Survey {
  const of = (number: number, kind: NodeEvent['kind']): NodeEvent[] =>
    events.filter((event) => event.kind === kind && event.action === number)
  const ran = new Set(events.flatMap((event) => (event.kind === 'step' ? event.step : [])))
  const steps = program.steps
    .filter(({ id }) => ran.has(id))
    .map((step): SurveyedStep => {
      const pending = step.actions
        .filter(({ number }) => of(number, 'would').length > 0)
        .map(({ number, action }) => ({
          number,
          action,
          destroys: of(number, 'destroys').map(({ text }) => readDevice(text)),
          now: of(number, 'content').map(({ text }) => readFile(text)),
        }))
      return { step, pending, unchanged: step.actions.length - pending.length }
    })
  return {
    node: program.node,
    bootId: events.find(({ kind }) => kind === 'begin')?.text.split(' ')[1] ?? 'unknown',
    steps,
    pending: steps.reduce((sum, { pending }) => sum + pending.length, 0),
    refused: events.flatMap((event) => (event.kind === 'refused' ? event.text : [])),
  }
}

/** MODE OWNER BASE64, or - */
function readFile(text: string): FoundFile | 'absent' {
  const [mode = '', owner = '', content] = text.split(' ')
  if (mode === '-') return 'absent'
  return { mode, owner, content: content === undefined ? undefined : Buffer.from(content, 'base64') }
}

/** STATE PATH SERIAL SIZE FOUND */
function readDevice(text: string): FoundDevice {
  const [, state, path, serial, size, found] = /^(\S+) (\S+) (\S+) (\S+) ?([\s\S]*)$/.exec(text) ?? []
  return {
    state: state as FoundDevice['state'],
    path: path ?? '',
    serial: serial === '-' ? undefined : serial,
    sizeBytes: size === undefined || size === '0' ? undefined : Number(size),
    found: found ?? '',
  }
}

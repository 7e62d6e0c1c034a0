import type { Colours } from '../core/colour.ts'
import { enumerate, plural } from '../core/text.ts'
import type { Program } from '../run/compile.ts'
import type { NodeOutcome } from '../run/execute.ts'

export interface OutcomeInput {
  readonly outcomes: readonly NodeOutcome[]
  readonly programs: ReadonlyMap<string, Program>
  /** Steps that have ended, by node, in order. */
  readonly done: ReadonlyMap<string, readonly string[]>
  /** The command that goes on. */
  readonly again: string
  readonly colour: Colours
}

/** How a run ended: what failed, what is so already, and what goes on. */
export function outcomeText(input: OutcomeInput): string {
  const { outcomes, again, colour } = input
  const changed = outcomes.reduce((sum, outcome) => sum + outcome.changed, 0)
  if (outcomes.every(({ how }) => how === 'ok'))
    return `${colour.green('Done:')} ${plural(changed, 'change')} on ${plural(outcomes.length, 'node')}.\n`
  const failures = outcomes.filter(({ how }) => how !== 'ok' && how !== 'stopped' && how !== 'left')
  return [
    ...failures.map((outcome) => failureText(outcome, input)),
    ...outcomes.map((outcome) => stateText(outcome, input)),
    `${nextText(input)}\n  ${colour.bold(again)}`,
    '',
  ].join('\n')
}

function failureText(outcome: NodeOutcome, input: OutcomeInput): string {
  const { node, how, text } = outcome
  const { red } = input.colour
  switch (how) {
    case 'failed': {
      const lines = text.split('\n').map((line) => `  | ${line}`)
      return `${red(`${node}: failed`)} ${whereText(outcome, input)}\n${lines.join('\n')}`
    }
    case 'locked':
      return `${red(`${node}: locked`)} by another run: ${text}.`
    case 'broken':
      return `${red(`${node}: could not begin:`)} ${text}`
    case 'died':
      return `${red(`${node}: the run ended without a word`)} ${whereText(outcome, input)}: the node was booted, or its program was killed.`
    default:
      return `${red(`${node}: lost:`)} ${text} What was begun there goes on to the end of its step.`
  }
}

/** `in "Bring up the network" (network), at: write /etc/…`. */
function whereText({ node, step, action }: NodeOutcome, { programs }: OutcomeInput): string {
  const found = programs.get(node)?.steps.find(({ id }) => id === step)
  if (!found) return 'before its first step'
  const at = found.actions.find(({ number }) => number === action)?.action.why
  return `in "${found.title}" (${found.id})${at === undefined ? '' : `, at: ${at}`}`
}

function stateText(outcome: NodeOutcome, input: OutcomeInput): string {
  const { node, how, changed } = outcome
  const done = input.done.get(node) ?? []
  const so = done.length === 0 ? 'no step is done yet' : `done: ${done.join(', ')}`
  const word = how === 'stopped' ? 'stopped before its next action' : how === 'left' ? 'still at work' : how
  return `${node}: ${how === 'ok' ? 'all done' : word}; ${plural(changed, 'change')}, ${so}`
}

function nextText({ outcomes }: OutcomeInput): string {
  const failed = outcomes.filter(({ how }) => how === 'failed').map(({ node }) => node)
  if (failed.length > 0)
    return `What is done stays done. Mend what failed on ${enumerate(failed)}, then go on with:`
  if (outcomes.some(({ how }) => how === 'left'))
    return 'The nodes end what they are at and stop. Go on with:'
  if (outcomes.some(({ how }) => how === 'locked')) return 'When the other run has ended:'
  return 'What is done stays done. Go on with:'
}

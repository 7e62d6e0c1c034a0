import type { Known, Question } from './question.ts'
import { whyNotName } from './words.ts'

/** A name of our own for something: a proposal does for it, and it is asked only where it was said before. */
export interface OwnName {
  readonly id: string
  /** What is called so: `the array`. */
  readonly what: string
  readonly otherwise: string
  readonly fields: readonly string[]
}

/** The name: said, or the one that there is without saying. */
export function ownName(known: Known, { id, otherwise }: Pick<OwnName, 'id' | 'otherwise'>): string {
  const answer = known.answers[id]
  return typeof answer === 'string' && answer !== '' ? answer : otherwise
}

/** Questions for names that are asked only where they were said before. */
export const quietNames = (names: readonly OwnName[]): Question[] =>
  names.map(({ id, what, otherwise, fields }) => ({
    id,
    kind: 'text',
    quiet: true,
    title: `What is ${what} called?`,
    found: [],
    proposal: { answer: otherwise, because: 'the name that is free' },
    explanation: ['A name of your own: letters, digits, _ and -. What exists keeps its name.'],
    check: (answer) => whyNotName(String(answer)),
    fields,
  }))

import type { Answer, Known, Look, Question } from './question.ts'

/** The answer of a question as one text: what was said, else what is proposed, else nothing. */
export function textOf(known: Known, question: Question): string {
  const answer = answerOf(known, question)
  return typeof answer === 'string' ? answer : (answer ?? []).join(' ')
}

/** The same as a list of names. */
export function listOf(known: Known, question: Question): readonly string[] {
  const answer = answerOf(known, question)
  return typeof answer === 'string' ? answer.split(/[\s,]+/).filter((word) => word !== '') : (answer ?? [])
}

/** What was said, else what is proposed. */
export const answerOf = (known: Known, question: Question): Answer | undefined =>
  known.answers[question.id] ?? question.proposal?.answer

/** Under which name `Known.seen` has what a look found: `unplug.node1`, `answers.192.168.1.20`. */
export const lookId = ({ word, with: what }: Pick<Look, 'word' | 'with'>): string =>
  [word, what.node, what.nic ?? what.address ?? what.device].filter((part) => part !== undefined).join('.')

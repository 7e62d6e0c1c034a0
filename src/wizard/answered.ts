import { wordsOf } from './words.ts'
import type { Answer, Known, Question } from './question.ts'

/** The answer of a question as one text: what was said, else what is proposed, else nothing. */
export function textOf(known: Known, question: Question): string {
  const answer = answerOf(known, question)
  return typeof answer === 'string' ? answer : (answer ?? []).join(' ')
}

/** The same as a list of names. */
export function listOf(known: Known, question: Question): readonly string[] {
  const answer = answerOf(known, question)
  return typeof answer === 'string' ? wordsOf(answer) : (answer ?? [])
}

/** What was said, else what is proposed. */
export const answerOf = (known: Known, question: Question): Answer | undefined =>
  known.answers[question.id] ?? question.proposal?.answer

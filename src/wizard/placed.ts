import { listOf, textOf } from './answered.ts'
import { hanging } from './kind/hardware.ts'
import type { Known, Question } from './question.ts'

/**
 * When a question is asked. first: always. missing: where nothing can be proposed, or somebody wants to change what is
 * proposed. rare: only when it was answered before, by a file or from a cluster.yaml that is there.
 */
export type Level = 'first' | 'missing' | 'rare'

interface Placed {
  readonly level: Level
  readonly question: Question
}

/** Puts questions one after the other, each computed from the answers of those before it. */
export class Asking {
  readonly known: Known
  readonly #placed: Placed[] = []

  constructor(known: Known) {
    this.known = known
  }

  /** Its answer as a text: said, proposed, or empty. */
  text(level: Level, question: Question): string {
    this.#placed.push({ level, question })
    return textOf(this.known, question).trim()
  }

  /** Its answer as a list of names. */
  list(level: Level, question: Question): readonly string[] {
    this.#placed.push({ level, question })
    return listOf(this.known, question)
  }

  /** All of them; quiet are those whose proposals do. `everything`: also what could be proposed is asked. */
  questions(everything: boolean): Question[] {
    return this.#placed.map(({ level, question }) => {
      const does = question.proposal !== undefined && question.check?.(question.proposal.answer) === undefined
      const isQuiet = level === 'rare' || (level === 'missing' && !everything && does)
      return { ...fitted(question), ...(isQuiet && { quiet: true }) }
    })
  }
}

/** Columns that are left of a line when a screen sets it in. */
const width = 76

/** A question with its paragraphs broken into lines. */
export const fitted = (question: Question): Question => ({
  ...question,
  found: question.found.flatMap(broken),
  explanation: question.explanation.flatMap(broken),
})

/** What fits stays as it is: it may be part of a picture. */
const broken = (text: string): string[] => (text.length <= width ? [text] : hanging(text, width))

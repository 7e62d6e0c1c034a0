import { whyNot } from './typed.ts'
import type { Answer, Answers, Known, Machine, Page, Question } from './question.ts'

/** All that was ever said and seen, whether it applies now or not: what is kept between two visits. */
export interface Kept {
  readonly answers: Answers
  readonly seen: Known['seen']
}

/** A question with the page that asks it. */
export interface Placed {
  readonly page: Page
  readonly question: Question
}

/** Where somebody stands: what is known, what there is to be asked, and what was said that does not fit any more. */
export interface State {
  /** Only answers that apply: their questions are asked, and they can be answered like that. */
  readonly known: Known
  readonly questions: readonly Placed[]
  /** By question: what was said before and why it cannot stand now. */
  readonly unfit: ReadonlyMap<string, { readonly answer: Answer; readonly because: string }>
  /** The first question without an answer. */
  readonly next: Placed | undefined
}

export interface Ground {
  readonly pages: readonly Page[]
  readonly machines: readonly Machine[]
  /** Names of secrets that have a value. */
  readonly secrets: ReadonlySet<string>
}

/** So many times an answer may bring further questions whose answers are known already, before something goes round in circles. */
const maximumRounds = 200

/**
 * Where one stands. Answers whose question is not asked any more wait in `kept`, and count again when it is: nothing that
 * was typed is lost by going back.
 */
export function stateOf(kept: Kept, { pages, machines, secrets }: Ground): State {
  // From all that was ever said: some questions are asked only because they were answered.
  let answers: Answers = kept.answers
  for (let round = 0; ; round++) {
    const known: Known = { answers, machines, seen: kept.seen }
    const all = pages.flatMap((page) => page.questions(known).map((question): Placed => ({ page, question })))
    const unfit = new Map<string, { answer: Answer; because: string }>()
    const applying: { [id: string]: Answer } = {}
    for (const { question } of all) {
      const answer = kept.answers[question.id]
      if (answer === undefined) continue
      const because = whyNot(question, answer)
      if (because === undefined) applying[question.id] = answer
      else unfit.set(question.id, { answer, because })
    }
    // What was true when a question was answered first goes on: with every round only what comes before it can change.
    if (isSame(answers, applying) || round === maximumRounds) {
      const questions = all.filter(
        ({ question: { id, quiet } }) => !quiet || applying[id] !== undefined || unfit.has(id),
      )
      return { known, questions, unfit, next: questions.find((one) => !isAnswered(one, applying, secrets)) }
    }
    answers = applying
  }
}

/** A secret is answered when it is in the file of secrets, or when it was put off. */
export const isAnswered = ({ question }: Placed, answers: Answers, secrets: ReadonlySet<string>): boolean =>
  answers[question.id] !== undefined || (question.secret !== undefined && secrets.has(question.secret))

const isSame = (a: Answers, b: Answers): boolean => {
  const names = Object.keys(a)
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => b[name] !== undefined && sameAnswer(a[name]!, b[name]))
  )
}

export const sameAnswer = (a: Answer, b: Answer): boolean => JSON.stringify(a) === JSON.stringify(b)

/** The same with one more answer. */
export const withAnswer = (kept: Kept, id: string, answer: Answer): Kept => ({
  ...kept,
  answers: { ...kept.answers, [id]: answer },
})

/**
 * Takes all proposals: the answers with which nothing is left to be asked, and the questions that nothing was proposed for
 * or whose proposal they do not take themselves, with the reason.
 */
export function takeProposals(
  kept: Kept,
  ground: Ground,
): {
  readonly state: State
  readonly taken: Answers
  readonly open: readonly { readonly question: Question; readonly because: string | undefined }[]
} {
  const taken: { [id: string]: Answer } = {}
  for (;;) {
    const state = stateOf({ ...kept, answers: { ...kept.answers, ...taken } }, ground)
    const unanswered = state.questions.filter((one) => !isAnswered(one, state.known.answers, ground.secrets))
    // A proposal stands in for its answer anyway, so those that are there together can be taken together.
    const open: { question: Question; because: string | undefined }[] = []
    const before = Object.keys(taken).length
    for (const { question } of unanswered) {
      const unfit = kept.answers[question.id] === undefined ? undefined : state.unfit.get(question.id)
      const answer = question.proposal?.answer ?? nothingOf(question)
      const because = unfit?.because ?? (answer === undefined ? undefined : whyNot(question, answer))
      if (answer === undefined || because !== undefined || taken[question.id] !== undefined)
        open.push({ question, because })
      else taken[question.id] = answer
    }
    if (Object.keys(taken).length === before) return { state, taken, open }
  }
}

/** What may be left empty is, where nothing is proposed. */
const nothingOf = ({ kind, optional }: Question): Answer | undefined =>
  optional !== true ? undefined : kind === 'many' ? [] : kind === 'text' ? '' : undefined

import type { Colours } from '../core/colour.ts'
import type { Line, Said } from './ask.ts'
import { isAnswered, stateOf, withAnswer } from './flow.ts'
import type { Kept, Placed, State } from './flow.ts'
import { explanationOf, screenOf } from './screen.ts'
import type { Size } from './screen.ts'
import { meaningOf } from './typed.ts'
import type { Meaning, Settled } from './typed.ts'
import type { Answer, Answers, Known, Look, Machine, Page, Question } from './question.ts'

/** The terminal, as the wizard needs it. */
export interface Console {
  size(): Size
  readonly colour: Colours
  print(lines: readonly string[]): void
  read(line: Line): Promise<Said>
}

/** What a look at the nodes came to. */
export interface Found {
  readonly lines: readonly string[]
  /** What it adds to `Known.seen`. */
  readonly seen?: Known['seen']
  /** What may well be the answer: it stands in the input line then. */
  readonly typed?: string
  /** The question to go on with instead. */
  readonly goTo?: string
}

/** Everything around the questions that is not one of them. */
export interface Surroundings {
  readonly pages: readonly Page[]
  readonly console: Console
  machines(answers: Answers): Promise<readonly Machine[]>
  look(look: Look, words: readonly string[], known: Known): Promise<Found>
  /** Whether there are ways to nodes, and not only facts of them. */
  readonly isLive: boolean
  /** Names of the secrets that have a value. */
  secrets(): ReadonlySet<string>
  keepSecret(name: string, purpose: string, value: string): void
  /** Called after every answer. */
  save(kept: Kept): void
  /** What follows when every question is answered. */
  review(state: State, kept: Kept): Promise<Reviewed>
}

/** What somebody wants after having read it all. */
export type Reviewed = { readonly goTo: string } | 'done' | 'back' | 'leave'

/** Puts one question to somebody until it is answered or left; `?`, pages, mistakes and a new size of the window stay in here. */
export async function put(
  asked: {
    readonly question: Question
    readonly title: string
    readonly progress: string
    readonly before: Answer | undefined
    readonly notes: readonly string[]
    readonly typed?: string
    /** There is nothing to be answered: Enter shows the next part, and goes on after the last. */
    readonly isReading?: boolean
    /** What was printed before it is to be read yet, so it stays in sight. */
    readonly isBelow?: boolean
  },
  console: Console,
): Promise<Settled> {
  const { question, before } = asked
  let typed = asked.typed ?? ''
  let offset = 0
  for (;;) {
    const screen = screenOf({ ...asked, offset }, console.size(), console.colour)
    // Lines that push what was there before out of sight: one question a screen, without a word to the cursor.
    const above = asked.isBelow === true ? 1 : Math.max(1, console.size().rows - screen.lines.length - 1)
    console.print([...Array.from({ length: above }, () => ''), ...screen.lines])
    let isStill = true
    while (isStill) {
      const said = await console.read({
        prompt: '> ',
        typed,
        walk: walkOf(asked),
        hidden: question.kind === 'secret',
      })
      if (said.by === 'leave') return { is: 'leave' }
      if (said.by === 'escape') return { is: 'back' }
      typed = said.by === 'resize' ? said.text : ''
      if (said.by === 'resize') break
      const meaning: Meaning =
        asked.isReading === true && said.text.trim() === '' && screen.further !== undefined
          ? { is: 'further' }
          : meaningOf(question, said.text, before ?? question.proposal?.answer)
      switch (meaning.is) {
        case 'explain':
          console.print([...explanationOf(question, console.size().columns), ''])
          break
        case 'further':
          offset = screen.further ?? offset
          isStill = false
          break
        case 'nearer':
          offset = screen.nearer ?? offset
          isStill = false
          break
        case 'nothing':
          console.print([console.colour.red(meaning.because)])
          break
        default:
          return meaning
      }
    }
  }
}

/** What up and down put into the line: the choices, or what may be changed a little. */
function walkOf({
  question,
  before,
}: {
  readonly question: Question
  readonly before: Answer | undefined
}): string[] {
  const { kind, choices = [], proposal } = question
  if (kind === 'one' || kind === 'many')
    return choices.filter(({ because }) => because === undefined).map(({ name }) => name)
  if (kind === 'yes-no') return ['yes', 'no']
  if (kind === 'secret') return []
  const texts = [before, proposal?.answer].map((answer) =>
    typeof answer === 'string' ? answer : answer?.join(' '),
  )
  return [...new Set(texts.filter((text): text is string => text !== undefined && text !== ''))]
}

/** Asks until all is answered and reviewed, or somebody leaves. Nothing is lost either way. */
export async function converse(
  begin: Kept,
  around: Surroundings,
): Promise<{ readonly kept: Kept; readonly state: State; readonly end: 'done' | 'left' }> {
  const { pages, console } = around
  let kept = begin
  /** A question that was asked for by name; else it is the first without an answer. */
  let wanted: string | undefined
  let notes: readonly string[] = []
  let typed = ''
  for (;;) {
    const machines = await around.machines(kept.answers)
    const state = stateOf(kept, { pages, machines, secrets: around.secrets() })
    const placed = state.questions.find(({ question }) => question.id === wanted) ?? state.next
    wanted = undefined
    if (!placed) {
      const reviewed = await around.review(state, kept)
      if (reviewed === 'done') return { kept, state, end: 'done' }
      if (reviewed === 'leave') return { kept, state, end: 'left' }
      wanted = reviewed === 'back' ? state.questions.at(-1)?.question.id : reviewed.goTo
      continue
    }
    const { question } = placed
    const unfit = state.unfit.get(question.id)
    const isKept = question.secret !== undefined && around.secrets().has(question.secret)
    const meaning = await put(
      {
        question: isKept ? { ...question, optional: true } : question,
        ...placeOf(placed, state, around),
        before: state.known.answers[question.id],
        notes: [
          ...notes,
          ...(isKept ? ['It has a value already; Enter keeps it.'] : []),
          ...(unfit
            ? [
                `Before, the answer was: ${textOfAnswer(unfit.answer)}. It does not fit any more: ${unfit.because}`,
              ]
            : []),
        ],
        typed,
      },
      console,
    )
    notes = []
    typed = ''
    if (meaning.is === 'leave') return { kept, state, end: 'left' }
    if (meaning.is === 'back') {
      const at = state.questions.indexOf(placed)
      // Before the first there is nothing.
      wanted = state.questions[Math.max(0, at - 1)]!.question.id
      continue
    }
    if (meaning.is === 'look') {
      const found = await around.look(meaning.look, meaning.words, state.known)
      notes = found.lines
      typed = found.typed ?? ''
      wanted = found.goTo ?? question.id
      kept = { ...kept, seen: { ...kept.seen, ...found.seen } }
      around.save(kept)
      continue
    }
    const { answer } = meaning
    if (question.kind === 'secret' && question.secret !== undefined && answer !== '') {
      around.keepSecret(question.secret, question.title, String(answer))
      const trial = question.looks?.find(({ word }) => word === 'test')
      if (trial && around.isLive) notes = (await around.look(trial, [], state.known)).lines
    } else if (!isKept) {
      kept = withAnswer(kept, question.id, answer)
      around.save(kept)
    }
  }
}

const textOfAnswer = (answer: Answer): string => (typeof answer === 'string' ? answer : answer.join(' '))

function placeOf(
  placed: Placed,
  { questions, known }: State,
  { pages, secrets }: Surroundings,
): { title: string; progress: string } {
  const named = secrets()
  const answered = questions.filter((one) => isAnswered(one, known.answers, named)).length
  const at = pages.indexOf(placed.page) + 1
  return {
    title: `${placed.page.title} (${at} of ${pages.length})`,
    progress: `${answered} answered`,
  }
}

import { plural } from '../core/text.ts'
import type { Problem } from '../spec/problem.ts'
import type { SpecSource } from '../spec/spec.ts'
import type { Console, Reviewed } from './converse.ts'
import { put } from './converse.ts'
import type { Placed, State } from './flow.ts'
import { questionFor } from './problem-question.ts'
import type { Choice, Question, ReviewProblem } from './question.ts'
import { shownAnswer } from './screen.ts'

/** What the answers make, before it is written. */
export interface Draft {
  /** Name of the file. */
  readonly file: string
  readonly spec: SpecSource
  readonly problems: readonly Problem[]
  /** What was not asked for and stays as the profile and the programs have it. */
  readonly defaults: readonly string[]
  /** The cluster in text: storage, network, what fails over where. */
  readonly picture: readonly string[]
}

const views = ['picture', 'problems', 'answers', 'defaults'] as const
type View = (typeof views)[number]

/** Shows what the answers make until somebody wants it written, wants to change something, or leaves. */
export async function review(
  state: State,
  draft: Draft,
  console: Console,
  isWritten: boolean,
): Promise<Reviewed> {
  const problems = draft.problems.map((problem): ReviewProblem => ({
    problem,
    question: questionFor(problem, state.questions),
  }))
  const errors = draft.problems.filter(({ severity }) => severity === 'error').length
  const seen = new Set<View>()
  for (;;) {
    const next =
      errors > 0 && !seen.has('problems')
        ? 'problems'
        : seen.has('picture') || isWritten
          ? errors > 0
            ? 'problems'
            : 'write'
          : 'picture'
    const said = await put(
      {
        question: menu(state, draft, problems, next),
        title: 'Review',
        progress: `${plural(state.questions.length, 'question')} answered`,
        before: undefined,
        notes: [],
      },
      console,
    )
    if (said.is !== 'answer') return said.is === 'leave' ? 'leave' : 'back'
    const view = String(said.answer)
    if (view === 'write') return 'done'
    seen.add(view as View)
    if (view === 'picture') await read('The cluster', draft.picture, console)
    if (view === 'defaults') await read('What was not asked', draft.defaults, console)
    const chosen =
      view === 'answers'
        ? await pick(answersQuestion(state.questions, state), console)
        : view === 'problems'
          ? await pick(problemsQuestion(problems), console)
          : undefined
    if (chosen === 'leave') return 'leave'
    const goTo = view === 'problems' ? problems[Number(chosen?.slice(1)) - 1]?.question : chosen
    if (goTo !== undefined) return { goTo }
  }
}

function menu(
  { questions }: State,
  { file, spec, problems, defaults }: Draft,
  reviewed: readonly ReviewProblem[],
  next: string,
): Question {
  const count = (severity: Problem['severity']): number =>
    problems.filter((problem) => problem.severity === severity).length
  const told = [
    count('error') > 0 ? plural(count('error'), 'error') : '',
    count('warning') > 0 ? plural(count('warning'), 'warning') : '',
    count('info') > 0 ? plural(count('info'), 'note') : '',
  ].filter(Boolean)
  const because: { readonly [next: string]: string } = {
    picture: 'look at it before it is written',
    problems: 'errors have to be mended before anything can be applied',
    write: 'there is no error in it',
  }
  return {
    id: 'review',
    kind: 'one',
    title: 'All is answered. What now?',
    found: [
      `Cluster ${spec.name}: ${Object.keys(spec.nodes).join(', ')}${spec.profile === undefined ? '' : `, profile ${spec.profile}`}`,
    ],
    choices: [
      { name: 'picture', label: 'the cluster in text: storage, network, what fails over where' },
      {
        name: 'problems',
        label: told.length === 0 ? 'none: check finds nothing' : `${told.join(', ')} that check finds`,
        ...(reviewed.length === 0 && { because: 'there are none' }),
      },
      { name: 'answers', label: `all ${questions.length} answers, to be changed` },
      {
        name: 'defaults',
        label: 'what nobody was asked, and what holds without it',
        ...(defaults.length === 0 && { because: 'there are none' }),
      },
      { name: 'write', label: count('error') > 0 ? `to ${file}, with its errors` : `to ${file}` },
    ],
    proposal: { answer: next, because: because[next]! },
    explanation: [
      'Nothing is written before you say write, and nothing is changed on any node by',
      'that: check, plan, rehearse and apply come after it. Leaving (q) keeps all',
      'answers; the next `ha-bootstrap init` comes straight to this place.',
    ],
    fields: [],
  }
}

function answersQuestion(questions: readonly Placed[], { known }: State): Question {
  return {
    id: 'review.answers',
    kind: 'one',
    title: 'Which answer is to be changed?',
    found: [],
    choices: questions.map(({ question }): Choice => {
      const answer = known.answers[question.id]
      const text = question.kind === 'secret' ? '(secret)' : answer === undefined ? '' : shownAnswer(answer)
      return { name: question.id, label: `${question.id}: ${text}` }
    }),
    explanation: ['A number or the name of a question goes back to it; < goes back to the review.'],
    fields: [],
  }
}

function problemsQuestion(problems: readonly ReviewProblem[]): Question {
  return {
    id: 'review.problems',
    kind: 'one',
    title: 'Which problem do you want to mend?',
    found: [],
    choices: problems.map(({ problem, question }, i): Choice => ({
      name: `p${i + 1}`,
      label: `p${i + 1} ${problem.severity} ${problem.code} ${problem.sentence} (${question === undefined ? `in the file: ${problem.fix}` : `question ${question}`})`,
    })),
    explanation: [
      'A number goes back to the question that decides it; < goes back to the review.',
      'What has no question is mended in the file, after it is written.',
    ],
    fields: [],
  }
}

/** A list out of which something is chosen; undefined goes back. */
async function pick(question: Question, console: Console): Promise<string | undefined> {
  const said = await put(
    { question, title: 'Review', progress: '< back', before: undefined, notes: [] },
    console,
  )
  if (said.is === 'leave') return 'leave'
  return said.is === 'answer' ? String(said.answer) : undefined
}

/** Text that is only read. */
async function read(title: string, lines: readonly string[], console: Console): Promise<void> {
  await put(
    {
      question: {
        id: 'review.read',
        kind: 'text',
        title,
        found: lines,
        explanation: [],
        proposal: { answer: 'back', because: 'to the review' },
        fields: [],
      },
      title: 'Review',
      progress: 'to be read',
      before: undefined,
      notes: [],
      isReading: true,
    },
    console,
  )
}

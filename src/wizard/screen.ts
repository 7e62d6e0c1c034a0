import type { Colours } from '../core/colour.ts'
import { wrap } from '../core/text.ts'
import { columnsOf } from './line.ts'
import { numbersOf } from './typed.ts'
import type { Answer, Choice, Question } from './question.ts'

export interface Size {
  readonly columns: number
  readonly rows: number
}

/** A question as it is put to somebody. */
export interface View {
  readonly question: Question
  /** What stands at the left of the first line: the page and where it is among the others. */
  readonly title: string
  /** At the right: how far one has come. */
  readonly progress: string
  /** What was answered before; Enter keeps it. */
  readonly before: Answer | undefined
  /** What else has to be said first: why an answer does not fit any more, what a look found. */
  readonly notes: readonly string[]
  /** There is nothing to be answered. */
  readonly isReading?: boolean
  /** First of the lines that are shown where there are too many. */
  readonly offset: number
}

/** Lines to be printed above the prompt, and where the next screenful of a long list begins. */
export interface Screenful {
  readonly lines: readonly string[]
  /** Undefined where all of it is shown. */
  readonly further: number | undefined
  readonly nearer: number | undefined
}

/** The room that a screen of 80×24 leaves is used, never less than this. */
const leastRows = 12
const leastColumns = 40

/** A question in plain lines, as wide and as high as the terminal is. */
export function screenOf(view: View, size: Size, colour: Colours): Screenful {
  const columns = Math.max(leastColumns, size.columns) - 1
  const rows = Math.max(leastRows, size.rows)
  const { question, notes } = view
  const head = [
    header(view, columns, colour),
    '',
    ...broken(question.title, columns).map(colour.bold),
    ...(notes.length > 0 ? ['', ...notes.flatMap((note) => broken(note, columns).map(colour.yellow))] : []),
  ]
  const body = [
    ...(question.found.length > 0 ? ['', ...question.found.flatMap((line) => indented(line, columns))] : []),
    ...(question.choices === undefined
      ? []
      : ['', ...choiceLines(question, view.before ?? question.proposal?.answer, columns, colour)]),
  ]
  const foot = ['', ...footOf(view, columns), ...broken(keys(view, columns), columns).map(colour.dim)]
  // The prompt has a line of its own.
  const room = Math.max(4, rows - head.length - foot.length - 1)
  if (body.length <= room)
    return { lines: [...head, ...body, ...foot], further: undefined, nearer: undefined }
  const shown = room - 1
  const begin = Math.min(Math.max(0, view.offset), Math.max(0, body.length - shown))
  const end = begin + shown
  const isLast = end >= body.length
  const where = `  (lines ${begin + 1} to ${Math.min(end, body.length)} of ${body.length}${isLast ? '' : '; + shows more'}${begin === 0 ? '' : '; - goes up'})`
  return {
    lines: [...head, ...body.slice(begin, end), colour.dim(where), ...foot],
    further: isLast ? undefined : end,
    nearer: begin === 0 ? undefined : Math.max(0, begin - shown),
  }
}

/** What `?` shows: all that is to be said about a question. */
export function explanationOf(question: Question, columns: number): string[] {
  const width = Math.max(leastColumns, columns) - 1
  return [
    '',
    ...(question.explanation.length === 0
      ? ['There is no more to be said about this than stands above.']
      : question.explanation.flatMap((line) => keepingIndent(line, width))),
    ...(question.fields.length === 0
      ? []
      : [
          '',
          ...broken(
            `In cluster.yaml: ${question.fields.join(', ')} (\`ha-bootstrap explain FIELD\` tells all of it).`,
            width,
          ),
        ]),
  ]
}

function header({ title, progress }: View, columns: number, colour: Colours): string {
  const line = '-'.repeat(Math.max(1, columns - columnsOf(title) - columnsOf(progress) - 2))
  return `${colour.bold(title)} ${colour.dim(line)} ${progress}`
}

/** Lines of at most some columns; words that are longer than a line are cut. */
function broken(text: string, columns: number): string[] {
  return wrap(text, columns)
    .split('\n')
    .flatMap((line) => cut(line, columns))
}

function cut(line: string, columns: number): string[] {
  const out: string[] = []
  let rest = ''
  for (const one of line) {
    if (columnsOf(rest + one) > columns) {
      out.push(rest)
      rest = ''
    }
    rest += one
  }
  return [...out, rest]
}

/** A line that is too long goes on where it began. */
function keepingIndent(line: string, columns: number): string[] {
  if (columnsOf(line) <= columns) return [line]
  const indent = /^ */.exec(line)![0]
  return broken(line.slice(indent.length), columns - indent.length).map((one) => indent + one)
}

const indented = (line: string, columns: number): string[] => keepingIndent(`  ${line}`, columns)

function choiceLines(
  { choices = [], kind }: Question,
  now: Answer | undefined,
  columns: number,
  colour: Colours,
): string[] {
  const numbers = numbersOf(choices)
  const width = String(numbers.size).length
  const chosen = now === undefined ? [] : typeof now === 'string' ? [now] : now
  const names = choices.filter(isNamed).map(({ name }) => columnsOf(name))
  const align = Math.max(0, ...names) <= widestName ? Math.max(0, ...names) : 0
  return choices.flatMap((choice) => {
    const isNow = chosen.includes(choice.name)
    const mark = kind === 'many' ? (isNow ? '[x] ' : '[ ] ') : isNow ? '* ' : '  '
    // What is not aligned goes on below its first word.
    const column = isNamed(choice)
      ? `${choice.name}${' '.repeat(Math.max(0, align - columnsOf(choice.name)))}  `
      : ''
    const text = choice.label || choice.name
    if (choice.because !== undefined)
      return hanging(
        `${'-'.padStart(width + 1)} ${' '.repeat(mark.length)}${column}`,
        `${text}: ${choice.because}`,
        columns,
      ).map(colour.dim)
    const number = numbers.get(choice.name)
    const lead = number === undefined ? ' ' : ` ${String(number).padStart(width)} `
    return hanging(lead + mark + column, text, columns)
  })
}

/** Names up to this width stand below each other. */
const widestName = 20

/** Whether the name has to stand before the label. */
const isNamed = ({ name, label }: Choice): boolean =>
  label !== '' && label !== name && !label.toLowerCase().startsWith(name.toLowerCase())

function hanging(lead: string, text: string, columns: number): string[] {
  const width = columnsOf(lead)
  if (width + columnsOf(text) <= columns) return [lead + text]
  const indent = Math.min(width, Math.floor(columns / 2))
  // A lead that leaves no room has the first line for itself.
  const [first = '', ...more] = broken(width > indent ? `${lead.trim()} ${text}` : text, columns - indent)
  return [
    (width > indent ? ' '.repeat(indent) : lead) + first,
    ...more.map((line) => ' '.repeat(indent) + line),
  ]
}

/** What Enter does. */
function footOf({ question, before, isReading }: View, columns: number): string[] {
  const { proposal, kind } = question
  if (isReading === true) return ['Enter goes on.']
  if (kind === 'secret')
    return broken(
      question.optional === true
        ? 'What you type is not shown. Enter leaves it for later.'
        : 'What you type is not shown.',
      columns,
    )
  if (before !== undefined) {
    const proposed =
      proposal === undefined || JSON.stringify(proposal.answer) === JSON.stringify(before)
        ? ''
        : ` Proposed: ${shownIn(question, proposal.answer)}, ${proposal.because}`
    return broken(`Enter keeps: ${shownIn(question, before)}.${proposed}`, columns)
  }
  if (proposal !== undefined)
    return broken(`Enter takes: ${shownIn(question, proposal.answer)} (${proposal.because})`, columns)
  if (question.optional === true) return ['Enter: none.']
  return []
}

/** An answer for people. */
export const shownAnswer = (answer: Answer): string =>
  (typeof answer === 'string' ? answer : answer.join(' ')) ||
  (typeof answer === 'string' ? 'nothing' : 'none')

/** So many names can be read in a line; more are said by their numbers. */
const mostNames = 6

/** An answer on the screen of its question: many choices as `24 of them: 1-20 22-25`. */
function shownIn({ choices = [] }: Question, answer: Answer): string {
  if (typeof answer === 'string' || answer.length <= mostNames) return shownAnswer(answer)
  const numbers = numbersOf(choices)
  const chosen = answer.map((name) => numbers.get(name) ?? NaN).sort((a, b) => a - b)
  if (chosen.some(Number.isNaN)) return shownAnswer(answer)
  const runs: [first: number, last: number][] = []
  for (const number of chosen) {
    const run = runs.at(-1)
    if (run !== undefined && run[1] + 1 === number) run[1] = number
    else runs.push([number, number])
  }
  const words = runs.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`))
  return `${answer.length} of them: ${words.join(' ')}`
}

function keys({ question, before }: View, columns: number): string {
  const looks = new Map(
    (question.kind === 'secret' ? [] : (question.looks ?? []))
      // What stands among the choices already needs no other word.
      .filter(({ word }) => question.choices?.some(({ name }) => name === word) !== true)
      .map(({ word, does }) => [word, does]),
  )
  const how =
    question.kind === 'one'
      ? ['number or name']
      : question.kind === 'many'
        ? ['numbers or names as in 1 3-5, all, none']
        : question.kind === 'yes-no'
          ? ['yes or no']
          : // Enter says nothing only where nothing stands to be taken.
            question.kind === 'text' &&
              question.optional === true &&
              (before ?? question.proposal?.answer)?.length
            ? ['none for nothing']
            : []
  const own = [...looks].map(([word, does]) => `${word} ${does}`)
  const all = [...how, ...own, '? explains', '< back', ...(question.kind === 'secret' ? [] : ['q leaves'])]
  const line = `(${all.join(', ')})`
  return columnsOf(line) <= 2 * columns
    ? line
    : `(${[...how, ...looks.keys(), '? explains', '< back'].join(', ')})`
}

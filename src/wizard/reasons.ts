import type { SpecSource } from '../spec/spec.ts'
import { tidy } from './file/tidy.ts'
import type { Answer, Known, Page, Question } from './question.ts'
import { shownAnswer } from './screen.ts'
import { commentsOf } from './spec-of.ts'
import { titleOf } from './write.ts'

/**
 * What a colleague would want to read, and beside everything that was proposed why, and what else could have been chosen;
 * of questions that nobody is asked too, where what they decide stands in the file.
 */
export function reasonsOf(
  pages: readonly Page[],
  known: Known,
  asked: readonly Question[],
  spec: SpecSource,
): { readonly [field: string]: string } {
  const tidied = tidy(spec)
  const told: { readonly [id: string]: Question } = Object.fromEntries(asked.map((one) => [one.id, one]))
  const reasons = new Map<string, string[]>()
  for (const question of pages.flatMap((page) => page.questions(known))) {
    const { id, fields, proposal } = question
    const isAsked = told[id] !== undefined
    const answer = known.answers[id] ?? (isAsked ? undefined : proposal?.answer)
    if (!proposal || answer === undefined || isNothing(answer)) continue
    // How one goes through a page is no part of the file; every single choice is.
    if (id.endsWith('.plan') && answer === 'take') continue
    const place = placeOf(question, answer, tidied) ?? (isAsked ? fields[0] : undefined)
    if (place !== undefined) reasons.set(place, [...(reasons.get(place) ?? []), reasonOf(question, answer)])
  }
  const comments: { [field: string]: string } = { ...commentsOf(pages, known) }
  for (const [place, texts] of reasons) {
    const own = comments[place]
    // A page says the reason by itself where it is the same.
    const isSaid = own === undefined || texts.some((text) => text.includes(own))
    comments[place] = [...(isSaid ? [] : [own]), ...texts].join('\n')
  }
  return comments
}

const isNothing = (answer: Answer): boolean => answer.length === 0

/** Alternatives that a line takes. */
const mostOthers = 8

function reasonOf({ title, choices = [], proposal }: Question, answer: Answer): string {
  const chosen = typeof answer === 'string' ? [answer] : answer
  const others = choices.flatMap(({ name, because }) =>
    because === undefined && !chosen.includes(name) ? [name] : [],
  )
  const more = others.length > mostOthers ? ', …' : ''
  const or = others.length === 0 ? '' : ` Or: ${others.slice(0, mostOthers).join(', ')}${more}.`
  return `${title} ${shownAnswer(answer)}: ${proposal!.because}.${or}`
}

/** For the top of a proposal: the title, and what no fact says. */
export const openComment = (spec: SpecSource, open: readonly Question[]): string =>
  [
    titleOf(spec),
    open.length === 0 ? 'Proposed from facts.' : 'Proposed from facts; what no fact says is still open:',
    ...open.map(({ title, fields, secret }) =>
      secret === undefined ? `- ${topmost(fields).join(', ')}: ${title}` : `- the secret ${secret}: ${title}`,
    ),
  ].join('\n')

/** Without what lies in another one. */
const topmost = (fields: readonly string[]): string[] =>
  fields.filter((field) => !fields.some((other) => field.startsWith(`${other}.`)))

interface Place {
  readonly path: string
  /** How many of its steps are named by the question or its answer. */
  readonly named: number
}

/** Where the spec has what a question decides: rather at the thing that the question, or its answer, is about. */
function placeOf({ id, fields }: Question, answer: Answer, spec: SpecSource): string | undefined {
  const words = [...id.split('.'), ...(typeof answer === 'string' ? answer.split(/[\s,]+/) : answer)]
  const places = fields.flatMap(everywhere).flatMap((field) => found(spec, field.split('.'), words) ?? [])
  const [best] = places.sort((a, b) => b.named - a.named)
  return best?.path
}

/** What is said of a node may stand at what all nodes share. */
const everywhere = (field: string): string[] => {
  const [, below] = /^nodes\.\*\.(.+)$/.exec(field) ?? []
  if (below !== undefined) return [field, `node-defaults.${below}`]
  return field.startsWith('node-defaults.') ? [field, field.replace('node-defaults', 'nodes.*')] : [field]
}

function found(
  value: unknown,
  [step, ...rest]: readonly string[],
  words: readonly string[],
): Place | undefined {
  if (step === undefined) return value === undefined ? undefined : { path: '', named: 0 }
  if (typeof value !== 'object' || value === null) return undefined
  const keys = Object.keys(value)
  const meant = keys.filter((key) => words.includes(key))
  // What is said of one thing is nothing that another one has.
  const wanted = step !== '*' ? keys.filter((key) => key === step) : meant.length > 0 ? meant : keys
  for (const key of wanted) {
    const below = found((value as { readonly [key: string]: unknown })[key], rest, words)
    if (below)
      return {
        path: below.path === '' ? key : `${key}.${below.path}`,
        named: below.named + (step === '*' && words.includes(key) ? 1 : 0),
      }
  }
  return undefined
}

import { merge } from '../spec/merge.ts'
import type { SpecSource } from '../spec/spec.ts'
import type { Known, Page, Question } from './question.ts'
import { shownAnswer } from './screen.ts'
import { titleOf } from './write.ts'

/** The spec that the answers make, of all pages together. */
export const specOf = (pages: readonly Page[], known: Known): SpecSource =>
  pages.reduce<unknown>((below, page) => merge(below, page.part(known)), { version: 1 }) as SpecSource

/** What a colleague would want to read in it, by field. */
export const commentsOf = (pages: readonly Page[], known: Known): { readonly [field: string]: string } =>
  Object.assign({}, ...pages.map((page) => page.comments?.(known) ?? {})) as {
    readonly [field: string]: string
  }

/** The same, and beside everything that was proposed why, and what else could have been chosen. */
export function allComments(
  pages: readonly Page[],
  known: Known,
  questions: readonly Question[],
  spec: SpecSource,
): { readonly [field: string]: string } {
  const comments: { [field: string]: string } = { ...commentsOf(pages, known) }
  for (const question of questions) {
    const answer = known.answers[question.id]
    const place = placeOf(question, spec)
    if (answer === undefined || place === undefined || !question.proposal) continue
    const chosen = typeof answer === 'string' ? [answer] : answer
    const others = (question.choices ?? [])
      .filter(({ name, because }) => because === undefined && !chosen.includes(name))
      .map(({ name }) => name)
    const text = `${question.title} ${shownAnswer(answer)}: ${question.proposal.because}.${others.length === 0 ? '' : ` Or: ${others.slice(0, 8).join(', ')}${others.length > 8 ? ', …' : ''}.`}`
    comments[place] = comments[place] === undefined ? text : `${comments[place]}\n${text}`
  }
  return comments
}

/** For the top of a proposal: the title, and what no fact says. */
export const openComment = (spec: SpecSource, open: readonly Question[]): string =>
  [
    titleOf(spec),
    open.length === 0 ? 'Proposed from facts.' : 'Proposed from facts; what no fact says is still open:',
    ...open.map(({ title, fields, secret }) =>
      secret === undefined ? `- ${fields.join(', ')}: ${title}` : `- the secret ${secret}: ${title}`,
    ),
  ].join('\n')

/** The first of a question's fields that the spec has; of a field of every node that of the node which it is about. */
function placeOf({ fields, id }: Question, spec: SpecSource): string | undefined {
  const node = id.split('.').at(-1)!
  const places = fields.map((field) =>
    spec.nodes[node] ? field.replace(/^nodes\.\*/, `nodes.${node}`) : field,
  )
  return places.find((place) => has(spec, place.split('.'))) ?? places[0]
}

function has(value: unknown, [step, ...rest]: readonly string[]): boolean {
  if (step === undefined) return value !== undefined
  if (typeof value !== 'object' || value === null) return false
  if (step === '*') return Object.values(value).some((one) => has(one, rest))
  return Object.hasOwn(value, step) && has((value as { readonly [key: string]: unknown })[step], rest)
}

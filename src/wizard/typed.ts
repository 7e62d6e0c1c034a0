import { nearest } from '../core/suggest.ts'
import type { Answer, Choice, Look, Question } from './question.ts'
import { wordsOf } from './words.ts'

/** What somebody meant that settles a question for now. */
export type Settled =
  | { readonly is: 'answer'; readonly answer: Answer }
  /** A look, with what was typed behind its word. */
  | { readonly is: 'look'; readonly look: Look; readonly words: readonly string[] }
  | { readonly is: 'back' }
  | { readonly is: 'leave' }

/** What somebody meant by a line that was typed at a question. */
export type Meaning =
  | Settled
  | { readonly is: 'explain' }
  /** Further down or up in a list that is longer than the screen. */
  | { readonly is: 'further' }
  | { readonly is: 'nearer' }
  /** None of it; one sentence says why. */
  | { readonly is: 'nothing'; readonly because: string }

const words: { readonly [typed: string]: Meaning } = {
  '?': { is: 'explain' },
  '<': { is: 'back' },
  q: { is: 'leave' },
  '+': { is: 'further' },
  '-': { is: 'nearer' },
}

/**
 * Understands a line. Nothing typed takes what stands to be taken (`now`: the answer given before, else the proposal).
 * `=TEXT` is TEXT itself, for answers that are words of ours.
 */
export function meaningOf(question: Question, typed: string, now: Answer | undefined): Meaning {
  if (question.kind === 'secret') {
    if (typed === '?' || typed === '<') return words[typed]!
    return typed === '' && question.optional !== true
      ? { is: 'nothing', because: 'It cannot be empty.' }
      : checked(question, typed)
  }
  const line = typed.trim()
  if (Object.hasOwn(words, line)) return words[line]!
  const [first = '', ...rest] = line.split(/\s+/)
  const look = question.looks?.find(({ word }) => word === first.toLowerCase())
  if (look && (rest.length > 0 || !isChoice(question, line))) return { is: 'look', look, words: rest }
  if (line === '') {
    if (now !== undefined) return checked(question, now)
    if (question.kind === 'many' || question.kind === 'text')
      if (question.optional === true) return checked(question, question.kind === 'many' ? [] : '')
    return { is: 'nothing', because: 'There is no proposal here that Enter could take.' }
  }
  if (question.kind === 'text') {
    if (question.optional === true && line.toLowerCase() === 'none') return checked(question, '')
    return checked(question, line.startsWith('=') ? line.slice(1).trim() : line)
  }
  if (question.kind === 'yes-no') {
    const word = line.toLowerCase()
    if (word === 'y' || word === 'yes') return checked(question, 'yes')
    if (word === 'n' || word === 'no') return checked(question, 'no')
    return { is: 'nothing', because: 'Answer yes or no.' }
  }
  const chosen = chosenBy(question, line)
  if ('because' in chosen) return { is: 'nothing', because: chosen.because }
  // A choice that is something to be done, and no answer.
  const act = question.looks?.find(({ word }) => word === chosen.answer)
  return act ? { is: 'look', look: act, words: [] } : checked(question, chosen.answer)
}

/** Why something cannot be the answer of a question; undefined when it can. For typed answers and for those of a file. */
export function whyNot(question: Question, answer: Answer): string | undefined {
  const { kind, choices = [], optional } = question
  // Put off; it is said in the file of secrets later.
  if (kind === 'secret' && answer === '' && optional === true) return undefined
  if (kind === 'many' ? typeof answer === 'string' : typeof answer !== 'string')
    return kind === 'many' ? 'A list of names is wanted here.' : 'One text is wanted here, not a list.'
  if (kind === 'one' || kind === 'many') {
    const names = typeof answer === 'string' ? [answer] : answer
    if (names.length === 0 && optional !== true) return 'At least one has to be chosen.'
    if (new Set(names).size < names.length) return 'Something is chosen twice.'
    for (const name of names) {
      const choice = choices.find((candidate) => candidate.name === name)
      if (!choice) return notThere(name, choices)
      if (choice.because !== undefined) return `${name} cannot be chosen: ${choice.because}.`
    }
  }
  if (kind === 'yes-no' && answer !== 'yes' && answer !== 'no') return 'Answer yes or no.'
  if (kind === 'text' && answer === '' && optional !== true) return 'It cannot be empty.'
  return question.check?.(answer)
}

function checked(question: Question, answer: Answer): Meaning {
  const because = whyNot(question, answer)
  return because === undefined ? { is: 'answer', answer } : { is: 'nothing', because }
}

/** Choices that can be made have numbers, unless their own names are numbers. */
export function numbersOf(choices: readonly Choice[]): ReadonlyMap<string, number> {
  const open = choices.filter(({ because }) => because === undefined)
  if (choices.some(({ name }) => /^[0-9]+$/.test(name))) return new Map()
  return new Map(open.map(({ name }, i) => [name, i + 1]))
}

const isChoice = ({ choices }: Question, line: string): boolean =>
  choices?.some(({ name }) => name === line) === true

const notThere = (name: string, choices: readonly Choice[]): string => {
  const meant = nearest(
    name,
    choices.map((choice) => choice.name),
  )
  return `There is no ${name} to be chosen${meant === undefined ? '.' : `; did you mean ${meant}?`}`
}

type Chosen = { readonly answer: Answer } | { readonly because: string }

function chosenBy({ kind, choices = [] }: Question, line: string): Chosen {
  const numbers = numbersOf(choices)
  const byNumber = new Map([...numbers].map(([name, number]) => [number, name]))
  const byName = (word: string): string | undefined =>
    choices.find(({ name }) => name === word)?.name ??
    choices.find(({ name }) => name.toLowerCase() === word.toLowerCase())?.name ??
    (/^[0-9]+$/.test(word) ? byNumber.get(Number(word)) : undefined)
  if (kind === 'one') {
    const name = byName(line)
    return name === undefined ? { because: unknown(line, choices, numbers.size) } : { answer: name }
  }
  const lower = line.toLowerCase()
  if (lower === 'none' && byName('none') === undefined) return { answer: [] }
  if (lower === 'all' && byName('all') === undefined)
    return { answer: choices.filter(({ because }) => because === undefined).map(({ name }) => name) }
  const picked = new Set<string>()
  for (const word of wordsOf(line)) {
    const name = byName(word)
    const range = /^([0-9]+)-([0-9]+)$/.exec(word)
    if (name !== undefined) picked.add(name)
    else if (range && Number(range[1]) <= Number(range[2]) && byNumber.has(Number(range[2])))
      for (let i = Number(range[1]); i <= Number(range[2]); i++) {
        const inside = byNumber.get(i)
        if (inside === undefined) return { because: unknown(word, choices, numbers.size) }
        picked.add(inside)
      }
    else return { because: unknown(word, choices, numbers.size) }
  }
  // In the order in which they are shown, whatever the order in which they were typed.
  return { answer: choices.map(({ name }) => name).filter((name) => picked.has(name)) }
}

const unknown = (word: string, choices: readonly Choice[], count: number): string =>
  /^[0-9-]+$/.test(word) && count > 0
    ? `There is no number ${word}: they go from 1 to ${count}.`
    : notThere(word, choices)

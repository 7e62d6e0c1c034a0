// Somebody who wants the cluster of an example and types what has to be typed for it.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Facts } from '../../src/facts/types.gen.ts'
import { readDocument } from '../../src/spec/document.ts'
import type { SpecSource } from '../../src/spec/spec.ts'
import { readAnswers } from '../../src/wizard/answers.ts'
import { sameAnswer, stateOf } from '../../src/wizard/flow.ts'
import type { Ground, Kept, State } from '../../src/wizard/flow.ts'
import { named } from '../../src/wizard/pages/nodes.ts'
import { pages } from '../../src/wizard/pages/index.ts'
import type { Answer, Answers, Machine, Question } from '../../src/wizard/question.ts'

export const sourceOf = (example: string): SpecSource =>
  readDocument(readFileSync(`examples/${example}.yaml`), `${example}.yaml`).value as SpecSource

/** Files of the facts of an example's nodes, in its order. */
export const factsFiles = (example: string): string[] => {
  const folder = join('test/wizard/facts', example)
  const there = new Set(readdirSync(folder))
  return Object.keys(sourceOf(example).nodes)
    .map((node) => `${node}.json`)
    .filter((file) => there.has(file))
    .map((file) => join(process.cwd(), folder, file))
}

export const factsOf = (example: string): Facts[] =>
  factsFiles(example).map((file) => JSON.parse(readFileSync(file, 'utf8')) as Facts)

/** Answers one question after the other, as somebody does who has the example in mind. */
export class Typist {
  readonly wanted: Answers
  #kept: Kept = { answers: {}, seen: {} }
  readonly #machines: readonly Machine[]
  /** Names of those that were typed. */
  readonly secrets = new Set<string>()

  constructor(machines: readonly Machine[], wanted: Answers) {
    this.#machines = named(machines, {})
    this.wanted = wanted
  }

  /** On captured facts. @param also what is answered beside the answers that the example has. */
  static of(example: string, also: Answers = {}): Typist {
    const machines = factsOf(example).map((facts): Machine => ({ name: facts.node, facts }))
    const file = `test/wizard/answers/${example}.yaml`
    return new Typist(machines, { ...readAnswers(readFileSync(file), file).kept.answers, ...also })
  }

  get state(): State {
    return stateOf(this.#kept, this.#ground)
  }

  /** The question that comes next, and what is typed to it; undefined when there is none. */
  next(): { readonly question: Question; readonly typed: string } | undefined {
    const { next } = this.state
    if (!next) return undefined
    const { question } = next
    if (question.kind === 'secret') {
      this.secrets.add(question.secret!)
      return { question, typed: `of-${question.secret}`.slice(0, 16) }
    }
    if (this.#kept.answers[question.id] !== undefined)
      throw new Error(
        `the answer to ${question.id} does not fit: ${this.state.unfit.get(question.id)?.because}`,
      )
    const said = this.wanted[question.id]
    const proposed = question.proposal?.answer
    const answer: Answer | undefined =
      said ?? proposed ?? (question.optional === true ? (question.kind === 'many' ? [] : '') : undefined)
    if (answer === undefined) throw new Error(`the example does not answer ${question.id}: ${question.title}`)
    this.#kept = { ...this.#kept, answers: { ...this.#kept.answers, [question.id]: answer } }
    const isTaken =
      (proposed !== undefined && sameAnswer(proposed, answer)) ||
      (proposed === undefined && answer.length === 0)
    return { question, typed: isTaken ? '' : typedFor(answer) }
  }

  get #ground(): Ground {
    return { pages, machines: this.#machines, secrets: this.secrets }
  }
}

const typedFor = (answer: Answer): string =>
  answer.length === 0 ? 'none' : typeof answer === 'string' ? answer : answer.join(' ')

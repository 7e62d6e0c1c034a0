import type { Connection } from '../host/connection.ts'
import type { SpecSource } from '../spec/spec.ts'
import type { Console } from './converse.ts'
import type { Known, Look } from './question.ts'

/** What a look may use. */
export interface Means {
  readonly known: Known
  /** What the answers make so far. */
  readonly spec: SpecSource
  /** The way to a node; undefined where there is none. */
  connection(node: string): Connection | undefined
  /** Forgets what was found of a machine, by the words with which it was named. */
  forget(typed: string): void
  secret(name: string): string | undefined
  readonly console: Console
}

/** A list in a look's arguments. */
export const listIn = ({ with: what }: Look, name: string): readonly string[] =>
  (what[name] ?? '').split(' ').filter(Boolean)

/** Of a list what was typed behind the word; all of it where nothing of it was. */
export const chosenIn = (all: readonly string[], words: readonly string[]): readonly string[] => {
  const own = all.filter((name) => words.includes(name))
  return own.length > 0 ? own : all
}

/** Words that are none of what they could be, as one sentence. */
export function strange(words: readonly string[], known: readonly string[]): string | undefined {
  const odd = words.find((word) => !known.includes(word))
  return odd === undefined ? undefined : `There is no ${odd} here; there are ${known.join(', ')}.`
}

export const noWay = (nodes: readonly string[]): string =>
  `There is no connection to ${nodes.join(' or ')} to do that over.`

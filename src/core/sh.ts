import { posixQuote } from './quote.ts'

/**
 * A piece of POSIX sh. Only the tag makes one, and it quotes every value, so that no text of a spec can become a command;
 * a plain string where a piece of sh is wanted is a type error.
 */
export interface Sh {
  readonly text: string
  readonly [made]: true
}

declare const made: unique symbol

export type ShValue = string | number | Sh | readonly (string | number)[]

/**
 * sh`drbdadm up ${name}`: texts and numbers are quoted as one word, lists as one word for each item, and pieces of sh
 * stand as they are. Must not be used inside quotes of the piece itself.
 * @throws TypeError for a text with NUL, which no shell can hold.
 */
export function sh(pieces: TemplateStringsArray, ...values: readonly ShValue[]): Sh {
  const text = pieces.reduce(
    (before, piece, i) => before + piece + (i < values.length ? shText(values[i]!) : ''),
    '',
  )
  return { text } as Sh
}

/** Pieces that follow each other, one on each line. */
export const shLines = (...pieces: readonly (Sh | undefined)[]): Sh =>
  ({ text: pieces.flatMap((piece) => piece?.text ?? []).join('\n') }) as Sh

/** A fixed text of ours that is sh already, such as a script from scripts/node. Never for a value of a spec. */
export const shVerbatim = (text: string): Sh => ({ text }) as Sh

function shText(value: ShValue): string {
  if (typeof value === 'string') return posixQuote(value)
  if (typeof value === 'number') return String(value)
  if (isSh(value)) return value.text
  return value.map((item) => posixQuote(String(item))).join(' ')
}

const isSh = (value: Sh | readonly unknown[]): value is Sh => 'text' in value

import { wrap } from '../core/text.ts'

/** Columns of a line of a question. */
export const lineWidth = 78

/** A text as lines of a question; all but the first are indented. */
export const linesOf = (text: string): string[] =>
  wrap(text, lineWidth - 2)
    .split('\n')
    .map((line, i) => (i === 0 ? line : `  ${line}`))

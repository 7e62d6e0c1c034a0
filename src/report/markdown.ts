import { posixQuote } from '../core/quote.ts'

/** A block of commands. */
export const sh = (...lines: readonly string[]): string => `\`\`\`sh\n${lines.join('\n')}\n\`\`\``

/** Paragraphs and blocks with a blank line between them; undefined ones are left out. */
export const blocks = (...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== '').join('\n\n')

export const chapter = (title: string, ...parts: readonly (string | undefined)[]): string =>
  blocks(`## ${title}`, ...parts)

/** A table; its cells hold no pipes. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** The same of things that have a name. */
export const namesOf = (list: readonly { readonly name: string }[]): string =>
  names(list.map(({ name }) => name))

/** A command with its arguments, quoted where the shell needs it. */
export const command = (...words: readonly string[]): string => words.map(posixQuote).join(' ')

/** More than this are not told: a runbook is read under stress. */
export const few = 12

/** `a, b and 3 more`. */
export function names(list: readonly string[]): string {
  if (list.length <= few) return list.join(', ')
  return `${list.slice(0, few).join(', ')} and ${list.length - few} more`
}

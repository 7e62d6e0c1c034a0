import type { Sh } from '../core/sh.ts'

/**
 * One thing to know about a node: a piece of sh that looks and the parser of what it prints. The piece changes nothing,
 * loads no module and leaves no file; it runs in dash, bash and busybox ash with whatever programs are there, and what it
 * cannot find out it leaves out. The parser is pure, takes any text, and says null for what is not known.
 */
export interface Topic<T> {
  readonly name: string
  /** After this many seconds the piece is ended, and what it has printed by then is all there is. */
  readonly seconds: number
  readonly snippet: Sh
  parse(output: string): T
}

/** Lines of text without those that are empty. */
export const lines = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '')

/** The parts of an answer that follow lines such as `== routes`; null for a part that was not begun. */
export function sections(output: string): (name: string) => readonly string[] | null {
  const parts = new Map<string, string[]>()
  let part: string[] | undefined
  for (const line of lines(output)) {
    const name = /^== (\S.*)$/.exec(line)?.[1]
    if (name === undefined) part?.push(line)
    else {
      part = parts.get(name) ?? []
      parts.set(name, part)
    }
  }
  return (name) => parts.get(name) ?? null
}

/** What `ls -ld PATH...` lists, with the targets of links; the empty text for what is no link. */
export function listed(output: string | readonly string[]): ReadonlyMap<string, string> {
  const paths = new Map<string, string>()
  for (const line of typeof output === 'string' ? lines(output) : output) {
    if (!/^[-a-z][-rwxsStT]{9}/.test(line)) continue
    const [left = '', target = ''] = line.split(' -> ')
    const path = left.split(' ').at(-1)
    if (path) paths.set(path, target)
  }
  return paths
}

/** What `grep -sH '' FILE...` prints: the lines of every file by its path. Paths of /sys and /proc hold no line breaks. */
export class Files {
  private readonly byPath = new Map<string, string[]>()

  constructor(output: string) {
    for (const line of lines(output)) {
      // Of the paths that are asked for only those of udev's database have colons themselves.
      const match =
        /^(\/run\/udev\/data\/b[0-9]+:[0-9]+|\/dev\/\.udev\/db\/block:[^:]+):(.*)$/.exec(line) ??
        /^(\/[^:]+):(.*)$/.exec(line)
      if (!match) continue
      const [, path = '', value = ''] = match
      const known = this.byPath.get(path)
      if (known) known.push(value)
      else this.byPath.set(path, [value])
    }
  }

  all(path: string): readonly string[] {
    return this.byPath.get(path) ?? []
  }

  /** The first line, without blanks around it; null where the file was not there, or empty. */
  text(path: string): string | null {
    return this.all(path)[0]?.trim() || null
  }

  number(path: string): number | null {
    return wholeNumber(this.text(path))
  }

  /** 0 and 1 as the kernel writes them. */
  flag(path: string): boolean | null {
    const text = this.text(path)
    return text === '1' ? true : text === '0' ? false : null
  }

  paths(): readonly string[] {
    return [...this.byPath.keys()]
  }
}

/** A decimal number of the kernel's or a program's; null for anything else. */
export function wholeNumber(text: string | null | undefined): number | null {
  if (text == null || !/^-?[0-9]+$/.test(text)) return null
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : null
}

import { structuredPatch } from 'diff'
import type { RenderedFile } from '../render/files.ts'

/** More lines than this of one file are told by their number. */
const mostLines = 60

/** Lines that begin with +, - or a blank, and @@ before each place. */
export type DiffLine = string

/**
 * How a file on a node differs from what it shall be. Of a file with secrets the new side shows their names, and lines of
 * the old side that are not in the new one are not shown at all, because one of them may be an older secret.
 */
export function fileDiff(file: RenderedFile, now: Buffer): DiffLine[] {
  if (file.secretQuoting === 'binary' || now.includes(0)) return ['(binary, its content differs)']
  const old = now.toString('utf8')
  const secret = file.secrets.length > 0
  const known = new Set(file.text.split('\n'))
  const shown = secret
    ? old
        .split('\n')
        .map((line) => (known.has(line) ? line : '(a line that may hold a secret)'))
        .join('\n')
    : old
  const { hunks } = structuredPatch('', '', shown, file.text, '', '', { context: 2 })
  const lines = hunks.flatMap(({ oldStart, lines: of }) => [`@@ line ${oldStart}`, ...of.map(harmless)])
  if (lines.length === 0) return secret ? ['(only a secret differs)'] : []
  return lines.length <= mostLines
    ? lines
    : [...lines.slice(0, mostLines), `(and ${lines.length - mostLines} more lines)`]
}

/** A file of a node may hold anything; a terminal must not obey it. */
const harmless = (line: string): string =>
  // eslint-disable-next-line no-control-regex
  line.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '?')

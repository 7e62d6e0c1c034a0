import type { Colours } from '../core/colour.ts'
import { wrap } from '../core/text.ts'
import type { Problem, Severity } from '../spec/problem.ts'
import type { Io } from './command.ts'

const paint = (severity: Severity, colour: Colours): ((text: string) => string) =>
  severity === 'error' ? colour.red : severity === 'warning' ? colour.yellow : colour.cyan

/**
 * A problem as formatProblem writes it, in colour where there is colour. On a terminal its lines break between words;
 * everywhere else it is one line and its fix, for programs to find.
 */
export function problemText(problem: Problem, { colour, columns }: Pick<Io, 'colour' | 'columns'>): string {
  const { file, line, column, severity, code, sentence, fix } = problem
  const width = columns ?? Number.POSITIVE_INFINITY
  const place = `${file}:${line}:${column}`
  const [first = '', ...more] = hanging(`${place} ${severity} ${code} ${sentence}`, width, '    ')
  const painted = first.startsWith(`${place} ${severity} `)
    ? `${colour.bold(place)} ${paint(severity, colour)(severity)} ${first.slice(place.length + severity.length + 2)}`
    : first
  const [fixFirst = '', ...fixMore] = hanging(`  fix: ${fix}`, width, '       ')
  return [painted, ...more, fixFirst.replace('fix:', colour.dim('fix:')), ...fixMore].join('\n')
}

/** Lines of at most width columns, all but the first indented. */
function hanging(text: string, width: number, indent: string): string[] {
  const lead = /^ */.exec(text)![0]
  const [first = '', ...rest] = wrap(text.slice(lead.length), width - indent.length).split('\n')
  return [lead + first, ...rest.map((line) => indent + line)]
}

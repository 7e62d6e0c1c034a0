import type { Colours } from '../core/colour.ts'
import type { Problem, Severity } from '../spec/problem.ts'

const paint = (severity: Severity, colour: Colours): ((text: string) => string) =>
  severity === 'error' ? colour.red : severity === 'warning' ? colour.yellow : colour.cyan

/** A problem as formatProblem writes it, in colour where there is colour. */
export function problemText(problem: Problem, colour: Colours): string {
  const { file, line, column, severity, code, sentence, fix } = problem
  const place = colour.bold(`${file}:${line}:${column}`)
  return `${place} ${paint(severity, colour)(severity)} ${code} ${sentence}\n  ${colour.dim('fix:')} ${fix}`
}

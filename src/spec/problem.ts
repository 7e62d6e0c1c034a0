import type { Path } from './spec.ts'

export type Severity = 'error' | 'warning' | 'info'

/** Something about a spec that its author has to know: where, what, and what mends it. */
export interface Problem {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly severity: Severity
  readonly code: string
  readonly sentence: string
  readonly fix: string
  readonly path: Path
}

/** `file:line:col severity CODE sentence`, with the fix on a line of its own. */
export function formatProblem(problem: Problem): string {
  return `${problem.file}:${problem.line}:${problem.column} ${problem.severity} ${problem.code} ${problem.sentence}\n  fix: ${problem.fix}`
}

/** Problems in reading order. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  return [...problems].sort(
    (a, b) =>
      a.line - b.line ||
      a.column - b.column ||
      (a.code < b.code ? -1 : a.code > b.code ? 1 : 0) ||
      (a.sentence < b.sentence ? -1 : 1),
  )
}

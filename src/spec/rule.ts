import type { Path, Spec } from './spec.ts'
import type { Severity } from './problem.ts'

/** Reports a breach at a path of the merged spec; `severity` overrides the rule's where a case is milder or worse. */
export type Report = (path: Path, sentence: string, fix: string, severity?: Severity) => void

/**
 * One thing that must hold in a spec. Rules see the merged spec, which has passed the schema; references in it may still
 * dangle, so a rule says nothing about what it cannot find: the REF rules do.
 */
export interface Rule {
  /** Stable, an area and a number: NET003. Never reused. */
  readonly code: string
  readonly severity: Severity
  /** What holds, as a sentence. */
  readonly title: string
  /** What happens otherwise. */
  readonly why: string
  /** A few lines of YAML that break it, and what they should be. */
  readonly example: { readonly bad: string; readonly good: string }
  /** Man page section, RFC, kernel document or measured behaviour. */
  readonly source: string
  check(spec: Spec, report: Report): void
}

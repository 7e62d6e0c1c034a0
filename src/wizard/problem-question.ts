import type { Problem } from '../spec/problem.ts'
import type { Path } from '../spec/spec.ts'
import type { Placed } from './flow.ts'

/**
 * The question that can mend a problem: the one that decides the field it is about. Of several the one that speaks of the
 * same node or thing by its name, then the one that decides the smallest part of the spec.
 */
export function questionFor(
  { path }: Pick<Problem, 'path'>,
  questions: readonly Placed[],
): string | undefined {
  let best: { readonly id: string; readonly length: number; readonly names: number } | undefined
  const names = new Set(path.map(String))
  for (const { question } of questions) {
    const length = Math.max(0, ...question.fields.map((field) => common(stepsOf(field), path)))
    if (length === 0) continue
    const own = question.id.split('.').filter((part) => names.has(part)).length
    if (!best || length > best.length || (length === best.length && own > best.names))
      best = { id: question.id, length, names: own }
  }
  return best?.id
}

/** Problems are told of a node even where the file says it once for all. */
const stepsOf = (field: string): string[] => field.replace(/^node-defaults(?=\.|$)/, 'nodes.*').split('.')

/** How well a field fits a path: by its length where it holds the path, little where it only is nearby, else not at all. */
function common(field: readonly string[], path: Path): number {
  let i = 0
  while (i < field.length && i < path.length && (field[i] === '*' || field[i] === String(path[i]))) i++
  if (i === field.length) return i
  if (i === path.length) return 0.5
  return i === 0 ? 0 : 0.25
}

import { wrap } from '../core/text.ts'
import type { Loss, Outcome, Simulation } from './outcome.ts'

/** Widths of the columns; with two blanks between them 80. */
const widths = [18, 14, 28, 14] as const
const most = 8

/** The simulation as people read it, in 80 columns. */
export function simulationText(simulation: Simulation, bold: (text: string) => string): string {
  const lines: string[] = []
  if (simulation.normally.length > 0) {
    lines.push(bold('While nothing is lost'))
    for (const { node, runs } of simulation.normally)
      lines.push(...hanging(`  ${node}: `, runs.length === 0 ? 'nothing' : list(runs)))
    lines.push('')
  }
  if (simulation.outcomes.length > 0) {
    lines.push(bold(row(['when this is lost', 'is fenced', 'moves', 'stops'])[0]!))
    for (const outcome of simulation.outcomes) lines.push('', ...outcomeLines(outcome))
    lines.push('')
  }
  for (const note of simulation.notes) lines.push(...wrap(note).split('\n'))
  return `${lines.join('\n').trimEnd()}\n`
}

function outcomeLines(outcome: Outcome): string[] {
  return [
    ...row([
      lossText(outcome.lost),
      outcome.fenced.length > 0 ? outcome.fenced.join(', ') : '-',
      outcome.moves.length > 0 ? moves(outcome) : '-',
      outcome.stops.length > 0 ? list(outcome.stops) : '-',
    ]),
    ...(outcome.lost.carries.length > 0 ? hanging('    carries ', outcome.lost.carries.join('; ')) : []),
    ...(outcome.doubles.length > 0 ? hanging('    runs twice: ', list(outcome.doubles)) : []),
    ...outcome.notes.flatMap((note) => hanging('    ', note)),
  ]
}

const lossText = ({ kind, name }: Loss): string => `${kind} ${name}`

/** Moves by their goal: `a, b -> node2`. */
function moves({ moves: all }: Outcome): string {
  const byGoal = new Map<string, string[]>()
  for (const { name, to } of all) byGoal.set(to, [...(byGoal.get(to) ?? []), name])
  return [...byGoal].map(([to, names]) => `${list(names)} -> ${to}`).join('\n')
}

const list = (names: readonly string[]): string =>
  names.length <= most
    ? names.join(', ')
    : `${names.slice(0, most).join(', ')} and ${names.length - most} more`

/** A row of cells, each wrapped in its column; a word that is too long is broken. */
function row(cells: readonly string[]): string[] {
  const wrapped = cells.map((cell, i) => breakWords(cell, widths[i]!))
  const height = Math.max(...wrapped.map((cell) => cell.length))
  return Array.from({ length: height }, (_, line) =>
    wrapped
      .map((cell, i) => (cell[line] ?? '').padEnd(widths[i]!))
      .join('  ')
      .trimEnd(),
  )
}

const breakWords = (text: string, width: number): string[] =>
  wrap(text.replace(new RegExp(`(\\S{${width}})(?=\\S)`, 'g'), '$1 '), width).split('\n')

/** Text behind a word, further lines below it. */
function hanging(head: string, text: string): string[] {
  const indent = ' '.repeat(Math.min(head.length, 16))
  return wrap(text, 80 - head.length)
    .split('\n')
    .map((line, i) => `${i === 0 ? head : indent}${line}`)
}

import { columnsOf } from '../line.ts'

/** Widest line of a picture: an indent is put before it. */
export const pictureColumns = 74

/** One line of the picture: what it is of, and what it is on each node. */
export interface Row {
  readonly label: string
  readonly cells: readonly string[]
}

/** Nodes beside each other where there is room for them, else below each other. */
export function besideEachOther(nodes: readonly string[], rows: readonly Row[]): string[] {
  if (rows.length === 0) return []
  const label = Math.min(20, Math.max(...rows.map((row) => columnsOf(row.label)))) + 2
  const width = Math.floor((pictureColumns - label) / nodes.length) - 1
  const isNarrow = width < 18
  if (isNarrow)
    return nodes.flatMap((node, i) => [
      `${node}:`,
      ...rows
        .filter(({ cells }) => cells[i] !== '')
        .flatMap(({ label: text, cells }) =>
          cellLines(`  ${text}`, label + 2, [cells[i]!], pictureColumns - label - 2),
        ),
    ])
  return [
    `${' '.repeat(label)}${nodes.map((node) => pad(node, width + 1)).join('')}`.trimEnd(),
    ...rows.flatMap(({ label: text, cells }) => cellLines(text, label, cells, width)),
  ]
}

function cellLines(text: string, label: number, cells: readonly string[], width: number): string[] {
  const broken = cells.map((cell) => inWidth(cell, width))
  const height = Math.max(1, ...broken.map((lines) => lines.length))
  return Array.from({ length: height }, (_, i) =>
    `${pad(i === 0 ? text : '', label)}${broken.map((lines) => pad(lines[i] ?? '', width + 1)).join('')}`.trimEnd(),
  )
}

const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(1, width - columnsOf(text)))

/** Broken between words, and within those that are too long; what goes on is indented. */
function inWidth(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (let word of text.split(' ').filter(Boolean)) {
    const joined = line === '' ? word : `${line} ${word}`
    if (columnsOf(joined) <= width) {
      line = joined
      continue
    }
    if (line !== '') lines.push(line)
    while (columnsOf(word) > width) {
      lines.push(word.slice(0, width))
      word = ` ${word.slice(width)}`
    }
    line = ` ${word.trimStart()}`
  }
  return line === '' ? lines : [...lines, line]
}

import schemaJson from '../../../schema/cluster.schema.json' with { type: 'json' }
import { layOut } from '../../spec/layout.ts'
import type { Laid, LaidEntry } from '../../spec/layout.ts'
import { nodeAt, nodeForKind, valueAt } from '../../spec/schema-node.ts'
import type { SchemaNode } from '../../spec/schema-node.ts'
import type { Path } from '../../spec/spec.ts'
import { entryLines, widest } from './block-text.ts'
import { beginsParagraph } from './paragraphs.ts'
import { keyOrder, patternOf } from './order.ts'
import { flowText, keyText } from './yaml-text.ts'

/** One text is asked for many places. */
let known: { readonly text: string; readonly laid: Laid | undefined } | undefined

/** What stands at a path of the file's own text; undefined where nothing does. */
export function laidAt(text: string, path: Path): Laid | undefined {
  if (known?.text !== text) known = { text, laid: layOut(text) }
  let at = known.laid
  for (const step of path) at = at?.entries.find(({ key }) => key === step)?.value
  return at
}

/**
 * The text with that value at that path, and everything else as it was. Mappings on the way that are missing are made; an
 * alias on the way is written out.
 * @param data the file's data as they are, for what an alias stands for
 */
export function setAt(text: string, path: Path, value: unknown, data: unknown): string {
  for (let length = 0; length < path.length; length++) {
    const here = path.slice(0, length)
    const laid = laidAt(text, here)!
    const step = path[length]!
    if (laid.kind === 'alias')
      return setAt(replace(text, laid, flowText(valueAt(data, here))), path, value, data)
    const rest = path.slice(length + 1).reduceRight<unknown>((inner, key) => ({ [key]: inner }), value)
    if (laid.kind !== 'mapping' && laid.kind !== 'list') return rewrite(text, here, { [step]: rest }, data)
    if (!laid.entries.some(({ key }) => key === step)) return insert(text, laid, [...here, step], rest, data)
  }
  return rewrite(text, path, value, data)
}

/** The text without what stands at that path. */
export function removeAt(text: string, path: Path, data: unknown): string {
  for (let length = 1; length < path.length; length++) {
    const laid = laidAt(text, path.slice(0, length))
    if (laid?.kind === 'alias')
      return removeAt(replace(text, laid, flowText(valueAt(data, path.slice(0, length)))), path, data)
  }
  const parent = laidAt(text, path.slice(0, -1))
  const index = parent?.entries.findIndex(({ key }) => key === path.at(-1)) ?? -1
  if (!parent || index < 0) return text
  const entry = parent.entries[index]!
  if (parent.entries.length === 1)
    return rewrite(text, path.slice(0, -1), parent.kind === 'list' ? [] : {}, data)
  if (parent.flow) {
    const next = parent.entries[index + 1]
    const [from, to] = next
      ? [entry.start, next.start]
      : [parent.entries[index - 1]!.value.end, entry.value.end]
    return text.slice(0, from) + text.slice(to)
  }
  const to = lineEnd(text, endOf(entry)) + 1
  return text.slice(0, commentStart(text, entry, to)) + text.slice(to)
}

const replace = (text: string, { start, end }: Laid, by: string): string =>
  text.slice(0, start) + by + text.slice(end)

const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1

const lineEnd = (text: string, at: number): number => {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}

/** The last character of an entry; a text in lines of its own ends with a line feed. */
const endOf = ({ start, value }: LaidEntry): number => Math.max(start, value.end - 1)

const indentOf = (text: string, at: number): string => /^ */.exec(text.slice(lineStart(text, at), at))![0]

/**
 * Comments right above an entry go with it, if they can only be about it: where another entry follows at once without a
 * comment of its own, they may be about both.
 */
function commentStart(text: string, entry: LaidEntry, to: number): number {
  const indent = indentOf(text, entry.start)
  const next = text.slice(to, lineEnd(text, to))
  let from = lineStart(text, entry.start)
  const isFollowed = next.startsWith(indent) && /^[^ #]/.test(next.slice(indent.length))
  if (isFollowed) return from
  while (from > 0) {
    const above = lineStart(text, from - 1)
    if (!text.slice(above, from).startsWith(`${indent}#`)) break
    from = above
  }
  // A paragraph's blank line goes with its only entry.
  return text.slice(0, from).endsWith('\n\n') && (text[to] === '\n' || to >= text.length) ? from - 1 : from
}

/** Writes the value at a path that is there anew. */
function rewrite(text: string, path: Path, value: unknown, data: unknown): string {
  const laid = laidAt(text, path)
  if (path.length === 0 || !laid) return text
  const parent = laidAt(text, path.slice(0, -1))!
  const entry = parent.entries.find(({ key }) => key === path.at(-1))!
  const isLeaf = typeof value !== 'object' || value === null
  if (parent.flow || parent.kind === 'list' || (laid.flow && (isLeaf || laid.kind !== 'nothing'))) {
    const by = `${laid.kind === 'nothing' ? (text[laid.start - 1] === ' ' ? '' : ' ') : ''}${flowText(value)}`
    // A key alone in brackets has no colon.
    const colon =
      laid.kind === 'nothing' &&
      parent.flow &&
      parent.kind === 'mapping' &&
      !text.slice(entry.start, laid.start).includes(':')
    const made = replace(text, laid, colon ? `:${by}` : by)
    return isTooLong(text, made, laid.start) ? inBlock(text, path, value, data) : made
  }
  return inBlock(text, path, value, data)
}

/** Whether a line that was not too long has become so. */
const isTooLong = (before: string, after: string, at: number): boolean => {
  const lengthOf = (text: string): number => lineEnd(text, at) - lineStart(text, at)
  return (
    lengthOf(after) > widest && lengthOf(before) <= widest && !/ #/.test(after.slice(at, lineEnd(after, at)))
  )
}

/** The entry of a mapping in lines that holds the path, written anew with the value at that path. */
function inBlock(text: string, path: Path, value: unknown, data: unknown): string {
  let length = path.length
  while (
    laidAt(text, path.slice(0, length - 1))!.flow ||
    laidAt(text, path.slice(0, length - 1))!.kind !== 'mapping'
  )
    length--
  const outer = path.slice(0, length)
  const entry = laidAt(text, path.slice(0, length - 1))!.entries.find(({ key }) => key === outer.at(-1))!
  const whole = length === path.length ? value : withValue(valueAt(data, outer), path.slice(length), value)
  const indent = indentOf(text, entry.start)
  const lines = entryLines(outer, whole, indent).join('\n').slice(indent.length)
  const end = Math.max(entry.value.end, entry.start + keyText(String(entry.key)).length + 1)
  return text.slice(0, entry.start) + lines + text.slice(end)
}

function withValue(data: unknown, path: Path, value: unknown): unknown {
  if (path.length === 0) return value
  const [step, ...rest] = path
  if (Array.isArray(data)) {
    const list: unknown[] = [...(data as unknown[])]
    list[step as number] = withValue(list[step as number], rest, value)
    return list
  }
  const own = (data ?? {}) as { readonly [key: string]: unknown }
  return { ...own, [step!]: withValue(own[step as string], rest, value) }
}

/** Writes an entry into a mapping or behind the last of a list: where the order of cluster.yaml has it. */
function insert(text: string, container: Laid, path: Path, value: unknown, data: unknown): string {
  const { entries, flow, kind } = container
  const parent = path.slice(0, -1)
  const before = entries[placeIn(container, path)]
  if (flow) {
    const own = kind === 'list' ? flowText(value) : `${keyText(String(path.at(-1)))}: ${flowText(value)}`
    if (entries.length === 0) {
      const [open, close] = kind === 'list' ? ['[', ']'] : ['{ ', ' }']
      return replace(text, container, `${open}${own}${close}`)
    }
    const [at, by] = before ? [before.value.end, `, ${own}`] : [entries[0]!.start, `${own}, `]
    const made = text.slice(0, at) + by + text.slice(at)
    return isTooLong(text, made, at) && parent.length > 0
      ? inBlock(text, parent, withValue(valueAt(data, parent), [path.at(-1)!], value), data)
      : made
  }
  const indent = indentOf(text, entries[0]!.start)
  const lines = (kind === 'list' ? [`${indent}- ${flowText(value)}`] : entryLines(path, value, indent)).join(
    '\n',
  )
  if (before) {
    const at = lineEnd(text, endOf(before))
    const gap = path.length === 1 && beginsParagraph(String(path[0]), String(before.key)) ? '\n' : ''
    return `${text.slice(0, at)}\n${gap}${lines}${text.slice(at) || '\n'}`
  }
  const at = lineStart(text, entries[0]!.start)
  return `${text.slice(0, at)}${lines}\n${text.slice(at)}`
}

/** Position of the entry behind which a new one stands; -1 for the front. */
function placeIn({ kind, entries }: Laid, path: Path): number {
  const parent = path.slice(0, -1)
  const schema = schemaJson as SchemaNode
  const node = kind === 'mapping' ? nodeAt(schema, parent) : undefined
  const fitting = node && nodeForKind(schema, node, 'mapping')
  if (!fitting) return entries.length - 1
  let pattern = ''
  for (const [i, step] of parent.entries())
    pattern = patternOf(
      nodeForKind(schema, nodeAt(schema, parent.slice(0, i))!, 'mapping') ?? {},
      pattern,
      String(step),
    )
  const order = keyOrder(fitting, pattern)
  const own = order.indexOf(String(path.at(-1)))
  if (own < 0) return entries.length - 1
  const earlier = entries.filter(({ key }) => order.includes(String(key)) && order.indexOf(String(key)) < own)
  return earlier.length === 0 ? -1 : entries.indexOf(earlier.at(-1)!)
}

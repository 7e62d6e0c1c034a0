import { isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml'
import type { Node as YamlNode } from 'yaml'

/** Where a value stands in the text of a YAML file; offsets in characters, the end behind it. */
export interface Laid {
  readonly kind: 'mapping' | 'list' | 'scalar' | 'alias' | 'nothing'
  readonly start: number
  readonly end: number
  /** In brackets. */
  readonly flow: boolean
  /** In the order of the file. */
  readonly entries: readonly LaidEntry[]
}

export interface LaidEntry {
  /** Key in a mapping, position in a list. */
  readonly key: string | number
  /** Where the key begins, or the hyphen of a list's entry. */
  readonly start: number
  readonly value: Laid
}

/**
 * Where everything stands in a file that readDocument takes, so that a part of it can be rewritten and the rest stays as
 * its author left it. Undefined when the file is empty.
 */
export function layOut(text: string): Laid | undefined {
  const { contents } = parseDocument(text, { version: '1.2', stringKeys: true, keepSourceTokens: false })
  return contents === null ? undefined : laid(contents, text)
}

function laid(node: YamlNode, text: string): Laid {
  const [start, end] = node.range!
  const leaf = { start, end, flow: true, entries: [] }
  if (isAlias(node)) return { ...leaf, kind: 'alias' }
  if (isScalar(node)) return { ...leaf, kind: end > start ? 'scalar' : 'nothing' }
  if (!isMap(node) && !isSeq(node)) return { ...leaf, kind: 'nothing' }
  const flow = node.flow === true
  const entries = isMap(node)
    ? node.items.map((pair): LaidEntry => {
        const key = pair.key as YamlNode
        const at = key.range![0]
        const value = pair.value === null ? undefined : (pair.value as YamlNode)
        return {
          key: String(isScalar(key) ? key.value : text.slice(at, key.range![1])),
          start: at,
          value: value?.range ? laid(value, text) : nothingAt(key.range![1]),
        }
      })
    : node.items.map((item, index): LaidEntry => {
        const value = laid(item as YamlNode, text)
        return { key: index, start: flow ? value.start : text.lastIndexOf('-', value.start), value }
      })
  return {
    kind: isMap(node) ? 'mapping' : 'list',
    start,
    // The library counts blank lines and comments behind a mapping in lines as its own.
    end: flow ? end : Math.max(start, ...entries.map(({ start: at, value }) => Math.max(at, value.end))),
    flow,
    entries,
  }
}

const nothingAt = (at: number): Laid => ({ kind: 'nothing', start: at, end: at, flow: true, entries: [] })

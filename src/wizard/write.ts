import { enumerate } from '../core/text.ts'
import { readDocument } from '../spec/document.ts'
import { allProfiles } from '../spec/load.ts'
import { mergeSpec } from '../spec/merge.ts'
import { valueAt } from '../spec/schema-node.ts'
import type { SpecSource } from '../spec/spec.ts'
import { comment, entryLines } from './file/block-text.ts'
import { changed, changesBetween, effective } from './file/changes.ts'
import { removeAt, setAt } from './file/edit.ts'
import { beginsParagraph } from './file/paragraphs.ts'
import { placed, settled } from './file/place.ts'
import { same, tidy } from './file/tidy.ts'
import type { Tree } from '../spec/merge.ts'

/**
 * The text of a new cluster.yaml. Comments stand above the fields that they are for; the one without a field (the empty
 * name) stands at the top instead of what the profile is called.
 */
export function writeSpec(spec: SpecSource, comments: { readonly [field: string]: string }): string {
  const tidied = tidy(spec)
  const { '': title = titleOf(spec), ...rest } = comments
  const left = new Map(Object.entries(rest).map(([field, text]) => [placeOf(field, tidied), text]))
  const lines = ['# yaml-language-server: $schema=cluster.schema.json', ...comment(title)]
  let before = 'version'
  for (const [key, value] of Object.entries(tidied)) {
    if (beginsParagraph(key, before)) lines.push('')
    before = key
    lines.push(...entryLines([key], value, '', left))
  }
  // What is said of something that the file leaves to the profile.
  for (const [field, text] of left) lines.push('', ...comment(`${field}: ${text}`))
  return `${lines.join('\n')}\n`
}

/** What is said of every node stands at the nodes where they have it themselves, else at what they share. */
function placeOf(field: string, { nodes }: SpecSource): string {
  const [, sub] = /^nodes\.\*\.(.+)$/.exec(field) ?? []
  if (sub === undefined) return field
  const isThere = Object.values(nodes).some((node) => valueAt(node, sub.split('.')) !== undefined)
  return isThere ? field : `node-defaults.${sub}`
}

/** What the cluster is, in one line: what stands at the top where nothing else is said. */
export const titleOf = ({ profile, nodes }: SpecSource): string =>
  `${allProfiles[profile ?? '']?.title ?? 'A cluster'}: ${enumerate(Object.keys(nodes))}.`

/**
 * A cluster.yaml that exists already, with what differs between what the answers that were read from it would make and
 * what they make now. Its comments, its order and everything that did not change stay as they are, byte for byte.
 */
export function patchSpec(existing: Uint8Array, file: string, wanted: SpecSource, made: SpecSource): string {
  const original = new TextDecoder('utf-8', { ignoreBOM: true }).decode(existing)
  const mark = original.startsWith('\ufeff') ? '\ufeff' : ''
  const isWindows = original.includes('\r\n')
  const text = original.slice(mark.length).replaceAll('\r\n', '\n')
  const said = dataOf(text, file)
  const profile = (allProfiles[wanted.profile ?? '']?.spec ?? {}) as Tree
  const nodes = Object.keys(wanted.nodes)
  const versions = {
    said: effective(said),
    made: effective(made as unknown as Tree),
    wanted: effective(wanted as unknown as Tree),
    profile: effective({ ...profile, nodes: Object.fromEntries(nodes.map((name) => [name, {}])) }),
  }
  const changes = settled(changesBetween(versions.made, versions.wanted), versions)
  const patched = placed(changes, said, nodes, versions.wanted).reduce(
    (before, { path, to }) =>
      to ? setAt(before, path, to.value, dataOf(before, file)) : removeAt(before, path, dataOf(before, file)),
    text,
  )
  const expected = changes.reduce<unknown>(changed, versions.said) as SpecSource
  // An anchor may stand for several values, of which only one changes: rather written anew than wrong.
  const isRight = same(
    mergeSpec(dataOf(patched, file) as unknown as SpecSource, profile),
    mergeSpec(expected, profile),
  )
  if (patched === text && isRight) return original
  const result = isRight ? patched : writeSpec(expected, {})
  return mark + (isWindows ? result.replaceAll('\n', '\r\n') : result)
}

const dataOf = (text: string, file: string): Tree =>
  (readDocument(new TextEncoder().encode(text), file).value ?? {}) as Tree

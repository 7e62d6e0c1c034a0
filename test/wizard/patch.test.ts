import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readDocument } from '../../src/spec/document.ts'
import { allProfiles, stableJson } from '../../src/spec/load.ts'
import { mergeSpec } from '../../src/spec/merge.ts'
import { valueAt } from '../../src/spec/schema-node.ts'
import type { Path, SpecSource } from '../../src/spec/spec.ts'
import { changed, effective } from '../../src/wizard/file/changes.ts'
import type { Change } from '../../src/wizard/file/changes.ts'
import { patchSpec } from '../../src/wizard/write.ts'
import { exampleNames } from '../example-names.ts'

const test = suite('changing a cluster.yaml that is there')

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const sourceOf = (text: string): SpecSource => readDocument(bytesOf(text), 'test').value as SpecSource
const meaning = (spec: SpecSource): string =>
  stableJson(mergeSpec(spec, allProfiles[spec.profile ?? '']?.spec))

const examples = Object.fromEntries(
  exampleNames.map((name) => [name, readFileSync(`examples/${name}.yaml`, 'utf8')]),
)

const comments = (text: string): string[] =>
  [...text.matchAll(/(?:^| )#.*$/gm)].map(([comment]) => comment.trim())

/** Lines of one text that the other has not, as often as they are there. */
function without(text: string, other: string): string[] {
  const left = other.split('\n')
  return text.split('\n').filter((line) => {
    const at = left.indexOf(line)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}

function patched(
  text: string,
  changes: readonly Change[],
): { readonly text: string; readonly wanted: SpecSource } {
  const made = effective(sourceOf(text) as never) as unknown as SpecSource
  const wanted = changes.reduce<unknown>(changed, made) as SpecSource
  return { text: patchSpec(bytesOf(text), 'cluster.yaml', wanted, made), wanted }
}

for (const [name, text] of Object.entries(examples)) {
  test(`${name}: with nothing changed it stays as it is, byte for byte`, () => {
    const source = sourceOf(text)
    assert.is(patchSpec(bytesOf(text), 'cluster.yaml', source, source), text)
    // Answers know less than the file, and the profile's part too.
    const { networks, nodes } = source
    const less = { version: 1, name: source.name, networks, nodes } as SpecSource
    assert.is(patchSpec(bytesOf(text), 'cluster.yaml', less, less), text)
  })
}

/** Paths of everything in the data, lists as a whole. */
function paths(data: unknown, path: Path = []): Path[] {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return [path]
  const below = Object.entries(data).flatMap(([key, value]) => paths(value, [...path, key]))
  return path.length === 0 ? below : [path, ...below]
}

const isWhole = (path: Path): boolean =>
  path.length === 1 && ['version', 'name', 'nodes', 'profile'].includes(String(path[0]))

// Each with one of everything: comments at the end of lines and between them, values that take something away, lists in lines.
for (const name of ['kvm', 'seed-002']) {
  const text = examples[name]!
  const all = paths(effective(sourceOf(text) as never)).filter(
    (path) => !isWhole(path) && path[0] !== 'version',
  )

  test(`${name}: whatever value changes, the rest stays`, () => {
    const made = effective(sourceOf(text) as never)
    for (const path of all) {
      const before = valueAt(made, path)
      if (typeof before === 'object' && !Array.isArray(before)) continue
      const value = Array.isArray(before) ? [...(before as unknown[]), 'more'] : 'other'
      const result = patched(text, [{ path, to: { value } }])
      assert.is(meaning(sourceOf(result.text)), meaning(result.wanted), path.join('.'))
      assert.equal(comments(result.text), comments(text), path.join('.'))
      const [added, gone] = [without(result.text, text), without(text, result.text)]
      // On a single node it is said there, under a mapping that may have to be made first.
      assert.ok(
        gone.length <= 1 && added.length <= 15,
        `${path.join('.')}\n- ${gone.join('\n- ')}\n+ ${added.join('\n+ ')}`,
      )
    }
  })

  test(`${name}: whatever is taken away, the rest stays`, () => {
    for (const path of all) {
      const result = patched(text, [{ path, to: undefined }])
      const kept = comments(result.text)
      const inherited = valueAt(
        allProfiles[String(sourceOf(text).profile)]?.spec,
        path[0] === 'nodes' && path.length > 2 ? ['node-defaults', ...path.slice(2)] : path,
      )
      if (inherited === undefined)
        assert.is(meaning(sourceOf(result.text)), meaning(result.wanted), path.join('.'))
      else assert.is(valueAt(sourceOf(result.text), path), null, path.join('.'))
      assert.equal(
        comments(text).filter((one) => kept.includes(one)),
        kept,
      )
      assert.is(result.text.split('\n')[1], text.split('\n')[1], `${path.join('.')}: it was written anew`)
    }
  })
}

// test/wizard/changes/NAME.yaml: an example, what changes in it, and the lines that go and come.
interface Case {
  readonly example?: string
  readonly text?: string
  readonly changes: readonly { readonly path: Path; readonly to?: unknown }[]
  readonly gone?: readonly string[]
  readonly came?: readonly string[]
  readonly whole?: string
}
const cases = readDocument(readFileSync('test/wizard/changes/cases.yaml'), 'cases').value as {
  readonly [name: string]: Case
}

for (const [name, { example, text = examples[example ?? ''], changes, gone, came, whole }] of Object.entries(
  cases,
)) {
  test(name, () => {
    const result = patched(
      text!,
      changes.map(({ path, to }) => ({ path, to: to === undefined ? undefined : { value: to } })),
    )
    assert.is(meaning(sourceOf(result.text)), meaning(result.wanted))
    if (whole !== undefined) assert.is(result.text, whole)
    if (gone) assert.equal(without(text!, result.text), gone)
    if (came) assert.equal(without(result.text, text!), came)
  })
}

test.run()

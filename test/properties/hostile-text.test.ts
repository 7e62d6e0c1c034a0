import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { resolve } from '../../src/plan/resolve.ts'
import type { Plan } from '../../src/plan/plan.ts'
import { proveFiles } from '../../src/prove/prove.ts'
import { renderNode } from '../../src/render/files.ts'
import type { RenderedFile } from '../../src/render/files.ts'
import { readDocument } from '../../src/spec/document.ts'
import { loadSpec } from '../../src/spec/load.ts'
import { branchesOf, nodeAt } from '../../src/spec/schema-node.ts'
import type { SchemaNode } from '../../src/spec/schema-node.ts'
import type { Path } from '../../src/spec/spec.ts'
import { root } from '../spec/bad-spec.ts'
import { exampleNames } from '../example-names.ts'

// Every text of every example is replaced by printable texts that mean something to the programs that read the files.
// What the schema takes has to come out as one value: no line, element, brace or statement more than with a tame text.

const test = suite('hostile texts')
const schema = JSON.parse(readFileSync(join(root, 'schema/cluster.schema.json'), 'utf8')) as SchemaNode
const tame = 'harmless-text'
const hostile = [
  'a"; reboot; b="',
  "a'; reboot; b='",
  'a } handlers { split-brain x; } net { b',
  '$(reboot)`reboot`${x}',
  '</value><nvpair id="x" name="y" value="z"/>',
  ']]> --> <!-- <![CDATA[',
  'a # b ; c \\ d // e /* f */',
  'ends with a backslash \\',
  '&lt; &quot; &#10; %n %s {{x}} {{{y}}}',
  '-a --b',
  ' ',
  '\\n\\"x',
  'op start timeout=1 meta a=b \\',
  '*/5 * * * * root reboot',
  'a#b',
  'a{b};c',
  `'`,
  '"',
] as const

interface Rendered {
  readonly plan: Plan
  readonly files: ReadonlyMap<string, readonly RenderedFile[]>
}

async function render(data: unknown): Promise<Rendered | string> {
  const { spec, problems } = await loadSpec(new TextEncoder().encode(JSON.stringify(data, null, 1)), 'x.yaml')
  const error = problems.find(({ severity }) => severity === 'error')
  if (error) return `${error.code} ${error.sentence}`
  const plan = resolve({ spec: spec!, hash: '0'.repeat(64), tool: '0' })
  return { plan, files: new Map(plan.nodes.map((node) => [node.name, renderNode(plan, node)])) }
}

/** Places of texts that the schema lets an author fill with this one. */
function* open(data: unknown, text: string, path: Path = []): Generator<Path> {
  if (typeof data === 'object' && data !== null) {
    for (const [key, child] of Object.entries(data))
      yield* open(child, text, [...path, Array.isArray(data) ? Number(key) : key])
    return
  }
  const node = typeof data === 'string' ? nodeAt(schema, path) : undefined
  if (!node) return
  const takes = [node, ...branchesOf(schema, node)].some(
    ({ type, pattern, minLength = 0, maxLength = Infinity }) =>
      type === 'string' &&
      new RegExp(String(pattern), 'u').test(text) &&
      text.length >= Number(minLength) &&
      text.length <= Number(maxLength),
  )
  if (takes) yield path
}

/** The data with a text at each of the places. */
function filled(data: unknown, paths: readonly Path[], text: string): unknown {
  const copy = structuredClone(JSON.parse(JSON.stringify(data))) as { [key: string]: unknown }
  for (const path of paths) {
    let parent = copy
    for (const step of path.slice(0, -1)) parent = parent[step] as typeof copy
    parent[path.at(-1)!] = text
  }
  return copy
}

/** The places that a rule, too, has nothing against. */
async function accepted(data: unknown, paths: readonly Path[], text: string): Promise<Path[]> {
  if (typeof (await render(filled(data, paths, text))) !== 'string') return [...paths]
  const out: Path[] = []
  for (const path of paths)
    if (typeof (await render(filled(data, [...out, path], text))) !== 'string') out.push(path)
  return out
}

/** How many words a line of ha.cf has: values are not quoted there, so none may be more than one. */
const words = (line: string): string => String(line.split(/\s+/).length)

/** What a file says beside the values in it: elements and attributes, or lines and what structures them. */
function shape({ path, text }: RenderedFile): string {
  if (/^(<\?xml|<)/.test(text)) {
    const { stdout, status, stderr } = spawnSync('xmllint', ['--nonet', '--c14n', '-'], {
      input: text,
      encoding: 'utf8',
    })
    if (status !== 0) return `not XML: ${stderr}`
    return stdout.replace(/"[^"]*"/g, '""').replace(/>[^<]*</g, '><')
  }
  return text
    .split('\n')
    .map((line) => line.replace(/"(?:[^"\\]|\\.)*"|'[^']*'/g, '""').replace(/^\s*[#!;].*|\s#.*/, ''))
    .map((line) => (path === '/etc/ha.d/ha.cf' ? words(line) : line.replace(/[^{}]/g, '')))
    .join('\n')
}

const examples = exampleNames.map((name) => `${name}.yaml`)
let turn = 0

for (const name of examples) {
  // Some texts for every example, all of them over all examples.
  const texts = [0, 1].map(() => hostile[turn++ % hostile.length]!)
  test(`${name} with ${JSON.stringify(texts)}`, async () => {
    const data = readDocument(readFileSync(join(root, 'examples', name)), name).value as {
      [key: string]: unknown
    }
    data.description ??= tame
    for (const text of texts) {
      const paths = await accepted(data, [...open(data, text)], text)
      assert.ok(paths.length > 0, 'at least the description takes it')
      const bad = await render(filled(data, paths, text))
      const good = await render(filled(data, paths, tame))
      assert.ok(
        typeof bad !== 'string' && typeof good !== 'string',
        `${JSON.stringify(text)} ${JSON.stringify(good)}`,
      )
      const where = `${JSON.stringify(text)} at ${paths.map((path) => path.join('.')).join(', ')}`
      for (const [node, files] of bad.files) {
        // No crmsh script is made of what crmsh cannot hold; of the others there must be neither more nor fewer.
        const tameFiles = good.files
          .get(node)!
          .filter(({ path }) => !path.endsWith('/cib.crm') || files.some((file) => file.path === path))
        assert.equal(
          files.map(({ path }) => path),
          tameFiles.map(({ path }) => path),
          where,
        )
        for (const [i, file] of files.entries()) {
          const before = shape(tameFiles[i]!).split('\n')
          const different = shape(file)
            .split('\n')
            .flatMap((line, at) =>
              line === before[at]
                ? []
                : [
                    `${line.slice(0, 300)} instead of ${before[at]?.slice(0, 300)}: ${file.text.split('\n')[at] ?? ''}`,
                  ],
            )
          assert.is(
            different.length,
            0,
            `${node}:${file.path} has another shape with ${where}\n${different.slice(0, 5).join('\n')}`,
          )
        }
      }
      const { findings } = await proveFiles(bad.plan, bad.files)
      const refused = findings.filter(({ severity }) => severity === 'error')
      const before = refused.length === 0 ? [] : (await proveFiles(good.plan, good.files)).findings
      const told = refused
        .filter(
          ({ file, program }) => !before.some((other) => other.file === file && other.program === program),
        )
        .map(
          ({ node, file, program, sentence, output }) =>
            `${program} on ${node}:${file}: ${sentence}\n${output}`,
        )
      assert.is(told.length, 0, `${where}\n${told.join('\n')}`)
    }
  })
}

test.run()

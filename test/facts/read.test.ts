import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HaError } from '../../src/core/errors.ts'
import { readFacts } from '../../src/facts/read.ts'
import { loadSpec } from '../../src/spec/load.ts'

const test = suite<{ folder: string }>('facts files')
test.before.each(async (context) => {
  context.folder = await mkdtemp(join(tmpdir(), 'facts-'))
})
test.after.each(({ folder }) => rm(folder, { recursive: true }))

const example = new URL('../../examples/kvm.yaml', import.meta.url)
const facts = (versions: object, node = 'node1') => ({ facts: 1, node, versions }) as never

const refused: readonly (readonly [string, string, RegExp])[] = [
  ['not JSON', '{', /not JSON/],
  ['a list', '[]', /not a JSON object/],
  ['another format', '{"facts":3,"node":"node1"}', /reads versions 1 and 2/],
  ['collected facts that were cut', '{"facts":2,"node":"node1"}', /the file lacks "platform"/],
  ['no node', '{"facts":1}', /not a host name/],
  ['an unknown platform', '{"facts":1,"node":"node1","platform":"debian-99"}', /"platform" is "debian-99"/],
  ['an unknown program', '{"facts":1,"node":"node1","versions":{"drbd":"9"}}', /"versions" has "drbd"/],
  [
    'a hostile version',
    '{"facts":1,"node":"node1","versions":{"corosync":"3.1\\n; rm"}}',
    /the version of corosync/,
  ],
]
for (const [name, text, sentence] of refused) {
  test(`refuses ${name}`, async ({ folder }) => {
    const file = join(folder, 'node1.json')
    await writeFile(file, text)
    try {
      await readFacts([file])
    } catch (error) {
      assert.instance(error, HaError)
      assert.match((error as HaError).message, sentence)
      assert.is((error as HaError).where, file)
      return
    }
    assert.unreachable('the file was taken')
  })
}

test('decide the dialect of files', async () => {
  const both = [facts({ 'drbd-module': '9.1.16' }), facts({ 'drbd-module': '9.1.16' }, 'node2')]
  const { spec } = await loadSpec(await readFile(example), 'kvm.yaml', both)
  assert.is(spec?.nodes.node1?.versions?.['drbd-module'], '9.1.16')
  const without = await loadSpec(await readFile(example), 'kvm.yaml')
  const wholly = await loadSpec(await readFile(example), 'kvm.yaml', both)
  assert.is.not(without.hash, wholly.hash, 'the files differ, so the hash in their headers must')
})

test('of another node are an error', async () => {
  const { problems } = await loadSpec(await readFile(example), 'kvm.yaml', [facts({}, 'node3')])
  const found = problems.filter((problem) => problem.code === 'FCT002')
  assert.is(found.length, 1)
  assert.is(found[0]!.sentence, 'There are facts of node3, which is not a node of this cluster.')
})

test('that contradict the spec are an error at the version', async () => {
  const text = (await readFile(example, 'utf8')).replace(
    '  platform: debian-12',
    '  platform: debian-12\n  versions: { drbd-module: 8.4.11 }',
  )
  const { problems } = await loadSpec(Buffer.from(text), 'kvm.yaml', [facts({ 'drbd-module': '8.4.5' })])
  const found = problems.filter((problem) => problem.code === 'FCT001')
  assert.is(found.length, 1)
  assert.match(found[0]!.sentence, /says drbd-module 8\.4\.11 for node1, but 8\.4\.5 was found/)
  assert.is(text.split('\n')[found[0]!.line - 1]!.slice(found[0]!.column - 1, found[0]!.column + 5), '8.4.11')
})

test.run()

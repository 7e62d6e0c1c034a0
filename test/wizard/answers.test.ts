import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Io } from '../../src/commands/command.ts'
import { fromAnswers, fromFacts } from '../../src/commands/init-answers.ts'
import { coloursFor } from '../../src/core/colour.ts'
import type { Facts } from '../../src/facts/types.gen.ts'
import { readDocument } from '../../src/spec/document.ts'
import { allFields } from '../../src/spec/fields.ts'
import { loadSpec } from '../../src/spec/load.ts'
import type { SpecSource } from '../../src/spec/spec.ts'
import { answersText, readAnswers } from '../../src/wizard/answers.ts'
import { allSettings, fieldName, saidFields, unasked } from '../../src/wizard/coverage.ts'
import { answersIn, writtenOf } from '../../src/wizard/draft.ts'
import type { Existing } from '../../src/wizard/draft.ts'
import { takeProposals } from '../../src/wizard/flow.ts'
import type { Ground } from '../../src/wizard/flow.ts'
import { leftToFile } from '../../src/wizard/left-to-file.ts'
import { pages } from '../../src/wizard/pages/index.ts'
import { specOf } from '../../src/wizard/spec-of.ts'
import { exampleNames } from '../example-names.ts'
import { differences, leftToFileOf, meaningOf } from './meaning.ts'

const test = suite<{ folder: string }>('whole clusters from facts and answers')
test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'ha-init-'))
})
test.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }))

const sourceOf = (bytes: Uint8Array): SpecSource => readDocument(bytes, 'test').value as SpecSource

/** The machines of an example in its order, and the files of their facts. */
function machinesOf(example: string): {
  readonly ground: Ground
  readonly facts: Facts[]
  readonly files: string[]
} {
  const { nodes } = sourceOf(readFileSync(`examples/${example}.yaml`))
  const files = Object.keys(nodes).map((name) => `test/wizard/facts/${example}/${name}.json`)
  const facts = files.map((file) => JSON.parse(readFileSync(file, 'utf8')) as Facts)
  const machines = facts.map((one) => ({ name: one.node, facts: one }))
  return { ground: { pages, machines, secrets: new Set() }, facts, files }
}

/** The ground that files of facts are. */
function groundOf(files: readonly string[]): Ground {
  const all = files.map((file) => JSON.parse(readFileSync(file, 'utf8')) as Facts)
  return { pages, machines: all.map((facts) => ({ name: facts.node, facts })), secrets: new Set() }
}

/** An Io that keeps what is said. */
function keeping(): { readonly io: Io; readonly said: { out: string; err: string } } {
  const said = { out: '', err: '' }
  const io = {
    out: (text: string) => (said.out += text),
    err: (text: string) => (said.err += text),
    stdin: () => Promise.reject(new Error('nobody types')),
    colour: coloursFor({ isTTY: false }, []),
    columns: undefined,
    ask: undefined,
    onInterrupt: () => () => {},
  }
  return { io, said }
}

// EXAMPLE.yaml: what somebody types.
const folderOfAnswers = 'test/wizard/answers'
const answered = readdirSync(folderOfAnswers)
  .map((name) => name.replace('.yaml', ''))
  .filter((name) => name !== 'left-to-file')

/** What an example and the answers that are read from it do not have in common. */
async function differencesOf(
  existing: Existing,
  ground: Ground,
  { facts, example }: { readonly facts: readonly Facts[]; readonly example: string },
): Promise<string[]> {
  const { state } = takeProposals({ answers: answersIn(existing, pages, ground.machines), seen: {} }, ground)
  assert.equal([...state.unfit], [])
  const made = (await writtenOf(state.known, 'cluster.yaml', ground, undefined)).text
  const [wanted, got] = [
    await meaningOf(new TextDecoder().decode(existing.bytes), facts, leftToFileOf(example)),
    await meaningOf(made, facts, leftToFileOf(example)),
  ]
  return differences(wanted.plan, got.plan)
}

for (const example of answered) {
  const file = `${folderOfAnswers}/${example}.yaml`
  const text = readFileSync(`examples/${example}.yaml`)
  const { ground, facts, files } = machinesOf(example)

  test(`${example}: init makes the same cluster`, async ({ folder }) => {
    const spec = join(folder, 'cluster.yaml')
    const { io, said } = keeping()
    assert.is(await fromAnswers(spec, file, { flags: { facts: files }, io }), 'ok', said.err)
    const made = readFileSync(spec, 'utf8')
    const [wanted, got] = [
      await meaningOf(text.toString(), facts, leftToFileOf(example)),
      await meaningOf(made, facts, leftToFileOf(example)),
    ]
    // What the example is warned of itself, and what is said of its answers.
    const known = new Set([...wanted.problems.map(({ code }) => code), 'ANS005', 'DRB022', 'LVM004'])
    assert.equal(
      said.err
        .split('\n')
        .filter((line) => /^(error|warning)/.test(line) && ![...known].some((code) => line.includes(code))),
      [],
    )
    assert.equal(differences(wanted.plan, got.plan), [])
    assert.equal(
      got.problems.filter(({ severity }) => severity === 'error'),
      [],
    )
  })

  test(`${example}: what is left to the file is on the review's list, or in what is written`, () => {
    const { state } = takeProposals(readAnswers(readFileSync(file), file).kept, ground)
    const listed = unasked(
      specOf(pages, state.known),
      state.questions.map(({ question }) => question),
    ).flatMap(({ of, keys }) => keys.map((key) => (of === '' ? key : `${of}.${key}`)))
    const said = saidFields(specOf(pages, state.known))
    const asked = state.questions.flatMap(({ question }) => question.fields.map(fieldName))
    const isSeen = (field: string): boolean =>
      [...listed, ...said, ...asked].some(
        (one) => one === field || one.startsWith(`${field}.`) || one.startsWith(`${field}[`),
      )
    for (const field of leftToFileOf(example))
      assert.ok(isSeen(field), `${field} is neither listed, asked nor written`)
  })

  test(`${example}: the answers that its file gives make the same cluster`, async () => {
    const existing = { bytes: text, source: sourceOf(text) }
    assert.equal(await differencesOf(existing, ground, { facts, example }), [])
  })

  // By its path nobody knows a disk again, and what the installation made is nothing that anybody types.
  if (!/path: |existing: true/.test(text.toString()))
    test(`${example}: they do so while its nodes cannot be reached`, async () => {
      const existing = { bytes: text, source: sourceOf(text) }
      const machines = ground.machines.map(({ name }) => ({ name, facts: undefined, trouble: 'no route' }))
      assert.equal(await differencesOf(existing, { ...ground, machines }, { facts, example }), [])
    })
}

for (const example of exampleNames) {
  test(`${example}: opened and written with nothing changed it stays, byte for byte`, async ({ folder }) => {
    const { ground, files } = machinesOf(example)
    const spec = join(folder, 'cluster.yaml')
    const before = readFileSync(`examples/${example}.yaml`)
    writeFileSync(spec, before)
    const answers = answersIn({ bytes: before, source: sourceOf(before) }, pages, ground.machines)
    writeFileSync(join(folder, 'answers.yaml'), answersText({ answers, seen: {} }))
    const { io, said } = keeping()
    await fromAnswers(spec, join(folder, 'answers.yaml'), { flags: { facts: files }, io })
    assert.is(readFileSync(spec, 'utf8'), before.toString(), said.err)
  })
}

test('one answer changes one line of a file that is there', async ({ folder }) => {
  const { ground, files } = machinesOf('kvm')
  const spec = join(folder, 'cluster.yaml')
  const before = readFileSync('examples/kvm.yaml')
  writeFileSync(spec, before)
  const answers = answersIn({ bytes: before, source: sourceOf(before) }, pages, ground.machines)
  assert.is(answers['machines.mail.size'], '8G 4')
  writeFileSync(
    join(folder, 'answers.yaml'),
    answersText({ answers: { ...answers, 'machines.mail.size': '16G 4' }, seen: {} }),
  )
  const { io, said } = keeping()
  assert.is(
    await fromAnswers(spec, join(folder, 'answers.yaml'), { flags: { facts: files }, io }),
    'ok',
    said.err,
  )
  assert.is(
    readFileSync(spec, 'utf8'),
    before.toString().replace('mail: { memory: 8G', 'mail: { memory: 16G'),
  )
})

// What no fact says, by the question that is open: the errors of check that follow from it and from nothing else.
const followsFrom: { readonly [question: string]: readonly string[] } = {
  'fencing.how': ['FEN001', 'DRB022', 'DRB030'],
  'fencing.host': ['FEN022'],
  'fencing.none-because': ['DRB022'],
  'fencing.plugs': ['FEN003', 'SCH008'],
  'network.plan': ['COR001'],
}

for (const name of readdirSync('test/wizard/facts', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)) {
  test(`${name}: a proposal passes check, or says what is open`, async ({ folder }) => {
    const files = readdirSync(`test/wizard/facts/${name}`).map((file) => `test/wizard/facts/${name}/${file}`)
    const spec = join(folder, 'cluster.yaml')
    const { io, said } = keeping()
    assert.is(await fromFacts(spec, { flags: { facts: files }, io }), 'ok', said.err)
    const text = readFileSync(spec, 'utf8')
    // Without a name nothing else is looked at.
    const named = /^name: /m.test(text) ? text : text.replace(/^version: 1$/m, 'version: 1\nname: open')
    const { problems } = await loadSpec(new TextEncoder().encode(named), 'cluster.yaml')
    const errors = problems.filter(({ severity }) => severity === 'error')
    if (named !== text) assert.match(text, /^# - name: /m)
    const { open } = takeProposals({ answers: {}, seen: {} }, groundOf(files))
    const following = open.flatMap(({ question }) => followsFrom[question.id] ?? [])
    for (const { code, sentence } of errors)
      assert.ok(following.includes(code), `${code} ${sentence}\n${text}`)
    if (errors.length > 0) assert.match(text, /still open/)
    const titles = [...said.out.matchAll(/nothing could be proposed: (.*)$/gm)].map(([, title]) => title!)
    const read = text.replaceAll(/\n# +/g, ' ')
    for (const title of titles) assert.ok(read.includes(title), title)
  })
}

test('every key of the schema is asked, written by a page, or listed with its default', () => {
  const asked = new Set<string>()
  // Nobody is asked where the nodes are while files of facts say it.
  for (const question of pages.flatMap((page) => page.questions({ answers: {}, machines: [], seen: {} })))
    for (const field of question.fields) asked.add(fieldName(field))
  for (const example of exampleNames) {
    const { ground } = machinesOf(example)
    const bytes = readFileSync(`examples/${example}.yaml`)
    const answers = answersIn({ bytes, source: sourceOf(bytes) }, pages, ground.machines)
    for (const kept of [answers, {}]) {
      const { state } = takeProposals({ answers: kept, seen: {} }, ground)
      for (const { question } of state.questions)
        for (const field of question.fields) asked.add(fieldName(field))
      for (const field of saidFields(specOf(pages, state.known))) asked.add(field)
    }
  }
  const listed = leftToFile.flatMap(({ of, keys }) =>
    keys.split(' ').map((key) => (of === '' ? key : `${of}.${key}`)),
  )
  assert.equal(
    allSettings().filter((field) => !asked.has(field) && !listed.includes(field)),
    [],
    'ask for it, or list it in src/wizard/left-to-file.ts',
  )
  // A question that names a field which is none would hide one.
  const known = allFields().map(({ path }) => path)
  assert.equal(
    [...asked].filter((field) => !known.includes(field)),
    [],
  )
})

test.run()

import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { run } from '../../src/commands/init.ts'
import type { Invocation } from '../../src/commands/command.ts'
import { coloursFor } from '../../src/core/colour.ts'
import { HaError } from '../../src/core/errors.ts'
import { readDocument } from '../../src/spec/document.ts'
import { answersText, readAnswers } from '../../src/wizard/answers.ts'
import type { Answers } from '../../src/wizard/question.ts'
import { freePort } from '../host/sshd.ts'
import { Typist, factsFiles } from './typist.ts'

const test = suite('answers from a file')

const folder = mkdtempSync(join(tmpdir(), 'wizard-answers-'))
test.after(() => rmSync(folder, { recursive: true, force: true }))
test.before.each(() => {
  for (const name of ['cluster.yaml', 'cluster.answers.yaml', 'cluster.secrets.yaml'])
    rmSync(join(folder, name), { force: true })
})

const at = (name: string): string => join(folder, name)

/** Runs init without anybody to ask; what it said, and its exit code. */
async function init(flags: Invocation['flags']): Promise<{ out: string; err: string; code: string }> {
  let out = ''
  let err = ''
  const code = await run({
    flags: { file: at('cluster.yaml'), ...flags },
    words: [],
    io: {
      out: (text) => void (out += text),
      err: (text) => void (err += text),
      stdin: () => Promise.resolve(new Uint8Array()),
      colour: coloursFor({ isTTY: false }, ['--no-color']),
      columns: undefined,
      ask: undefined,
      onInterrupt: () => () => {},
    },
  })
  return { out, err: err.replaceAll(`${folder}/`, ''), code }
}

function answered(answers: Answers): string {
  writeFileSync(at('a.yaml'), answersText({ answers, seen: {} }))
  return at('a.yaml')
}

/** What somebody answers who wants the cluster of an example. */
const said = (example: string): Answers => Typist.of(example).wanted

test('again they change nothing', async () => {
  const flags = { answers: answered(said('kvm')), facts: factsFiles('kvm') }
  await init(flags)
  const before = readFileSync(at('cluster.yaml'), 'utf8')
  const { code } = await init(flags)
  assert.is(code, 'ok')
  assert.is(readFileSync(at('cluster.yaml'), 'utf8'), before)
})

test('one that is changed changes that in the file that is there, and its comments stay', async () => {
  const answers = said('kvm')
  const facts = factsFiles('kvm')
  await init({ answers: answered(answers), facts })
  const before = readFileSync(at('cluster.yaml'), 'utf8')
  const commented = before.replace('\nnetworks:', '\n# Ask Ada before you touch this.\nnetworks:')
  writeFileSync(at('cluster.yaml'), commented)
  const { code, err } = await init({ answers: answered({ ...answers, 'kind.name': 'prod2' }), facts })
  assert.is(code, 'ok', err)
  assert.is(readFileSync(at('cluster.yaml'), 'utf8'), commented.replace('name: prod1', 'name: prod2'))
})

test('all that is wrong with them is said at once, with its place', async () => {
  writeFileSync(
    at('a.yaml'),
    `# by hand
answers:
  kind.nam: prod1
  kind.profile: kmv
  storage.disks.node1: ZC1A1
`,
  )
  const { code, err } = await init({ answers: at('a.yaml'), facts: factsFiles('kvm') })
  assert.is(code, 'spec')
  assert.match(err, /^a\.yaml:3:3 error ANS006 .*kind\.nam .*\n {2}fix: did you mean kind\.name\?/m)
  assert.match(err, /^a\.yaml:4:\d+ error ANS004 .*kind\.profile .*did you mean kvm\?/m)
  assert.match(err, /^a\.yaml:\d+:\d+ error ANS003 kind\.name has no answer/m)
  assert.match(err, 'nothing was written')
})

for (const [what, text, says] of [
  ['no YAML', 'answers: [', /^a\.yaml:1:\d+ error YML/m],
  ['a list', '- a\n', /^a\.yaml:1:1 error ANS001/m],
  ['an answer that is a mapping', 'answers:\n  kind.name: { a: b }\n', /^a\.yaml:2:\d+ error ANS002/m],
  ['a key that is none', 'answers: {}\nkind.name: prod1\n', /^a\.yaml:2:1 error ANS001/m],
] as const)
  test(`a file that is ${what} is told by its place`, async () => {
    writeFileSync(at('a.yaml'), text)
    const { code, err } = await init({ answers: at('a.yaml'), facts: factsFiles('kvm') })
    assert.is(code, 'spec')
    assert.match(err, says)
  })

test('a machine that cannot be reached is told, and can be gone on without', async () => {
  const hosts = `127.0.0.1:${await freePort()} 127.0.0.1:${await freePort()}`
  const [one = '', two = ''] = hosts.split(' ')
  const { code, err } = await init({ answers: answered({ 'nodes.hosts': hosts }) })
  assert.is(code, 'spec')
  assert.match(err, `nodes.reach.${one} has no answer`)
  assert.match(err, `nodes.reach.${two} has no answer`)
  const without = await init({
    answers: answered({
      'nodes.hosts': hosts,
      [`nodes.reach.${one}`]: 'without',
      [`nodes.reach.${two}`]: 'without',
      'nodes.names': 'node1 node2',
    }),
  })
  assert.not.match(without.err, 'nodes.reach')
  assert.match(without.err, 'kind.name has no answer')
})

test('whatever is kept is read again as it was', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('yes', 'null', '012', '1e3', '~', '- a', 'a: b', '# c', '', ' ', '"'),
  )
  const answer = fc.oneof(text, fc.array(text, { maxLength: 4 }))
  const id = fc.stringMatching(/^[a-z]{1,8}(\.[A-Za-z0-9_.-]{1,8}){1,3}$/)
  const dictionary = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<{ [name: string]: T }> =>
    fc.dictionary(id, value, { maxKeys: 6, noNullPrototype: true })
  fc.assert(
    fc.property(dictionary(answer), dictionary(text), (answers, seen) => {
      const read = readAnswers(new TextEncoder().encode(answersText({ answers, seen })), 'a.yaml')
      assert.equal(read.problems, [])
      assert.equal(read.kept, { answers, seen })
    }),
  )
})

test('numbers and yes are what was typed', () => {
  const read = readAnswers(
    new TextEncoder().encode('answers:\n  a.b: 012\n  a.c: yes\n  a.d: [1, 2.50]\n'),
    'a.yaml',
  )
  assert.equal(read.kept.answers, { 'a.b': '012', 'a.c': 'yes', 'a.d': ['1', '2.50'] })
})

test('a proposal is written out of facts alone, with its reasons, and never over a file', async () => {
  const { code, out } = await init({ 'from-facts': true, facts: factsFiles('kvm') })
  assert.is(code, 'ok')
  assert.match(out, 'nothing could be proposed: What is the cluster called?')
  const text = readFileSync(at('cluster.yaml'), 'utf8')
  assert.match(text, /# How shall the 2 disks on both nodes be joined\? raid1: /)
  // Nobody is asked this where the proposal does; it stands at what it decides, and nowhere else.
  assert.match(text, /# How large may a packet on replication be \(MTU\)\? 9000: .*\n    mtu: 9000\n/)
  assert.not.match(text, /packet on lan/)
  assert.match(text, /# Over which networks do the members talk.*\n#   then.*\nrings: /)
  assert.is((readDocument(Buffer.from(text), 'cluster.yaml').value as { profile: string }).profile, 'kvm')
  try {
    await init({ 'from-facts': true, facts: factsFiles('kvm') })
    assert.unreachable()
  } catch (error) {
    assert.instance(error, HaError)
    assert.is((error as HaError).exit, 'usage')
  }
  assert.is(statSync(at('cluster.yaml')).mode & 0o777, 0o644)
})

test('neither terminal nor answers: it says what else there is', async () => {
  try {
    await init({})
    assert.unreachable()
  } catch (error) {
    assert.is((error as HaError).exit, 'usage')
    assert.match((error as HaError).hint!, /--answers FILE.*init --from-facts/)
  }
})

test.run()

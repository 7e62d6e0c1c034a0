import { readFileSync, readdirSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Facts } from '../../src/facts/types.gen.ts'
import { readDocument } from '../../src/spec/document.ts'
import { merge } from '../../src/spec/merge.ts'
import { kind } from '../../src/wizard/pages/kind.ts'
import { machines } from '../../src/wizard/pages/machines.ts'
import { services } from '../../src/wizard/pages/services.ts'
import { storage } from '../../src/wizard/pages/storage.ts'
import type { Answer, Answers, Known, Machine, Question } from '../../src/wizard/question.ts'
import { whyNot } from '../../src/wizard/typed.ts'
import { holds } from './holds.ts'

const test = suite('the pages about the kind, services and machines')
const pages = [kind, storage, services, machines]

interface Asked {
  readonly proposal?: Answer | null
  readonly because?: string
  readonly 'found-line'?: string
  readonly 'because-of'?: { readonly [name: string]: string }
  readonly refused?: string
}

interface Case {
  readonly what: string
  /** Folder of the machines' facts. */
  readonly facts?: string
  readonly change?: { readonly [node: string]: { readonly [path: string]: unknown } }
  readonly unseen?: { readonly [node: string]: string }
  readonly answers?: Answers
  readonly asked?: { readonly [id: string]: Asked | null }
  readonly part?: unknown
}

const folder = 'test/wizard/cases'
const read = (file: string): unknown =>
  JSON.parse(JSON.stringify(readDocument(readFileSync(file), file).value))

/** What every case of a file begins with. */
const beginnings: { readonly [file: string]: { readonly facts: string; readonly answers: Answers } } = {
  'kind.yaml': { facts: 'kvm', answers: {} },
  'machines.yaml': {
    facts: 'kvm',
    answers: { 'kind.name': 'prod1', 'storage.resources': 'mail 40G, web 20G' },
  },
  'partitions.yaml': { facts: 'seed-001', answers: {} },
  'services.yaml': { facts: 'slackware-heartbeat', answers: { 'network.names': 'lan cable' } },
}

/** The same with one value replaced: `processor.kvm`. */
function changed(facts: Facts, path: string, value: unknown): Facts {
  const [head = '', ...rest] = path.split('.')
  const inner = rest.reduceRight<unknown>((below, key) => ({ [key]: below }), value)
  return merge(facts, { [head]: inner }) as Facts
}

function machinesOf({ facts, change = {}, unseen = {} }: Case, otherwise: string): Machine[] {
  const from = `test/wizard/facts/${facts ?? otherwise}`
  return readdirSync(from)
    .sort()
    .map((file) => {
      const name = file.replace('.json', '')
      if (unseen[name] !== undefined) return { name, facts: undefined, trouble: unseen[name] }
      const found = JSON.parse(readFileSync(`${from}/${file}`, 'utf8')) as Facts
      const values = Object.entries(change[name] ?? {})
      return { name, facts: values.reduce((sum, [path, value]) => changed(sum, path, value), found) }
    })
}

function isAsked(
  question: Question | undefined,
  wanted: Asked | null,
  id: string,
  said: Answer | undefined,
): void {
  if (wanted === null) return assert.is(question, undefined, `${id} is asked`)
  assert.ok(question, `${id} is not asked`)
  if (wanted.proposal === null) assert.is(question.proposal, undefined, `${id} has a proposal`)
  else if (wanted.proposal !== undefined) assert.equal(question.proposal?.answer, wanted.proposal, id)
  if (wanted.because !== undefined) assert.is(question.proposal?.because, wanted.because, id)
  if (wanted['found-line'] !== undefined)
    assert.ok(
      question.found.join(' ').replace(/ +/g, ' ').includes(wanted['found-line'].trim()),
      question.found.join('\n'),
    )
  for (const [name, because] of Object.entries(wanted['because-of'] ?? {}))
    assert.is(question.choices?.find((one) => one.name === name)?.because, because, `${id} ${name}`)
  if (said !== undefined) assert.is(whyNot(question, said), wanted.refused, id)
}

for (const [file, { facts, answers: first }] of Object.entries(beginnings))
  for (const one of read(`${folder}/${file}`) as readonly Case[])
    test(`${file}: ${one.what}`, () => {
      const { answers = {}, asked = {}, part } = one
      const known: Known = { answers: { ...first, ...answers }, machines: machinesOf(one, facts), seen: {} }
      const questions = new Map(pages.flatMap((page) => page.questions(known)).map((each) => [each.id, each]))
      for (const [id, wanted] of Object.entries(asked)) isAsked(questions.get(id), wanted, id, answers[id])
      for (const [id, answer] of Object.entries(answers)) {
        const question = questions.get(id)
        assert.ok(question, `${id} is not asked; there are ${[...questions.keys()].join(' ')}`)
        if (asked[id]?.refused === undefined) assert.is(whyNot(question, answer), undefined, id)
      }
      const made = pages.reduce<unknown>((sum, page) => merge(sum, page.part(known)), {})
      if (part !== undefined) holds(made, part, 'part')
      for (const { id, title, found, explanation } of questions.values()) {
        assert.match(title, /\?( \([^)]*\))?$/, id)
        for (const line of [...found, ...explanation]) assert.ok(line.length <= 78, `${id}: ${line}`)
      }
    })

test('every file of cases is read', () => {
  assert.equal(readdirSync(folder).sort(), Object.keys(beginnings).sort())
})

test.run()

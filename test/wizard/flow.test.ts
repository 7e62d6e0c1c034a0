import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { stateOf, takeProposals, withAnswer } from '../../src/wizard/flow.ts'
import type { Ground, Kept, Placed } from '../../src/wizard/flow.ts'
import { questionFor } from '../../src/wizard/problem-question.ts'
import type { Known, Page, Question } from '../../src/wizard/question.ts'

const test = suite('from answer to answer')

const question = (id: string, more: Partial<Question> = {}): Question => ({
  id,
  kind: 'text',
  title: `${id}?`,
  found: [],
  explanation: [],
  fields: [],
  ...more,
})

/** RAID level, a spare where there is redundancy, and a name with the level in its proposal. */
const page: Page = {
  id: 'disks',
  title: 'Disks',
  questions: ({ answers }: Known) => [
    question('disks.level', { kind: 'one', choices: ['one', 'none'].map((name) => ({ name, label: name })) }),
    ...(answers['disks.level'] === 'one'
      ? [question('disks.spare', { check: (answer) => (answer === 'sda' ? 'sda is taken.' : undefined) })]
      : []),
    question('disks.name', {
      proposal: { answer: `md-${String(answers['disks.level'] ?? 'none')}`, because: 'so' },
    }),
    question('disks.password', { kind: 'secret', secret: 'disk' }),
  ],
  part: () => ({}),
  answersOf: () => ({}),
}
const ground: Ground = { pages: [page], machines: [], secrets: new Set() }
const nothing: Kept = { answers: {}, seen: {} }
const idsOf = (questions: readonly Placed[]): string[] => questions.map(({ question: { id } }) => id)

test('the first question without an answer comes next', () => {
  assert.is(stateOf(nothing, ground).next?.question.id, 'disks.level')
  const kept = withAnswer(nothing, 'disks.level', 'one')
  assert.is(stateOf(kept, ground).next?.question.id, 'disks.spare')
  assert.equal(idsOf(stateOf(kept, ground).questions), [
    'disks.level',
    'disks.spare',
    'disks.name',
    'disks.password',
  ])
})

test('an answer whose question is gone waits, and counts again when it comes back', () => {
  const kept = withAnswer(withAnswer(nothing, 'disks.level', 'one'), 'disks.spare', 'sdb')
  const without = withAnswer(kept, 'disks.level', 'none')
  assert.equal(stateOf(without, ground).known.answers, { 'disks.level': 'none' })
  assert.is(without.answers['disks.spare'], 'sdb')
  const again = withAnswer(without, 'disks.level', 'one')
  assert.equal(stateOf(again, ground).known.answers, { 'disks.level': 'one', 'disks.spare': 'sdb' })
})

test('an answer that does not fit any more is asked again, with the reason', () => {
  const kept = withAnswer(withAnswer(nothing, 'disks.level', 'one'), 'disks.spare', 'sda')
  const state = stateOf(kept, ground)
  assert.is(state.next?.question.id, 'disks.spare')
  assert.equal(state.unfit.get('disks.spare'), { answer: 'sda', because: 'sda is taken.' })
})

test('a secret is answered when the file of secrets has it', () => {
  const kept = withAnswer(withAnswer(nothing, 'disks.level', 'none'), 'disks.name', 'x')
  assert.is(stateOf(kept, ground).next?.question.id, 'disks.password')
  assert.is(stateOf(kept, { ...ground, secrets: new Set(['disk']) }).next, undefined)
})

test('proposals are taken, and what has none is left open, all at once', () => {
  const { state, taken, open } = takeProposals(withAnswer(nothing, 'disks.level', 'one'), ground)
  assert.equal(taken, { 'disks.name': 'md-one' })
  assert.equal(
    open.map((one) => one.question.id),
    ['disks.spare', 'disks.password'],
  )
  assert.is(state.known.answers['disks.name'], 'md-one')
})

test('a problem leads to the question that decides its field, of its own node first', () => {
  const placed = (id: string, fields: readonly string[]): Placed => ({
    page,
    question: question(id, { fields }),
  })
  const questions = [
    placed('nodes.names', ['nodes']),
    placed('storage.disks.node1', ['nodes.*.disks']),
    placed('storage.disks.node2', ['nodes.*.disks']),
    placed('storage.raid', ['node-defaults.raid']),
    placed('cluster.rings', ['rings']),
    placed('fencing.how', ['fencing.devices', 'fencing.sbd']),
  ]
  const to = (...path: (string | number)[]): string | undefined => questionFor({ path }, questions)
  assert.is(to('nodes', 'node2', 'disks', 'data1'), 'storage.disks.node2')
  assert.is(to('nodes', 'node1', 'disks'), 'storage.disks.node1')
  assert.is(to('nodes', 'node1'), 'nodes.names')
  assert.is(to('nodes', 'node2', 'raid', 'md0'), 'storage.raid')
  assert.is(to('rings', 0), 'cluster.rings')
  assert.is(to('fencing'), 'fencing.how')
  assert.is(to('vms', 'mail'), undefined)
})

test.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Answer, Question } from '../../src/wizard/question.ts'
import { meaningOf, whyNot } from '../../src/wizard/typed.ts'

const test = suite('what is meant by what is typed')

const question = (more: Partial<Question>): Question => ({
  id: 'page.thing',
  kind: 'text',
  title: 'What?',
  found: [],
  explanation: [],
  fields: [],
  ...more,
})

const disks = question({
  kind: 'many',
  choices: [
    { name: 'sda', label: '500G', because: 'the system is on it' },
    ...['sdb', 'sdc', 'sdd', 'sde'].map((name) => ({ name, label: '4T' })),
  ],
})
const levels = question({
  kind: 'one',
  choices: ['10', '1', 'none'].map((name) => ({ name, label: `RAID ${name}` })),
})
const kinds = question({
  kind: 'one',
  choices: ['kvm', 'blade'].map((name) => ({ name, label: name })),
  looks: [{ word: 'blink', does: 'blinks', with: { cards: 'lan0' } }],
})
const name = question({ check: (answer) => (answer === 'bad' ? 'It is bad.' : undefined) })
const address = question({ optional: true })
const yesNo = question({ kind: 'yes-no' })
const secret = question({ kind: 'secret', secret: 'bmc' })

interface Case {
  readonly of: Question
  readonly typed: string
  readonly now?: Answer
  /** An answer, a word of ours, or the beginning of why not. */
  readonly means: Answer | { readonly is: string } | { readonly because: RegExp }
}
const cases: readonly Case[] = [
  { of: disks, typed: '1 3', means: ['sdb', 'sdd'] },
  { of: disks, typed: '1-3', means: ['sdb', 'sdc', 'sdd'] },
  { of: disks, typed: '4,2', means: ['sdc', 'sde'] },
  { of: disks, typed: 'sde 1', means: ['sdb', 'sde'] },
  { of: disks, typed: 'all', means: ['sdb', 'sdc', 'sdd', 'sde'] },
  { of: disks, typed: 'none', means: { because: /At least one/ } },
  { of: { ...disks, optional: true }, typed: 'none', means: [] },
  { of: disks, typed: '2-9', means: { because: /from 1 to 4/ } },
  { of: disks, typed: '0', means: { because: /from 1 to 4/ } },
  { of: disks, typed: 'sda', means: { because: /sda cannot be chosen: the system is on it/ } },
  { of: disks, typed: 'sdbb', means: { because: /did you mean sdb\?/ } },
  { of: disks, typed: '', now: ['sdb'], means: ['sdb'] },
  { of: disks, typed: '', now: ['sda'], means: { because: /cannot be chosen/ } },
  { of: disks, typed: '', means: { because: /no proposal/ } },
  { of: levels, typed: '1', means: '1' },
  { of: levels, typed: '2', means: { because: /There is no 2/ } },
  { of: kinds, typed: '2', means: 'blade' },
  { of: kinds, typed: 'KVM', means: 'kvm' },
  { of: kinds, typed: 'blink lan0', means: { is: 'look' } },
  { of: kinds, typed: '?', means: { is: 'explain' } },
  { of: kinds, typed: ' < ', means: { is: 'back' } },
  { of: kinds, typed: 'q', means: { is: 'leave' } },
  { of: kinds, typed: '+', means: { is: 'further' } },
  { of: name, typed: 'bad', means: { because: /It is bad/ } },
  { of: name, typed: '  prod1  ', means: 'prod1' },
  { of: name, typed: '=q', means: 'q' },
  { of: name, typed: '', means: { because: /no proposal/ } },
  { of: address, typed: '', means: '' },
  { of: address, typed: 'none', means: '' },
  { of: address, typed: '=none', means: 'none' },
  { of: name, typed: 'none', means: 'none' },
  { of: yesNo, typed: 'Y', means: 'yes' },
  { of: yesNo, typed: 'maybe', means: { because: /yes or no/ } },
  { of: secret, typed: ' q ', means: ' q ' },
  { of: secret, typed: 'q', means: 'q' },
  { of: secret, typed: '', means: { because: /empty/ } },
  { of: secret, typed: '<', means: { is: 'back' } },
]
for (const { of, typed, now, means } of cases)
  test(`${of.kind}: "${typed}"${now === undefined ? '' : ` for ${JSON.stringify(now)}`}`, () => {
    const meaning = meaningOf(of, typed, now)
    if (typeof means === 'string' || Array.isArray(means))
      assert.equal(meaning, { is: 'answer', answer: means })
    else if ('because' in (means as object)) {
      assert.is(meaning.is, 'nothing')
      assert.match((meaning as { because: string }).because, (means as { because: RegExp }).because)
    } else assert.is(meaning.is, (means as { is: string }).is)
  })

test('of a file the same holds', () => {
  assert.match(whyNot(disks, 'sdb')!, /list/)
  assert.match(whyNot(kinds, ['kvm'])!, /not a list/)
  assert.match(whyNot(disks, ['sdb', 'sdb'])!, /twice/)
  assert.is(whyNot(disks, ['sdc']), undefined)
  assert.match(whyNot(kinds, '1')!, /There is no 1/)
})

test.run()

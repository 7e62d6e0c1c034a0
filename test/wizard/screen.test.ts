import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { coloursFor } from '../../src/core/colour.ts'
import type { Question } from '../../src/wizard/question.ts'
import { screenOf } from '../../src/wizard/screen.ts'

const test = suite('screens of the wizard')

const names = Array.from({ length: 30 }, (_, i) => `ZC${i}`)

const disks = (answer: readonly string[]): Question => ({
  id: 'storage.disks',
  kind: 'many',
  title: 'Which disks?',
  found: [],
  // The third cannot be chosen, so the numbers do not count it.
  choices: names.map((name, i) => ({ name, label: '3.6T', ...(i === 2 && { because: 'it is in use' }) })),
  proposal: { answer, because: 'they are blank' },
  explanation: [],
  fields: [],
})

const footOf = (question: Question): string =>
  screenOf(
    { question, title: 'Storage', progress: '', before: undefined, notes: [], offset: 0 },
    { columns: 80, rows: 24 },
    coloursFor({ isTTY: false }, []),
  ).lines.find((line) => line.startsWith('Enter takes')) ?? ''

test('many choices are proposed by their numbers, which can be typed', () => {
  const without = names.filter((_, i) => i !== 2 && i !== 10)
  assert.is(footOf(disks(without)), 'Enter takes: 28 of them: 1-9 11-29 (they are blank)')
})

test('a few are named', () => {
  assert.is(footOf(disks(names.slice(3, 6))), 'Enter takes: ZC3 ZC4 ZC5 (they are blank)')
})

test.run()

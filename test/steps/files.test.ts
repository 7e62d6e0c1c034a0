import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { steps } from '../../steps/index.ts'
import type { Action } from '../../src/run/step.ts'
import { actionsOf, examples } from './plans.ts'

/** What an action puts. */
const putsOf = (action: Action): readonly string[] =>
  action.do === 'put' ? [action.path] : action.do === 'run' ? (action.puts ?? []) : []

const test = suite('files on nodes')

for (const example of examples) {
  test(`${example.name}: every rendered file is put by exactly one step`, () => {
    const putBy = new Map<string, string[]>()
    for (const step of steps)
      for (const action of actionsOf(step, example))
        for (const path of putsOf(action)) putBy.set(path, [...(putBy.get(path) ?? []), step.id])
    const wrong = example.files.flatMap(({ path }) => {
      const by = putBy.get(path) ?? []
      if (by.length === 1) return []
      return [`${path}: ${by.length === 0 ? 'no step' : by.join(' and ')}`]
    })
    assert.equal(wrong, [])
  })
}

test.run()

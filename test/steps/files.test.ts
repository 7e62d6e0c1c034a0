import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { steps } from '../../steps/index.ts'
import type { Action } from '../../src/run/step.ts'
import { actionsOf, examples } from './plans.ts'

/** What an action puts. */
const putsOf = (action: Action): readonly string[] =>
  action.do === 'put' ? [action.path] : action.do === 'run' ? (action.puts ?? []) : []

const test = suite('files on nodes')

/** Files whose step is still to be written. Shrinks; is empty when the bootstrap is whole. */
const missing: readonly RegExp[] = [
  /^\/etc\/default\/grub\.d\//,
  /^\/etc\/ha-bootstrap\/(debconf|grub)/,
  /^\/etc\/(lvm|mdadm)\//,
  /^\/etc\/multipath/,
  /^\/etc\/udev\/rules.d\/61-/,
]

for (const example of examples) {
  test(`${example.name}: every rendered file is put by exactly one step`, () => {
    const putBy = new Map<string, string[]>()
    for (const step of steps)
      for (const action of actionsOf(step, example))
        for (const path of putsOf(action)) putBy.set(path, [...(putBy.get(path) ?? []), step.id])
    const wrong = example.files.flatMap(({ path }) => {
      const by = putBy.get(path) ?? []
      if (by.length === 1) return []
      if (by.length === 0 && missing.some((pattern) => pattern.test(path))) return []
      return [`${path}: ${by.length === 0 ? 'no step' : by.join(' and ')}`]
    })
    assert.equal(wrong, [])
  })
}

test('what no step puts yet is not put by one', () => {
  const put = new Set(
    examples.flatMap((example) => steps.flatMap((step) => actionsOf(step, example).flatMap(putsOf))),
  )
  const all = new Set(examples.flatMap(({ files }) => files.map(({ path }) => path)))
  for (const pattern of missing) {
    const paths = [...all].filter((path) => pattern.test(path))
    assert.ok(
      paths.some((path) => !put.has(path)),
      `${pattern} is put: take it from the list of what is missing`,
    )
  }
})

test.run()

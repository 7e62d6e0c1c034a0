import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readDocument } from '../../src/spec/document.ts'
import type { SpecSource } from '../../src/spec/spec.ts'
import { allSettings, saidFields, unasked } from '../../src/wizard/coverage.ts'
import { leftToFile } from '../../src/wizard/left-to-file.ts'
import { exampleNames } from '../example-names.ts'

const test = suite('what is asked, and what is left to the file')

const listed = leftToFile.flatMap(({ of, keys }) =>
  keys.split(' ').map((key) => (of === '' ? key : `${of}.${key}`)),
)

test('what is listed are settings, and each once', () => {
  const all = allSettings()
  for (const [i, field] of listed.entries()) {
    assert.ok(all.includes(field), `${field} is no setting of cluster.yaml`)
    assert.is(listed.indexOf(field), i, `${field} is listed twice`)
  }
})

for (const example of exampleNames) {
  const file = `${example}.yaml`
  const spec = readDocument(readFileSync(`examples/${file}`), file).value as SpecSource
  test(`${file}: nothing that it says is listed as a default`, () => {
    const said = saidFields(spec)
    assert.ok(said.length > 20)
    for (const { of, keys } of unasked(spec, []))
      for (const key of keys) assert.not.ok(said.includes(of === '' ? key : `${of}.${key}`), `${of}.${key}`)
  })
}
test.run()

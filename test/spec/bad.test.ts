import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { badFolder, differences, expectationsOf, malformed, problemsOf } from './bad-spec.ts'

const test = suite('bad specs')
const names = readdirSync(badFolder).sort()

for (const name of names) {
  test(name, async () => {
    const path = join(badFolder, name)
    const expected = expectationsOf(readFileSync(path, 'utf8'))
    const problems = await problemsOf(path)
    const faults = [...differences(name, expected, problems), ...problems.flatMap(malformed)]
    assert.is(faults.length, 0, `${name}\n  ${faults.join('\n  ')}`)
  })
}

test('there are at least 300', () => {
  assert.ok(names.length >= 300, `${names.length} files`)
})

test('there is nothing but YAML files', () => {
  assert.equal(
    names.filter((name) => !name.endsWith('.yaml')),
    [],
  )
})

test.run()

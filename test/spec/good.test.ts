import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadSpec } from '../../src/spec/load.ts'
import { exampleNames } from '../example-names.ts'
import { expectation, goodFolder, root } from './bad-spec.ts'

const test = suite('good specs')
const files = [
  ...readdirSync(goodFolder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => join(goodFolder, name)),
  ...exampleNames.map((name) => join(root, 'examples', `${name}.yaml`)),
]

for (const file of files) {
  test(file.slice(root.length + 1), async () => {
    const { problems, spec } = await loadSpec(readFileSync(file), file)
    assert.equal(
      problems.filter(({ severity }) => severity === 'error').map(expectation),
      [],
    )
    assert.ok(spec, 'a spec comes out')
  })
}

test('the examples are among them', () => {
  assert.ok(files.some((file) => file.endsWith('examples/kvm.yaml')))
})

test.run()

import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readDocument } from '../../src/spec/document.ts'
import { loadSpec } from '../../src/spec/load.ts'
import type { LoadedSpec } from '../../src/spec/load.ts'
import { isTree } from '../../src/spec/merge.ts'
import type { Tree } from '../../src/spec/merge.ts'
import { kindOf } from '../../src/spec/schema-node.ts'
import type { Path } from '../../src/spec/spec.ts'
import { badFolder, expectation, expectationsOf } from './bad-spec.ts'

const test = suite('specs with values that are not known')

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const load = (data: unknown): Promise<LoadedSpec> => loadSpec(utf8(JSON.stringify(data)), 'cluster.yaml')

/** What rules say; breaches of the schema are what makes them know less. */
const ofRules = ({ problems }: LoadedSpec): string[] =>
  problems.filter(({ code }) => !/^(SCH|YML)/.test(code)).map(({ code, sentence }) => `${code} ${sentence}`)

const strangers: readonly unknown[] = [{ surprise: true }, ['surprise', 7], -7.5, 'sur prise', null]

/** The same data with something else at one place, or with another key there. */
function* spoilt(data: unknown, path: Path = []): Generator<readonly [where: string, data: unknown]> {
  const where = path.join('.')
  if (path.length > 0)
    for (const stranger of strangers) if (typeof data !== 'object' || kindOf(data) !== kindOf(stranger)) yield [`${where}: ${JSON.stringify(stranger)}`, stranger]
  if (Array.isArray(data))
    for (const [i, item] of data.entries())
      for (const [what, other] of spoilt(item, [...path, i])) yield [what, data.map((old: unknown, at) => (at === i ? other : old))]
  else if (isTree(data))
    for (const [key, value] of Object.entries(data)) {
      for (const [what, other] of spoilt(value, [...path, key])) yield [what, { ...data, [key]: other }]
      const { [key]: _, ...others } = data
      yield [`${where}.${key}x`, { ...others, [`${key}x`]: value }]
      yield [`${where}.${key} as surprise`, { ...others, surprise: value }]
      yield [`${where} without ${key}`, others]
    }
}

for (const name of ['kvm', 'proxmox-raid10', 'blade-fencing', 'slackware-heartbeat'])
  test(`${name}: with any one place wrong, rules say nothing that they would not say with it right`, async () => {
    const data = readDocument(readFileSync(join('examples', `${name}.yaml`)), name).value
    const right = new Set(ofRules(await load(data)))
    let tried = 0
    for (const [where, other] of spoilt(data)) {
      const loaded = await load(other)
      // What is only missing, or something else, is what the file says.
      if (loaded.spec) continue
      tried++
      const untrue = ofRules(loaded).filter((line) => !right.has(line))
      assert.equal(untrue, [], where)
    }
    assert.ok(tried > 100, `${tried} tried`)
  })

test('with the key of the profile misspelt, rules do not take for missing what it says', async () => {
  const known: string[] = []
  for (const example of readdirSync('examples').filter((name) => name.endsWith('.yaml'))) {
    const data = readDocument(readFileSync(join('examples', example)), example).value as Tree
    const { profile, ...others } = data
    const right = new Set(ofRules(await load(data)))
    const wrong = await load({ ...others, profil: profile })
    assert.equal(
      ofRules(wrong).filter((line) => !right.has(line)),
      [],
      example,
    )
    if (typeof profile === 'string') known.push(profile)
  }
  assert.ok(known.includes('kvm-live-migration'))
})

const breaches = readdirSync(badFolder).filter((name) => !/^(SCH|YML)/.test(name))

test('what has nothing to do with a wrong value is found besides it, in every bad spec', async () => {
  for (const name of breaches) {
    const text = readFileSync(join(badFolder, name), 'utf8')
    const { problems } = await loadSpec(utf8(text.replace(/^version: 1$/m, 'version: 2')), name)
    const found = problems.map(expectation)
    assert.ok(
      found.some((line) => line.includes('SCH004 version is 2')),
      name,
    )
    for (const line of expectationsOf(text).problems) assert.ok(found.includes(line), `${name}: ${line}`)
  }
})

test.run()

import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { matchCards } from '../../src/facts/match-cards.ts'
import { matchDisks } from '../../src/facts/match.ts'
import validate from '../../src/facts/validate.gen.js'
import { nodeInterfaces } from '../../src/spec/interfaces.ts'
import { loadSpec } from '../../src/spec/load.ts'
import { wantedDisk } from '../../src/wizard/storage/answers.ts'
import { exampleNames } from '../example-names.ts'
import { allFixtures, examples, folder, text } from './facts/make.ts'

const test = suite('facts of machines that fit the examples')

const made = await allFixtures()

test('the files are those that the script makes', () => {
  for (const [path, facts] of made) {
    const file = join(folder, path)
    assert.ok(existsSync(file), `${file} is missing: node --import tsx ${folder}/make.ts`)
    assert.is(readFileSync(file, 'utf8'), text(facts), `${file}: node --import tsx ${folder}/make.ts`)
  }
  const there = (readdirSync(folder, { recursive: true }) as string[]).filter((name) =>
    name.endsWith('.json'),
  )
  assert.equal(there.sort(), [...made.keys()].sort())
})

test('they are facts', () => {
  for (const [path, facts] of made)
    assert.ok(validate(facts), `${path}: ${JSON.stringify(validate.errors?.slice(0, 2))}`)
})

test('every example has machines', () => {
  assert.equal(exampleNames, [...examples].sort())
})

for (const example of examples) {
  const file = `examples/${example}.yaml`
  const { spec } = await loadSpec(readFileSync(file), file)
  for (const [name, node] of Object.entries(spec!.nodes)) {
    const facts = made.get(`${example}/${name}.json`)!
    test(`${example}: the disks of ${name} are there, and free unless the installer used them`, () => {
      const wanted = Object.entries(node.disks ?? {}).map(([label, said]) => ({
        ...wantedDisk(label, said),
        sizeBytes: typeof said.size === 'number' ? said.size : undefined,
      }))
      for (const match of matchDisks(wanted, facts.disks)) {
        if (match.found !== 'one') throw new Error(`${match.name}: ${match.text}`)
        assert.is(match.size, undefined, match.name)
        const isInstalled = Object.values(node.raid ?? {}).some(
          ({ existing, devices }) =>
            existing && devices.some((device) => device.startsWith(`${match.name}/`)),
        )
        const isRoot = match.disk.system && name === 'nettop'
        if (!isInstalled && !isRoot) assert.equal(match.reasons, [], match.name)
        else assert.ok(match.disk.system, match.name)
      }
    })
    test(`${example}: the cards of ${name} are there`, () => {
      const wanted = [...nodeInterfaces(spec!, name)]
        .filter(([, { kind, value }]) => kind === 'nic' && value.mac !== undefined)
        .map(([label, { value }]) => ({ name: label, mac: value.mac }))
      assert.ok(wanted.length > 0)
      for (const match of matchCards(wanted, facts.network.interfaces))
        assert.is(match.found, 'one', match.name)
    })
  }
  test(`${example}: check takes the facts`, async () => {
    const facts = Object.keys(spec!.nodes).map((name) => {
      const { platform, versions } = made.get(`${example}/${name}.json`)!
      return { facts: 1 as const, node: name, ...(platform !== null && { platform }), versions }
    })
    const { problems } = await loadSpec(readFileSync(file), file, facts)
    assert.equal(
      problems.filter(({ severity }) => severity === 'error'),
      [],
    )
  })
}

test.run()

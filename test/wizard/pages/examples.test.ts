import { readFileSync, readdirSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { SpecSource } from '../../../src/spec/spec.ts'
import type { Answers } from '../../../src/wizard/question.ts'
import { takeProposals } from '../../../src/wizard/flow.ts'
import { kind } from '../../../src/wizard/pages/kind.ts'
import { differences, exchanged, knownOf, machinesOf, pages, partOf, planOf, sourceOf } from './machines.ts'

const test = suite('network, cluster and fencing of the examples')

/** What is said nowhere in the wizard stays a matter of the file. */
function withoutExotic(source: SpecSource): SpecSource {
  const text = JSON.stringify(source, (key, value: unknown) => (key === 'offload' ? undefined : value))
  return JSON.parse(text) as SpecSource
}

// test/wizard/pages/answers/EXAMPLE.json: what somebody types who wants that cluster; all else is taken as proposed.
const folder = 'test/wizard/pages/answers'
for (const file of readdirSync(folder).sort()) {
  const example = file.replace('.json', '')
  test(`${example}: from what was found and what is typed`, () => {
    const source = withoutExotic(sourceOf(example))
    const machines = machinesOf(example, Object.keys(source.nodes))
    const said = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Answers
    const known = knownOf(machines, { 'kind.profile': source.profile!, ...said })
    assert.equal(differences(planOf(exchanged(source, partOf(known))), planOf(source)), [])
  })

  test(`${example}: every answer is to a question, and a possible one`, () => {
    const source = sourceOf(example)
    const machines = machinesOf(example, Object.keys(source.nodes))
    const said = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Answers
    const kept = { answers: { 'kind.profile': source.profile!, ...said }, seen: {} }
    const secrets = new Set(['bmc', 'ipmi'].flatMap((kind) => machines.map(({ name }) => `${kind}-${name}`)))
    const ground = { pages: [kind, ...pages], machines, secrets: new Set([...secrets, 'chassis', 'pdu']) }
    const { state, open } = takeProposals(kept, ground)
    for (const id of Object.keys(said)) assert.ok(state.known.answers[id] !== undefined, `nothing asks ${id}`)
    assert.equal([...state.unfit.keys()], [])
    assert.equal(
      open.map(({ question }) => question.id).filter((id) => id !== 'kind.name'),
      [],
    )
    assert.equal(
      differences(
        planOf(exchanged(withoutExotic(source), partOf(state.known))),
        planOf(withoutExotic(source)),
      ),
      [],
    )
  })

  test(`${example}: from the file that is there`, () => {
    const source = withoutExotic(sourceOf(example))
    const machines = machinesOf(example, Object.keys(source.nodes))
    const answers = Object.assign({}, ...pages.map((page) => page.answersOf(source, machines))) as Answers
    const known = knownOf(machines, { 'kind.profile': source.profile!, ...answers })
    assert.equal(differences(planOf(exchanged(source, partOf(known))), planOf(source)), [])
  })

  test(`${example}: from the file that is there, with nodes that cannot be reached`, () => {
    const source = withoutExotic(sourceOf(example))
    const machines = machinesOf('none', Object.keys(source.nodes))
    const answers = Object.assign({}, ...pages.map((page) => page.answersOf(source, machines))) as Answers
    const known = knownOf(machines, { 'kind.profile': source.profile!, ...answers })
    assert.equal(differences(planOf(exchanged(source, partOf(known))), planOf(source)), [])
  })
}

test.run()

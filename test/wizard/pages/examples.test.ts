import { readFileSync, readdirSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { SpecSource } from '../../../src/spec/spec.ts'
import type { Answers } from '../../../src/wizard/question.ts'
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
    const known = knownOf(machines, { 'kind.profile': source.profile!, ...said })
    const questions = pages.flatMap((page) => page.questions(known))
    for (const [id, answer] of Object.entries(said)) {
      const question = questions.find((one) => one.id === id)
      assert.ok(question, `nothing asks ${id}; there are ${questions.map((one) => one.id).join(' ')}`)
      assert.is(question.check?.(answer), undefined, id)
    }
    for (const question of questions)
      if (question.kind !== 'secret' && known.answers[question.id] === undefined)
        assert.ok(question.proposal, `${question.id} has neither answer nor proposal`)
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

import { readFileSync, readdirSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { stateOf } from '../../../src/wizard/flow.ts'
import { kind } from '../../../src/wizard/pages/kind.ts'
import type { Question } from '../../../src/wizard/question.ts'
import { cases, folder, textOf } from './golden.ts'
import { machinesOf, pages } from './machines.ts'

const test = suite('what network, cluster and fencing ask')

for (const [name, one] of Object.entries(cases)) {
  test(`${name} is asked as it was read over`, () => {
    const file = `${folder}/${name}.txt`
    assert.is(
      textOf(one),
      readFileSync(file, 'utf8'),
      `${file}: node --import tsx test/wizard/pages/golden.ts`,
    )
  })
}

test('there is no text of a case that is gone', () => {
  assert.equal(
    readdirSync(folder).sort(),
    Object.keys(cases)
      .map((name) => `${name}.txt`)
      .sort(),
  )
})

/** All questions of a case, the quiet ones too. */
function questionsOf(name: string): Question[] {
  const { facts, nodes = ['node1', 'node2'], answers } = cases[name]!
  const machines = machinesOf(facts, nodes)
  const { known } = stateOf({ answers, seen: {} }, { pages: [kind, ...pages], machines, secrets: new Set() })
  return pages.flatMap((page) => page.questions(known))
}

for (const name of Object.keys(cases)) {
  test(`${name}: every question fits a screen and is whole`, () => {
    const ids = new Set<string>()
    for (const { id, title, found, choices, proposal, explanation, check, fields, kind: sort } of questionsOf(
      name,
    )) {
      assert.not.ok(ids.has(id), `${id} is there twice`)
      ids.add(id)
      assert.match(title, /\?$/, id)
      assert.ok(title.length <= 78, `${id}: ${title}`)
      for (const line of [...found, ...explanation]) {
        assert.ok(line.length <= 78, `${id}: ${line}`)
        assert.match(line, /^[\x20-\x7e]*$/, id)
      }
      assert.ok(explanation.length > 0, `${id} explains nothing`)
      assert.ok(fields.length > 0, `${id} decides nothing`)
      for (const choice of choices ?? []) {
        assert.not.match(choice.name, /\s/, id)
        const line = `${choice.name}  ${choice.label}${choice.because === undefined ? '' : `: ${choice.because}`}`
        assert.ok(line.length <= 74, `${id}: ${line}`)
      }
      if (!proposal) continue
      assert.ok(proposal.because.length > 0, id)
      if (sort === 'one' || sort === 'many')
        for (const answer of [proposal.answer].flat()) {
          const choice = choices?.find((one) => one.name === answer)
          assert.ok(choice, `${id} proposes ${answer}, which is no choice`)
          assert.is(choice.because, undefined, `${id} proposes ${answer}, which cannot be chosen`)
        }
      assert.is(check?.(proposal.answer), undefined, `${id} does not take its own proposal`)
    }
  })
}

test.run()

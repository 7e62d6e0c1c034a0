import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { columnsOf, partOf, redraw } from '../../src/wizard/line.ts'
import type { Shown } from '../../src/wizard/line.ts'

const test = suite('the line that is typed')

/** What a terminal shows that knows text and backspaces: its columns, and where the cursor stands. */
class Paper {
  readonly columns: string[] = []
  at = 0

  write(codes: string): void {
    for (const one of Array.from(codes)) {
      if (one === '\b') this.at = Math.max(0, this.at - 1)
      else if (columnsOf(one) === 0) this.columns[this.at - 1] += one
      else {
        this.columns[this.at] = one
        // The second half of a wide character.
        for (let i = 1; i < columnsOf(one); i++) this.columns[this.at + i] = ''
        this.at += columnsOf(one)
      }
    }
  }

  get text(): string {
    return this.columns.join('').trimEnd()
  }
}

const letter = fc.constantFrom('a', 'B', '7', '-', 'é', 'ß', '日', '本', '한', 'Ａ')
const shown = fc
  .tuple(fc.array(letter, { maxLength: 30 }), fc.nat())
  .map(([letters, at]): Shown => ({ text: letters.join(''), cursor: at % (letters.length + 1) }))

test('whatever becomes of it, the terminal shows it, with the cursor at its place', () => {
  fc.assert(
    fc.property(fc.array(shown, { minLength: 1, maxLength: 8 }), (states) => {
      const paper = new Paper()
      let before: Shown = { text: '', cursor: 0 }
      for (const state of states) {
        paper.write(redraw(before, state))
        assert.is(paper.text, state.text)
        assert.is(paper.at, columnsOf(state.text.slice(0, state.cursor)))
        before = state
      }
    }),
  )
})

test('never more than fits, and always with what is around the cursor', () => {
  fc.assert(
    fc.property(shown, fc.integer({ min: 10, max: 30 }), (state, columns) => {
      const part = partOf(state, columns)
      assert.ok(columnsOf(part.text) <= columns, `${part.text} in ${columns}`)
      const before = state.text.slice(Math.max(0, state.cursor - 1), state.cursor)
      assert.is(part.text.slice(Math.max(0, part.cursor - before.length), part.cursor), before)
    }),
  )
})

test('what fits stays as it is', () => {
  assert.equal(partOf({ text: 'node1', cursor: 2 }, 10), { text: 'node1', cursor: 2 })
})

test.run()

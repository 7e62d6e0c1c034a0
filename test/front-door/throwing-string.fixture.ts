import { suite } from 'uvu'

const test = suite('throwing string')
test('throws something that is no Error', () => {
  // oxlint-disable-next-line no-throw-literal
  throw 'just a text'
})
test('is skipped by it', () => {})
test.run()

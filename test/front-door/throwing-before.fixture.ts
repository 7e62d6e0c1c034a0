import { suite } from 'uvu'

const test = suite('throwing before')
test.before(() => {
  throw new Error('the database is away')
})
test('is never reached', () => {})
test.run()

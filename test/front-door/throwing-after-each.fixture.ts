import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const test = suite('throwing after each')
test.after.each(() => {
  throw new Error('could not clean up')
})
test('fails, and the hook hides it', () => assert.is(1, 2))
test.run()

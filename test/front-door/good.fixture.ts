import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const test = suite('good')
test('passes', () => assert.is(1 + 1, 2))
test.run()

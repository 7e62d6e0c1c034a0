import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const test = suite('failing')
test('passes', () => assert.is(1 + 1, 2))
test('fails', () => assert.is(1 + 1, 3))
test.run()

import { suite } from 'uvu'

const test = suite('no run')
test('is never run', () => {})

import { suite } from 'uvu'

const test = suite('never settling')
test('waits for nothing', () => new Promise(() => {}))
test.run()

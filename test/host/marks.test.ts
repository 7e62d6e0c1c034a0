import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { MarkedStream, beginMark } from '../../src/host/marks.ts'

const test = suite('the marks of a stream')
const end = '@0123456789abcdef@'

function cut(text: Buffer, cuts: readonly number[]): { stream: MarkedStream; output: Buffer } {
  const chunks: Buffer[] = []
  const stream = new MarkedStream(end, (chunk) => chunks.push(Buffer.from(chunk)))
  const places = [...new Set([0, ...cuts.map((at) => at % (text.length + 1)), text.length])].sort(
    (a, b) => a - b,
  )
  places.slice(1).forEach((until, i) => stream.push(text.subarray(places[i], until)))
  stream.finish()
  return { stream, output: Buffer.concat(chunks) }
}

const noise = fc.constantFrom('', 'Welcome!\n', 'no newline', `@\n@ha-bootstrap`, 'motd\n\n')
// Pieces of the marks themselves are what a careless cutter trips over.
const bytes = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 20 }).map((array) => Buffer.from(array)),
      fc.constantFrom('@', '@0123', end, end.slice(0, -1), beginMark, '\n').map((text) => Buffer.from(text)),
    ),
    { maxLength: 8 },
  )
  .map((parts) => Buffer.concat(parts))
  .filter((all) => !all.includes(`${end} `))

test('what a program prints comes out whole, wherever the chunks are cut', () => {
  fc.assert(
    fc.property(
      noise,
      bytes,
      fc.integer({ min: 0, max: 255 }),
      fc.array(fc.nat(), { maxLength: 12 }),
      (before, printed, code, cuts) => {
        const all = Buffer.concat([
          Buffer.from(`${before}${beginMark}\n`),
          printed,
          Buffer.from(`${end} ${code}\nlate noise`),
        ])
        const { stream, output } = cut(all, cuts)
        assert.is(stream.code, code)
        assert.is(stream.before, before)
        assert.equal(output, printed)
      },
    ),
  )
})

test('without an end there is no code, and nothing is lost', () => {
  fc.assert(
    fc.property(bytes, fc.array(fc.nat(), { maxLength: 12 }), (printed, cuts) => {
      const { stream, output } = cut(Buffer.concat([Buffer.from(`${beginMark}\n`), printed]), cuts)
      assert.is(stream.code, undefined)
      assert.equal(output, printed)
    }),
  )
})

test('a line is passed on before anything follows it', () => {
  const chunks: string[] = []
  const stream = new MarkedStream(end, (chunk) => chunks.push(chunk.toString()))
  stream.push(Buffer.from(`${beginMark}\n10 %\n`))
  assert.equal(chunks, ['10 %\n'])
  stream.push(Buffer.from('a@b@012\n'))
  assert.equal(chunks, ['10 %\n', 'a@b@012\n'])
})

test('a prompt counts once', () => {
  const stream = new MarkedStream(end, () => {})
  stream.push(Buffer.from('lecture\n@pro'))
  assert.is(stream.takePrompt('@prompt@'), false)
  stream.push(Buffer.from('mpt@'))
  assert.is(stream.takePrompt('@prompt@'), true)
  assert.is(stream.takePrompt('@prompt@'), false)
  stream.push(Buffer.from('Sorry, try again.\n@prompt@'))
  assert.is(stream.takePrompt('@prompt@'), true)
})

test.run()

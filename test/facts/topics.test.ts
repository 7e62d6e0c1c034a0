import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { topics } from '../../src/facts/assemble.ts'

const test = suite('topics of facts')

// test/facts/topics/TOPIC/NAME.txt is what a node printed, NAME.json what is to be made of it.
const folder = 'test/facts/topics'

for (const topic of topics) {
  const names = readdirSync(join(folder, topic.name))
    .filter((name) => name.endsWith('.txt'))
    .map((name) => name.slice(0, -'.txt'.length))
  test(`${topic.name} has captured answers`, () => assert.ok(names.length > 0))
  for (const name of names) {
    test(`${topic.name}: ${name}`, () => {
      const output = readFileSync(join(folder, topic.name, `${name}.txt`), 'utf8')
      const wanted: unknown = JSON.parse(readFileSync(join(folder, topic.name, `${name}.json`), 'utf8'))
      assert.equal(JSON.parse(JSON.stringify(topic.parse(output))), wanted)
    })
  }
  test(`${topic.name}: says nothing of an empty answer, and takes any text`, () => {
    const empty = topic.parse('')
    assert.equal(topic.parse('\n\n'), empty)
    // Half lines, other programs' usage texts, bytes of a disk: never an exception.
    const texts = names.map((name) => readFileSync(join(folder, topic.name, `${name}.txt`), 'utf8'))
    for (const text of texts) {
      for (const at of [1, 7, 100, 1000]) topic.parse(text.slice(at, -at))
      topic.parse(text.replaceAll(' ', '\0'))
      topic.parse(text.replaceAll('=', ' ').replaceAll(':', ' '))
      topic.parse(text.split('\n').reverse().join('\n'))
    }
    topic.parse('Usage: program [-h] FILE...\n\x1b[31m\u0000\ufffd= : | ,\n== \n== x\n')
  })
}

test('no folder is without its topic', () => {
  const known = topics.map(({ name }) => name)
  for (const name of readdirSync(folder)) assert.ok(known.includes(name), name)
})

test.run()

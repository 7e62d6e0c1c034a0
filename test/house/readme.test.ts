import { existsSync, readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { commands } from '../../src/commands/table.ts'
import { platformIds } from '../../src/platform/platform.ts'

const test = suite('documents')

for (const name of ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md']) {
  const text = readFileSync(name, 'utf8')

  test(`${name}: what it names is there`, () => {
    const paths = [
      ...text.matchAll(/`((?:src|scripts|test|templates|profiles|examples|bench)\/[A-Za-z0-9_./-]+)`/g),
    ]
    for (const [, path] of paths)
      if (!/NAME|TOPIC|PROGRAM|CODE/.test(path!)) assert.ok(existsSync(path!), path)
    for (const [, path] of text.matchAll(/\]\(([^)#:]+)\)/g)) assert.ok(existsSync(path!), path)
  })

  test(`${name}: every command and flag exists`, () => {
    for (const [, verb, rest] of text.matchAll(/ha-bootstrap ([a-z]+)([^\n`#]*)/g)) {
      const command = commands.find((candidate) => candidate.name === verb)
      if (!command) continue
      for (const [, flag] of rest!.matchAll(/--([a-z-]+)/g))
        assert.ok(command.flags[flag!], `${verb} --${flag}`)
    }
  })
}

test('README.md names every command and platform', () => {
  const text = readFileSync('README.md', 'utf8')
  for (const { name } of commands) assert.match(text, new RegExp(`\\| \`${name}\\b`))
  for (const id of platformIds) assert.ok(text.includes(id.split('-')[1]!), id)
})

test('recipes are at most ten lines long', () => {
  const recipes = readFileSync('CONTRIBUTING.md', 'utf8')
    .split(/^\*\*A .*\*\*$/m)
    .slice(1)
  assert.ok(recipes.length >= 5)
  for (const recipe of recipes) {
    const steps = recipe.split('\n').filter((line) => /^[0-9]+\. /.test(line))
    assert.ok(steps.length > 0 && steps.length <= 10)
  }
})

test.run()

import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readDocument } from '../../src/spec/document.ts'
import { allCodes, explainCode, explainFields } from '../../src/spec/explain.ts'
import { allFields } from '../../src/spec/fields.ts'
import { rules } from '../../src/spec/rules/index.gen.ts'
import { badFolder, expectationsOf } from './bad-spec.ts'

const test = suite('explain')
const codes = allCodes()

test('every code stands for one thing', () => {
  const names = codes.map(({ code }) => code)
  assert.equal(
    names.filter((code, i) => names.indexOf(code) !== i),
    [],
  )
  assert.equal(
    names.filter((code) => !/^[A-Z]{3}[0-9]{3}$/.test(code)),
    [],
  )
})

test('every code has all its texts', () => {
  const text = (value: unknown): boolean => typeof value === 'string' && value.trim().length > 0
  for (const { code, title, why, example, source } of codes) {
    assert.ok(text(title) && /[.…]$/.test(title), `${code} title: ${title}`)
    assert.ok(text(why) && /[.…]$/.test(why), `${code} why: ${why}`)
    assert.ok(text(example.bad) && text(example.good), `${code} example`)
    assert.is.not(example.bad, example.good, code)
    assert.ok(text(source), `${code} source`)
  }
})

test('the examples of rules are YAML', () => {
  const wrong: string[] = []
  for (const { code, example } of rules) {
    for (const [kind, lines] of Object.entries(example)) {
      const { problems } = readDocument(new TextEncoder().encode(lines), code)
      if (problems.some(({ severity }) => severity === 'error'))
        wrong.push(`${code} ${kind}: ${problems[0]!.sentence} ${lines}`)
    }
  }
  assert.equal(wrong, [])
})

test('every code that a bad spec expects can be explained', () => {
  const unknown = new Set<string>()
  for (const name of readdirSync(badFolder))
    for (const code of expectationsOf(readFileSync(join(badFolder, name), 'utf8')).codes)
      if (!explainCode(code)) unknown.add(code)
  assert.equal([...unknown], [])
})

test('every code is broken by a bad spec', () => {
  const broken = new Set(
    readdirSync(badFolder).flatMap((name) => [...expectationsOf(readFileSync(join(badFolder, name), 'utf8')).codes]),
  )
  // A file that is larger than what is read is not kept in the repository; facts rules need a file of facts, test/facts.
  for (const code of ['YML001', 'FCT001', 'FCT002', 'FCT003']) broken.add(code)
  // Those of answers: test/wizard/answers-file.test.ts.
  for (const { code } of codes) if (code.startsWith('ANS')) broken.add(code)
  assert.equal(
    codes.map(({ code }) => code).filter((code) => !broken.has(code)),
    [],
  )
})

test('a code is found in any case, and nothing else is', () => {
  assert.is(explainCode('sch003')?.code, 'SCH003')
  assert.is(explainCode('SCH999'), undefined)
})

test('a field is found by its pattern, by real names and by its end', () => {
  const paths = (text: string): string[] => explainFields(text).map(({ path }) => path)
  assert.equal(paths('nodes.*.disks.*.serial'), ['nodes.*.disks.*.serial'])
  assert.equal(paths('nodes.node1.disks.data1.serial'), ['nodes.*.disks.*.serial'])
  assert.equal(paths('vms.mail.disks[0].drbd'), ['vms.*.disks[].drbd'])
  assert.ok(paths('lacp-rate').includes('nodes.*.interfaces.*.bond.lacp-rate'))
  assert.equal(paths('no-such-field'), [])
})

test('a field names the rules whose examples are about it', () => {
  const about = explainFields('nodes.*.interfaces.*.vlan.id').flatMap((field) => field.rules.map(({ code }) => code))
  assert.ok(about.includes('SCH006'), about.join(' '))
})

test('every field can be explained by its own path', () => {
  for (const { path, title, description } of allFields()) {
    const [found] = explainFields(path)
    assert.is(found?.path, path)
    assert.ok(title !== '' && (description !== '' || /[*\]]$/.test(path)), path)
  }
})

test.run()

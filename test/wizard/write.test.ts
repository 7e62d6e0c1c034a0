import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readDocument } from '../../src/spec/document.ts'
import { loadSpec } from '../../src/spec/load.ts'
import type { SpecSource } from '../../src/spec/spec.ts'
import { widest } from '../../src/wizard/file/block-text.ts'
import { flowText } from '../../src/wizard/file/yaml-text.ts'
import { writeSpec } from '../../src/wizard/write.ts'
import { exampleNames } from '../example-names.ts'

const test = suite('writing cluster.yaml')

const read = (text: string): unknown => {
  const { value, problems } = readDocument(new TextEncoder().encode(text), 'test')
  assert.equal(problems, [], text)
  return JSON.parse(JSON.stringify(value))
}

const examples = exampleNames.map((name) => ({ name, bytes: readFileSync(`examples/${name}.yaml`) }))
const sourceOf = (bytes: Uint8Array): SpecSource => readDocument(bytes, 'example').value as SpecSource

for (const { name, bytes } of examples) {
  const text = writeSpec(sourceOf(bytes), {})

  test(`${name}: is the same cluster when it is written anew`, async () => {
    const [before, after] = [
      await loadSpec(bytes, name),
      await loadSpec(new TextEncoder().encode(text), name),
    ]
    assert.ok(before.hash)
    assert.is(after.hash, before.hash)
    assert.equal(
      after.problems.map(({ code, sentence }) => `${code} ${sentence}`).sort(),
      before.problems.map(({ code, sentence }) => `${code} ${sentence}`).sort(),
    )
  })

  test(`${name}: written again it stays as it is`, () => {
    const comments = { '': text.split('\n')[1]!.slice(2) }
    assert.is(writeSpec(sourceOf(new TextEncoder().encode(text)), comments), text)
  })

  test(`${name}: no line is longer than it has to be`, () => {
    for (const line of text.split('\n'))
      assert.ok(line.length <= widest || !line.includes('{ '), `${line.length} columns: ${line}`)
  })
}

test('kvm is written as a person would write it', () => {
  const text = writeSpec(sourceOf(examples.find(({ name }) => name === 'kvm')!.bytes), {
    '': 'Two Debian 12 machines that run virtual machines for each other.',
    'raid.md1': 'sda and sdb of both nodes: 3.6 TiB each, empty when this was written.',
    'nodes.*.interfaces': 'By the address that the card was made with.',
    'vms.mail.memory': 'Half of what one node has.',
    'drbd.net': 'As the profile has it.',
  })
  assert.fixture(text, readFileSync('test/wizard/changes/kvm-written.yaml', 'utf8'))
})

test('what all nodes share is said once, and what the profile says not at all', () => {
  const node = (address: string, disk: string): object => ({
    platform: 'debian-13',
    memory: '8G',
    addresses: { lan: address },
    interfaces: { br0: { bridge: { ports: ['lan0'] } }, lan0: { mac: disk } },
    'volume-groups': { vg0: { devices: ['data'] } },
  })
  const written = read(
    writeSpec(
      {
        version: 1,
        name: 'x',
        profile: 'kvm',
        stack: 'pacemaker',
        nodes: { a: node('192.0.2.1', '52:54:00:00:00:01'), b: node('192.0.2.2', '52:54:00:00:00:02') },
        drbd: { protocol: 'C', net: { 'verify-alg': 'md5', fencing: 'resource-and-stonith' } },
      } as unknown as SpecSource,
      {},
    ),
  )
  assert.equal(written, {
    version: 1,
    name: 'x',
    profile: 'kvm',
    'node-defaults': {
      platform: 'debian-13',
      memory: '8G',
      interfaces: { br0: { bridge: { ports: ['lan0'] } } },
      'volume-groups': { vg0: { devices: ['data'] } },
    },
    nodes: {
      a: { addresses: { lan: '192.0.2.1' }, interfaces: { lan0: { mac: '52:54:00:00:00:01' } } },
      b: { addresses: { lan: '192.0.2.2' }, interfaces: { lan0: { mac: '52:54:00:00:00:02' } } },
    },
    drbd: { net: { 'verify-alg': 'md5' } },
  })
})

test('a key without a value takes away what the profile gives, and is kept', () => {
  const spec = {
    version: 1,
    name: 'x',
    profile: 'kvm',
    nodes: { a: { boot: { 'power-key': null } }, b: {} },
    drbd: { 'verify-schedule': null },
  }
  const written = read(writeSpec(spec as unknown as SpecSource, {})) as { drbd: object; nodes: { a: object } }
  assert.equal(written.drbd, { 'verify-schedule': null })
  assert.equal(written.nodes.a, { boot: { 'power-key': null } })
})

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    'on',
    'off',
    'yes',
    'No',
    '~',
    '1e3',
    '0x10',
    '1_000',
    '12:30:45',
    '2001-01-01',
    '.5',
    '5.',
    '-',
    '- a',
    'a: b',
    'a #b',
    '#a',
    '[',
    '{a}',
    'a,b',
    '*a',
    '&a',
    '!a',
    '|',
    '>',
    '%a',
    '@a',
    '`a',
    '"',
    "'",
    'a:',
    ' a',
    'a ',
    'null',
    'é',
    'a\tb',
    '52:54:00:aa:01:00',
    '192.168.1.1/24',
    'INFINITY',
    '.inf',
    '<<',
    '=',
    '?',
    '? a',
    'a\\b',
  ),
)

test('any text comes back as it was, in brackets and alone', () => {
  fc.assert(
    fc.property(text, (value) => {
      // What cannot stand in a file at all cannot stand in cluster.yaml either.
      fc.pre(!/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ud800-\udfff\ufffe\uffff]/.test(value))
      assert.equal(read(`a: ${flowText([value, { [`k${value}`]: value }])}\nb: ${flowText(value)}\n`), {
        a: [value, { [`k${value}`]: value }],
        b: value,
      })
    }),
    { numRuns: 400 },
  )
})

test.run()

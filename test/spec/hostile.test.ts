import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isMap, isScalar, isSeq, parseDocument, visit } from 'yaml'
import { loadSpec } from '../../src/spec/load.ts'
import { expectation, malformed } from './bad-spec.ts'

const test = suite('hostile input')

/** The smallest cluster, with one line of the case's own. */
const cluster = (line: string): string =>
  `version: 1\nname: prod1\nnetworks: { lan: { subnet: 192.168.1.0/24 } }\nnodes:\n  node1: { addresses: { lan: 192.168.1.11 } }\n  node2: { addresses: { lan: 192.168.1.12 } }\nrings: [lan]\nfencing: { none-because: test machines without data }\n${line}\n`

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

const utf16 = (text: string, mark: number[], swap: boolean): Uint8Array => {
  const bytes = Buffer.from(text, 'utf16le')
  return Buffer.concat([Buffer.from(mark), swap ? bytes.swap16() : bytes])
}

/** What must come out: the beginning of one problem's line, without the severity where it is an error. */
interface Case {
  readonly name: string
  readonly input: string | Uint8Array
  readonly expect: string
}

const repeat = (text: string, times: number): string => text.repeat(times)

const bytes: Case[] = [
  { name: 'an empty file', input: '', expect: '1:1 SCH003 The file is empty.' },
  { name: 'only comments', input: '# nothing\n# here\n', expect: '1:1 SCH003 The file is empty.' },
  { name: 'a text', input: 'hello', expect: '1:1 SCH003 The file is not a mapping' },
  { name: 'a list', input: '\n\n- version: 1', expect: '3:1 SCH003 The file is not a mapping' },
  { name: 'NUL', input: cluster('description: a\0b'), expect: '9:15 YML002 The file contains the control character U+0000.' },
  { name: 'escape', input: cluster('description: \u001b[31m'), expect: '9:14 YML002 The file contains the control character U+001B.' },
  { name: 'a C1 control', input: cluster('description: \u009b31m'), expect: '9:14 YML002 The file contains the control character U+009B.' },
  { name: 'DEL', input: cluster('# \u007f'), expect: '9:3 YML002 The file contains the control character U+007F.' },
  { name: 'a carriage return inside a line', input: cluster('description: a\rstonith: off'), expect: '9:15 YML002 The file contains the control character U+000D.' },
  { name: 'Latin-1', input: Buffer.from(cluster('description: Gr\xfc\xdfe'), 'latin1'), expect: '9:16 YML002 The file is not UTF-8 text.' },
  { name: 'a lone surrogate as bytes', input: Buffer.concat([utf8(cluster('description: ').trimEnd() + ' é'), Buffer.from([0xed, 0xa0, 0x80])]), expect: '9:15 YML002 The file is not UTF-8 text.' },
  { name: 'a character cut off at the end', input: Buffer.concat([utf8(cluster('# x').trimEnd()), Buffer.from([0xe2, 0x82])]), expect: '9:4 YML002 The file is not UTF-8 text.' },
  { name: 'UTF-16 with its mark', input: utf16(cluster(''), [0xff, 0xfe], false), expect: '1:1 YML002 The file is not UTF-8 text but UTF-16LE.' },
  { name: 'UTF-16 the other way round', input: utf16(cluster(''), [0xfe, 0xff], true), expect: '1:1 YML002 The file is not UTF-8 text but UTF-16BE.' },
  { name: 'UTF-16 without a mark', input: utf16(cluster(''), [], false), expect: '1:2 YML002 The file contains the control character U+0000.' },
  { name: '10 MB', input: Buffer.alloc(10_000_000, 'a: b\n'), expect: '1:1 YML001 The file has more than 1048576 bytes' },
]

const shapes: Case[] = [
  { name: '1 MB of [', input: repeat('[', 1 << 20), expect: '1:65 YML003 The file is nested more than 64 levels deep' },
  { name: '1 MB of {', input: repeat('{', 1 << 20), expect: '1:65 YML003 The file is nested more than 64 levels deep' },
  { name: '1 MB of - on one line', input: repeat('- ', 1 << 19), expect: '1:129 YML003 The file is nested more than 64 levels deep' },
  { name: '1 MB of ? on one line', input: repeat('? ', 1 << 19), expect: '1:129 YML003 The file is nested more than 64 levels deep' },
  { name: 'a: a: a:', input: repeat('a: ', 300_000), expect: '1:194 YML003 ' },
  { name: 'deep indentation', input: Array.from({ length: 1000 }, (_, i) => `${repeat(' ', i)}a:`).join('\n'), expect: '65:66 YML003 The file is nested more than 64 levels deep' },
  { name: 'deep indentation of a field', input: cluster(`drbd:\n${Array.from({ length: 70 }, (_, i) => `${repeat(' ', i + 1)}a:`).join('\n')}`), expect: '73:66 YML003 The file is nested more than 64 levels deep' },
  { name: '1 MB of ]', input: repeat(']', 1 << 20), expect: '1:1 YML009 ' },
  { name: '1 MB of ? lines', input: repeat('? \n', 340_000), expect: '133334:1 YML001 The file has more than 400000 words and signs.' },
  { name: '1 MB of lines', input: repeat('a: b\n', 200_000), expect: 'YML001 The file has more than 400000 words and signs.' },
  { name: '50,000 keys', input: Array.from({ length: 50_000 }, (_, i) => `k${i}: b`).join('\n'), expect: '1:1 SCH001 "k0" is not a key of the file.' },
  { name: '1 MB of quote', input: `"${repeat('x', 1 << 19)}`, expect: 'YML009 A text in quotes is not closed.' },
  { name: '1 MB of one word', input: repeat('x', 1 << 20), expect: '1:1 SCH003 The file is not a mapping' },
  { name: 'thousands of anchors', input: repeat('&a ', 100_000), expect: '1:601 YML004 There are more than 200 anchors.' },
  { name: 'two documents', input: `${cluster('')}---\n${cluster('')}`, expect: '11:1 YML007 A second document begins here.' },
  { name: 'tabs', input: 'version: 1\nnodes:\n\tnode1: {}\n', expect: '3:1 YML008 ' },
  { name: 'a key twice', input: cluster('name: prod2'), expect: '9:1 YML005 The key "name" stands here for the second time; the first is on line 2.' },
  { name: 'a key twice in braces', input: cluster('dns: { servers: [192.168.1.1], servers: [192.168.1.2] }'), expect: '9:32 YML005 The key "servers" stands here for the second time' },
  { name: 'a tag that runs code elsewhere', input: cluster('description: !!js/function "function () {}"'), expect: '9:14 YML006 There is the tag "!!js/function", and tags are not read.' },
  { name: 'binary', input: cluster('description: !!binary cm9vdA=='), expect: '9:14 YML006 There is the tag "!!binary"' },
  { name: 'a tag of our own', input: cluster('description: !secret x'), expect: '9:14 YML006 There is the tag "!secret"' },
  { name: 'YAML 1.1', input: `%YAML 1.1\n---\n${cluster('')}`, expect: '1:1 YML006 There is the directive "%YAML 1.1", and only %YAML 1.2 is read.' },
  { name: 'a tag directive', input: `%TAG ! tag:evil.example,2000:\n---\n${cluster('')}`, expect: '1:1 YML006 There is the directive ' },
  { name: 'an alias of nothing', input: cluster('dns: *shared'), expect: '9:6 YML004 The alias "*shared" names nothing before it.' },
  { name: 'an alias of what it is in', input: cluster('dns: &a { servers: [*a] }'), expect: '9:21 YML004 The alias "*a" stands inside the very value that it names.' },
  { name: 'a bomb of aliases', input: ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]', ...Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array.from({ length: 10 }, () => `*a${i}`).join(', ')}]`)].join('\n'), expect: 'YML004 With the alias "*a3" the aliases stand for more than 20000 values.' },
  { name: 'a bomb of depth', input: ['a0: &a0 [x]', ...Array.from({ length: 150 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}]`)].join('\n'), expect: 'YML003 The file is nested more than 64 levels deep' },
  { name: 'a merge key', input: cluster('dns: &a { servers: [192.168.1.1] }\ntime: { <<: *a }'), expect: '10:9 SCH001 "<<" is not a key of time.' },
  { name: 'a mapping as a key', input: cluster('? { a: 1 }\n: 2'), expect: '9:3 YML009 ' },
]

const names: Case[] = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'].flatMap((key) => [
  { name: `${key} as a key of the file`, input: cluster(`${key}: { x: 1 }`), expect: `9:1 SCH001 "${key}" is not a key of the file.` },
  { name: `${key} as a profile`, input: cluster(`profile: ${key}`), expect: key === 'constructor' ? `9:10 REF001 There is no profile "constructor".` : `9:10 SCH005 profile is "${key}"` },
])

const values: Case[] = [
  ...['"a\\nb"', '"a\\rb"', '"a\\0b"', '"a\\eb"', '"a\\x85b"', '"a\\Lb"', '"a\\u202eb"', '"a\\ud800b"', '|\n  a\n  b', '>-\n  a\n\n  b'].map(
    (value): Case => ({ name: `text ${JSON.stringify(value)}`, input: cluster(`description: ${value}`), expect: '9:14 SCH005 description is "a\\u' }),
  ),
  ...['a"b', "a''b", 'a b', 'a;b', 'a{b', 'a}b', 'a`id`', 'a$(id)', 'a&b', 'a|b', 'a<b', 'a>b', 'a]]>b', 'a-->b', 'a#b', 'a\\b', '-rf', '../x', 'ä', ' a'].map(
    (value): Case => ({ name: `name ${JSON.stringify(value)}`, input: cluster('').replace('name: prod1', `name: '${value}'`), expect: '2:7 SCH005 name is ' }),
  ),
  { name: 'a name of 500 characters', input: cluster(`services: { ${repeat('a', 500)}: {} }`), expect: '9:13 SCH010 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…" cannot be a key of services; it must be at most 48 characters long.' },
  { name: 'a value of 500 characters', input: cluster(`mail: ${repeat('a', 500)}`), expect: '9:7 SCH007 mail has 500 characters; it must have at most 120.' },
  { name: 'a huge number', input: cluster('corosync: { token: 1e400 }'), expect: '9:20 SCH003 corosync.token is the number 1e400, not a whole number.' },
  { name: 'a number beyond exactness', input: cluster('node-defaults: { memory: 99999999999999999999 }'), expect: '9:26 SCH006 node-defaults.memory is 100000000000000000000; it must be between 1 and 9007199254740991.' },
  { name: 'not a number', input: cluster('corosync: { token: .nan }'), expect: '9:20 SCH003 corosync.token is the number .nan, not a whole number.' },
  { name: 'infinity', input: cluster('services: { a: { params: { x: -.inf } } }'), expect: '9:31 SCH003 services.a.params.x is the number -.inf' },
  { name: 'a date', input: cluster('services: { a: { prefer: { node1: 2001-12-14 } } }'), expect: '9:35 SCH004 services.a.prefer.node1 is "2001-12-14"; it must be a whole number, INFINITY or -INFINITY.' },
  { name: 'nulls in a list', input: cluster('dns: { servers: [~, 192.168.1.1] }'), expect: '9:18 SCH003 dns.servers[0] is empty, not a text.' },
  { name: 'a line break in a key', input: cluster('services: { "a\\nb": {} }'), expect: '9:13 SCH010 "a\\u000ab" cannot be a key of services' },
  { name: 'a number that loses its zero', input: cluster('services: { a: { agent: "ocf:heartbeat:Dummy", params: { fake: 0123 } } }'), expect: '9:64 warning YML010 "0123" is read as the number 123.' },
]

for (const { name, input, expect } of [...bytes, ...shapes, ...names, ...values]) {
  test(name, async () => {
    const bytes = typeof input === 'string' ? utf8(input) : input
    const { problems } = await loadSpec(bytes, 'cluster.yaml')
    const lines = problems.map((problem) => expectation(problem).replace(' error ', ' '))
    assert.ok(
      lines.some((line) => line.startsWith(expect) || (/^[A-Z]/.test(expect) && line.includes(expect))),
      `expected ${expect}\ngot ${lines.slice(0, 5).join('\n    ')}`,
    )
    assert.equal(problems.slice(0, 100).flatMap(malformed), [])
  })
}

test('names of built-in properties are names like others', async () => {
  const { problems } = await loadSpec(
    utf8(cluster('services: { constructor: { address: 192.168.1.50/24 }, toString: { systemd: a } }\ngroups: { valueOf: { members: [constructor, toString] } }')),
    'cluster.yaml',
  )
  assert.equal(problems.filter(({ severity }) => severity === 'error'), [])
})

test('a reference to a built-in property finds nothing', async () => {
  const { spec } = await loadSpec(utf8(cluster('groups: { g: { members: [toString] } }')), 'cluster.yaml')
  assert.is(spec?.services?.toString, undefined)
})

for (const [what, stranger, fits] of [
  ['a mapping', '{ surprise: true }', (node) => isMap(node)],
  ['a list', '[surprise, 7]', (node) => isSeq(node)],
  ['a number', '-7.5', (node) => isScalar(node)],
  ['a text', 'sur prise', (node) => isScalar(node)],
  ['nothing', '', (node) => isScalar(node)],
] as [string, string, (node: unknown) => boolean][])
  test(`${what} where something else belongs is a problem with a place, wherever it stands`, async () => {
    for (const name of ['kvm', 'proxmox-raid10', 'slackware-heartbeat', 'blade-fencing']) {
      const text = readFileSync(join('examples', `${name}.yaml`), 'utf8')
      const ranges: (readonly [number, number])[] = []
      visit(parseDocument(text), {
        Node: (_key, node) => {
          if (!fits(node) && node.range) ranges.push([node.range[0], node.range[1]])
        },
      })
      for (const [from, to] of ranges) {
        const { problems } = await loadSpec(utf8(`${text.slice(0, from)}${stranger}${text.slice(to)}`), 'cluster.yaml')
        if (stranger !== '') assert.ok(problems.length > 0, `${name}: ${text.slice(from, to)}`)
      }
    }
  })

test('a byte order mark is no part of the text', async () => {
  const { problems } = await loadSpec(utf8(`\ufeff${cluster('name: again')}`), 'cluster.yaml')
  assert.equal(problems.map(({ line, column, code }) => [line, column, code]), [[9, 1, 'YML005']])
})

test('lines of DOS count as lines', async () => {
  const { problems } = await loadSpec(utf8(cluster('name: again').replaceAll('\n', '\r\n')), 'cluster.yaml')
  assert.equal(problems.map(({ line, column, code }) => [line, column, code]), [[9, 1, 'YML005']])
})

test('aliases within reason are fine', async () => {
  const { problems } = await loadSpec(
    utf8(cluster('dns: &a { servers: [192.168.1.1] }\nlibvirt: {}').replace('node2: {', 'node2: { packages: &p [htop],').replace('node1: {', 'node1: { packages: [htop],')),
    'cluster.yaml',
  )
  assert.equal(problems.filter(({ severity }) => severity === 'error'), [])
})

test.run()

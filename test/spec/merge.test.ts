import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { allProfiles, loadSpec, stableJson } from '../../src/spec/load.ts'
import { merge, mergeSpec } from '../../src/spec/merge.ts'
import type { SpecSource } from '../../src/spec/spec.ts'

const test = suite('merge')

/** By content: what comes out of merge has no prototype. */
const same = (actual: unknown, expected: unknown): void => assert.is(stableJson(actual), stableJson(expected))
const source = (value: unknown): SpecSource => value as SpecSource

test('mappings merge key by key, later wins', () => {
  same(merge({ a: 1, b: { c: 2, d: 3 } }, { b: { d: 4, e: 5 } }), { a: 1, b: { c: 2, d: 4, e: 5 } })
})

test('lists, texts and numbers are replaced', () => {
  same(merge({ a: [1, 2], b: 'x', c: { d: 1 } }, { a: [3], b: 'y', c: 7 }), { a: [3], b: 'y', c: 7 })
  same(merge({ a: 7 }, { a: { b: 1 } }), { a: { b: 1 } })
})

test('null takes a key away, what is not there as well', () => {
  same(merge({ a: 1, b: { c: 2, d: 3 } }, { a: null, b: { c: null }, e: null, f: { g: null } }), { b: { d: 3 }, f: {} })
})

test('node-defaults lie below nodes, the profile below both', () => {
  const spec = mergeSpec(
    source({
      version: 1,
      name: 'x',
      'node-defaults': { platform: 'debian-12', memory: '1G' },
      nodes: { a: { memory: '2G' }, b: null },
    }),
    { 'node-defaults': { platform: 'debian-11', domain: 'example.org' } },
  )
  same(spec, {
    version: 1,
    name: 'x',
    nodes: {
      a: { platform: 'debian-12', domain: 'example.org', memory: '2G' },
      b: { platform: 'debian-12', domain: 'example.org', memory: '1G' },
    },
  })
})

test('a node can take away what node-defaults or the profile say', () => {
  const spec = mergeSpec(
    source({
      'node-defaults': { memory: '1G', interfaces: { eth0: {}, eth1: {} } },
      nodes: { a: { memory: null, domain: null, interfaces: { eth1: null } } },
    }),
    { 'node-defaults': { domain: 'example.org' } },
  )
  same(spec.nodes.a, { interfaces: { eth0: {} } })
})

test('required keys may come from node-defaults, and null in a file reaches them', async () => {
  const load = (text: string) => loadSpec(new TextEncoder().encode(text), 'cluster.yaml')
  const { spec, problems } = await load(`version: 1
name: x
node-defaults:
  raid: { md0: { level: 1 }, md1: { level: 0, devices: [c, d] } }
nodes:
  a: { disks: { a: { serial: A1 }, b: { serial: A2 } }, raid: { md0: { devices: [a, b] }, md1: } }
`)
  assert.equal(
    problems.filter(({ code }) => code.startsWith('SCH')).map(({ code, sentence }) => `${code} ${sentence}`),
    [],
  )
  same(spec?.nodes.a?.raid, { md0: { level: 1, devices: ['a', 'b'] } })
})

test('a name such as toString merges like any other and is found only where it is', () => {
  const merged = merge({ services: {} }, { services: { toString: { lsb: 'x' } } }) as { services: { [name: string]: unknown } }
  same(merged.services.toString, { lsb: 'x' })
  assert.is(merged.services.constructor, undefined)
  const proto = merge({}, JSON.parse('{"__proto__":{"a":1}}')) as object
  assert.is(({} as { a?: number }).a, undefined)
  assert.equal(Object.keys(proto), ['__proto__'])
})

const key = fc.constantFrom('a', 'b', 'c', 'toString')
const { tree } = fc.letrec<{ tree: { [key: string]: unknown }; value: unknown }>((tie) => ({
  tree: fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  value: fc.oneof({ depthSize: 'small' }, fc.integer(), fc.constant(null), fc.array(fc.integer(), { maxLength: 2 }), tie('tree')),
}))
/** Trees in which a place is a mapping in all of them or in none, and nothing is taken away. */
const { even } = fc.letrec<{ even: { [key: string]: unknown } }>((tie) => ({
  even: fc.record(
    { a: fc.integer(), b: fc.array(fc.integer(), { maxLength: 2 }), c: fc.oneof({ depthSize: 'small' }, fc.constant({}), tie('even')) },
    { requiredKeys: [], noNullPrototype: true },
  ),
}))

test('neither side is changed', () => {
  fc.assert(
    fc.property(tree, tree, (below, above) => {
      const before = stableJson([below, above])
      merge(below, above)
      return stableJson([below, above]) === before
    }),
  )
})

test('nothing merged below or above changes nothing, except that nulls go', () => {
  fc.assert(
    fc.property(tree, (value) => {
      const once = merge({}, value)
      return stableJson(merge(once, {})) === stableJson(once) && stableJson(merge({}, once)) === stableJson(once)
    }),
  )
})

test('merging a second time changes nothing', () => {
  fc.assert(
    fc.property(tree, tree, (below, above) => {
      const once = merge(below, above)
      return stableJson(merge(once, above)) === stableJson(once)
    }),
  )
})

test('the order of merging three does not matter where kinds agree and nothing is taken away', () => {
  fc.assert(
    fc.property(even, even, even, (a, b, c) => stableJson(merge(merge(a, b), c)) === stableJson(merge(a, merge(b, c)))),
  )
})

test('every profile merges with the smallest cluster', () => {
  for (const [name, { spec }] of Object.entries(allProfiles)) {
    const before = stableJson(spec)
    const merged = mergeSpec(source({ version: 1, name: 'x', nodes: { a: {}, b: {} } }), spec)
    assert.equal(Object.keys(merged.nodes), ['a', 'b'], name)
    assert.is(stableJson(spec), before, name)
  }
})

test.run()

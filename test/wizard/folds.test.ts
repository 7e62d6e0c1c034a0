import { readFileSync, readdirSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Facts } from '../../src/facts/types.gen.ts'
import { resolve } from '../../src/plan/resolve.ts'
import type { Plan } from '../../src/plan/plan.ts'
import { readDocument } from '../../src/spec/document.ts'
import { loadSpec } from '../../src/spec/load.ts'
import { merge } from '../../src/spec/merge.ts'
import { formatProblem } from '../../src/spec/problem.ts'
import type { Node, SpecSource } from '../../src/spec/spec.ts'
import { kind } from '../../src/wizard/pages/kind.ts'
import { machines } from '../../src/wizard/pages/machines.ts'
import { network } from '../../src/wizard/pages/network.ts'
import { services } from '../../src/wizard/pages/services.ts'
import { storage } from '../../src/wizard/pages/storage.ts'
import { whyNot } from '../../src/wizard/typed.ts'
import type { Answers, Known, Machine } from '../../src/wizard/question.ts'

const test = suite('clusters of the examples, from what the machines are and a few answers')

const pages = [kind, storage, services, machines]

const sourceOf = (file: string): SpecSource => readDocument(readFileSync(file), file).value as SpecSource

/** The machines of an example, in its order. */
const machinesOf = (example: string, spec: SpecSource): Machine[] =>
  Object.keys(spec.nodes).map((name) => ({
    name,
    facts: JSON.parse(readFileSync(`test/wizard/facts/${example}/${name}.json`, 'utf8')) as Facts,
  }))

/** What other pages say of an example: the network, the cluster manager, fencing and what is left to the file. */
function withoutOurs(spec: SpecSource): SpecSource {
  const { drbd: _d, services: _s, groups: _g, vms: _v, libvirt: _l, name: _n, profile: _p, ...rest } = spec
  const strip = (node: Node): Node => {
    const {
      disks,
      raid,
      boot,
      filesystems,
      platform,
      memory,
      packages,
      'volume-groups': groups,
      ...others
    } = node
    void [disks, raid, boot, filesystems, platform, memory, packages, groups]
    return others
  }
  const nodes = Object.entries(spec.nodes).map(([name, node]) => [name, strip(node)])
  return {
    ...rest,
    'node-defaults': strip(spec['node-defaults'] ?? {}),
    nodes: Object.fromEntries(nodes) as SpecSource['nodes'],
  } as SpecSource
}

/** The pages' part, on top of what others say. */
const folded = (known: Known, others: SpecSource): SpecSource =>
  pages.reduce<unknown>((spec, page) => merge(spec, page.part(known)), others) as SpecSource

async function planOf(spec: SpecSource, name: string): Promise<Plan> {
  const loaded = await loadSpec(Buffer.from(JSON.stringify(spec)), name)
  const errors = loaded.problems.filter(({ severity }) => severity === 'error').map(formatProblem)
  assert.equal(errors, [], name)
  return resolve({ spec: loaded.spec!, hash: '', tool: 'test' })
}

const hasId = (value: unknown): value is { readonly id: string } =>
  typeof value === 'object' && value !== null && typeof (value as { id?: unknown }).id === 'string'

/**
 * A plan without what only names things: disks and arrays count by their order, descriptions and the hash are nothing, and
 * sizes of disks are written down by one file and not by another.
 */
function meaning(plan: Plan): unknown {
  const nodes = plan.nodes.map((node) => {
    const { disks, arrays } = node.storage
    const names = [
      ...disks.flatMap((disk, index) => [
        ...disk.partitions.map(({ path, number }): [string, string] => [
          path,
          `<disk ${index} part ${number}>`,
        ]),
        [disk.path, `<disk ${index}>`] as [string, string],
      ]),
      ...arrays.map(({ path }, index): [string, string] => [path, `<array ${index}>`]),
    ].sort(([a], [b]) => b.length - a.length)
    const strip = (value: unknown): unknown => {
      if (typeof value === 'string')
        return names.reduce((text, [from, to]) => text.replaceAll(from, to), value)
      if (Array.isArray(value)) return value.map(strip)
      if (typeof value !== 'object' || value === null) return value
      return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, strip(child)]))
    }
    const storage = {
      ...node.storage,
      disks: disks.map(({ partitions, table, existing }) => ({ partitions, table, existing })),
      arrays: arrays.map(({ name: _n, uuid: _u, label: _l, sizeBytes: _s, ...array }) => array),
    }
    return strip({ ...node, storage })
  })
  const text = JSON.stringify({ ...plan, spec: undefined, nodes }, (key, value: unknown) => {
    if (key === 'description' || key === 'tableId') return undefined
    // The order in which a file describes its resources says nothing; that of a group's members, which are names, does.
    return Array.isArray(value) && value.length > 0 && value.every(hasId)
      ? [...value].sort((a, b) => (a.id < b.id ? -1 : 1))
      : value
  })
  // Names of disks and arrays stand in sentences and references too.
  const everywhere = plan.nodes.flatMap(({ storage: { disks, arrays } }) => [
    ...disks.map(({ path }, index): [string, string] => [path, `<disk ${index}>`]),
    ...arrays.map(({ path }, index): [string, string] => [path, `<array ${index}>`]),
  ])
  return JSON.parse(
    everywhere
      .sort(([a], [b]) => b.length - a.length)
      .reduce((all, [from, to]) => all.replaceAll(from, to), text),
  )
}

for (const file of readdirSync('test/wizard/folds').sort()) {
  const example = file.replace('.yaml', '')
  const spec = sourceOf(`examples/${example}.yaml`)
  const typed = readDocument(readFileSync(`test/wizard/folds/${file}`), file).value as Answers
  const found = machinesOf(example, spec)
  const known: Known = { answers: { ...network.answersOf(spec, found), ...typed }, machines: found, seen: {} }

  test(`${example}: the answers are to questions that are asked, and can be answers`, () => {
    const asked = new Map(pages.flatMap((page) => page.questions(known)).map((one) => [one.id, one]))
    for (const [id, answer] of Object.entries(typed)) {
      const question = asked.get(id)
      assert.ok(question, `${id} is not asked; there are ${[...asked.keys()].join(', ')}`)
      assert.is(whyNot(question, answer), undefined, id)
    }
    for (const [id, question] of asked)
      assert.ok(typed[id] !== undefined || question.proposal, `${id} has neither answer nor proposal`)
  })

  test(`${example}: the plan is that of the example`, async () => {
    const made = await planOf(folded(known, withoutOurs(spec)), `${example} from answers`)
    const wanted = await planOf(spec, example)
    assert.equal(meaning(made), meaning(wanted))
  })

  test(`${example}: nodes that nobody looked at are described by typing`, async () => {
    const unseen = found.map(({ name }) => ({ name, facts: undefined, trouble: 'no route to host' }))
    const answers = Object.assign(
      {},
      ...[network, ...pages].map((page) => page.answersOf(spec, unseen)),
    ) as Answers
    const blind: Known = { answers, machines: unseen, seen: {} }
    const asked = new Map(pages.flatMap((page) => page.questions(blind)).map((one) => [one.id, one]))
    for (const [id, answer] of Object.entries(answers)) {
      const question = asked.get(id)
      if (question) assert.is(whyNot(question, answer), undefined, id)
    }
    // The system's own mirror is nothing that anybody types.
    const { raid = {} } = spec['node-defaults'] ?? {}
    if (Object.values(raid).some(({ existing }) => existing)) return
    const made = await planOf(folded(blind, withoutOurs(spec)), `${example} typed`)
    assert.equal(meaning(made), meaning(await planOf(spec, example)))
  })

  test(`${example}: its file gives answers that make it again`, async () => {
    const answers = Object.assign(
      {},
      ...[network, ...pages].map((page) => page.answersOf(spec, found)),
    ) as Answers
    const made = await planOf(folded({ ...known, answers }, withoutOurs(spec)), `${example} read back`)
    assert.equal(meaning(made), meaning(await planOf(spec, example)))
  })
}

test('there are examples', () => assert.ok(readdirSync('test/wizard/folds').length >= 8))

test.run()

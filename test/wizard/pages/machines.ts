import { existsSync, readFileSync } from 'node:fs'
import { resolve } from '../../../src/plan/resolve.ts'
import type { Plan } from '../../../src/plan/plan.ts'
import { readDocument } from '../../../src/spec/document.ts'
import { allProfiles } from '../../../src/spec/load.ts'
import { merge, mergeSpec } from '../../../src/spec/merge.ts'
import type { SpecSource } from '../../../src/spec/spec.ts'
import { cluster } from '../../../src/wizard/pages/cluster.ts'
import { fencing } from '../../../src/wizard/pages/fencing.ts'
import { network } from '../../../src/wizard/pages/network.ts'
import type { Answers, Known, Machine, Part } from '../../../src/wizard/question.ts'
import type { Facts } from '../../../src/facts/types.gen.ts'

export const pages = [network, cluster, fencing]

/** What an example's file says. */
export const sourceOf = (example: string): SpecSource =>
  readDocument(readFileSync(`examples/${example}.yaml`), `examples/${example}.yaml`).value as SpecSource

/** Machines of a folder of facts, in the order given; those without a file could not be reached. */
export const machinesOf = (folder: string, nodes: readonly string[]): Machine[] =>
  nodes.map((name) => {
    const file = `test/wizard/facts/${folder}/${name}.json`
    return existsSync(file)
      ? { name, facts: JSON.parse(readFileSync(file, 'utf8')) as Facts }
      : { name, facts: undefined, trouble: `ssh: connect to host ${name} port 22: No route to host` }
  })

export const knownOf = (machines: readonly Machine[], answers: Answers): Known => ({
  machines,
  answers,
  seen: {},
})

export const partOf = (known: Known): Part =>
  pages.map((page) => page.part(known)).reduce((sum, part) => merge(sum, part) as Part, {})

type Tree = { [key: string]: unknown }

const without = (tree: Tree | undefined, keys: readonly string[]): Tree =>
  Object.fromEntries(Object.entries(tree ?? {}).filter(([key]) => !keys.includes(key)))

const ours = [
  'networks',
  'rings',
  'hosts',
  'hosts-network',
  'dns',
  'time',
  'mail',
  'quorum',
  'heartbeat',
  'fencing',
  'cman',
]
const oursOfNodes = ['addresses', 'interfaces', 'interface-style', 'domain']

/** An example without what these pages say, and with it what they say instead. */
export function exchanged(example: SpecSource, part: Part): SpecSource {
  const others = {
    ...without(example as unknown as Tree, ours),
    'node-defaults': without(example['node-defaults'] as Tree, oursOfNodes),
    nodes: Object.fromEntries(
      Object.entries(example.nodes).map(([name, node]) => [name, without(node as Tree, oursOfNodes)]),
    ),
  }
  return merge(others, part) as SpecSource
}

/** The plan of a spec, without what only says how the spec was written. */
export function planOf(source: SpecSource): Plan {
  const profile = source.profile === undefined ? undefined : allProfiles[source.profile]?.spec
  const plan = resolve({ spec: mergeSpec(source, profile), hash: '', tool: 'test' })
  return JSON.parse(JSON.stringify(plan)) as Plan
}

/** Where two plans differ: one line for each place. */
export function differences(left: unknown, right: unknown, path = ''): string[] {
  const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null
  if (!isTree(left) || !isTree(right))
    return left === right ? [] : [`${path}: ${JSON.stringify(left)} instead of ${JSON.stringify(right)}`]
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].flatMap((key) =>
    differences(left[key], right[key], `${path}/${key}`),
  )
}

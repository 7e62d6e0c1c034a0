import { readFileSync } from 'node:fs'
import { matchDisks } from '../../src/facts/match.ts'
import type { Facts } from '../../src/facts/types.gen.ts'
import { resolve } from '../../src/plan/resolve.ts'
import { readDocument } from '../../src/spec/document.ts'
import { loadSpec } from '../../src/spec/load.ts'
import type { Problem } from '../../src/spec/problem.ts'
import type { Spec } from '../../src/spec/spec.ts'
import { wantedDisk } from '../../src/wizard/storage/answers.ts'

const left = readDocument(readFileSync('test/wizard/answers/left-to-file.yaml'), 'left').value as {
  readonly [example: string]: readonly string[]
}

/** Fields that an example says and nobody is asked for. */
export const leftToFileOf = (example: string): readonly string[] => left[example] ?? []

/**
 * What a cluster.yaml means on these machines: its plan, with every disk named as the machine names it.
 * @param without fields that are taken out before
 */
export async function meaningOf(
  text: string,
  facts: readonly Facts[],
  without: readonly string[] = [],
): Promise<{ readonly problems: readonly Problem[]; readonly plan: unknown }> {
  const found = facts.map(({ node, platform, versions }) => ({
    facts: 1 as const,
    node,
    ...(platform !== null && { platform }),
    versions,
  }))
  const { spec, hash, problems } = await loadSpec(new TextEncoder().encode(text), 'cluster.yaml', found)
  if (!spec || !hash) return { problems, plan: undefined }
  const named = withDisksOf(lacking(spec, without), facts)
  const plan = JSON.stringify(resolve({ spec: named, hash: '', tool: '' }))
  return { problems, plan: withPathsOf(JSON.parse(plan) as Resolved, facts) }
}

/** The spec without those fields; * stands for any name. */
function lacking(spec: Spec, fields: readonly string[]): Spec {
  const cut = (value: unknown, steps: readonly string[]): unknown => {
    const [step, ...rest] = steps
    if (step === undefined || typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value)
      .filter(([key]) => rest.length > 0 || (step !== '*' && step !== key))
      .map(([key, child]) => [key, step === '*' || step === key ? cut(child, rest) : (child as unknown)])
    return Object.fromEntries(entries) as unknown
  }
  return fields.reduce<unknown>((rest, field) => cut(rest, field.split('.')), spec) as Spec
}

/** One disk has many names, and any of them will do. */
function withDisksOf(spec: Spec, facts: readonly Facts[]): Spec {
  const nodes = Object.entries(spec.nodes).map(([name, node]) => {
    const disks = facts.find((one) => one.node === name)?.disks ?? []
    const own = Object.entries(node.disks ?? {}).map(([label, said]) => {
      const [match] = matchDisks([wantedDisk(label, said)], disks)
      if (match?.found !== 'one') throw new Error(`${name}: ${match?.text}`)
      const { serial: _, wwn: _w, path: _p, 'by-id': _b, size: _s, ...rest } = said
      return [
        label,
        { ...rest, 'by-id': match.disk.byId[0] ?? match.disk.name, ...(said.multipath && { wwn: said.wwn }) },
      ]
    })
    return [name, { ...node, ...(node.disks && { disks: Object.fromEntries(own) as typeof node.disks }) }]
  })
  return { ...spec, nodes: Object.fromEntries(nodes) as Spec['nodes'] }
}

interface Resolved {
  readonly nodes: readonly { readonly name: string }[]
  readonly drbd?: { readonly resources: readonly { readonly hosts: readonly { readonly node: string }[] }[] }
}

/** One partition has many paths: all are that of its disk's first name. */
function withPathsOf(plan: Resolved, facts: readonly Facts[]): unknown {
  const renamed = <T>(value: T, node: string): T =>
    JSON.parse(
      (facts.find((one) => one.node === node)?.disks ?? [])
        .flatMap(({ byId, partitions }) =>
          partitions.map(({ path, number }) => ({ path, number, link: byId[0] })),
        )
        .reduce(
          (text, { path, number, link }) =>
            link === undefined
              ? text
              : text.replaceAll(new RegExp(`${path}\\b`, 'g'), `/dev/disk/by-id/${link}-part${number}`),
          JSON.stringify(value),
        ),
    ) as T
  return {
    ...plan,
    nodes: plan.nodes.map((node) => renamed(node, node.name)),
    ...(plan.drbd && {
      drbd: {
        ...plan.drbd,
        resources: plan.drbd.resources.map((resource) => ({
          ...resource,
          hosts: resource.hosts.map((host) => renamed(host, host.node)),
        })),
      },
    }),
  }
}

/** What we call a disk or partition for ourselves; the path of a disk with several paths is made of it. */
const isOwnName = (path: string): boolean =>
  /^nodes\.[^.]+\.storage\.disks\.[0-9]+\.(partitions\.[0-9]+\.)?name$/.test(path)

/** Lines of what differs: `path: one | other`, the deepest places only. */
export function differences(one: unknown, other: unknown, path = ''): string[] {
  if (isOwnName(path)) return []
  if (JSON.stringify(one) === JSON.stringify(other)) return []
  const isTree = (value: unknown): value is { readonly [key: string]: unknown } =>
    typeof value === 'object' && value !== null
  if (!isTree(one) || !isTree(other)) return [`${path}: ${JSON.stringify(one)} | ${JSON.stringify(other)}`]
  // Parameters of an agent have names; their order says nothing.
  if (path.endsWith('.params') && arePairs(one) && arePairs(other))
    return differences(Object.fromEntries(one), Object.fromEntries(other), path)
  if (isNamed(one) && isNamed(other) && !/storage\.disks(\.[0-9]+\.partitions)?$/.test(path))
    return differences(byName(one), byName(other), path)
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])]
  return keys.flatMap((key) => differences(one[key], other[key], path === '' ? key : `${path}.${key}`))
}

type Named = readonly { readonly id?: string; readonly name?: string }[]

const nameOf = ({ id, name }: Named[number]): string | undefined => id ?? name

/** Things with names, whose order means nothing. */
const isNamed = (value: unknown): value is Named =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every(
    (one: Named[number] | null) => typeof one === 'object' && one !== null && typeof nameOf(one) === 'string',
  )

const arePairs = (value: unknown): value is readonly (readonly [string, unknown])[] =>
  Array.isArray(value) &&
  value.every((pair) => Array.isArray(pair) && pair.length === 2) &&
  new Set(value.map(([name]: readonly unknown[]) => name)).size === value.length

const byName = (list: Named): object => Object.fromEntries(list.map((one) => [nameOf(one), one]))

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HaError } from '../core/errors.ts'
import { readXml } from '../core/xml.ts'
import type { Element } from '../core/xml.ts'
import { run } from '../host/exec.ts'
import type { Plan } from '../plan/plan.ts'
import { runningCib } from '../render/cib-running.ts'
import { renderNode } from '../render/files.ts'
import { escapeXml } from '../render/engine.ts'
import { fillSecrets, testValue } from '../render/secrets.ts'

/** Where resources run, by their IDs without instance numbers; a promoted one is marked. */
export type Status = ReadonlyMap<string, readonly { readonly node: string; readonly promoted: boolean }[]>

export interface NodeDeath {
  readonly fenced: readonly string[]
  readonly after: Status
}

export interface CrmSimulation {
  readonly before: Status
  readonly deaths: { readonly [node: string]: NodeDeath }
}

/** Transitions until nothing is left to do: start, promote, start what waits for the promotion. */
const mostTransitions = 6

/**
 * Lets crm_simulate start the cluster and then kill every node in turn. Every DRBD copy counts as up to date, so that its
 * promotion score is what ocf:linbit:drbd would give.
 * @throws HaError bug when crm_simulate does not take the CIB, which proving it would have shown.
 */
export async function simulateDeaths(plan: Plan): Promise<CrmSimulation> {
  const scratch = await mkdtemp(join(tmpdir(), 'ha-bootstrap-simulate-'))
  try {
    const cib = join(scratch, 'cib.xml')
    await writeFile(cib, startableCib(plan), { mode: 0o600 })
    const up = plan.nodes.flatMap(({ name }) => ['-u', name])
    let state = join(scratch, 'up0.xml')
    let result = await simulate(['-x', cib, ...up, '-q', 'true', '-S', '-O', state])
    for (let i = 1; i <= mostTransitions; i++) {
      const next = join(scratch, `up${i}.xml`)
      result = await simulate(['-x', state, '-S', '-O', next])
      state = next
      if (children(result, 'actions').length === 0) break
    }
    const deaths: { [node: string]: NodeDeath } = {}
    for (const { name } of plan.nodes) {
      const dead = await simulate(['-x', state, '--node-fail', name, '-S', '-O', join(scratch, 'dead.xml')])
      deaths[name] = {
        fenced: children(dead, 'actions').flatMap(({ name: element, attributes }) =>
          element === 'node_action' && (attributes['task'] ?? '').startsWith('Fence')
            ? attributes['node']!
            : [],
        ),
        after: statusOf(dead, 'revised_cluster_status'),
      }
    }
    return { before: statusOf(result, 'revised_cluster_status', 'cluster_status'), deaths }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

async function simulate(arguments_: readonly string[]): Promise<Element> {
  const result = await run(['crm_simulate', '--output-as=xml', ...arguments_], { timeoutMs: 600_000 })
  if (result.code !== 0)
    throw new HaError('bug', 'crm_simulate does not take the CIB.', {
      hint: (result.stderr || result.stdout).trim().slice(0, 400),
    })
  return readXml(result.stdout)
}

/** The CIB of the plan as a running cluster would have it: with quorum and the promotion scores of healthy copies. */
function startableCib(plan: Plan): string {
  const file = renderNode(plan, plan.nodes[0]!).find(({ proof }) => proof === 'cib')
  if (!file) throw new Error('a pacemaker cluster without a CIB')
  const values = Object.fromEntries(plan.secrets.map((secret) => [secret.name, testValue(secret)]))
  const text = fillSecrets(file, values, plan.secrets).toString('utf8')
  const promotable = plan.cib.clones.filter((clone) => clone.promotable).map(({ child }) => child)
  const scores = (node: string): string =>
    `<instance_attributes id="simulated.${node}">${promotable
      .map(
        (child) =>
          `<nvpair id="simulated.${node}.${child}" name="${escapeXml(`master-${child}`)}" value="10000"/>`,
      )
      .join('')}</instance_attributes>`
  return runningCib(text)
    .replace(/<node (id="[^"]*" uname="([^"]*)"[^>]*?)\/>/g, (_, attributes: string, node: string) =>
      promotable.length === 0 ? `<node ${attributes}/>` : `<node ${attributes}>${scores(node)}</node>`,
    )
    .replace(
      /<node (id="[^"]*" uname="([^"]*)"[^>/]*)>\s*(?=<instance_attributes id="node\.)/g,
      (whole, _, node) => (promotable.length === 0 ? whole : `${whole}${scores(node as string)}`),
    )
}

const children = (element: Element, name: string): readonly Element[] =>
  element.children.find((child) => child.name === name)?.children ?? []

/** Resources of the first of these sections that is there. */
function statusOf(result: Element, ...sections: readonly string[]): Status {
  const status = new Map<string, { node: string; promoted: boolean }[]>()
  const section = sections
    .map((name) => result.children.find((child) => child.name === name))
    .find((found) => found !== undefined)
  const walk = (element: Element): void => {
    if (element.name === 'resource') {
      const id = element.attributes['id']!.replace(/:[0-9]+$/, '')
      const all = status.get(id) ?? []
      status.set(id, all)
      const promoted = ['Promoted', 'Master'].includes(element.attributes['role'] ?? '')
      for (const child of element.children)
        if (child.name === 'node') all.push({ node: child.attributes['name']!, promoted })
    } else element.children.forEach(walk)
  }
  for (const child of section?.children ?? []) if (child.name === 'resources') walk(child)
  return status
}

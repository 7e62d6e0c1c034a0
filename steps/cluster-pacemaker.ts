import { sh } from '../src/core/sh.ts'
import type { NodePlan, Plan } from '../src/plan/plan.ts'
import type { Action } from '../src/run/step.ts'

/** What must run: every resource somewhere, and of promotable clones one promoted copy at least. */
export function wanted(plan: Plan): string[] {
  const { cib } = plan
  const idle = (name: string, value: string): boolean =>
    (name === 'maintenance-mode' || name === 'stop-all-resources') && value === 'true'
  if (cib.properties.some(([name, value]) => idle(name, value))) return []
  const stopped = new Set(
    [...cib.primitives, ...cib.groups, ...cib.clones]
      .filter(({ meta }) => meta.some(([name, value]) => name === 'target-role' && value === 'Stopped'))
      .map(({ id }) => id),
  )
  const inside = new Map([
    ...cib.groups.flatMap(({ id, members }) => members.map((member) => [member, id] as const)),
    ...cib.clones.map(({ id, child }) => [child, id] as const),
  ])
  const runs = cib.primitives
    .map(({ id }) => id)
    .filter((id) => !stopped.has(id) && !stopped.has(inside.get(id) ?? ''))
  const promoted = cib.clones
    .filter(({ id, promotable, child }) => promotable && !stopped.has(id) && runs.includes(child))
    .map(({ child }) => child)
  return promoted.length === 0 ? runs : [...runs, '--promoted', ...promoted]
}

/** The first node loads the configuration; all of them see what comes of it. */
export function pacemakerServices(plan: Plan, node: NodePlan): Action[] {
  const names = wanted(plan)
  const patienceS = 120 + Math.max(60, ...plan.cib.primitives.map(startS)) * 2
  const load: Action = {
    do: 'run',
    why: 'load properties, fencing, resources and constraints',
    unless: sh`ha_cib_is_loaded`,
    script: sh`ha_cib_load`,
    takesS: 5,
  }
  return [
    ...(plan.nodes[0]!.name === node.name ? [load] : []),
    ...(names.length === 0
      ? []
      : [
          {
            do: 'run' as const,
            why: 'wait until all resources run',
            unless: sh`ha_resources_run ${names}`,
            script: sh`ha_resources_settle ${patienceS} ${names}`,
            progress: sh`ha_resources_progress ${names}`,
            timeoutS: patienceS + 120,
            takesS: 60,
          },
        ]),
  ]
}

const startS = ({ operations }: Plan['cib']['primitives'][number]): number =>
  Math.max(0, ...operations.filter(({ name }) => name === 'start').map(({ timeoutS }) => timeoutS ?? 0))

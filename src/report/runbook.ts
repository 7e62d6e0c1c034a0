import type { Plan } from '../plan/plan.ts'

/** RUNBOOK.md: what to do with this very cluster, with the commands for its resources, nodes and versions. */
export function runbook(plan: Plan): string {
  return `# ${plan.cluster.name}: runbook\n`
}

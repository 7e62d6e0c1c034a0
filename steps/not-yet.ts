import { sh } from '../src/core/sh.ts'
import type { NodePlan, Plan } from '../src/plan/plan.ts'
import { lateDaemons } from '../src/plan/daemons.ts'
import type { Action } from '../src/run/step.ts'

/**
 * What Debian's packages would start, or have started, with the configuration that comes with them. corosync's is a whole
 * cluster of one node: what it wrote would become a part of the real one.
 */
export const notYet = (plan: Plan, node: NodePlan): Action[] => [
  {
    do: 'run',
    why: "stop the cluster of Debian's example configuration",
    unless: sh`! ha_example_runs`,
    script: sh`ha_example_stop`,
  },
  {
    do: 'run',
    why: "put away what the cluster of Debian's example configuration wrote",
    unless: sh`test -z "$(ha_example_left)"`,
    script: sh`ha_example_forget`,
  },
  ...lateDaemons(node).map((name): Action => ({
    do: 'run',
    why: `keep ${name} from starting before it is configured`,
    unless: sh`ha_waits ${plan.cluster.stack} ${plan.cluster.name} ${name}`,
    script: sh`ha_make ${name} disabled`,
  })),
]

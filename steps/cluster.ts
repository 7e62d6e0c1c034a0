import { sh } from '../src/core/sh.ts'
import type { NodePlan, Plan } from '../src/plan/plan.ts'
import type { Action, Step } from '../src/run/step.ts'
import { bundleChecks, runsOnce } from './bundle-checks.ts'
import { pacemakerServices } from './cluster-pacemaker.ts'

/** Services run, on whichever node; where the manager is to know of them, it is told. */
export const cluster: Step = {
  id: 'cluster',
  title: 'Give the cluster its services and wait until they run',
  on: 'every-node',
  danger: 'interrupts-service',
  actions: ({ plan, node }) => {
    if (plan.membership.heartbeat) return heartbeatServices(plan, node)
    return plan.cluster.stack === 'pacemaker' && !node.proxmox ? pacemakerServices(plan, node) : []
  },
}

/**
 * haresources is read when a node takes over. A group that already runs and has got a new member is taken again by the
 * node that has it: what runs is left alone, what is new is started (ResourceManager of heartbeat).
 */
function heartbeatServices(plan: Plan, node: NodePlan): Action[] {
  const bundles = plan.cib.bundles.filter(({ members }) => members.length > 0)
  return bundles.flatMap((bundle, i): Action[] => {
    const checks = bundleChecks(bundle, plan, node)
    if (checks === undefined) return []
    const once = runsOnce(checks)
    // After a failed start heartbeat gives up: nobody runs them until somebody asks for them.
    const isHome = (bundle.preferred ?? plan.nodes[0]!.name) === node.name
    const patienceS = Math.ceil(plan.timeouts.initdeadMs / 1000) + 300
    return [
      {
        do: 'run',
        why: `have the services of ${bundle.name} run as one, on one node`,
        unless: once,
        script: sh`ha_until ${patienceS} ha_heartbeat_settled || ha_fail ${`heartbeat has been moving resources for ${patienceS} seconds.`}
{ ${checks.nothing}; } || { ${checks.whole}; } || ha_heartbeat_take ${i + 1}
ha_once() { ${once}; }
${isHome ? sh`if ! ha_until 30 ha_once && { ${checks.nothing}; }; then ha_heartbeat_takeover; fi` : sh`:`}
ha_until 120 ha_once || { ha_heartbeat_says; ha_fail ${`${bundle.name} does not run as a whole here, nor on another node as far as can be seen from here.`}; }`,
        timeoutS: patienceS + 300,
        takesS: 30,
      },
    ]
  })
}

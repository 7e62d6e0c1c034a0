import { sh } from '../src/core/sh.ts'
import type { Sh } from '../src/core/sh.ts'
import type { NodePlan, Plan } from '../src/plan/plan.ts'
import type { Action, Step } from '../src/run/step.ts'
import { bundleChecks, runsOnce } from './bundle-checks.ts'
import { wanted } from './cluster-pacemaker.ts'
import { isLeftAlone, serviceName } from './daemons.ts'

/** Looks at everything once more, as the programs that run now see it. */
export const verify: Step = {
  id: 'verify',
  title: 'Verify that all is as planned',
  on: 'every-node',
  danger: 'none',
  actions: ({ plan, node }) => [
    ...notAtBoot(plan, node),
    ...drbdHealthy(plan, node),
    ...(plan.membership.heartbeat ? heartbeatHealthy(plan, node) : []),
    ...(plan.membership.corosync ? corosyncHealthy(plan) : []),
    ...(plan.membership.cman ? cmanHealthy(plan) : []),
  ],
}

/** Something that is true now or very soon, and what to say if it is not. */
const holds = (why: string, until: Sh, sentence: string, show?: Sh): Action => ({
  do: 'wait',
  why,
  until,
  otherwise: show ? sh`${show}\nha_fail ${sentence}` : sh`ha_fail ${sentence}`,
  timeoutS: 60,
})

function notAtBoot(plan: Plan, node: NodePlan): Action[] {
  if (plan.cluster.stack === 'none' || node.platform.init === 'bsd') return []
  return node.software.disabled.map((name) =>
    holds(
      `see that ${serviceName(name)} does not start at boot by itself`,
      isLeftAlone(node, name),
      `${serviceName(name)} would start at boot by itself, or runs already, and the cluster starts it too.`,
    ),
  )
}

function drbdHealthy(plan: Plan, node: NodePlan): Action[] {
  return (plan.drbd?.resources ?? [])
    .filter(({ hosts }) => hosts.some((host) => host.node === node.name && !host.diskless))
    .map(({ name, volumes }) =>
      holds(
        `see that DRBD resource ${name} is connected and up to date, or synchronising`,
        sh`ha_drbd_healthy ${name} ${volumes.map(({ minor }) => minor)}`,
        `DRBD resource ${name} is not connected to a good copy; drbdadm(8) status, or /proc/drbd, says how it is.`,
        sh`drbdadm cstate ${name} || :; drbdadm dstate ${name} || :`,
      ),
    )
}

function heartbeatHealthy(plan: Plan, node: NodePlan): Action[] {
  const names = plan.nodes.map(({ name }) => name)
  return [
    holds(
      'see that all nodes are members',
      sh`ha_heartbeat_members ${names}`,
      `heartbeat on ${node.name} does not see all of ${names.join(', ')} alive (cl_status nodestatus NODE).`,
    ),
    ...heartbeatPaths(plan, node),
    ...plan.cib.bundles.flatMap((bundle) => {
      const checks = bundleChecks(bundle, plan, node)
      if (checks === undefined) return []
      return holds(
        `see that ${bundle.name} runs as a whole, on one node`,
        runsOnce(checks),
        `${bundle.name} runs here in part only, or on no node.`,
      )
    }),
  ]
}

/** A path that is dead shows only when the last one dies too. */
function heartbeatPaths(plan: Plan, node: NodePlan): Action[] {
  const media = plan.membership.heartbeat?.media[node.name] ?? []
  const interfaces = [
    ...new Set(media.filter((line) => !line.startsWith('serial')).map((line) => line.split(' ')[1]!)),
  ]
  const others = plan.nodes.filter((other) => other !== node).map(({ name }) => name)
  return interfaces.map((name) =>
    holds(
      `see that heartbeats of all nodes come over ${name}`,
      sh`ha_heartbeat_path ${name} ${others}`,
      `No heartbeats of ${others.join(', ')} come over ${name} (cl_status hblinkstatus NODE ${name}): is a cable, an address or a firewall wrong?`,
    ),
  )
}

function corosyncHealthy(plan: Plan): Action[] {
  const names = plan.nodes.map(({ name }) => name)
  const resources = wanted(plan)
  const several = (plan.membership.corosync?.links.length ?? 0) > 1
  return [
    holds(
      'see that all nodes are members, ready and with quorum',
      sh`ha_quorate && ha_pacemaker_online ${names}`,
      `Not all of ${names.join(', ')} are ready, or there is no quorum (corosync-quorumtool -s, crm_mon -1).`,
    ),
    holds(
      several ? 'see that all links of corosync work' : 'see that the link of corosync works',
      sh`ha_corosync_links`,
      'A link of corosync is down; the last one must not go too. Is a cable, an address or a firewall wrong?',
      sh`corosync-cfgtool -s || :`,
    ),
    ...(resources.length === 0
      ? []
      : [
          holds(
            'see that all resources run',
            sh`ha_resources_run ${resources}`,
            'Not all resources run.',
            sh`ha_resources_missing ${resources}`,
          ),
        ]),
    holds(
      'see that nothing has failed',
      sh`ha_nothing_failed`,
      'Pacemaker does not answer, or it remembers failures, which then stand above in its words. When their cause is gone: crm_resource --cleanup; for fencing: stonith_admin --cleanup --history NODE',
      sh`ha_failures`,
    ),
  ]
}

const cmanHealthy = (plan: Plan): Action[] => [
  holds(
    'see that all nodes are members',
    sh`ha_cman_members ${plan.nodes.map(({ name }) => name)}`,
    'Not all nodes are members (cman_tool nodes).',
    sh`cman_tool nodes || :`,
  ),
]

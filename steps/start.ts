import { sh, shLines } from '../src/core/sh.ts'
import type { HeartbeatPlan } from '../src/plan/heartbeat.ts'
import type { NodePlan, Plan } from '../src/plan/plan.ts'
import type { Action, Step } from '../src/run/step.ts'
import { enabledDaemon, serviceName, startDaemon } from './daemons.ts'
import { startCorosync } from './start-corosync.ts'

/** The members find each other. Nothing of the cluster's runs yet, but what an earlier run gave it. */
export const start: Step = {
  id: 'start',
  title: 'Start the cluster and wait for its members',
  on: 'every-node',
  danger: 'none',
  actions: ({ plan, node }) => {
    const { corosync, heartbeat } = plan.membership
    const hooks = node.platform.init === 'bsd' && (corosync ?? heartbeat) ? slackwareHooks() : []
    // Heartbeat makes DRBD primary, but does not start it; without a cluster manager of ours nobody else would.
    const before = [...servicesThere(plan, node), ...hooks, ...startDaemon(node, 'drbd')]
    if (heartbeat) return [...before, ...startHeartbeat(plan, node, heartbeat)]
    if (corosync) return [...before, ...startCorosync(plan, node, corosync)]
    return [...before, ...startCman(plan, node)]
  },
}

/** A service that is not installed would be found out by the cluster, which stops the whole group for it. */
function servicesThere(plan: Plan, node: NodePlan): Action[] {
  if (node.platform.init !== 'systemd') return []
  const daemons = plan.cib.bundles.flatMap(({ members }) =>
    members.flatMap((member) => (member.kind === 'daemon' ? serviceName(member.script) : [])),
  )
  return [...new Set(daemons)].map((name) => ({
    do: 'run',
    why: `see that ${name} is installed`,
    unless: sh`ha_unit_there ${name}`,
    script: sh`ha_fail ${`There is no service ${name} on this node. Name the package that has it under packages: in cluster.yaml, or install it.`}`,
  }))
}

/** The other nodes may be started by hand, one after the other, where nobody controls all of them. */
const patienceS = 1800

function startHeartbeat(plan: Plan, node: NodePlan, heartbeat: HeartbeatPlan): Action[] {
  const name = enabledDaemon(node, 'heartbeat') ?? 'heartbeat'
  const others = plan.nodes.filter((other) => other !== node).map((other) => other.name)
  const read = ['/etc/ha.d/ha.cf', '/etc/ha.d/authkeys', '/etc/logd.cf']
  return [
    ...startDaemon(node, 'logd'),
    { do: 'service', why: `start ${name} at every boot`, name, want: 'enabled' },
    {
      do: 'run',
      why: `start ${name}`,
      // systemctl says that it started even where heartbeat refuses its configuration and ends.
      unless: sh`ha_heartbeat_runs`,
      script: sh`ha_make ${name} started
ha_until 60 ha_heartbeat_runs || { ha_heartbeat_says; ha_fail 'heartbeat does not stay: see above what it says about /etc/ha.d.'; }`,
      takesS: 5,
    },
    {
      do: 'run',
      why: 'have heartbeat read its changed configuration',
      unless: sh`ha_heartbeat_fresh ${read}`,
      script: sh`ha_heartbeat_reload
ha_until 60 ha_heartbeat_fresh ${read} || { ha_heartbeat_says; ha_fail 'heartbeat did not come back after it was told to read its configuration again.'; }`,
    },
    {
      do: 'wait',
      why: `hear the heartbeats of ${others.join(', ')}`,
      until: sh`ha_heartbeat_members ${others}`,
      otherwise: shLines(
        sh`ha_heartbeat_says`,
        sh`ha_fail ${`heartbeat runs here and does not hear all of ${others.join(', ')}: is it started there, is UDP port ${heartbeat.udpport} open, and is /etc/ha.d/authkeys the same?`}`,
      ),
      timeoutS: patienceS,
      takesS: Math.ceil(heartbeat.keepaliveMs / 1000) + 5,
    },
  ]
}

/** Proxmox VE 2 and 3: the nodes join the fence domain, then rgmanager looks after the services. */
function startCman(plan: Plan, node: NodePlan): Action[] {
  const names = plan.nodes.map(({ name }) => name)
  if (!plan.membership.cman) return []
  return [
    ...startDaemon(node, 'cman'),
    {
      do: 'wait',
      why: `see ${names.join(', ')} as members`,
      until: sh`ha_cman_members ${names}`,
      otherwise: shLines(
        sh`cman_tool nodes || :`,
        sh`ha_fail ${`cman does not see all of ${names.join(', ')}: is it started there, and does multicast get through (omping)?`}`,
      ),
      timeoutS: patienceS,
      takesS: 10,
    },
    ...startDaemon(node, 'rgmanager'),
  ]
}

/** Slackware has rc.local, but rc.local_shutdown only where somebody made it. */
function slackwareHooks(): Action[] {
  return [
    { file: '/etc/rc.d/rc.local', verb: 'start', when: 'at every boot' },
    { file: '/etc/rc.d/rc.local_shutdown', verb: 'stop', when: 'before every shutdown' },
  ].map(({ file, verb, when }) => ({
    do: 'run',
    why: `have ${file} ${verb} the cluster ${when}`,
    unless: sh`ha_has_hook ${file} ${`/etc/rc.d/rc.ha ${verb}`}`,
    script: sh`ha_hook ${file} ${`/etc/rc.d/rc.ha ${verb}`}`,
  }))
}

import { sh, shLines } from '../src/core/sh.ts'
import type { CorosyncPlan } from '../src/plan/corosync.ts'
import type { NodePlan, Plan } from '../src/plan/plan.ts'
import type { Action } from '../src/run/step.ts'
import { enabledDaemon, startDaemon } from './daemons.ts'

/** The other nodes may be started by hand, one after the other, where nobody controls all of them. */
const patienceS = 1800

export function startCorosync(plan: Plan, node: NodePlan, corosync: CorosyncPlan): Action[] {
  const names = plan.nodes.map(({ name }) => name)
  // corosync 1.4 has no such map; there pacemaker says who is a member.
  const hasMap = corosync.dialect !== '1.4'
  return [
    remembersNoOther(plan.cluster.name),
    ...enable(node, 'sbd'),
    ...startDaemon(node, 'corosync'),
    ...(hasMap ? [reload(), members(plan, corosync)] : []),
    ...startDaemon(node, 'pacemaker'),
    {
      do: 'wait',
      why: `see pacemaker ready on ${names.join(', ')}`,
      until: sh`ha_pacemaker_online ${names}`,
      otherwise: shLines(
        sh`crm_mon --one-shot || :`,
        sh`ha_fail ${`pacemaker is not ready on all of ${names.join(', ')}.`}`,
      ),
      progress: sh`crm_mon --one-shot 2>/dev/null | sed -n 's/^ *\\* \\(Online\\|Node\\|OFFLINE\\)/- \\1/p' | head -n 1`,
      timeoutS: patienceS,
      takesS: 45,
    },
    ...quorumDevice(node, corosync),
  ]
}

function enable(node: NodePlan, daemon: 'sbd'): Action[] {
  const name = enabledDaemon(node, daemon)
  return name === undefined
    ? []
    : [{ do: 'service', why: `start ${name} with corosync`, name, want: 'enabled' }]
}

const remembersNoOther = (name: string): Action => ({
  do: 'run',
  why: 'make sure that pacemaker remembers no other cluster',
  unless: sh`! ha_cib_foreign ${name}`,
  script: sh`ha_fail ${`/var/lib/pacemaker/cib has the resources of a cluster that is not called ${name}. When that cluster is no more, move /var/lib/pacemaker/cib/cib* away on every node and run this again.`}`,
})

const reload = (): Action => ({
  do: 'run',
  why: 'have corosync read its changed configuration on all nodes',
  unless: sh`ha_corosync_current`,
  script: sh`ha_corosync_reload`,
})

function members(plan: Plan, corosync: CorosyncPlan): Action {
  const ids = plan.nodes.map(({ id }) => id)
  const ports = [...new Set(corosync.links.map(({ port }) => port))].join(', ')
  return {
    do: 'wait',
    why: `see ${plan.nodes.map(({ name }) => name).join(', ')} as members`,
    until: sh`ha_corosync_members ${ids}`,
    otherwise: shLines(
      sh`ha_corosync_says`,
      sh`ha_fail ${`corosync runs here and does not see all nodes: is it started there, are UDP ports ${ports} open, and is /etc/corosync/authkey the same?`}`,
    ),
    timeoutS: patienceS,
    takesS: 10,
  }
}

/** The arbiter's certificate comes over ssh and a password that only people have. */
function quorumDevice(node: NodePlan, { quorum: { device } }: CorosyncPlan): Action[] {
  if (device === undefined) return []
  const certificate: Action = {
    do: 'run',
    why: `make sure that this node has a certificate for the arbiter ${device.host}`,
    unless: sh`[ -e /etc/corosync/qdevice/net/nssdb/cert9.db ] || [ -e /etc/corosync/qdevice/net/nssdb/cert8.db ]`,
    script: sh`ha_fail ${`The nodes have no certificate of the arbiter ${device.host} yet. On the first node, once: the line with corosync-qdevice-net-certutil in /etc/corosync/qdevice/ARBITER, which asks for the password of root on ${device.host}. Then run this again.`}`,
  }
  return [
    ...(device.tls === 'off' ? [] : [certificate]),
    ...startDaemon(node, 'qdevice'),
    {
      do: 'wait',
      why: `see the arbiter ${device.host} vote`,
      until: sh`ha_try 20 corosync-qdevice-tool -s 2>/dev/null | grep -q '^State:.*Connected'`,
      otherwise: shLines(
        sh`corosync-qdevice-tool -s || :`,
        sh`ha_fail ${`The arbiter ${device.host} does not answer on TCP port ${device.port}; see /etc/corosync/qdevice/ARBITER.`}`,
      ),
      timeoutS: 120,
    },
  ]
}

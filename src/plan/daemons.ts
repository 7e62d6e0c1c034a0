import { daemonName } from '../platform/services.ts'
import type { Daemon } from '../platform/services.ts'
import type { NodePlan } from './plan.ts'

const daemonsOfCluster: readonly Daemon[] = [
  'drbd',
  'logd',
  'heartbeat',
  'cman',
  'rgmanager',
  'corosync',
  'qdevice',
  'pacemaker',
]

/** The cluster's own daemons of a node, in the order in which they start. sbd comes and goes with corosync. */
export function clusterDaemons(node: NodePlan): string[] {
  const known = new Set(daemonsOfCluster.map((daemon) => daemonName(node.platform, daemon)))
  return node.software.enabled.filter((name) => known.has(name))
}

/** Everything of a node that must not come with the first boot, because there is nothing yet to run: sbd too. */
export function lateDaemons(node: NodePlan): string[] {
  const late = new Set([...clusterDaemons(node), daemonName(node.platform, 'sbd')])
  return node.software.enabled.filter((name) => late.has(name))
}

import { sh } from '../src/core/sh.ts'
import type { NodePlan, Plan } from '../src/plan/plan.ts'
import { daemonName } from '../src/platform/services.ts'
import { putAll } from '../src/run/step.ts'
import type { Action, Step } from '../src/run/step.ts'
import { isLeftAlone, keepsRunning, readUnitsAgain, serviceName } from './daemons.ts'

const units = ['corosync', 'corosync-qdevice', 'heartbeat', 'pacemaker', 'sbd'] as const

/** Files that say who the members are and how they talk, and what the init system must leave to the cluster. */
export const membership: Step = {
  id: 'membership',
  title: 'Configure the members and leave starting to the cluster',
  on: 'every-node',
  danger: 'none',
  actions: ({ plan, node, files }) => {
    if (plan.cluster.stack === 'none') return []
    const puts = putAll(
      files,
      '/etc/corosync/corosync.conf',
      '/etc/corosync/uidgid.d/',
      '/etc/corosync/service.d/',
      '/etc/corosync/qdevice/',
      '/etc/default/corosync',
      `${node.platform.paths.defaults}/sbd`,
      '/etc/nut/',
      '/etc/logd.cf',
      '/etc/ha.d/ha.cf',
      '/etc/ha.d/haresources',
      '/etc/ha.d/resource.d/',
      '/etc/pve/cluster.conf',
      '/etc/default/redhat-cluster-pve',
      '/etc/rc.d/rc.corosync',
      '/etc/rc.d/rc.pacemaker',
      '/etc/rc.d/rc.heartbeat',
      ...(node.platform.init === 'bsd' ? ['/etc/rc.d/rc.ha'] : []),
      ...units.map((unit) => `/etc/systemd/system/${unit}.service.d/`),
    )
    return [
      ...node.software.disabled.map((name) => leaveToCluster(plan, node, name)),
      ...newerConf(plan),
      ...owned(puts),
      ...systemdReads(puts),
      ...dopd(plan, node),
    ]
  },
}

/**
 * What the cluster starts must not start by itself. It is stopped too, but only while no cluster runs that could have
 * started it.
 */
function leaveToCluster(plan: Plan, node: NodePlan, name: string): Action {
  const service = serviceName(name)
  // Slackware starts what is executable, and so does the cluster: rc.M has to let it be instead.
  if (node.platform.init === 'bsd' && runsInCluster(plan, name))
    return {
      do: 'run',
      why: `leave starting ${service} to the cluster`,
      unless: sh`[ -x "$HA_ROOT"${`/etc/rc.d/${name}`} ] && ! ha_rc_m_starts ${name}`,
      script: sh`[ -e "$HA_ROOT"${`/etc/rc.d/${name}`} ] || ha_fail ${`There is no /etc/rc.d/${name} for the cluster to start.`}
ha_rc_m_leaves ${name}
chmod 755 "$HA_ROOT"${`/etc/rc.d/${name}`}`,
    }
  if (keepsRunning(node, name))
    return { do: 'service', why: `keep ${service} from starting at boot`, name: service, want: 'disabled' }
  const manager = (['heartbeat', 'corosync', 'pacemaker'] as const).some(
    (daemon) => name === daemonName(node.platform, daemon),
  )
  return {
    do: 'run',
    why: manager
      ? `keep ${service} from starting beside the cluster`
      : `leave starting ${service} to the cluster`,
    unless: isLeftAlone(node, name),
    script: sh`ha_is ${service} disabled || ha_make ${service} disabled
[ -n "$(ha_manager)" ] || ha_is ${service} stopped || ha_make ${service} stopped`,
  }
}

const runsInCluster = (plan: Plan, name: string): boolean =>
  plan.cib.bundles.some(({ members }) =>
    members.some((member) => member.kind === 'daemon' && member.script === name),
  )

/** cman takes a new configuration only by a higher number; members with different ones part (cman_tool(8)). */
function newerConf({ membership: { cman } }: Plan): Action[] {
  if (!cman) return []
  const path = '/etc/pve/cluster.conf'
  return [
    {
      do: 'run',
      why: `make sure that ${path} is older than ours`,
      unless: sh`ha_conf_newer ${cman.configVersion} ${path} "$HA_FILES"${path}`,
      script: sh`ha_fail ${`${path} is different and has config_version ${cman.configVersion} or higher already: the cluster would not take ours. Raise cman.config_version in cluster.yaml.`}`,
    },
  ]
}

/** Files that are not root's alone: Proxmox VE gives those below /etc/pve to the web server's group. */
const owned = (puts: readonly Action[]): Action[] =>
  puts.map((put) => {
    if (put.do !== 'put') return put
    if (put.path.startsWith('/etc/pve/')) return { ...put, owner: 'root:www-data' }
    return put.path.startsWith('/etc/nut/') ? { ...put, owner: 'root:nut' } : put
  })

function systemdReads(puts: readonly Action[]): Action[] {
  const names = units
    .map((unit) => `${unit}.service`)
    .filter((unit) => puts.some((put) => put.do === 'put' && put.path.includes(`/${unit}.d/`)))
  return names.length === 0 ? [] : [readUnitsAgain(names)]
}

/** dopd outdates the peer as hacluster, so DRBD's programs must let its group (drbd-peer-outdater of heartbeat). */
function dopd(plan: Plan, node: NodePlan): Action[] {
  const group = plan.drbd?.group
  if (group === undefined) return []
  const set =
    node.platform.family === 'debian'
      ? // Survives updates of the package.
        sh`dpkg-statoverride --force-all --update --add root ${group} 4750 "$program" 2>/dev/null`
      : sh`chgrp ${group} "$program" && chmod 4750 "$program"`
  return [
    {
      do: 'run',
      why: `let ${group} outdate the peer`,
      unless: sh`for program in drbdsetup drbdmeta; do
  [ "$(stat -L -c '%a %G' "$(command -v "$program")")" = ${`4750 ${group}`} ] || return 1
done`,
      script: sh`for program in drbdsetup drbdmeta; do
  program=$(command -v "$program")
  ${set}
done`,
    },
  ]
}

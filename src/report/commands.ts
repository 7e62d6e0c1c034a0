import { compareVersions } from '../core/version.ts'
import type { DrbdDialect, DrbdResourcePlan } from '../plan/drbd.ts'
import type { NodePlan, Plan } from '../plan/plan.ts'
import { clusterDaemons, lateDaemons } from '../plan/daemons.ts'

/** Commands of the init system for units or scripts of a node. */
export function service(node: NodePlan, verb: 'start' | 'stop', name: string): string {
  switch (node.platform.init) {
    case 'systemd':
      return `systemctl ${verb} ${name}`
    case 'sysv':
      return `/etc/init.d/${name} ${verb}`
    case 'bsd':
      return `/etc/rc.d/${name} ${verb}`
  }
}

/** What makes units or scripts start at boot, or keeps them from it. */
export function atBoot(node: NodePlan, want: 'enabled' | 'disabled', list: readonly string[]): string[] {
  if (list.length === 0) return []
  switch (node.platform.init) {
    case 'systemd':
      // A unit that is not installed makes systemctl give up on the others too.
      return want === 'enabled'
        ? [`systemctl enable ${list.join(' ')}`]
        : [`for unit in ${list.join(' ')}; do systemctl disable --now "$unit" 2>/dev/null || true; done`]
    case 'sysv':
      return want === 'enabled'
        ? list.map((name) => `update-rc.d ${name} defaults`)
        : [
            `for script in ${list.join(' ')}; do`,
            '  [ -e "/etc/init.d/$script" ] && { "/etc/init.d/$script" stop; update-rc.d -f "$script" remove; }',
            'done',
          ]
    case 'bsd':
      return want === 'enabled'
        ? [`chmod +x ${list.map((name) => `/etc/rc.d/${name}`).join(' ')}`]
        : [
            `for script in ${list.join(' ')}; do [ -e "/etc/rc.d/$script" ] && chmod -x "/etc/rc.d/$script"; done`,
          ]
  }
}

/** Starts or stops the cluster on a node; stopping goes in the opposite order. */
export function clusterService(node: NodePlan, verb: 'start' | 'stop'): string[] {
  const daemons = clusterDaemons(node)
  return (verb === 'start' ? daemons : daemons.reverse()).map((name) => service(node, verb, name))
}

/** Starts the cluster on a node, now and at every boot. */
export function fromNowOn(node: NodePlan): string[] {
  // Slackware has rc.local, but rc.local_shutdown only where somebody made it.
  const hooks = [
    "grep -q rc.ha /etc/rc.d/rc.local || echo '[ -x /etc/rc.d/rc.ha ] && /etc/rc.d/rc.ha start' >> /etc/rc.d/rc.local",
    "[ -e /etc/rc.d/rc.local_shutdown ] || echo '#!/bin/sh' > /etc/rc.d/rc.local_shutdown",
    "grep -q rc.ha /etc/rc.d/rc.local_shutdown || echo '[ -x /etc/rc.d/rc.ha ] && /etc/rc.d/rc.ha stop' >> /etc/rc.d/rc.local_shutdown",
    'chmod +x /etc/rc.d/rc.local /etc/rc.d/rc.local_shutdown /etc/rc.d/rc.ha',
  ]
  return [
    ...atBoot(node, 'enabled', lateDaemons(node)),
    ...(node.platform.init === 'bsd' ? hooks : []),
    ...clusterService(node, 'start'),
  ]
}

/** Commands of DRBD, whose words changed with its dialects (drbdadm(8) of each). */
export interface DrbdCommands {
  readonly status: string
  readonly makePrimary: (resource: string) => string
  readonly discard: (resource: string) => string
  readonly skipSync: (resource: string) => string
}

export function drbdCommands(dialect: DrbdDialect): DrbdCommands {
  if (dialect === '8.3')
    return {
      status: 'cat /proc/drbd',
      makePrimary: (resource) => `drbdadm -- --overwrite-data-of-peer primary ${resource}`,
      discard: (resource) => `drbdadm -- --discard-my-data connect ${resource}`,
      skipSync: (resource) => `drbdadm -- --clear-bitmap new-current-uuid ${resource}`,
    }
  return {
    status: dialect === '8.4' ? 'cat /proc/drbd' : 'drbdadm status',
    makePrimary: (resource) => `drbdadm primary --force ${resource}`,
    discard: (resource) => `drbdadm connect --discard-my-data ${resource}`,
    skipSync: (resource) => `drbdadm new-current-uuid --clear-bitmap ${resource}`,
  }
}

/** Commands of pacemaker, by the shell where there is one: the options of crm_resource changed with every release. */
export interface PacemakerCommands {
  readonly status: string
  /** Ends when pacemaker has nothing left to do, as clear does. */
  readonly move: (resource: string, node: string) => readonly string[]
  readonly clear: (resource: string) => readonly string[]
  readonly stop: (resource: string) => string
  /** Takes back what stop has said. */
  readonly start: (resource: string) => string
  readonly standby: (node: string) => string
  readonly online: (node: string) => string
  readonly cleanup: (resource: string) => string
  readonly maintenance: (want: 'true' | 'false') => string
}

/** The first crmsh without the words migrate and unmigrate, as a package of its own. */
const ownShellUntil = '1.1.8'

export function pacemakerCommands(node: NodePlan): PacemakerCommands {
  const inPacemaker = compareVersions(node.versions.pacemaker, ownShellUntil) < 0
  const maintenance = (want: string): string => `crm_attribute --name maintenance-mode --update ${want}`
  if (inPacemaker || node.software.packages.includes('crmsh')) {
    const [move, clear] = inPacemaker ? ['migrate', 'unmigrate'] : ['move', 'clear']
    return {
      status: 'crm_mon -1 -r -f',
      move: (resource, to) => [`crm -w resource ${move} ${resource} ${to}`],
      clear: (resource) => [`crm -w resource ${clear} ${resource}`],
      stop: (resource) => `crm -w resource stop ${resource}`,
      start: (resource) => `crm resource start ${resource}`,
      standby: (name) => `crm node standby ${name}`,
      online: (name) => `crm node online ${name}`,
      cleanup: (resource) => `crm resource cleanup ${resource}`,
      maintenance: (want) => `crm configure property maintenance-mode=${want}`,
    }
  }
  return {
    status: 'crm_mon -1 -r -f',
    move: (resource, to) => [
      `crm_resource --resource ${resource} --move --node ${to}`,
      'crm_resource --wait',
    ],
    clear: (resource) => [`crm_resource --resource ${resource} --clear`, 'crm_resource --wait'],
    stop: (resource) =>
      `crm_resource --resource ${resource} --meta --set-parameter target-role --parameter-value Stopped && crm_resource --wait`,
    start: (resource) => `crm_resource --resource ${resource} --meta --delete-parameter target-role`,
    standby: (name) => `crm_standby --node ${name} --update on`,
    online: (name) => `crm_standby --node ${name} --delete`,
    cleanup: (resource) => `crm_resource --resource ${resource} --cleanup`,
    maintenance,
  }
}

/** A command for each resource, which it calls $res. */
export const forEach = (list: readonly { readonly name: string }[], body: string): string =>
  `for res in ${list.map(({ name }) => name).join(' ')}; do ${body}; done`

/** The daemon of a node under heartbeat; none elsewhere. DRBD's own script is not it. */
export const heartbeatDaemon = (node: NodePlan): string[] =>
  clusterDaemons(node).filter((name) => name.endsWith('heartbeat'))

/** Makes DRBD's metadata of resources, and does to each what else is said; room for more peers of DRBD 9 can only be made now. */
export function createMetadata(
  dialect: DrbdDialect,
  list: readonly Pick<DrbdResourcePlan, 'name' | 'maxPeers'>[],
  then: string,
): string[] {
  return dialect === '9'
    ? list.map(
        ({ name, maxPeers }) =>
          `drbdadm create-md --max-peers=${maxPeers} ${name} && drbdadm ${then} ${name}`,
      )
    : [forEach(list, `drbdadm create-md "$res" && drbdadm ${then} "$res"`)]
}

/** Volumes hold the DRBD device below them open as long as they are active. */
export const releaseGroups = (node: NodePlan): string[] =>
  node.storage.groups.filter(({ onDrbd }) => onDrbd).map(({ name }) => `vgchange -an ${name}`)

/** Where heartbeat's hb_standby and hb_takeover are; they moved with heartbeat 3. */
export const heartbeatTools = (node: NodePlan): string =>
  compareVersions(node.versions.heartbeat, '3') < 0 ? '/usr/lib/heartbeat' : '/usr/share/heartbeat'

/** How to reach a node as root. */
export function sshTarget(node: NodePlan): string {
  const { user = 'root', host, port = 22 } = node.ssh
  return `${port === 22 ? '' : `-p ${port} `}${user}@${host}`
}

/** Whether pacemaker starts and promotes DRBD; elsewhere its own script does. */
export const drbdIsManaged = (plan: Plan): boolean =>
  plan.cluster.stack === 'pacemaker' && plan.cib.primitives.some(({ origin }) => origin === 'drbd')

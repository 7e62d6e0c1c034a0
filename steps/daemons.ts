import type { NodePlan } from '../src/plan/plan.ts'
import { daemonName } from '../src/platform/services.ts'
import type { Daemon } from '../src/platform/services.ts'
import { sh } from '../src/core/sh.ts'
import type { Sh } from '../src/core/sh.ts'
import type { Action } from '../src/run/step.ts'

/** A service as actions name it: scripts of Slackware without their rc. */
export const serviceName = (name: string): string => name.replace(/^rc\./, '')

/** The name of one of our daemons on this node, where it is to start at boot. */
export function enabledDaemon(node: NodePlan, daemon: Daemon): string | undefined {
  const name = daemonName(node.platform, daemon)
  return name !== undefined && node.software.enabled.includes(name) ? serviceName(name) : undefined
}

/** Enables a daemon that the plan wants, and starts it. */
export function startDaemon(node: NodePlan, daemon: Daemon): Action[] {
  const name = enabledDaemon(node, daemon)
  if (name === undefined) return []
  return [
    { do: 'service', why: `start ${name} at every boot`, name, want: 'enabled' },
    { do: 'service', why: `start ${name}`, name, want: 'started' },
  ]
}

/** Whether a daemon that is not to start at boot may go on running all the same: stopped, libvirt-guests shuts guests down. */
export const keepsRunning = ({ platform }: NodePlan, name: string): boolean =>
  name === daemonName(platform, 'libvirt-guests') || name === daemonName(platform, 'drbd')

/** Whether a daemon does not start by itself, and does not run without the cluster either. */
export function isLeftAlone(node: NodePlan, name: string): Sh {
  const service = serviceName(name)
  return keepsRunning(node, name)
    ? sh`ha_is ${service} disabled`
    : sh`ha_is ${service} disabled && { [ -n "$(ha_manager)" ] || ha_is ${service} stopped; }`
}

/** Has systemd read these units again where their files are newer than what it knows. */
export const readUnitsAgain = (units: readonly string[]): Action => ({
  do: 'run',
  why: 'have systemd read its units again',
  unless: sh`ha_units_are_read ${units}`,
  script: sh`systemctl daemon-reload`,
})

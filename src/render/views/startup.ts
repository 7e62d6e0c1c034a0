import type { NodePlan, Plan } from '../../plan/plan.ts'
import type { Placement, Template } from '../template.ts'

type Section = { readonly name: string; readonly lines: readonly { readonly line: string }[] }

const section = (name: string, lines: readonly string[]): Section[] =>
  lines.length === 0 ? [] : [{ name, lines: lines.map((line) => ({ line })) }]

/** A drop-in of ours beside the unit of the package. */
function dropIn(unit: string, sections: readonly Section[]): Placement[] {
  if (sections.length === 0) return []
  return [
    {
      path: `/etc/systemd/system/${unit}.d/50-ha-bootstrap.conf`,
      mode: 0o644,
      view: { sections },
    },
  ]
}

/**
 * What keeps the cluster's daemons from racing what they need: addresses before the members talk, DRBD's module before
 * the agents load configurations, libvirt up before machines start and down after they have left.
 */
function dropIns(plan: Plan, node: NodePlan): Placement[] {
  if (node.platform.init !== 'systemd' || node.proxmox) return []
  const { corosync, heartbeat, sbd } = plan.membership
  const needsLibvirt = plan.machines.length > 0
  const needsDrbd = plan.drbd !== undefined
  // The scopes of machines end before that target, which nothing else pulls in where libvirt-guests is off: without it they are
  // killed at a shutdown while the cluster would still have them shut down.
  const libvirt = needsLibvirt
    ? [
        'Wants=libvirtd.service virt-guest-shutdown.target',
        'After=libvirtd.service virt-guest-shutdown.target',
      ]
    : []
  const online = ['Wants=network-online.target', 'After=network-online.target']
  const start = `TimeoutStartSec=${plan.timeouts.systemdStartS}`
  const stop = `TimeoutStopSec=${plan.timeouts.systemdStopS}`
  if (heartbeat) {
    // Heartbeat makes DRBD primary but does not start it.
    const drbd = needsDrbd ? ['Wants=drbd.service', 'After=drbd.service'] : []
    const logd = heartbeat.log.useLogd ? ['Wants=logd.service', 'After=logd.service'] : []
    return dropIn('heartbeat.service', [
      ...section('Unit', [...online, ...drbd, ...logd, ...libvirt]),
      ...section('Service', [stop]),
    ])
  }
  if (!corosync) return []
  const waits = sbd !== undefined && sbd.delayStartS > 0
  const module = needsDrbd ? ['Wants=modprobe@drbd.service', 'After=modprobe@drbd.service'] : []
  return [
    ...dropIn('corosync.service', [...section('Unit', online), ...section('Service', waits ? [start] : [])]),
    ...dropIn('pacemaker.service', [
      ...section('Unit', [...module, ...libvirt]),
      ...section('Service', [stop]),
    ]),
    ...(waits ? dropIn('sbd.service', section('Service', [start])) : []),
    ...(corosync.quorum.device ? dropIn('corosync-qdevice.service', section('Unit', online)) : []),
  ]
}

/** Scripts of Slackware in the order in which they start. */
function startOrder(plan: Plan): string[] {
  const { corosync, heartbeat } = plan.membership
  if (heartbeat) return [...(plan.drbd ? ['/etc/rc.d/rc.drbd'] : []), '/etc/rc.d/rc.heartbeat']
  if (!corosync) return []
  // Version 0 of the plugin has corosync start pacemaker itself.
  const plugin = corosync.dialect === '1.4' && corosync.pacemakerPlugin === '0'
  return ['/etc/rc.d/rc.corosync', ...(plugin ? [] : ['/etc/rc.d/rc.pacemaker'])]
}

/** Placement of a script of Slackware, when the start order has it. */
function script(plan: Plan, node: NodePlan, path: string, view: Placement['view']): Placement[] {
  return node.platform.init === 'bsd' && startOrder(plan).includes(path) ? [{ path, mode: 0o755, view }] : []
}

const scripts = (paths: readonly string[]): { script: string }[] => paths.map((path) => ({ script: path }))

export const templates: readonly Template[] = [
  {
    id: 'etc/systemd/system/drop-in.conf',
    comment: '#',
    proof: 'systemd',
    place: dropIns,
  },
  {
    id: 'etc/rc.d/rc.corosync',
    comment: '#',
    proof: 'sh',
    place: (plan, node) =>
      script(plan, node, '/etc/rc.d/rc.corosync', { logDirectory: node.platform.paths.corosyncLog }),
  },
  {
    id: 'etc/rc.d/rc.pacemaker',
    comment: '#',
    proof: 'sh',
    place: (plan, node) =>
      script(plan, node, '/etc/rc.d/rc.pacemaker', { stopSeconds: String(plan.timeouts.systemdStopS) }),
  },
  {
    id: 'etc/rc.d/rc.heartbeat',
    comment: '#',
    proof: 'sh',
    place: (plan, node) => script(plan, node, '/etc/rc.d/rc.heartbeat', {}),
  },
  {
    id: 'etc/rc.d/rc.ha',
    comment: '#',
    proof: 'sh',
    place: (plan, node) => {
      const order = startOrder(plan)
      if (node.platform.init !== 'bsd' || order.length === 0) return []
      const view = { start: scripts(order), stop: scripts([...order].reverse()) }
      return [{ path: '/etc/rc.d/rc.ha', mode: 0o755, view }]
    },
  },
  {
    // Debian before systemd: the init script does nothing until it is told to.
    id: 'etc/default/corosync',
    comment: '#',
    proof: 'sh',
    place: ({ membership }, node) =>
      membership.corosync && node.platform.init === 'sysv'
        ? [{ path: '/etc/default/corosync', mode: 0o644, view: {} }]
        : [],
  },
]

import type { NodePlan, Plan } from '../plan/plan.ts'
import {
  clusterService,
  drbdCommands,
  heartbeatTools,
  pacemakerCommands,
  releaseGroups,
  service,
} from './commands.ts'
import { blocks, chapter, namesOf, sh } from './markdown.ts'

/** Where to look first. */
export function looking(plan: Plan): string {
  const [node] = plan.nodes
  const lines = [
    ...(plan.cluster.stack === 'pacemaker' ? [pacemakerCommands(node!).status] : []),
    ...(plan.membership.corosync
      ? plan.membership.corosync.dialect === '1.4'
        ? ['corosync-cfgtool -s']
        : ['corosync-quorumtool -s', 'corosync-cfgtool -s']
      : []),
    ...(plan.cluster.stack === 'heartbeat'
      ? [
          'cl_status hbstatus',
          ...plan.nodes.map(({ name }) => `cl_status nodestatus ${name}`),
          'cl_status rscstatus',
        ]
      : []),
    ...(plan.cluster.stack === 'cman'
      ? ['cman_tool status', 'cman_tool nodes', 'fence_tool ls', 'clustat']
      : []),
    ...(plan.drbd ? [drbdCommands(plan.drbd.dialect).status] : []),
    ...(plan.nodes.some(({ storage }) => storage.arrays.length > 0) ? ['cat /proc/mdstat'] : []),
    ...(plan.machines.length > 0 ? ['virsh list --all'] : []),
  ]
  return chapter('Look', 'On any node; nothing here changes anything.', sh(...lines))
}

/** All nodes were shut down in order and are switched on again. */
export function coldStart(plan: Plan): string {
  const both = namesOf(plan.nodes)
  const boot = `Switch on the switches, then ${both}, within a minute of each other. Everything starts by itself:`
  return chapter(
    'Start from cold',
    boot,
    sh(...plan.nodes.flatMap((node) => [`# ${node.name}`, ...clusterService(node, 'start')])),
    'That is what the boot does; call it by hand only where it did not. Then look.',
    waiting(plan),
  )
}

export const initdeadS = (plan: Plan): number => (plan.membership.heartbeat?.initdeadMs ?? 0) / 1000

/** Whether corosync holds a node back that has not seen its only other since it booted; corosync 1.4 has no votequorum. */
export function waitsForOther(plan: Plan): boolean {
  const { corosync } = plan.membership
  return (
    corosync !== undefined &&
    corosync.dialect !== '1.4' &&
    corosync.quorum.twoNode &&
    corosync.quorum.waitForAll
  )
}

function waiting(plan: Plan): string | undefined {
  if (waitsForOther(plan))
    return '`Flags: 2Node WaitForAll` and no quorum mean: this node has not seen the other since it booted, and waits for it. That is right; see *After a total power loss* when the other does not come.'
  if (plan.cluster.stack === 'heartbeat')
    return `heartbeat waits ${initdeadS(plan)} s for the other node before it starts alone.`
  return undefined
}

/** Take a node out of service and bring it back, with as little interruption as there can be. */
export function switchOver(plan: Plan): string {
  const [from, to] = plan.nodes
  if (!from || !to) return ''
  switch (plan.cluster.stack) {
    case 'pacemaker':
      return pacemakerSwitch(plan, from, to)
    case 'heartbeat':
      return heartbeatSwitch(plan, from, to)
    case 'cman':
      return cmanSwitch(from, to)
    case 'none':
      return chapter(
        'Planned switch-over',
        'No cluster manager of ours runs here: what runs on a node is moved or stopped by its own tools first.',
        plan.drbd ? drbdLetsGo(plan, from) : undefined,
      )
  }
}

/** Without a cluster manager DRBD's own script has brought it up: systemd would take one that is only down for running. */
function drbdLetsGo(plan: Plan, node: NodePlan): string {
  return blocks(
    'Then DRBD lets the node go:',
    sh(...releaseGroups(node), 'drbdadm secondary all', ...clusterService(node, 'stop')),
    blocks(
      "Afterwards. The other node's turn comes when DRBD is UpToDate on both:",
      sh(...clusterService(node, 'start'), drbdCommands(plan.drbd!.dialect).status),
    ),
  )
}

/** Which way virtual machines leave a node while they run; the rest is stopped and started. */
function draining(plan: Plan, from: NodePlan, to: NodePlan): string | undefined {
  const words = pacemakerCommands(from)
  const policies = new Map(plan.drbd?.resources.map(({ name, dualPrimary }) => [name, dualPrimary]))
  const moving = plan.machines.filter(({ liveMigration }) => liveMigration)
  const byPacemaker = moving.filter(({ drbd }) => drbd.every((name) => policies.get(name) === 'always'))
  const byWindow = moving.filter(
    ({ drbd }) =>
      drbd.some((name) => policies.get(name) === 'migration') &&
      drbd.every((name) => policies.get(name) !== 'never'),
  )
  const [machine] = byPacemaker
  if (byWindow.length + byPacemaker.length === 0) return undefined
  return blocks(
    '**Machines first.** Standby alone would stop and start them, because DRBD is demoted in the same breath.',
    byWindow.length > 0
      ? blocks(
          `On ${from.name}, every machine that runs there (of ${namesOf(byWindow)}) moves while it runs:`,
          sh(`ha-live-migrate all ${to.name}`),
          'Should it be killed or a node die meanwhile: `ha-live-migrate recover MACHINE`.',
        )
      : undefined,
    machine === undefined
      ? undefined
      : blocks(
          `Each of ${namesOf(byPacemaker)} that runs on ${from.name}:`,
          sh(...words.move(machine.name, to.name), 'crm_mon -1 -r', ...words.clear(machine.name)),
          `The last takes the constraint away that moving has left: only when \`crm_mon\` shows the machine on ${to.name} and everything has come to rest. Done earlier, it breaks the move off behind the migration, and the next move stops the machine instead of migrating it.`,
        ),
  )
}

function pacemakerSwitch(plan: Plan, from: NodePlan, to: NodePlan): string {
  const words = pacemakerCommands(from)
  const drain = draining(plan, from, to)
  return chapter(
    'Planned switch-over',
    `${from.name} is to be serviced, ${to.name} carries on; the other way round is the same.`,
    drain,
    blocks(
      drain === undefined
        ? `Everything that runs on ${from.name} is stopped there and started on ${to.name}:`
        : 'Then the rest:',
      sh(words.standby(from.name), words.status),
    ),
    blocks(
      `When nothing runs on ${from.name} any more, it may be shut down:`,
      sh(...clusterService(from, 'stop')),
    ),
    blocks('Afterwards:', sh(...clusterService(from, 'start'), words.online(from.name))),
    plan.drbd
      ? `Before the other node's turn, wait until DRBD is UpToDate on both (\`${drbdCommands(plan.drbd.dialect).status}\`).`
      : undefined,
  )
}

function heartbeatSwitch(plan: Plan, from: NodePlan, to: NodePlan): string {
  const tools = heartbeatTools(from)
  return chapter(
    'Planned switch-over',
    `On **${from.name}**, which gives everything to ${to.name} (about as long as its services take to stop and start):`,
    plan.drbd
      ? `Not before DRBD is UpToDate on both: \`${drbdCommands(plan.drbd.dialect).status}\`. The same holds for the way back.`
      : undefined,
    sh(`${tools}/hb_standby all`, 'cl_status rscstatus'),
    blocks(
      '`none` means that it holds nothing any more. It may be shut down:',
      sh(...clusterService(from, 'stop')),
    ),
    blocks(
      `Afterwards, on ${from.name}; it takes its own back with:`,
      sh(...clusterService(from, 'start'), `${tools}/hb_takeover local`),
    ),
    plan.membership.heartbeat?.autoFailback === 'on'
      ? 'auto_failback is on: when heartbeat starts again, it takes its services back without being asked.'
      : undefined,
  )
}

function cmanSwitch(from: NodePlan, to: NodePlan): string {
  return chapter(
    'Planned switch-over',
    'A powered-off node is noticed, a node in maintenance is not: take it out of the cluster first.',
    sh(`clustat`, `clusvcadm -r SERVICE -m ${to.name}    # each service that clustat shows on ${from.name}`),
    blocks(
      `Then on ${from.name}:`,
      sh(service(from, 'stop', 'rgmanager'), 'fence_tool leave', service(from, 'stop', 'cman')),
    ),
    blocks(
      'Afterwards:',
      sh(service(from, 'start', 'cman'), 'fence_tool join', service(from, 'start', 'rgmanager')),
    ),
  )
}

import { clusterDaemons } from '../plan/daemons.ts'
import type { NodePlan, Plan } from '../plan/plan.ts'
import {
  clusterService,
  drbdCommands,
  drbdIsManaged,
  heartbeatTools,
  pacemakerCommands,
  service,
} from './commands.ts'
import { blocks, chapter, names, sh } from './markdown.ts'

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
  const both = names(plan.nodes.map(({ name }) => name))
  const boot = `Switch on the switches, then ${both}, within a minute of each other. Everything starts by itself:`
  return chapter(
    'Start from cold',
    boot,
    sh(...plan.nodes.flatMap((node) => [`# ${node.name}`, ...clusterService(node, 'start')])),
    'That is what the boot does; call it by hand only where it did not. Then look.',
    waiting(plan),
  )
}

const initdeadS = (plan: Plan): number => (plan.membership.heartbeat?.initdeadMs ?? 0) / 1000

function waiting(plan: Plan): string | undefined {
  if (plan.membership.corosync?.quorum.twoNode)
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
        plan.drbd
          ? blocks('Then DRBD lets the node go:', sh('drbdadm secondary all', 'drbdadm down all'))
          : undefined,
      )
  }
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
          sh(words.move(machine.name, to.name), 'crm_mon -1 -r', words.clear(machine.name)),
          `Wait until \`crm_mon\` shows it on ${to.name} before \`${words.clear('NAME')}\`, which takes the constraint away that moving has left.`,
        ),
  )
}

const namesOf = (list: readonly { readonly name: string }[]): string => names(list.map(({ name }) => name))

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
    plan.drbd
      ? `Not before DRBD is UpToDate on both: \`${drbdCommands(plan.drbd.dialect).status}\`.`
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

/** Both nodes lost power at once. */
export function powerLoss(plan: Plan): string {
  const corosync = plan.membership.corosync
  const alone = corosync?.quorum.twoNode
    ? blocks(
        '**Only one node comes back.** It waits, because the other might hold newer data or still be running. Go and look. When the other is switched off for certain (pull its power cables), tell the one that is left, with NODE the dead one:',
        sh('corosync-cmapctl -s quorum.cancel_wait_for_all u8 1', 'stonith_admin --confirm NODE'),
      )
    : undefined
  return chapter(
    'After a total power loss',
    'Switch on network and storage first, then all nodes together.',
    plan.drbd
      ? 'DRBD finds out by itself which side is newer, as long as both are there: do not force anything to primary before both have met. A node that was alone last has the newer data.'
      : undefined,
    waitsForPeer(plan),
    alone,
    consistentOnly(plan),
    plan.cluster.stack === 'heartbeat'
      ? `heartbeat starts alone after ${initdeadS(plan)} s. If the other node was the last that ran, keep heartbeat stopped here until it is back.`
      : undefined,
    plan.nodes.some(({ storage }) => storage.arrays.length > 0)
      ? blocks('Arrays resynchronise after a crash; that is slow, not wrong:', sh('cat /proc/mdstat'))
      : undefined,
    blocks('Then look at everything (chapter *Look*); in the log:', sh(...logs(plan))),
  )
}

/** Its own script does, where no cluster manager attaches it (drbd.conf(5), wfc-timeout: 0 is without end). */
function waitsForPeer(plan: Plan): string | undefined {
  if (!plan.drbd || drbdIsManaged(plan)) return undefined
  const { common, resources } = plan.drbd
  const limits = resources.map(
    ({ settings }) => settings.startup?.['wfc-timeout'] ?? common.startup['wfc-timeout'] ?? 0,
  )
  const limit = limits.includes(0) ? '' : ` for up to ${Math.max(...limits)} s`
  return `DRBD waits at boot${limit} for its peer and asks on the console; answer \`yes\` only when the peer stays off and this node was the last to run.`
}

/**
 * With its peer gone, what DRBD has after a crash is Consistent: its agent does not promote that, nor does its fence handler.
 * primary --force would, and splits the copies when the other is back (seen with 8.4: it begins two generations at once); without a
 * policy of fencing the copy counts as up to date when it is attached (drbd-8.4, drbd_adm_attach).
 */
function consistentOnly(plan: Plan): string | undefined {
  const policy = plan.drbd?.common.net.fencing
  if (plan.drbd?.dialect !== '8.4' || plan.nodes.length !== 2 || policy === undefined) return undefined
  const all = plan.drbd.resources.map(({ name }) => name).join(' ')
  const again = drbdIsManaged(plan) ? promotedAgain(plan, all) : attachedAgain(plan, all)
  if (again === undefined) return undefined
  return blocks(
    `Its copies may stay \`Consistent\` (\`${drbdCommands('8.4').status}\`), and nothing that needs them starts: whether the other has newer data only the other knows. If this node was the last on which they ran, and only then (what was written on the other later is lost), take them for up to date. Never by \`primary --force\`: that is a split brain as soon as the other is back.`,
    sh(
      "drbdadm dump all | sed 's/fencing  *[a-z-]*;/fencing dont-care;/' >/run/alone.conf",
      ...again.commands,
    ),
    `The other, switched on again, is synchronised from this one. ${again.note}`,
  )
}

interface TakenAgain {
  readonly commands: readonly string[]
  readonly note: string
}

function promotedAgain(plan: Plan, all: string): TakenAgain {
  const { maintenance } = pacemakerCommands(plan.nodes[0]!)
  return {
    commands: [
      maintenance('true'),
      `for res in ${all}; do drbdadm -c /run/alone.conf adjust "$res" && drbdadm -c /run/alone.conf primary "$res"; drbdadm adjust "$res"; done`,
      'crm_resource --refresh',
      maintenance('false'),
    ],
    note: 'A fence device that does not answer keeps everything waiting for some minutes first.',
  }
}

/** DRBD's own script has attached them with the policy, and heartbeat, which gave up, believes that it holds them: hb_takeover does nothing. */
function attachedAgain(plan: Plan, all: string): TakenAgain | undefined {
  if (plan.cluster.stack !== 'heartbeat') return undefined
  const node = plan.nodes[0]!
  // Not DRBD's script, which would attach with the policy again.
  const daemon = clusterDaemons(node).filter((name) => name.endsWith('heartbeat'))
  return {
    commands: [
      `for res in ${all}; do drbdadm down "$res" && drbdadm -c /run/alone.conf up "$res"; drbdadm adjust "$res"; done`,
      ...daemon.map((name) => service(node, 'stop', name)),
      ...daemon.map((name) => service(node, 'start', name)),
    ],
    note: `heartbeat takes the services when it has waited for it once more (${initdeadS(plan)} s).`,
  }
}

function logs(plan: Plan): string[] {
  if (plan.nodes.every(({ platform }) => platform.init === 'systemd')) return ['journalctl -b -p warning']
  return ['grep -iE "error|split-brain|crit" /var/log/syslog /var/log/messages 2>/dev/null | tail -n 50']
}

import { clusterDaemons } from '../plan/daemons.ts'
import { fencingPolicy } from '../plan/drbd.ts'
import type { Plan } from '../plan/plan.ts'
import { drbdCommands, drbdIsManaged, heartbeatDaemon, pacemakerCommands, service } from './commands.ts'
import { blocks, chapter, sh } from './markdown.ts'
import { initdeadS, waitsForOther } from './operate.ts'

/** Both nodes lost power at once. */
export function powerLoss(plan: Plan): string {
  return chapter(
    'After a total power loss',
    'Switch on network and storage first, then all nodes together.',
    plan.drbd
      ? 'DRBD finds out by itself which side is newer, as long as both are there: do not force anything to primary before both have met. A node that was alone last has the newer data.'
      : undefined,
    waitsForPeer(plan),
    alone(plan),
    consistentOnly(plan),
    plan.nodes.some(({ storage }) => storage.arrays.length > 0)
      ? blocks('Arrays resynchronise after a crash; that is slow, not wrong:', sh('cat /proc/mdstat'))
      : undefined,
    blocks('Then look at everything (chapter *Look*); in the log:', sh(...logs(plan))),
  )
}

const onlyOne = '**Only one node comes back.**'

/** What a node does that comes back without the other, and what a person does about it. */
function alone(plan: Plan): string | undefined {
  const { corosync, heartbeat } = plan.membership
  const [node] = plan.nodes
  if (!node || plan.nodes.length < 2) return undefined
  const fenced = plan.cib.noFencingBecause === undefined
  const confirm = fenced
    ? ' It fences the other first; a board that has no power does not answer, and then it waits for *Fencing by hand*.'
    : ''
  const keepStopped = (daemons: readonly string[]): string =>
    daemons.length === 0 ? '' : ` (\`${daemons.map((name) => service(node, 'stop', name)).join('; ')}\`)`
  if (waitsForOther(plan))
    return blocks(
      `${onlyOne} It waits, because the other might hold newer data or still be running. Go and look. When the other is switched off for certain (pull its power cables), tell the one that is left, with NODE the dead one:`,
      sh(
        'corosync-cmapctl -s quorum.cancel_wait_for_all u8 1',
        ...(fenced ? ['stonith_admin --confirm NODE'] : []),
      ),
    )
  if (corosync?.quorum.device)
    return `${onlyOne} With the vote of the arbiter it is enough and does not wait for the other.${confirm} When the arbiter is away too, nothing starts before one of both is back.`
  if (corosync && plan.nodes.length === 2)
    return `${onlyOne} It does not wait for the other, and starts everything with the copy that it has.${confirm} So switch on first the node that ran last. Where it does not come, keep the cluster stopped on the other${keepStopped([...clusterDaemons(node)].reverse())} until somebody has decided that what was written later is lost.`
  if (heartbeat)
    return `${onlyOne} heartbeat starts alone after ${initdeadS(plan)} s.${heartbeat.stonith.length > 0 ? ' It switches the other off first; a board that has no power does not answer, and then it takes nothing over: see *Fencing by hand*.' : ''} If the other node was the last that ran, keep heartbeat stopped here${keepStopped(heartbeatDaemon(node))} until it is back.`
  return undefined
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
  if (plan.drbd?.dialect !== '8.4' || plan.nodes.length !== 2) return undefined
  const drbd = plan.drbd
  const held = drbd.resources.filter((resource) => fencingPolicy(drbd, resource) !== 'dont-care')
  if (held.length === 0) return undefined
  const all = held.map(({ name }) => name).join(' ')
  const again = drbdIsManaged(plan) ? promotedAgain(plan, all) : attachedAgain(plan, all)
  if (again === undefined) return undefined
  return blocks(
    `The copies of a node that is alone may stay \`Consistent\` (\`${drbdCommands('8.4').status}\`), and nothing that needs them starts: whether the other has newer data only the other knows. Take for up to date those that were written last on this node, and only them (what was written on the other later is lost)${held.length > 1 ? '; take the rest out of the list' : ''}. Never by \`primary --force\`: that is a split brain as soon as the other is back.`,
    sh(
      // With the shared secret in it.
      "(umask 077; drbdadm dump all | sed 's/fencing  *[a-z-]*;/fencing dont-care;/' >/run/alone.conf)",
      ...again.commands,
      'rm -f /run/alone.conf',
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
  const daemon = heartbeatDaemon(node)
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

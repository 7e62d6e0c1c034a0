import { fencingPolicy } from '../plan/drbd.ts'
import type { Plan } from '../plan/plan.ts'
import {
  drbdCommands,
  drbdIsManaged,
  heartbeatDaemon,
  pacemakerCommands,
  releaseGroups,
  service,
} from './commands.ts'
import { daemonName } from '../platform/services.ts'
import { blocks, chapter, command, names, namesOf, sh } from './markdown.ts'

const resourcesOf = (plan: Plan): string[] => plan.drbd?.resources.map(({ name }) => name) ?? []

/** Lets pacemaker look away while DRBD is mended by hand. */
function handsOff(plan: Plan, want: 'true' | 'false'): string[] {
  return drbdIsManaged(plan) ? [pacemakerCommands(plan.nodes[0]!).maintenance(want)] : []
}

interface Stopped {
  readonly how: string
  readonly commands: readonly string[]
  readonly back: readonly string[]
}

/** What uses DRBD on the side that is thrown away. A live migration would carry what that side has in memory onto the other. */
function stopUsers(plan: Plan): Stopped {
  const node = plan.nodes[0]!
  if (drbdIsManaged(plan)) {
    const words = pacemakerCommands(node)
    return {
      how: '**stop** what uses the device, with NAME a machine or group of `crm_mon`. Never move it while it runs: a live migration would go on with the memory of the victim on the disk of the survivor, and ruin both. No standby either, which takes DRBD down.',
      commands: [`${words.stop('NAME')}    # where it runs on the victim`],
      back: [`${words.start('NAME')}    # what was stopped`],
    }
  }
  if (plan.cluster.stack === 'heartbeat') {
    const daemon = heartbeatDaemon(node)
    return {
      how: 'its services are stopped with heartbeat. The survivor then takes what it does not have yet.',
      commands: daemon.map((name) => service(node, 'stop', name)),
      back: daemon.map((name) => `${service(node, 'start', name)}    # on the victim`),
    }
  }
  return { how: 'stop what uses the device first.', commands: releaseGroups(node), back: [] }
}

/** Two sides have changed apart from each other; one of them has to be thrown away by a person. */
export function splitBrain(plan: Plan): string | undefined {
  if (!plan.drbd) return undefined
  const words = drbdCommands(plan.drbd.dialect)
  const list = resourcesOf(plan)
  const hosts = namesOf(plan.nodes)
  const stopped = stopUsers(plan)
  return chapter(
    'Split brain',
    "The kernel log says `Split-Brain detected`, DRBD is `StandAlone` on one side and waits or stands alone on the other: both nodes have written without the other. **One side's changes since then are lost**; back them up first if they might be wanted.",
    blocks(
      `1. Find the resource (one of ${names(list)}) and decide, of ${hosts}, whose data stays. The other is the victim.`,
      sh(words.status, `res=${list[0]}`),
    ),
    blocks(
      `2. On the **victim**. It must not be Primary: where it is, ${stopped.how}`,
      sh(
        ...stopped.commands,
        ...handsOff(plan, 'true'),
        'drbdadm disconnect "$res"',
        'drbdadm secondary "$res"',
        words.discard('"$res"'),
      ),
    ),
    blocks('3. On the **survivor**, when it shows StandAlone:', sh('drbdadm connect "$res"')),
    blocks(
      '4. The victim synchronises from the survivor. When both are UpToDate:',
      sh(words.status, ...handsOff(plan, 'false'), ...stopped.back),
    ),
    'If `connect` says `Local address(port) already in use`, call `drbdadm disconnect "$res"` first. Then find out why both were primary: without working fencing it comes again.',
  )
}

/**
 * Dynamic rates give way to applications down to c-min-rate (drbd.conf(5)), so that the floor is what makes a synchronisation
 * faster; fixed ones hold until something else is said.
 */
function faster(plan: Plan): string | undefined {
  const { dialect, common, resources } = plan.drbd!
  const [first] = resources
  const disk = { ...common.disk, ...first!.settings.disk }
  const top = disk['c-max-rate']
  if (dialect === '8.3' || disk['c-plan-ahead'] === 0 || top === undefined) return undefined
  const option = dialect === '9' ? 'peer-device-options' : 'disk-options'
  return blocks(
    `It gives way to what the applications read and write. That it goes first, for now, up to ${top}iB/s, and then as configured again:`,
    sh(
      `res=${first!.name}`,
      `drbdadm ${option} --c-min-rate=${top} "$res"`,
      'drbdadm adjust "$res"    # when it is through',
    ),
  )
}

/** Resynchronisation and comparison of the two sides. */
export function resync(plan: Plan): string | undefined {
  if (!plan.drbd) return undefined
  const words = drbdCommands(plan.drbd.dialect)
  const list = resourcesOf(plan)
  const verifies =
    'verify-alg' in plan.drbd.common.net ||
    plan.drbd.resources.some(({ settings }) => settings.net?.['verify-alg'] !== undefined)
  return chapter(
    'DRBD: synchronisation and comparison',
    blocks('After an interruption only what changed is copied, by itself. To watch it:', sh(words.status)),
    faster(plan),
    blocks(
      'One side is known to be bad and is to be copied anew, **all of it**. On the bad side, where it is Secondary, and only while it is connected and the other side is UpToDate:',
      sh(`res=${list[0]}`, words.status, 'drbdadm invalidate "$res"'),
    ),
    verifies
      ? blocks(
          'Comparing both sides, while everything runs, one resource after the other and not in the busiest hour:',
          sh('drbdadm verify "$res"', words.status, 'dmesg | grep -i "online verify"'),
          'If it found blocks out of sync, reconnecting copies them:',
          sh('drbdadm disconnect "$res"', 'drbdadm connect "$res"'),
        )
      : 'No `verify-alg` is configured, so DRBD cannot compare its sides; `drbd.net.verify-alg` in cluster.yaml adds it.',
  )
}

/** How a node is switched off by the others, and what to do when that fails. */
export function fencing(plan: Plan): string {
  const { stack } = plan.cluster
  if (plan.cib.noFencingBecause !== undefined)
    return chapter(
      'Fencing by hand',
      `This cluster runs without fencing, because: ${plan.cib.noFencingBecause}`,
      'So nobody switches a node off that has lost its mind. Before services are started on one node by hand, the other must be off: pull its power.',
    )
  if (stack === 'pacemaker')
    return chapter(
      'Fencing by hand',
      ...plan.nodes.map((node) =>
        blocks(
          `Switch off and on **${node.name}** (called on another node; it is a real, hard reset):`,
          sh(`stonith_admin --reboot ${node.name}`),
        ),
      ),
      sh("stonith_admin --history '*' --verbose"),
      '**When fencing fails** the cluster stands still on purpose. Go to the machine. Only when you have seen that NODE is off, with its cables pulled:',
      sh('stonith_admin --confirm NODE'),
      'A wrong word here runs services twice and destroys their data.',
      frozen(plan),
      cleanSlots(plan),
    )
  if (stack === 'cman')
    return chapter(
      'Fencing by hand',
      sh(...plan.nodes.map(({ name }) => `fence_node ${name}`)),
      'When the device does not answer and you have seen that NODE is off:',
      sh('fence_ack_manual NODE'),
    )
  if (stack === 'heartbeat') {
    const devices = plan.membership.heartbeat?.stonith ?? []
    const daemon = daemonName(plan.nodes[0]!.platform, 'heartbeat') ?? 'heartbeat'
    return chapter(
      'Fencing by hand',
      devices.length > 0
        ? blocks(
            'heartbeat switches a silent node off through its STONITH device before it takes over. The device can be tried with `stonith` of cluster-glue:',
            sh('stonith -L', 'grep stonith_host /etc/ha.d/ha.cf'),
            devices.some(({ type }) => type === 'meatware')
              ? blocks(
                  'A takeover that waits for a person goes on when NODE was switched off and somebody says so:',
                  sh('meatclient -c NODE'),
                )
              : undefined,
            devices.some(({ type }) => type !== 'meatware')
              ? blocks(
                  '**When the device does not answer** (a board dies with the power of its node) heartbeat tries again for ever and takes nothing over. Go to the machine. Only when you have seen that the other node is off, with its cables pulled, on this one:',
                  sh(
                    service(plan.nodes[0]!, 'stop', daemon),
                    "sed -i 's/^stonith_host/#&/' /etc/ha.d/ha.cf",
                    service(plan.nodes[0]!, 'start', daemon),
                    '# when it has taken over; heartbeat does not read it before it is told to',
                    "sed -i 's/^#stonith_host/stonith_host/' /etc/ha.d/ha.cf",
                  ),
                  `Nobody is fenced until it is read again, which keeps what runs. Do that when the other node is back, \`cl_status nodestatus\` calls it active${plan.drbd ? ' and DRBD is UpToDate on both' : ''}: \`${plan.nodes[0]!.platform.paths.heartbeat}/heartbeat -r\`.`,
                )
              : undefined,
          )
        : 'No STONITH device is configured: when the links between the nodes break, both take over. Pull the power of one before you mend anything.',
    )
  }
  return chapter('Fencing by hand', 'No cluster manager of ours runs here.')
}

/** Until the handler has said that the other is fenced, what is written waits (drbd.conf(5), fencing resource-and-stonith). */
function frozen(plan: Plan): string | undefined {
  if (!plan.drbd) return undefined
  const drbd = plan.drbd
  const waits = drbd.resources.filter((resource) => fencingPolicy(drbd, resource) === 'resource-and-stonith')
  if (waits.length === 0) return undefined
  return blocks(
    `DRBD writes nothing until the other is fenced. Where its handler gave up (\`fence-peer helper broken\` in the kernel log), it goes on when the other is connected again, or, when you have seen that NODE is off and the cluster was told so:`,
    sh(`drbdadm resume-io ${waits[0]!.name}    # each that waits, of ${namesOf(waits)}`),
  )
}

/** sbd(8), -S 1: a node that was fenced joins again only when its slot was cleared. */
function cleanSlots(plan: Plan): string | undefined {
  const { sbd } = plan.membership
  if (sbd?.startMode !== 'clean' || sbd.devices.length === 0) return undefined
  return blocks(
    'A node that was fenced stays out until somebody has looked at it and clears its slot:',
    sh(`sbd ${sbd.devices.map((device) => `-d ${command(device)}`).join(' ')} message NODE clear`),
  )
}

/** A resource that failed too often stays away until somebody says that its cause is gone. */
export function failed(plan: Plan): string | undefined {
  if (plan.cluster.stack !== 'pacemaker') return undefined
  const words = pacemakerCommands(plan.nodes[0]!)
  return chapter(
    'A resource has failed',
    'What failed, where and how often; the reason is in the log of that node around that time:',
    sh(words.status),
    blocks('When the cause is mended, NAME may be tried again everywhere:', sh(words.cleanup('NAME'))),
  )
}

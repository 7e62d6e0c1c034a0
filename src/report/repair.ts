import type { NodePlan, Plan } from '../plan/plan.ts'
import { drbdCommands, drbdIsManaged, fromNowOn, pacemakerCommands, service } from './commands.ts'
import { daemonName } from '../platform/services.ts'
import { blocks, chapter, command, names, sh } from './markdown.ts'

const resourcesOf = (plan: Plan): string[] => plan.drbd?.resources.map(({ name }) => name) ?? []

/** Lets pacemaker look away while DRBD is mended by hand. */
function handsOff(plan: Plan, want: 'true' | 'false'): string[] {
  return drbdIsManaged(plan) ? [pacemakerCommands(plan.nodes[0]!).maintenance(want)] : []
}

/** Two sides have changed apart from each other; one of them has to be thrown away by a person. */
export function splitBrain(plan: Plan): string | undefined {
  if (!plan.drbd) return undefined
  const words = drbdCommands(plan.drbd.dialect)
  const list = resourcesOf(plan)
  const hosts = names(plan.nodes.map(({ name }) => name))
  return chapter(
    'Split brain',
    "The kernel log says `Split-Brain detected`, DRBD is `StandAlone` on one side and waits or stands alone on the other: both nodes have written without the other. **One side's changes since then are lost**; back them up first if they might be wanted.",
    blocks(
      `1. Find the resource (one of ${names(list)}) and decide, of ${hosts}, whose data stays. The other is the victim.`,
      sh(words.status, `res=${list[0]}`),
    ),
    blocks(
      drbdIsManaged(plan)
        ? '2. On the **victim**. It must not be Primary: where it is, move or stop what uses the device before maintenance-mode.'
        : '2. On the **victim**. It must not be Primary: where it is, stop what uses the device first.',
      sh(
        ...handsOff(plan, 'true'),
        'drbdadm disconnect "$res"',
        'drbdadm secondary "$res"',
        words.discard('"$res"'),
      ),
    ),
    blocks('3. On the **survivor**, when it shows StandAlone:', sh('drbdadm connect "$res"')),
    blocks(
      '4. The victim synchronises from the survivor. When both are UpToDate:',
      sh(words.status, ...handsOff(plan, 'false')),
    ),
    'If `connect` says `Local address(port) already in use`, call `drbdadm disconnect "$res"` first. Then find out why both were primary: without working fencing it comes again.',
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
  const faster =
    plan.drbd.dialect === '9'
      ? 'drbdadm peer-device-options --c-max-rate=100M "$res"'
      : plan.drbd.dialect === '8.4'
        ? 'drbdadm disk-options --c-max-rate=100M "$res"'
        : 'drbdsetup /dev/drbdMINOR syncer -r 100M    # the minor is in /proc/drbd'
  return chapter(
    'DRBD: synchronisation and comparison',
    blocks('After an interruption only what changed is copied, by itself. To watch it:', sh(words.status)),
    blocks(
      'Faster for now, and back to the configured rate:',
      sh(`res=${list[0]}`, faster, 'drbdadm adjust "$res"'),
    ),
    blocks(
      'One side is known to be bad and is to be copied anew, **all of it**. On the bad side, where it is Secondary:',
      sh('drbdadm invalidate "$res"'),
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

/** A disk has died or is about to. */
export function replaceDisk(plan: Plan): string {
  return chapter(
    'Replace a disk',
    'Which disk it is: its serial number is on its label and in `lsblk -o NAME,SERIAL,WWN`.',
    ...plan.nodes.map((node) => arraysOf(plan, node)),
    backing(plan),
    'A disk with a new serial number changes `disks:` in cluster.yaml; generate again, and put the new files on the node.',
  )
}

function arraysOf(plan: Plan, node: NodePlan): string | undefined {
  const { arrays, boot, disks } = node.storage
  if (arrays.length === 0) return undefined
  const [array] = arrays
  const member = array!.devices.find((device) => device !== 'missing') ?? '/dev/DEAD'
  const disk = disks.find(
    ({ path, partitions }) => path === member || partitions.some((part) => part.path === member),
  )
  const part = disk?.partitions.find(({ path }) => path === member)
  const fresh = `/dev/disk/by-id/NEW${part ? `-part${part.number}` : ''}`
  const other = disks.find(({ path, partitions }) =>
    array!.devices.some(
      (device) =>
        path !== disk?.path && (path === device || partitions.some((piece) => piece.path === device)),
    ),
  )
  const newDisk = '/dev/disk/by-id/NEW'
  // Where the installation made the table, there is no file of it: a disk that is left says how it was.
  const table =
    disk && !disk.existing && node.storage.partitioner === 'sfdisk'
      ? `sfdisk ${newDisk} < /etc/ha-bootstrap/disks/${disk.name}.sfdisk    # the new disk, empty`
      : `sfdisk -d ${command(other?.path ?? '/dev/SURVIVOR')} | sed '/^label-id/d; s/, uuid=[^,]*//' | sfdisk ${newDisk}    # the new disk, empty`
  const partition = disk && disk.partitions.length > 0 ? [table] : []
  const every = arrays.map(
    ({ path, level, devices, survives }) =>
      `${path} (RAID ${level} of ${devices.length}, survives ${survives})`,
  )
  return blocks(
    `### In an array of ${node.name}`,
    `Arrays: ${names(every)}. Example: the member ${member} of ${array!.path}; NEW stands for the new disk's own name.`,
    sh(
      'cat /proc/mdstat',
      command('mdadm', '--manage', array!.path, '--fail', member, '--remove', member),
      '# change the disk; if it vanished before it was removed: mdadm --manage ARRAY --remove detached',
      ...partition,
      command('mdadm', '--manage', array!.path, '--add', fresh),
      'cat /proc/mdstat',
    ),
    boot.loader !== 'none' && boot.disks.length > 0
      ? blocks(
          'If it was one to boot from:',
          sh(
            ...bootCommands(
              boot.loader,
              boot.disks.map((path) => (path === disk?.path ? newDisk : path)),
            ),
          ),
        )
      : undefined,
    plan.drbd
      ? 'DRBD above it notices nothing; do not take the next disk out before the rebuild has ended.'
      : undefined,
  )
}

function bootCommands(loader: NodePlan['storage']['boot']['loader'], paths: readonly string[]): string[] {
  if (loader === 'lilo') return ['lilo -v']
  if (loader === 'grub-efi') return ['grub-install --target=x86_64-efi', 'update-grub']
  return paths.map((path) => command('grub-install', path))
}

/** The device below DRBD itself is gone: DRBD has detached it and works over the network. */
function backing(plan: Plan): string | undefined {
  if (!plan.drbd) return undefined
  const words = drbdCommands(plan.drbd.dialect)
  const [resource] = plan.drbd.resources
  const rows = plan.drbd.resources.slice(0, 12).map(
    ({ name, hosts }) =>
      `- ${name}: ${hosts
        .map(
          (host) =>
            `${host.node} ${
              Object.values(host.volumes)
                .map(({ disk }) => disk)
                .join(', ') || 'diskless'
            }`,
        )
        .join('; ')}`,
  )
  return blocks(
    '### Below DRBD',
    `When the whole device is gone, DRBD shows \`Diskless\` there and works over the network meanwhile.\n${rows.join('\n')}`,
    'On the node with the new device, of the same size or larger; **never** on the other:',
    sh(
      `res=${resource?.name}`,
      'drbdadm detach "$res" 2>/dev/null || true',
      'drbdadm create-md "$res"',
      'drbdadm attach "$res"',
      words.status,
    ),
    'It becomes SyncTarget and copies everything from the other node.',
  )
}

/** A node is gone for good and comes back as a new machine of the same name. */
export function replaceNode(plan: Plan): string {
  const [first, second] = plan.nodes
  const words = plan.drbd ? drbdCommands(plan.drbd.dialect) : undefined
  const pacemaker = plan.cluster.stack === 'pacemaker' ? pacemakerCommands(first!) : undefined
  return chapter(
    'Replace a node',
    `The new machine takes the name and the addresses of the old one (here ${second?.name ?? first!.name}). **The secrets stay the same**: keep the secrets file.`,
    '1. In cluster.yaml: its new disks and MAC addresses. `ha-bootstrap check`, `ha-bootstrap generate`.',
    '2. On the new machine: packages, files, accounts, services and disks as in *First installation*, and a boot.',
    words
      ? blocks(
          '3. DRBD, on the new machine only. Never `primary --force` here: that would copy emptiness over the data.',
          sh(
            `for res in ${resourcesOf(plan).join(' ')}; do drbdadm create-md "$res" && drbdadm up "$res"; done`,
            words.status,
          ),
        )
      : undefined,
    blocks(
      `${words ? '4' : '3'}. When it synchronises from the other node, the cluster:`,
      sh(
        ...(drbdIsManaged(plan) ? ['drbdadm down all'] : []),
        ...fromNowOn(second ?? first!),
        ...(pacemaker ? [pacemaker.status] : []),
      ),
    ),
    plan.libvirt?.migrationTransport === 'ssh' && plan.machines.some(({ liveMigration }) => liveMigration)
      ? 'Root of each node must be able to `ssh` to the other without a question, or no machine migrates: exchange keys and host keys.'
      : undefined,
    'Fence it once before you trust it.',
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
                    "sed -i.fenced 's/^stonith_host/#&/' /etc/ha.d/ha.cf",
                    service(plan.nodes[0]!, 'start', daemon),
                  ),
                  'Before the other node comes back: `mv /etc/ha.d/ha.cf.fenced /etc/ha.d/ha.cf`, and start heartbeat once more.',
                )
              : undefined,
          )
        : 'No STONITH device is configured: when the links between the nodes break, both take over. Pull the power of one before you mend anything.',
    )
  }
  return chapter('Fencing by hand', 'No cluster manager of ours runs here.')
}

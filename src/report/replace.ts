import { sharedDevices } from '../plan/filesystems.ts'
import type { NodePlan, Plan } from '../plan/plan.ts'
import type { DiskPlan } from '../plan/storage.ts'
import { createMetadata, drbdCommands, drbdIsManaged, fromNowOn, pacemakerCommands } from './commands.ts'
import { blocks, chapter, command, few, names, sh, table } from './markdown.ts'

/** A disk has died or is about to. */
export function replaceDisk(plan: Plan): string {
  return chapter(
    'Replace a disk',
    'Which disk it is: its serial number is on its label and in `lsblk -o NAME,SIZE,SERIAL,WWN`.',
    ...plan.nodes.map((node) => arraysOf(plan, node)),
    backing(plan),
    'A disk with a new serial number changes `disks:` in cluster.yaml; generate again, and put the new files on the node.',
  )
}

/** A disk, and what of it is in which array. */
interface Membership {
  readonly disk: DiskPlan
  readonly members: readonly {
    readonly array: string
    readonly device: string
    readonly part: number | undefined
  }[]
}

function membershipsOf({ storage }: NodePlan): Membership[] {
  return storage.disks.flatMap((disk) => {
    const own = [
      { path: disk.path, part: undefined },
      ...disk.partitions.map(({ path, number }) => ({ path, part: number })),
    ]
    const members = storage.arrays.flatMap((array) =>
      own
        .filter(({ path }) => [...array.devices, ...array.spares].includes(path))
        .map(({ path, part }) => ({ array: array.path, device: path, part })),
    )
    return members.length === 0 ? [] : [{ disk, members }]
  })
}

const freshDisk = '/dev/disk/by-id/NEW'

function arraysOf(plan: Plan, node: NodePlan): string | undefined {
  const { arrays, boot } = node.storage
  if (arrays.length === 0) return undefined
  const memberships = membershipsOf(node)
  const [example] = [...memberships].sort((a, b) => b.members.length - a.members.length)
  if (!example) return undefined
  const { disk, members } = example
  const every = arrays.map(
    ({ path, level, devices, survives }) =>
      `${path} (RAID ${level} of ${devices.length}, survives ${survives})`,
  )
  return blocks(
    `### In an array of ${node.name}`,
    `Arrays: ${names(every)}. Every line of its disk leaves its array and comes back; an array that already misses another member (a \`_\` in \`/proc/mdstat\`) must be whole first.`,
    table(
      ['Disk', 'Serial number', 'Is in'],
      memberships.map((one) => [
        one.disk.path,
        one.disk.serial ?? 'not in cluster.yaml',
        one.members.map(({ device, array }) => `${array} as ${device}`).join(', '),
      ]),
    ),
    memberships.some((one) => isKernelName(one.disk.path))
      ? 'The kernel gives names like `/dev/sda` anew at every boot, and without the dead disk to another one: compare the serial number before every command.'
      : undefined,
    `Example: ${disk.path}; NEW stands for the new disk's own name.`,
    sh(
      'cat /proc/mdstat',
      command('lsblk', '-o', 'NAME,SIZE,SERIAL,MOUNTPOINT', disk.path),
      ...members.map(({ array, device }) =>
        command('mdadm', '--manage', array, '--fail', device, '--remove', device),
      ),
      '# change the disk; if it vanished before it was removed: mdadm --manage ARRAY --remove detached',
      `lsblk -o NAME,SIZE,SERIAL ${freshDisk}; wipefs --no-act ${freshDisk}    # the one on whose label that number is, and empty`,
      ...(disk.partitions.length > 0 ? [tableOf(node, example, memberships)] : []),
      ...members.map(({ array, part }) =>
        command(
          'mdadm',
          '--manage',
          array,
          '--add',
          part === undefined ? freshDisk : `${freshDisk}-part${part}`,
        ),
      ),
      'cat /proc/mdstat    # no _ anywhere when it is through',
    ),
    boot.loader !== 'none' && boot.disks.length > 0
      ? blocks(
          'If it was one to boot from:',
          sh(
            ...bootCommands(
              boot.loader,
              boot.disks.map((path) => (path === disk.path ? freshDisk : path)),
            ),
          ),
        )
      : undefined,
    plan.drbd
      ? 'DRBD above it notices nothing; do not take the next disk out before the rebuild has ended.'
      : undefined,
  )
}

const isKernelName = (path: string): boolean => /^\/dev\/(?:[shv]d[a-z]+|xvd[a-z]+|nvme\d+n\d+)$/.test(path)

/** Where the installation made the table, there is no file of it: a disk that is left says how it was. */
function tableOf(node: NodePlan, { disk, members }: Membership, all: readonly Membership[]): string {
  if (!disk.existing && node.storage.partitioner === 'sfdisk')
    return `sfdisk ${freshDisk} < /etc/ha-bootstrap/disks/${disk.name}.sfdisk    # only where \`blockdev --getss\` says 512`
  const other = all.find(
    (one) => one.disk !== disk && one.members.some(({ array }) => array === members[0]!.array),
  )
  return `sfdisk -d ${command(other?.disk.path ?? '/dev/SURVIVOR')} | sed '/^label-id/d; s/, uuid=[^,]*//' | sfdisk ${freshDisk}`
}

function bootCommands(loader: NodePlan['storage']['boot']['loader'], paths: readonly string[]): string[] {
  if (loader === 'lilo') return ['lilo -v']
  if (loader === 'grub-efi') return ['grub-install --target=x86_64-efi', 'update-grub']
  return paths.map((path) => command('grub-install', path))
}

/** The device below DRBD itself is gone: DRBD has detached it and works over the network. */
function backing(plan: Plan): string | undefined {
  if (!plan.drbd) return undefined
  const { dialect, resources } = plan.drbd
  const [first] = resources
  const words = drbdCommands(dialect)
  const rows = resources.slice(0, few).map(
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
    `When the whole device is gone, DRBD shows \`Diskless\` there and works over the network meanwhile; after a boot without it the resource may not be configured there at all.\n${rows.join('\n')}`,
    'What lies between, partitions, arrays, groups and volumes of the new disk, is made first, as in *Disks of NODE*. Then on the node with the new device, of the same size or larger, and **never** on the other, one resource after the other of those whose device is new:',
    sh(
      words.status,
      `res=${first!.name}`,
      'drbdadm detach "$res" 2>/dev/null',
      `drbdadm create-md${dialect === '9' ? ` --max-peers=${first!.maxPeers}` : ''} "$res" && drbdadm adjust "$res"`,
      words.status,
      ...(drbdIsManaged(plan)
        ? [
            `${pacemakerCommands(plan.nodes[0]!).cleanup('NAME')}    # its clone in crm_mon, where it failed to start`,
          ]
        : []),
    ),
    'It becomes SyncTarget and copies everything from the other node.',
  )
}

/** A node is gone for good and comes back as a new machine of the same name. */
export function replaceNode(plan: Plan): string {
  const [first, second] = plan.nodes
  const node = second ?? first!
  const words = plan.drbd ? drbdCommands(plan.drbd.dialect) : undefined
  const pacemaker = plan.cluster.stack === 'pacemaker' ? pacemakerCommands(first!) : undefined
  const shared = [
    ...(sharedDevices(plan).size > 0 ? ['*Shared disks, once*'] : []),
    ...((plan.membership.sbd?.devices.length ?? 0) > 0 ? ['`sbd … create`'] : []),
  ]
  const turn =
    plan.membership.heartbeat?.autoFailback === 'on'
      ? 'When DRBD is UpToDate on both (auto_failback is on: it takes its services at once)'
      : 'When it synchronises from the other node'
  return chapter(
    'Replace a node',
    `The new machine takes the name and the addresses of the old one (here ${node.name}). **The secrets stay the same**: keep the secrets file.`,
    '1. In cluster.yaml: its new disks and MAC addresses. `ha-bootstrap check`, `ha-bootstrap generate`.',
    `2. On the new machine: packages, files, accounts, services and, where there is such a chapter, *Disks of ${node.name}* as in *First installation*, and a boot.${shared.length > 0 ? ` **Never ${shared.join(' nor ')}**: the other node works with them.` : ''}`,
    words
      ? blocks(
          '3. DRBD, on the new machine only. Never `primary --force` here: that would copy emptiness over the data.',
          sh(
            ...createMetadata(
              plan.drbd!.dialect,
              plan.drbd!.resources.filter(({ hosts }) =>
                hosts.some((host) => host.node === node.name && !host.diskless),
              ),
              'up',
            ),
            words.status,
          ),
        )
      : undefined,
    blocks(
      words ? `4. ${turn}, the cluster:` : '3. The cluster:',
      sh(
        ...(drbdIsManaged(plan) ? ['drbdadm down all'] : []),
        ...fromNowOn(node),
        ...(pacemaker ? [pacemaker.status] : []),
      ),
    ),
    plan.libvirt?.migrationTransport === 'ssh' && plan.machines.some(({ liveMigration }) => liveMigration)
      ? blocks(
          'Root of each node must be able to `ssh` to the other without a question, or no machine migrates. On every node; compare the keys that it prints:',
          sh('/etc/ha-bootstrap/ssh-trust.sh'),
        )
      : undefined,
    plan.cib.noFencingBecause === undefined && plan.cluster.stack !== 'none'
      ? 'Fence it once before you trust it.'
      : undefined,
  )
}

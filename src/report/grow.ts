import type { DrbdResourcePlan } from '../plan/drbd.ts'
import { movingFilesystems } from '../plan/filesystems.ts'
import type { FilesystemMember } from '../plan/filesystems.ts'
import type { NodePlan, Plan } from '../plan/plan.ts'
import { drbdCommands } from './commands.ts'
import { blocks, chapter, command, few, sh } from './markdown.ts'

/** What of a node's copy is a volume of LVM, which can grow while it is used. */
interface Growing {
  readonly resource: DrbdResourcePlan
  /** A volume on each node that has a copy. */
  readonly copies: readonly { readonly node: string; readonly path: string }[]
  readonly device: string
  /** Where its metadata are a device of their own, which does not grow with it. */
  readonly metadataApart: boolean
}

/** A service needs more space: the volume below each copy, DRBD, then what is on it (drbdadm(8) resize). */
export function grow(plan: Plan): string | undefined {
  const volumes = new Map(plan.nodes.map((node) => [node.name, volumesOf(node)]))
  const all = (plan.drbd?.resources ?? []).flatMap((resource) => growingOf(volumes, resource))
  const [first] = all
  if (!plan.drbd || !first) return undefined
  const { status } = drbdCommands(plan.drbd.dialect)
  const told = all.slice(0, few)
  const takers = told.flatMap(({ resource, device }) => {
    const lines = takersOf(plan, device)
    return lines.length > 0 ? [`# ${resource.name}`, ...lines] : []
  })
  return chapter(
    'Give it more space',
    `Without an interruption, while every copy is UpToDate and nothing synchronises. It cannot be made smaller again.\n${told
      .map(
        ({ resource, copies }) =>
          `- ${resource.name}: ${copies.map(({ node, path }) => `\`${path}\` on ${node}`).join(', ')}`,
      )
      .join('\n')}`,
    'First the volume, by the same on **every** node; `vgs` says what is free. A group that has nothing left gets another disk by `vgextend`.',
    sh(command('lvextend', '-L', '+10G', first.copies[0]!.path)),
    'When it has grown everywhere, DRBD, on the node where it is Primary. What is new is synchronised from there.',
    sh(status, `drbdadm resize ${first.resource.name}`, status),
    all.some(({ metadataApart }) => metadataApart)
      ? 'Its metadata have a device of their own, which must be large enough for the new size: 1 MiB and another 32 KiB for each GiB.'
      : undefined,
    takers.length > 0 ? blocks('Then what is on it, on the same node:', sh(...takers)) : undefined,
    'Last the new size in cluster.yaml, or a node that is replaced gets the old one; `ha-bootstrap plan` has nothing to change for it.',
  )
}

function growingOf(
  volumesOn: ReadonlyMap<string, ReadonlySet<string>>,
  resource: DrbdResourcePlan,
): Growing[] {
  const [volume, ...more] = resource.volumes
  if (!volume || more.length > 0) return []
  const hosts = resource.hosts.filter(({ diskless }) => !diskless)
  const copies = hosts.flatMap(({ node, volumes }) => {
    const own = volumes[volume.volume]!
    return volumesOn.get(node)!.has(own.disk) ? [{ node, path: own.disk, metaDisk: own.metaDisk }] : []
  })
  if (copies.length === 0 || copies.length < hosts.length) return []
  const metadataApart = copies.some(({ metaDisk }) => metaDisk !== 'internal')
  return [{ resource, copies, device: volume.device, metadataApart }]
}

const volumesOf = ({ storage }: NodePlan): Set<string> =>
  new Set(storage.groups.flatMap(({ volumes }) => volumes.map(({ path }) => path)))

/** How what is on a device takes the new space: a file system, a virtual machine, or a group of volumes with one of these. */
function takersOf(plan: Plan, device: string): string[] {
  const filesystems = movingFilesystems(plan).flatMap((filesystem) =>
    filesystem.device === device ? growFilesystem(filesystem) : [],
  )
  const machines = plan.machines.flatMap(({ name, disks }) =>
    disks
      .filter(({ source }) => source === device)
      .map(
        ({ target }) =>
          `virsh blockresize ${name} ${target} "$(blockdev --getsize64 ${device})B"    # then inside of ${name}`,
      ),
  )
  const groups = plan.nodes[0]!.storage.groups.filter(({ devices }) => devices.includes(device)).flatMap(
    ({ volumes }) => [
      command('pvresize', device),
      ...volumes
        .slice(0, 1)
        .flatMap(({ path }) => [command('lvextend', '-L', '+5G', path), ...takersOf(plan, path)]),
    ],
  )
  return [...filesystems, ...machines, ...groups]
}

function growFilesystem({ type, device, mount }: FilesystemMember): string[] {
  if (/^ext[234]$/.test(type)) return [command('resize2fs', device)]
  if (type === 'xfs') return [command('xfs_growfs', mount)]
  if (type === 'btrfs') return [command('btrfs', 'filesystem', 'resize', 'max', mount)]
  return []
}

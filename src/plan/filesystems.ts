import type { BundleMember } from './cib.ts'
import type { NodePlan, Plan } from './plan.ts'
import type { FilesystemPlan } from './storage.ts'

export type FilesystemMember = Extract<BundleMember, { kind: 'filesystem' }>

/** File systems that the cluster mounts from a device, not from a server. */
export const movingFilesystems = (plan: Plan): FilesystemMember[] =>
  plan.cib.bundles
    .flatMap(({ members }) => members)
    .flatMap((member) => (member.kind === 'filesystem' && member.device.startsWith('/dev/') ? [member] : []))

/** Disks that several nodes see, by their path. */
export const sharedDevices = (plan: Plan): Set<string> =>
  new Set(
    plan.nodes.flatMap(
      ({ storage }) => storage.multipath?.aliases.map(({ name }) => `/dev/mapper/${name}`) ?? [],
    ),
  )

/** What the running system lives on: formatted and filled by its installer, and never mounted over. */
const systemMount = /^\/$|^\/(boot|usr|var)(\/efi)?$/

/** File systems of the node itself. */
export interface LocalFilesystems {
  /** On devices that are new. */
  readonly made: readonly FilesystemPlan[]
  readonly mounted: readonly FilesystemPlan[]
  /** New, but the running system has files there, which somebody must move. */
  readonly moved: readonly FilesystemPlan[]
}

export function localFilesystemsOf({ storage }: NodePlan): LocalFilesystems {
  const fresh = new Set([
    ...storage.disks
      .filter(({ existing }) => !existing)
      .flatMap(({ path, partitions }) => [path, ...partitions.map((partition) => partition.path)]),
    ...storage.arrays.filter(({ existing }) => !existing).map(({ path }) => path),
    ...storage.groups
      .filter(({ onDrbd }) => !onDrbd)
      .flatMap(({ volumes }) => volumes.map(({ path }) => path)),
  ])
  const isSystem = ({ mount }: FilesystemPlan): boolean => systemMount.test(mount)
  const isNew = ({ device }: FilesystemPlan): boolean => fresh.has(device)
  const all = storage.filesystems
  return {
    made: all.filter((filesystem) => !isSystem(filesystem) && isNew(filesystem)),
    mounted: all.filter(
      (filesystem) =>
        filesystem.mount !== 'none' && !isSystem(filesystem) && !/(^|,)noauto(,|$)/.test(filesystem.options),
    ),
    moved: all.filter((filesystem) => isSystem(filesystem) && isNew(filesystem)),
  }
}

import { sh, shLines } from '../src/core/sh.ts'
import { localFilesystemsOf, movingFilesystems, sharedDevices } from '../src/plan/filesystems.ts'
import type { FilesystemMember } from '../src/plan/filesystems.ts'
import type { NodePlan, Plan } from '../src/plan/plan.ts'
import type { FilesystemPlan, GroupOfVolumesPlan } from '../src/plan/storage.ts'
import { groupOptions, volumeOptions, volumesInOrder } from '../src/plan/storage-words.ts'
import { putAll } from '../src/run/step.ts'
import type { Action, Step, StepInput } from '../src/run/step.ts'
import { destroyed } from './devices.ts'
import { leftSecondary, ownResources } from './resources.ts'
import type { OwnResource } from './resources.ts'

export const filesystems: Step = {
  id: 'filesystems',
  title: 'Make file systems and mount points',
  on: 'every-node',
  danger: 'destroys-data',
  actions: (input) => [...local(input), ...moving(input)],
}

/** File systems of the node itself, and their lines in /etc/fstab. */
function local({ node, files }: StepInput): Action[] {
  const { made, mounted } = localFilesystemsOf(node)
  const swap = node.storage.filesystems.filter(({ type }) => type === 'swap')
  return [
    ...made.map((filesystem) => makeLocal(node, filesystem)),
    ...putAll(files, '/etc/ha-bootstrap/fstab'),
    ...(node.storage.filesystems.length > 0 ? [merge] : []),
    ...mounted.map(mount),
    ...swap.map(({ device }): Action => ({
      do: 'run',
      why: `swap on ${device}`,
      unless: sh`ha_swaps ${device}`,
      script: sh`swapon ${device}`,
    })),
  ]
}

const makeLocal = (node: NodePlan, { device, type }: FilesystemPlan): Action => ({
  do: 'run',
  why: `make a ${type} on ${device}`,
  unless: sh`ha_fs_is ${device} ${type}`,
  script: sh`ha_fs_make ${device} ${type}`,
  destroys: [destroyed(node, device)],
  timeoutS: 7200,
  takesS: 20,
})

const merge: Action = {
  do: 'run',
  why: 'put our lines into /etc/fstab',
  unless: sh`ha_fstab | cmp -s - "$HA_ROOT/etc/fstab"`,
  script: sh`ha_fstab_put`,
}

const mount = ({ mount: at }: FilesystemPlan): Action => ({
  do: 'run',
  why: `mount ${at}`,
  unless: sh`ha_mounted ${at}`,
  script: sh`mkdir -p ${at} && mount ${at}`,
})

/** What the cluster mounts: made once, by the node whose copy is the first; mount points everywhere. */
function moving({ plan, node }: StepInput): Action[] {
  const shared = sharedDevices(plan)
  const members = movingFilesystems(plan)
  const resources = ownResources(plan, node).filter(({ isSource }) => isSource)
  const isFirst = plan.nodes[0]!.name === node.name
  return [
    ...resources.flatMap((resource) => [
      ...groupsOn(node, resource).flatMap((group) => makeGroup(resource, group)),
      ...members.flatMap((member) => {
        const group = groupsOn(node, resource).find(({ name }) => member.device.startsWith(`/dev/${name}/`))
        const copy = resource.plan.volumes.find(({ device }) => device === member.device)
        return group || copy ? [makeMoving(resource, member, group)] : []
      }),
      ...leftSecondary(resource),
    ]),
    ...(isFirst
      ? members.filter(({ device }) => shared.has(device)).map((member) => makeShared(node, member))
      : []),
    ...mountPoints(plan, members),
  ]
}

const groupsOn = (node: NodePlan, resource: OwnResource): GroupOfVolumesPlan[] =>
  node.storage.groups.filter(
    (group) => group.onDrbd && resource.plan.volumes.some(({ device }) => group.devices.includes(device)),
  )

const diskBelow = ({ copies }: OwnResource, device: string): string =>
  copies.find((copy) => copy.device === device)?.disk ?? ''

const lend = (resource: OwnResource): ReturnType<typeof sh> =>
  sh`ha_drbd_lend ${resource.plan.name} ${resource.minors}`

/** A group on DRBD is made while its resource is lent to this node; what it holds is looked for below a secondary too. */
function makeGroup(resource: OwnResource, group: GroupOfVolumesPlan): Action[] {
  const { name, devices } = group
  const { name: resourceName } = resource.plan
  const inside = sh`ha_drbd_lent_group=${name}`
  return [
    ...(group.existing ? [] : devices).map((device, i): Action => ({
      do: 'run',
      why: `make ${device} part of the group ${name}`,
      unless: sh`ha_vg_below ${name} ${device} ${diskBelow(resource, device)}`,
      script: shLines(
        lend(resource),
        inside,
        sh`ha_join ${name} ${device} ${i === 0 ? 'first' : 'more'} ${groupOptions(group)}`,
      ),
      destroys: [{ path: device, ours: sh`ha_pv_alone ${device}` }],
    })),
    ...volumesInOrder(group).map((volume): Action => ({
      do: 'run',
      why: `make the volume ${name}/${volume.name} on ${resourceName}`,
      unless: sh`ha_lv_below ${name} ${volume.name} ${volume.sizeBytes}`,
      refuses: sh`ha_lv_small_below ${name} ${volume.name} ${volume.sizeBytes}`,
      script: shLines(
        lend(resource),
        inside,
        sh`ha_lv_make ${name} ${volume.name} ${volume.sizeBytes} ${volumeOptions(volume)}`,
      ),
    })),
  ]
}

function makeMoving(
  resource: OwnResource,
  { device, type, directories }: FilesystemMember,
  group: GroupOfVolumesPlan | undefined,
): Action {
  return {
    do: 'run',
    why: `make a ${type} on ${device}`,
    unless: group
      ? sh`ha_fs_in_volume ${group.name} ${device.slice(`/dev/${group.name}/`.length)} ${type} ${group.devices[0]!} ${diskBelow(resource, group.devices[0]!)}`
      : sh`ha_fs_is ${device} ${type} ${diskBelow(resource, device)}`,
    script: shLines(
      lend(resource),
      group && sh`ha_fs_lend ${group.name} ${device}`,
      sh`ha_fs_make ${device} ${type} ${directories}`,
    ),
    // A volume of a group on DRBD is there only while the resource is lent: the look is a part of that.
    ...(group === undefined && { destroys: [{ path: device, ours: sh`ha_fs_unfinished ${device}` }] }),
    timeoutS: 7200,
    takesS: 20,
  }
}

const makeShared = (node: NodePlan, { device, type, directories }: FilesystemMember): Action => ({
  do: 'run',
  why: `make a ${type} on ${device}, which all nodes see`,
  unless: sh`ha_fs_is ${device} ${type}`,
  script: sh`ha_fs_make ${device} ${type} ${directories}`,
  destroys: [{ ...destroyed(node, device), ours: sh`ha_fs_unfinished ${device}` }],
  timeoutS: 7200,
  takesS: 20,
})

/** Agents before 3.9.3 do not make a missing mount point. */
function mountPoints(plan: Plan, members: readonly FilesystemMember[]): Action[] {
  if (plan.cluster.stack === 'none') return []
  return [...new Set(members.map((member) => member.mount))].map((at) => ({
    do: 'run',
    why: `make the mount point ${at}`,
    unless: sh`[ -d "$HA_ROOT"${at} ]`,
    script: sh`mkdir -p "$HA_ROOT"${at}`,
  }))
}

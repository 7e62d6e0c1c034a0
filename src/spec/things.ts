import { findDevice, forNode, drbdNumbers } from './devices.ts'
import type { DrbdNumbers } from './devices.ts'
import type { Service, Spec, Vm } from './spec.ts'

/** What a name in with, after, members and constraints can stand for. */
export type ThingKind = 'service' | 'group' | 'vm' | 'drbd'

/**
 * What a name stands for. Services, groups and virtual machines come before DRBD resources of the same name, unless a
 * role or action is asked for that only a DRBD resource has; undefined when there is nothing of that name.
 */
export function findThing(spec: Spec, name: string, wanted?: 'promotable'): ThingKind | undefined {
  const drbd = own(spec.drbd?.resources, name) ? 'drbd' : undefined
  if (wanted && drbd) return drbd
  if (own(spec.services, name)) return 'service'
  if (own(spec.groups, name)) return 'group'
  if (own(spec.vms, name)) return 'vm'
  return drbd
}

/** All names a reference may use. */
export const thingNames = (spec: Spec): string[] =>
  [spec.services, spec.groups, spec.vms, spec.drbd?.resources].flatMap((part) => Object.keys(part ?? {}))

const own = (part: object | undefined, name: string): boolean =>
  part !== undefined && Object.hasOwn(part, name)

/** IDs in the CIB that stand for something in the spec; all others hold a dot, which no name of ours may. */
export const drbdPrimitiveId = (resource: string): string => `drbd_${resource}`
export const drbdCloneId = (resource: string): string => `ms_drbd_${resource}`
export const cloneId = (service: string): string => `${service}-clone`
export const volumeGroupId = (group: string): string => `lvm_${group.replace(/[^A-Za-z0-9_-]/g, '_')}`
export const sbdId = 'sbd-fencing'

/** The services with their names, in the order of the file. */
export const namedServices = (spec: Spec): [string, Service][] => Object.entries(spec.services ?? {})

export const isClone = (service: Service): boolean => service.clone !== undefined && service.clone !== false

/** The group a service is a member of. */
export function groupsByMember(spec: Spec): Map<string, string> {
  const map = new Map<string, string>()
  for (const [group, { members }] of Object.entries(spec.groups ?? {}))
    for (const member of members) if (!map.has(member)) map.set(member, group)
  return map
}

/** Ports and minors by resource, for many look-ups. */
export const numbersByName = (spec: Spec): Map<string, DrbdNumbers> =>
  new Map(drbdNumbers(spec).map((numbers) => [numbers.name, numbers]))

/** What lies below a device reference: the DRBD resources, and the volume group on them where there is one. */
export interface Below {
  readonly drbd: readonly string[]
  readonly group: string | undefined
}

/** The DRBD resources below a device of the cluster, directly or under a volume group. */
export function drbdBelow(spec: Spec, reference: string, numbers = numbersByName(spec)): Below {
  const [head = '', tail = ''] = reference.split('/')
  for (const node of Object.values(spec.nodes)) {
    if (reference.startsWith('/')) {
      const named = drbdOfPath(reference, numbers)
      return { drbd: named === undefined ? [] : [named], group: undefined }
    }
    const own = numbers.get(head)
    const found = findDevice(spec, node, reference, own ? [own] : [])
    if (found?.kind === 'drbd') return { drbd: [found.resource], group: undefined }
    if (found?.kind === 'volume' || (found === undefined && node['volume-groups']?.[head] && tail !== '')) {
      const below = (node['volume-groups']?.[head]?.devices ?? []).flatMap((device) => {
        const under = numbers.get(device.split('/')[0]!)
        const physical = findDevice(spec, node, device, under ? [under] : [])
        if (physical?.kind === 'drbd') return [physical.resource]
        return physical?.kind === 'path' ? (drbdOfPath(physical.path, numbers) ?? []) : []
      })
      if (below.length > 0) return { drbd: [...new Set(below)], group: head }
    }
  }
  return { drbd: [], group: undefined }
}

/** The resource of /dev/drbdN, /dev/drbd/by-res/NAME/N or /dev/drbd/by-disk/…; undefined for any other path. */
function drbdOfPath(path: string, numbers: ReadonlyMap<string, DrbdNumbers>): string | undefined {
  const named = /^\/dev\/drbd\/by-res\/([^/]+)(?:\/|$)/.exec(path)?.[1]
  if (named !== undefined) return numbers.has(named) ? named : undefined
  const minor = /^\/dev\/drbd([0-9]+)$/.exec(path)?.[1]
  if (minor === undefined) return undefined
  for (const [name, { volumes }] of numbers)
    if (volumes.some((volume) => volume.minor === Number(minor))) return name
  return undefined
}

/** DRBD resources that a virtual machine's disks are on, in order and once. */
export const drbdOfVm = (vm: Vm): string[] => [
  ...new Set((vm.disks ?? []).flatMap((disk) => (disk.drbd === undefined ? [] : [disk.drbd.split('/')[0]!]))),
]

/** Where the cluster mounts file systems, the longest path first. */
export const clusterMounts = (spec: Spec): { readonly service: string; readonly mount: string }[] =>
  Object.entries(spec.services ?? {})
    .flatMap(([service, { filesystem }]) =>
      filesystem ? [{ service, mount: filesystem.mount.replace(/\/+$/, '') }] : [],
    )
    .sort((a, b) => b.mount.length - a.mount.length)

/** The file system services that hold a virtual machine's image files. */
export function mountsOfVm(vm: Vm, mounts: ReturnType<typeof clusterMounts>): string[] {
  if (mounts.length === 0) return []
  const found = (vm.disks ?? []).flatMap(
    ({ file }) => mounts.find(({ mount }) => file?.startsWith(`${mount}/`))?.service ?? [],
  )
  return [...new Set(found)]
}

/** Nodes that hold a copy of a DRBD resource or vote for it; all of them unless it says otherwise. */
export function nodesOfDrbd(spec: Spec, resource: string): string[] {
  const found = spec.drbd?.resources?.[resource]
  if (!found?.nodes) return Object.keys(spec.nodes)
  return [...new Set([...found.nodes, ...(found.diskless ?? [])])]
}

/** The device of a resource's backing storage on a node, by volume. */
export function backingDevices(spec: Spec, node: string): Map<string, string> {
  const map = new Map<string, string>()
  for (const { name, volumes } of drbdNumbers(spec)) {
    if (!nodesOfDrbd(spec, name).includes(node)) continue
    for (const volume of volumes) {
      const reference = forNode(volume.disk, node)
      const found = reference === undefined ? undefined : findDevice(spec, spec.nodes[node]!, reference, [])
      if (found) map.set(found.path, name)
    }
  }
  return map
}

import { drbdNumbers, findDevice } from './devices.ts'
import type { DrbdNumbers, FoundDevice } from './devices.ts'
import type { Path, Spec } from './spec.ts'

/** A place in the spec that takes a device of a node for itself. */
export interface DeviceUse {
  readonly reference: string
  readonly found: FoundDevice
  /** As a sentence goes on after "is": "a member of md0". */
  readonly as: string
  readonly path: Path
  readonly kind: 'array' | 'group' | 'drbd' | 'metadata' | 'filesystem' | 'service'
  /** Metadata of several volumes may share a device where each has its index; nothing else may. */
  readonly owner: string
}

/** Everything that takes a device on a node, in the order of the layers. References that name nothing are left out. */
export function deviceUses(
  spec: Spec,
  name: string,
  numbers: readonly DrbdNumbers[] = drbdNumbers(spec),
): DeviceUse[] {
  const node = spec.nodes[name]!
  const uses: DeviceUse[] = []
  const add = (reference: string, use: Omit<DeviceUse, 'reference' | 'found'>): void => {
    const found = findDevice(spec, node, reference, numbers)
    if (found) uses.push({ reference, found, ...use })
  }
  const base: Path = ['nodes', name]
  for (const [array, raid] of Object.entries(node.raid ?? {})) {
    for (const list of ['devices', 'spares'] as const) {
      for (const [i, device] of (raid[list] ?? []).entries()) {
        const as = list === 'devices' ? `a member of ${array}` : `a spare of ${array}`
        if (device !== 'missing')
          add(device, { as, path: [...base, 'raid', array, list, i], kind: 'array', owner: array })
      }
    }
  }
  for (const [group, value] of Object.entries(node['volume-groups'] ?? {})) {
    for (const [i, device] of value.devices.entries()) {
      const path = [...base, 'volume-groups', group, 'devices', i]
      add(device, { as: `a physical volume of ${group}`, path, kind: 'group', owner: group })
    }
  }
  for (const { name: resource, volumes } of numbers) {
    const value = spec.drbd?.resources?.[resource]
    if ((value?.nodes && !value.nodes.includes(name)) || value?.diskless?.includes(name)) continue
    for (const { volume, disk, metadata, path } of volumes) {
      const owner = `${resource}/${volume}`
      const key = (value_: unknown, word: string): Path => [
        ...path,
        word,
        ...(typeof value_ === 'object' ? [name] : []),
      ]
      const backing = typeof disk === 'string' ? disk : disk?.[name]
      if (backing !== undefined)
        add(backing, { as: `the disk of DRBD ${resource}`, path: key(disk, 'disk'), kind: 'drbd', owner })
      const meta = typeof metadata === 'string' ? metadata : metadata[name]
      if (meta !== undefined && meta !== 'internal')
        add(meta, {
          as: `the metadata of DRBD ${resource}`,
          path: key(metadata, 'metadata'),
          kind: 'metadata',
          owner,
        })
    }
  }
  for (const [mount, { device }] of Object.entries(node.filesystems ?? {})) {
    const path = [...base, 'filesystems', mount, 'device']
    if (device !== undefined)
      add(device, { as: `mounted on ${mount}`, path, kind: 'filesystem', owner: mount })
  }
  for (const [service, { filesystem }] of Object.entries(spec.services ?? {})) {
    const path = ['services', service, 'filesystem', 'device']
    if (filesystem)
      add(filesystem.device, {
        as: `the file system of the service ${service}`,
        path,
        kind: 'service',
        owner: service,
      })
  }
  return uses
}

/** Whether two devices have blocks in common: the same one, or a disk and a partition of it. */
export function overlap(a: FoundDevice, b: FoundDevice): boolean {
  if (a.path === b.path) return true
  if (a.kind === 'disk' && b.kind === 'partition') return a.disk === b.disk
  if (a.kind === 'partition' && b.kind === 'disk') return a.disk === b.disk
  return false
}

/** Names of the disks below a device: of an array those of its members, of a volume those of its group. */
export function disksBelow(
  spec: Spec,
  name: string,
  reference: string,
  numbers: readonly DrbdNumbers[] = drbdNumbers(spec),
  depth = 4,
): string[] {
  const node = spec.nodes[name]!
  const found = findDevice(spec, node, reference, numbers)
  if (!found || depth === 0) return []
  if (found.kind === 'disk' || found.kind === 'partition') return [found.disk]
  const below =
    found.kind === 'array'
      ? node.raid![found.array]!.devices
      : found.kind === 'volume'
        ? node['volume-groups']![found.group]!.devices
        : []
  return [...new Set(below.flatMap((device) => disksBelow(spec, name, device, numbers, depth - 1)))]
}

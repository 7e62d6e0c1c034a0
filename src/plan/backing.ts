import { forNode } from '../spec/devices.ts'
import type { DrbdNumbers } from '../spec/devices.ts'
import type { Disk, Node, Spec } from '../spec/spec.ts'

/** WWIDs as multipathd sees them: what it joins under a name, and what it must leave alone because DRBD holds it. */
export interface MultipathPlan {
  readonly aliases: readonly { readonly name: string; readonly wwid: string }[]
  readonly blacklist: readonly string[]
}

/** A device below a DRBD volume. */
export interface Backing {
  readonly reference: string
  readonly device: string
  readonly resource: string
  readonly volume: number
}

/** Disks of DRBD volumes on a node, and their external metadata. */
export function backingDevices(
  spec: Spec,
  node: string,
  numbers: readonly DrbdNumbers[],
  path: (reference: string) => string,
): Backing[] {
  return numbers.flatMap(({ name, volumes }) => {
    const resource = spec.drbd?.resources?.[name]
    if (resource?.nodes && !resource.nodes.includes(node)) return []
    if (resource?.diskless?.includes(node)) return []
    return volumes.flatMap(({ volume, disk, metadata }) =>
      [forNode(disk, node), forNode(metadata, node)]
        .filter((reference): reference is string => reference !== undefined && reference !== 'internal')
        .map((reference) => ({ reference, device: path(reference), resource: name, volume })),
    )
  })
}

/** What multipathd is told on a node where it runs. */
export function resolveMultipath(node: Node, backing: readonly string[]): MultipathPlan | undefined {
  const disks = Object.entries(node.disks ?? {})
  const aliases = disks.flatMap(([name, disk]) =>
    disk.multipath ? wwidsOf(disk).map((wwid) => ({ name, wwid })) : [],
  )
  const installed = (node.packages ?? []).some((wanted) =>
    /^(multipath-tools|device-mapper-multipath)/.test(wanted),
  )
  if (aliases.length === 0 && !installed) return undefined
  const held = disks.filter(
    ([name, disk]) => !disk.multipath && backing.some((reference) => reference.split('/')[0] === name),
  )
  return { aliases, blacklist: held.flatMap(([, disk]) => wwidsOf(disk)) }
}

/** What multipath calls a disk: udev's ID_SERIAL, which is in the name of its by-id link (60-persistent-storage.rules). */
function wwidsOf(disk: Disk): string[] {
  const named = /^(?:ata|scsi|usb|sas|dm-uuid-mpath)-(.+)$/.exec(disk['by-id'] ?? '')?.[1]
  const world = disk.wwn ?? /^wwn-(.+)$/.exec(disk['by-id'] ?? '')?.[1]
  if (named) return [named]
  if (world?.startsWith('0x')) return [`3${world.slice(2)}`]
  return world ? [world] : []
}

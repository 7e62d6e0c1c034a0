import { atLeast } from '../core/version.ts'
import type { Spec, Vm } from './spec.ts'

// Questions about virtual machines that rules and resolve ask alike.

/** Where the definition of a machine lies on every node: outside libvirt's own directory. */
export const machineConfig = (name: string, vm: Vm): string => vm.config ?? `/etc/ha-bootstrap/vm/${name}.xml`

/** Two primaries as the resource, else all resources, have it. */
export const dualPrimaryOf = (spec: Spec, resource: string): 'never' | 'migration' | 'always' =>
  spec.drbd?.resources?.[resource]?.['dual-primary'] ?? spec.drbd?.['dual-primary'] ?? 'never'

/** Whether a machine moves without stopping: as it says, else where every disk can be written on two nodes at once. */
export function migratesLive(spec: Spec, vm: Vm): boolean {
  if (vm['live-migration'] !== undefined) return vm['live-migration']
  const writable = (vm.disks ?? []).filter((disk) => disk.cdrom === undefined)
  return (
    writable.length > 0 &&
    writable.every(
      (disk) => disk.drbd !== undefined && dualPrimaryOf(spec, disk.drbd.split('/')[0]!) !== 'never',
    )
  )
}

/** File systems by mount point whose files both nodes can open at once; anything else moves with its service. */
const sharedFilesystems = new Set(['nfs', 'gfs2', 'ocfs2'])

/** The file system service a path lies on, and whether several nodes can use it at once. */
export function filesystemOf(spec: Spec, path: string): { service: string; shared: boolean } | undefined {
  let best: { service: string; shared: boolean; length: number } | undefined
  for (const [service, { filesystem }] of Object.entries(spec.services ?? {})) {
    if (!filesystem) continue
    const mount = filesystem.mount.replace(/\/+$/, '')
    if (path !== mount && !path.startsWith(`${mount}/`)) continue
    if (!best || mount.length > best.length)
      best = { service, shared: sharedFilesystems.has(filesystem.type), length: mount.length }
  }
  return best
}

/**
 * The versioned machine type of a QEMU release, never an alias: pc and q35 mean another machine on every release, and a
 * guest cannot move between them. QEMU has q35 since 1.4, worth using since 2.4; versions of pc begin with 0.10.
 */
export function machineType(qemu: string): string {
  const release = /^[0-9]+\.[0-9]+/.exec(qemu)?.[0] ?? qemu
  if (atLeast(release, '2.4')) return `pc-q35-${release}`
  if (atLeast(release, '1.4')) return `pc-i440fx-${release}`
  return atLeast(release, '0.10') ? `pc-${release}` : 'pc'
}

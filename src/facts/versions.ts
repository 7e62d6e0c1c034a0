import type { PlatformVersions } from '../platform/platform.ts'
import { upstream } from './topics/packages.ts'
import type { Drbd, Facts, Packages, System } from './types.gen.ts'

/** Packages that bring a program, the first that is there deciding. */
const packagesOf: { readonly [name in keyof PlatformVersions]?: readonly string[] } = {
  'drbd-utils': ['drbd-utils', 'drbd8-utils'],
  corosync: ['corosync'],
  pacemaker: ['pacemaker'],
  heartbeat: ['heartbeat'],
  lvm2: ['lvm2'],
  libvirt: ['libvirt-daemon-system', 'libvirt-bin', 'libvirt'],
  qemu: ['qemu-system-x86', 'pve-qemu-kvm', 'qemu-kvm', 'qemu'],
}

/**
 * Versions that decide dialects. What dpkg installed goes first, then what a program says of itself (built from source, or
 * from a SlackBuild that is named by a date), then what would be installed.
 */
export function versionsOf({
  system,
  drbd,
  packages,
}: {
  readonly system: System
  readonly drbd: Pick<Drbd, 'module' | 'utils'>
  readonly packages: Packages
}): Facts['versions'] {
  const { installed, candidates, programs, manager } = packages
  const first = (from: { readonly [name: string]: string }, names: readonly string[]): string | undefined =>
    names.map((name) => from[name]).find((version) => version !== undefined)
  const found: { -readonly [name in keyof PlatformVersions]?: string | undefined } = {
    kernel: /^[0-9]+(\.[0-9]+)*/.exec(system.kernel ?? '')?.[0],
    'drbd-module': drbd.module ?? undefined,
  }
  for (const [name, names] of Object.entries(packagesOf)) {
    const debian = manager === 'dpkg' ? first(installed, names) : undefined
    const said = name === 'drbd-utils' ? (drbd.utils ?? undefined) : programs[name]
    const other = manager === 'pkgtools' ? first(installed, names) : undefined
    const version = debian ?? said ?? other ?? first(candidates, names)
    found[name as keyof PlatformVersions] = version === undefined ? undefined : upstream(version)
  }
  return Object.fromEntries(
    Object.entries(found).filter(
      ([, version]) => version !== undefined && /^[0-9]+(\.[0-9]+){0,4}[A-Za-z0-9.+~-]*$/.test(version),
    ),
  ) as Facts['versions']
}

import { atLeast } from '../core/version.ts'
import { findDevice } from '../spec/devices.ts'
import type { DrbdNumbers } from '../spec/devices.ts'
import { versionsOf } from '../spec/effective.ts'
import type { Spec } from '../spec/spec.ts'
import { backingDevices } from './backing.ts'

/** What LVM must not see, in order. */
export interface LvmFilter {
  /** global_filter in lvmlocal.conf also binds udev; LVM before 2.02.117 has only filter in lvm.conf. */
  readonly kind: 'filter' | 'global_filter'
  readonly patterns: readonly string[]
  /** LVM 2.03.12 and later can name its devices in a file, which would make the filter void. */
  readonly devicesFile: 'off' | 'unknown'
}

/** First LVM that reads lvmlocal.conf, that leaves PVs inside logical volumes alone, and that can use a devices file. */
const lvmlocalSince = '2.02.117'
const scanLvsSince = '2.02.182'
export const devicesFileSince = '2.03.12'

/**
 * Two things must stay hidden from LVM, by anchored patterns for just these devices (an unanchored one also hits
 * /dev/drbd/by-disk/NAME and hides the DRBD device, and a closing r|.*| would hide root's PV):
 * - what is below a PV on DRBD: LVM would find the PV twice, and could activate it past the replication;
 * - disks of guests: a guest may have made a PV of its whole disk, and its group must not be activated by the host. Inside
 *   logical volumes LVM does not look by itself since 2.02.182 (scan_lvs).
 * Undefined where there is neither, and LVM may see everything.
 */
export function lvmFilter(
  spec: Spec,
  name: string,
  numbers: readonly DrbdNumbers[],
  path: (reference: string) => string,
): LvmFilter | undefined {
  const node = spec.nodes[name]!
  const carriers = new Map<string, number>()
  for (const group of Object.values(node['volume-groups'] ?? {})) {
    for (const device of group.devices) {
      const found = findDevice(spec, node, device, numbers)
      if (found?.kind === 'drbd') carriers.set(`${found.resource}/${found.volume}`, found.minor)
    }
  }
  const guests = guestVolumes(spec)
  const backing = backingDevices(spec, name, numbers, path)
  const guarded = backing.filter((below) => guests.has(`${below.resource}/${below.volume}`))
  const version = versionsOf(node).lvm2
  const rejected = backing.filter(
    ({ resource, volume, reference }) =>
      carriers.has(`${resource}/${volume}`) ||
      (guests.has(`${resource}/${volume}`) &&
        (!atLeast(version, scanLvsSince) || findDevice(spec, node, reference, numbers)?.kind !== 'volume')),
  )
  if (carriers.size === 0 && guarded.length === 0) return undefined
  const minors = [...new Set(carriers.values())].sort((a, b) => a - b)
  return {
    kind: atLeast(version, lvmlocalSince) ? 'global_filter' : 'filter',
    patterns: [
      ...minors.map((minor) => `a|^/dev/drbd${minor}$|`),
      ...(guarded.length > 0 ? ['r|^/dev/drbd[0-9]+$|'] : []),
      ...[...new Set(rejected.flatMap(({ device }) => aliases(device)))].map(
        (device) => `r|^${escapeRegex(device)}$|`,
      ),
    ],
    devicesFile: atLeast(version, devicesFileSince) ? 'off' : 'unknown',
  }
}

/** RESOURCE/VOLUME of every disk of a guest. */
const guestVolumes = (spec: Spec): ReadonlySet<string> =>
  new Set(
    Object.values(spec.vms ?? {}).flatMap((vm) =>
      (vm.disks ?? []).flatMap(({ drbd }) =>
        drbd === undefined ? [] : drbd.includes('/') ? drbd : `${drbd}/0`,
      ),
    ),
  )

/** Names of a device that follow from its path: a logical volume also has one in /dev/mapper. */
function aliases(device: string): string[] {
  const [, group, volume] = /^\/dev\/([^/]+)\/([^/]+)$/.exec(device) ?? []
  if (!group || !volume || ['disk', 'mapper', 'md', 'drbd', 'mpath'].includes(group)) return [device]
  return [device, `/dev/mapper/${group.replaceAll('-', '--')}-${volume.replaceAll('-', '--')}`]
}

const escapeRegex = (text: string): string =>
  text.replace(/[.+*?^$()[\]{}|\\]/g, '[$&]').replaceAll('[^]', '\\^')

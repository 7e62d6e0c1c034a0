import { reasonsOf } from './eligible.ts'
import { devicePath, holdersOf, lvmName } from './holders.ts'
import type { Holders } from './holders.ts'
import { identityOf, transportOf } from './identity.ts'
import type { Block, BlockDevice, Opener } from './topics/block.ts'
import type { Probe } from './topics/signatures.ts'
import type { Disk, Drbd, Lvm, Use } from './types.gen.ts'

/** Everything that says what is on a node's disks and who uses them. */
export interface StorageAnswers {
  readonly block: Block
  readonly probes: readonly Probe[]
  readonly lvm: Pick<Lvm, 'physicalVolumes'> | null
  readonly drbd: Pick<Drbd, 'devices'>
  readonly machineDisks: readonly { readonly machine: string; readonly path: string }[]
}

/** The disks of a node with what stands on them. */
export function disksOf(answers: StorageAnswers): Disk[] {
  const { block, probes } = answers
  const holders = holdersOf(block, probes)
  const bare = block.devices.filter(isDisk).map((device) => describe(device, answers, holders))
  return bare.map((disk) => {
    const twins = twinsOf(disk, bare)
    const map = disk.uses.filter(({ kind }) => kind === 'multipath').map(({ by }) => by)
    const whole = { ...disk, multipath: [...new Set([...map, ...twins])] }
    const reasons = reasonsOf(whole)
    return { ...whole, eligible: reasons.length === 0, reasons }
  })
}

/** Not memory, loops, CD drives, or what is made of other devices. */
const isDisk = ({ name, hidden, scsiType, udev, place }: BlockDevice): boolean =>
  !hidden &&
  !/^(loop|ram|zram|sr|scd|fd|nbd|rbd|dm-|md|drbd|mtdblock|ubiblock|zd|bcache|mmcblk[0-9]+(boot|rpmb|gp))/.test(
    name,
  ) &&
  (scsiType === null || scsiType === 0 || scsiType === 14) &&
  udev.ID_TYPE !== 'cd' &&
  udev.ID_CDROM === undefined &&
  !/\/devices\/virtual\/(?!nvme-subsystem)/.test(place ?? '')

function describe(device: BlockDevice, answers: StorageAnswers, holders: Holders): Disk {
  const path = devicePath(device.name)
  const probe = answers.probes.find((candidate) => candidate.path === path)
  const uses = usesOf(device, answers, holders)
  return {
    name: device.name,
    path,
    byId: [...device.byId],
    byPath: [...device.byPath],
    ...identityOf(device),
    sizeBytes: device.sizeBytes,
    logicalSector: device.logicalSector,
    physicalSector: device.physicalSector,
    rotational: rotationalOf(device),
    removable: device.removable,
    readOnly: device.readOnly,
    transport: transportOf(device),
    place: device.place,
    multipath: [],
    table: probe?.table ?? null,
    signatures: probe?.signatures ? [...probe.signatures] : null,
    blank: probe?.blank ?? null,
    partitions: device.partitions.map((part) => {
      const found = answers.probes.find((candidate) => candidate.path === devicePath(part.name))
      return {
        name: part.name,
        path: devicePath(part.name),
        number: part.number,
        startBytes: part.startBytes,
        sizeBytes: part.sizeBytes,
        type: found?.partition?.type ?? null,
        label: found?.partition?.label ?? null,
        uuid: found?.partition?.uuid ?? null,
        signatures: found?.signatures ? [...found.signatures] : null,
      }
    }),
    uses,
    system: uses.some(({ kind, by }) => kind === 'mount' && isOfSystem(by)),
    eligible: false,
    reasons: [],
  }
}

/**
 * Rotating is what the kernel believes of every disk that does not say: behind a virtual machine's, a bridge's or a
 * controller's disk there can be anything.
 */
function rotationalOf(device: BlockDevice): boolean | null {
  const isBehind = ['virtio', 'xen', 'usb', 'raid', 'fc', 'iscsi', 'dasd', null].includes(transportOf(device))
  return device.rotational === true && isBehind ? null : device.rotational
}

const isOfSystem = (target: string): boolean => /^\/(|boot|boot\/efi|efi|usr|var|etc|opt|root)$/.test(target)

function usesOf(device: BlockDevice, answers: StorageAnswers, holders: Holders): Use[] {
  const names = holders.standing(device.name)
  const has = (path: string): string | undefined => {
    const name = holders.resolve(path)
    return name !== undefined && names.includes(name) ? name : undefined
  }
  const uses: Use[] = names.slice(1).flatMap((name) => useOfUpper(name, names, holders))
  for (const { number, source, target, type } of answers.block.mounts) {
    const numbered = number === null ? undefined : holders.numbered(number)
    const by = numbered !== undefined && names.includes(numbered) ? numbered : has(source)
    // What one process sees in its own tree of mounts, and bind mounts, is the same device once more.
    if (by !== undefined) uses.push({ device: shown(by, holders), kind: 'mount', by: target })
    else if (type === 'zfs' && hasZfs(names, answers.probes))
      uses.push({ device: device.name, kind: 'mount', by: target })
  }
  for (const path of answers.block.swaps) {
    const name = has(path)
    if (name !== undefined) uses.push({ device: shown(name, holders), kind: 'swap', by: path })
  }
  for (const { path, group } of answers.lvm?.physicalVolumes ?? []) {
    const name = has(path)
    if (name === undefined) continue
    const isActive = holders
      .standing(name)
      .some((upper) => holders.device(upper)?.mapper?.uuid?.startsWith('LVM-'))
    uses.push({
      device: shown(name, holders),
      kind: isActive ? 'volume-group' : 'inactive-group',
      by: group ?? '',
    })
  }
  for (const { disk, resource, minor } of answers.drbd.devices) {
    const name = disk === null ? undefined : has(disk)
    if (name !== undefined)
      uses.push({ device: shown(name, holders), kind: 'drbd', by: resource ?? `drbd${minor}` })
  }
  for (const { machine, path } of answers.machineDisks) {
    const name = has(path)
    if (name !== undefined) uses.push({ device: shown(name, holders), kind: 'machine', by: machine })
  }
  for (const opener of answers.block.openers) {
    const name = has(opener.path)
    if (name !== undefined && !looksOnly(opener))
      uses.push({ device: shown(name, holders), kind: 'process', by: `${opener.program} (${opener.pid})` })
  }
  return unique(uses)
}

/** Programs that watch all disks and write to none. */
const looksOnly = ({ program }: Opener): boolean =>
  /^(multipathd|smartd|systemd-udevd|\(udev-worker\)|udevd|udisksd|lsblk|blkid|wipefs|hdparm|smartctl|dmeventd)$/.test(
    program,
  )

/** dm-3 means nothing to anybody; vg0-mail does. */
const shown = (name: string, holders: Holders): string => holders.device(name)?.mapper?.name ?? name

const hasZfs = (names: readonly string[], probes: readonly Probe[]): boolean =>
  probes.some(
    ({ path, signatures }) =>
      names.some((name) => devicePath(name) === path) &&
      signatures?.some(({ type }) => type === 'zfs_member'),
  )

function useOfUpper(name: string, names: readonly string[], holders: Holders): Use[] {
  const upper = holders.device(name)
  // Partitions are listed with their disk.
  if (!upper) return []
  const on = upper.below
    .filter((lower) => names.includes(lower))
    .map((lower) => shown(lower, holders))
    .join(', ')
  if (name.startsWith('md')) return [{ device: on, kind: 'array', by: name }]
  // drbdsetup knows it by the name of its resource.
  if (name.startsWith('drbd')) return []
  if (!upper.mapper) return [{ device: on, kind: 'other', by: name }]
  const { uuid, name: mapper } = upper.mapper
  if (uuid?.startsWith('mpath-')) return [{ device: on, kind: 'multipath', by: mapper ?? name }]
  if (uuid?.startsWith('LVM-')) {
    // A snapshot stands on volumes of its own group, which says nothing new.
    const isInside = upper.below.every((lower) => holders.device(lower)?.mapper?.uuid?.startsWith('LVM-'))
    const group = mapper === null ? undefined : lvmName(mapper)?.group
    return isInside ? [] : [{ device: on, kind: 'volume-group', by: group ?? name }]
  }
  // Partitions of a multipath map are no use by anybody.
  if (/^part[0-9]+-mpath-/.test(uuid ?? '')) return []
  return [{ device: on, kind: 'mapper', by: mapper ?? name }]
}

const unique = (uses: readonly Use[]): Use[] => [
  ...new Map(uses.map((use) => [`${use.device} ${use.kind} ${use.by}`, use])).values(),
]

/** The same disk by another path: the same WWN, or no WWN and the same serial number of the same model. */
function twinsOf(disk: Disk, all: readonly Disk[]): string[] {
  if (disk.transport === 'usb') return []
  return all
    .filter(
      (other) =>
        other !== disk &&
        other.sizeBytes === disk.sizeBytes &&
        other.transport === disk.transport &&
        (disk.wwn !== null
          ? other.wwn === disk.wwn
          : disk.serial !== null &&
            other.wwn === null &&
            other.serial === disk.serial &&
            other.model === disk.model),
    )
    .map(({ name }) => name)
}

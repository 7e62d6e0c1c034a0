import type { Block, BlockDevice } from './topics/block.ts'
import type { Probe } from './topics/signatures.ts'

/** How block devices stand on each other: disks, partitions, arrays, volumes, all by the kernel's names. */
export interface Holders {
  /** The kernel's name behind a path; undefined where it names nothing that is there. */
  resolve(path: string): string | undefined
  /** A device and everything that stands on it, the device first. */
  standing(name: string): readonly string[]
  /** By MAJOR:MINOR. */
  numbered(number: string): string | undefined
  device(name: string): BlockDevice | undefined
}

export const devicePath = (name: string): string => `/dev/${name.replaceAll('!', '/')}`

/**
 * A device-mapper name of LVM, GROUP-VOLUME with every - inside doubled, taken apart; what LVM keeps for itself has one
 * more word behind it (GROUP-VOLUME-real).
 */
export function lvmName(mapper: string): { readonly group: string; readonly volume: string } | undefined {
  const match = /^((?:[^-]|--)+)-((?:[^-]|--)+)(?:-[a-z0-9_]+)?$/.exec(mapper)
  if (!match) return undefined
  const [, group = '', volume = ''] = match
  return { group: group.replaceAll('--', '-'), volume: volume.replaceAll('--', '-') }
}

export function holdersOf(block: Block, probes: readonly Probe[]): Holders {
  const devices = new Map(block.devices.map((device) => [device.name, device]))
  const numbers = new Map<string, string>()
  const paths = new Map<string, string>()
  const above = new Map<string, Set<string>>()
  for (const device of block.devices) {
    for (const part of [device, ...device.partitions]) {
      paths.set(devicePath(part.name), part.name)
      const number = part === device ? device.number : (part as { deviceNumber: string | null }).deviceNumber
      if (number !== null) numbers.set(number, part.name)
    }
    for (const link of device.byId) paths.set(`/dev/disk/by-id/${link}`, device.name)
    for (const link of device.byPath) paths.set(`/dev/disk/by-path/${link}`, device.name)
    for (const part of device.partitions)
      for (const [folder, names] of [
        ['by-id', device.byId],
        ['by-path', device.byPath],
      ] as const)
        for (const link of names) paths.set(`/dev/disk/${folder}/${link}-part${part.number}`, part.name)
    for (const lower of device.below) {
      const known = above.get(lower) ?? new Set<string>()
      above.set(lower, known.add(device.name))
    }
    if (device.mapper?.name) {
      paths.set(`/dev/mapper/${device.mapper.name}`, device.name)
      const isVolume = /^LVM-[A-Za-z0-9]+$/.test(device.mapper.uuid ?? '')
      const names = isVolume ? lvmName(device.mapper.name) : undefined
      if (names) paths.set(`/dev/${names.group}/${names.volume}`, device.name)
    }
  }
  for (const [path, name] of Object.entries(block.links)) if (!paths.has(path)) paths.set(path, name)
  for (const { path, signatures } of probes) {
    const name = paths.get(path)
    for (const { uuid, label } of name === undefined ? [] : (signatures ?? [])) {
      if (uuid !== null) paths.set(`/dev/disk/by-uuid/${uuid}`, name!)
      if (label !== null) paths.set(`/dev/disk/by-label/${label}`, name!)
    }
  }
  const standing = (name: string): string[] => {
    const seen = new Set([name])
    const next = [name]
    while (next.length > 0) {
      const lower = next.shift()!
      for (const upper of [
        ...(above.get(lower) ?? []),
        ...(devices.get(lower)?.partitions.map((part) => part.name) ?? []),
      ])
        if (!seen.has(upper)) {
          seen.add(upper)
          next.push(upper)
        }
    }
    return [...seen]
  }
  return {
    resolve: (path) => paths.get(path),
    standing,
    numbered: (number) => numbers.get(number),
    device: (name) => devices.get(name),
  }
}

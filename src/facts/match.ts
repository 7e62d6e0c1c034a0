import { enumerate } from '../core/text.ts'
import { reasonKind } from './eligible.ts'
import type { Disk, Reason } from './types.gen.ts'

/** A disk as a spec or plan names it. At least one of the names is given. */
export interface WantedDisk {
  /** Its name in cluster.yaml. */
  readonly name: string
  readonly byId?: string | undefined
  readonly wwn?: string | undefined
  readonly serial?: string | undefined
  /** A path in /dev, where it is named by nothing better. */
  readonly path?: string | undefined
  /** What the spec says of its size. */
  readonly sizeBytes?: number | undefined
  /** Its paths are joined by multipathd, so that more than one may match. */
  readonly multipath?: boolean | undefined
}

export type DiskMatch =
  | {
      readonly name: string
      readonly found: 'one'
      readonly disk: Disk
      /** Reasons against writing to it; none where it is blank and unused. Whoever made what is on it may know better. */
      readonly reasons: readonly Reason[]
      /** How its size differs from what the spec says. */
      readonly size: { readonly wantedBytes: number; readonly foundBytes: number } | undefined
    }
  | { readonly name: string; readonly found: 'none'; readonly text: string }
  | {
      readonly name: string
      readonly found: 'several'
      readonly disks: readonly Disk[]
      readonly text: string
    }

/** Finds every disk that a plan names among those of a node. A name that fits more than one disk fits none. */
export function matchDisks(wanted: readonly WantedDisk[], disks: readonly Disk[]): DiskMatch[] {
  const matches = wanted.map((disk) => matchOne(disk, disks))
  // Two names for one disk would have it written twice.
  return matches.map((match) => {
    if (match.found !== 'one') return match
    const other = matches.find(
      (candidate) => candidate !== match && candidate.found === 'one' && candidate.disk === match.disk,
    )
    return other
      ? {
          name: match.name,
          found: 'several',
          disks: [match.disk],
          text: `${match.name} and ${other.name} are both ${match.disk.path}`,
        }
      : match
  })
}

function matchOne(wanted: WantedDisk, disks: readonly Disk[]): DiskMatch {
  const { name } = wanted
  const said = namesOf(wanted)
  if (said.length === 0) return { name, found: 'none', text: `nothing says which disk ${name} is` }
  const fitting = disks.filter((disk) => said.every(({ fits }) => fits(disk)))
  // A path that is asleep says nothing of what is on the disk.
  const first = fitting.find(({ signatures }) => signatures !== null) ?? fitting[0]
  const called = enumerate(said.map(({ text }) => text))
  if (first === undefined) return { name, found: 'none', text: noneText(called, disks) }
  const areOne =
    wanted.multipath === true && fitting.every((disk) => disk.wwn !== null && disk.wwn === first.wwn)
  if (fitting.length > 1 && !areOne)
    return {
      name,
      found: 'several',
      disks: fitting,
      text: `${called} ${said.length === 1 ? 'fits' : 'fit'} ${enumerate(fitting.map(({ path }) => path))}`,
    }
  const reasons = first.reasons.filter(
    ({ code }) => !(wanted.multipath === true && (code === 'multipath' || code === 'twin')),
  )
  const differs =
    wanted.sizeBytes !== undefined && first.sizeBytes !== null && first.sizeBytes !== wanted.sizeBytes
  return {
    name,
    found: 'one',
    disk: first,
    reasons,
    size: differs ? { wantedBytes: wanted.sizeBytes, foundBytes: first.sizeBytes! } : undefined,
  }
}

interface Name {
  readonly text: string
  fits(disk: Disk): boolean
}

function namesOf({ byId, wwn, serial, path }: WantedDisk): Name[] {
  const names: Name[] = []
  // A link that is made of the WWN says nothing more.
  if (byId !== undefined && (wwn === undefined || !byId.endsWith(wwn)))
    names.push({ text: `by-id ${byId}`, fits: (disk) => disk.byId.includes(byId) })
  if (wwn !== undefined) names.push({ text: `WWN ${wwn}`, fits: (disk) => sameWwn(disk.wwn, wwn) })
  if (serial !== undefined)
    names.push({
      text: `serial number ${serial}`,
      // udev writes blanks as underscores.
      fits: (disk) => disk.serials.some((own) => own === serial || own === serial.replace(/ +/g, '_')),
    })
  const folder = /^\/dev\/disk\/(by-id|by-path)\/(.+)$/.exec(path ?? '')
  if (path !== undefined && names.length === 0)
    names.push({
      text: path,
      fits: (disk) =>
        folder ? (folder[1] === 'by-id' ? disk.byId : disk.byPath).includes(folder[2]!) : disk.path === path,
    })
  return names
}

/** naa.5000c500a1b2c3d4 and 0x5000c500a1b2c3d4 are one. */
function sameWwn(own: string | null, wanted: string): boolean {
  const plain = (text: string): string => text.toLowerCase().replace(/^(naa\.|0x)/, '')
  return own !== null && plain(own) === plain(wanted)
}

function noneText(called: string, disks: readonly Disk[]): string {
  const there = disks.filter(({ sizeBytes }) => sizeBytes !== null && sizeBytes > 0)
  const free = there.filter(({ eligible }) => eligible)
  const named = (disk: Disk): string => {
    const name = disk.byId[0] === undefined ? disk.serial : `by-id ${disk.byId[0]}`
    return `${disk.path}${name === null ? '' : ` (${name})`}`
  }
  return [
    `there is no disk with ${called}`,
    free.length > 0
      ? `; blank and unused: ${enumerate(free.map(named))}`
      : there.length > 0
        ? '; no other is blank and unused'
        : '; no disk was found at all',
  ].join('')
}

/** Whether something works with a disk now, so that nobody may allow it to be overwritten. */
export const isInUse = (reasons: readonly Reason[]): boolean =>
  reasons.some((reason) => reasonKind(reason) === 'use')

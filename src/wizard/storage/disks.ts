import { enumerate, plural } from '../../core/text.ts'
import type { Disk } from '../../facts/types.gen.ts'
import { formatBytes } from '../../spec/arithmetic/format.ts'
import type { Disk as WrittenDisk } from '../../spec/spec.ts'
import type { Choice } from '../question.ts'

/** A disk that was chosen on a node. */
export interface ChosenDisk {
  /** As the answers call it. */
  readonly name: string
  /** Undefined where nobody could look. */
  readonly found: Disk | undefined
  /** As cluster.yaml names it. */
  readonly written: WrittenDisk
}

/**
 * What the answers call a disk: what stands on its label, where no other disk of the node has the same, else another name
 * that outlasts a reboot.
 */
export function answerName(disk: Disk, disks: readonly Disk[]): string {
  const isAlone = (name: (other: Disk) => string | null | undefined): boolean =>
    disks.every((other) => other === disk || name(other) !== name(disk))
  const names: readonly ((one: Disk) => string | null | undefined)[] = [
    ({ serial }) => word(serial),
    ({ wwn }) => wwn,
    readableLink,
    ({ byId }) => byId[0],
    ({ byPath }) => byPath[0],
  ]
  const best = names.find((name) => name(disk) != null && isAlone(name))
  return best?.(disk) ?? disk.name
}

/** udev writes blanks as underscores. */
const word = (text: string | null): string | null => {
  const one = text?.trim().replace(/\s+/g, '_') ?? ''
  return one === '' ? null : one
}

/** A link of udev that a person can read: bus, model and serial number. */
export const readableLink = ({ byId }: Disk): string | undefined =>
  byId.find((name) => /^(ata|nvme|virtio|scsi-S|usb)/.test(name) && !/^nvme-(eui|naa|nvme)\./.test(name))

/** How cluster.yaml names a disk: by the link in /dev/disk/by-id that people can read, else by WWN or serial number. */
export function writtenDisk(disk: Disk, disks: readonly Disk[]): WrittenDisk {
  const size = disk.sizeBytes === null ? {} : { size: disk.sizeBytes }
  const link = readableLink(disk)
  if (link !== undefined) return { 'by-id': link, ...size }
  const isAlone = disks.every((other) => other === disk || other.wwn === null || other.wwn !== disk.wwn)
  if (disk.wwn !== null && isAlone && wwnForm.test(disk.wwn)) return { wwn: disk.wwn, ...size }
  if (disk.serial !== null && disks.every((other) => other === disk || other.serial !== disk.serial))
    return { serial: disk.serial, ...size }
  if (disk.byId[0] !== undefined) return { 'by-id': disk.byId[0], ...size }
  return { path: disk.byPath[0] === undefined ? disk.path : `/dev/disk/by-path/${disk.byPath[0]}`, ...size }
}

/** As cluster.yaml takes one. */
const wwnForm = /^(0x[0-9a-f]{16}([0-9a-f]{16})?|(eui|naa)\.[0-9a-f]{16,32}|nvme\.[0-9a-f-]+)$/

/** `3.6T`, and what is not known as such. */
export const sizeText = (bytes: number | null | undefined): string =>
  bytes == null ? 'unknown size' : formatBytes(bytes)

/** Room for people: what is there at least, with one digit behind the point. */
export function roomText(bytes: number): string {
  const units = ['', 'K', 'M', 'G', 'T', 'P']
  const unit = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10))
  return `${Math.floor((bytes / 1024 ** unit) * 10) / 10}${units[unit]}`
}

/** `hdd sata`, `ssd nvme`. */
const kindText = ({ rotational, transport }: Disk): string =>
  [rotational === null ? '' : rotational ? 'hdd' : 'ssd', transport ?? ''].filter(Boolean).join(' ')

/** What a choice may take of a line of 80 columns, its number left out. */
const labelColumns = 69

/** What the answers call the cluster's own: what stands in a cluster.yaml that is there, and may be in use by it. */
export interface OwnThings {
  readonly shared: readonly string[]
  readonly array?: string | undefined
  readonly group?: string | undefined
  readonly resource?: string | undefined
}

/** Whether everything that uses a disk is what the cluster itself made of it. */
export function isOwn({ uses, system }: Disk, { array, group, resource }: OwnThings): boolean {
  const base = uses.filter(({ kind, by }) =>
    kind === 'array'
      ? by === array
      : kind === 'volume-group'
        ? by === group
        : kind === 'drbd' && by === resource,
  )
  // What stands above it is the cluster's own too, where what it stands on is.
  const others = uses.filter(({ kind }) => kind === 'array' || kind === 'volume-group')
  return !system && base.length > 0 && others.every((use) => base.includes(use))
}

/** All disks of a node; those that must not be written to, with the reason. */
export function diskChoices(disks: readonly Disk[], own: OwnThings): Choice[] {
  const names = disks.map((disk) => answerName(disk, disks))
  const longest = Math.max(0, ...names.map(({ length }) => length))
  const kernel = Math.max(0, ...disks.map(({ name }) => name.length))
  return disks.map((disk, index) => {
    const reason = against(disk, own)
    const state = reason !== undefined ? '' : disk.eligible ? ', blank' : ', this cluster has it'
    const head = `${disk.name.padEnd(kernel)} ${sizeText(disk.sizeBytes).padStart(7)}`
    const tail = `${kindText(disk)}${state}`
    const room = labelColumns - longest - head.length - tail.length - 4
    const model = [disk.vendor === 'ATA' ? null : disk.vendor, disk.model].filter(Boolean).join(' ')
    return {
      name: names[index]!,
      label: [names[index]!.padEnd(longest), head, model.slice(0, Math.max(8, room)).trimEnd(), tail]
        .filter(Boolean)
        .join('  '),
      ...(reason !== undefined && { because: reason }),
    }
  })
}

/** Why a disk is not offered; undefined where it is blank, unused and the node's own, or the cluster's already. */
export function against(disk: Disk, own: OwnThings): string | undefined {
  if (disk.wwn !== null && own.shared.includes(disk.wwn)) return 'the other nodes reach it too: it is shared'
  if (disk.eligible || isOwn(disk, own)) return undefined
  const [first] = disk.reasons
  if (first?.code === 'system') return first.text
  const more = disk.reasons.length - 1
  return first ? `${first.text}${more > 0 ? ` (and ${plural(more, 'reason')} more)` : ''}` : 'it is in use'
}

/** Disks of about one size and one kind belong together: an array is as large as its smallest member. */
export interface DiskClass {
  readonly rotational: boolean | null
  /** Bytes of a logical sector: DRBD and md want one size on all. */
  readonly sector: number | null
  /** Of the smallest. */
  readonly bytes: number
  readonly disks: readonly Disk[]
}

/** What differs by less counts as equal: the same nominal size differs a little from maker to maker. */
export const tolerance = 1.03

export function classesOf(disks: readonly Disk[]): DiskClass[] {
  const classes: (Omit<DiskClass, 'disks'> & { disks: Disk[] })[] = []
  const sorted = disks
    .filter(({ sizeBytes }) => sizeBytes !== null)
    .sort((a, b) => a.sizeBytes! - b.sizeBytes!)
  for (const disk of sorted) {
    const known = classes.find(
      ({ rotational, sector, bytes }) =>
        rotational === disk.rotational &&
        sector === disk.logicalSector &&
        disk.sizeBytes! <= bytes * tolerance,
    )
    if (known) known.disks.push(disk)
    else
      classes.push({
        rotational: disk.rotational,
        sector: disk.logicalSector,
        bytes: disk.sizeBytes!,
        disks: [disk],
      })
  }
  return classes
}

/** The same disks in the order of the node. */
const inOrder = (chosen: readonly Disk[], disks: readonly Disk[]): Disk[] =>
  disks.filter((disk) => chosen.includes(disk))

export interface DiskProposal {
  /** By node, in the order of the nodes. */
  readonly disks: readonly (readonly Disk[])[]
  readonly because: string
}

/**
 * The blank disks that go together: as many of about the same size and kind on every node, so that both copies of the
 * data have the same room; among several such sets the one with the most room. Where no size is on all nodes, the largest
 * disk of each.
 */
export function proposeDisks(
  nodes: readonly {
    readonly name: string
    readonly disks: readonly Disk[]
    readonly blank: readonly Disk[]
  }[],
): DiskProposal | undefined {
  const [first, ...others] = nodes
  if (!first || nodes.some(({ blank }) => blank.length === 0)) return undefined
  const everyone =
    nodes.length === 1 ? first.name : nodes.length === 2 ? 'both nodes' : `all ${nodes.length} nodes`
  const sets = classesOf(first.blank).flatMap((mine) => {
    const theirs = others.map(({ blank }) =>
      classesOf(blank).find(
        ({ rotational, sector, bytes }) =>
          rotational === mine.rotational &&
          sector === mine.sector &&
          Math.max(bytes, mine.bytes) <= Math.min(bytes, mine.bytes) * tolerance,
      ),
    )
    if (theirs.some((one) => one === undefined)) return []
    const all = [mine, ...(theirs as DiskClass[])]
    const count = Math.min(...all.map(({ disks }) => disks.length))
    return [{ all, count, room: count * Math.min(...all.map(({ bytes }) => bytes)) }]
  })
  const best = sets.sort((a, b) => b.room - a.room)[0]
  if (best) {
    const { all, count } = best
    const size = sizeText(Math.min(...all.map(({ bytes }) => bytes)))
    const left = all.some(({ disks }) => disks.length > count)
      ? ', as many as the node with the fewest has'
      : ''
    return {
      disks: all.map(({ disks }, index) =>
        inOrder(inOrder(disks, nodes[index]!.disks).slice(0, count), nodes[index]!.disks),
      ),
      because:
        count === 1
          ? `one blank disk of ${size} on ${everyone}${left}`
          : `${count} equal blank disks of ${size} on ${everyone}${left}`,
    }
  }
  const largest = nodes.map(({ blank }) =>
    [...blank].sort((a, b) => (b.sizeBytes ?? 0) - (a.sizeBytes ?? 0)).slice(0, 1),
  )
  return {
    disks: largest,
    because: `no size is on ${everyone}; the largest of each (${enumerate(largest.map(([disk]) => sizeText(disk!.sizeBytes)))}): the smaller decides`,
  }
}

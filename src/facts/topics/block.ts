import { shVerbatim } from '../../core/sh.ts'
import { snippets } from '../snippets.gen.ts'
import { Files, lines, wholeNumber } from '../topic.ts'
import type { Topic } from '../topic.ts'

/** A block device as the kernel shows it. Sizes in bytes. */
export interface BlockDevice {
  readonly name: string
  /** MAJOR:MINOR. */
  readonly number: string | null
  readonly sizeBytes: number | null
  readonly readOnly: boolean | null
  readonly removable: boolean | null
  readonly hidden: boolean
  readonly rotational: boolean | null
  readonly logicalSector: number | null
  readonly physicalSector: number | null
  readonly model: string | null
  readonly vendor: string | null
  /** From the device itself, without udev. */
  readonly serial: string | null
  readonly wwid: string | null
  /** Peripheral type of SCSI: 0 is a disk, 5 a CD-ROM. */
  readonly scsiType: number | null
  /** Where it is in the tree of devices. */
  readonly place: string | null
  readonly mapper: { readonly name: string | null; readonly uuid: string | null } | null
  readonly loopFile: string | null
  readonly udev: { readonly [property: string]: string }
  readonly byId: readonly string[]
  readonly byPath: readonly string[]
  readonly partitions: readonly BlockPartition[]
  /** Names of devices that it is made of. */
  readonly below: readonly string[]
}

export interface BlockPartition {
  readonly name: string
  readonly deviceNumber: string | null
  readonly number: number | null
  readonly startBytes: number | null
  readonly sizeBytes: number | null
}

export interface Mount {
  /** MAJOR:MINOR, 0:N for file systems without a device of their own. */
  readonly number: string | null
  readonly source: string
  readonly target: string
  readonly type: string
}

/** A process that has a block device open. */
export interface Opener {
  readonly pid: number
  readonly path: string
  readonly program: string
}

export interface Block {
  readonly devices: readonly BlockDevice[]
  readonly mounts: readonly Mount[]
  readonly swaps: readonly string[]
  readonly openers: readonly Opener[]
  /** Links of /dev/mapper and /dev/disk/ha to kernel names. */
  readonly links: { readonly [path: string]: string }
}

/** Block devices, how they stand on each other, and what is mounted. */
export const block: Topic<Block> = {
  name: 'block',
  seconds: 20,
  snippet: shVerbatim(snippets.block),
  parse(output) {
    const files = new Files(output)
    const all = lines(output)
    const links = readLinks(all)
    const names = new Set(
      files.paths().flatMap((path) => /^\/sys\/block\/([^/]+)\/(?:size|dev)$/.exec(path)?.[1] ?? []),
    )
    const below = readBelow(all)
    return {
      devices: [...names].sort(byName).map((name) => device(name, files, all, links, below)),
      mounts: all.flatMap(readMount),
      swaps: all.flatMap((line) => /^swap (\/\S*)/.exec(line)?.[1] ?? []).map(unescaped),
      openers: all.flatMap((line) => {
        const [, pid, path, program] = /^open ([0-9]+) (\/dev\/\S+) (.*)$/.exec(line) ?? []
        return pid === undefined ? [] : [{ pid: Number(pid), path: path!, program: program! || '?' }]
      }),
      links: Object.fromEntries(
        links
          .filter(({ folder }) => folder === '/dev/mapper' || folder === '/dev/disk/ha')
          .map(({ folder, link, name }) => [`${folder}/${link}`, name]),
      ),
    }
  },
}

/** sda before sdaa, nvme2n1 before nvme10n1. */
export function byName(a: string, b: string): number {
  const key = (name: string): string =>
    name
      .replace(/[0-9]+/g, (digits) => digits.padStart(6, '0'))
      .replace(
        /^(sd|vd|hd|xvd|dasd)([a-z]+)/,
        (_, kind: string, letters: string) => `${kind}${letters.padStart(4, ' ')}`,
      )
  return key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0
}

interface Link {
  readonly folder: string
  readonly link: string
  readonly name: string
}

function readLinks(all: readonly string[]): Link[] {
  const links: Link[] = []
  let folder = ''
  for (const line of all) {
    const [word, first = '', second = ''] = line.split(' ')
    if (word === 'folder') folder = first
    if (word === 'link' && folder !== '' && second !== '')
      links.push({ folder, link: first, name: second.split('/').at(-1)! })
  }
  return links
}

/** Which devices a device stands on: slaves of whole devices, and holders of partitions seen from the other side. */
function readBelow(all: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const below = new Map<string, Set<string>>()
  const add = (upper: string, lower: string): void => {
    const known = below.get(upper) ?? new Set<string>()
    below.set(upper, known.add(lower))
  }
  for (const line of all) {
    const [, upper, slave] = /^uses \/sys\/block\/([^/]+)\/slaves\/([^/]+)$/.exec(line) ?? []
    if (upper !== undefined && slave !== undefined) add(upper, slave)
    const [, partition, holder] = /^uses \/sys\/block\/[^/]+\/([^/]+)\/holders\/([^/]+)$/.exec(line) ?? []
    if (partition !== undefined && holder !== undefined) add(holder, partition)
  }
  return below
}

function device(
  name: string,
  files: Files,
  all: readonly string[],
  links: readonly Link[],
  below: ReadonlyMap<string, ReadonlySet<string>>,
): BlockDevice {
  const at = (file: string): string => `/sys/block/${name}/${file}`
  const number = files.text(at('dev'))
  const sectors = files.number(at('size'))
  const udevLines = [...files.all(`/run/udev/data/b${number}`), ...files.all(`/dev/.udev/db/block:${name}`)]
  const linked = (folder: string): string[] => [
    ...new Set([
      ...links.filter((link) => link.folder === folder && link.name === name).map(({ link }) => link),
      // Where two disks claim the same link only one has it; the database still knows.
      ...udevLines
        .filter((line) => line.startsWith(`S:${folder.slice('/dev/'.length)}/`))
        .map((line) => line.slice(line.lastIndexOf('/') + 1)),
    ]),
  ]
  const mapperName = files.text(at('dm/name'))
  const mapperUuid = files.text(at('dm/uuid'))
  return {
    name,
    number,
    // The kernel counts in 512 bytes whatever the sectors are.
    sizeBytes: sectors === null ? null : sectors * 512,
    readOnly: files.flag(at('ro')),
    removable: files.flag(at('removable')),
    hidden: files.flag(at('hidden')) === true,
    rotational: files.flag(at('queue/rotational')),
    logicalSector: files.number(at('queue/logical_block_size')) ?? files.number(at('queue/hw_sector_size')),
    physicalSector: files.number(at('queue/physical_block_size')),
    model: files.text(at('device/model')),
    vendor: files.text(at('device/vendor')),
    serial: files.text(at('serial')) ?? files.text(at('device/serial')) ?? files.text(at('device/vpd_pg80')),
    wwid: files.text(at('wwid')) ?? files.text(at('device/wwid')) ?? files.text(at('device/uid')),
    scsiType: files.number(at('device/type')),
    place: placeOf(name, all),
    mapper: mapperName === null && mapperUuid === null ? null : { name: mapperName, uuid: mapperUuid },
    loopFile: files.text(at('loop/backing_file')),
    udev: Object.fromEntries(
      udevLines.flatMap((line) => {
        const [, key, value] = /^E:([A-Z_]+)=(.*)$/.exec(line) ?? []
        return key === undefined || !value?.trim() ? [] : [[key, value.trim()]]
      }),
    ),
    byId: linked('/dev/disk/by-id').sort(),
    byPath: linked('/dev/disk/by-path').sort(),
    partitions: partitionsOf(name, files),
    below: [...(below.get(name) ?? [])].sort(byName),
  }
}

function placeOf(name: string, all: readonly string[]): string | null {
  const at = all.find((line) => line.startsWith(`at ${name} `))?.slice(`at ${name} `.length)
  return at ?? all.find((line) => line.startsWith(`device ${name}/device `))?.split(' ')[2] ?? null
}

function partitionsOf(name: string, files: Files): BlockPartition[] {
  return files
    .paths()
    .flatMap((path) =>
      path.startsWith(`/sys/block/${name}/`) && path.endsWith('/partition') ? path.split('/')[4]! : [],
    )
    .map((partition) => {
      const at = (file: string): string => `/sys/block/${name}/${partition}/${file}`
      const start = files.number(at('start'))
      const size = files.number(at('size'))
      return {
        name: partition,
        deviceNumber: files.text(at('dev')),
        number: files.number(at('partition')) ?? wholeNumber(/[0-9]+$/.exec(partition)?.[0]),
        startBytes: start === null ? null : start * 512,
        sizeBytes: size === null ? null : size * 512,
      }
    })
    .sort((a, b) => byName(a.name, b.name))
}

/** A line of mountinfo (proc_pid_mountinfo(5)), or of /proc/mounts from before Linux 2.6.26. */
function readMount(line: string): Mount[] {
  const [word, ...fields] = line.split(' ')
  if (word === 'oldmount' && fields.length >= 3)
    return [{ number: null, source: unescaped(fields[0]!), target: unescaped(fields[1]!), type: fields[2]! }]
  if (word !== 'mount') return []
  const dash = fields.indexOf('-', 6)
  const [type, source] = fields.slice(dash + 1)
  if (dash < 0 || type === undefined || source === undefined) return []
  return [{ number: fields[2]!, source: unescaped(source), target: unescaped(fields[4]!), type }]
}

/** The kernel writes blanks and backslashes of paths as \040 and so on. */
export const unescaped = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 8)))

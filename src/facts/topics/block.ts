import { shVerbatim } from '../../core/sh.ts'
import { snippets } from '../snippets.gen.ts'
import { Files, listed, sections, wholeNumber } from '../topic.ts'
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
  seconds: 60,
  snippet: shVerbatim(snippets.block),
  parse(output) {
    const files = new Files(output)
    const section = sections(output)
    const places = listed(output)
    const links = folders.flatMap((folder) => readLinks(folder, section(folder) ?? []))
    const names = new Set(
      files.paths().flatMap((path) => /^\/sys\/block\/([^/]+)\/(?:size|dev)$/.exec(path)?.[1] ?? []),
    )
    const below = readBelow([...places.keys()])
    return {
      devices: [...names].sort(byName).map((name) => device(name, files, places, links, below)),
      mounts: uniqueMounts([
        ...(section('mounts') ?? []).flatMap(readMount),
        ...(section('old mounts') ?? []).flatMap(readOldMount),
      ]),
      swaps: (section('swaps') ?? []).flatMap((line) => /^\/\S+/.exec(line)?.[0] ?? []).map(unescaped),
      openers: (section('open') ?? []).flatMap(readOpener),
      links: Object.fromEntries(
        links
          .filter(({ folder }) => folder === '/dev/mapper' || folder === '/dev/disk/ha')
          .map(({ folder, link, name }) => [`${folder}/${link}`, name]),
      ),
    }
  },
}

const folders = ['/dev/disk/by-id', '/dev/disk/by-path', '/dev/mapper', '/dev/disk/ha']

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

const readLinks = (folder: string, lines: readonly string[]): Link[] =>
  [...listed(lines)].flatMap(([link, target]) =>
    target === '' ? [] : [{ folder, link, name: target.split('/').at(-1)! }],
  )

/** Which devices a device stands on: slaves of whole devices, and holders of partitions seen from the other side. */
function readBelow(paths: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const below = new Map<string, Set<string>>()
  const add = (upper: string, lower: string): void => {
    const known = below.get(upper) ?? new Set<string>()
    below.set(upper, known.add(lower))
  }
  for (const path of paths) {
    const [, upper, slave] = /^\/sys\/block\/([^/]+)\/slaves\/([^/]+)$/.exec(path) ?? []
    if (upper !== undefined && slave !== undefined) add(upper, slave)
    const [, partition, holder] = /^\/sys\/block\/[^/]+\/([^/]+)\/holders\/([^/]+)$/.exec(path) ?? []
    if (partition !== undefined && holder !== undefined) add(holder, partition)
  }
  return below
}

function device(
  name: string,
  files: Files,
  places: ReadonlyMap<string, string>,
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
    // Old kernels have folders in /sys/block; the device leads to the bus then.
    place: places.get(`/sys/block/${name}`) || places.get(`/sys/block/${name}/device`) || null,
    mapper: mapperName === null && mapperUuid === null ? null : { name: mapperName, uuid: mapperUuid },
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

/** A line of mountinfo (proc_pid_mountinfo(5)). */
function readMount(line: string): Mount[] {
  const fields = line.split(' ')
  const dash = fields.indexOf('-', 6)
  const [type, source] = fields.slice(dash + 1)
  if (dash < 0 || type === undefined || source === undefined) return []
  return [{ number: fields[2]!, source: unescaped(source), target: unescaped(fields[4]!), type }]
}

/** A line of /proc/mounts, all there is before Linux 2.6.26. */
function readOldMount(line: string): Mount[] {
  const [source, target, type] = line.split(' ')
  return type === undefined
    ? []
    : [{ number: null, source: unescaped(source!), target: unescaped(target!), type }]
}

/** Another process's view repeats most mounts. */
const uniqueMounts = (mounts: readonly Mount[]): Mount[] => [
  ...new Map(mounts.map((mount) => [`${mount.number} ${mount.source} ${mount.target}`, mount])).values(),
]

function readOpener(line: string): Opener[] {
  const [, pid, path, program] = /^([0-9]+) (\/dev\/\S+) (.*)$/.exec(line) ?? []
  return pid === undefined ? [] : [{ pid: Number(pid), path: path!, program: program! }]
}

/** The kernel writes blanks and backslashes of paths as \040 and so on. */
export const unescaped = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 8)))

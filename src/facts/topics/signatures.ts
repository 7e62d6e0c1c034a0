import { shVerbatim } from '../../core/sh.ts'
import { snippets } from '../snippets.gen.ts'
import { lines } from '../topic.ts'
import type { Topic } from '../topic.ts'

export interface Signature {
  /** As libblkid names it: ext4, LVM2_member, linux_raid_member, drbd, gpt, dos, swap, … */
  readonly type: string
  readonly offset: number | null
  readonly uuid: string | null
  readonly label: string | null
  readonly version: string | null
}

export interface Probe {
  readonly path: string
  /** Null where no program could tell. */
  readonly signatures: readonly Signature[] | null
  /** Kind of partition table: gpt, dos, … */
  readonly table: string | null
  readonly tableId: string | null
  /** What the partition table says about the partition. */
  readonly partition: {
    readonly type: string | null
    readonly label: string | null
    readonly uuid: string | null
  } | null
  /** Whether first and last mebibyte hold nothing but zeros; null where that was not looked at. */
  readonly blank: boolean | null
}

/** What is written on disks, partitions, arrays and volumes. */
export const signatures: Topic<readonly Probe[]> = {
  name: 'signatures',
  seconds: 120,
  snippet: shVerbatim(snippets.signatures),
  parse(output) {
    const all = lines(output)
    const rest = new Map(
      all.flatMap((line) => {
        const [, path, first, last] = /^rest (\S+) ([01]) ([01])$/.exec(line) ?? []
        return path === undefined ? [] : [[path, first === '0' && last === '0'] as const]
      }),
    )
    const sections: { path: string; said: string[] }[] = []
    for (const line of all) {
      const [, path] = /^probe (\/dev\/\S+)$/.exec(line) ?? []
      if (path !== undefined) sections.push({ path, said: [] })
      else sections.at(-1)?.said.push(line)
    }
    return sections.map(({ path, said }) => {
      const { found, tags } = readTags(said)
      const marks = said.flatMap(readMark)
      return {
        path,
        signatures: looked(said) || marks.length + found.length > 0 ? merged(marks, found) : null,
        table: tags.PTTYPE ?? marks.find(({ type }) => isTable(type))?.type ?? null,
        tableId: tags.PTUUID ?? null,
        partition: partitionOf(tags),
        blank: rest.get(path) ?? null,
      }
    })
  },
}

/** Whether a program looked that knows all there is to find: busybox's blkid knows no partition tables. */
const looked = (said: readonly string[]): boolean =>
  said.some((line) => line === 'wipefs-ran' || line === 'blkid-none' || /^(DEVNAME|TYPE|PTTYPE)=/.test(line))

const isTable = (type: string): boolean =>
  /^(gpt|dos|PMBR|mac|bsd|sun|sgi|dasd|atari|unixware|minix)$/.test(type)

/** `0x438,UUID,LABEL,ext4`; label and UUID are escaped, so that commas separate. */
function readMark(line: string): Signature[] {
  const [offset, uuid, label, type] = line.split(',')
  if (type === undefined || !/^0x[0-9a-f]+$/.test(offset!)) return []
  return [{ type, offset: Number(offset), uuid: decoded(uuid), label: decoded(label), version: null }]
}

/** blkid and wipefs write what is not printable as \x20. */
const decoded = (text: string | undefined): string | null =>
  text
    ?.replace(/\\x([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)))
    .trim() || null

function readTags(said: readonly string[]): { tags: { [tag: string]: string }; found: Signature[] } {
  const tags: { [tag: string]: string } = {}
  for (const line of said) {
    const [, tag, value] = /^([A-Z_]+)=(.*)$/.exec(line) ?? []
    if (tag !== undefined && value !== undefined) tags[tag] = value.replace(/\\(.)/g, '$1')
    // Busybox and e2fsprogs: /dev/sda1: UUID="…" TYPE="ext3"
    const [, pairs = ''] = /^\/[^:]+: (.*)$/.exec(line) ?? []
    for (const [, name = '', text = ''] of pairs.matchAll(/([A-Z_]+)="([^"]*)"/g)) tags[name] = text
  }
  const ambiguous = said.includes('blkid-several')
    ? [{ type: 'several', offset: null, uuid: null, label: null, version: null }]
    : []
  const { TYPE, UUID, LABEL, VERSION, PTTYPE, PTUUID } = tags
  const found =
    TYPE !== undefined
      ? [{ type: TYPE, offset: null, uuid: UUID ?? null, label: LABEL ?? null, version: VERSION ?? null }]
      : []
  const table =
    PTTYPE !== undefined
      ? [{ type: PTTYPE, offset: null, uuid: PTUUID ?? null, label: null, version: null }]
      : []
  return { tags, found: [...found, ...table, ...ambiguous] }
}

/** What wipefs lists, completed by what blkid knows better, and what blkid alone found. */
function merged(marks: readonly Signature[], found: readonly Signature[]): Signature[] {
  const both = marks.map((mark) => {
    const same = found.find(({ type }) => type === mark.type)
    return same
      ? { ...mark, uuid: mark.uuid ?? same.uuid, label: mark.label ?? same.label, version: same.version }
      : mark
  })
  const more = found.filter(
    ({ type }) => !marks.some((mark) => mark.type === type) && !(type === 'several' && marks.length > 0),
  )
  // LUKS has a second header, GPT a second table: what is there twice is said once.
  return [
    ...new Map([...both, ...more].reverse().map((one) => [`${one.type} ${one.uuid}`, one])).values(),
  ].reverse()
}

const partitionOf = (tags: { readonly [tag: string]: string }): Probe['partition'] =>
  tags.PART_ENTRY_NUMBER === undefined && tags.PART_ENTRY_TYPE === undefined
    ? null
    : {
        type: tags.PART_ENTRY_TYPE?.toLowerCase() ?? null,
        label: decoded(tags.PART_ENTRY_NAME),
        uuid: tags.PART_ENTRY_UUID ?? null,
      }

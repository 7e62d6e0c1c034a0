import { shVerbatim } from '../../core/sh.ts'
import { snippets } from '../snippets.gen.ts'
import { Files, lines, wholeNumber } from '../topic.ts'
import type { Topic } from '../topic.ts'
import type { MdArray } from '../types.gen.ts'
import { byName } from './block.ts'

/** What is written on it is found with the disks. */
export type ArrayFound = Omit<MdArray, 'signatures'>

/** Linux software RAID: assembled arrays, running or not. */
export const arrays: Topic<readonly ArrayFound[]> = {
  name: 'arrays',
  seconds: 60,
  snippet: shVerbatim(snippets.arrays),
  parse(output) {
    const files = new Files(output)
    const all = lines(output)
    const names = new Set([
      ...files.paths().flatMap((path) => /^\/sys\/block\/(md[^/]*)\/md\//.exec(path)?.[1] ?? []),
      ...all.flatMap((line) => /^mdstat (md\S*) :/.exec(line)?.[1] ?? []),
    ])
    return [...names].sort(byName).map((name) => array(name, files, all))
  },
}

function array(name: string, files: Files, all: readonly string[]): ArrayFound {
  const at = (file: string): string | null => files.text(`/sys/block/${name}/md/${file}`)
  const exported = Object.fromEntries(
    all.flatMap((line) => {
      const [, key, value] = new RegExp(`^export ${name} (MD_[A-Z]+)=(.*)$`).exec(line) ?? []
      return key === undefined ? [] : [[key, value!.trim()]]
    }),
  )
  const mdstat = all.find((line) => line.startsWith(`mdstat ${name} :`)) ?? ''
  const level =
    at('level') ??
    exported.MD_LEVEL ??
    / : active (?:\([a-z-]+\) )?(raid[0-9]+|linear) /.exec(mdstat)?.[1] ??
    null
  const sectors = files.number(`/sys/block/${name}/size`)
  return {
    name,
    // As mdadm writes it: HOST:NAME or NAME.
    label: exported.MD_NAME || null,
    uuid: exported.MD_UUID || null,
    level,
    metadata: at('metadata_version') ?? exported.MD_METADATA ?? null,
    state: at('array_state'),
    sizeBytes: sectors === null ? null : sectors * 512,
    devices: wholeNumber(at('raid_disks') ?? exported.MD_DEVICES),
    degraded: wholeNumber(at('degraded')),
    chunkBytes: wholeNumber(at('chunk_size')) || null,
    bitmap: bitmapOf(at('bitmap/location')),
    sync: at('sync_action') === 'idle' ? null : syncOf(at('sync_action'), at('sync_completed')),
    members: membersOf(name, files, all),
  }
}

const bitmapOf = (location: string | null): MdArray['bitmap'] =>
  location === null ? null : location === 'none' ? 'none' : location === 'file' ? 'file' : 'internal'

/** `1234 / 5678` sectors of every member. */
function syncOf(action: string | null, completed: string | null): MdArray['sync'] {
  if (action === null) return null
  const [, done, total] = /^([0-9]+) \/ ([0-9]+)$/.exec(completed ?? '') ?? []
  return { action, done: done === undefined ? null : Number(done) / Number(total) }
}

/** Members with their slots, from /sys or, where that is silent, from /proc/mdstat: `md0 : active raid1 sdb1[1] sda1[0](F)`. */
function membersOf(name: string, files: Files, all: readonly string[]): MdArray['members'] {
  const known = files
    .paths()
    .flatMap((path) => {
      const [, own, device] = /^\/sys\/block\/([^/]+)\/md\/dev-([^/]+)\/state$/.exec(path) ?? []
      return own === name && device !== undefined ? [device] : []
    })
    .map((device) => ({
      device,
      slot: files.number(`/sys/block/${name}/md/dev-${device}/slot`),
      state: files.text(`/sys/block/${name}/md/dev-${device}/state`),
    }))
  if (known.length > 0) return known.sort((a, b) => byName(a.device, b.device))
  const line = all.find((candidate) => candidate.startsWith(`mdstat ${name} :`)) ?? ''
  return [...line.matchAll(/ (\S+)\[([0-9]+)\](?:\(([A-Z])\))*/g)]
    .map(([, device = '', slot, letter]) => ({
      device,
      slot: Number(slot),
      state: letter === 'F' ? 'faulty' : letter === 'S' ? 'spare' : 'in_sync',
    }))
    .sort((a, b) => byName(a.device, b.device))
}

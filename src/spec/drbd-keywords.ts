import { compareVersions } from '../core/version.ts'
import type { DrbdDialect } from './drbd.ts'

/** Sections of drbd.conf in which an option can stand. */
export type DrbdSection = 'net' | 'disk' | 'syncer' | 'options'

export interface DrbdKeyword {
  /** Key of the spec. */
  readonly key: string
  /** Part of the spec it stands in. */
  readonly part: 'net' | 'disk' | 'options'
  /** Section by dialect; a dialect without one does not know the option. */
  readonly in: { readonly [dialect in DrbdDialect]?: DrbdSection }
  /** Name in dialect 8.3, where it differs. */
  readonly name83?: string
  /** How 8.3 says a boolean: by a bare word that switches it on, or one beginning with no- that switches it off. */
  readonly flag83?: 'on' | 'off'
  /** First version of the kernel module that knows it, where that is later than its dialect's first. */
  readonly since?: string
}

const everywhere = (section: DrbdSection): DrbdKeyword['in'] => ({
  '8.3': section,
  '8.4': section,
  9: section,
})
const syncerThen = (section: DrbdSection): DrbdKeyword['in'] => ({
  '8.3': 'syncer',
  '8.4': section,
  9: section,
})

// drbd.conf(5) of 8.3, 8.4 and 9, and drbdadm-83, drbdadm-84 and drbdadm of drbd-utils 9.22 with every word tried.
export const drbdKeywords: readonly DrbdKeyword[] = [
  { key: 'after-sb-0pri', part: 'net', in: everywhere('net') },
  { key: 'after-sb-1pri', part: 'net', in: everywhere('net') },
  { key: 'after-sb-2pri', part: 'net', in: everywhere('net') },
  { key: 'always-asbp', part: 'net', in: everywhere('net'), flag83: 'on' },
  { key: 'rr-conflict', part: 'net', in: everywhere('net') },
  { key: 'timeout', part: 'net', in: everywhere('net') },
  { key: 'connect-int', part: 'net', in: everywhere('net') },
  { key: 'ping-int', part: 'net', in: everywhere('net') },
  { key: 'ping-timeout', part: 'net', in: everywhere('net') },
  { key: 'ko-count', part: 'net', in: everywhere('net') },
  { key: 'max-buffers', part: 'net', in: everywhere('net') },
  { key: 'max-epoch-size', part: 'net', in: everywhere('net') },
  { key: 'sndbuf-size', part: 'net', in: everywhere('net') },
  { key: 'rcvbuf-size', part: 'net', in: everywhere('net') },
  { key: 'verify-alg', part: 'net', in: syncerThen('net') },
  { key: 'csums-alg', part: 'net', in: syncerThen('net') },
  { key: 'data-integrity-alg', part: 'net', in: everywhere('net') },
  { key: 'use-rle', part: 'net', in: syncerThen('net'), flag83: 'on', since: '8.3.3' },
  { key: 'tcp-cork', part: 'net', in: everywhere('net'), flag83: 'off', name83: 'no-tcp-cork' },
  { key: 'fencing', part: 'net', in: { '8.3': 'disk', '8.4': 'disk', 9: 'net' } },
  { key: 'on-io-error', part: 'disk', in: everywhere('disk') },
  { key: 'resync-rate', part: 'disk', in: syncerThen('disk'), name83: 'rate' },
  { key: 'c-plan-ahead', part: 'disk', in: syncerThen('disk'), since: '8.3.9' },
  { key: 'c-max-rate', part: 'disk', in: syncerThen('disk'), since: '8.3.9' },
  { key: 'c-min-rate', part: 'disk', in: syncerThen('disk'), since: '8.3.9' },
  { key: 'c-fill-target', part: 'disk', in: syncerThen('disk'), since: '8.3.9' },
  { key: 'c-delay-target', part: 'disk', in: syncerThen('disk'), since: '8.3.9' },
  { key: 'al-extents', part: 'disk', in: syncerThen('disk') },
  { key: 'resync-after', part: 'disk', in: syncerThen('disk'), name83: 'after' },
  { key: 'disk-flushes', part: 'disk', in: everywhere('disk'), flag83: 'off', name83: 'no-disk-flushes' },
  { key: 'md-flushes', part: 'disk', in: everywhere('disk'), flag83: 'off', name83: 'no-md-flushes' },
  { key: 'disk-barrier', part: 'disk', in: everywhere('disk'), flag83: 'off', name83: 'no-disk-barrier' },
  { key: 'disk-drain', part: 'disk', in: everywhere('disk'), flag83: 'off', name83: 'no-disk-drain' },
  { key: 'disk-timeout', part: 'disk', in: everywhere('disk'), since: '8.3.11' },
  { key: 'al-updates', part: 'disk', in: { '8.4': 'disk', 9: 'disk' }, since: '8.4.2' },
  { key: 'quorum', part: 'options', in: { 9: 'options' }, since: '9.0.8' },
  { key: 'on-no-quorum', part: 'options', in: { 9: 'options' }, since: '9.0.8' },
  { key: 'on-no-data-accessible', part: 'options', in: syncerThen('options'), since: '8.3.9' },
  { key: 'auto-promote', part: 'options', in: { 9: 'options' } },
  { key: 'cpu-mask', part: 'options', in: syncerThen('options') },
]

/** The keyword for a key of the spec; battery-backed and its like are ours and have none. */
export const drbdKeyword = (part: DrbdKeyword['part'], key: string): DrbdKeyword | undefined =>
  drbdKeywords.find((keyword) => keyword.part === part && keyword.key === key)

/** Whether a module of this version knows the option. */
export const moduleKnows = (keyword: DrbdKeyword, dialect: DrbdDialect, module: string): boolean =>
  keyword.in[dialect] !== undefined &&
  (keyword.since === undefined || compareVersions(module, keyword.since) >= 0)

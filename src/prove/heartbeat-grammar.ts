import type { RenderedFile } from '../render/files.ts'

export interface HeartbeatFault {
  readonly line: number
  readonly sentence: string
}

const words = (text: string): string[] => text.trim().split(/\s+/)

/** Directives of ha.cf(5), as far as a version 1 cluster may have them. */
const directives = new Set(
  words(`udpport baud keepalive warntime deadtime initdead deadping bcast ucast ucast6 mcast mcast6 serial node
    autojoin auto_failback ping ping_group hbaping respawn apiauth watchdog stonith stonith_host logfacility logfile
    debugfile use_logd conn_logd_time debug compression compression_threshold traditional_compression msgfmt realtime
    rtprio hbgenmethod uuidfrom hopfudge max_rexmit_delay coredumps coreroot env cluster syslogmsgfmt log_badpack
    use_apphbd memreserve`),
)
const media = new Set(words('bcast ucast ucast6 mcast mcast6 serial'))
const times = new Set(words('keepalive warntime deadtime initdead deadping conn_logd_time'))
/** How many values a directive takes. */
const counts: { readonly [directive: string]: readonly [least: number, most: number] } = {
  ucast: [2, 2],
  ucast6: [2, 2],
  mcast: [5, 5],
  mcast6: [5, 5],
  bcast: [1, 16],
  serial: [1, 4],
  node: [1, 16],
  ping: [1, 16],
  ping_group: [2, 17],
  respawn: [2, 16],
  apiauth: [2, 3],
  stonith_host: [2, 40],
}
const single =
  words(`udpport baud ${[...times].join(' ')} autojoin auto_failback watchdog logfacility logfile debugfile
  use_logd debug compression compression_threshold msgfmt realtime rtprio hbgenmethod`)

/** Scripts that cluster-glue, resource-agents and drbd-utils put into resource.d, with the number of their arguments. */
const scripts: { readonly [script: string]: readonly [least: number, most: number] } = {
  drbddisk: [0, 1],
  drbdupper: [1, 1],
  Filesystem: [3, 4],
  IPaddr2: [1, 1],
  IPv6addr: [1, 1],
  LVM: [1, 2],
  MailTo: [1, 2],
  'systemd-unit': [1, 1],
  'libvirt-guest': [3, 3],
}

export interface HeartbeatContext {
  readonly nodes: readonly string[]
  /** Scripts of ours in resource.d. */
  readonly scripts: readonly string[]
}

/** What is wrong in a file of /etc/ha.d by its own grammar. */
export function heartbeatFaults(
  file: Pick<RenderedFile, 'path' | 'text' | 'mode'>,
  context: HeartbeatContext,
): HeartbeatFault[] {
  const lines = file.text
    .split('\n')
    .map((text, index) => ({ line: index + 1, text: text.trim() }))
    .filter(({ text }) => text !== '' && !text.startsWith('#'))
  if (file.path.endsWith('/ha.cf')) return haCfFaults(lines, context)
  if (file.path.endsWith('/haresources')) return haresourcesFaults(lines, context)
  if (file.path.endsWith('/authkeys')) return authkeysFaults(lines, file.mode)
  return []
}

type Line = { readonly line: number; readonly text: string }

function haCfFaults(lines: readonly Line[], context: HeartbeatContext): HeartbeatFault[] {
  const faults: HeartbeatFault[] = []
  const seen = new Map<string, number>()
  let medium: number | undefined
  const nodes = new Set<string>()
  for (const { line, text } of lines) {
    const [directive = '', ...values] = text.split(/\s+/)
    const fault = (sentence: string): void => void faults.push({ line, sentence })
    if (!directives.has(directive)) {
      fault(`ha.cf has no directive ${directive}`)
      continue
    }
    if (text.includes('#')) fault(`a comment behind a value becomes part of it: ${text}`)
    const [least, most] = single.includes(directive) ? [1, 1] : (counts[directive] ?? [1, 16])
    if (values.length < least || values.length > most)
      fault(
        `${directive} takes ${least === most ? least : `${least} to ${most}`} values, not ${values.length}`,
      )
    if (single.includes(directive) && seen.has(directive)) fault(`${directive} stands twice`)
    if (times.has(directive) && !/^[0-9]+(\.[0-9]+)?(ms)?$/.test(values[0] ?? ''))
      fault(`${values[0]} is no time for ${directive}`)
    if (['udpport', 'baud'].includes(directive) && medium !== undefined)
      fault(`${directive} must stand before the media, the first is in line ${medium}`)
    if (media.has(directive)) medium ??= line
    if (directive === 'node') values.forEach((name) => nodes.add(name))
    seen.set(directive, line)
  }
  if (medium === undefined) faults.push({ line: 1, sentence: 'there is no medium' })
  for (const name of context.nodes)
    if (!nodes.has(name)) faults.push({ line: 1, sentence: `there is no node directive for ${name}` })
  if (seen.has('serial') && !seen.has('baud'))
    faults.push({ line: seen.get('serial')!, sentence: 'serial needs a baud directive before it' })
  return faults
}

function haresourcesFaults(lines: readonly Line[], context: HeartbeatContext): HeartbeatFault[] {
  const faults: HeartbeatFault[] = []
  const keys = new Map<string, number>()
  for (const { line, text } of lines) {
    const fault = (sentence: string): void => void faults.push({ line, sentence })
    const [node = '', ...resources] = text.split(/\s+/)
    if (!context.nodes.includes(node)) fault(`${node} is no node of the cluster`)
    if (resources.length === 0) fault('the line has no resource')
    const key = resources[0]
    if (key !== undefined && keys.has(key))
      fault(`${key} is the first resource of line ${keys.get(key)} already`)
    if (key !== undefined) keys.set(key, line)
    for (const resource of resources) {
      const [script = '', ...args] = resource.split('::')
      if (!/^[A-Za-z0-9_.+-]+$/.test(script)) fault(`${resource} is no resource`)
      if (script === 'IPaddr' || /^[0-9.]+(\/|$)/.test(script))
        fault(`${resource} runs IPaddr, which needs ifconfig; IPaddr2 does not`)
      const known = scripts[script]
      if (known && (args.length < known[0] || args.length > known[1] || args.includes('')))
        fault(`${resource} has ${args.length} arguments, ${script} takes ${known[0]} to ${known[1]}`)
      if (['systemd-unit', 'libvirt-guest'].includes(script) && !context.scripts.includes(script))
        fault(`the script ${script} is not among the files`)
    }
  }
  return faults
}

function authkeysFaults(lines: readonly Line[], mode: number): HeartbeatFault[] {
  const faults: HeartbeatFault[] = []
  if ((mode & 0o077) !== 0) faults.push({ line: 1, sentence: 'authkeys must be readable by root alone' })
  const used = lines.find(({ text }) => text.startsWith('auth '))
  const index = /^auth ([0-9]+)$/.exec(used?.text ?? '')?.[1]
  if (used === undefined || index === undefined) {
    faults.push({ line: used?.line ?? 1, sentence: 'there is no line "auth NUMBER"' })
    return faults
  }
  const key = lines.find(({ text }) => text.split(/\s+/)[0] === index)
  if (!key) faults.push({ line: used.line, sentence: `there is no key ${index}` })
  else if (!/^[0-9]+ (crc|(md5|sha1) [^\s#]+)$/.test(key.text))
    faults.push({ line: key.line, sentence: 'a key is NUMBER METHOD SECRET, or NUMBER crc' })
  if (Number(index) < 1 || Number(index) > 15)
    faults.push({ line: used.line, sentence: `the number ${index} is not between 1 and 15` })
  return faults
}

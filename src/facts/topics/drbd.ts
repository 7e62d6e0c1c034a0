import { shVerbatim } from '../../core/sh.ts'
import { snippets } from '../snippets.gen.ts'
import { Files, lines } from '../topic.ts'
import type { Topic } from '../topic.ts'
import type { Drbd } from '../types.gen.ts'

/** DRBD's module, its utilities, and the devices that are configured in the kernel now. */
export const drbd: Topic<Omit<Drbd, 'metadata'>> = {
  name: 'drbd',
  seconds: 60,
  snippet: shVerbatim(snippets.drbd),
  parse(output) {
    const all = lines(output)
    const files = new Files(output)
    const said = (prefix: string): string | null =>
      all
        .find((line) => line.startsWith(prefix))
        ?.slice(prefix.length)
        .trim() || null
    return {
      loaded: all.includes('loaded'),
      module:
        version(files.text('/sys/module/drbd/version')) ??
        version(said('proc version: ')) ??
        version(said('installed ')),
      utils: version(said('utils DRBDADM_VERSION=')),
      configured: [
        ...new Set(all.flatMap((line) => /^res \s*resource\s+"?([^\s"{]+)/.exec(line)?.[1] ?? [])),
      ],
      devices: devicesOf(all, files),
    }
  },
}

const version = (text: string | null): string | null => /[0-9]+(?:\.[0-9]+)+/.exec(text ?? '')?.[0] ?? null

/** Devices in the kernel: states from events2 or /proc/drbd, what they stand on from show. */
function devicesOf(all: readonly string[], files: Files): Drbd['devices'] {
  const minors = new Map<number, { resource: string | null; volume: number | null; disk: string | null }>()
  let resource: string | null = null
  let volume: number | null = null
  let minor: number | null = null
  for (const line of all.filter((candidate) => candidate.startsWith('show '))) {
    const text = line.slice('show '.length).trim()
    resource = /^resource\s+"?([^\s"{]+)/.exec(text)?.[1] ?? resource
    const named = /^volume\s+([0-9]+)/.exec(text)?.[1]
    if (named !== undefined) volume = Number(named)
    const counted =
      /^device\s+.*?minor\s+([0-9]+)/.exec(text)?.[1] ?? /^device\s+"?\/dev\/drbd([0-9]+)/.exec(text)?.[1]
    if (counted !== undefined) {
      minor = Number(counted)
      minors.set(minor, { resource, volume, disk: null })
    }
    const disk = /^disk\s+"([^"]+)"\s*;/.exec(text)?.[1]
    if (disk !== undefined && minor !== null && minors.has(minor))
      minors.set(minor, { ...minors.get(minor)!, disk })
  }
  const states = statesOf(all)
  for (const number of states.keys())
    if (!minors.has(number)) minors.set(number, { resource: null, volume: null, disk: null })
  return [...minors]
    .sort(([a], [b]) => a - b)
    .map(([number, { resource: name, volume: index, disk }]) => {
      const sectors = files.number(`/sys/block/drbd${number}/size`)
      const state = states.get(number)
      return {
        minor: number,
        resource: name ?? state?.resource ?? null,
        volume: index ?? state?.volume ?? null,
        disk,
        sizeBytes: sectors ? sectors * 512 : null,
        connection: state?.connection ?? null,
        role: state?.role ?? null,
        diskState: state?.diskState ?? null,
      }
    })
}

interface State {
  readonly resource: string | null
  readonly volume: number | null
  readonly connection: string | null
  readonly role: string | null
  readonly diskState: string | null
}

function statesOf(all: readonly string[]): ReadonlyMap<number, State> {
  const states = new Map<number, State>()
  const roles = new Map<string, string>()
  const connections = new Map<string, string>()
  const events = all
    .filter((line) => line.startsWith('event exists '))
    .map((line): { readonly [key: string]: string | undefined } => {
      const [kind, ...pairs] = line.slice('event exists '.length).split(' ')
      const values = pairs.map((pair): [string, string] => {
        const colon = pair.indexOf(':')
        return [pair.slice(0, colon), pair.slice(colon + 1)]
      })
      return { kind, ...Object.fromEntries(values) }
    })
  for (const { kind, name, role, connection } of events) {
    if (kind === 'resource' && name && role) roles.set(name, role)
    if (kind === 'connection' && name && connection) connections.set(name, connection)
  }
  for (const { kind, name, volume, minor, disk } of events)
    if (kind === 'device' && name && minor)
      states.set(Number(minor), {
        resource: name,
        volume: volume === undefined ? null : Number(volume),
        connection: connections.get(name) ?? null,
        role: roles.get(name) ?? null,
        diskState: disk ?? null,
      })
  for (const line of all) {
    // 8.3 has no events2; before 8.3 the roles were called st.
    const [, number, connection, role, disk] =
      /^proc\s+([0-9]+): cs:(\S+)(?: (?:ro|st):([^/\s]+)\/\S+)?(?: ds:([^/\s]+)\/\S+)?/.exec(line) ?? []
    if (number === undefined || connection === undefined || connection === 'Unconfigured') continue
    if (!states.has(Number(number)))
      states.set(Number(number), {
        resource: null,
        volume: null,
        connection,
        role: role ?? null,
        diskState: disk ?? null,
      })
  }
  return states
}

import type { DrbdPlan, DrbdResourcePlan, DrbdSettings } from '../plan/drbd.ts'
import { drbdKeywords } from '../spec/drbd-keywords.ts'
import type { DrbdKeyword } from '../spec/drbd-keywords.ts'
import { drbdWord } from './drbd-words.ts'
import { secretToken } from './template.ts'

/** A section of drbd.conf with its statements; one without statements is not written. */
export interface Section {
  readonly name: string
  readonly lines: readonly string[]
}

export interface SettingLines {
  /** Statements outside of sections: 8.3's protocol. */
  readonly statements: readonly string[]
  readonly sections: readonly Section[]
}

const order = ['net', 'disk', 'syncer', 'options', 'startup', 'handlers']

/** Settings in the words and sections of a dialect. What the dialect does not know is left out; rules speak of it. */
export function settingLines(plan: DrbdPlan, settings: Partial<DrbdSettings>): SettingLines {
  const { dialect } = plan
  const sections = new Map<string, string[]>(order.map((name) => [name, []]))
  const add = (section: string, line: string | undefined): void => {
    if (line !== undefined) sections.get(section)!.push(`${line};`)
  }
  const statements: string[] = []
  if (settings.protocol) {
    if (dialect === '8.3') statements.push(`protocol ${settings.protocol};`)
    else add('net', `protocol ${settings.protocol}`)
  }
  const takesBack = settings !== plan.common && settings.allowTwoPrimaries === false
  if (settings.allowTwoPrimaries || takesBack) add('net', twoPrimaries(plan, !takesBack))
  if (settings.auth) {
    add('net', `cram-hmac-alg ${settings.auth.algorithm}`)
    add('net', `shared-secret "${secretToken(settings.auth.secret)}"`)
  }
  for (const keyword of drbdKeywords) {
    const section = keyword.in[dialect]
    const value = (settings[keyword.part] as { readonly [key: string]: unknown } | undefined)?.[keyword.key]
    if (section === undefined || value === undefined) continue
    add(section, statement(plan, keyword, value))
  }
  for (const [key, value] of Object.entries(settings.startup ?? {})) {
    // DRBD 9 has no start script that would read it; opening the device promotes.
    if (key === 'become-primary-on' && dialect === '9') continue
    add('startup', `${key} ${typeof value === 'string' ? drbdWord(value) : String(value)}`)
  }
  for (const [key, value] of Object.entries(settings.handlers ?? {})) {
    if (key === 'unfence-peer' && dialect === '8.3') continue
    add('handlers', `${key} "${value}"`)
  }
  return {
    statements,
    sections: [...sections].flatMap(([name, lines]) => (lines.length === 0 ? [] : [{ name, lines }])),
  }
}

function twoPrimaries(plan: DrbdPlan, allowed: boolean): string | undefined {
  if (plan.dialect === '8.3') return allowed ? 'allow-two-primaries' : undefined
  return `allow-two-primaries ${allowed ? 'yes' : 'no'}`
}

function statement(plan: DrbdPlan, keyword: DrbdKeyword, value: unknown): string | undefined {
  const old = plan.dialect === '8.3'
  const name = (old ? keyword.name83 : undefined) ?? keyword.key
  if (typeof value === 'boolean') {
    if (!old) return `${name} ${value ? 'yes' : 'no'}`
    return value === (keyword.flag83 === 'on') ? name : undefined
  }
  if (keyword.key === 'resync-after') {
    const first = plan.resources.find((resource) => resource.name === value)?.volumes[0]?.volume ?? 0
    return `${name} ${drbdWord(old ? String(value) : `${String(value)}/${first}`)}`
  }
  return `${name} ${String(value)}`
}

export interface HostLines {
  readonly node: string
  readonly lines: readonly string[]
}

export interface ResourceLines {
  readonly volumes: readonly HostVolume[]
  readonly hosts: readonly HostLines[]
}

interface HostVolume {
  readonly number: string
  readonly lines: readonly string[]
}

/** Volumes and hosts of a resource: a volume stands once where it is the same on every node, else with each. */
export function hostLines(plan: DrbdPlan, resource: DrbdResourcePlan): ResourceLines {
  const copies = resource.hosts.filter((host) => !host.diskless)
  const same = resource.volumes.every(({ volume }) =>
    copies.every((host) => {
      const [own, first] = [host.volumes[volume], copies[0]?.volumes[volume]]
      return own?.disk === first?.disk && own?.metaDisk === first?.metaDisk
    }),
  )
  const volumesOf = (host: (typeof copies)[number]): HostVolume[] =>
    resource.volumes.map(({ volume, minor, device }) => ({
      number: String(volume),
      lines: host.diskless
        ? [`device ${device} minor ${minor};`, 'disk none;']
        : [
            `device ${device} minor ${minor};`,
            `disk ${drbdWord(host.volumes[volume]!.disk)};`,
            metaDisk('meta-disk', host.volumes[volume]!.metaDisk),
          ],
    }))
  const shared = plan.dialect !== '8.3' && same && copies[0]
  return {
    volumes: shared ? volumesOf(shared) : [],
    hosts: resource.hosts.map((host) => {
      const address = host.family === 'ipv6' ? `ipv6 [${host.address}]` : host.address
      const nested =
        plan.dialect === '8.3'
          ? flatVolume(resource, host)
          : shared && !host.diskless
            ? []
            : volumesOf(host).map(({ number, lines }) => `volume ${number} { ${lines.join(' ')} }`)
      return {
        node: drbdWord(host.node),
        lines: [
          ...(plan.dialect === '9' ? [`node-id ${host.nodeId};`] : []),
          `address ${address}:${resource.port};`,
          ...nested,
        ],
      }
    }),
  }
}

/** 8.3 has one device for a resource, and its own word for metadata that grows on a device of its own. */
function flatVolume(resource: DrbdResourcePlan, host: DrbdResourcePlan['hosts'][number]): string[] {
  const first = resource.volumes[0]
  const volume = first && host.volumes[first.volume]
  if (!volume) return []
  return [
    `device ${first.device};`,
    `disk ${drbdWord(volume.disk)};`,
    metaDisk('flexible-meta-disk', volume.metaDisk),
  ]
}

const metaDisk = (keyword: string, where: string): string =>
  where === 'internal' ? 'meta-disk internal;' : `${keyword} ${drbdWord(where)};`

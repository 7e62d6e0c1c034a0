import { wholeNumber } from '../topic.ts'
import type { Files } from '../topic.ts'
import type { Address, Manager, Route } from '../types.gen.ts'

/** `2: eth0    inet 10.0.0.1/24 brd 10.0.0.255 scope global dynamic eth0\\  valid_lft …`, as ip -o prints it. */
export function addressesOf(name: string, line: string): Address[] {
  const match = /^[0-9]+: ([^\s@:]+)(?:@\S+)?:?\s+inet6?\s+([0-9a-fA-F.:]+)(?:\/([0-9]+))?(.*)$/.exec(line)
  if (!match || match[1] !== name) return []
  const [, , address = '', prefix, rest = ''] = match
  return [
    {
      address,
      // Without a prefix it is the other end of a point-to-point link, or a single host.
      prefix: prefix === undefined ? (address.includes(':') ? 128 : 32) : Number(prefix),
      scope: /\bscope (\S+)/.exec(rest)?.[1] ?? null,
      dynamic: /\bdynamic\b/.test(rest),
    },
  ]
}

/** `default via 10.0.0.254 dev eth0 proto dhcp src 10.0.0.7 metric 100`; routes of the kernel to nowhere are left out. */
export function readRoute(text: string): Route[] {
  const words = text.trim().split(/\s+/)
  const types = [
    'unreachable',
    'blackhole',
    'prohibit',
    'throw',
    'broadcast',
    'local',
    'multicast',
    'anycast',
  ]
  const to = words[0] ?? ''
  if (to === '' || types.includes(to)) return []
  const after = (word: string): string | null => {
    const at = words.indexOf(word)
    return at < 0 ? null : (words[at + 1] ?? null)
  }
  return [
    {
      to,
      via: after('via'),
      interface: after('dev'),
      source: after('src'),
      metric: wholeNumber(after('metric')),
    },
  ]
}

/** Which program configures which interface; a running manager goes before files that may be leftovers. */
export function managedNames(
  section: (name: string) => readonly string[] | null,
  files: Files,
): ReadonlyMap<string, Manager> {
  const managed = new Map<string, Manager>()
  const set = (name: string | undefined, manager: Manager): void => {
    if (name !== undefined && !managed.has(name)) managed.set(name, manager)
  }
  for (const [name, manager] of byDaemons(files)) set(name, manager)
  const programs = section('programs') ?? []
  const ifupdown = programs.includes('ifupdown2') ? 'ifupdown2' : 'ifupdown'
  if (programs.includes('ifup') || programs.includes('ifupdown2'))
    for (const line of section('interfaces') ?? []) {
      const [word, name] = line.trim().split(/\s+/)
      // eth0:1 is one more address of eth0.
      if (word === 'iface') set(name?.split(':')[0], ifupdown)
    }
  if (programs.includes('rc.inet1'))
    for (const name of byInet1(section('rc.inet1.conf') ?? [])) set(name, 'rc.inet1')
  return managed
}

/** What NetworkManager and systemd-networkd say of interfaces by their numbers. */
function byDaemons(files: Files): [string | undefined, Manager][] {
  const names = new Map(
    files.paths().flatMap((path) => {
      const name = /^\/sys\/class\/net\/([^/]+)\/ifindex$/.exec(path)?.[1]
      return name === undefined ? [] : [[files.text(path)!, name] as const]
    }),
  )
  return files.paths().flatMap((path): [string | undefined, Manager][] => {
    const said = files.all(path)
    const manager = /^\/run\/NetworkManager\/devices\/([0-9]+)$/.exec(path)?.[1]
    if (
      manager !== undefined &&
      said.includes('managed=true') &&
      said.some((line) => line.startsWith('connection-uuid='))
    )
      return [[names.get(manager), 'NetworkManager']]
    const networkd = /^\/run\/systemd\/netif\/links\/([0-9]+)$/.exec(path)?.[1]
    const state = said.find((line) => line.startsWith('ADMIN_STATE='))
    if (networkd === undefined || state === undefined || state.endsWith('=unmanaged')) return []
    return [[names.get(networkd), said.some((line) => line.includes('-netplan-')) ? 'netplan' : 'networkd']]
  })
}

/** Interfaces of rc.inet1.conf: without a name a slot means eth and its number; most slots are empty. */
function byInet1(conf: readonly string[]): string[] {
  const settings = conf.flatMap((line) => {
    const [, key, slot, value] = /^\s*([A-Z]+)\[([0-9]+)\]=["']?([^"'#]*)["']?/.exec(line) ?? []
    return key === undefined ? [] : [{ key, slot: slot!, value: value!.trim() }]
  })
  const used = settings.filter(({ key, value }) =>
    key.startsWith('IPADDR') ? value !== '' : value === 'yes',
  )
  return used.map(
    ({ slot }) =>
      settings.find((setting) => setting.key === 'IFNAME' && setting.slot === slot && setting.value !== '')
        ?.value ?? `eth${slot}`,
  )
}

import { Files, wholeNumber } from '../topic.ts'
import type { Address, Manager, Route } from '../types.gen.ts'

/** `addr 2: eth0    inet 10.0.0.1/24 brd 10.0.0.255 scope global dynamic eth0\  valid_lft …`, as ip -o prints it. */
export function addressesOf(name: string, all: readonly string[]): Address[] {
  return all.flatMap((line) => {
    const match = /^addr [0-9]+: ([^\s@:]+)(?:@\S+)?:?\s+inet6?\s+([0-9a-fA-F.:]+)(?:\/([0-9]+))?(.*)$/.exec(
      line,
    )
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
  })
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
export function managedNames(all: readonly string[], files: Files): ReadonlyMap<string, Manager> {
  const managed = new Map<string, Manager>()
  const set = (name: string | undefined, manager: Manager): void => {
    if (name !== undefined && !managed.has(name)) managed.set(name, manager)
  }
  const byIndex = new Map(
    files.paths().flatMap((path) => {
      const name = /^\/sys\/class\/net\/([^/]+)\/ifindex$/.exec(path)?.[1]
      return name === undefined ? [] : [[files.text(path)!, name] as const]
    }),
  )
  for (const path of files.paths()) {
    const [, folder, index = ''] =
      /^\/run\/(NetworkManager\/devices|systemd\/netif\/links)\/([0-9]+)$/.exec(path) ?? []
    if (folder === undefined) continue
    const said = files.all(path)
    if (
      folder.startsWith('NetworkManager') &&
      said.includes('managed=true') &&
      said.some((line) => line.startsWith('connection-uuid='))
    )
      set(byIndex.get(index), 'NetworkManager')
    if (
      folder.startsWith('systemd') &&
      said.some((line) => line.startsWith('ADMIN_STATE=') && !line.endsWith('=unmanaged'))
    )
      set(byIndex.get(index), said.some((line) => line.includes('/10-netplan-')) ? 'netplan' : 'networkd')
  }
  const ifupdown = all.includes('has ifupdown2') ? 'ifupdown2' : 'ifupdown'
  for (const line of all) {
    const [word, first = '', second = ''] = line.split(/\s+/)
    if (word === 'ifupdown' && first === 'iface' && all.includes('has ifup'))
      set(second.split(':')[0], ifupdown)
    const inet1 = /^inet1 (?:IFNAME|IPADDR|IPADDRS|USE_DHCP)\[([0-9]+)\]="?([^"]*)"?/.exec(line)
    if (inet1 && all.includes('has rc.inet1')) {
      const [, number, value = ''] = inet1
      const named = all
        .map((other) => new RegExp(`^inet1 IFNAME\\[${number}\\]="?([^"]*)"?`).exec(other)?.[1])
        .find((name) => name)
      // What rc.inet1 configures without a name is eth and its number; most of its slots are empty.
      if (value !== '' && value !== 'no') set(named ?? `eth${number}`, 'rc.inet1')
    }
  }
  return managed
}

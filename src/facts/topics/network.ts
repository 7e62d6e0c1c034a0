import { shVerbatim } from '../../core/sh.ts'
import { snippets } from '../snippets.gen.ts'
import { Files, lines } from '../topic.ts'
import type { Topic } from '../topic.ts'
import type { Interface, Manager, Network, Route } from '../types.gen.ts'
import { addressesOf, managedNames, readRoute } from './network-parts.ts'

/** Interfaces, their addresses, routes, and what configures them. */
export const network: Topic<Network> = {
  name: 'network',
  seconds: 15,
  snippet: shVerbatim(snippets.network),
  parse(output) {
    const all = lines(output)
    const files = new Files(output)
    const names = [
      ...new Set(
        files
          .paths()
          .flatMap((path) => /^\/sys\/class\/net\/([^/]+)\/(?:ifindex|address|mtu)$/.exec(path)?.[1] ?? []),
      ),
    ].sort((a, b) => order(files, a) - order(files, b) || (a < b ? -1 : 1))
    const managed = managedNames(all, files)
    const known = knownRoutes(all)
    const interfaces = names.map((name) => readInterface(name, all, files, managed))
    return {
      interfaces,
      routes: known,
      nameservers: all.flatMap((line) => /^nameserver (\S+)/.exec(line)?.[1] ?? []),
      managers: [...new Set(managed.values())].sort(),
      client: clientOf(all, interfaces),
    }
  },
}

const order = (files: Files, name: string): number =>
  files.number(`/sys/class/net/${name}/ifindex`) ?? Number.MAX_SAFE_INTEGER

const knownRoutes = (all: readonly string[]): Route[] | null =>
  all.includes('ip-link')
    ? all.flatMap((line) => {
        const text = /^route6? (.*)$/.exec(line)?.[1]
        return text === undefined ? [] : readRoute(text)
      })
    : null

/** `client ADDRESS PORT OURS PORT`, as sshd says it: the interface that has our address. */
function clientOf(all: readonly string[], interfaces: readonly Interface[]): string | null {
  const ours = all
    .find((line) => line.startsWith('client '))
    ?.split(' ')[3]
    ?.replace(/%.*$/, '')
  if (ours === undefined) return null
  return interfaces.find(({ addresses }) => addresses?.some(({ address }) => address === ours))?.name ?? null
}

function readInterface(
  name: string,
  all: readonly string[],
  files: Files,
  managed: ReadonlyMap<string, Manager>,
): Interface {
  const at = (file: string): string | null => files.text(`/sys/class/net/${name}/${file}`)
  const mine = (word: string): string | null =>
    all
      .find((line) => line.startsWith(`${word} ${name} `))
      ?.slice(word.length + name.length + 2)
      .trim() || null
  const place = mine('place')
  const flags = at('flags')
  const isUp = flags === null ? null : (Number(flags) & 1) === 1
  const kind = kindOf(name, all, files, place)
  const ports = portsOf(name, all, files)
  const speed = files.number(`/sys/class/net/${name}/speed`)
  const pciAddresses = place?.match(/[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]/g)
  const vlan = vlanOf(name, all)
  return {
    name,
    kind,
    mac: macOf(at('address')),
    permanentMac: permanentOf(name, all, files, kind),
    driver: mine('driver'),
    pci: pciAddresses?.at(-1) ?? null,
    chip: chipOf(at('device/vendor'), at('device/device')),
    up: isUp,
    carrier: isUp === false ? null : files.flag(`/sys/class/net/${name}/carrier`),
    // -1 and 4294967295 stand for a link that is down.
    speedMbit: speed !== null && speed > 0 && speed < 4294967295 ? speed : null,
    duplex: at('duplex') === 'unknown' ? null : at('duplex'),
    mtu: files.number(`/sys/class/net/${name}/mtu`),
    addresses: all.includes('ip-link') ? addressesOf(name, all) : null,
    master: mine('master'),
    ports,
    bond:
      kind === 'bond'
        ? {
            // `active-backup 1`: the word is what the number means.
            mode: at('bonding/mode')?.split(' ')[0] ?? null,
            primary: at('bonding/primary')?.split(' ')[0] || null,
            active: at('bonding/active_slave') || null,
            miimonMs: files.number(`/sys/class/net/${name}/bonding/miimon`),
            hash: at('bonding/xmit_hash_policy')?.split(' ')[0] ?? null,
            lacpRate: at('bonding/lacp_rate')?.split(' ')[0] ?? null,
          }
        : null,
    vlan,
    bridge:
      kind === 'bridge'
        ? {
            stp: at('bridge/stp_state') === null ? null : at('bridge/stp_state') !== '0',
            forwardDelay: hundredths(files.number(`/sys/class/net/${name}/bridge/forward_delay`)),
            vlanFiltering: files.flag(`/sys/class/net/${name}/bridge/vlan_filtering`),
          }
        : null,
    managedBy: managed.get(name) ?? null,
    neighbour: neighbourOf(name, all),
  }
}

const hundredths = (value: number | null): number | null => (value === null ? null : value / 100)

const macOf = (text: string | null): string | null =>
  text !== null && /^[0-9a-f]{2}(:[0-9a-f]{2}){5,}$/i.test(text) && !/^00(:00)+$/.test(text)
    ? text.toLowerCase()
    : null

const chipOf = (vendor: string | null, device: string | null): string | null =>
  vendor !== null && device !== null ? `${vendor.replace('0x', '')}:${device.replace('0x', '')}` : null

function kindOf(name: string, all: readonly string[], files: Files, place: string | null): Interface['kind'] {
  const has = (file: string): boolean => files.text(`/sys/class/net/${name}/${file}`) !== null
  // ARPHRD_LOOPBACK
  if (files.number(`/sys/class/net/${name}/type`) === 772) return 'loopback'
  if (has('bonding/mode')) return 'bond'
  if (has('bridge/stp_state')) return 'bridge'
  if (vlanOf(name, all)) return 'vlan'
  if (has('tun_flags')) return 'tap'
  if (all.includes(`wireless ${name}`)) return 'wireless'
  const driver = all.some((line) => line.startsWith(`driver ${name} `))
  return driver || (place !== null && !place.includes('/devices/virtual/')) ? 'nic' : 'virtual'
}

function vlanOf(name: string, all: readonly string[]): Interface['vlan'] {
  for (const line of all) {
    const [word, own, id, parent] = line.split(' ')
    if (word === 'vlan' && own === name && parent) return { id: Number(id), parent }
  }
  return null
}

function portsOf(name: string, all: readonly string[], files: Files): string[] {
  const bonded = files.text(`/sys/class/net/${name}/bonding/slaves`)?.split(' ').filter(Boolean) ?? []
  const bridged = all.flatMap((line) => {
    const [, own, port] = /^lower \/sys\/class\/net\/([^/]+)\/brif\/(.+)$/.exec(line) ?? []
    return own === name && port !== undefined ? [port] : []
  })
  return [...bonded, ...bridged].sort()
}

/**
 * The address that a card was made with: what the driver says, or the bond that lent it another, or ip, which says it
 * where it differs; the address it has now only where the kernel says that nobody has set it.
 */
function permanentOf(
  name: string,
  all: readonly string[],
  files: Files,
  kind: Interface['kind'],
): string | null {
  if (kind !== 'nic' && kind !== 'wireless') return null
  const said = all.find((line) => line.startsWith(`permanent ${name} `))?.split(' ')[2]
  const driver = macOf(said ?? null)
  if (driver !== null) return driver
  const at = all.indexOf(`bondslave ${name}`)
  const lent = at < 0 ? undefined : all.slice(at + 1).find((line) => line.startsWith('bondmac '))
  if (lent !== undefined) return macOf(lent.split(' ')[1] ?? null)
  const link = all.find((line) => new RegExp(`^link [0-9]+: ${escaped(name)}(@\\S+)?: `).test(line))
  const different = / permaddr ([0-9a-f:]{17})/.exec(link ?? '')?.[1]
  if (different !== undefined) return macOf(different)
  const isOwn = files.number(`/sys/class/net/${name}/addr_assign_type`) === 0
  return isOwn && !all.includes(`bondslave ${name}`)
    ? macOf(files.text(`/sys/class/net/${name}/address`))
    : null
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** `lldp.eth0.port.ifname=Gi1/0/3`; with several neighbours the first. */
function neighbourOf(name: string, all: readonly string[]): Interface['neighbour'] {
  const said = (key: string): string | null =>
    all
      .find((line) => line.startsWith(`lldp lldp.${name}.${key}=`))
      ?.slice(`lldp lldp.${name}.${key}=`.length)
      .trim() || null
  const found = {
    name: said('chassis.name'),
    mac: macOf(said('chassis.mac')),
    port: said('port.ifname') ?? said('port.local') ?? said('port.descr') ?? said('port.mac'),
  }
  return found.name === null && found.mac === null && found.port === null ? null : found
}

import { shVerbatim } from '../../core/sh.ts'
import { snippets } from '../snippets.gen.ts'
import { Files, lines, listed, sections } from '../topic.ts'
import type { Topic } from '../topic.ts'
import type { Interface, Manager, Network } from '../types.gen.ts'
import { addressesOf, managedNames, readRoute } from './network-parts.ts'

/** An answer, taken apart once. */
interface Answer {
  readonly files: Files
  /** Paths below /sys/class/net, and where links lead. */
  readonly links: ReadonlyMap<string, string>
  readonly section: (name: string) => readonly string[] | null
  readonly all: readonly string[]
}

/** Interfaces, their addresses, routes, and what configures them. */
export const network: Topic<Network> = {
  name: 'network',
  seconds: 60,
  snippet: shVerbatim(snippets.network),
  parse(output) {
    const answer: Answer = {
      files: new Files(output),
      links: listed(output),
      section: sections(output),
      all: lines(output),
    }
    const { files, section } = answer
    const names = [
      ...new Set(
        files
          .paths()
          .flatMap((path) => /^\/sys\/class\/net\/([^/]+)\/(?:ifindex|address|mtu)$/.exec(path)?.[1] ?? []),
      ),
    ].sort((a, b) => order(files, a) - order(files, b) || (a < b ? -1 : 1))
    const managed = managedNames(section, files)
    const interfaces = names.map((name) => readInterface(name, answer, managed))
    return {
      interfaces,
      routes: section('routes')?.flatMap(readRoute) ?? null,
      nameservers: (section('resolv.conf') ?? []).flatMap((line) => line.trim().split(/\s+/)[1] ?? []),
      managers: [...new Set(managed.values())].sort(),
      client: clientOf(section('client')?.[0], interfaces),
    }
  },
}

const order = (files: Files, name: string): number =>
  files.number(`/sys/class/net/${name}/ifindex`) ?? Number.MAX_SAFE_INTEGER

/** `ADDRESS PORT OURS PORT`, as sshd says it: the interface that has our address. */
function clientOf(connection: string | undefined, interfaces: readonly Interface[]): string | null {
  const ours = connection?.split(' ')[2]?.replace(/%.*$/, '')
  if (ours === undefined) return null
  return interfaces.find(({ addresses }) => addresses?.some(({ address }) => address === ours))?.name ?? null
}

function readInterface(name: string, answer: Answer, managed: ReadonlyMap<string, Manager>): Interface {
  const { files, links, section } = answer
  const at = (file: string): string | null => files.text(`/sys/class/net/${name}/${file}`)
  const link = (file: string): string | null => links.get(`/sys/class/net/${name}${file}`) || null
  const last = (target: string | null): string | null => target?.split('/').at(-1) ?? null
  const place = placeOf(name, links)
  const flags = at('flags')
  const isUp = flags === null ? null : (Number(flags) & 1) === 1
  const kind = kindOf(name, answer, place)
  const speed = files.number(`/sys/class/net/${name}/speed`)
  return {
    name,
    kind,
    mac: macOf(at('address')),
    permanentMac: kind === 'nic' || kind === 'wireless' ? permanentOf(name, answer) : null,
    driver: last(link('/device/driver')),
    pci: place?.match(/[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]/g)?.at(-1) ?? null,
    chip: chipOf(at('device/vendor'), at('device/device')),
    up: isUp,
    carrier: isUp === false ? null : files.flag(`/sys/class/net/${name}/carrier`),
    // -1 and 4294967295 stand for a link that is down.
    speedMbit: speed !== null && speed > 0 && speed < 4294967295 ? speed : null,
    duplex: at('duplex') === 'unknown' ? null : at('duplex'),
    mtu: files.number(`/sys/class/net/${name}/mtu`),
    addresses: section('addresses')?.flatMap((line) => addressesOf(name, line)) ?? null,
    master: last(link('/master')),
    ports: portsOf(name, answer),
    bond: kind === 'bond' ? bondOf(name, files) : null,
    vlan: vlanOf(name, answer),
    bridge: kind === 'bridge' ? bridgeOf(name, files) : null,
    managedBy: managed.get(name) ?? null,
    neighbour: neighbourOf(name, section('lldp') ?? []),
  }
}

/** Old kernels have folders instead of links in /sys/class/net; the device leads to the bus then. */
const placeOf = (name: string, links: ReadonlyMap<string, string>): string | null =>
  links.get(`/sys/class/net/${name}`) || links.get(`/sys/class/net/${name}/device`) || null

function bondOf(name: string, files: Files): Interface['bond'] {
  // `active-backup 1`: the word is what the number means.
  const word = (file: string): string | null =>
    files.text(`/sys/class/net/${name}/bonding/${file}`)?.split(' ')[0] ?? null
  return {
    mode: word('mode'),
    primary: word('primary'),
    active: word('active_slave'),
    miimonMs: files.number(`/sys/class/net/${name}/bonding/miimon`),
    hash: word('xmit_hash_policy'),
    lacpRate: word('lacp_rate'),
  }
}

function bridgeOf(name: string, files: Files): Interface['bridge'] {
  const stp = files.text(`/sys/class/net/${name}/bridge/stp_state`)
  const delay = files.number(`/sys/class/net/${name}/bridge/forward_delay`)
  return {
    // 2 is STP by a program.
    stp: stp === null ? null : stp !== '0',
    forwardDelay: delay === null ? null : delay / 100,
    vlanFiltering: files.flag(`/sys/class/net/${name}/bridge/vlan_filtering`),
  }
}

const macOf = (text: string | null | undefined): string | null =>
  text != null && /^[0-9a-f]{2}(:[0-9a-f]{2}){5,}$/i.test(text) && !/^00(:00)+$/.test(text)
    ? text.toLowerCase()
    : null

const chipOf = (vendor: string | null, device: string | null): string | null =>
  vendor !== null && device !== null ? `${vendor.replace('0x', '')}:${device.replace('0x', '')}` : null

function kindOf(name: string, answer: Answer, place: string | null): Interface['kind'] {
  const { files, links } = answer
  const has = (file: string): boolean => files.text(`/sys/class/net/${name}/${file}`) !== null
  // ARPHRD_LOOPBACK
  if (files.number(`/sys/class/net/${name}/type`) === 772) return 'loopback'
  if (has('bonding/mode')) return 'bond'
  if (has('bridge/stp_state')) return 'bridge'
  if (vlanOf(name, answer)) return 'vlan'
  if (has('tun_flags')) return 'tap'
  if (links.has(`/sys/class/net/${name}/wireless`)) return 'wireless'
  const isReal =
    links.has(`/sys/class/net/${name}/device`) || (place !== null && !place.includes('/virtual/'))
  return isReal ? 'nic' : 'virtual'
}

/** `bond0.17       | 17  | bond0`, as /proc/net/vlan/config has it. */
function vlanOf(name: string, { section }: Answer): Interface['vlan'] {
  for (const line of section('vlans') ?? []) {
    const [own, id, parent] = line.split('|').map((field) => field.trim())
    if (own === name && parent && /^[0-9]+$/.test(id ?? '')) return { id: Number(id), parent }
  }
  return null
}

function portsOf(name: string, { files, links }: Answer): string[] {
  const bonded = files.text(`/sys/class/net/${name}/bonding/slaves`)?.split(' ').filter(Boolean) ?? []
  const folder = `/sys/class/net/${name}/brif/`
  const bridged = [...links.keys()]
    .filter((path) => path.startsWith(folder))
    .map((path) => path.slice(folder.length))
  return [...bonded, ...bridged].sort()
}

/**
 * The address that a card was made with: what the driver says, or the bond that lent it another, or ip, which says it
 * where it differs; the address it has now only where the kernel says that nobody has set it.
 */
function permanentOf(name: string, { files, section, all }: Answer): string | null {
  const said = all.find((line) => line.startsWith(`permanent ${name} `))
  const driver = macOf(/Permanent address: (\S+)/.exec(said ?? '')?.[1])
  if (driver !== null) return driver
  const bonding = section('bonding') ?? []
  const at = bonding.findIndex((line) => line.replace(/\s+/g, ' ') === `Slave Interface: ${name}`)
  const lent =
    at < 0 ? undefined : bonding.slice(at + 1).find((line) => line.startsWith('Permanent HW addr:'))
  if (lent !== undefined) return macOf(lent.slice('Permanent HW addr:'.length).trim())
  const link = (section('links') ?? []).find((line) => line.split(': ')[1]?.replace(/@.*$/, '') === name)
  const different = / permaddr ([0-9a-f:]{17})/.exec(link ?? '')?.[1]
  if (different !== undefined) return macOf(different)
  const isOwn = files.number(`/sys/class/net/${name}/addr_assign_type`) === 0
  return isOwn && at < 0 ? macOf(files.text(`/sys/class/net/${name}/address`)) : null
}

/** `lldp.eth0.port.ifname=Gi1/0/3`; with several neighbours the first. */
function neighbourOf(name: string, lldp: readonly string[]): Interface['neighbour'] {
  const said = (key: string): string | null => {
    const start = `lldp.${name}.${key}=`
    return (
      lldp
        .find((line) => line.startsWith(start))
        ?.slice(start.length)
        .trim() || null
    )
  }
  const found = {
    name: said('chassis.name'),
    mac: macOf(said('chassis.mac')),
    port: said('port.ifname') ?? said('port.local') ?? said('port.descr') ?? said('port.mac'),
  }
  return found.name === null && found.mac === null && found.port === null ? null : found
}

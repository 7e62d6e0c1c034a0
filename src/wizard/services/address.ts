import {
  addressesOn,
  canonicalIp,
  inSubnet,
  lastAddress,
  networkAddress,
  parseCidr,
  parseIp,
  subnetFor,
} from '../../spec/effective.ts'
import type { Node } from '../../spec/spec.ts'
import { enumerate } from '../../core/text.ts'
import type { KnownNetwork } from '../networks.ts'
import { wordsOf } from '../words.ts'

/** An address that moves, with the name of its service. */
export interface Floating {
  readonly name: string
  /** With prefix length. */
  readonly address: string
}

/** `192.168.1.50/24`, `192.168.1.50` or `gateway-ip=192.168.1.254`, several with blanks or commas between. */
export function parseAddresses(
  text: string,
  group: string,
  networks: readonly KnownNetwork[],
): { readonly addresses: Floating[]; readonly fault?: string } {
  const addresses: Floating[] = []
  for (const word of wordsOf(text)) {
    const [, name, value = ''] = /^(?:([A-Za-z][A-Za-z0-9_-]*)=)?(.*)$/.exec(word)!
    const called = name ?? (addresses.length === 0 ? `${group}-ip` : `${group}-ip${addresses.length + 1}`)
    const [ip = '', prefix] = value.split('/')
    if (!parseIp(ip)) return { addresses, fault: `${value} is no address such as 192.168.1.50/24.` }
    const home = homeOf(ip, networks)
    const length = prefix ?? subnetFor(home?.network ?? {}, ip)?.split('/')[1]
    if (length === undefined || !parseCidr(`${ip}/${length}`))
      return {
        addresses,
        fault: `${value} is in none of the networks${prefix === undefined ? '; say its prefix length, as in 192.168.1.50/24' : ''}.`,
      }
    if (addresses.some((other) => other.name === called))
      return { addresses, fault: `${called} is there twice.` }
    addresses.push({ name: called, address: `${ip}/${length}` })
  }
  return { addresses }
}

/** Why an address cannot float, in one sentence: nobody else may have it, and the nodes must be on its network. */
export function faultOfAddress(
  { address }: Floating,
  networks: readonly KnownNetwork[],
  nodes: { readonly [name: string]: Node },
): string | undefined {
  const ip = address.split('/')[0]!
  if (!homeOf(ip, networks) && networks.length > 0)
    return `${ip} is in none of the networks of the nodes (${enumerate(networks.map(({ network }) => network.subnet ?? network.subnet6 ?? '?'))}).`
  for (const { name, network } of networks) {
    if ([network.gateway, network.gateway6].some((gateway) => gateway && sameIp(gateway, ip)))
      return `${ip} is the gateway of ${name}.`
    const owner = Object.entries(nodes).find(([, node]) =>
      addressesOn(node, name).some((own) => sameIp(own, ip)),
    )
    if (owner) return `${ip} is ${owner[0]}'s own address; a floating one must be free.`
    const subnet = subnetFor(network, ip)
    if (subnet === undefined || !inSubnet(ip, subnet) || ip.includes(':')) continue
    const bits = Number(subnet.split('/')[1])
    if (bits < 31 && (networkAddress(subnet) === ip || lastAddress(subnet) === ip))
      return `${ip} is the network's own or its broadcast address.`
  }
  return undefined
}

const sameIp = (a: string, b: string): boolean => canonicalIp(a) === canonicalIp(b)

/** The network that an address belongs to. */
const homeOf = (ip: string, networks: readonly KnownNetwork[]): KnownNetwork | undefined =>
  networks.find(({ network }) => {
    const subnet = subnetFor(network, ip)
    return subnet !== undefined && inSubnet(ip, subnet)
  })

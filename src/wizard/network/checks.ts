import { enumerate } from '../../core/text.ts'
import {
  canonicalIp,
  inSubnet,
  lastAddress,
  networkAddress,
  parseCidr,
  parseIp,
  rangeOf,
  subnetsOverlap,
} from '../../spec/effective.ts'
import { wordsOf } from '../words.ts'

// Each says in one sentence why a text cannot be the answer; undefined where it can.

/** Longest name of an interface: IFNAMSIZ without its NUL (linux/if.h). */
export const longestInterfaceName = 15

export function whyNotInterfaceName(name: string): string | undefined {
  if (!/^[A-Za-z][A-Za-z0-9_.-]*$/.test(name))
    return `${name} is no name of an interface: it is a letter, then letters, digits, '.', '_' and '-'.`
  if (name.length > longestInterfaceName)
    return `${name} has ${name.length} characters; the kernel takes ${longestInterfaceName}.`
  return ['lo', 'all', 'default'].includes(name) ? `The kernel has ${name} for itself.` : undefined
}

export function whyNotNetworkNames(text: string): string | undefined {
  const names = wordsOf(text)
  if (names.length === 0) return 'A cluster needs one network at least.'
  const bad = names.find((name) => !/^[A-Za-z][A-Za-z0-9_-]*$/.test(name) || name.length > 48)
  if (bad !== undefined) return `${bad} is no name: it is a letter, then letters, digits, '_' and '-'.`
  const twice = names.find((name, i) => names.indexOf(name) < i)
  return twice === undefined ? undefined : `${twice} stands twice.`
}

/** A network that an address range may not touch, for messages. */
export interface OtherSubnet {
  readonly what: string
  readonly subnet: string
}

export function whyNotSubnet(
  text: string,
  nodes: number,
  others: readonly OtherSubnet[],
): string | undefined {
  const range = parseCidr(text)
  if (!range)
    return `${text} is no network: write its first address and prefix length, such as 192.168.1.0/24.`
  if (text.includes(':')) return 'Write the IPv4 network here; IPv6 is added in the file as subnet6.'
  const first = networkAddress(text)!
  if (first !== canonicalIp(text.split('/')[0]!))
    return `${text} begins at ${first}: write ${first}/${range.bits}, or another prefix length.`
  const kind = rangeOf(first)
  if (kind !== undefined && ['loopback', 'multicast', 'broadcast', 'unspecified', 'linkLocal'].includes(kind))
    return `${text} is no network for machines (${kind}).`
  const room = range.bits >= 31 ? 0 : 2 ** (32 - range.bits) - 2
  if (room < nodes) return `${text} has room for ${room} machines, and there are ${nodes} nodes.`
  const other = others.find(({ subnet }) => subnetsOverlap(subnet, text))
  return other && `${text} and ${other.what}, ${other.subnet}, have addresses in common.`
}

/** An address that somebody has. */
export interface TakenAddress {
  readonly address: string
  readonly what: string
}

/** Whether one machine can have an address in a subnet. */
export function whyNotAddress(
  address: string,
  subnet: string,
  taken: readonly TakenAddress[] = [],
): string | undefined {
  if (parseIp(address) === undefined)
    return address.includes('/')
      ? `Write ${address.split('/')[0]} without prefix length; the network has it.`
      : `${address} is no address.`
  if (!inSubnet(address, subnet)) return `${address} is not in ${subnet}.`
  if (canonicalIp(address) === networkAddress(subnet))
    return `${address} is the address of the network itself.`
  if (canonicalIp(address) === lastAddress(subnet)) return `${address} is the broadcast address of ${subnet}.`
  const other = taken.find((one) => canonicalIp(one.address) === canonicalIp(address))
  return other && `${address} is ${other.what}.`
}

/** One address for each node, in their order. */
export function whyNotAddresses(
  text: string,
  nodes: readonly string[],
  subnet: string,
  taken: readonly TakenAddress[],
): string | undefined {
  const addresses = wordsOf(text)
  if (addresses.length !== nodes.length)
    return `These are ${addresses.length} addresses; ${enumerate(nodes)} need one each, in this order.`
  const own: TakenAddress[] = []
  for (const [i, address] of addresses.entries()) {
    const why = whyNotAddress(address, subnet, [...taken, ...own])
    if (why !== undefined) return why
    own.push({ address, what: `already the address of ${nodes[i]}` })
  }
  return undefined
}

export function whyNotGateway(
  text: string,
  networks: readonly { readonly name: string; readonly subnet: string }[],
  taken: readonly TakenAddress[],
): string | undefined {
  if (text === '') return undefined
  if (parseIp(text) === undefined) return `${text} is no address.`
  const network = networks.find(({ subnet }) => inSubnet(text, subnet))
  if (!network)
    return `${text} is in none of the networks (${networks.map(({ name, subnet }) => `${name} ${subnet}`).join(', ')}): nobody could reach it.`
  return whyNotAddress(text, network.subnet, taken)
}

export function whyNotMtu(text: string): string | undefined {
  const mtu = Number(text)
  return /^[0-9]+$/.test(text) && mtu >= 576 && mtu <= 9216
    ? undefined
    : 'Write a number of bytes from 576 to 9216: 1500 is usual, 9000 are jumbo frames.'
}

export function whyNotSpeed(text: string): string | undefined {
  const mbit = Number(text)
  return /^[0-9]+$/.test(text) && mbit >= 10 && mbit <= 800_000
    ? undefined
    : 'Write the speed of one link in Mbit/s: 1000, 10000, 25000.'
}

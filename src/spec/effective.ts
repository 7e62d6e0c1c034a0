import ipaddr from 'ipaddr.js'
import { compareVersions } from '../core/version.ts'
import { defaultPlatform, platform } from '../platform/platform.ts'
import type { Platform, PlatformVersions } from '../platform/platform.ts'
import type { Interface, Network, Node, Spec } from './spec.ts'

// Questions that rules and resolve ask of a spec. Answers are undefined where the spec has a hole; rules report holes.

/** none: something else decides, Proxmox VE's own manager or a person. */
export type Stack = 'pacemaker' | 'heartbeat' | 'cman' | 'none'

export const nodeNames = (spec: Spec): string[] => Object.keys(spec.nodes)

/** Node IDs as in the spec; nodes without one get the lowest free numbers in the order of the file. */
export function nodeIds(spec: Spec): { [node: string]: number } {
  const taken = new Set(Object.values(spec.nodes).flatMap((node) => (node.id === undefined ? [] : [node.id])))
  let next = 1
  return Object.fromEntries(
    Object.entries(spec.nodes).map(([name, node]) => {
      if (node.id !== undefined) return [name, node.id]
      while (taken.has(next)) next++
      taken.add(next)
      return [name, next]
    }),
  )
}

export const platformOf = (node: Node): Platform => platform(node.platform ?? defaultPlatform)

/** What the platform ships, overridden by what the spec says is there. */
export const versionsOf = (node: Node): PlatformVersions => ({
  ...platformOf(node).versions,
  ...node.versions,
})

/** The lowest version of a program among the nodes: what all of them read must suit it. */
export function lowestVersion(spec: Spec, program: keyof PlatformVersions): string {
  const versions = Object.values(spec.nodes).map((node) => versionsOf(node)[program])
  return versions.sort(compareVersions)[0] ?? '0'
}

/** Speed of a link that the spec says nothing of, in Mbit/s. */
export const defaultSpeedMbit = 1000

/** MTU of a network that the spec says nothing of. */
export const defaultMtu = 1500

/** 8.3, 8.4 or 9: decided by the kernel module alone. */
export function drbdDialect(node: Node): '8.3' | '8.4' | '9' {
  const module = versionsOf(node)['drbd-module']
  return module.startsWith('8.3') || module.startsWith('8.2') || module.startsWith('8.0')
    ? '8.3'
    : module.startsWith('8.4')
      ? '8.4'
      : '9'
}

/** 1.4, 2 or 3: what corosync.conf may say differs between them. */
export function corosyncDialect(node: Node): '1.4' | '2' | '3' {
  const version = versionsOf(node).corosync
  return compareVersions(version, '2') < 0 ? '1.4' : compareVersions(version, '2.90') < 0 ? '2' : '3'
}

/** What configures the network of a node; Proxmox VE came with ifupdown2 from its release 7 on (Debian 11). */
export const interfaceStyle = (node: Node): 'ifupdown' | 'ifupdown2' | 'rc.inet1' | 'none' =>
  node['interface-style'] ??
  (node.proxmox && platformOf(node).init === 'systemd' ? 'ifupdown2' : platformOf(node).network)

/** All addresses of a node on a network, as written. */
export function addressesOn(node: Node, network: string): string[] {
  const value = node.addresses?.[network]
  return value === undefined ? [] : Array.isArray(value) ? value : [value]
}

/** The first address of a node on a network. */
export const addressOn = (node: Node, network: string): string | undefined => addressesOn(node, network)[0]

/** The interface by which a node reaches a network. */
export function interfaceOn(spec: Spec, node: string, network: string): string | undefined {
  const found = spec.networks?.[network]
  return found?.['interface-of']?.[node] ?? found?.interface
}

/** Networks of the rings, without those that do not exist. */
export const ringNetworks = (spec: Spec): string[] =>
  (spec.rings ?? []).filter((name) => spec.networks?.[name] !== undefined)

/** The network whose addresses the nodes' names stand for. */
export const hostsNetwork = (spec: Spec): string | undefined =>
  spec['hosts-network'] ?? spec.rings?.[0] ?? Object.keys(spec.networks ?? {})[0]

export const stackOf = (spec: Spec): Stack => spec.stack ?? 'pacemaker'

/** nic unless a bond, VLAN or bridge says otherwise. */
export const interfaceKind = (value: Interface): 'nic' | 'bond' | 'vlan' | 'bridge' =>
  value.bond ? 'bond' : value.vlan ? 'vlan' : value.bridge ? 'bridge' : 'nic'

type Parsed = ipaddr.IPv4 | ipaddr.IPv6

/** An address, or undefined; only full dotted quads count as IPv4. */
export const parseIp = (text: string): Parsed | undefined => {
  if (
    text.includes(':')
      ? text.includes('%') || !ipaddr.IPv6.isValid(text)
      : !ipaddr.IPv4.isValidFourPartDecimal(text)
  )
    return undefined
  return ipaddr.parse(text)
}

/** An address with prefix length, or undefined. */
export function parseCidr(text: string): { ip: Parsed; bits: number } | undefined {
  const [address = '', prefix = '', more] = text.split('/')
  const ip = parseIp(address)
  const bits = Number(prefix)
  if (!ip || more !== undefined || !/^[0-9]{1,3}$/.test(prefix) || bits > (ip.kind() === 'ipv4' ? 32 : 128))
    return undefined
  return { ip, bits }
}

/** Whether an address lies in a subnet, both as written; false for anything that is not one. */
export function inSubnet(address: string, subnet: string): boolean {
  const ip = parseIp(address)
  const range = parseCidr(subnet)
  return (
    ip !== undefined && range !== undefined && ip.kind() === range.ip.kind() && ip.match(range.ip, range.bits)
  )
}

/** The subnet of a network that an address belongs to, by family. */
export const subnetFor = (network: Network, address: string): string | undefined =>
  address.includes(':') ? network.subnet6 : network.subnet

/** Network address of a subnet as text without prefix length: 192.168.1.0. */
export function networkAddress(subnet: string): string | undefined {
  const range = parseCidr(subnet)
  if (!range) return undefined
  const bytes = range.ip
    .toByteArray()
    .map((byte, i) => byte & (0xff00 >> Math.min(8, Math.max(0, range.bits - i * 8))) & 0xff)
  return ipaddr.fromByteArray(bytes).toString()
}

/** An address written out in full, for files in which `::` means something else; what is no address stays as it is. */
export function withoutDoubleColon(address: string): string {
  const ip = parseIp(address)
  return ip && ip.kind() === 'ipv6' ? ip.toNormalizedString() : address
}

/** Whether two subnets have an address in common. */
export function subnetsOverlap(a: string, b: string): boolean {
  const left = parseCidr(a)
  const right = parseCidr(b)
  if (!left || !right || left.ip.kind() !== right.ip.kind()) return false
  const bits = Math.min(left.bits, right.bits)
  return left.ip.match(right.ip, bits)
}

/** An address in the form in which equal addresses are equal texts; undefined for anything that is none. */
export const canonicalIp = (address: string): string | undefined => parseIp(address)?.toString()

/** The last address of a subnet, which is the broadcast address of an IPv4 one. */
export function lastAddress(subnet: string): string | undefined {
  const range = parseCidr(subnet)
  if (!range) return undefined
  const bytes = range.ip
    .toByteArray()
    .map((byte, i) => byte | (0xff >> Math.min(8, Math.max(0, range.bits - i * 8))))
  return ipaddr.fromByteArray(bytes).toString()
}

/** What an address is for: unicast, private, loopback, multicast, linkLocal, broadcast, unspecified and so on. */
export const rangeOf = (address: string): string | undefined => parseIp(address)?.range()

/** The address so many after the first of an IPv4 subnet: 10.0.0.7 for 7 of 10.0.0.0/24; undefined outside of it. */
export function addressAfter(subnet: string, count: number): string | undefined {
  const range = parseCidr(subnet)
  const first = networkAddress(subnet)
  if (!range || first === undefined || range.ip.kind() !== 'ipv4' || count >= 2 ** (32 - range.bits))
    return undefined
  const number = first.split('.').reduce((sum, part) => sum * 256 + Number(part), 0) + count
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.')
}

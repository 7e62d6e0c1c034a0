import { compareVersions } from '../core/version.ts'
import {
  addressOn,
  corosyncDialect,
  networkAddress,
  nodeIds,
  nodeNames,
  platformOf,
  ringNetworks,
  subnetFor,
  versionsOf,
} from '../spec/effective.ts'
import { linkPort } from '../spec/rings.ts'
import type { Timeouts } from '../spec/arithmetic/timeouts.ts'
import type { Corosync, QuorumDevice, Spec } from '../spec/spec.ts'
import type { Pairs } from './cib.ts'

export const corosyncSecret = 'corosync-authkey'

export type CorosyncDialect = '1.4' | '2' | '3'

export interface CorosyncPlan {
  readonly dialect: CorosyncDialect
  readonly transport: 'knet' | 'udpu' | 'udp'
  readonly cipher: string
  readonly hash: string
  /** corosync 1.4: both at once. */
  readonly secauth: boolean
  /** How several links are used: link_mode of knet, rrp_mode of udp and udpu; undefined with one link. */
  readonly mode: string | undefined
  readonly ipVersion: string | undefined
  /** Further keys of totem{} that the spec gives, in order. */
  readonly totem: Pairs
  readonly tokenMs: number
  readonly consensusMs: number
  readonly configVersion: number
  readonly links: readonly CorosyncLinkPlan[]
  readonly nodes: readonly CorosyncNodePlan[]
  readonly quorum: QuorumPlan
  readonly authkeyBytes: number
  readonly log: {
    readonly syslog: boolean
    readonly logfile: string | undefined
    readonly debug: boolean
    /** hires needs corosync 3. */
    readonly timestamp: 'on' | 'hires'
  }
  /** corosync 1.4 only. */
  readonly compatibility: string
  readonly pacemakerPlugin: '0' | '1'
}

export interface CorosyncLinkPlan {
  readonly number: number
  readonly network: string
  /** Address of the network, which is how corosync 1.4 finds its interface. */
  readonly bindnetaddr: string
  readonly family: 'ipv4' | 'ipv6'
  readonly port: number
  /** Group of the udp transport. */
  readonly mcastaddr: string | undefined
  readonly settings: Pairs
}

export interface CorosyncNodePlan {
  readonly name: string
  readonly id: number
  readonly votes: number
  /** One address for each link. */
  readonly addresses: readonly string[]
}

export interface QuorumPlan {
  readonly twoNode: boolean
  readonly waitForAll: boolean
  readonly autoTieBreaker: boolean
  readonly autoTieBreakerNode: string | undefined
  readonly lastManStanding: boolean
  readonly lastManStandingWindowMs: number | undefined
  readonly expectedVotes: number | undefined
  readonly device: QuorumDevicePlan | undefined
}

export interface QuorumDevicePlan {
  readonly host: string
  readonly port: number
  readonly algorithm: string
  readonly votes: number
  readonly tls: string
  readonly tieBreaker: string | undefined
  readonly timeoutMs: number
  readonly syncTimeoutMs: number
  readonly connectTimeoutMs: number | undefined
  readonly forceIpVersion: number | undefined
  readonly heuristics: { readonly mode: string; readonly commands: Pairs } | undefined
}

/** corosync 3 takes 128 to 4096 bytes, and corosync-keygen makes 256; older ones read exactly 128 (corosync-keygen(8)). */
export const authkeyBytes = (versions: readonly string[]): number =>
  versions.every((version) => compareVersions(version, '3') >= 0) ? 256 : 128

export function resolveCorosync(spec: Spec, timeouts: Timeouts): CorosyncPlan {
  const names = nodeNames(spec)
  const first = spec.nodes[names[0]!]!
  const dialect = corosyncDialect(first)
  const said: Corosync = spec.corosync ?? {}
  const transport = said.transport ?? (dialect === '3' ? 'knet' : 'udpu')
  // corosync 3 takes no encryption but knet's; corosync 2 has its own for udp and udpu.
  const encrypts = transport === 'knet' || dialect === '2'
  const links = resolveLinks(spec, dialect, transport)
  const ids = nodeIds(spec)
  const platform = platformOf(first)
  return {
    dialect,
    transport,
    cipher: said.crypto_cipher ?? (encrypts && said.crypto_hash !== 'none' ? 'aes256' : 'none'),
    hash: said.crypto_hash ?? (encrypts ? 'sha256' : 'none'),
    secauth: said.secauth ?? true,
    mode: links.length < 2 ? undefined : linkMode(said, transport),
    ipVersion:
      said.ip_version ??
      (links.some((link) => link.family === 'ipv6') && dialect === '2' ? 'ipv6' : undefined),
    totem: givenTotem(said),
    tokenMs: timeouts.tokenMs,
    consensusMs: timeouts.consensusMs,
    configVersion: said.config_version ?? 1,
    links,
    nodes: names.map((name) => ({
      name,
      id: ids[name]!,
      votes: spec.nodes[name]!.votes ?? 1,
      addresses: links.map((link) => addressOn(spec.nodes[name]!, link.network) ?? ''),
    })),
    quorum: resolveQuorum(spec, timeouts),
    authkeyBytes: authkeyBytes(names.map((name) => versionsOf(spec.nodes[name]!).corosync)),
    log: {
      syslog: said.logging?.to_syslog ?? true,
      // The old packages of Debian make no folder for it, and corosync does not start without.
      logfile:
        (said.logging?.to_logfile ?? platform.init !== 'sysv')
          ? (said.logging?.logfile ?? `${platform.paths.corosyncLog}/corosync.log`)
          : undefined,
      debug: said.logging?.debug ?? false,
      timestamp: dialect === '3' ? 'hires' : 'on',
    },
    compatibility: said.compatibility ?? 'none',
    pacemakerPlugin: String(said['pacemaker-plugin'] ?? 1) as '0' | '1',
  }
}

const linkMode = (said: Corosync, transport: string): string =>
  transport === 'knet' ? (said.link_mode ?? 'passive') : (said.rrp_mode ?? 'passive')

/** Keys that are written as the spec has them, and only then: the defaults of corosync are good. */
function givenTotem(said: Corosync): Pairs {
  const keys = [
    'token_retransmits_before_loss_const',
    'token_coefficient',
    'join',
    'max_messages',
    'netmtu',
  ] as const
  return keys.flatMap((key) => (said[key] === undefined ? [] : [[key, String(said[key])] as const]))
}

function resolveLinks(
  spec: Spec,
  dialect: CorosyncDialect,
  transport: CorosyncPlan['transport'],
): CorosyncLinkPlan[] {
  const said = spec.corosync ?? {}
  const rings = ringNetworks(spec)
  const first = spec.nodes[nodeNames(spec)[0]!]!
  return rings.map((network, number) => {
    const address = addressOn(first, network) ?? ''
    const subnet = subnetFor(spec.networks![network]!, address)
    const link = said.links?.[network] ?? {}
    const { mcastport, ...rest } = link
    const given = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, String(value)]))
    const priority =
      transport === 'knet' && rings.length > 1 && (said.link_mode ?? 'passive') === 'passive'
        ? { knet_link_priority: String((rings.length - number) * 5) }
        : {}
    return {
      number,
      network,
      bindnetaddr: (subnet && networkAddress(subnet)) ?? address,
      family: address.includes(':') ? ('ipv6' as const) : ('ipv4' as const),
      port: mcastport ?? linkPort(spec, number, dialect),
      mcastaddr:
        transport === 'udp'
          ? (said.mcastaddr ?? multicastGroup(spec.name, number, address.includes(':') ? 'ipv6' : 'ipv4'))
          : undefined,
      settings: Object.entries({ ...priority, ...given }),
    }
  })
}

/** A group of the organisation-local (RFC 2365) or site-local scope (RFC 4291) that differs between clusters of different names. */
function multicastGroup(name: string, link: number, family: 'ipv4' | 'ipv6'): string {
  const sum = Array.from(name).reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) % 253, 7) + 1
  return family === 'ipv4' ? `239.192.${sum}.${link + 1}` : `ff15::${sum.toString(16)}:${link + 1}`
}

/** Who may go on: votequorum(5). Two nodes without a third vote need two_node, which implies wait_for_all. */
function resolveQuorum(spec: Spec, timeouts: Timeouts): QuorumPlan {
  const said = spec.quorum ?? {}
  const device = said.device
  const twoNode =
    said.two_node ?? (nodeNames(spec).length === 2 && device === undefined && !said.auto_tie_breaker)
  const lastManStanding = said.last_man_standing ?? false
  return {
    twoNode,
    // last_man_standing works only with it, and a node that boots alone must not fence the one that runs.
    waitForAll: said.wait_for_all ?? (twoNode || lastManStanding),
    autoTieBreaker: said.auto_tie_breaker ?? false,
    autoTieBreakerNode: said.auto_tie_breaker_node,
    lastManStanding,
    lastManStandingWindowMs: said.last_man_standing_window,
    expectedVotes: said.expected_votes,
    device: device && resolveDevice(spec, device, timeouts),
  }
}

/**
 * corosync-qdevice(8): ffsplit gives its one vote to one half of an even cluster; lms needs as many votes as the nodes
 * have, less one, so that the last node is enough.
 */
function resolveDevice(spec: Spec, device: QuorumDevice, timeouts: Timeouts): QuorumDevicePlan {
  const votes = Object.values(spec.nodes).reduce((sum, node) => sum + (node.votes ?? 1), 0)
  const algorithm = device.algorithm ?? (nodeNames(spec).length % 2 === 0 ? 'ffsplit' : 'lms')
  const commands = Object.entries(device.heuristics ?? {})
  return {
    host: device.host,
    port: device.port ?? 5403,
    algorithm,
    votes: device.votes ?? (algorithm === 'lms' ? Math.max(1, votes - 1) : 1),
    tls: device.tls ?? 'on',
    tieBreaker: device.tie_breaker === undefined ? undefined : String(device.tie_breaker),
    timeoutMs: timeouts.qdeviceTimeoutMs,
    syncTimeoutMs: timeouts.qdeviceSyncTimeoutMs,
    connectTimeoutMs: device.connect_timeout,
    forceIpVersion: device.force_ip_version,
    heuristics: commands.length === 0 ? undefined : { mode: device['heuristics-mode'] ?? 'sync', commands },
  }
}

import { addressOn, interfaceOn, nodeNames, platformOf } from '../spec/effective.ts'
import type { Timeouts } from '../spec/arithmetic/timeouts.ts'
import { millisecondsOf } from '../spec/arithmetic/units.ts'
import { heartbeatMedia } from '../spec/heartbeat-media.ts'
import { stonithParameters } from '../spec/stonith.ts'
import type { FenceDevice, Heartbeat, HeartbeatMedium, Spec } from '../spec/spec.ts'
import type { Pairs } from './cib.ts'

export const heartbeatSecret = 'heartbeat-authkeys'

/** A text of a file, or the name of a secret whose value stands there. */
export type TextOrSecret = string | { readonly secret: string }

export interface HeartbeatPlan {
  readonly log: {
    readonly useLogd: boolean
    readonly facility: string | undefined
    readonly logfile: string | undefined
    readonly debugfile: string | undefined
    readonly reconnectS: number | undefined
  }
  readonly keepaliveMs: number
  readonly warntimeMs: number
  readonly deadtimeMs: number
  readonly initdeadMs: number
  readonly deadpingMs: number | undefined
  readonly udpport: number
  /** Only where there is a serial line. */
  readonly baud: number | undefined
  /** Lines of ha.cf by node; the same on all nodes whose interfaces have the same names. */
  readonly media: { readonly [node: string]: readonly string[] }
  readonly nodes: readonly string[]
  readonly autoFailback: string
  readonly autojoin: string
  readonly ping: readonly string[]
  readonly pingGroups: readonly { readonly name: string; readonly addresses: readonly string[] }[]
  /** Programs heartbeat keeps running, by node: their folder is the platform's. */
  readonly respawn: {
    readonly [node: string]: readonly { readonly user: string; readonly command: string }[]
  }
  readonly apiauth: readonly {
    readonly client: string
    readonly uid: string | undefined
    readonly gid: string | undefined
  }[]
  readonly watchdog: string | undefined
  /** Parameters of stonith_host: who may use the device, its type, its values in the order that the plugin asks for. */
  readonly stonith: readonly {
    readonly name: string
    readonly from: string
    readonly type: string
    readonly values: readonly TextOrSecret[]
  }[]
  /** Further directives that the spec gives. */
  readonly more: Pairs
  readonly auth: HeartbeatAuth
}

export interface HeartbeatAuth {
  readonly index: number
  readonly method: 'sha1' | 'md5' | 'crc'
  /** Name of the secret; crc has none. */
  readonly secret: string | undefined
}

/** authkeys: sha1 unless a weaker method was asked for. */
export const heartbeatAuth = (said: Heartbeat): HeartbeatAuth => ({
  index: said['auth-index'] ?? 1,
  method: said.auth ?? 'sha1',
  secret: said.auth === 'crc' ? undefined : heartbeatSecret,
})

export function resolveHeartbeat(spec: Spec, timeouts: Timeouts): HeartbeatPlan {
  const said: Heartbeat = spec.heartbeat ?? {}
  const names = nodeNames(spec)
  const media = heartbeatMedia(spec)
  const hasPing = (said.ping?.length ?? 0) > 0 || Object.keys(said.ping_group ?? {}).length > 0
  const ipfail = said.ipfail ?? hasPing
  const dopd = said.dopd ?? false
  const helpers = [...(ipfail ? ['ipfail'] : []), ...(dopd ? ['dopd'] : [])]
  const apiauth = {
    ...Object.fromEntries(helpers.map((client) => [client, { uid: 'hacluster', gid: 'haclient' }])),
    ...said.apiauth,
  }
  const useLogd = said.use_logd ?? false
  return {
    log: {
      useLogd,
      // heartbeat refuses to start without any place to log to.
      facility: said.logfacility ?? (said.logfile || said.debugfile ? undefined : 'local0'),
      logfile: said.logfile,
      debugfile: said.debugfile,
      reconnectS:
        said.conn_logd_time === undefined ? undefined : Math.ceil(millisecondsOf(said.conn_logd_time) / 1000),
    },
    keepaliveMs: timeouts.keepaliveMs,
    warntimeMs: timeouts.warntimeMs,
    deadtimeMs: timeouts.deadtimeMs,
    initdeadMs: timeouts.initdeadMs,
    deadpingMs: said.deadping === undefined ? undefined : millisecondsOf(said.deadping),
    udpport: said.udpport ?? 694,
    baud: media.some((medium) => medium.serial) ? (said.baud ?? 19200) : undefined,
    media: Object.fromEntries(names.map((name) => [name, mediaLines(spec, name, media)])),
    nodes: names,
    autoFailback: said.auto_failback ?? 'off',
    autojoin: said.autojoin ?? 'none',
    ping: said.ping ?? [],
    pingGroups: Object.entries(said.ping_group ?? {}).map(([name, addresses]) => ({ name, addresses })),
    respawn: Object.fromEntries(
      names.map((name) => [
        name,
        [
          ...helpers.map((program) => ({
            user: 'hacluster',
            command: `${platformOf(spec.nodes[name]!).paths.heartbeat}/${program}`,
          })),
          ...(said.respawn ?? []),
        ],
      ]),
    ),
    apiauth: Object.entries(apiauth).map(([client, who]) => ({ client, uid: who.uid, gid: who.gid })),
    watchdog: said.watchdog,
    stonith: Object.entries(spec.fencing?.devices ?? {}).flatMap(([name, device]) =>
      stonithHost(spec, name, device),
    ),
    more: moreDirectives(said),
    auth: heartbeatAuth(said),
  }
}

/** Unicast to every node, itself included, so that the file is the same on all (ha.cf(5): lines to oneself are ignored). */
function mediaLines(spec: Spec, node: string, media: readonly HeartbeatMedium[]): string[] {
  const port = spec.heartbeat?.udpport ?? 694
  return media.flatMap((medium) => {
    const on = (network: string): string => interfaceOn(spec, node, network) ?? ''
    if (medium.serial) return [`serial ${medium.serial}`]
    if (medium.bcast) return [`bcast ${on(medium.bcast)}`]
    if (medium.mcast) {
      const group = medium.group ?? '239.192.0.1'
      return [
        `${group.includes(':') ? 'mcast6' : 'mcast'} ${on(medium.mcast)} ${group} ${port} ${medium.ttl ?? 1} 0`,
      ]
    }
    const network = medium.ucast
    if (!network) return []
    return nodeNames(spec).flatMap((name) => {
      const address = addressOn(spec.nodes[name]!, network)
      if (!address) return []
      return [`${address.includes(':') ? 'ucast6' : 'ucast'} ${on(network)} ${address}`]
    })
  })
}

/**
 * A line of stonith_host for each device: plugins of cluster-glue take their parameters by position, in the order that
 * `stonith -t TYPE -n` prints, so values end at the first one that is missing.
 */
function stonithHost(spec: Spec, name: string, device: FenceDevice): HeartbeatPlan['stonith'] {
  const order = stonithParameters[device.agent]
  if (!order) return []
  const targets = device.targets ?? Object.keys(device.plugs ?? {})
  const params: NonNullable<FenceDevice['params']> = { ...hostsFor(order, targets), ...device.params }
  const values: TextOrSecret[] = []
  for (const key of order) {
    const value = params[key]
    if (value === undefined) break
    values.push(typeof value === 'object' ? value : String(value))
  }
  const allowed = device['runs-on'] ?? nodeNames(spec).filter((node) => !targets.includes(node))
  const from = allowed.length === nodeNames(spec).length || allowed.length === 0 ? ['*'] : allowed
  return from.map((host) => ({ name, from: host, type: device.agent, values }))
}

/** The parameter that names the victims follows from the targets. */
function hostsFor(order: readonly string[], targets: readonly string[]): { [key: string]: string } {
  const key = order.find((parameter) => ['hostname', 'hostlist', 'nodename'].includes(parameter))
  if (!key || targets.length === 0) return {}
  return { [key]: targets.join(key === 'hostlist' ? ',' : ' ') }
}

/** Directives without a place of their own, in the order of ha.cf(5). */
function moreDirectives(said: Heartbeat): Pairs {
  const keys = [
    'debug',
    'compression',
    'compression_threshold',
    'traditional_compression',
    'msgfmt',
    'realtime',
    'rtprio',
    'coredumps',
    'coreroot',
    'hbgenmethod',
    'uuidfrom',
    'hopfudge',
    'max_rexmit_delay',
    'memreserve',
    'syslogmsgfmt',
    'log_badpack',
  ] as const
  return keys.flatMap((key) => {
    const value = said[key]
    if (value === undefined) return []
    const truth = key === 'coredumps' ? String(value) : value === true ? 'on' : 'off'
    return [[key, typeof value === 'boolean' ? truth : String(value)] as const]
  })
}

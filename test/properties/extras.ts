import { description } from './cluster.ts'
import type { Situation, Tree } from './cluster.ts'

// What most clusters do without: settings of the membership layer, quorum, other ways of fencing.

const corosyncOf = (platform: string): '1' | '2' | '3' =>
  /^debian-[567]$|13\.37/.test(platform) ? '1' : platform.startsWith('slackware') ? '2' : '3'

/** The section corosync, with what its version reads. */
export function randomCorosync({ draw, platform }: Situation, rings: readonly string[]): Tree {
  const version = corosyncOf(platform)
  return draw.fields(30, {
    token: () => draw.pick([3000, 5000, 10000]),
    logging: () => ({ to_syslog: true, ...draw.fields(50, { to_logfile: () => true, debug: () => false }) }),
    config_version: () => draw.int(1, 2147483647),
    ...(version === '3' && {
      transport: () => 'knet',
      crypto_cipher: () => draw.pick(['aes128', 'aes256']),
      link_mode: () => 'passive',
      links: () =>
        Object.fromEntries(
          rings.map((ring, i) => [
            ring,
            {
              knet_link_priority: 10 - i,
              ...draw.fields(30, { knet_ping_interval: () => 1000, knet_ping_timeout: () => 2000 }),
            },
          ]),
        ),
    }),
    ...(version === '2' && {
      transport: () => 'udpu',
      crypto_hash: () => 'sha1',
      crypto_cipher: () => 'aes256',
    }),
    ...(version === '1' && { secauth: () => draw.pick([true, false]), 'pacemaker-plugin': () => 1 }),
    ...(version !== '3' && rings.length === 2 && { rrp_mode: () => 'passive' }),
  })
}

export function randomQuorum({ draw, nodes, platform }: Situation): Tree {
  if (corosyncOf(platform) === '1') return {}
  const quorum =
    nodes.length === 2
      ? { wait_for_all: true }
      : draw.pick([
          { wait_for_all: true },
          { last_man_standing: true, wait_for_all: true },
          { expected_votes: nodes.length },
          { auto_tie_breaker: true },
        ])
  const device = platform.startsWith('debian') && draw.chance(30)
  return {
    quorum: device
      ? {
          device: {
            host: 'qnetd.example.org',
            algorithm: draw.pick(['ffsplit', 'lms']),
            ...draw.fields(20, {
              tls: () => 'on',
              heuristics: () => ({ ping: '/bin/ping -q -c 1 192.0.2.1' }),
            }),
          },
        }
      : quorum,
  }
}

/** Devices of one kind or another, or a written reason for none. */
export function randomFencing({ draw, nodes, stack, platform }: Situation): Tree {
  if (draw.chance(25)) return { fencing: { 'none-because': `no hardware for it: ${description(draw)}` } }
  const old = /debian-[567]$|13\.37/.test(platform)
  const login = {
    [old ? 'login' : 'username']: draw.pick(['fence', 'a"b<c>&', "o'brien", 'x;y{z}', '$(id)', 'ends\\']),
  }
  const board = (target: string, i: number): [string, Tree] => [
    `bmc-${i + 1}`,
    stack === 'heartbeat'
      ? {
          agent: 'external/ipmi',
          targets: [target],
          params: {
            hostname: target,
            ipaddr: `10.9.0.${11 + i}`,
            userid: 'fence',
            interface: 'lan',
            passwd: { secret: `ipmi${i}` },
          },
        }
      : {
          agent: platform === 'debian-6' ? 'external/ipmi' : 'fence_ipmilan',
          targets: [target],
          ...(i === 0 && stack === 'pacemaker' && { [platform === 'debian-6' ? 'monitor' : 'delay']: '10s' }),
          ...draw.fields(10, { monitor: () => '120s', meta: () => ({ 'target-role': 'Started' }) }),
          params:
            platform === 'debian-6'
              ? {
                  hostname: target,
                  ipaddr: `10.9.0.${11 + i}`,
                  userid: 'fence',
                  interface: 'lan',
                  passwd: { secret: `ipmi${i}` },
                }
              : {
                  [old ? 'ipaddr' : 'ip']: `10.9.0.${11 + i}`,
                  ...login,
                  [old ? 'passwd' : 'password']: { secret: `ipmi${i}` },
                  ...draw.fields(70, { lanplus: () => true }),
                },
        },
  ]
  const devices = Object.fromEntries(nodes.map(board))
  if (stack !== 'pacemaker' || old || draw.chance(70)) return { fencing: { devices } }
  const outlet = (letter: string): Tree => ({
    agent: 'fence_apc_snmp',
    plugs: Object.fromEntries(nodes.map((node, i) => [node, draw.chance(50) ? i + 1 : `outlet-${i + 1}`])),
    params: { ip: `10.9.1.${letter.charCodeAt(0)}`, community: { secret: 'pdu' } },
  })
  return {
    fencing: {
      devices: { ...devices, 'pdu-a': outlet('a'), 'pdu-b': outlet('b') },
      levels: Object.fromEntries(nodes.map((node, i) => [node, [[`bmc-${i + 1}`], ['pdu-a', 'pdu-b']]])),
      ...draw.fields(20, { timeout: () => '120s', action: () => 'off' }),
    },
  }
}

/** The section heartbeat, beside the times. */
export function randomHeartbeat({ draw }: Situation, gateway: string): Tree {
  return draw.fields(25, {
    media: () =>
      draw.some(
        [
          { ucast: 'lan' },
          { bcast: 'lan' },
          { mcast: 'lan', group: '239.0.0.43', ttl: 1 },
          { serial: '/dev/ttyS0' },
        ],
        1,
        3,
      ),
    auto_failback: () => draw.pick(['on', 'off']),
    auth: () => draw.pick(['sha1', 'md5']),
    'auth-index': () => draw.int(1, 15),
    logfacility: () => 'local0',
    ping: () => [gateway],
    ping_group: () => ({ routers: [gateway, '192.0.2.1'] }),
    ipfail: () => true,
    dopd: () => true,
    watchdog: () => '/dev/watchdog',
    udpport: () => 695,
    keepalive: () => draw.pick(['500ms', '1s', 2]),
    warntime: () => '5s',
    deadping: () => '10s',
    respawn: () => [{ user: 'hacluster', command: '/usr/local/sbin/watcher' }],
    apiauth: () => ({ ipfail: { uid: 'hacluster' }, ping: { gid: 'haclient' } }),
    compression: () => 'bz2',
    use_logd: () => true,
    conn_logd_time: () => 60,
    realtime: () => true,
    rtprio: () => 5,
    coredumps: () => true,
    hopfudge: () => 1,
    msgfmt: () => 'classic',
  })
}

export const randomCman = ({ draw, nodes }: Situation): Tree => ({
  config_version: draw.int(1, 99),
  two_node: true,
  expected_votes: 1,
  ...draw.fields(30, {
    keyfile: () => '/var/lib/pve-cluster/corosync.authkey',
    transport: () => 'udpu',
    post_join_delay: () => 30,
    'fence-join': () => true,
    'failover-domains': () => ({ first: { nodes, ordered: true, restricted: draw.chance(50) } }),
    vms: () => ({ 100: { autostart: true }, 101: { recovery: 'relocate' } }),
  }),
})

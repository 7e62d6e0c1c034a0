import type * as fc from 'fast-check'
import { drawn } from './draw.ts'
import type { Draw } from './draw.ts'
import { randomDrbd } from './drbd.ts'
import { randomNetworks } from './networks.ts'
import { randomServices } from './services.ts'
import { randomStorage } from './storage.ts'

export type Tree = { [key: string]: unknown }

/** What the parts of a random cluster have to know of each other. */
export interface Situation {
  readonly draw: Draw
  readonly stack: 'pacemaker' | 'heartbeat' | 'cman'
  readonly platform: string
  readonly dialect: '8.3' | '8.4' | '9'
  readonly nodes: readonly string[]
}

const nodeNames = [
  ['node1', 'node2', 'node3', 'node4'],
  ['a', 'b', 'c', 'd'],
  ['kvm-01', 'kvm-02', 'kvm-03', 'kvm-04'],
  ['constructor', 'valueof', '7of9', 'n'],
  ['host', 'port', 'disk', 'all'],
  [
    'very-long-name-of-a-machine-in-the-cellar-left',
    'very-long-name-of-a-machine-in-the-cellar-right',
    'x3',
    'x4',
  ],
]

/** Names that are legal, and awkward: short, long, like JavaScript's own, like words of the files they go into. */
export const names = [
  'web',
  'mail',
  'r0',
  'db_1',
  'data',
  'A',
  'constructor',
  'toString',
  'resource',
  'on',
  'group',
  'node',
  'volume',
  'ms_drbd',
  'start',
  'common',
  'global',
  'include',
  'primitive',
  'true',
  'x-y-z',
  'a-name-of-forty-eight-letters-which-is-the-limit',
] as const

const descriptions = [
  'mail server',
  'a "quoted" text',
  "it's",
  'a; b { c } # d',
  '$(reboot) `id` ${HOME}',
  '</description><x a="b">',
  ']]> --> <!--',
  '\\',
  'ends in backslash \\',
  '100 % äöü ✓',
  ' blanks around ',
  '-starts with hyphen',
  '{{#each}} {{{x}}}',
  "'; rm -rf /; '",
  '@SECRET@',
  '%n',
  '!event',
]

export const description = (draw: Draw): string => draw.pick(descriptions)

function situation(draw: Draw): Situation {
  const stack = draw.pick(['pacemaker', 'pacemaker', 'pacemaker', 'heartbeat', 'cman'] as const)
  const platforms = {
    pacemaker: [
      'debian-11',
      'debian-12',
      'debian-12',
      'debian-13',
      'slackware-15.0',
      'slackware-14.2',
      'debian-7',
      'debian-6',
    ],
    heartbeat: ['debian-5', 'debian-6', 'debian-12', 'slackware-13.37', 'slackware-15.0'],
    cman: ['debian-7'],
  }
  const platform = draw.pick(platforms[stack])
  const old = /^debian-[567]$|13\.37/.test(platform)
  const count = stack === 'pacemaker' ? draw.pick([2, 2, 2, 3, 4]) : 2
  return {
    draw,
    stack,
    platform,
    dialect: old ? '8.3' : draw.pick(['8.4', '8.4', '9']),
    nodes: draw.pick(nodeNames).slice(0, count),
  }
}

/** Random specs that mostly are as they should be: two to four nodes, every dialect and stack. */
export const clusters: fc.Arbitrary<Tree> = drawn((draw) => {
  const here = situation(draw)
  const { stack, platform, dialect, nodes } = here
  const networks = randomNetworks(here)
  const storage = randomStorage(here)
  const drbd = randomDrbd(here, networks, storage)
  const services = randomServices(here, networks, drbd)
  const defaults: Tree = {
    platform,
    ...(stack === 'cman' && { proxmox: true }),
    ...(dialect === '9' && { versions: { 'drbd-module': '9.2.8', 'drbd-utils': '9.22.0' } }),
    ...draw.fields(20, {
      domain: () => 'example.org',
      modules: () => ['loop'],
      packages: () => ['htop', 'libstdc++6'],
      sysctl: () => ({ 'net.ipv4.ip_forward': 1, 'vm.swappiness': 10 }),
      boot: () => ({ cmdline: ['quiet', 'panic=10'] }),
    }),
    memory: '512G',
    interfaces: networks.shared,
    ...storage.shared,
  }
  return {
    version: 1,
    name: draw.pick(['prod1', 'A', 'x_y-z', 'cluster-with-a-name-of-32-letter']),
    stack,
    ...draw.fields(30, {
      description: () => description(draw),
      mail: () => draw.pick(['root', 'ha+alerts@example.org']),
      dns: () => ({ servers: [networks.gateway], search: ['example.org'] }),
      time: () => ({ servers: [networks.gateway], zone: 'Europe/Berlin' }),
      hosts: () => ({ '192.0.2.5': ['nas.example.org', 'nas'] }),
    }),
    networks: networks.networks,
    rings: networks.rings,
    'node-defaults': defaults,
    nodes: Object.fromEntries(
      nodes.map((name, i) => [
        name,
        {
          addresses: networks.addresses[i],
          interfaces: networks.nics[i],
          ...(Object.keys(storage.disks[i]!).length > 0 && { disks: storage.disks[i] }),
          ...draw.fields(15, {
            ssh: () => ({ user: 'admin', port: 2222 }),
            boot: () => ({ 'power-key': 'ignore' }),
          }),
        },
      ]),
    ),
    ...drbd.section,
    ...services,
  }
})

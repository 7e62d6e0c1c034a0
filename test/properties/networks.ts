import type { Situation, Tree } from './cluster.ts'
import { description } from './cluster.ts'

export interface Networks {
  readonly networks: Tree
  readonly rings: readonly string[]
  /** Interfaces that all nodes have alike. */
  readonly shared: Tree
  /** NICs of each node. */
  readonly nics: readonly Tree[]
  readonly addresses: readonly Tree[]
  readonly gateway: string
  /** The bridge of the lan, if it has one. */
  readonly bridge: string | undefined
  readonly replication: string
}

const modes = [
  'balance-rr',
  'active-backup',
  'balance-xor',
  'broadcast',
  '802.3ad',
  'balance-tlb',
  'balance-alb',
] as const

export function randomNetworks({ draw, nodes, stack, platform }: Situation): Networks {
  const shared: Tree = {}
  const nics: Tree[] = nodes.map(() => ({}))
  let cards = 0
  const hex = (value: number): string => value.toString(16).padStart(2, '0')
  const nic = (name: string): string => {
    const card = cards++
    for (const [i, own] of nics.entries())
      own[name] = {
        mac: `52:54:00:${hex(i + 1)}:00:${hex(card)}`,
        ...draw.fields(5, { offload: () => ({ tso: false, gro: true }), hotplug: () => true }),
      }
    return name
  }
  const slackware = platform.startsWith('slackware')
  const bond = (name: string, cardsOf: readonly string[]): string => {
    const mode = draw.pick(modes)
    const backup = ['active-backup', 'balance-tlb', 'balance-alb'].includes(mode)
    shared[name] = {
      bond: {
        members: cardsOf.map(nic),
        mode,
        ...(backup && draw.fields(40, { primary: () => cardsOf[0] })),
        ...(mode === '802.3ad' &&
          draw.fields(40, { 'lacp-rate': () => draw.pick(['slow', 'fast']), 'min-links': () => 1 })),
        ...(['802.3ad', 'balance-xor'].includes(mode) &&
          draw.fields(40, { 'xmit-hash-policy': () => draw.pick(['layer2', 'layer2+3']) })),
        ...draw.fields(20, { miimon: () => 100, updelay: () => 200, downdelay: () => 200 }),
      },
    }
    return name
  }
  /** An interface for a network: a NIC or bond, perhaps a VLAN on it, perhaps a bridge over that. */
  const chain = (prefix: string, mayBridge: boolean): string => {
    let top = draw.chance(40)
      ? bond(`bond${prefix === 'eth' ? 0 : 1}`, [`${prefix}0`, `${prefix}1`])
      : nic(`${prefix}0`)
    if (!(slackware && platform !== 'slackware-15.0') && draw.chance(20)) {
      const id = draw.int(1, 4094)
      const name = draw.pick([`vlan${id}`, `${top}.${id}`])
      shared[name] = { vlan: { id, on: top } }
      top = name
    }
    if (mayBridge && draw.chance(60)) {
      const name = stack === 'cman' ? 'vmbr0' : draw.pick(['br0', 'brlan'])
      shared[name] = {
        bridge: {
          ports: [top],
          ...draw.fields(20, { stp: () => false, 'forward-delay': () => 0, 'max-wait': () => 0 }),
        },
      }
      return name
    }
    return top
  }
  const lanInterface = chain('eth', true)
  const bridge = (shared[lanInterface] as { bridge?: unknown } | undefined)?.bridge ? lanInterface : undefined
  const second = draw.chance(70)
  const cable = second ? chain('repl', false) : undefined
  const base = draw.pick(['192.168.1', '10.20.30', '172.16.99'])
  const six = draw.chance(20) && !slackware && !/debian-[567]$/.test(platform)
  const networks: Tree = {
    lan: {
      subnet: `${base}.0/24`,
      gateway: `${base}.254`,
      interface: lanInterface,
      ...draw.fields(15, { description: () => description(draw), speed: () => 1000 }),
      ...(six && { subnet6: '2001:db8:1::/64', gateway6: '2001:db8:1::fe' }),
    },
    ...(cable && {
      cable: {
        subnet: '10.0.0.0/24',
        interface: cable,
        ...draw.fields(40, { mtu: () => draw.pick([1500, 9000]), speed: () => 10000 }),
      },
    }),
  }
  return {
    networks,
    rings: cable
      ? stack === 'cman'
        ? ['lan']
        : draw.pick([
            ['cable', 'lan'],
            ['lan', 'cable'],
            ['cable', 'lan'],
          ])
      : ['lan'],
    shared,
    nics,
    addresses: nodes.map((_, i) => ({
      lan: six ? [`${base}.${11 + i}`, `2001:db8:1::${11 + i}`] : `${base}.${11 + i}`,
      ...(cable && { cable: `10.0.0.${1 + i}` }),
    })),
    gateway: `${base}.254`,
    bridge,
    replication: cable ? 'cable' : 'lan',
  }
}

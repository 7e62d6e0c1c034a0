import type { InterfacePlan } from '../plan/network.ts'
import type { Bond, Bridge } from '../spec/spec.ts'

/**
 * How /etc/network/interfaces is written: for ifupdown of Debian 5 to 7, for today's ifupdown, or for ifupdown2. The old
 * one knows neither prefix lengths in `address` nor several stanzas for one interface, and its `manual` method does
 * nothing at all.
 */
export type InterfacesDialect = 'old' | 'ifupdown' | 'ifupdown2'

/** The stanzas of an interface, each a list of lines. interfaces(5) has no comments behind a line, so neither have we. */
export function interfaceStanzas(plan: InterfacePlan, dialect: InterfacesDialect): string[][] {
  const families = (['inet', 'inet6'] as const).map((family) => {
    const six = family === 'inet6'
    return {
      family,
      addresses: plan.addresses.filter((address) => address.includes(':') === six),
      gateway: plan.gateways.find((gateway) => gateway.includes(':') === six),
      routes: plan.routes.filter((route) => route.to.includes(':') === six),
    }
  })
  const [four, six] = families as [(typeof families)[0], (typeof families)[0]]
  const [firstFour, ...furtherFour] = four.addresses
  const first = [
    `${plan.hotplug ? 'allow-hotplug' : 'auto'} ${plan.name}`,
    `iface ${plan.name} inet ${plan.dhcp ? 'dhcp' : firstFour === undefined ? 'manual' : 'static'}`,
    ...(firstFour === undefined || plan.dhcp ? [] : addressLines(firstFour, furtherFour, dialect)),
    ...(four.gateway === undefined || plan.dhcp ? [] : [`gateway ${four.gateway}`]),
    ...deviceLines(plan, dialect),
    ...(plan.dhcp ? [] : furtherLines(plan.name, furtherFour, dialect)),
    ...routeLines(plan.name, four.routes),
  ]
  const [firstSix, ...furtherSix] = six.addresses
  const second =
    firstSix === undefined
      ? []
      : [
          [
            `iface ${plan.name} inet6 static`,
            ...addressLines(firstSix, furtherSix, dialect),
            ...(six.gateway === undefined ? [] : [`gateway ${six.gateway}`]),
            ...furtherLines(plan.name, furtherSix, dialect),
            ...routeLines(plan.name, six.routes),
          ],
        ]
  const stanzas = [first, ...second]
  return stanzas.map((lines) =>
    lines.map((line) => (/^(auto|allow-hotplug|iface) /.test(line) ? line : `    ${line}`)),
  )
}

/** ifupdown2 takes several addresses in one stanza; ifupdown takes one. */
function addressLines(cidr: string, further: readonly string[], dialect: InterfacesDialect): string[] {
  const [address = '', bits = ''] = cidr.split('/')
  if (dialect === 'ifupdown2') return [cidr, ...further].map((each) => `address ${each}`)
  if (dialect === 'ifupdown') return [`address ${cidr}`]
  return [`address ${address}`, `netmask ${cidr.includes(':') ? bits : netmask(Number(bits))}`]
}

/** 255.255.255.0 for 24. */
export function netmask(bits: number): string {
  return [0, 8, 16, 24]
    .map((shift) => Math.min(8, Math.max(0, bits - shift)))
    .map((ones) => 256 - 2 ** (8 - ones))
    .join('.')
}

/** Addresses beside the first, where a stanza holds one only: a command that may find the address there already. */
const furtherLines = (name: string, addresses: readonly string[], dialect: InterfacesDialect): string[] =>
  dialect === 'ifupdown2'
    ? []
    : addresses.map(
        (cidr) => `up ip address replace ${cidr}${cidr.includes(':') ? '' : ' broadcast +'} dev ${name}`,
      )

const routeLines = (name: string, routes: InterfacePlan['routes']): string[] =>
  routes.map(
    ({ to, via, metric }) =>
      `up ip ${to.includes(':') ? '-6 ' : ''}route replace ${to} via ${via} dev ${name}${metric === undefined ? '' : ` metric ${metric}`}`,
  )

function deviceLines(plan: InterfacePlan, dialect: InterfacesDialect): string[] {
  const separator = dialect === 'old' ? '_' : '-'
  const options = [
    ...(plan.bond ? bondOptions(plan.bond, dialect) : []),
    ...(plan.bridge ? bridgeOptions(plan.bridge, dialect) : []),
  ].map(([key, value]) => `${key.replaceAll('-', separator)} ${value}`)
  return [
    ...(plan.vlan ? vlanLines(plan.name, plan.vlan, dialect) : []),
    ...options,
    ...mtuLines(plan, dialect),
    ...(plan.bond ? lateBondLines(plan.name, plan.bond, dialect) : []),
    ...offloadLines(plan),
  ]
}

/**
 * Names other than PARENT.ID and vlanID mean nothing to the hooks of the vlan package, so the link is made by hand;
 * ifupdown2 takes the number as an option.
 */
function vlanLines(name: string, vlan: { id: number; on: string }, dialect: InterfacesDialect): string[] {
  if (dialect === 'ifupdown2') return [`vlan-raw-device ${vlan.on}`, `vlan-id ${vlan.id}`]
  if (name === `${vlan.on}.${vlan.id}` || /^vlan0*[0-9]+$/.test(name)) return [`vlan-raw-device ${vlan.on}`]
  return [
    `pre-up ip link show dev ${name} >/dev/null 2>&1 || ip link add link ${vlan.on} name ${name} type vlan id ${vlan.id}`,
    `post-down ip link delete dev ${name}`,
  ]
}

/** Options of the ifenslave hooks and of ifupdown2; the order is theirs to choose. */
function bondOptions(bond: Bond, dialect: InterfacesDialect): (readonly [string, string])[] {
  const keys = [
    'mode',
    'miimon',
    'updelay',
    'downdelay',
    'primary',
    'primary-reselect',
    'lacp-rate',
    'xmit-hash-policy',
    'num-grat-arp',
    ...(dialect === 'ifupdown2'
      ? (['min-links'] as const)
      : ([
          'ad-select',
          'arp-interval',
          'arp-ip-target',
          'arp-validate',
          'fail-over-mac',
          'packets-per-slave',
        ] as const)),
  ] as const
  return [
    [dialect === 'old' ? 'slaves' : 'bond-slaves', bond.members.join(' ')],
    ...keys.flatMap((key): (readonly [string, string])[] => {
      const value = bond[key]
      return value === undefined
        ? []
        : [[`bond-${key}`, Array.isArray(value) ? value.join(' ') : String(value)]]
    }),
  ]
}

/** Options of the bonding driver that the hooks have no word for and that can be set while it runs. */
function lateBondLines(name: string, bond: Bond, dialect: InterfacesDialect): string[] {
  const write = (value: string, file: string): string =>
    `post-up echo ${value} > /sys/class/net/${name}/bonding/${file}`
  return [
    ...(dialect === 'ifupdown2'
      ? [
          ...(bond['arp-ip-target'] ?? []).map((target) => write(`+${target}`, 'arp_ip_target')),
          ...(bond['arp-interval'] === undefined
            ? []
            : [write(String(bond['arp-interval']), 'arp_interval')]),
          ...(bond['arp-validate'] === undefined ? [] : [write(bond['arp-validate'], 'arp_validate')]),
          ...(bond['packets-per-slave'] === undefined
            ? []
            : [write(String(bond['packets-per-slave']), 'packets_per_slave')]),
        ]
      : bond['min-links'] === undefined
        ? []
        : [write(String(bond['min-links']), 'min_links')]),
    ...(bond['resend-igmp'] === undefined ? [] : [write(String(bond['resend-igmp']), 'resend_igmp')]),
    ...(bond['all-slaves-active'] === undefined
      ? []
      : [write(bond['all-slaves-active'] ? '1' : '0', 'all_slaves_active')]),
  ]
}

function bridgeOptions(bridge: Bridge, dialect: InterfacesDialect): (readonly [string, string])[] {
  const given = (key: string, value: number | undefined): (readonly [string, string])[] =>
    value === undefined ? [] : [[key, String(value)]]
  return [
    ['bridge-ports', bridge.ports.length === 0 ? 'none' : bridge.ports.join(' ')],
    ['bridge-stp', bridge.stp ? 'on' : 'off'],
    ...given('bridge-fd', bridge['forward-delay']),
    ...given('bridge-hello', bridge['hello-time']),
    ...given('bridge-maxage', bridge['max-age']),
    ...given('bridge-ageing', bridge.ageing),
    ...given('bridge-bridgeprio', bridge.priority),
    ...given('bridge-maxwait', bridge['max-wait']),
    ...(bridge['vlan-aware'] && dialect === 'ifupdown2'
      ? ([
          ['bridge-vlan-aware', 'yes'],
          ['bridge-vids', bridge.vids ?? '2-4094'],
        ] as const)
      : []),
  ]
}

function mtuLines(plan: InterfacePlan, dialect: InterfacesDialect): string[] {
  const addressless = plan.addresses.length === 0 && !plan.dhcp
  if (dialect === 'old' && addressless)
    return [
      ...(plan.mtu === undefined ? [] : [`up ip link set dev ${plan.name} mtu ${plan.mtu}`]),
      `up ip link set dev ${plan.name} up`,
    ]
  return plan.mtu === undefined ? [] : [`mtu ${plan.mtu}`]
}

/** A card that lacks a feature must still come up, so the command may fail. */
function offloadLines(plan: InterfacePlan): string[] {
  const features = Object.entries(plan.offload).map(([feature, on]) => `${feature} ${on ? 'on' : 'off'}`)
  return features.map((feature) => `post-up ethtool -K ${plan.name} ${feature} || true`)
}

import type { InterfacePlan } from '../plan/network.ts'
import { netmask } from './ifupdown.ts'

/**
 * rc.inet1.conf of Slackware 15.0 (addresses with prefix length, bonds, VLANs) or of the releases before (one address and
 * its netmask, bridges, nothing else).
 */
export type Inet1Dialect = 'old' | 'new'

/**
 * Assignments for every interface that rc.inet1 must see, in the order of their indexes, and how many there are: it
 * brings up the indexes below MAXNICS in order, and takes ethN for an index without IFNAME. What is only a member of a
 * bond or port of a bridge has no index: bond and bridge bring it up, and rc.inet1 would flush it.
 */
export function inet1Lines(
  interfaces: readonly InterfacePlan[],
  dialect: Inet1Dialect,
): { readonly blocks: readonly (readonly string[])[]; readonly count: number } {
  const entries = interfaces.filter((found) => found.kind !== 'nic' || found.master === undefined)
  return { blocks: entries.map((found, index) => block(found, index, dialect)), count: entries.length }
}

function block(plan: InterfacePlan, index: number, dialect: Inet1Dialect): string[] {
  const line = (key: string, value: string): string => `${key}[${index}]="${value}"`
  const four = plan.addresses.filter((address) => !address.includes(':'))
  const six = plan.addresses.filter((address) => address.includes(':'))
  const [first] = four
  const addresses =
    dialect === 'new'
      ? [line('IPADDRS', four.join(' ')), ...(six.length === 0 ? [] : [line('IP6ADDRS', six.join(' '))])]
      : [
          line('IPADDR', first?.split('/')[0] ?? ''),
          line('NETMASK', first === undefined ? '' : netmask(Number(first.split('/')[1]))),
        ]
  const options = [
    ...(plan.bond ? bondOptions(plan.bond) : []),
    ...(plan.bridge ? bridgeOptions(plan.bridge) : []),
  ].join(' | ')
  return [
    line('IFNAME', plan.name),
    ...(plan.bond ? [line('BONDNICS', plan.bond.members.join(' ')), line('BONDMODE', plan.bond.mode!)] : []),
    ...(plan.bridge ? [line('BRNICS', plan.bridge.ports.join(' '))] : []),
    ...(dialect === 'new' && options !== '' ? [line('IFOPTS', options)] : []),
    ...addresses,
    line('USE_DHCP', plan.dhcp ? 'yes' : ''),
    ...(plan.mtu === undefined ? [] : [line('MTU', String(plan.mtu))]),
  ]
}

/** Options of `ip link set type bond`; delays are multiples of miimon, so it stands first. */
function bondOptions(bond: NonNullable<InterfacePlan['bond']>): string[] {
  const keys = [
    'miimon',
    'updelay',
    'downdelay',
    'lacp-rate',
    'xmit-hash-policy',
    'ad-select',
    'min-links',
    'arp-interval',
    'arp-validate',
    'fail-over-mac',
    'num-grat-arp',
    'resend-igmp',
    'packets-per-slave',
    'primary',
    'primary-reselect',
  ] as const
  return [
    ...(bond['arp-ip-target'] ? [`arp_ip_target ${bond['arp-ip-target'].join(',')}`] : []),
    ...keys.flatMap((key) => (bond[key] === undefined ? [] : [`${key.replaceAll('-', '_')} ${bond[key]}`])),
    ...(bond['all-slaves-active'] === undefined
      ? []
      : [`all_slaves_active ${bond['all-slaves-active'] ? '1' : '0'}`]),
  ]
}

/** Options of `ip link set type bridge`, whose times are hundredths of a second. */
function bridgeOptions(bridge: NonNullable<InterfacePlan['bridge']>): string[] {
  const time = (key: string, seconds: number | undefined): string[] =>
    seconds === undefined ? [] : [`${key} ${seconds * 100}`]
  return [
    `stp_state ${bridge.stp ? '1' : '0'}`,
    ...time('forward_delay', bridge['forward-delay']),
    ...time('hello_time', bridge['hello-time']),
    ...time('max_age', bridge['max-age']),
    ...time('ageing_time', bridge.ageing),
    ...(bridge.priority === undefined ? [] : [`priority ${bridge.priority}`]),
    ...(bridge['vlan-aware'] ? ['vlan_filtering 1'] : []),
  ]
}

/**
 * What rc.inet1 does not do: it sets the MTU of interfaces with an address only, and in the order of their indexes, so
 * that what stands on a smaller one fails; it has no words for offload features, further addresses of old releases and
 * static routes.
 */
export function afterInet1(interfaces: readonly InterfacePlan[], dialect: Inet1Dialect): string[] {
  return interfaces.flatMap((plan) => {
    const further = dialect === 'old' ? plan.addresses.filter((cidr) => !cidr.includes(':')).slice(1) : []
    const six = dialect === 'old' ? plan.addresses.filter((cidr) => cidr.includes(':')) : []
    return [
      ...(plan.mtu === undefined ? [] : [`/sbin/ip link set dev ${plan.name} mtu ${plan.mtu}`]),
      ...Object.entries(plan.offload).map(
        ([feature, on]) => `/usr/sbin/ethtool -K ${plan.name} ${feature} ${on ? 'on' : 'off'}`,
      ),
      ...further.map((cidr) => `/sbin/ip address replace ${cidr} broadcast + dev ${plan.name}`),
      ...six.map((cidr) => `/sbin/ip -6 address replace ${cidr} dev ${plan.name}`),
      ...plan.routes.map(
        ({ to, via, metric }) =>
          `/sbin/ip ${to.includes(':') ? '-6 ' : ''}route replace ${to} via ${via} dev ${plan.name}${metric === undefined ? '' : ` metric ${metric}`}`,
      ),
    ]
  })
}

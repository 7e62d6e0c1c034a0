import type { Platform } from './platform.ts'

/** What a node needs packages for. */
export type Feature =
  | 'bond'
  | 'bridge'
  | 'cman'
  | 'corosync'
  | 'drbd'
  | 'external-stonith'
  | 'heartbeat'
  | 'ifconfig'
  | 'ifupdown'
  | 'ifupdown2'
  | 'ipmi'
  | 'lvm'
  | 'md'
  | 'multipath'
  | 'nut'
  | 'pacemaker'
  | 'partitions'
  | 'proxmox'
  | 'qdevice'
  | 'sbd'
  | 'snmp'
  | 'time'
  | 'uefi-guests'
  | 'vlan'
  | 'vms'
  | 'fs-btrfs'
  | 'fs-ext'
  | 'fs-gfs2'
  | 'fs-nfs'
  | 'fs-ocfs2'
  | 'fs-vfat'
  | 'fs-xfs'
  | 'grub-efi'
  | 'grub-pc'

type Table = { readonly [feature in Feature | 'always']?: readonly string[] }

// Package indexes of the releases. What apt takes in as a dependency is not named, but what is only recommended is: a
// minimal installation has no recommended packages, and a fence agent without ipmitool fails when it is needed.
const debianNow: Table = {
  always: ['iproute2', 'ethtool', 'psmisc'],
  time: ['chrony'],
  drbd: ['drbd-utils'],
  lvm: ['lvm2'],
  md: ['mdadm'],
  // sfdisk is no part of a minimal installation since Debian 10.
  partitions: ['fdisk'],
  multipath: ['multipath-tools'],
  corosync: ['corosync'],
  pacemaker: ['pacemaker', 'pacemaker-cli-utils', 'crmsh', 'resource-agents', 'openssh-client'],
  qdevice: ['corosync-qdevice'],
  sbd: ['sbd'],
  heartbeat: ['heartbeat', 'cluster-glue', 'resource-agents'],
  ifconfig: ['net-tools'],
  'external-stonith': ['cluster-glue'],
  ipmi: ['ipmitool'],
  snmp: ['snmp'],
  nut: ['nut-client'],
  ifupdown: ['ifupdown'],
  ifupdown2: ['ifupdown2'],
  bond: ['ifenslave'],
  vlan: ['vlan'],
  bridge: ['bridge-utils'],
  vms: ['qemu-system-x86', 'qemu-utils', 'libvirt-daemon-system', 'libvirt-clients'],
  'uefi-guests': ['ovmf'],
  'fs-btrfs': ['btrfs-progs'],
  'fs-ext': ['e2fsprogs'],
  'fs-gfs2': ['gfs2-utils', 'dlm-controld'],
  'fs-nfs': ['nfs-common'],
  'fs-ocfs2': ['ocfs2-tools'],
  'fs-vfat': ['dosfstools'],
  'fs-xfs': ['xfsprogs'],
  'grub-efi': ['grub-efi-amd64'],
  'grub-pc': ['grub-pc'],
}

const debian13: Table = {
  ...debianNow,
  // Only recommended by pacemaker, but fence_legacy does not run without it.
  'external-stonith': ['cluster-glue', 'python3-pacemaker'],
}

const debian7: Table = {
  ...debianNow,
  partitions: ['parted'],
  always: ['iproute', 'ethtool', 'psmisc'],
  time: ['ntp'],
  drbd: ['drbd8-utils'],
  pacemaker: ['pacemaker', 'resource-agents', 'cluster-glue', 'openssh-client'],
  cman: ['cman', 'rgmanager', 'fence-agents'],
  proxmox: [
    'proxmox-ve-2.6.32',
    'pve-cluster',
    'redhat-cluster-pve',
    'fence-agents-pve',
    'resource-agents-pve',
  ],
  bond: ['ifenslave-2.6'],
  vms: ['qemu-kvm', 'libvirt-bin'],
  'fs-btrfs': ['btrfs-tools'],
}

const debian6: Table = {
  ...debian7,
  pacemaker: ['pacemaker', 'cluster-agents', 'cluster-glue', 'openssh-client'],
  heartbeat: ['heartbeat', 'cluster-glue', 'cluster-agents'],
  cman: ['cman', 'rgmanager'],
  proxmox: ['proxmox-ve-2.6.32', 'pve-manager'],
}

const debian5: Table = {
  ...debian6,
  always: ['iproute', 'ethtool', 'psmisc'],
  drbd: ['drbd8-utils', 'drbd8-modules-2.6-amd64'],
  heartbeat: ['heartbeat-2'],
  vms: ['kvm', 'libvirt-bin'],
  cman: ['redhat-cluster-suite'],
}

// SlackBuilds.org names. mdadm, lvm2, ntp, ethtool, bridge-utils, iproute2 and net-tools are part of Slackware itself.
const slackware15: Table = {
  corosync: ['libqb', 'corosync'],
  heartbeat: ['cluster-glue', 'resource-agents', 'heartbeat'],
  pacemaker: ['libqb', 'corosync', 'cluster-glue', 'resource-agents', 'pacemaker', 'crmsh'],
  'external-stonith': ['cluster-glue'],
  drbd: ['drbd-utils'],
  ipmi: ['ipmitool'],
  nut: ['nut'],
  multipath: ['multipath-tools'],
  vms: ['yajl', 'libvirt', 'qemu'],
  'uefi-guests': ['edk2-ovmf'],
  'fs-ocfs2': ['ocfs2-tools'],
  'fs-gfs2': ['dlm', 'gfs2-utils'],
}

const slackware13: Table = {
  ...slackware15,
  corosync: ['corosync'],
  pacemaker: ['corosync', 'cluster-glue', 'resource-agents', 'pacemaker'],
  drbd: ['drbd-tools'],
}

const tables: { readonly [platform: string]: Table } = {
  'debian-5': debian5,
  'debian-6': debian6,
  'debian-7': debian7,
  'debian-11': debianNow,
  'debian-12': debianNow,
  'debian-13': debian13,
  'slackware-13.37': slackware13,
  'slackware-14.2': slackware15,
  'slackware-15.0': slackware15,
}

/** What has to be built before what: SlackBuilds know no dependencies. */
const buildOrder = [
  'pexpect',
  'libqb',
  'corosync',
  'cluster-glue',
  'resource-agents',
  'heartbeat',
  'pacemaker',
  'crmsh',
  'fence-agents',
  'drbd-utils',
  'drbd-tools',
]

/** Agents whose package has another name than the agent; Debian 13 split fence-agents. */
const fencePackages: { readonly [agent: string]: string } = {
  fence_drac: 'fence-agents-drac',
  fence_idrac: 'fence-agents-ipmilan',
  fence_ilo: 'fence-agents-ilo2',
  fence_ilo3: 'fence-agents-ipmilan',
  fence_ilo4: 'fence-agents-ipmilan',
  fence_ilo5: 'fence-agents-ipmilan',
  fence_ilo3_ssh: 'fence-agents-ilo-ssh',
  fence_ilo4_ssh: 'fence-agents-ilo-ssh',
  fence_ilo5_ssh: 'fence-agents-ilo-ssh',
  fence_imm: 'fence-agents-ipmilan',
  fence_ipmilanplus: 'fence-agents-ipmilan',
  fence_tripplite_snmp: 'fence-agents-apc-snmp',
  fence_virt: 'fence-virt',
  fence_xvm: 'fence-virt',
  fence_pve: 'fence-agents-pve',
}

/** Agents that call ipmitool. */
const ipmiAgents =
  /^(fence_(ipmilan|ipmilanplus|ilo3|ilo4|ilo5|idrac|imm)|external\/(ipmi|drac5|ibmrsa|ibmrsa-telnet|riloe))$/
/** Agents that call snmpget and snmpset. */
const snmpAgents =
  /^(fence_(intelmodular|apc_snmp|tripplite_snmp|ibmblade|ifmib|eaton_snmp|emerson|cisco_mds|ipdu|hds_cb|brocade)|external\/(rackpdu|vcenter)|apcmastersnmp|wti_mpc)$/

/** What a fence agent needs installed beside its own package. */
export function featuresOfAgent(agent: string): Feature[] {
  return [
    ...(ipmiAgents.test(agent) ? (['ipmi'] as const) : []),
    ...(snmpAgents.test(agent) ? (['snmp'] as const) : []),
    ...(agent === 'external/nut' ? (['nut'] as const) : []),
    ...(agent.startsWith('fence_') ? [] : (['external-stonith'] as const)),
  ]
}

function packagesOfAgent(platform: Platform, agent: string): string[] {
  if (!agent.startsWith('fence_')) return []
  if (platform.family === 'slackware') return ['pexpect', 'fence-agents']
  const own = fencePackages[agent] ?? `fence-agents-${agent.slice('fence_'.length).replaceAll('_', '-')}`
  if (platform.id === 'debian-13' || own === 'fence-virt') return [own]
  return ['fence-agents']
}

/** Packages for features and fence agents: by name on Debian, in the order of building on Slackware. */
export function packagesFor(
  platform: Platform,
  features: readonly Feature[],
  agents: readonly string[],
): string[] {
  const table = tables[platform.id] ?? {}
  const wanted = new Set([
    ...(table.always ?? []),
    ...features.flatMap((feature) => table[feature] ?? []),
    ...agents.flatMap((agent) => packagesOfAgent(platform, agent)),
  ])
  if (platform.family === 'debian') return [...wanted].sort()
  const rank = (name: string): number => {
    const position = buildOrder.indexOf(name)
    return position < 0 ? buildOrder.length : position
  }
  return [...wanted].sort((a, b) => rank(a) - rank(b))
}

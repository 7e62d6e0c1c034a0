// Machines that are not what the wizard hopes for, made of the two of examples/kvm.yaml.
import type { Disk, Facts, Interface } from '../../../src/facts/types.gen.ts'
import { disk, judged, withPartitions } from './disks.ts'
import { digits, gib, nic } from './parts.ts'

type Change = (facts: Facts) => Facts

const interfaces = (facts: Facts, change: (card: Interface) => Interface | undefined): Facts => ({
  ...facts,
  network: { ...facts.network, interfaces: facts.network.interfaces.flatMap((card) => change(card) ?? []) },
})

const disks = (facts: Facts, change: (all: readonly Disk[]) => Disk[]): Facts => ({
  ...facts,
  disks: change(facts.disks),
})

const isData = ({ system }: Disk): boolean => !system

const oneCard: Change = (facts) =>
  interfaces(facts, (card) => (card.kind === 'nic' && card.name !== facts.network.client ? undefined : card))

/** A small computer whose only way out is a radio. */
const radioOnly: Change = (facts) => ({
  ...interfaces(facts, (card) =>
    card.name === facts.network.client
      ? {
          ...card,
          name: 'wlp2s0',
          kind: 'wireless',
          driver: 'iwlwifi',
          speedMbit: null,
          duplex: null,
          neighbour: null,
        }
      : card.kind === 'nic'
        ? undefined
        : card,
  ),
})

const clientIs = (facts: Facts, name: string): Facts => ({
  ...facts,
  network: {
    ...facts.network,
    client: name,
    routes: facts.network.routes?.map((route) => ({ ...route, interface: name })) ?? null,
  },
})

const leased: Change = (facts) =>
  interfaces(facts, (card) => ({
    ...card,
    addresses:
      card.addresses?.map((one) => (one.scope === 'global' ? { ...one, dynamic: true } : one)) ?? null,
  }))

const clustered: Change = (facts) => ({
  ...facts,
  packages: {
    ...facts.packages,
    installed: {
      ...facts.packages.installed,
      corosync: '3.1.7-1+deb12u2',
      pacemaker: '2.1.5-1+deb12u1',
      'pacemaker-cli-utils': '2.1.5-1+deb12u1',
    },
  },
  services: [
    ...facts.services,
    ...['corosync', 'pacemaker'].map((name) => ({
      name,
      running: true,
      enabled: true,
      masked: false,
      failed: false,
    })),
  ],
  cluster: {
    ...facts.cluster,
    corosync: {
      pristine: false,
      name: 'oldprod',
      transport: 'knet',
      nodes: [
        { name: 'node1', id: 1, addresses: ['192.168.1.11'] },
        { name: 'node2', id: 2, addresses: ['192.168.1.12'] },
      ],
      authkey: true,
    },
    pacemaker: { nodes: ['node1', 'node2'], resources: 7 },
  },
})

const withData: Change = (facts) =>
  disks(facts, (all) =>
    all.map((one, index) =>
      !isData(one)
        ? one
        : index % 2 === 0
          ? withPartitions(one, [
              { sizeBytes: 1000 * gib, type: 'linux', holds: 'xfs', label: 'archive' },
              { sizeBytes: 2000 * gib, type: 'linux', holds: 'LVM2_member' },
            ])
          : judged({
              ...one,
              blank: null,
              signatures: [{ type: 'ext4', offset: 1080, uuid: '5b0f6a5e', label: 'backup', version: '1.0' }],
            }),
    ),
  )

const platter = (facts: Facts, name: string, index: number, sizeBytes = 4000787030016): Disk =>
  disk({
    name,
    model: 'ST4000NM0035',
    serial: `ZC${digits(`${facts.node}${index}`, 6).toUpperCase()}`,
    sizeBytes,
    rotational: true,
  })

const third: Change = (facts) => disks(facts, (all) => [...all, platter(facts, 'sdc', 3)])

const letters = (index: number): string => (index < 26 ? '' : 'a') + String.fromCharCode(97 + (index % 26))

const thirty: Change = (facts) =>
  disks(facts, (all) => [
    ...all.filter(({ system }) => system),
    ...Array.from({ length: 30 }, (_, index) =>
      platter(facts, `sd${letters(index)}`, index, index < 24 ? 4000787030016 : 8001563222016),
    ),
  ])

const twenty: Change = (facts) => ({
  ...facts,
  network: {
    ...facts.network,
    interfaces: [
      ...facts.network.interfaces,
      ...Array.from({ length: 16 }, (_, index) =>
        nic({
          name: `enp${130 + Math.floor(index / 4)}s0f${index % 4}`,
          mac: `3c:fd:fe:${facts.node.slice(-1).padStart(2, '0')}:00:${(16 + index).toString(16)}`,
          speedMbit: index < 4 ? 1000 : null,
          pci: `0000:${(0x82 + Math.floor(index / 4)).toString(16)}:00.${index % 4}`,
        }),
      ),
    ],
  },
})

/** A distribution that is made of Slackware and does not call itself so. */
const like: Change = (facts) => ({
  ...facts,
  platform: null,
  versions: { kernel: '5.15.117', 'drbd-module': '8.4.11', lvm2: '2.03.13' },
  system: { ...facts.system, platform: 'salix-15.0', title: 'Salix 15.0', kernel: '5.15.117', init: 'bsd' },
  packages: {
    manager: 'pkgtools',
    installed: { iproute2: '5.16.0', 'kernel-generic': '5.15.117', lvm2: '2.03.13', mdadm: '4.2' },
    candidates: {},
    programs: { lvm2: '2.03.13' },
  },
  network: { ...facts.network, managers: ['rc.inet1'] },
  services: [{ name: 'inet1', running: null, enabled: true, masked: false, failed: false }],
})

/** Facts of two nodes by what is the matter with them. */
export const odd = (node1: Facts, node2: Facts): { readonly [name: string]: readonly Facts[] } => ({
  'odd-one-card': [oneCard(node1), oneCard(node2)],
  'odd-radio-only': [clientIs(radioOnly(node1), 'wlp2s0'), clientIs(radioOnly(node2), 'wlp2s0')],
  'odd-leased-address': [leased(node1), leased(node2)],
  'odd-running-cluster': [clustered(node1), clustered(node2)],
  'odd-disks-with-data': [withData(node1), node2],
  'odd-number-of-disks': [third(node1), third(node2)],
  'odd-disks-differ': [third(node1), node2],
  'odd-slackware-like': [node1, like(node2)],
  'odd-unreachable': [node1],
  'odd-thirty-disks': [thirty(node1), thirty(node2)],
  'odd-twenty-cards': [twenty(node1), twenty(node2)],
})

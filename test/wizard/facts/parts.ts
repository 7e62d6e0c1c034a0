// The parts that machines of the fixtures are built of, shaped as real captures are (test/facts).
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { assemble, topics } from '../../../src/facts/assemble.ts'
import { readAnswers } from '../../../src/facts/program.ts'
import type { Facts, Interface, Packages, System } from '../../../src/facts/types.gen.ts'
import { versionsOf } from '../../../src/facts/versions.ts'
import { platform as platformOf } from '../../../src/platform/platform.ts'

export const gib = 1024 ** 3

/** The same text gives the same digits, so that fixtures are the same whenever they are made. */
export const digits = (text: string, count: number): string =>
  createHash('sha256').update(text).digest('hex').slice(0, count)

/** What a real Debian 12 machine answered, read by the program itself. */
function captured(): Facts {
  const output = readFileSync('test/facts/nodes/debian-12-fresh-disks.txt', 'utf8')
  const mark = /^([0-9a-f]{32}) now /m.exec(output)![1]!
  const answers = readAnswers(output, mark)
  const [first, last] = answers.clock
  const sent = { beganMs: first!.ms - 40, endedMs: last!.ms + 20 }
  return assemble('node', answers, { sent, tool: '0.1.0' })
}

/** What was captured of a system. */
function captureOf(capture: string): System {
  const found = topics.find((candidate) => candidate.name === 'system')!
  return found.parse(readFileSync(`test/facts/topics/system/${capture}.txt`, 'utf8')) as System
}

const real = captured()

const systems: { readonly [platform: string]: System } = {
  'debian-5': {
    ...captureOf('debian-6-without-os-release'),
    title: 'Debian 5.0.10',
    kernel: '2.6.26-2-amd64',
    proxmox: false,
  },
  'debian-6': { ...captureOf('debian-6-without-os-release'), proxmox: false },
  'debian-7': {
    ...captureOf('debian-6-without-os-release'),
    title: 'Debian GNU/Linux 7 (wheezy)',
    kernel: '3.2.0-4-amd64',
    proxmox: false,
  },
  'debian-12': { ...real.system, firmware: 'uefi', virtual: 'none' },
  'debian-13': {
    ...real.system,
    title: 'Debian GNU/Linux 13 (trixie)',
    kernel: '6.12.41+deb13-amd64',
    firmware: 'uefi',
    virtual: 'none',
  },
  'slackware-13.37': captureOf('slackware-13.37'),
  'slackware-15.0': { ...captureOf('slackware-15.0'), firmware: 'bios' },
}

/** Packages that a minimal installation has; what the cluster needs is in apt's lists and not installed yet. */
const minimal = /^(dmidecode|ethtool|ifupdown2?|iproute2|linux-image-amd64|openssh-server)$/

function packagesOf(platform: string, more: readonly string[]): Packages {
  if (platform.startsWith('slackware')) {
    const { versions } = platformOf(platform)
    const kernel = versions.kernel
    return {
      manager: 'pkgtools',
      installed: { iproute2: '5.16.0', 'kernel-generic': kernel, lvm2: versions.lvm2, mdadm: '4.2' },
      candidates: {},
      programs: { lvm2: versions.lvm2 },
    }
  }
  const all = platform === 'debian-12' ? real.packages.installed : inLists(platform)
  const isThere = (name: string): boolean => minimal.test(name) || more.includes(name)
  const pick = (there: boolean): { [name: string]: string } =>
    Object.fromEntries(Object.entries(all).filter(([name]) => isThere(name) === there))
  return { manager: 'dpkg', installed: pick(true), candidates: pick(false), programs: {} }
}

/** Other releases have other versions of what decides dialects. */
function inLists(platform: string): { readonly [name: string]: string } {
  const { versions } = platformOf(platform)
  const own: { readonly [name: string]: string } = {
    corosync: versions.corosync,
    'drbd-utils': versions['drbd-utils'],
    heartbeat: `1:${versions.heartbeat}`,
    'libvirt-daemon-system': versions.libvirt,
    lvm2: versions.lvm2,
    pacemaker: versions.pacemaker,
    'qemu-system-x86': `1:${versions.qemu}`,
  }
  return Object.fromEntries(
    Object.entries(real.packages.installed).map(([name, version]) => [
      name,
      own[name] === undefined ? version : `${own[name]}-1`,
    ]),
  )
}

export interface Base {
  readonly node: string
  readonly platform: string
  readonly memoryBytes: number
  readonly packages?: readonly string[]
  readonly proxmox?: boolean
  readonly bmc?: string | undefined
}

/** A machine without disks and cards: freshly installed, nothing configured. */
export function machine({ node, platform, memoryBytes, packages = [], proxmox = false, bmc }: Base): Facts {
  const isOld = !/^(debian-1|slackware-15)/.test(platform)
  const id = digits(node + platform, 32)
  const system: System = {
    ...systems[platform]!,
    nodename: node,
    platform,
    machineId: platform.startsWith('slackware') ? null : id,
    bootId: `${id.slice(0, 8)}-${id.slice(8, 12)}-4${id.slice(13, 16)}-a${id.slice(17, 20)}-${id.slice(20)}`,
    proxmox,
    serial: isOld ? null : `S${digits(node, 9).toUpperCase()}`,
    uuid: `${id.slice(0, 8)}-0000-0000-0000-${id.slice(20)}`,
    vendor: isOld ? systems[platform]!.vendor : 'Supermicro',
    product: isOld ? systems[platform]!.product : 'SYS-1029P',
  }
  const found = packagesOf(platform, [...packages, ...(proxmox ? ['ifupdown2'] : [])])
  const { versions } = platformOf(platform)
  const drbd = {
    loaded: false,
    module: versions['drbd-module'],
    utils: null,
    configured: [],
    devices: [],
    metadata: [],
  }
  return {
    ...real,
    node,
    platform,
    versions: versionsOf({ system, drbd, packages: found }),
    collected: { ...real.collected, at: '2026-11-02T09:00:00.000Z' },
    system,
    processor: {
      ...real.processor,
      model: 'Intel(R) Xeon(R) Silver 4210 CPU @ 2.20GHz',
      vendor: 'GenuineIntel',
      family: 6,
      modelNumber: 85,
      stepping: 7,
      microcode: '0x5003901',
      threads: 20,
      cores: 10,
      flags: ['aes', 'avx512f', 'de', 'fpu', 'lm', 'msr', 'nx', 'sse4_2', 'ssse3', 'vme', 'vmx'],
      virtualization: 'vmx',
      kvm: true,
      nested: null,
    },
    // The kernel keeps about two hundredths for itself.
    memory: {
      totalBytes: Math.floor((memoryBytes * 0.98) / 4096) * 4096,
      swapBytes: gib,
      installedBytes: memoryBytes,
      modules: 4,
    },
    clock: {
      ...real.clock,
      offsetMs: Number.parseInt(digits(node, 2), 16) - 128,
      daemon: null,
      synchronized: null,
    },
    disks: [],
    arrays: [],
    lvm: { physicalVolumes: [], groups: [], settings: [], devicesFile: false },
    drbd,
    network: {
      interfaces: [loopback],
      routes: [],
      nameservers: [],
      managers: [platform.startsWith('slackware') ? 'rc.inet1' : proxmox ? 'ifupdown2' : 'ifupdown'],
      client: null,
    },
    packages: found,
    services: platform.startsWith('slackware')
      ? [
          { name: 'inet1', running: null, enabled: true, masked: false, failed: false },
          { name: 'sshd', running: true, enabled: true, masked: false, failed: false },
        ]
      : real.services.filter(({ name }) =>
          [
            'networking',
            'ssh',
            'systemd-networkd',
            ...(packages.includes('lldpd') ? ['lldpd'] : []),
          ].includes(name),
        ),
    cluster: { corosync: null, pacemaker: null, heartbeat: null, cman: null, proxmox },
    management:
      bmc === undefined
        ? {
            ...real.management,
            bmc: false,
            device: null,
            address: null,
            mac: null,
            source: null,
            firmware: null,
            vendor: null,
            watchdogs: watchdog,
          }
        : {
            bmc: true,
            device: '/dev/ipmi0',
            address: bmc,
            mac: `3c:ec:ef:${digits(node, 6).match(/../g)!.join(':')}`,
            source: 'Static Address',
            firmware: '1.74',
            vendor: 'Super Micro Computer Inc.',
            watchdogs: watchdog,
          },
  }
}

const watchdog = ['/dev/watchdog', '/dev/watchdog0'].map((device) => ({ device, identity: 'iTCO_wdt' }))

const loopback: Interface = real.network.interfaces.find(({ name }) => name === 'lo')!
Object.assign(loopback, { addresses: loopback.addresses!.filter(({ scope }) => scope === 'host') })

export interface NicSaid {
  readonly name: string
  readonly mac: string
  readonly speedMbit?: number | null
  readonly neighbour?: Interface['neighbour']
  readonly driver?: string
  readonly pci?: string
}

/** A network card without an address; without a speed nothing is plugged into it. */
export const nic = ({ name, mac, speedMbit = null, neighbour = null, driver, pci }: NicSaid): Interface => ({
  ...loopback,
  name,
  kind: 'nic',
  mac,
  permanentMac: mac,
  driver: driver ?? (speedMbit === 10000 ? 'ixgbe' : 'igb'),
  pci: pci ?? `0000:${(0x10 + Number.parseInt(digits(name, 2), 16) / 4).toString(16).slice(0, 2)}:00.0`,
  chip: speedMbit === 10000 ? '8086:1563' : '8086:1521',
  up: speedMbit !== null,
  carrier: speedMbit === null ? null : true,
  speedMbit,
  duplex: speedMbit === null ? null : 'full',
  mtu: 1500,
  addresses: [],
  managedBy: null,
  neighbour,
})

/** The card by which the machine is reached. */
export function withAddress(
  card: Interface,
  address: string,
  prefix: number,
  how: { readonly managedBy: Interface['managedBy']; readonly dynamic?: boolean },
): Interface {
  return {
    ...card,
    addresses: [{ address, prefix, scope: 'global', dynamic: how.dynamic ?? false }],
    managedBy: how.managedBy,
  }
}

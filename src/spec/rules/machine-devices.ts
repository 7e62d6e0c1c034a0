import { atLeast } from '../../core/version.ts'
import { drbdNumbers } from '../devices.ts'
import { interfaceKind, lowestVersion } from '../effective.ts'
import { dualPrimaryOf, filesystemOf, machineType, migratesLive } from '../machines.ts'
import type { Rule } from '../rule.ts'
import type { Path, Spec, Vm, VmDisk, VmNic } from '../spec.ts'

const direct = new Set(['none', 'directsync'])

function* disksOf(spec: Spec): Generator<{ name: string; vm: Vm; disk: VmDisk; path: Path }> {
  for (const [name, vm] of Object.entries(spec.vms ?? {}))
    for (const [i, disk] of (vm.disks ?? []).entries())
      yield { name, vm, disk, path: ['vms', name, 'disks', i] }
}

function* nicsOf(spec: Spec): Generator<{ name: string; nic: VmNic; path: Path }> {
  for (const [name, vm] of Object.entries(spec.vms ?? {}))
    for (const [i, nic] of (vm.nics ?? []).entries()) yield { name, nic, path: ['vms', name, 'nics', i] }
}

/** RESOURCE/VOLUME of a disk on DRBD. */
const volumeOf = (reference: string): string => (reference.includes('/') ? reference : `${reference}/0`)

/** Whether a machine moves live because it says so; what only could is not an error. */
const saysLive = (vm: Vm): boolean => vm['live-migration'] === true

export const rules: Rule[] = [
  {
    code: 'VMS001',
    severity: 'error',
    title: 'A disk of a virtual machine is a DRBD device, a file or a CD image.',
    why: 'Its definition needs one source.',
    example: { bad: 'disks: [{ drbd: vm1, file: /data/vm1.raw }]', good: 'disks: [{ drbd: vm1 }]' },
    source: 'libvirt formatdomain, disk source',
    check(spec, report) {
      for (const { name, disk, path } of disksOf(spec)) {
        const kinds = (['drbd', 'file', 'cdrom'] as const).filter((key) => disk[key] !== undefined)
        if (kinds.length === 0)
          report(path, `A disk of ${name} does not say what it is.`, 'add drbd, file or cdrom')
        if (kinds.length > 1)
          report(
            [...path, kinds[1]!],
            `A disk of ${name} is ${kinds.join(' and ')} at once.`,
            `keep one; write another disk for ${kinds[1]}`,
          )
      }
    },
  },
  {
    code: 'VMS002',
    severity: 'error',
    title: 'A network card of a virtual machine is on a bridge or in a libvirt network.',
    why: 'Its definition needs one source.',
    example: { bad: 'nics: [{ model: virtio }]', good: 'nics: [{ bridge: br0, model: virtio }]' },
    source: 'libvirt formatdomain, network interfaces',
    check(spec, report) {
      for (const { name, nic, path } of nicsOf(spec)) {
        if (nic.bridge === undefined && nic.network === undefined)
          report(
            path,
            `A network card of ${name} is connected to nothing.`,
            'add bridge: with the name of a bridge',
          )
        if (nic.bridge !== undefined && nic.network !== undefined)
          report(
            [...path, 'network'],
            `A network card of ${name} is on the bridge ${nic.bridge} and in the network ${nic.network} at once.`,
            'keep one of them',
          )
      }
    },
  },
  {
    code: 'VMS003',
    severity: 'error',
    title: 'A DRBD volume or an image belongs to one virtual machine, and to nothing beside it.',
    why: 'Two guests, or a guest and a mount on the host, write over each other: the file system on it is lost.',
    example: {
      bad: 'a: { disks: [{ drbd: r0 }] }\nb: { disks: [{ drbd: r0 }] }',
      good: 'a: { disks: [{ drbd: a }] }\nb: { disks: [{ drbd: b }] }',
    },
    source: 'libvirt formatdomain, shareable; drbd.conf(5)',
    check(spec, report) {
      const owners = new Map<string, string>()
      for (const [service, { filesystem }] of Object.entries(spec.services ?? {})) {
        const head = filesystem?.device.split('/')[0]
        if (filesystem && head !== undefined && spec.drbd?.resources?.[head])
          owners.set(`drbd ${volumeOf(filesystem.device)}`, `the file system ${service}`)
      }
      for (const { 'volume-groups': groups } of Object.values(spec.nodes)) {
        for (const [group, { devices }] of Object.entries(groups ?? {}))
          for (const device of devices)
            if (spec.drbd?.resources?.[device.split('/')[0]!])
              owners.set(`drbd ${volumeOf(device)}`, `the volume group ${group}`)
      }
      for (const { name, disk, path } of disksOf(spec)) {
        const key =
          disk.drbd !== undefined
            ? `drbd ${volumeOf(disk.drbd)}`
            : disk.file !== undefined
              ? `file ${disk.file}`
              : undefined
        if (key === undefined) continue
        const owner = owners.get(key)
        if (owner !== undefined)
          report(
            [...path, disk.drbd === undefined ? 'file' : 'drbd'],
            owner === `the virtual machine ${name}`
              ? `${name} has ${disk.drbd ?? disk.file} as two of its disks.`
              : `${disk.drbd ?? disk.file} is a disk of ${name}, but it is used by ${owner} already.`,
            'give each its own',
          )
        else owners.set(key, `the virtual machine ${name}`)
      }
    },
  },
  {
    code: 'VMS004',
    severity: 'error',
    title: 'The disks of a machine that moves live bypass the cache of the host.',
    why: 'What one host still has in its page cache the other does not see: the guest finds old blocks after the move. libvirt refuses such a migration.',
    example: { bad: 'disks: [{ drbd: vm1, cache: writeback }]', good: 'disks: [{ drbd: vm1, cache: none }]' },
    source: 'libvirt virsh migrate --unsafe; formatdomain, driver cache',
    check(spec, report) {
      for (const { name, vm, disk, path } of disksOf(spec)) {
        if (disk.cache === undefined || disk.cdrom !== undefined || direct.has(disk.cache)) continue
        const dual = disk.drbd !== undefined && dualPrimaryOf(spec, disk.drbd.split('/')[0]!) !== 'never'
        if (migratesLive(spec, vm) || dual)
          report(
            [...path, 'cache'],
            `The disk ${disk.drbd ?? disk.file} of ${name} has cache ${disk.cache}, and ${name} can move to another node while it runs.`,
            'write cache: none, or leave it out',
          )
        else if (disk.cache === 'unsafe')
          report(
            [...path, 'cache'],
            `The disk ${disk.drbd ?? disk.file} of ${name} has cache unsafe: after a fail-over the guest finds what was flushed long ago.`,
            'write cache: none, or leave it out',
            'warning',
          )
      }
    },
  },
  {
    code: 'VMS005',
    severity: 'error',
    title: 'A machine that moves live has its images where both nodes can write them.',
    why: 'A file system such as ext4 is mounted on one node at a time; the guest would find no file on the other.',
    example: {
      bad: 'vm1: { disks: [{ file: /data/vm1.qcow2 }], live-migration: true }   # /data is ext4',
      good: 'vm1: { disks: [{ drbd: vm1 }], live-migration: true }',
    },
    source: 'libvirt "Guest migration": storage on shared file systems',
    check(spec, report) {
      for (const { name, vm, disk, path } of disksOf(spec)) {
        if (disk.file === undefined) continue
        const found = filesystemOf(spec, disk.file)
        if (saysLive(vm) && !found?.shared)
          report(
            [...path, 'file'],
            found
              ? `${name} is to move live, but ${disk.file} is on the file system ${found.service}, which one node mounts at a time.`
              : `${name} is to move live, but ${disk.file} is on no file system that both nodes have.`,
            'put the disk on a DRBD resource of its own, or write live-migration: false',
          )
        else if (!found)
          report(
            [...path, 'file'],
            `The image ${disk.file} of ${name} is on no file system of the cluster; another node will not find it.`,
            'put it below the mount point of a filesystem service, or on a DRBD resource',
            'warning',
          )
      }
    },
  },
  {
    code: 'VMS006',
    severity: 'error',
    title: 'A disk on DRBD is raw.',
    why: 'qcow2 on a block device of fixed size grows until it does not fit, and its own metadata are cached by each host.',
    example: { bad: 'disks: [{ drbd: vm1, format: qcow2 }]', good: 'disks: [{ drbd: vm1 }]' },
    source: 'qemu-img(1); libvirt formatdomain, driver type',
    check(spec, report) {
      for (const { name, disk, path } of disksOf(spec)) {
        if (disk.drbd !== undefined && disk.format === 'qcow2')
          report(
            [...path, 'format'],
            `The disk ${disk.drbd} of ${name} is qcow2 on a DRBD device; it must be raw.`,
            'remove format',
          )
        if (disk.file?.endsWith('.qcow2') && disk.format === 'raw')
          report(
            [...path, 'format'],
            `${disk.file} of ${name} is called qcow2, but is to be read as raw; the guest would see the header of the image.`,
            'write format: qcow2',
            'warning',
          )
      }
    },
  },
  {
    code: 'VMS007',
    severity: 'error',
    title: 'A bus exists on the machine type.',
    why: 'q35 has no IDE and old pc machines have no SATA; QEMU refuses to start the guest.',
    example: {
      bad: 'vm1: { machine: pc-q35-7.2, disks: [{ drbd: vm1, bus: ide }] }',
      good: 'vm1: { machine: pc-q35-7.2, disks: [{ drbd: vm1, bus: sata }] }',
    },
    source: 'libvirt: "IDE controllers are unsupported for this QEMU binary or machine type"',
    check(spec, report) {
      const common = machineType(lowestVersion(spec, 'qemu'))
      for (const { name, vm, disk, path } of disksOf(spec)) {
        const machine = vm.machine ?? common
        if (disk.bus === 'ide' && machine.includes('q35'))
          report(
            [...path, 'bus'],
            `The machine type ${machine} of ${name} has no IDE bus.`,
            'write bus: sata, or machine: pc-i440fx-… for an old guest',
          )
        if (disk.cdrom !== undefined && disk.bus === 'virtio')
          report(
            [...path, 'bus'],
            `The CD image ${disk.cdrom} of ${name} is on virtio, which has no CD drives.`,
            'write bus: sata or scsi, or leave it out',
          )
      }
      for (const [name, vm] of Object.entries(spec.vms ?? {})) {
        const ide = (vm.disks ?? []).filter((disk) => disk.bus === 'ide').length
        if (ide > 4)
          report(
            ['vms', name, 'disks'],
            `${name} has ${ide} disks on IDE, which takes four.`,
            'use virtio, scsi or sata',
          )
      }
    },
  },
  {
    code: 'VMS008',
    severity: 'error',
    title: 'The bridge of a machine is a bridge on every node.',
    why: 'libvirt connects a guest to a bridge only: on a NIC, bond or VLAN it does not start.',
    example: {
      bad: 'nics: [{ bridge: bond0 }]',
      good: 'interfaces: { br0: { bridge: { ports: [bond0] } } }   # nics: [{ bridge: br0 }]',
    },
    source: 'libvirt formatdomain, bridge to LAN',
    check(spec, report) {
      const found = new Map<string, { node: string; kind: string } | undefined>()
      const other = (bridge: string): { node: string; kind: string } | undefined => {
        if (found.has(bridge)) return found.get(bridge)
        const hit = Object.entries(spec.nodes).flatMap(([node, { interfaces }]) => {
          const value = interfaces?.[bridge]
          const kind = value && interfaceKind(value)
          return kind === undefined || kind === 'bridge' ? [] : [{ node, kind }]
        })[0]
        found.set(bridge, hit)
        return hit
      }
      const say = (what: string, bridge: string, path: Path): void => {
        const hit = other(bridge)
        if (hit)
          report(
            path,
            `${what} is on ${bridge}, which is a ${hit.kind === 'nic' ? 'network card' : hit.kind} of ${hit.node} and no bridge.`,
            `add a bridge with ${bridge} as its port to the interfaces, best under node-defaults, and name that`,
          )
      }
      for (const { name, nic, path } of nicsOf(spec))
        if (nic.bridge !== undefined) say(`A network card of ${name}`, nic.bridge, [...path, 'bridge'])
      for (const [name, { bridge }] of Object.entries(spec.libvirt?.networks ?? {}))
        say(`The libvirt network ${name}`, bridge, ['libvirt', 'networks', name, 'bridge'])
    },
  },
  {
    code: 'VMS009',
    severity: 'error',
    title: 'VLAN tags of guests are for libvirt 11 and VLAN-aware bridges.',
    why: 'libvirt before 11.0 refuses a tag on a Linux bridge, and a bridge that does not filter VLANs ignores it.',
    example: {
      bad: 'nics: [{ bridge: br0, vlan: 370 }]   # Debian 12',
      good: 'nics: [{ bridge: br370 }]   # a bridge on the VLAN bond0.370',
    },
    source: 'libvirt 11.0.0 release notes; formatdomain, vlan',
    check(spec, report) {
      const libvirt = lowestVersion(spec, 'libvirt')
      for (const { name, nic, path } of nicsOf(spec)) {
        if (nic.vlan === undefined) continue
        const plain = Object.entries(spec.nodes).find(([, { interfaces }]) => {
          const bridge = interfaces?.[nic.bridge ?? '']?.bridge
          return bridge !== undefined && !bridge['vlan-aware']
        })?.[0]
        if (!atLeast(libvirt, '11.0'))
          report(
            [...path, 'vlan'],
            `A network card of ${name} has the VLAN tag ${nic.vlan}, which libvirt ${libvirt} cannot set on a bridge; it needs 11.0.`,
            `make a VLAN interface and a bridge on it, and write bridge: br${nic.vlan}`,
          )
        else if (plain !== undefined)
          report(
            [...path, 'vlan'],
            `A network card of ${name} has the VLAN tag ${nic.vlan}, but ${nic.bridge} on ${plain} is not VLAN-aware.`,
            `write vlan-aware: true for ${nic.bridge}, or use a bridge on a VLAN interface`,
          )
      }
    },
  },
  {
    code: 'VMS010',
    severity: 'error',
    title: 'MAC addresses of guests are unicast and different.',
    why: "Two cards with one address take each other's frames away; a multicast address is refused.",
    example: {
      bad: 'nics: [{ bridge: br0, mac: "01:00:5e:00:00:01" }]',
      good: 'nics: [{ bridge: br0, mac: "52:54:00:00:00:01" }]',
    },
    source:
      'IEEE 802: the lowest bit of the first byte is the group bit; libvirt: "expected unicast mac address"',
    check(spec, report) {
      const seen = new Map<string, string>()
      for (const [node, { interfaces }] of Object.entries(spec.nodes)) {
        for (const [name, { mac }] of Object.entries(interfaces ?? {}))
          if (mac !== undefined) seen.set(mac.toLowerCase(), `${name} of ${node}`)
      }
      for (const { name, nic, path } of nicsOf(spec)) {
        if (nic.mac === undefined) continue
        const mac = nic.mac.toLowerCase()
        const other = seen.get(mac)
        if (parseInt(mac.slice(0, 2), 16) & 1)
          report(
            [...path, 'mac'],
            `${nic.mac} of ${name} is a multicast address.`,
            'write one that begins with 52:54:00, or leave it out',
          )
        else if (mac === '00:00:00:00:00:00')
          report([...path, 'mac'], `${nic.mac} of ${name} is no address.`, 'leave it out')
        else if (other !== undefined)
          report(
            [...path, 'mac'],
            `${nic.mac} is the address of a card of ${name} and of ${other}.`,
            'change one of them, or leave it out',
          )
        else seen.set(mac, `a card of ${name}`)
      }
    },
  },
  {
    code: 'VMS011',
    severity: 'error',
    title: 'A machine moves live only where its DRBD devices may have two primaries.',
    why: 'For the moments of the move both nodes hold the disk open, so both must be Primary; with dual-primary never the migration fails.',
    example: {
      bad: 'drbd: { dual-primary: never }   # vm1: live-migration: true',
      good: 'drbd: { dual-primary: migration }',
    },
    source: 'drbd.conf(5) allow-two-primaries',
    check(spec, report) {
      const resources = new Set(drbdNumbers(spec).map(({ name }) => name))
      for (const { name, vm, disk, path } of disksOf(spec)) {
        const resource = disk.drbd?.split('/')[0]
        if (resource === undefined || !saysLive(vm) || !resources.has(resource)) continue
        if (dualPrimaryOf(spec, resource) === 'never')
          report(
            [...path, 'drbd'],
            `${name} is to move live, but DRBD ${resource} never has two primaries.`,
            `write dual-primary: migration for ${resource}, or live-migration: false for ${name}`,
          )
      }
    },
  },
]

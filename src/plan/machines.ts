import { lowestVersion } from '../spec/effective.ts'
import { createHash } from 'node:crypto'
import { atLeast, compareVersions } from '../core/version.ts'
import { bytesOf } from '../spec/arithmetic/units.ts'
import { drbdNumbers } from '../spec/devices.ts'
import { machineConfig, machineType, migratesLive } from '../spec/machines.ts'
import type { Spec, Vm, VmDisk, VmNic } from '../spec/spec.ts'

export interface LibvirtPlan {
  readonly networks: readonly { readonly name: string; readonly uuid: string; readonly bridge: string }[]
  readonly migrationTransport: 'ssh' | 'tls' | 'tcp'
  readonly migrationNetwork: string | undefined
}

export interface MachinePlan {
  readonly name: string
  readonly title: string | undefined
  readonly uuid: string
  readonly memoryKiB: number
  readonly cpus: number
  /** A model of libvirt's own list, or host-passthrough. */
  readonly cpuModel: string | undefined
  /** Why this model, one sentence. */
  readonly cpuBecause: string
  /** kvm or qemu. */
  readonly domainType: 'kvm' | 'qemu'
  readonly machine: string
  readonly firmware: 'bios' | 'uefi'
  /** Path of the XML on every node. */
  readonly config: string
  readonly disks: readonly MachineDisk[]
  readonly nics: readonly MachineNic[]
  readonly boot: readonly ('disk' | 'network' | 'cdrom')[]
  readonly console: readonly ('serial' | 'vnc' | 'spice')[]
  readonly liveMigration: boolean
  /** DRBD resources below its disks. */
  readonly drbd: readonly string[]
}

export interface MachineDisk {
  readonly kind: 'block' | 'file' | 'cdrom'
  readonly source: string
  readonly target: string
  readonly bus: string
  readonly format: string
  readonly cache: string
  readonly discard: boolean
}

export interface MachineNic {
  readonly kind: 'bridge' | 'network'
  readonly source: string
  readonly mac: string
  readonly model: string
  readonly vlan: number | undefined
}

const defaultCpus = 1

/** What all virtual machines have in common, worked out once. */
interface Common {
  readonly spec: Spec
  readonly qemu: string
  readonly machine: string
  readonly cpu: { readonly model: string | undefined; readonly because: string }
  readonly minors: ReadonlyMap<string, number>
  /** MAC addresses in use; grows as addresses are made. */
  readonly macs: Set<string>
}

/** Virtual machines with everything decided; the time grows with their number only. */
export function resolveMachines(spec: Spec): MachinePlan[] {
  const machines = Object.entries(spec.vms ?? {})
  const qemu = lowestVersion(spec, 'qemu')
  const common: Common = {
    spec,
    qemu,
    machine: machineType(qemu),
    cpu: commonCpu(spec),
    minors: new Map(
      drbdNumbers(spec).flatMap(({ name, volumes }) =>
        volumes.map(({ volume, minor }) => [`${name}/${volume}`, minor] as const),
      ),
    ),
    macs: new Set(
      [
        ...machines.flatMap(([, vm]) => (vm.nics ?? []).map(({ mac }) => mac)),
        ...Object.values(spec.nodes).flatMap((node) =>
          Object.values(node.interfaces ?? {}).map(({ mac }) => mac),
        ),
      ].flatMap((mac) => mac?.toLowerCase() ?? []),
    ),
  }
  return machines.map(([name, vm]) => resolveMachine(name, vm, common))
}

function resolveMachine(name: string, vm: Vm, common: Common): MachinePlan {
  const { spec } = common
  const machine = vm.machine ?? common.machine
  const disks = vm.disks ?? []
  return {
    name,
    title: vm.description,
    uuid: vm.uuid ?? uuidFor(`${spec.name}/vm/${name}`),
    memoryKiB: Math.ceil(bytesOf(vm.memory) / 1024),
    cpus: vm.cpus ?? defaultCpus,
    ...(vm['cpu-model']
      ? { cpuModel: vm['cpu-model'], cpuBecause: 'as cluster.yaml says' }
      : { cpuModel: common.cpu.model, cpuBecause: common.cpu.because }),
    domainType: vm.hypervisor ?? 'kvm',
    machine,
    firmware: vm.firmware ?? 'bios',
    config: machineConfig(name, vm),
    disks: resolveDisks(disks, machine, common),
    nics: (vm.nics ?? []).map((nic, i) => resolveNic(nic, `${spec.name}/vm/${name}/nic/${i}`, common.macs)),
    boot: vm.boot ?? (disks.some((disk) => disk.cdrom !== undefined) ? ['disk', 'cdrom'] : ['disk']),
    console: vm.console ?? ['serial', 'vnc'],
    liveMigration: migratesLive(spec, vm),
    drbd: [...new Set(disks.flatMap((disk) => disk.drbd?.split('/')[0] ?? []))],
  }
}

/** Targets by bus: vda… for virtio, sda… for scsi and sata (one series), hda… for ide. */
const targetPrefix: { readonly [bus: string]: string } = { virtio: 'vd', scsi: 'sd', sata: 'sd', ide: 'hd' }

function resolveDisks(disks: readonly VmDisk[], machine: string, common: Common): MachineDisk[] {
  const used: { [prefix: string]: number } = {}
  const q35 = machine.includes('q35')
  return disks.map((disk) => {
    const kind = disk.cdrom !== undefined ? 'cdrom' : disk.file !== undefined ? 'file' : 'block'
    const bus = disk.bus ?? (kind === 'cdrom' ? (q35 ? 'sata' : 'ide') : 'virtio')
    const prefix = targetPrefix[bus]!
    const position = (used[prefix] = (used[prefix] ?? -1) + 1)
    const format =
      disk.format ?? (kind === 'file' ? (disk.file!.endsWith('.qcow2') ? 'qcow2' : 'raw') : 'raw')
    return {
      kind,
      source: disk.cdrom ?? disk.file ?? devicePath(disk.drbd ?? '', common.minors),
      target: prefix + letters(position),
      bus,
      format,
      cache: disk.cache ?? 'none',
      discard: kind !== 'cdrom' && (disk.discard ?? true) && atLeast(common.qemu, '1.5'),
    }
  })
}

/** /dev/drbdN is the same on all nodes and needs no udev link, which is missing after a change of the host name. */
function devicePath(reference: string, minors: ReadonlyMap<string, number>): string {
  const minor = minors.get(reference.includes('/') ? reference : `${reference}/0`)
  return minor === undefined ? `/dev/drbd/by-res/${reference}` : `/dev/drbd${minor}`
}

/** a … z, aa, ab …: how the kernel counts disks. */
function letters(position: number): string {
  const last = String.fromCharCode(97 + (position % 26))
  return position < 26 ? last : letters(Math.floor(position / 26) - 1) + last
}

function resolveNic(nic: VmNic, seed: string, macs: Set<string>): MachineNic {
  return {
    kind: nic.network === undefined ? 'bridge' : 'network',
    source: nic.network ?? nic.bridge ?? '',
    mac: nic.mac?.toLowerCase() ?? freshMac(seed, macs),
    model: nic.model ?? 'virtio',
    vlan: nic.vlan,
  }
}

/** A MAC address with QEMU's prefix that follows from the seed and is not in use yet. */
function freshMac(seed: string, taken: Set<string>): string {
  for (let attempt = 0; ; attempt++) {
    const hex = createHash('sha256')
      .update(attempt === 0 ? seed : `${seed}#${attempt}`)
      .digest('hex')
    const mac = `52:54:00:${hex.slice(0, 2)}:${hex.slice(2, 4)}:${hex.slice(4, 6)}`
    if (taken.has(mac)) continue
    taken.add(mac)
    return mac
  }
}

/** Name space of our version 5 UUIDs (RFC 9562): itself random, fixed for ever. */
const uuidNamespace = Buffer.from('5f0a7f5c8a0d4f0e9c3b6a1de2b47c91', 'hex')

/** The UUID that follows from a name (RFC 9562 section 5.5). */
export function uuidFor(name: string): string {
  const bytes = createHash('sha1').update(uuidNamespace).update(name).digest().subarray(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x50
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/**
 * The processor that guests see. A guest that saw more than the other node has would crash after its migration, so
 * without a word about the nodes' processors it is the oldest one with everything distributions ask for (x86-64-v2 and
 * AES): Westmere of 2010, which libvirt knows since 0.8.8 and which AMD processors since 2011 can stand in for.
 */
function commonCpu(spec: Spec): { model: string | undefined; because: string } {
  const models = [...new Set(Object.values(spec.nodes).map((node) => node.cpu))]
  if (models.length === 1 && models[0] !== undefined)
    return { model: models[0], because: `every node has a processor of this model` }
  if (compareVersions(lowestVersion(spec, 'libvirt'), '0.8.8') < 0)
    return { model: undefined, because: `libvirt before 0.8.8 knows no common model; QEMU's own default` }
  const because = models.includes(undefined)
    ? 'the processors of the nodes are not written down (cpu), and this one is in all of them since 2011'
    : `the nodes have different processors (${models.join(', ')}), and this one is in all of them since 2011`
  return { model: 'Westmere', because }
}

export function resolveLibvirt(spec: Spec): LibvirtPlan | undefined {
  if (!spec.libvirt && Object.keys(spec.vms ?? {}).length === 0) return undefined
  return {
    networks: Object.entries(spec.libvirt?.networks ?? {}).map(([name, { bridge }]) => ({
      name,
      uuid: uuidFor(`${spec.name}/network/${name}`),
      bridge,
    })),
    migrationTransport: spec.libvirt?.['migration-transport'] ?? 'ssh',
    migrationNetwork: spec.libvirt?.['migration-network'],
  }
}

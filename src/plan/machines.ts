import type { Spec } from '../spec/spec.ts'

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
  readonly cpuModel: string | undefined
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

export function resolveMachines(_spec: Spec): MachinePlan[] {
  return []
}

export function resolveLibvirt(_spec: Spec): LibvirtPlan | undefined {
  return undefined
}

import type { Spec } from '../spec/spec.ts'
import type { Bond, Bridge, Vlan } from '../spec/spec.ts'

export interface NetworkPlan {
  readonly style: 'ifupdown' | 'ifupdown2' | 'rc.inet1' | 'none'
  /** In the order in which they must come up: NICs, bonds, VLANs, bridges. */
  readonly interfaces: readonly InterfacePlan[]
  readonly hosts: readonly { readonly address: string; readonly names: readonly string[] }[]
  readonly dns: { readonly servers: readonly string[]; readonly search: readonly string[] } | undefined
}

export interface InterfacePlan {
  readonly name: string
  readonly kind: 'nic' | 'bond' | 'vlan' | 'bridge'
  readonly mac: string | undefined
  readonly pci: string | undefined
  readonly addresses: readonly string[]
  readonly gateways: readonly string[]
  readonly mtu: number | undefined
  readonly dhcp: boolean
  readonly hotplug: boolean
  readonly offload: { readonly [feature: string]: boolean }
  readonly routes: readonly {
    readonly to: string
    readonly via: string
    readonly metric: number | undefined
  }[]
  readonly bond: Bond | undefined
  readonly vlan: Vlan | undefined
  readonly bridge: Bridge | undefined
  /** The bond or bridge it is part of. */
  readonly master: string | undefined
}

export function resolveNetwork(_spec: Spec, _node: string): NetworkPlan {
  return { style: 'ifupdown', interfaces: [], hosts: [], dns: undefined }
}

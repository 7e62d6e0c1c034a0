import type { Platform, PlatformVersions } from '../platform/platform.ts'
import type { Stack } from '../spec/effective.ts'
import type { CibPlan } from './cib.ts'
import type { DrbdPlan } from './drbd.ts'
import type { MachinePlan, LibvirtPlan } from './machines.ts'
import type { MembershipPlan } from './membership.ts'
import type { NetworkPlan } from './network.ts'
import type { SecretPlan } from './secrets.ts'
import type { SoftwarePlan } from './software.ts'
import type { StoragePlan } from './storage.ts'
import type { WebPlan } from './web.ts'
import type { Timeouts } from '../spec/arithmetic/timeouts.ts'

/**
 * Everything that is to be, decided: frozen, serialisable, without secrets. Views and steps read it and nothing else.
 * Units are in the names of the fields (Ms, Bytes); what has no unit is as the man page of its file has it.
 */
export interface Plan {
  /** Version of ha-bootstrap. */
  readonly tool: string
  readonly spec: { readonly hash: string; readonly profile: string | undefined }
  readonly cluster: {
    readonly name: string
    readonly description: string | undefined
    readonly stack: Stack
    readonly mail: string
  }
  readonly networks: {
    readonly [name: string]: {
      readonly subnet?: string
      readonly subnet6?: string
      readonly mtu: number
      readonly speedMbit: number
    }
  }
  readonly nodes: readonly NodePlan[]
  readonly timeouts: Timeouts
  readonly drbd: DrbdPlan | undefined
  readonly membership: MembershipPlan
  /** Resources and constraints; of heartbeat and cman clusters too, where it is what simulate and the runbook read. */
  readonly cib: CibPlan
  readonly machines: readonly MachinePlan[]
  readonly libvirt: LibvirtPlan | undefined
  readonly web: readonly WebPlan[]
  readonly secrets: readonly SecretPlan[]
}

export interface NodePlan {
  readonly name: string
  readonly id: number
  /** NAME.DOMAIN where the node has a domain. */
  readonly fqdn: string | undefined
  readonly platform: Platform
  readonly versions: PlatformVersions
  readonly proxmox: boolean
  /** First address on each network. */
  readonly addresses: { readonly [network: string]: string }
  /** How to reach it; what the spec does not say is left to OpenSSH's own configuration. */
  readonly ssh: {
    readonly host: string
    readonly port?: number
    readonly user?: string
    readonly jump?: string
    readonly identity?: string
  }
  readonly network: NetworkPlan
  readonly storage: StoragePlan
  readonly software: SoftwarePlan
}

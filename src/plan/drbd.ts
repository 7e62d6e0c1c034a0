import type { Spec } from '../spec/spec.ts'
import type { DrbdDisk, DrbdHandlers, DrbdNet, DrbdOptions, DrbdStartup } from '../spec/spec.ts'

export type DrbdDialect = '8.3' | '8.4' | '9'

/** Settings with all defaults filled in that we set ourselves; what is absent is left to DRBD. */
export interface DrbdSettings {
  readonly protocol: 'A' | 'B' | 'C'
  readonly allowTwoPrimaries: boolean
  readonly auth: { readonly algorithm: string; readonly secret: string } | undefined
  readonly net: DrbdNet
  readonly disk: DrbdDisk
  readonly options: DrbdOptions
  readonly startup: DrbdStartup
  readonly handlers: DrbdHandlers
}

export interface DrbdPlan {
  readonly dialect: DrbdDialect
  readonly usageCount: boolean
  readonly minorCount: number | undefined
  readonly common: DrbdSettings
  readonly resources: readonly DrbdResourcePlan[]
}

export interface DrbdResourcePlan {
  readonly name: string
  readonly port: number
  readonly dualPrimary: 'never' | 'migration' | 'always'
  readonly initialSync: 'full' | 'skip'
  /** Only what differs from common. */
  readonly settings: Partial<DrbdSettings>
  readonly maxPeers: number
  /** In order; the first is the source of the initial sync. */
  readonly hosts: readonly DrbdHostPlan[]
  readonly volumes: readonly { readonly volume: number; readonly minor: number; readonly device: string }[]
}

export interface DrbdHostPlan {
  readonly node: string
  readonly nodeId: number
  readonly address: string
  readonly family: 'ipv4' | 'ipv6'
  readonly diskless: boolean
  /** By volume number. */
  readonly volumes: { readonly [volume: string]: { readonly disk: string; readonly metaDisk: string } }
}

export function resolveDrbd(_spec: Spec): DrbdPlan | undefined {
  return undefined
}

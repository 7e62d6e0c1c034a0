import type { Spec } from '../spec/spec.ts'
import type { Boot, Raid } from '../spec/spec.ts'

export interface StoragePlan {
  readonly disks: readonly DiskPlan[]
  readonly arrays: readonly ArrayPlan[]
  readonly groups: readonly GroupOfVolumesPlan[]
  readonly filesystems: readonly {
    readonly mount: string
    readonly device: string
    readonly type: string
    readonly options: string
    readonly pass: number
  }[]
  readonly boot: {
    readonly loader: NonNullable<Boot['loader']>
    readonly disks: readonly string[]
    readonly cmdline: readonly string[]
    readonly powerKey: string | undefined
  }
  /** LVM's global_filter in order, or undefined when LVM may see everything. */
  readonly lvmFilter:
    { readonly kind: 'filter' | 'global_filter'; readonly patterns: readonly string[] } | undefined
}

export interface DiskPlan {
  readonly name: string
  readonly path: string
  readonly serial: string | undefined
  readonly wwn: string | undefined
  readonly sizeBytes: number | undefined
  readonly table: 'gpt' | 'msdos' | 'none'
  readonly partitions: readonly {
    readonly name: string
    readonly number: number
    readonly path: string
    readonly sizeBytes: number | undefined
    readonly type: string
  }[]
}

export interface ArrayPlan {
  readonly name: string
  readonly path: string
  readonly level: Raid['level']
  readonly devices: readonly string[]
  readonly spares: readonly string[]
  readonly layout: string | undefined
  readonly chunkBytes: number | undefined
  readonly bitmap: 'internal' | 'none'
  readonly metadata: string
  readonly consistencyPolicy: string | undefined
  readonly label: string
  readonly writeMostly: readonly string[]
}

export interface GroupOfVolumesPlan {
  readonly name: string
  readonly devices: readonly string[]
  readonly existing: boolean
  readonly extentBytes: number
  /** A group on DRBD is activated by the cluster only. */
  readonly onDrbd: boolean
  readonly volumes: readonly {
    readonly name: string
    readonly path: string
    readonly sizeBytes: number
    readonly type: string
    readonly pool: string | undefined
    readonly stripes: number | undefined
  }[]
}

export function resolveStorage(_spec: Spec, _node: string): StoragePlan {
  return {
    disks: [],
    arrays: [],
    groups: [],
    filesystems: [],
    boot: { loader: 'none', disks: [], cmdline: [], powerKey: undefined },
    lvmFilter: undefined,
  }
}

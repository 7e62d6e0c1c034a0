import { corosyncDialect } from '../../spec/effective.ts'
import { buildNetwork } from '../network/build.ts'
import { replicationOf } from '../network/design.ts'
import type { NetworkDesign } from '../network/design.ts'
import { Asking } from '../placed.ts'
import type { Known } from '../question.ts'
import { settingOf } from '../setting.ts'
import type { Setting } from '../setting.ts'

/** What all questions about the cluster itself start from. */
export interface ClusterGround {
  readonly asking: Asking
  readonly known: Known
  readonly setting: Setting
  readonly nodes: readonly string[]
  readonly networks: readonly NetworkDesign[]
  readonly replication: string | undefined
  readonly gateway: string | undefined
  /** Generation of corosync; it decides who counts the votes. */
  readonly corosync: '1.4' | '2' | '3'
}

export function clusterGround(known: Known): ClusterGround {
  const { design } = buildNetwork(known)
  const setting = settingOf(known)
  return {
    asking: new Asking(known),
    known,
    setting,
    nodes: known.machines.map(({ name }) => name),
    networks: design.networks,
    replication: setting.replicates ? replicationOf(design.networks)?.name : undefined,
    gateway: design.gateway,
    corosync: corosyncOf(known, setting),
  }
}

function corosyncOf({ machines }: Known, { platforms, spec }: Setting): ClusterGround['corosync'] {
  const [first] = machines
  const version = first?.facts?.versions['corosync']
  const platform = platforms[first?.name ?? ''] ?? spec['node-defaults']?.platform
  return corosyncDialect({
    ...(platform !== undefined && { platform }),
    ...(version !== undefined && { versions: { corosync: version } }),
  })
}

import { sh } from '../src/core/sh.ts'
import type { NodePlan } from '../src/plan/plan.ts'
import type { DiskPlan } from '../src/plan/storage.ts'
import type { Destroyed } from '../src/run/step.ts'

/** The disk on which a device of a node lies by its path: the disk itself or one of its partitions. */
export const diskOf = (node: NodePlan, path: string): DiskPlan | undefined =>
  node.storage.disks.find(
    (disk) => disk.path === path || disk.partitions.some((partition) => partition.path === path),
  )

/**
 * What the runner must know of a device before its content is lost. On a partition of a table that we made, and on an
 * array of ours, remains of an earlier life without any signature are nobody's.
 */
export function destroyed(node: NodePlan, path: string): Destroyed {
  const disk = diskOf(node, path)
  const array = node.storage.arrays.find((candidate) => candidate.path === path)
  if (array !== undefined)
    return array.existing ? { path } : { path, ours: sh`ha_array_fresh ${path} ${array.uuid}` }
  if (disk === undefined) return { path }
  const { serial, wwn, sizeBytes } = disk
  return {
    path,
    disk: { path: disk.path, serial, wwn, sizeBytes },
    ...(disk.path !== path &&
      disk.tableId !== undefined && { ours: sh`ha_table_fresh ${disk.path} ${disk.tableId} ${path}` }),
  }
}

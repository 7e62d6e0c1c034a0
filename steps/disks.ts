import { sh, shLines } from '../src/core/sh.ts'
import type { NodePlan } from '../src/plan/plan.ts'
import { partitionTypes } from '../src/plan/partitions.ts'
import type { DiskPlan } from '../src/plan/storage.ts'
import { daemonName } from '../src/platform/services.ts'
import { putAll } from '../src/run/step.ts'
import type { Action, Step, StepInput } from '../src/run/step.ts'
import { startDaemon } from './daemons.ts'

export const disks: Step = {
  id: 'disks',
  title: 'Find the disks and write their partition tables',
  on: 'every-node',
  danger: 'destroys-data',
  actions: (input) => {
    const { node, files } = input
    return [
      ...links(input),
      ...multipath(input),
      ...putAll(files, '/etc/ha-bootstrap/disks/'),
      ...node.storage.disks
        .filter(({ existing, table, partitions }) => !existing && table !== 'none' && partitions.length > 0)
        .map((disk) => partition(node, disk)),
    ]
  },
}

/** A disk that is known by its serial number only has the link that our rule makes. */
function links({ node, files }: StepInput): Action[] {
  const put = putAll(files, '/etc/udev/rules.d/61-ha-bootstrap-disks.rules')
  const linked = node.storage.disks.filter(({ linkedByUs, serial }) => linkedByUs && serial !== undefined)
  return [
    ...put,
    ...linked.map(({ path, serial }): Action => ({
      do: 'run',
      why: `give the disk with serial number ${serial!} the name ${path}`,
      unless: sh`[ -b ${path} ]`,
      script: sh`ha_link_disk ${path} ${serial!}`,
    })),
  ]
}

function multipath({ node, files }: StepInput): Action[] {
  const put = putAll(files, '/etc/multipath/', '/etc/multipath.conf')
  const name = daemonName(node.platform, 'multipath')
  const { multipath: plan } = node.storage
  if (plan === undefined || name === undefined) return put
  return [
    ...put,
    ...startDaemon(node, 'multipath'),
    ...plan.aliases.map(({ name: alias, wwid }): Action => ({
      do: 'run',
      why: `join the paths to ${wwid} under the name ${alias}`,
      unless: sh`ha_multipath_is ${alias} ${wwid}`,
      script: sh`ha_multipath ${name} ${alias} ${wwid}`,
    })),
  ]
}

function partition(node: NodePlan, disk: DiskPlan): Action {
  const { name, path, serial, wwn, sizeBytes, table, tableId, partitions } = disk
  const paths = partitions.map((one) => one.path)
  const wanted = partitions.map(({ number, sizeBytes: bytes, type, path: at }) =>
    [number, bytes === undefined ? '+' : Math.ceil(bytes / 1024 ** 2), blkidType(type, table), at].join(':'),
  )
  return {
    do: 'run',
    why: `write the partition table of ${path}: ${partitions.map((one) => one.name).join(', ')}`,
    unless: sh`ha_table_is ${path} ${table === 'msdos' ? 'dos' : 'gpt'} ${wanted}`,
    script:
      node.storage.partitioner === 'sfdisk'
        ? sh`ha_partition ${path} ${`/etc/ha-bootstrap/disks/${name}.sfdisk`} ${paths}`
        : shLines(
            sh`ha_clear ${path}`,
            sh`sh ${`/etc/ha-bootstrap/disks/${name}.parted.sh`}`,
            sh`ha_partitions_there ${paths}`,
            ...paths.map((one) => sh`ha_clear ${one}`),
          ),
    destroys: [
      {
        path,
        disk: { path, serial, wwn, sizeBytes },
        ...(tableId !== undefined && { ours: sh`ha_table_fresh ${path} ${tableId} ${path}` }),
      },
    ],
    takesS: 5,
  }
}

/** A type as blkid writes it. */
function blkidType(type: string, table: DiskPlan['table']): string {
  const words = partitionTypes[type]!
  return table === 'msdos' ? `0x${words.msdos.replace(/^0/, '')}` : words.gpt.toLowerCase()
}

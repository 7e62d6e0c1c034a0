import { sh } from '../src/core/sh.ts'
import type { NodePlan } from '../src/plan/plan.ts'
import type { GroupOfVolumesPlan } from '../src/plan/storage.ts'
import { groupOptions, volumeOptions, volumesInOrder } from '../src/plan/storage-words.ts'
import { putAll } from '../src/run/step.ts'
import type { Action, Step } from '../src/run/step.ts'
import { destroyed } from './devices.ts'

/** Groups on DRBD come later, with their resources (see filesystems). */
export const lvm: Step = {
  id: 'lvm',
  title: "Set LVM's filter, make groups and volumes",
  on: 'every-node',
  danger: 'destroys-data',
  actions: ({ node, files }) => {
    const put = putAll(files, '/etc/lvm/')
    return [
      ...put,
      ...(put.length > 0 ? [valid] : []),
      ...node.storage.groups.filter(({ onDrbd }) => !onDrbd).flatMap((group) => make(node, group)),
    ]
  },
}

const valid: Action = {
  do: 'run',
  why: 'have LVM accept its configuration',
  // Old releases have no lvmconfig and read the file only when they run.
  unless: sh`lvm lvmconfig --validate >/dev/null 2>&1 || lvm dumpconfig >/dev/null 2>&1`,
  script: sh`lvm lvmconfig --validate || ha_fail 'LVM refuses its configuration in /etc/lvm.'`,
}

function make(node: NodePlan, group: GroupOfVolumesPlan): Action[] {
  const { name, devices, existing } = group
  return [
    ...(existing
      ? [
          {
            do: 'run',
            why: `find the group ${name}, which was made before`,
            unless: sh`ha_ask_lvm '' vgs ${name}`,
            script: sh`ha_fail ${`There is no group ${name}, but the spec says that it is existing.`}`,
          } as const,
        ]
      : devices.map((device, i): Action => {
          const known = destroyed(node, device)
          const alone = sh`ha_pv_alone ${device}`
          return {
            do: 'run',
            why: i === 0 ? `make the group ${name} on ${device}` : `add ${device} to the group ${name}`,
            unless: sh`[ "$(ha_vg_of ${device})" = ${name} ]`,
            script: sh`ha_join ${name} ${device} ${i === 0 ? 'first' : 'more'} ${groupOptions(group)}`,
            destroys: [{ ...known, ours: known.ours === undefined ? alone : sh`${alone} || ${known.ours}` }],
          }
        })),
    ...volumesInOrder(group).map((volume): Action => ({
      do: 'run',
      why: `make the volume ${name}/${volume.name}`,
      unless: sh`ha_lv_is ${name} ${volume.name} ${volume.sizeBytes}`,
      refuses: sh`ha_lv_small ${name} ${volume.name} ${volume.sizeBytes}`,
      script: sh`ha_lv_make ${name} ${volume.name} ${volume.sizeBytes} ${volumeOptions(volume)}`,
    })),
  ]
}

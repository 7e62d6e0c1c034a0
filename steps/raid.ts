import { sh, shLines } from '../src/core/sh.ts'
import type { NodePlan } from '../src/plan/plan.ts'
import type { ArrayPlan } from '../src/plan/storage.ts'
import { arrayWords } from '../src/plan/storage-words.ts'
import { putAll } from '../src/run/step.ts'
import type { Action, Step } from '../src/run/step.ts'
import { destroyed } from './devices.ts'

export const raid: Step = {
  id: 'raid',
  title: 'Assemble or make the RAID arrays',
  on: 'every-node',
  danger: 'destroys-data',
  actions: ({ node, files }) => [
    ...putAll(files, '/etc/mdadm/', '/etc/mdadm.conf'),
    ...node.storage.arrays.flatMap((array) =>
      array.existing ? [installed(array)] : [assemble(array), make(node, array)],
    ),
  ],
}

const membersOf = ({ devices, spares }: ArrayPlan): string[] =>
  [...devices, ...spares].filter((device) => device !== 'missing')

/** The installation made it; without it the plan does not fit this machine. */
const installed = ({ path }: ArrayPlan): Action => ({
  do: 'run',
  why: `find ${path}, which the installation made`,
  unless: sh`ha_array_is_there ${path}`,
  script: sh`ha_fail ${`${path} is not there, but the spec says that the installation made it (existing).`}`,
})

const assemble = (array: ArrayPlan): Action => ({
  do: 'run',
  why: `assemble ${array.path}, which was made before`,
  unless: sh`ha_array_runs ${array.path} ${array.uuid} || ! ha_array_known ${array.uuid} ${membersOf(array)}`,
  script: sh`ha_assemble ${array.path} ${array.uuid}`,
})

/**
 * Beginning and end of every member are made zero first, the beginning as far as mdadm may put the data of the array: what
 * an earlier array held in the same place would be a file system or a PV of the new one.
 */
function make(node: NodePlan, array: ArrayPlan): Action {
  const members = membersOf(array)
  return {
    do: 'run',
    why: `make ${array.path}: RAID ${array.level} of ${members.length} devices`,
    unless: sh`ha_array_runs ${array.path} ${array.uuid}`,
    script: shLines(
      sh`ha_array_begin ${array.path}`,
      ...members.map((device) => sh`ha_clear ${device} 160`),
      sh`mdadm ${[...arrayWords(array).slice(0, 2), '--run', '--quiet', ...arrayWords(array).slice(2)]}`,
      sh`ha_until 30 test -b ${array.path}`,
      sh`ha_clear ${array.path}`,
    ),
    destroys: members.map((device) => {
      const known = destroyed(node, device)
      const unborn = sh`ha_member_unborn ${device} ${array.uuid}`
      return {
        ...known,
        ours: known.ours === undefined ? unborn : sh`${unborn} || ${known.ours}`,
        kept: sh`ha_array_known ${array.uuid} ${members}`,
      }
    }),
    timeoutS: 1800,
    takesS: 20,
  }
}

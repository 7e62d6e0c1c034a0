import { wrap } from '../../core/text.ts'
import { hanging } from '../kind/hardware.ts'
import type { Question } from '../question.ts'
import { arraysText } from './arrays.ts'
import type { FreeArray } from './arrays.ts'
import type { PartSet } from './free-parts.ts'
import { roomsText } from './groups.ts'
import type { Room } from './groups.ts'
import { partsText } from './part-questions.ts'

/** Places for data beside blank disks; each on every node, or nothing. */
export interface Places {
  readonly groups: readonly { readonly node: string; readonly room: Room }[]
  readonly arrays: readonly { readonly node: string; readonly array: FreeArray }[]
  readonly partitions: readonly { readonly node: string; readonly sets: readonly PartSet[] }[]
}

export function roomQuestion({ groups, arrays, partitions }: Places, hasDisks: boolean): Question {
  const otherwise = arrays.length > 0 ? 'arrays' : groups.length > 0 ? 'groups' : 'partitions'
  return {
    id: 'storage.room',
    kind: 'one',
    title: 'Where is room for the data?',
    found: [
      ...(arrays.length > 0 ? hanging(`Arrays with nothing on them: ${arraysText(arrays)}.`) : []),
      ...(groups.length > 0 ? hanging(`Volume groups with room: ${roomsText(groups)}.`) : []),
      ...(partitions.length > 0 ? hanging(`Partitions with nothing on them: ${partsText(partitions)}.`) : []),
    ],
    choices: [
      { name: 'disks', label: 'blank disks, which are overwritten' },
      ...(arrays.length > 0
        ? [{ name: 'arrays', label: 'the arrays that are there, which are overwritten' }]
        : []),
      ...(groups.length > 0
        ? [{ name: 'groups', label: 'the volume groups that are there: only volumes are added' }]
        : []),
      ...(partitions.length > 0
        ? [{ name: 'partitions', label: 'partitions that the installation left empty' }]
        : []),
    ],
    proposal: hasDisks
      ? { answer: 'disks', because: 'every node has blank disks' }
      : { answer: otherwise, because: 'not every node has a blank disk' },
    explanation: wrap(
      'Blank disks keep the data apart from the system: a full or broken system disk does not stop the machines. In a group' +
        ' that is there nothing but new volumes is made; what is in it stays. An array that is there is taken as it is, and' +
        ' what is on it is lost. Partitions share their disks with the system.',
      78,
    ).split('\n'),
    fields: ['volume-groups.*.existing', 'raid.*.existing'],
  }
}

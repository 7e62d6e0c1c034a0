import { enumerate, wrap } from '../../core/text.ts'
import { listOf, textOf } from '../answered.ts'
import type { Known, Machine, Question } from '../question.ts'
import { wordsOf } from '../words.ts'
import { ownThings } from './disk-questions.ts'
import { roomText } from './disks.ts'
import { freeParts, membersOf } from './free-parts.ts'
import type { PartSet } from './free-parts.ts'
import { localArraysQuestion } from './names.ts'
import { proposeWay, usableBytes, wayNamed } from './raid.ts'
import type { Way } from './raid.ts'
import { raidQuestion, raidQuestions } from './raid-questions.ts'
import type { Joined } from './raid-questions.ts'

/** Partitions that become a file system of their node alone. */
export interface LocalPart {
  readonly set: PartSet
  readonly mount: string
  /** Undefined for one partition. */
  readonly way: Way | undefined
}

/** What a node gives of the partitions that its installation left empty. */
export interface NodeParts {
  readonly data: PartSet
  readonly locals: readonly LocalPart[]
}

/** The free partitions of a machine, those that this cluster has already among them. */
export function partsOf(known: Known, { facts }: Machine): PartSet[] {
  if (!facts) return []
  const { array, group, resource } = ownThings(known, [])
  const locals = listOf(known, localArraysQuestion).flatMap(wordsOf)
  return freeParts(facts, { arrays: [...(array === undefined ? [] : [array]), ...locals], group, resource })
}

/** `part3 on lxeon (4 of 212.7G)`, for all nodes. */
export const partsText = (
  nodes: readonly { readonly node: string; readonly sets: readonly PartSet[] }[],
): string =>
  enumerate(
    nodes.map(
      ({ node, sets }) => `${enumerate(sets.map((set) => `${set.name} (${sizeOfSet(set)})`))} on ${node}`,
    ),
  )

const sizeOfSet = ({ members, bytes }: PartSet): string =>
  members.length === 1 ? roomText(bytes) : `${members.length} of ${roomText(bytes)}`

const bytesOf = ({ members }: PartSet): number[] => members.map(({ partition }) => partition.sizeBytes!)

/** Room that a set has when it is joined as is proposed. */
function roomOf(set: PartSet): number {
  const way = proposeWay(set.members.length)
  return set.members.length > 1 && way ? (usableBytes(way, bytesOf(set)) ?? 0) : set.bytes
}

function dataQuestion({ name }: Machine, sets: readonly PartSet[]): Question {
  const best = [...sets].sort((a, b) => roomOf(b) - roomOf(a))[0]
  return {
    id: `storage.partitions.${name}`,
    kind: 'one',
    title: `Which free partitions of ${name} shall hold the data?`,
    found: ['What is chosen is overwritten when the plan is applied.'],
    choices: sets.map((set) => ({ name: set.name, label: labelOf(set) })),
    ...(best && {
      proposal: {
        answer: best.name,
        because:
          sets.length === 1 ? 'no others are free' : `the most room: ${roomText(roomOf(best))} when joined`,
      },
    }),
    explanation: wrap(
      'Partitions that the installation made and nothing uses: no file system, no swap, no array. Those of one number and' +
        ' size on several disks are one choice, and are joined by RAID. The partition tables stay as they are. Data and' +
        ' system then share their disks: one that dies is missing in both.',
      78,
    ).split('\n'),
    fields: ['nodes.*.raid', 'drbd.resources.*.disk'],
  }
}

/** Names of partitions as far as they have room on a line. */
function labelOf(set: PartSet): string {
  const names = set.members.map(({ partition }) => partition.name)
  const all = `${sizeOfSet(set)}: ${names.join(' ')}`
  return all.length <= 60 ? all : `${sizeOfSet(set)}: ${names[0]} to ${names.at(-1)}`
}

function spareQuestion({ name }: Machine, left: readonly PartSet[]): Question {
  return {
    id: `storage.spare.${name}`,
    kind: 'text',
    title: `Which other free partitions of ${name} become a file system? (${left[0]!.name}=/srv)`,
    found: left.map((set) => `${set.name}: ${labelOf(set)}`),
    optional: true,
    proposal: { answer: '', because: 'nothing asks for one' },
    explanation: wrap(
      'Name and mount point, several with blanks between. It is made as ext4, stands in /etc/fstab and is on this node' +
        ' alone: installation images, backups, templates. Empty leaves the partitions as they are.',
      78,
    ).split('\n'),
    check: (answer) => whyNotSpares(String(answer), left),
    fields: ['filesystems', 'nodes.*.raid'],
  }
}

interface Spare {
  readonly set: string
  readonly mount: string
}

const sparesIn = (text: string): Spare[] =>
  wordsOf(text).map((word) => {
    const [set = '', mount = ''] = word.split('=')
    return { set, mount }
  })

function whyNotSpares(text: string, left: readonly PartSet[]): string | undefined {
  const spares = sparesIn(text)
  for (const [i, { set, mount }] of spares.entries()) {
    if (left.every(({ name }) => name !== set))
      return `${set} is none of ${enumerate(left.map(({ name }) => name))}.`
    if (!/^\/[A-Za-z0-9][A-Za-z0-9/._+-]*$/.test(mount))
      return `Say where ${set} is mounted: ${set}=/var/lib/vz.`
    if (spares.slice(0, i).some((other) => other.set === set || other.mount === mount))
      return `${set}=${mount}: one of them stands twice.`
  }
  return undefined
}

/** Asks what stands below the one replicated device; what stays local has partitions of its own. */
export function askBelow(known: Known, questions: Question[]): Joined['below'] {
  const question: Question = {
    id: 'storage.below',
    kind: 'one',
    quiet: true,
    title: 'What does the replicated device stand on?',
    found: [],
    choices: [
      { name: 'device', label: 'the array or partition itself' },
      { name: 'group', label: 'a logical volume: room for local data beside it' },
    ],
    proposal: { answer: 'device', because: 'what stays local has partitions of its own' },
    explanation: wrap(
      'On a logical volume the device can grow, and local volumes fit beside it. On the array itself one layer less can' +
        ' fail or be misread by LVM.',
      78,
    ).split('\n'),
    fields: ['volume-groups', 'drbd.resources.*.disk'],
  }
  questions.push(question)
  return textOf(known, question) === 'group' ? 'group' : 'device'
}

/** What every node gives of its free partitions: asked, and laid out. */
export function layParts(
  known: Known,
  machines: readonly Machine[],
  below: Joined['below'],
  questions: Question[],
): { readonly node: string; readonly parts: NodeParts; readonly way: Way | undefined }[] {
  const ask = (question: Question): string => {
    questions.push(question)
    return textOf(known, question)
  }
  const chosen = machines.flatMap((machine) => {
    const sets = partsOf(known, machine)
    const said = ask(dataQuestion(machine, sets))
    const data = sets.find(({ name }) => name === said)
    return data ? [{ machine, sets, data }] : []
  })
  const raids = raidQuestions(
    chosen.map(({ machine, data }) => ({ node: machine.name, disks: membersOf(data) })),
    { what: 'partition', below },
  )
  questions.push(...raids)
  return chosen.map(({ machine, sets, data }) => {
    const { name: node } = machine
    const question = raids.find(({ id }) => id === 'storage.raid' || id === `storage.raid.${node}`)
    const way = question && wayNamed(textOf(known, question), data.members.length)
    const left = sets.filter((set) => set !== data)
    const spares = left.length === 0 ? [] : sparesIn(ask(spareQuestion(machine, left)))
    const locals = left.flatMap((set): LocalPart[] => {
      const mount = spares.find((spare) => spare.set === set.name)?.mount
      if (mount === undefined || mount === '') return []
      const joined = { what: 'partition', below: 'device' } as const
      const several = set.members.length > 1
      const level = several
        ? ask(raidQuestion(`storage.raid.${node}.${set.name}`, [{ node, disks: membersOf(set) }], joined))
        : ''
      return [{ set, mount, way: wayNamed(level, set.members.length) }]
    })
    return { node, parts: { data, locals }, way }
  })
}

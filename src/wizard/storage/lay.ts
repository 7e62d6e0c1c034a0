import { oncePer } from '../../core/once.ts'
import { enumerate, plural, wrap } from '../../core/text.ts'
import { listOf, textOf } from '../answered.ts'
import { hanging, sharedWwns } from '../kind/hardware.ts'
import { networksOf } from '../networks.ts'
import { profileName } from '../pages/kind.ts'
import type { Known, Machine, Question } from '../question.ts'
import { diskQuestion, disksOf, proposalFor } from './disk-questions.ts'
import { sizeText } from './disks.ts'
import type { ChosenDisk } from './disks.ts'
import { freeArray } from './arrays.ts'
import type { FreeArray } from './arrays.ts'
import { roomiest } from './groups.ts'
import type { Room } from './groups.ts'
import { systemMirror } from './mirror.ts'
import type { SystemMirror } from './mirror.ts'
import { nameQuestions } from './names.ts'
import { noRaid, usableBytes, wayNamed } from './raid.ts'
import type { Way } from './raid.ts'
import { raidQuestions } from './raid-questions.ts'
import type { Joined } from './raid-questions.ts'
import { askBelow, layParts, partsOf } from './part-questions.ts'
import type { NodeParts } from './part-questions.ts'
import { roomQuestion } from './room-question.ts'
import { isUse, useQuestion } from './use.ts'
import type { Use } from './use.ts'
import { localQuestion, networkQuestion, resourcesQuestion, sizeQuestion } from './volume-questions.ts'

/** What a node's data stands on. */
export interface NodeStorage {
  readonly node: string
  readonly disks: readonly ChosenDisk[]
  /** Undefined with one disk, or where disks stay apart. */
  readonly way: Way | undefined
  /** A volume group that is there, instead of disks. */
  readonly room: Room | undefined
  /** An array that is there, instead of disks. */
  readonly array: FreeArray | undefined
  /** Partitions that the installation left empty, instead of disks. */
  readonly parts: (NodeParts & Pick<Joined, 'below'>) | undefined
  /** Bytes for volumes or for DRBD; undefined where sizes are not known. */
  readonly bytes: number | undefined
}

/** The whole page in order: its questions, and what the answers so far mean. */
export interface Laid {
  readonly questions: readonly Question[]
  readonly use: Use
  readonly nodes: readonly NodeStorage[]
  /** Not all machines have the data. */
  readonly isSome: boolean
  readonly shared: readonly string[]
  readonly network: string | undefined
  readonly mirrors: readonly { readonly node: string; readonly mirror: SystemMirror }[]
}

export const layStorage = oncePer((known: Known): Laid => {
  const questions: Question[] = []
  const ask = (question: Question): string => {
    questions.push(question)
    return textOf(known, question)
  }
  // What the disks are for follows from the kind of cluster.
  const said = profileName(known) === undefined ? '' : ask(useQuestion(known))
  const use: Use = isUse(said) ? said : 'none'
  const isKnown = isUse(said)
  const replicates = use === 'lvm' || use === 'drbd-lvm' || use === 'disk'
  const machines = replicates ? holders(known, questions) : known.machines
  const shared = sharedWwns(known.machines)
  const nodes = replicates ? layNodes(known, machines, use, questions) : []
  const isReady = nodes.length > 0 && nodes.every(hasStorage)
  if (isReady && use === 'lvm') questions.push(resourcesQuestion(known, nodes))
  const isSized = nodes.every((node) => hasGroupBelow(use, node))
  if (isReady && use === 'drbd-lvm' && isSized)
    questions.push(localQuestion(known, nodes), sizeQuestion(known, nodes))
  const networks = replicates ? networksOf(known) : []
  if (isReady && networks.length > 1) questions.push(networkQuestion(networks))
  const chosen = networks.length > 1 ? textOf(known, networkQuestion(networks)) : (networks[0]?.name ?? '')
  if (use === 'shared') questions.push(sharedQuestion(known, shared))
  questions.push(...nameQuestions(known, use))
  const mirrors = isKnown ? layMirrors(known, questions) : []
  return {
    questions,
    use,
    nodes,
    isSome: machines.length < known.machines.length,
    shared: use === 'shared' ? listOf(known, sharedQuestion(known, shared)) : [],
    network: networks.some(({ name }) => name === chosen) ? chosen : undefined,
    mirrors,
  }
})

/** Whether there is anything on a node that data can be on. */
export const hasStorage = ({ disks, room, array, parts }: NodeStorage): boolean =>
  disks.length > 0 || room !== undefined || array !== undefined || parts !== undefined

/** Whether a volume group stands below DRBD. */
export const hasGroupBelow = (use: Use, { parts }: NodeStorage): boolean =>
  (use === 'lvm' || use === 'drbd-lvm') && parts?.below !== 'device'

/** DRBD 8.4 copies between two nodes: of more, somebody has to say which. */
function holders(known: Known, questions: Question[]): readonly Machine[] {
  const { machines } = known
  if (machines.length <= 2) return machines
  const modules = machines.map(({ facts }) => facts?.versions['drbd-module'])
  const isNine = modules.every((version) => version?.startsWith('9'))
  const question: Question = {
    id: 'storage.nodes',
    kind: 'many',
    title: isNine ? 'Which nodes hold the data?' : 'Which two nodes hold the data?',
    found: hanging("DRBD up to 8.4, the kernel's own, copies between two nodes; the others need no disk."),
    choices: machines.map(({ name }) => ({ name, label: name })),
    proposal: { answer: machines.slice(0, 2).map(({ name }) => name), because: 'the first two' },
    explanation: wrap(
      'Every DRBD device of this page is on both of these nodes. Devices on another pair can be added in cluster.yaml:' +
        ' nodes: [...] of a resource says where it is.',
      78,
    ).split('\n'),
    check: (answer) =>
      answer.length === 2 || (isNine && answer.length > 2) ? undefined : 'Choose two nodes.',
    fields: ['drbd.resources.*.nodes'],
  }
  questions.push(question)
  const named = listOf(known, question)
  return machines.filter(({ name }) => named.includes(name))
}

function layNodes(
  known: Known,
  machines: readonly Machine[],
  use: Use,
  questions: Question[],
): NodeStorage[] {
  const rooms = machines.flatMap(({ name, facts }) => {
    const room = facts && use !== 'disk' ? roomiest(facts) : undefined
    return room ? [{ node: name, room }] : []
  })
  const proposal = proposalFor(known, machines)
  const arrays = machines.flatMap(({ name, facts }) => {
    const array = facts && freeArray(facts)
    return array ? [{ node: name, array }] : []
  })
  const isEverywhere = (list: readonly unknown[]): boolean =>
    list.length > 0 && list.length === machines.length
  const inGroups = isEverywhere(rooms) ? rooms : []
  const onArrays = isEverywhere(arrays) ? arrays : []
  const parts = machines.flatMap((machine) => {
    const sets = partsOf(known, machine)
    return sets.length === 0 ? [] : [{ node: machine.name, sets }]
  })
  const onParts = isEverywhere(parts) ? parts : []
  let said = ''
  if (inGroups.length + onArrays.length + onParts.length > 0) {
    const places = { groups: inGroups, arrays: onArrays, partitions: onParts }
    const question = roomQuestion(places, proposal !== undefined)
    questions.push(question)
    said = textOf(known, question)
  }
  const none = { disks: [], way: undefined, room: undefined, array: undefined, parts: undefined }
  if (said === 'groups' && inGroups.length > 0)
    return inGroups.map(({ node, room }) => ({ ...none, node, room, bytes: room.freeBytes }))
  if (said === 'arrays' && onArrays.length > 0)
    return onArrays.map(({ node, array }) => ({ ...none, node, array, bytes: array.bytes }))
  if (said === 'partitions' && onParts.length > 0) {
    const below = use === 'drbd-lvm' ? askBelow(known, questions) : use === 'disk' ? 'device' : 'group'
    return layParts(known, machines, below, questions).map(({ node, parts: own, way }) => ({
      ...none,
      node,
      parts: { ...own, below },
      way,
      bytes: bytesOf(
        way,
        own.data.members.map(({ partition }) => partition.sizeBytes ?? undefined),
      ),
    }))
  }
  const chosen: { readonly node: string; readonly disks: readonly ChosenDisk[] }[] = []
  for (const [index, machine] of machines.entries()) {
    const question = diskQuestion(known, machines, index, proposal, chosen[0]?.disks ?? [])
    questions.push(question)
    chosen.push({ node: machine.name, disks: disksOf(known, machine, question) })
  }
  const raids = raidQuestions(chosen, { what: 'disk', below: use === 'disk' ? 'device' : 'group' })
  questions.push(...raids)
  return chosen.map(({ node, disks }) => {
    const question = raids.find(({ id }) => id === 'storage.raid' || id === `storage.raid.${node}`)
    const answer = question ? textOf(known, question) : noRaid
    const way = wayNamed(answer, disks.length)
    const bytes = disks.map(({ found }) => found?.sizeBytes ?? undefined)
    return { ...none, node, disks, way, bytes: bytesOf(way, bytes) }
  })
}

function bytesOf(way: Way | undefined, bytes: readonly (number | undefined)[]): number | undefined {
  if (bytes.length === 0 || bytes.some((one) => one === undefined)) return undefined
  return way ? usableBytes(way, bytes) : (bytes as number[]).reduce((sum, one) => sum + one, 0)
}

function sharedQuestion(known: Known, shared: readonly string[]): Question {
  const facts = known.machines.find((machine) => machine.facts)?.facts
  const isKnown = known.machines.every((machine) => machine.facts)
  const explanation = wrap(
    'A shared disk is named by its WWN, which is the same on all nodes and paths. Where a node has several paths to it,' +
      ' multipathd joins them. Only one node at a time may mount it: the cluster and fencing see to that.',
    78,
  ).split('\n')
  const base = { id: 'storage.shared', title: 'Which shared disks shall the cluster use?', explanation }
  if (!isKnown)
    return {
      ...base,
      kind: 'text',
      found: ['Not all nodes were looked at: type the WWNs as `lsblk -o WWN` prints them.'],
      fields: ['node-defaults.disks'],
    }
  return {
    ...base,
    kind: 'many',
    found: [],
    choices: shared.map((wwn) => {
      const disk = facts!.disks.find((one) => one.wwn === wwn)!
      const paths = facts!.disks.filter((one) => one.wwn === wwn).length
      const about = disk.reasons.filter(({ code }) => code !== 'multipath' && code !== 'twin')
      return {
        name: wwn,
        label: [
          sizeText(disk.sizeBytes),
          [disk.vendor, disk.model].filter(Boolean).join(' '),
          plural(paths, 'path'),
        ]
          .filter(Boolean)
          .join('  '),
        ...(about.length > 0 && { because: enumerate(about.slice(0, 2).map(({ text }) => text)) }),
      }
    }),
    ...(shared.length === 1 && {
      proposal: { answer: shared, because: 'the only disk that all nodes reach' },
    }),
    fields: ['node-defaults.disks', 'node-defaults.disks.*.multipath'],
  }
}

function layMirrors(
  known: Known,
  questions: Question[],
): { readonly node: string; readonly mirror: SystemMirror }[] {
  const found = known.machines.flatMap(({ name, facts }) => {
    const mirror = facts && systemMirror(facts)
    return mirror ? [{ node: name, mirror }] : []
  })
  if (found.length === 0) return []
  const question: Question = {
    id: 'storage.boot',
    kind: 'yes-no',
    title: "Shall every disk of the system's mirror be able to boot the machine?",
    found: found.flatMap(({ node, mirror }) =>
      hanging(
        `${node}: the system is on ${mirror.words}, over ${plural(Object.keys(mirror.disks).length, 'disk')}.`,
      ),
    ),
    proposal: { answer: 'yes', because: 'otherwise the machine may not start when its first disk is dead' },
    explanation: wrap(
      'The boot loader is installed on every disk of the mirror. The arrays and partitions themselves stay as the' +
        ' installation made them; cluster.yaml names them with existing: true.',
      78,
    ).split('\n'),
    fields: ['boot', 'boot.loader', 'boot.disks', 'raid.*.existing'],
  }
  questions.push(question)
  return textOf(known, question) === 'yes' ? found : []
}

import { listOf } from '../answered.ts'
import { ownName, quietNames } from '../rarely.ts'
import { whyNotName, wordsOf } from '../words.ts'
import type { OwnName } from '../rarely.ts'
import type { Known, Question } from '../question.ts'
import type { Use } from './use.ts'

/** Names of our own: the first that nothing on any node has. */
export interface Names {
  readonly array: string
  readonly group: string
  readonly resource: string
  readonly volume: string
  readonly replicated: string
  readonly shared: string
}

const free = (taken: ReadonlySet<string>, name: (index: number) => string): string => {
  let index = 0
  while (taken.has(name(index))) index++
  return name(index)
}

const arraysThere = ({ machines }: Known): ReadonlySet<string> =>
  new Set(machines.flatMap(({ facts }) => (facts?.arrays ?? []).map(({ name }) => name)))

function ownNames(known: Known, use: Use): { readonly [name in keyof Names]: OwnName } {
  const facts = known.machines.flatMap((machine) => machine.facts ?? [])
  const groups = new Set(facts.flatMap(({ lvm }) => (lvm?.groups ?? []).map(({ name }) => name)))
  const numbered = (word: string) => (index: number) => `${word}${index === 0 ? '' : index}`
  return {
    array: {
      id: 'storage.array',
      what: 'the array',
      otherwise: free(arraysThere(known), (index) => `md${index}`),
      fields: ['raid'],
    },
    group: {
      id: 'storage.group',
      what: 'the volume group',
      otherwise: free(groups, use === 'drbd-lvm' ? numbered('vgdata') : (index) => `vg${index}`),
      fields: ['volume-groups'],
    },
    resource: {
      id: 'storage.resource',
      what: 'the DRBD device',
      otherwise: 'r0',
      fields: ['drbd.resources'],
    },
    volume: {
      id: 'storage.volume',
      what: 'the logical volume below DRBD',
      otherwise: 'shared',
      fields: ['volume-groups.*.volumes'],
    },
    replicated: {
      id: 'storage.replicated',
      what: 'the volume group on DRBD',
      otherwise: free(groups, numbered('drbdvg')),
      fields: ['volume-groups'],
    },
    shared: {
      id: 'storage.shared-name',
      what: 'the shared disk',
      otherwise: 'shared',
      fields: ['node-defaults.disks'],
    },
  }
}

export function namesOf(known: Known, use: Use): Names {
  const own = ownNames(known, use)
  return {
    array: ownName(known, own.array),
    group: ownName(known, own.group),
    resource: ownName(known, own.resource),
    volume: ownName(known, own.volume),
    replicated: ownName(known, own.replicated),
    shared: ownName(known, own.shared),
  }
}

/** What the disks of a node are called in cluster.yaml, in their order; quiet, as all names of our own. */
export const diskNamesQuestion: Question = {
  id: 'storage.disk-names',
  kind: 'text',
  quiet: true,
  title: 'What are the disks called, in their order?',
  found: [],
  optional: true,
  proposal: { answer: '', because: 'data, or data1, data2 and so on' },
  explanation: ['Names of your own with blanks between, the same on all nodes.'],
  check: (answer) => {
    const names = String(answer).split(/\s+/).filter(Boolean)
    return names.map(whyNotName).find((why) => why !== undefined)
  },
  fields: ['nodes.*.disks'],
}

/** What arrays of partitions that stay local are called, in the order of their partitions. */
export const localArraysQuestion: Question = {
  id: 'storage.local-arrays',
  kind: 'text',
  quiet: true,
  title: 'What are the arrays of local file systems called, in their order?',
  found: [],
  optional: true,
  proposal: { answer: '', because: 'the names that are free' },
  explanation: ['Names of your own with blanks between, the same on all nodes.'],
  check: (answer) =>
    wordsOf(String(answer))
      .map(whyNotName)
      .find((why) => why !== undefined),
  fields: ['raid'],
}

/** The names of so many local arrays: said, or the next that are free. */
export function localArrays(known: Known, array: string, count: number): string[] {
  const said = listOf(known, localArraysQuestion).flatMap(wordsOf)
  const taken = new Set([...arraysThere(known), array, ...said])
  const names = said.slice(0, count)
  while (names.length < count) {
    const name = free(taken, (index) => `md${index}`)
    taken.add(name)
    names.push(name)
  }
  return names
}

/** The names that matter for a use, where they were said. */
export function nameQuestions(known: Known, use: Use): Question[] {
  const own = ownNames(known, use)
  const wanted: { readonly [use in Use]: readonly (keyof Names)[] } = {
    lvm: ['array', 'group'],
    'drbd-lvm': ['array', 'group', 'volume', 'resource', 'replicated'],
    disk: ['array', 'resource'],
    shared: ['shared'],
    none: [],
  }
  const questions = quietNames(wanted[use].map((name) => own[name]))
  return use === 'shared' || use === 'none'
    ? questions
    : [...questions, localArraysQuestion, diskNamesQuestion]
}

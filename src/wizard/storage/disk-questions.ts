import { enumerate, wrap } from '../../core/text.ts'
import { listOf } from '../answered.ts'
import { hanging, ownBlankDisks, sharedWwns } from '../kind/hardware.ts'
import type { Disk as WrittenDisk } from '../../spec/spec.ts'
import type { Answer, Known, Machine, Question } from '../question.ts'
import { against, answerName, diskChoices, proposeDisks, sizeText, writtenDisk } from './disks.ts'
import type { ChosenDisk, DiskProposal, OwnThings } from './disks.ts'

/** The disks that go together over the nodes; nothing where a node was not looked at. */
export function proposalFor(known: Known, machines: readonly Machine[]): DiskProposal | undefined {
  const shared = sharedWwns(known.machines)
  const looked = machines.flatMap(({ name, facts }) =>
    facts ? [{ name, disks: facts.disks, blank: ownBlankDisks(facts, shared) }] : [],
  )
  return looked.length === machines.length ? proposeDisks(looked) : undefined
}

/** What a person has to know before a disk is chosen, told on `?`. */
const explanation = wrap(
  'Only blank and unused disks are offered: everything on them is overwritten when the plan is applied, and only after' +
    ' their serial numbers were said again. A disk with data has to be emptied by you, on the node, when you are sure:' +
    ' `wipefs -a` takes signatures away; nothing here does it for you. Disks are named by what outlasts a reboot, never as' +
    ' sda or sdb. Take as much on every node: DRBD offers what the smaller copy has room for.',
  78,
).split('\n')

export function diskQuestion(
  known: Known,
  machines: readonly Machine[],
  index: number,
  proposal: DiskProposal | undefined,
  /** What the first node gives; nothing for the first. */
  before: readonly ChosenDisk[],
): Question {
  const { name, facts, trouble } = machines[index]!
  const base = {
    id: `storage.disks.${name}`,
    title: `Which disks of ${name} shall hold the data?`,
    explanation,
    fields: ['node-defaults.disks', 'nodes.*.disks', 'nodes.*.disks.*.by-id'],
  }
  if (!facts)
    return {
      ...base,
      kind: 'text',
      found: [
        ...hanging(`${name} was not looked at${trouble === undefined ? '' : `: ${trouble}`}`),
        'Type names from /dev/disk/by-id of that machine, WWNs or serial=NUMBER,',
        'with blanks between them.',
      ],
      check: (answer) => faultOfLinks(answer),
    }
  const shared = sharedWwns(known.machines)
  const things = ownThings(known, shared)
  const choices = diskChoices(facts.disks, things)
  const isHopeless = hasNoDisk(machines[index]!, things)
  const alone = machines.find((machine) => hasNoDisk(machine, things))?.name
  const own = proposal?.disks[index]?.map((disk) => answerName(disk, facts.disks))
  return {
    ...base,
    kind: 'many',
    found: isHopeless
      ? hanging(
          `No disk of ${name} is blank and unused. Free one on the machine itself (? says how) and begin again, or go on without data on disks.`,
        )
      : [
          'What is chosen is overwritten when the plan is applied.',
          ...(before.length > 0 ? hanging(`${machines[0]!.name} gives ${wordsFor(before)}.`) : []),
        ],
    choices,
    ...(isHopeless
      ? { optional: true, proposal: { answer: [], because: `no disk of ${name} may be written to` } }
      : alone !== undefined
        ? { optional: true, proposal: { answer: [], because: `${alone} has no disk for the other copy` } }
        : own && {
            proposal: {
              answer: own,
              because:
                index === 0
                  ? proposal!.because
                  : `they match those of ${machines[0]!.name}: ${enumerate(sizesOf(proposal!, index))}`,
            },
          }),
  }
}

/** Whether nothing may be written to any disk of a machine. */
const hasNoDisk = ({ facts }: Machine, own: OwnThings): boolean =>
  facts?.disks.every((disk) => against(disk, own) !== undefined) === true

/** What a cluster.yaml that is there calls its array, group and device: only there these names are among the answers. */
export function ownThings({ answers }: Known, shared: readonly string[]): OwnThings {
  const text = (id: string): string | undefined => {
    const answer = answers[id]
    return typeof answer === 'string' && answer !== '' ? answer : undefined
  }
  return {
    shared,
    array: text('storage.array'),
    group: text('storage.group'),
    resource: text('storage.resource'),
  }
}

const sizesOf = ({ disks }: DiskProposal, index: number): string[] => {
  const sizes = disks[index]!.map(({ sizeBytes }) => sizeText(sizeBytes))
  const [first] = sizes
  return sizes.length > 1 && sizes.every((size) => size === first) ? [`${sizes.length} of ${first}`] : sizes
}

function faultOfLinks(answer: Answer): string | undefined {
  const names = wordsOf(answer)
  if (names.length === 0) return 'At least one disk is needed.'
  if (new Set(names).size < names.length) return 'One of them is there twice.'
  const wrong = names.find(
    (name) => !/^[A-Za-z0-9][A-Za-z0-9_.:+=-]*$/.test(name) || /^(sd|vd|hd|nvme[0-9])/.test(name),
  )
  return wrong === undefined
    ? undefined
    : `${wrong} is no name in /dev/disk/by-id, such as ata-ST4000NM0035_ZC1A1.`
}

const wordsOf = (answer: Answer): string[] =>
  (typeof answer === 'string' ? answer.split(/[\s,]+/) : [...answer])
    .map((word) => word.replace(/^\/dev\/disk\/by-id\//, ''))
    .filter((word) => word !== '')

/** Typed names say by themselves what they are: a WWN, `serial=…`, else a link in /dev/disk/by-id. */
function writtenName(name: string): WrittenDisk {
  if (name.startsWith('serial=')) return { serial: name.slice('serial='.length) }
  return /^(0x[0-9a-f]+|(eui|naa)\.[0-9a-f]+)$/.test(name) ? { wwn: name } : { 'by-id': name }
}

/** The disks that were chosen on a node, in the order of the node; what is not there any more is left out. */
export function disksOf(known: Known, { facts }: Machine, question: Question): ChosenDisk[] {
  const names = listOf(known, question)
  if (!facts) return wordsOf(names).map((name) => ({ name, found: undefined, written: writtenName(name) }))
  return facts.disks.flatMap((disk) => {
    const name = answerName(disk, facts.disks)
    return names.includes(name) ? [{ name, found: disk, written: writtenDisk(disk, facts.disks) }] : []
  })
}

/** `sdb ZC1A1 3.6T`, for people. */
export const diskWords = ({ name, found }: ChosenDisk): string =>
  found ? [...new Set([found.name, name, sizeText(found.sizeBytes)])].join(' ') : name

/** Of many disks only the kernel's names: the serial numbers stood on the screen before. */
const wordsFor = (disks: readonly ChosenDisk[]): string =>
  disks.length <= 6
    ? disks.map(diskWords).join(', ')
    : `${disks.length} disks: ${disks.map(({ name, found }) => found?.name ?? name).join(' ')}`

/** What is going to be overwritten, in words: lines of at most 78 columns. */
export const overwritten = (node: string, disks: readonly ChosenDisk[]): string[] =>
  wrap(`${node}: ${wordsFor(disks)}`, 76)
    .split('\n')
    .map((line, index) => (index === 0 ? line : `  ${line}`))

import { enumerate, plural, wrap } from '../../core/text.ts'
import { hanging } from '../kind/hardware.ts'
import type { Question } from '../question.ts'
import { overwritten } from './disk-questions.ts'
import { roomText } from './disks.ts'
import type { ChosenDisk } from './disks.ts'
import { proposeWay, raidChoices, survivalText, titleOf, unusedBytes, usableBytes } from './raid.ts'

interface NodeDisks {
  readonly node: string
  readonly disks: readonly ChosenDisk[]
}

/** What is joined, and whether a volume group stands on it, which would take the members as they are too. */
export interface Joined {
  readonly what: 'disk' | 'partition'
  readonly below: 'group' | 'device'
}

/** One question where all nodes have as many disks, else one for every node that has several. */
export function raidQuestions(nodes: readonly NodeDisks[], joined: Joined): Question[] {
  const counts = new Set(nodes.map(({ disks }) => disks.length))
  const [only] = counts
  if (counts.size === 1) return only! > 1 ? [raidQuestion('storage.raid', nodes, joined)] : []
  return nodes
    .filter(({ disks }) => disks.length > 1)
    .map((one) => raidQuestion(`storage.raid.${one.node}`, [one], joined))
}

const bytesOf = ({ disks }: NodeDisks): (number | undefined)[] =>
  disks.map(({ found }) => found?.sizeBytes ?? undefined)

export function raidQuestion(id: string, nodes: readonly NodeDisks[], { what, below }: Joined): Question {
  const sizes = nodes.map(bytesOf)
  const isKnown = sizes.every((bytes) => bytes.every((one) => one !== undefined))
  // The node with the least room decides what DRBD can offer.
  const least = isKnown
    ? sizes.reduce((a, b) => (Math.min(...a) <= Math.min(...b) ? a : b))
    : Array.from(sizes[0]!, () => undefined)
  const count = least.length
  const way = proposeWay(count)
  const where =
    nodes.length === 1 ? `on ${nodes[0]!.node}` : nodes.length === 2 ? 'on both nodes' : 'on each node'
  const usable = way && isKnown ? usableBytes(way, least) : undefined
  const areEqual = sizes.every(
    (bytes) => isKnown && unusedBytes(bytes as number[]) <= Math.min(...(bytes as number[])) * 0.03,
  )
  return {
    id,
    kind: 'one',
    title: `How shall the ${plural(count, what)} ${where} be joined?`,
    found: [
      ...fateLines(nodes),
      ...(isKnown ? sizeLines(nodes, sizes) : ['Sizes are not known: the node was not looked at.']),
    ],
    choices: raidChoices(least, below === 'group'),
    ...(way && {
      proposal: {
        answer: way.name,
        because:
          `${count}${areEqual ? ' equal' : ''} ${what}s ${where}: ${titleOf(way)}, ` +
          `${usable === undefined ? '' : `${roomText(usable)} usable, `}${survivalText(way, count)}`,
      },
    }),
    explanation: wrap(
      'Without RAID a dead disk makes the node a mere reader of the other one over the network, and after its replacement' +
        ' all data is copied again. RAID keeps the node whole. RAID 10 writes fast and rebuilds by copying one disk; RAID 5' +
        ' and 6 give more room, read before they write, and rebuild by reading every disk. The level cannot be changed later' +
        ' without copying the data away. A write-intent bitmap is always kept: after a crash only what was being written is' +
        ' synchronised.',
      78,
    ).split('\n'),
    fields: ['raid', 'raid.*.level', 'raid.*.devices', 'raid.*.layout', 'raid.*.spares'],
  }
}

/** What happens to the disks: blank ones are overwritten; those that the cluster has already stay. */
function fateLines(nodes: readonly NodeDisks[]): string[] {
  const of = (isKept: boolean): string[] =>
    nodes.flatMap(({ node, disks }) => {
      const some = disks.filter(({ found }) => (found !== undefined && !found.eligible) === isKept)
      return some.length === 0 ? [] : overwritten(node, some)
    })
  const kept = of(true)
  const fresh = of(false)
  return [
    ...(fresh.length > 0 ? ['Overwritten when the plan is applied (blank now):', ...fresh] : []),
    ...(kept.length > 0 ? ['In this cluster already; nothing is made of them again:', ...kept] : []),
  ]
}

function sizeLines(nodes: readonly NodeDisks[], sizes: readonly (readonly number[])[]): string[] {
  const uneven = nodes.flatMap(({ node }, index) => {
    const unused = unusedBytes(sizes[index]!)
    return unused > Math.min(...sizes[index]!) * 0.03 ? [`${roomText(unused)} on ${node}`] : []
  })
  const smallest = sizes.map((bytes) => Math.min(...bytes))
  const differ = Math.max(...smallest) > Math.min(...smallest) * 1.03
  return [
    ...(uneven.length > 0
      ? hanging(`The smallest disk decides: ${enumerate(uneven)} of the larger ones stay unused.`)
      : []),
    ...(differ
      ? hanging(
          `The nodes differ (${enumerate(nodes.map(({ node }, index) => `${node} from ${roomText(smallest[index]!)} a disk`))}): DRBD offers what the smaller one has.`,
        )
      : []),
  ]
}

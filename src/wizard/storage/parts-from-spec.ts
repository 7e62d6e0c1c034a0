import { matchDisks } from '../../facts/match.ts'
import type { Disk as FoundDisk } from '../../facts/types.gen.ts'
import { partitionNumber } from '../../spec/devices.ts'
import type { Node, Raid } from '../../spec/spec.ts'
import type { Answer, Machine } from '../question.ts'
import { wantedDisk } from './answers.ts'
import { freeParts } from './free-parts.ts'
import type { OwnUsers, PartSet } from './free-parts.ts'
import { wayOf } from './raid.ts'

/** A partition of a machine as a spec refers to it: DISK/PARTITION, or a path. */
function findPartition(
  reference: string,
  { disks = {} }: Node,
  found: readonly FoundDisk[],
): { readonly disk: FoundDisk; readonly number: number } | undefined {
  const [label = '', name = ''] = reference.split('/')
  const said = disks[label]
  if (said) {
    const [match] = matchDisks([wantedDisk(label, said)], found)
    const number = name === '' ? undefined : partitionNumber(said, name)
    return match?.found === 'one' && number !== undefined ? { disk: match.disk, number } : undefined
  }
  for (const disk of found)
    for (const { path, number } of disk.partitions) {
      if (number === null) continue
      const links = disk.byId.map((link) => `/dev/disk/by-id/${link}-part${number}`)
      if (path === reference || links.includes(reference)) return { disk, number }
    }
  return undefined
}

/** The set of free partitions that these references are. */
function setOf(
  references: readonly string[],
  node: Node,
  found: readonly FoundDisk[],
  sets: readonly PartSet[],
): PartSet | undefined {
  const wanted = references.map((reference) => findPartition(reference, node, found))
  return sets.find(
    ({ members }) =>
      members.length === wanted.length &&
      members.every(({ disk, partition }) =>
        wanted.some((one) => one?.disk === disk && one.number === partition.number),
      ),
  )
}

/** A node of a spec with what DRBD, or the volume group below it, stands on. */
interface Holder {
  readonly name: string
  readonly node: Node
  readonly device: string
}

type Answers = { [question: string]: Answer }

/** The answers for nodes whose data is on partitions that the installation left empty; undefined where it is not. */
export function partAnswers(
  holders: readonly Holder[],
  machines: readonly Machine[],
  users: Omit<OwnUsers, 'arrays'>,
): Answers | undefined {
  const each = holders.flatMap((holder) => ofNode(holder, machines, users) ?? [])
  if (each.length === 0 || each.length < holders.length) return undefined
  const answers = Object.assign(
    { 'storage.room': 'partitions' },
    ...each.map((one) => one.answers),
  ) as Answers
  // As the page asks: once for all nodes that have as many.
  const [count, ...counts] = each.map((one) => one.count)
  if (count! > 1 && counts.every((other) => other === count)) {
    answers['storage.raid'] = answers[`storage.raid.${holders[0]!.name}`]!
    for (const { name } of holders) delete answers[`storage.raid.${name}`]
  }
  return answers
}

function ofNode(
  { name, node, device }: Holder,
  machines: readonly Machine[],
  users: Omit<OwnUsers, 'arrays'>,
): { readonly answers: Answers; readonly count: number } | undefined {
  const facts = machines.find((machine) => machine.name === name)?.facts
  if (!facts) return undefined
  const raids = Object.entries(node.raid ?? {}).filter(([, { existing }]) => existing !== true)
  const sets = freeParts(facts, { ...users, arrays: raids.map(([array]) => array) })
  const membersOf = ({ devices, spares = [] }: Raid): readonly string[] => [...devices, ...spares]
  const raid = node.raid?.[device]
  const data = setOf(raid ? membersOf(raid) : [device], node, facts.disks, sets)
  if (!data) return undefined
  const mountOf = (array: string): string | undefined =>
    Object.entries(node.filesystems ?? {}).find(([, { device: on }]) =>
      new RegExp(`^(/dev/)?${array}(p[0-9]+)?$`).test(on ?? ''),
    )?.[0]
  const locals = raids.flatMap(([array, one]) => {
    const set = array === device ? undefined : setOf(membersOf(one), node, facts.disks, sets)
    const mount = mountOf(array)
    return set && mount !== undefined ? [{ array, set, mount, way: wayOf(one)?.name }] : []
  })
  const answers: Answers = {
    [`storage.partitions.${name}`]: data.name,
    ...(raid && { [`storage.raid.${name}`]: wayOf(raid)?.name ?? '', 'storage.array': device }),
    ...(sets.length > 1 && {
      [`storage.spare.${name}`]: locals.map(({ set, mount }) => `${set.name}=${mount}`).join(' '),
    }),
    ...Object.fromEntries(
      locals.flatMap(({ set, way }) =>
        way === undefined ? [] : [[`storage.raid.${name}.${set.name}`, way]],
      ),
    ),
    ...(locals.length > 0 && { 'storage.local-arrays': locals.map(({ array }) => array).join(' ') }),
  }
  return { answers, count: data.members.length }
}

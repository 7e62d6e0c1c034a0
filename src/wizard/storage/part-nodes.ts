import type { Disk, Node, Raid } from '../../spec/spec.ts'
import type { Known } from '../question.ts'
import { writtenDisk } from './disks.ts'
import { partPath } from './free-parts.ts'
import type { PartSet } from './free-parts.ts'
import type { Laid } from './lay.ts'
import { partitionName } from './mirror.ts'
import { localArrays } from './names.ts'
import type { NodeParts } from './part-questions.ts'
import type { Way } from './raid.ts'

/** Members of an array in their order, some of them to step in. */
export function raidOf(way: Way, members: readonly string[]): Raid {
  const { level, layout, spares } = way
  return {
    level,
    ...(layout && { layout }),
    devices: members.slice(0, members.length - spares),
    ...(spares > 0 && { spares: members.slice(members.length - spares) }),
  }
}

/** Partitions of a node as cluster.yaml refers to them: by the system's mirror where that is described, else by path. */
export function partReferences(
  known: Known,
  node: string,
  { mirrors }: Laid,
  { members }: PartSet,
): string[] {
  const names = mirrors.find((one) => one.node === node)?.mirror.names
  const facts = known.machines.find(({ name }) => name === node)?.facts
  return members.map((member) => {
    const name = names?.get(member.disk)
    return name === undefined || !facts
      ? partPath(member)
      : `${name}/${partitionName(member.disk, member.partition, facts)}`
  })
}

/** The disks of those partitions that nothing else describes: so that each is known again by more than a path. */
export function disksBelow(
  known: Known,
  node: string,
  { mirrors }: Laid,
  { data, locals }: NodeParts,
): { [name: string]: Disk } {
  const names = mirrors.find((one) => one.node === node)?.mirror.names
  const all = known.machines.find(({ name }) => name === node)?.facts?.disks ?? []
  const used = [data, ...locals.map(({ set }) => set)].flatMap(({ members }) =>
    members.map(({ disk }) => disk),
  )
  const own = all.filter((disk) => used.includes(disk) && !names?.has(disk))
  return Object.fromEntries(
    own.map((disk, index) => [own.length === 1 ? 'data' : `data${index + 1}`, writtenDisk(disk, all)]),
  )
}

/** What stays local: arrays of its own, and file systems on them. */
export function localParts(
  known: Known,
  node: string,
  laid: Laid,
  { locals }: NodeParts,
  array: string,
): Pick<Node, 'raid' | 'filesystems'> {
  const joined = locals.filter(({ way }) => way)
  const names = localArrays(known, array, joined.length)
  const raid: { [name: string]: Raid } = {}
  const filesystems: NonNullable<Node['filesystems']> = {}
  for (const local of locals) {
    const members = partReferences(known, node, laid, local.set)
    const name = local.way && names[joined.indexOf(local)]!
    if (name !== undefined) raid[name] = raidOf(local.way!, members)
    filesystems[local.mount] = { device: name ?? members[0]!, type: 'ext4' }
  }
  return locals.length === 0 ? {} : { ...(joined.length > 0 && { raid }), filesystems }
}

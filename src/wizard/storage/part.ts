import { oncePer } from '../../core/once.ts'
import { enumerate } from '../../core/text.ts'
import { internalMetadataBytes } from '../../spec/arithmetic/drbd.ts'
import { formatBytes } from '../../spec/arithmetic/format.ts'
import { merge } from '../../spec/merge.ts'
import type { Disk, Drbd, DrbdResource, Node, Raid, VolumeGroup } from '../../spec/spec.ts'
import { listOf, textOf } from '../answered.ts'
import type { Known, Part } from '../question.ts'
import { hasGroupBelow, hasStorage, layStorage } from './lay.ts'
import type { Laid, NodeStorage } from './lay.ts'
import { roomText } from './disks.ts'
import { membersOf } from './free-parts.ts'
import { disksBelow, localParts, partReferences, raidOf } from './part-nodes.ts'
import { drbdPolicies } from './policies.ts'
import { diskNamesQuestion, namesOf } from './names.ts'
import type { Names } from './names.ts'
import { sentenceOf } from './raid.ts'
import { localQuestion, parseLocal, resourcesQuestion, roomOf, sizeQuestion } from './volume-questions.ts'
import { parseSize, parseVolumes, takenBytes } from './volumes.ts'
import type { Wanted } from './volumes.ts'

/** Volumes of the local group, the replicated ones among them. */
interface Volumes {
  readonly local: { readonly mount: string; readonly volume: Wanted } | undefined
  readonly replicated: readonly Wanted[]
}

function volumesOf(known: Known, { use, nodes }: Laid, names: Names): Volumes {
  if (use === 'lvm')
    return {
      local: undefined,
      replicated: parseVolumes(textOf(known, resourcesQuestion(known, nodes))).volumes,
    }
  if (use !== 'drbd-lvm' || !nodes.every((node) => hasGroupBelow(use, node)))
    return { local: undefined, replicated: [] }
  const local = parseLocal(textOf(known, localQuestion(known, nodes)))
  const size = parseSize(textOf(known, sizeQuestion(known, nodes)))
  return {
    local: local && {
      mount: local.mount,
      volume: { name: local.mount.split('/').at(-1)!, size: local.size, bytes: local.bytes },
    },
    replicated: size ? [{ name: names.volume, ...size }] : [],
  }
}

/** What stands above the disks, for each node alike where nodes are alike. */
export const storagePart = oncePer((known: Known): Part => {
  const laid = layStorage(known)
  const names = namesOf(known, laid.use)
  const volumes = volumesOf(known, laid, names)
  const owns = laid.nodes.map((one): [string, Node] => [
    one.node,
    nodeStorage(known, one, laid, names, volumes),
  ])
  const mirrors = laid.mirrors.map(({ node, mirror: { disks, raid, boot } }): [string, Node] => [
    node,
    { disks, raid, boot },
  ])
  const nodes = mergeAll(owns, mirrors)
  const { common, own } = inCommon(nodes, known.machines.length)
  const drbd = drbdPart(known, laid, names, volumes)
  const shared = sharedDisks(known, laid)
  const defaults = merge(common, Object.keys(shared).length > 0 ? { disks: shared } : {}) as Node
  return {
    ...(Object.keys(defaults).length > 0 && { 'node-defaults': defaults }),
    nodes: Object.fromEntries(known.machines.map(({ name }) => [name, own[name] ?? {}])),
    ...(drbd && { drbd }),
  }
})

function mergeAll(a: readonly [string, Node][], b: readonly [string, Node][]): { [node: string]: Node } {
  const names = [...new Set([...b, ...a].map(([name]) => name))]
  const of = (list: readonly [string, Node][], name: string): Node =>
    list.find(([other]) => other === name)?.[1] ?? {}
  return Object.fromEntries(names.map((name) => [name, merge(of(b, name), of(a, name)) as Node]))
}

/** Keys whose value is the same on all nodes go to node-defaults. */
function inCommon(
  nodes: { readonly [node: string]: Node },
  count: number,
): { readonly common: Node; readonly own: { readonly [node: string]: Node } } {
  const all = Object.values(nodes)
  if (all.length < count || all.length < 2) return { common: {}, own: nodes }
  const keys = (Object.keys(all[0]!) as (keyof Node)[]).filter((key) => {
    const first = JSON.stringify(all[0]![key])
    return all.every((node) => JSON.stringify(node[key]) === first)
  })
  const pick = (node: Node, wanted: boolean): Node =>
    Object.fromEntries(Object.entries(node).filter(([key]) => keys.includes(key as keyof Node) === wanted))
  return {
    common: pick(all[0]!, true),
    own: Object.fromEntries(Object.entries(nodes).map(([name, node]) => [name, pick(node, false)])),
  }
}

/** Names of disks in cluster.yaml: what they are for, counted. */
function diskNames(known: Known, count: number): string[] {
  const said = listOf(known, diskNamesQuestion).filter((name) => /^[A-Za-z][A-Za-z0-9_-]*$/.test(name))
  if (said.length === 0)
    return count === 1 ? ['data'] : Array.from({ length: count }, (_, index) => `data${index + 1}`)
  const names = said.slice(0, count)
  for (let index = 1; names.length < count; index++)
    if (!said.includes(`data${index}`)) names.push(`data${index}`)
  return names
}

function nodeStorage(
  known: Known,
  own: NodeStorage,
  laid: Laid,
  names: Names,
  { local, replicated }: Volumes,
): Node {
  const { node, disks, way, room, array, parts } = own
  const { use } = laid
  const labels = diskNames(known, disks.length)
  const called = parts ? partReferences(known, node, laid, parts.data) : labels
  const written: { [name: string]: Disk } = Object.fromEntries(
    disks.map((disk, index) => [labels[index]!, disk.written]),
  )
  const locals = parts && localParts(known, node, laid, parts, names.array)
  const raid: { [name: string]: Raid } = {
    ...locals?.raid,
    ...(array ? { [array.name]: array.raid } : way ? { [names.array]: raidOf(way, called) } : {}),
  }
  const volumes = [...(local ? [local.volume] : []), ...replicated]
  const group: VolumeGroup = {
    devices: room ? [...room.devices] : array ? [array.name] : way ? [names.array] : called,
    ...(room && { existing: true }),
    ...(volumes.length > 0 && {
      volumes: Object.fromEntries(volumes.map(({ name, size }) => [name, { size }])),
    }),
  }
  const hasGroup = hasGroupBelow(use, own) && hasStorage(own)
  const groups: { [name: string]: VolumeGroup } = {
    ...(hasGroup && { [room?.group ?? names.group]: group }),
    ...(hasStorage(own) && use === 'drbd-lvm' && { [names.replicated]: { devices: [names.resource] } }),
  }
  return {
    ...(disks.length > 0 && { disks: written }),
    ...(array && { disks: array.disks }),
    ...(parts && { disks: disksBelow(known, node, laid, parts) }),
    ...(Object.keys(raid).length > 0 && { raid }),
    ...(Object.keys(groups).length > 0 && { 'volume-groups': groups }),
    ...(locals?.filesystems && { filesystems: locals.filesystems }),
    ...(local &&
      hasGroup && {
        filesystems: {
          [local.mount]: {
            device: `${room?.group ?? names.group}/${local.volume.name}`,
            type: 'ext4' as const,
          },
        },
      }),
  }
}

function sharedDisks(known: Known, { shared }: Laid): { [name: string]: Disk } {
  const facts = known.machines.flatMap((machine) => machine.facts ?? [])
  const { shared: base } = namesOf(known, 'shared')
  return Object.fromEntries(
    shared.map((wwn, index): [string, Disk] => {
      const isJoined = facts.some(
        ({ disks }) =>
          disks.filter((disk) => disk.wwn === wwn).length > 1 ||
          disks.some((disk) => disk.wwn === wwn && disk.multipath.length > 0),
      )
      return [
        shared.length === 1 ? base : `${base}${index + 1}`,
        { wwn, ...((isJoined || facts.length === 0) && { multipath: true }) },
      ]
    }),
  )
}

/** The device below DRBD on one node. */
function below(known: Known, own: NodeStorage, laid: Laid, names: Names, volume: string): string {
  const { disks, way, room, array, parts } = own
  const { use } = laid
  if (parts && !hasGroupBelow(use, own))
    return way ? names.array : partReferences(known, own.node, laid, parts.data)[0]!
  if (use === 'disk' && array) return array.name
  if (use === 'disk') return way ? names.array : diskNames(known, disks.length)[0]!
  return `${room?.group ?? names.group}/${volume}`
}

function drbdPart(known: Known, laid: Laid, names: Names, { replicated }: Volumes): Drbd | undefined {
  const { use, nodes, isSome, network } = laid
  const ready = nodes.filter(hasStorage)
  if (ready.length === 0) return undefined
  const isWhole = !ready.every((node) => hasGroupBelow(use, node))
  const wanted = isWhole ? [names.resource] : replicated.map(({ name }) => name)
  const resources = wanted.map((name): [string, DrbdResource] => {
    const each = ready.map((node): [string, string] => [node.node, below(known, node, laid, names, name)])
    const [first] = each
    const isSame = each.every(([, device]) => device === first![1])
    return [
      use === 'drbd-lvm' ? names.resource : name,
      {
        ...(isSome && { nodes: ready.map(({ node }) => node) }),
        disk: isSame ? first![1] : Object.fromEntries(each),
      },
    ]
  })
  if (resources.length === 0) return undefined
  return {
    ...(network !== undefined && { network }),
    ...drbdPolicies(known),
    resources: Object.fromEntries(resources),
  }
}

/** Names of the DRBD resources that the answers make. */
export function resourceNames(known: Known): string[] {
  return Object.keys(storagePart(known).drbd?.resources ?? {})
}

/** Names of disks that all nodes reach. */
export const sharedNames = (known: Known): string[] => Object.keys(sharedDisks(known, layStorage(known)))

export function storageComments(known: Known): { [field: string]: string } {
  const laid = layStorage(known)
  const names = namesOf(known, laid.use)
  const { local, replicated } = volumesOf(known, laid, names)
  const [first] = laid.nodes
  if (!first) return {}
  const { bytes } = roomOf(laid.nodes)
  const taken = takenBytes([...(local ? [local.volume] : []), ...replicated])
  const left = bytes === undefined ? undefined : bytes - taken
  const at = isAlike(laid) ? 'node-defaults' : `nodes.${first.node}`
  const metadata = replicated.map((volume) => internalMetadataBytes(volume.bytes, 1))
  return {
    ...(first.way && {
      [`${at}.raid.${names.array}`]: sentenceOf(
        first.way,
        (first.parts ? membersOf(first.parts.data) : first.disks).map(
          ({ found }) => found?.sizeBytes ?? undefined,
        ),
      ),
    }),
    ...(left !== undefined &&
      hasGroupBelow(laid.use, first) && {
        [`${at}.volume-groups.${first.room?.group ?? names.group}`]: `${roomText(Math.max(0, left))} left to grow`,
      }),
    ...(metadata.length > 0 && {
      'drbd.resources': `metadata at the end of each volume: ${enumerate(metadata.map((size) => formatBytes(size)))}`,
    }),
    ...(drbdPolicies(known).auth && {
      'drbd.auth': 'DRBD 8.3 takes whoever connects for the peer, unless both know a secret',
    }),
    ...(drbdPolicies(known)['dual-primary'] === 'never' && {
      'drbd.dual-primary': 'without fencing two primaries would diverge: machines stop and start to move',
    }),
    ...Object.fromEntries(mirrorComments(known, laid)),
  }
}

/** Where the arrays of the system stand in the file, and who made them. */
function mirrorComments(known: Known, { mirrors }: Laid): [string, string][] {
  const [first] = mirrors
  if (!first) return []
  const isCommon = storagePart(known)['node-defaults']?.raid !== undefined
  return (isCommon ? [first] : mirrors).flatMap(({ node, mirror }) =>
    Object.keys(mirror.raid).map((array): [string, string] => [
      `${isCommon ? 'node-defaults' : `nodes.${node}`}.raid.${array}`,
      `made by the installation: ${mirror.words}`,
    ]),
  )
}

const isAlike = ({ nodes, isSome }: Laid): boolean =>
  !isSome &&
  new Set(
    nodes.map(
      ({ way, disks, room, array, parts }) =>
        `${way?.name} ${disks.length} ${room?.group} ${array?.name} ${parts?.data.name}`,
    ),
  ).size === 1

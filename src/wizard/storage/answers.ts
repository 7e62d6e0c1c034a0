import { matchDisks } from '../../facts/match.ts'
import type { WantedDisk } from '../../facts/match.ts'
import { bytesOf } from '../../spec/arithmetic/units.ts'
import { forNode } from '../../spec/devices.ts'
import { merge } from '../../spec/merge.ts'
import type { Disk, Node, SpecSource, VolumeGroup } from '../../spec/spec.ts'
import type { Answer, Machine } from '../question.ts'
import { answerName } from './disks.ts'
import { partAnswers } from './parts-from-spec.ts'
import type { Use } from './use.ts'
import { wayOf } from './raid.ts'

type Answers = { [question: string]: Answer }

/** The answers by which the page makes what a spec says of disks, arrays, groups and DRBD; what it cannot say is left out. */
export function storageAnswers(spec: SpecSource, machines: readonly Machine[]): Answers {
  const nodes = new Map(
    Object.entries(spec.nodes).map(([name, node]): [string, Node] => [
      name,
      merge(spec['node-defaults'] ?? {}, node) as Node,
    ]),
  )
  const resources = Object.entries(spec.drbd?.resources ?? {})
  const [first] = resources
  const holders = first?.[1].nodes ?? [...nodes.keys()]
  const [firstHolder = ''] = holders
  const node = nodes.get(firstHolder)
  if (!node) return {}
  const use = useOf(spec, node)
  if (use === 'shared')
    return sharedAnswers(
      spec,
      machines.every(({ facts }) => facts !== undefined),
    )
  if (use === 'none' || !first) return { 'storage.use': 'none' }
  const device = forNode(first[1].disk, firstHolder)
  const [called = ''] = device?.split('/') ?? []
  const groupName = use !== 'disk' && node['volume-groups']?.[called] ? called : undefined
  const answers: Answers = { 'storage.use': use }
  if (first[1].nodes && nodes.size > 2) answers['storage.nodes'] = first[1].nodes
  if (spec.drbd?.network !== undefined) answers['storage.network'] = spec.drbd.network
  if (use !== 'lvm') answers['storage.resource'] = first[0]
  const isThere = groupName !== undefined && node['volume-groups']?.[groupName]?.existing === true
  const array = topOf(node, device)
  const isArray = array !== undefined && node.raid?.[array]?.existing === true
  if (isThere) answers['storage.room'] = 'groups'
  else if (isArray) answers['storage.room'] = 'arrays'
  if (!isThere && groupName !== undefined) answers['storage.group'] = groupName
  if (!isThere && !isArray) {
    const each = holders.flatMap((name) => {
      const own = nodes.get(name)
      const top = own && topOf(own, forNode(first[1].disk, name))
      return own && top !== undefined ? [{ name, node: own, device: top }] : []
    })
    const parts = partAnswers(each, machines, { group: groupName, resource: first[0] })
    Object.assign(answers, parts)
    if (parts && use === 'drbd-lvm') answers['storage.below'] = groupName === undefined ? 'device' : 'group'
    for (const name of parts ? [] : holders)
      addNode(answers, nodeAnswers(name, nodes.get(name), forNode(first[1].disk, name), machines))
  }
  Object.assign(answers, volumeAnswers(use, node, groupName, resources, firstHolder))
  const mirrored = Object.entries(node.raid ?? {}).some(
    ([name, { existing }]) => existing === true && name !== array,
  )
  answers['storage.boot'] = mirrored && (node.boot?.disks?.length ?? 0) > 1 ? 'yes' : 'no'
  return joined(answers)
}

/** Nodes may have different numbers of disks: the longest list of their names has all. */
function addNode(answers: Answers, more: Answers): void {
  const before = String(answers['storage.disk-names'] ?? '')
  Object.assign(answers, more)
  if (before.length > String(more['storage.disk-names'] ?? '').length) answers['storage.disk-names'] = before
}

function useOf(spec: SpecSource, node: Node): Use {
  const resources = Object.entries(spec.drbd?.resources ?? {})
  if (resources.length === 0)
    return Object.values(node.disks ?? {}).some(({ wwn, multipath }) => wwn !== undefined && multipath)
      ? 'shared'
      : 'none'
  const names = resources.map(([name]) => name)
  const groups = Object.values(node['volume-groups'] ?? {})
  if (groups.some(({ devices }) => devices.some((device) => names.includes(device)))) return 'drbd-lvm'
  const [, { disk }] = resources[0]!
  const device = typeof disk === 'string' ? disk : Object.values(disk ?? {})[0]
  return device?.includes('/') === true && node['volume-groups']?.[device.split('/')[0]!] ? 'lvm' : 'disk'
}

function sharedAnswers(spec: SpecSource, isSeen: boolean): Answers {
  const disks = Object.entries(spec['node-defaults']?.disks ?? {}).filter(([, { wwn }]) => wwn !== undefined)
  const [first] = disks
  return {
    'storage.use': 'shared',
    'storage.shared': asAnswer(
      disks.map(([, { wwn }]) => wwn!),
      isSeen,
    ),
    ...(first && { 'storage.shared-name': disks.length === 1 ? first[0] : first[0].replace(/[0-9]+$/, '') }),
  }
}

/** Disks of one node below a device, and how they are joined. */
function nodeAnswers(
  name: string,
  node: Node | undefined,
  device: string | undefined,
  machines: readonly Machine[],
): Answers {
  if (!node || device === undefined) return {}
  const group = node['volume-groups']?.[device.split('/')[0]!]
  const top = group ? devicesOf(group) : [device]
  const [array] = top
  const raid = top.length === 1 ? node.raid?.[array!] : undefined
  const members = raid ? [...raid.devices, ...(raid.spares ?? [])] : top
  const disks = members.flatMap((member): [string, Disk][] => {
    const disk = node.disks?.[member]
    return disk ? [[member, disk]] : []
  })
  const way = raid ? wayOf(raid)?.name : disks.length > 1 ? 'none' : undefined
  const isSeen = machines.some((machine) => machine.name === name && machine.facts !== undefined)
  return {
    ...(disks.length > 0 && {
      [`storage.disks.${name}`]: asAnswer(
        disks.map(([called, disk]) => nameOfDisk(called, disk, name, machines)),
        isSeen,
      ),
    }),
    ...(disks.length > 0 && { 'storage.disk-names': disks.map(([called]) => called).join(' ') }),
    ...(raid && { 'storage.array': array! }),
    ...(way !== undefined && { [`storage.raid.${name}`]: way }),
  }
}

/** A list of choices, or where nobody could look and so nothing can be chosen, a text. */
const asAnswer = (names: readonly string[], isSeen: boolean): Answer => (isSeen ? names : names.join(' '))

/** The only device of a group, or the device itself. */
function topOf(node: Node, device: string | undefined): string | undefined {
  const group = node['volume-groups']?.[device?.split('/')[0] ?? '']
  return group ? (group.devices.length === 1 ? group.devices[0] : undefined) : device
}

const devicesOf = ({ devices }: VolumeGroup): readonly string[] => devices

/** A disk of a spec, as facts look for it. */
export const wantedDisk = (name: string, disk: Disk): WantedDisk => ({
  name,
  byId: disk['by-id'],
  wwn: disk.wwn,
  serial: disk.serial,
  path: disk.path,
  multipath: disk.multipath,
})

function nameOfDisk(called: string, disk: Disk, node: string, machines: readonly Machine[]): string {
  const facts = machines.find(({ name }) => name === node)?.facts
  const [match] = matchDisks([wantedDisk(called, disk)], facts?.disks ?? [])
  if (match?.found === 'one') return answerName(match.disk, facts!.disks)
  const serial = disk.serial === undefined ? undefined : `serial=${disk.serial}`
  return disk['by-id'] ?? disk.wwn ?? serial ?? disk.path ?? called
}

function volumeAnswers(
  use: Use,
  node: Node,
  group: string | undefined,
  resources: readonly [string, unknown][],
  holder: string,
): Answers {
  const volumes = Object.entries(node['volume-groups']?.[group ?? '']?.volumes ?? {})
  const sizes = (names: readonly string[]): string =>
    volumes
      .filter(([name]) => names.includes(name))
      .map(([name, { size }]) => `${name} ${sizeWord(size)}`)
      .join(', ')
  if (use === 'lvm') return { 'storage.resources': sizes(resources.map(([name]) => name)) }
  if (use !== 'drbd-lvm') return {}
  const disk = forNode((resources[0]![1] as { disk?: string }).disk, holder)
  const volume = disk?.split('/')[1] ?? ''
  const size = volumes.find(([name]) => name === volume)?.[1].size
  const replicated = Object.entries(node['volume-groups'] ?? {}).find(([, { devices }]) =>
    devices.includes(resources[0]![0]),
  )
  const local = Object.entries(node.filesystems ?? {}).find(([, { device }]) =>
    volumes.some(([name]) => device === `${group}/${name}` && name !== volume),
  )
  const room = volumes.find(([name]) => local?.[1].device === `${group}/${name}`)?.[1].size
  return {
    ...(group !== undefined && {
      'storage.local': local && room !== undefined ? `${local[0]} ${sizeWord(room)}` : '',
      'storage.volume': volume,
    }),
    ...(size !== undefined && { 'storage.size': sizeWord(size) }),
    ...(replicated && { 'storage.replicated': replicated[0] }),
  }
}

/** Bytes as a size that can be typed. */
function sizeWord(size: string | number): string {
  if (typeof size === 'string' && /[KMGT]$/.test(size)) return size
  const bytes = bytesOf(size)
  return bytes % 1024 ** 3 === 0 ? `${bytes / 1024 ** 3}G` : `${Math.ceil(bytes / 1024 ** 2)}M`
}

const wordsIn = (answer: Answer): readonly string[] =>
  typeof answer === 'string' ? answer.split(' ') : answer

/** One answer about RAID where all nodes have as many disks: as the page asks. */
function joined(answers: Answers): Answers {
  const raids = Object.keys(answers).filter((id) => id.startsWith('storage.raid.'))
  const disks = Object.keys(answers).filter((id) => id.startsWith('storage.disks.'))
  const counts = new Set(disks.map((id) => wordsIn(answers[id]!).length))
  const ways = new Set(raids.map((id) => answers[id]))
  if (raids.length === 0 || counts.size !== 1 || ways.size !== 1) return answers
  const rest = Object.fromEntries(Object.entries(answers).filter(([id]) => !raids.includes(id)))
  return { ...rest, 'storage.raid': [...ways][0]! }
}

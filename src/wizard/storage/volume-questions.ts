import { wrap } from '../../core/text.ts'
import { internalMetadataBytes } from '../../spec/arithmetic/drbd.ts'
import { formatBytes } from '../../spec/arithmetic/format.ts'
import { textOf } from '../answered.ts'
import { hanging } from '../kind/hardware.ts'
import { networkBetween } from '../networks.ts'
import type { KnownNetwork } from '../networks.ts'
import type { Answer, Known, Question } from '../question.ts'
import type { NodeStorage } from './lay.ts'
import { roomText } from './disks.ts'
import { extentBytes, faultOfRoom, parseSize, parseVolumes, wholeSize } from './volumes.ts'

/** What LVM keeps of a device for itself: its header and what does not fill an extent. */
const groupOverheadBytes = 8 * 1024 ** 2

export interface Room {
  readonly bytes: number | undefined
  /** Who has the least, as words: `node2`. */
  readonly of: string
}

/** What volumes can have on every node: the node with the least decides. */
export function roomOf(nodes: readonly NodeStorage[]): Room {
  if (nodes.some(({ bytes }) => bytes === undefined)) return { bytes: undefined, of: '' }
  const least = nodes.reduce((a, b) => (a.bytes! <= b.bytes! ? a : b))
  const free = least.room ? least.bytes! : least.bytes! - groupOverheadBytes
  return { bytes: Math.max(0, Math.floor(free / extentBytes) * extentBytes), of: least.node }
}

const roomLines = (nodes: readonly NodeStorage[]): string[] => {
  const { bytes, of } = roomOf(nodes)
  if (bytes === undefined) return ['How much room there is, is not known: not every node was looked at.']
  const equal = nodes.every((node) => node.bytes === nodes[0]!.bytes)
  return [
    `Room: ${roomText(bytes)} on ${nodes.length === 1 ? of : equal ? 'each node' : `${of}, which has the least`}.`,
  ]
}

export function resourcesQuestion(known: Known, nodes: readonly NodeStorage[]): Question {
  const taken = new Set(nodes.flatMap(({ room }) => room?.volumes ?? []))
  const ten = internalMetadataBytes(40 * 1024 ** 3, 1)
  return {
    id: 'storage.resources',
    kind: 'text',
    title: 'Which DRBD devices shall there be, how large? (mail 40G, web 20G)',
    found: roomLines(nodes),
    explanation: wrap(
      'One name and size for each, with commas between. A virtual machine takes the device of its own name, so name them' +
        ' like the machines; a second disk of mail is mail-data. A service takes any. Each becomes a logical volume on both' +
        ` nodes with a DRBD device on it; DRBD keeps a little at its end (${formatBytes(ten)} of 40G). Leave room: a device` +
        ' grows later while it is in use, and never shrinks.',
      78,
    ).split('\n'),
    check: (answer: Answer) => {
      const { volumes, fault } = parseVolumes(answer)
      if (fault !== undefined) return fault
      if (volumes.length === 0) return 'At least one is needed: a name and a size, such as mail 40G.'
      const known = volumes.find(({ name }) => taken.has(name))
      if (known) return `A volume ${known.name} is there already.`
      return faultOfRoom(volumes, roomOf(nodes))
    },
    fields: ['volume-groups', 'volume-groups.*.volumes', 'drbd.resources', 'drbd.resources.*.disk'],
  }
}

/** `/var/lib/vz 200G`, a local file system beside the replicated device. */
export function parseLocal(
  answer: string,
): { readonly mount: string; readonly size: string; readonly bytes: number } | undefined {
  const [mount = '', size = '', ...more] = answer.trim().split(/\s+/)
  const parsed = parseSize(size)
  return more.length === 0 && /^\/[A-Za-z0-9][A-Za-z0-9/._+-]*$/.test(mount) && parsed
    ? { mount, ...parsed }
    : undefined
}

export function localQuestion(_known: Known, nodes: readonly NodeStorage[]): Question {
  return {
    id: 'storage.local',
    kind: 'text',
    title: 'Shall a part of it stay local, as a file system of each node? (/var/lib/vz 200G)',
    found: roomLines(nodes),
    optional: true,
    proposal: { answer: '', because: 'nothing asks for one' },
    explanation: wrap(
      'A mount point and a size, or nothing. What is there is on this node only: installation images, backups, templates.' +
        ' It is made as ext4 and stands in /etc/fstab.',
      78,
    ).split('\n'),
    check: (answer) => {
      const text = String(answer).trim()
      if (text === '') return undefined
      const local = parseLocal(text)
      if (!local) return 'Say a mount point and a size, such as /var/lib/vz 200G, or nothing.'
      return faultOfRoom([{ name: 'local', ...local }], roomOf(nodes))
    },
    fields: ['filesystems', 'volume-groups.*.volumes'],
  }
}

/** Room that is left for the replicated device. */
export function leftBytes(known: Known, nodes: readonly NodeStorage[]): number | undefined {
  const { bytes } = roomOf(nodes)
  const local = parseLocal(textOf(known, localQuestion(known, nodes)))
  return bytes === undefined ? undefined : Math.max(0, bytes - (local?.bytes ?? 0))
}

export function sizeQuestion(known: Known, nodes: readonly NodeStorage[]): Question {
  const left = leftBytes(known, nodes)
  const { of } = roomOf(nodes)
  return {
    id: 'storage.size',
    kind: 'text',
    title: 'How large shall the replicated device be?',
    found: left === undefined ? roomLines(nodes) : [`${roomText(left)} are left on ${of}.`],
    ...(left !== undefined &&
      left > 0 && { proposal: { answer: wholeSize(left), because: 'all that is left' } }),
    explanation: wrap(
      'The first synchronisation copies all of it, so that a large one takes hours. It grows later without a stop, and' +
        ' never shrinks.',
      78,
    ).split('\n'),
    check: (answer) => {
      const size = parseSize(String(answer))
      if (!size) return `${String(answer)} is no size such as 500G or 3T.`
      return faultOfRoom([{ name: 'replicated', ...size }], { bytes: left, of })
    },
    fields: ['volume-groups.*.volumes.*.size', 'drbd.resources'],
  }
}

export function networkQuestion(networks: readonly KnownNetwork[]): Question {
  const between = networkBetween(networks)
  return {
    id: 'storage.network',
    kind: 'one',
    title: 'Over which network does DRBD copy?',
    found: [],
    choices: networks.map(({ name, network }) => ({
      name,
      label: [
        network.subnet ?? network.subnet6 ?? '',
        network.speed === undefined ? '' : `${network.speed} Mbit/s`,
        network.gateway === undefined ? '' : 'has the gateway',
      ]
        .filter(Boolean)
        .join(', '),
    })),
    ...(between && {
      proposal: {
        answer: between.name,
        because:
          between.network.gateway !== undefined
            ? 'the fastest'
            : networks.filter(({ network }) => network.gateway === undefined).length > 1
              ? "the first network is the users'"
              : 'it has no gateway: what is on it goes between the nodes',
      },
    }),
    explanation: hanging(
      'Every write of every machine goes over it before it counts as done. A cable between the nodes is best; on the' +
        " users' network a large download slows the disks down.",
    ),
    fields: ['drbd.network'],
  }
}

import { bytesOf } from '../../spec/arithmetic/units.ts'
import type { Answer } from '../question.ts'
import { whyNotName } from '../words.ts'
import { roomText } from './disks.ts'

/** A name with a size, as `mail 40G` says it. */
export interface Wanted {
  readonly name: string
  /** As cluster.yaml has it: 40G. */
  readonly size: string
  readonly bytes: number
}

/** LVM gives whole extents; 4M is its own size of one. */
export const extentBytes = 4 * 1024 ** 2

const roundUp = (bytes: number, unit: number): number => Math.ceil(bytes / unit) * unit

/** What volumes take of a group. */
export const takenBytes = (volumes: readonly Wanted[], extent = extentBytes): number =>
  volumes.reduce((sum, { bytes }) => sum + roundUp(bytes, extent), 0)

/** `mail 40G, web 20G`: what is understood of it, and the first thing that is not, as a sentence. */
export function parseVolumes(answer: Answer): { readonly volumes: Wanted[]; readonly fault?: string } {
  const entries = (typeof answer === 'string' ? answer : answer.join(','))
    .split(/[,;\n]+/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
  const volumes: Wanted[] = []
  for (const entry of entries) {
    // 40 GB is one word.
    const [name = '', size = '', ...more] = entry.replace(/\s+(?=[KMGT]i?B?$)/i, '').split(/[\s=:]+/)
    if (size === '' || more.length > 0)
      return { volumes, fault: `"${entry}" is not a name and a size, such as mail 40G.` }
    const fault = whyNotName(name)
    if (fault !== undefined) return { volumes, fault }
    if (volumes.some((other) => other.name === name)) return { volumes, fault: `${name} is there twice.` }
    const parsed = parseSize(size)
    if (parsed === undefined) return { volumes, fault: `${size} of ${name} is no size such as 40G or 1.5T.` }
    volumes.push({ name, ...parsed })
  }
  return { volumes }
}

/** `40G`, `40g`, `40GB` and `40 GiB` are meant alike: powers of 1024. */
export function parseSize(text: string): { readonly size: string; readonly bytes: number } | undefined {
  const match = /^([0-9]+(?:\.[0-9]+)?)\s*([KMGT])(?:i?B)?$/i.exec(text.trim())
  if (!match) return undefined
  const size = `${match[1]}${match[2]!.toUpperCase()}`
  const bytes = bytesOf(size)
  return bytes > 0 ? { size, bytes } : undefined
}

/** Why volumes do not fit, in one sentence; undefined where they do, or nobody knows. */
export function faultOfRoom(
  volumes: readonly Wanted[],
  room: { readonly bytes: number | undefined; readonly of: string },
): string | undefined {
  const taken = takenBytes(volumes)
  return room.bytes !== undefined && taken > room.bytes
    ? `They need ${roomText(taken)}, and ${room.of} has ${roomText(room.bytes)}.`
    : undefined
}

/** The largest size of whole gibibytes, or mebibytes where that is little: for people to read. */
export function wholeSize(bytes: number): string {
  const gib = Math.floor(bytes / 1024 ** 3)
  return gib >= 10 ? `${gib}G` : `${Math.floor(bytes / 1024 ** 2)}M`
}

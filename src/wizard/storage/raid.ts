import { plural } from '../../core/text.ts'
import { arrayBytes, minimumDevices } from '../../spec/arithmetic/raid.ts'
import { roomText } from './disks.ts'
import type { Raid } from '../../spec/spec.ts'
import type { Choice } from '../question.ts'

/** A way to make one device of several disks, as the answers call it: `raid10`, `raid10-f2`, `raid1-spare`, `none`. */
export interface Way {
  readonly name: string
  readonly level: Raid['level']
  readonly layout?: 'f2'
  /** Disks that wait; the rest are in use. */
  readonly spares: number
}

/** Every disk by itself: a volume group takes them as they are. */
export const noRaid = 'none'

/** The ways there are for so many disks, the usual ones first. */
export function waysFor(count: number): Way[] {
  const isOdd = count % 2 === 1
  const ways: Way[] = []
  if (count === 2 || count === 3) ways.push({ name: 'raid1', level: 1, spares: 0 })
  if (count >= 3) ways.push({ name: 'raid10', level: 10, spares: 0 })
  if (count === 3) ways.push({ name: 'raid1-spare', level: 1, spares: 1 })
  if (count >= 4) ways.push({ name: 'raid10-f2', level: 10, layout: 'f2', spares: 0 })
  if (count >= 5 && isOdd) ways.push({ name: 'raid10-spare', level: 10, spares: 1 })
  if (count >= 6 && !isOdd) ways.push({ name: 'raid10-2-spares', level: 10, spares: 2 })
  if (count >= minimumDevices[5]) ways.push({ name: 'raid5', level: 5, spares: 0 })
  if (count >= minimumDevices[6]) ways.push({ name: 'raid6', level: 6, spares: 0 })
  return ways
}

export const wayNamed = (name: string, count: number): Way | undefined =>
  waysFor(count).find((way) => way.name === name)

/** How an array of a spec is joined; undefined for what nobody is asked. */
export const wayOf = ({ level, layout, devices, spares = [] }: Raid): Way | undefined =>
  waysFor(devices.length + spares.length).find(
    (way) =>
      way.level === level &&
      way.spares === spares.length &&
      (level !== 10 || (way.layout ?? 'n2') === (layout ?? 'n2')),
  )

/** Disks in use. */
const members = ({ spares }: Way, count: number): number => count - spares

/** Usable bytes; undefined where a size is not known. The smallest disk decides, spares too: any may have to take part. */
export function usableBytes(way: Way, bytes: readonly (number | undefined)[]): number | undefined {
  if (bytes.some((one) => one === undefined)) return undefined
  const { level, layout } = way
  return arrayBytes({ level, layout, devices: members(way, bytes.length) }, Math.min(...(bytes as number[])))
}

/** How many disks may die: whichever they are, and with luck. */
export interface Survival {
  readonly any: number
  readonly most: number
  /** Which ones they may be then. */
  readonly where: 'different pairs' | 'not neighbours' | undefined
}

/**
 * RAID 10 with two copies: near copies on an even number of disks lie in pairs; on an odd number, and far copies on any,
 * each disk shares data with the next one and the last with the first (md(4)).
 */
export function survivalOf(way: Way, count: number): Survival {
  const used = members(way, count)
  switch (way.level) {
    case 0:
      return { any: 0, most: 0, where: undefined }
    case 1:
      return { any: used - 1, most: used - 1, where: undefined }
    case 5:
      return { any: 1, most: 1, where: undefined }
    case 6:
      return { any: 2, most: 2, where: undefined }
    case 10: {
      const most = Math.max(1, Math.floor(used / 2))
      if (most === 1) return { any: 1, most, where: undefined }
      return {
        any: 1,
        most,
        where: way.layout === undefined && used % 2 === 0 ? 'different pairs' : 'not neighbours',
      }
    }
  }
}

export function survivalText(way: Way, count: number): string {
  const { any, most, where } = survivalOf(way, count)
  const spare =
    way.spares === 0 ? '' : way.spares === 1 ? '; a spare steps in' : `; ${inWords(way.spares)} spares`
  if (any === 0) return 'survives no disk'
  const more =
    where === undefined
      ? ''
      : where === 'different pairs'
        ? `, ${inWords(most)} if in ${where}`
        : `, ${inWords(most)} if ${where}`
  return `survives ${any === 1 ? 'one disk' : `any ${inWords(any)} disks`}${more}${spare}`
}

/** Small numbers as words, as people say them. */
const inWords = (count: number): string =>
  ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'][
    count
  ] ?? String(count)

const titles: { readonly [name: string]: string } = {
  'raid10-f2': 'RAID 10 f2',
}

export const titleOf = (way: Way): string => titles[way.name] ?? `RAID ${way.level}`

/** The ways as choices; `bytes` of one node's disks, of the node whose disks are smallest where nodes are alike. */
export function raidChoices(bytes: readonly (number | undefined)[], mayBeApart: boolean): Choice[] {
  const count = bytes.length
  const ways = waysFor(count)
  const longest = Math.max(0, ...ways.map(({ name }) => name.length))
  const choices = ways.map((way) => {
    const usable = usableBytes(way, bytes)
    const words = [
      usable === undefined ? '' : `${roomText(usable)} usable`,
      survivalText(way, count),
      wayWarning(way, bytes),
    ]
    return { name: way.name, label: `${way.name.padEnd(longest)}  ${words.filter(Boolean).join(', ')}` }
  })
  if (!mayBeApart) return choices
  const total = bytes.some((one) => one === undefined) ? '' : `${roomText(sum(bytes as number[]))} usable, `
  return [
    ...choices,
    { name: noRaid, label: `${noRaid.padEnd(longest)}  ${total}one dead disk loses the node's copy` },
  ]
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)

/** Rebuilding reads all of every disk; what takes days is likely to meet a second fault. */
const longRebuildBytes = 2e12

function wayWarning({ level }: Way, bytes: readonly (number | undefined)[]): string {
  if (level === 5 && (bytes.length >= 6 || bytes.some((one) => (one ?? 0) > longRebuildBytes)))
    return 'long rebuild without safety'
  if (level === 5 || level === 6) return 'slow small writes'
  return ''
}

/** The way that is proposed, with the reason as far as it is the level's own. */
export function proposeWay(count: number): Way | undefined {
  const name = count === 2 ? 'raid1' : count >= 5 && count % 2 === 1 ? 'raid10-spare' : 'raid10'
  return wayNamed(name, count)
}

/** How much of the disks is lost because they differ in size. */
export const unusedBytes = (bytes: readonly number[]): number =>
  sum(bytes) - bytes.length * Math.min(...bytes)

/** One sentence: `RAID 10 of 4 disks: 7.2T usable, survives one disk, 2 if in different pairs`. */
export function sentenceOf(way: Way, bytes: readonly (number | undefined)[]): string {
  const usable = usableBytes(way, bytes)
  const used = members(way, bytes.length)
  const size = usable === undefined ? '' : `${roomText(usable)} usable, `
  return `${titleOf(way)} of ${plural(used, 'disk')}: ${size}${survivalText(way, bytes.length)}`
}

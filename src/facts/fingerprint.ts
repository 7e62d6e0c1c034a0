import { createHash } from 'node:crypto'
import type { Facts } from './types.gen.ts'

/** What a plan is bound to. */
export interface Fingerprint {
  readonly node: string
  /** Hash over what must not change between plan and apply: the machine and its disks. */
  readonly hash: string
  /** Changes with every boot; a plan survives a reboot, an interrupted run must know of it. */
  readonly bootId: string | null
  /** What the hash is made of, one line for each thing, so that a difference can be said in words. */
  readonly things: readonly string[]
}

/**
 * The fingerprint of a node: machine ID, and of every disk the names that stay, its size and its sectors. Not the kernel's
 * names, which change with a reboot, and not what is on the disks, which applying a plan changes.
 */
export function factsFingerprint(facts: Facts): Fingerprint {
  const things = [
    `machine ${facts.system.machineId ?? 'unknown'}`,
    ...facts.disks
      .map(
        ({ serial, wwn, byId, sizeBytes, logicalSector }) =>
          `disk ${[serial ?? '-', wwn ?? '-', sizeBytes ?? '-', logicalSector ?? '-', ...[...byId].sort()].join(' ')}`,
      )
      .sort(),
  ]
  return {
    node: facts.node,
    hash: createHash('sha256').update(things.join('\n')).digest('hex'),
    bootId: facts.system.bootId,
    things,
  }
}

/** What is no longer as it was when the plan was made, in words; nothing where the hashes are the same. */
export function fingerprintChanges(before: Fingerprint, now: Fingerprint): string[] {
  const words = (thing: string): string => {
    const [kind, first, wwn, size] = thing.split(' ')
    if (kind === 'machine') return `the machine with ID ${first}`
    const names = [first === '-' ? '' : `serial ${first}`, wwn === '-' ? '' : `WWN ${wwn}`].filter(Boolean)
    return `the disk with ${names.join(', ') || 'neither serial number nor WWN'} (${size} bytes)`
  }
  return [
    ...before.things
      .filter((thing) => !now.things.includes(thing))
      .map((thing) => `${before.node}: ${words(thing)} is not there any more`),
    ...now.things
      .filter((thing) => !before.things.includes(thing))
      .map((thing) => `${now.node}: ${words(thing)} is new`),
  ]
}

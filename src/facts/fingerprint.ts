import { createHash } from 'node:crypto'
import type { Disk, Facts } from './types.gen.ts'

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
 * The fingerprint of a node: machine ID, and of every disk that stays, serial number, WWN, size and sectors. Not the kernel's
 * names, which change with a reboot, nor those in /dev/disk/by-id, since a package may add some;
 * not what is on the disks, which applying a plan changes; nor what was plugged in by USB.
 */
export function factsFingerprint(facts: Facts): Fingerprint {
  const things = [
    `machine ${facts.system.machineId ?? 'unknown'}`,
    ...facts.disks
      .filter(({ transport, sizeBytes, system }) => system || (transport !== 'usb' && sizeBytes !== 0))
      .map(thing)
      .sort(),
  ]
  return {
    node: facts.node,
    hash: createHash('sha256').update(things.join('\n')).digest('hex'),
    bootId: facts.system.bootId,
    things,
  }
}

function thing({ serial, wwn, byPath, sizeBytes, logicalSector }: Disk): string {
  const names = serial === null && wwn === null ? byPath : []
  return `disk ${[serial?.replaceAll(' ', '_') ?? '-', wwn ?? '-', sizeBytes ?? '-', logicalSector ?? '-', ...names].join(' ')}`
}

/** What is no longer as it was when the plan was made, in words; nothing where the hashes are the same. */
export function fingerprintChanges(before: Fingerprint, now: Fingerprint): string[] {
  const words = (text: string): string => {
    const [kind, first, wwn, size] = text.split(' ')
    if (kind === 'machine') return `the machine with ID ${first}`
    const names = [first === '-' ? '' : `serial ${first}`, wwn === '-' ? '' : `WWN ${wwn}`].filter(Boolean)
    return `the disk with ${names.join(', ') || 'neither serial number nor WWN'} (${size} bytes)`
  }
  return [
    ...before.things
      .filter((one) => !now.things.includes(one))
      .map((one) => `${before.node}: ${words(one)} is not there any more`),
    ...now.things
      .filter((thing) => !before.things.includes(thing))
      .map((thing) => `${now.node}: ${words(thing)} is new`),
  ]
}

import { createInterface } from 'node:readline'
import { HaError } from '../core/errors.ts'
import { sh } from '../core/sh.ts'
import { start } from '../host/exec.ts'
import type { Started } from '../host/exec.ts'
import type { MachinePlan } from '../plan/machines.ts'
import type { LabFolder } from './folder.ts'
import { onNode } from './guest.ts'

const sectorBytes = 512
const slots = 64
/** The first slot's sector. */
const first = 8

/** What witness.S makes: the first sector of a disk, from which a machine starts. */
export const witnessSector = Buffer.alloc(sectorBytes)
Buffer.from(
  [
    '6gV8AAD6McCO2I7AjtC8AHz7/IgW/HxmMdsx7bRC6IEAchdmgT4AgEhBV1J1DGY5HgSAdgVmix4EgEWD/UBy3LRC6F0AZoE+',
    'AIBIQVdSdQdFgf2AAHLp6CwAsELoVgBmQ4ndg+U/6B0AsEFzBLBFZkvoQQCxAqBsBPQ6BmwEdPn+yXXy69m/AIBmuEhBV1Jm',
    'q2aJ2GarZvfQuX4AZvOruABDiS70fIMG9HwIvux8ihb8fM0Tw+gdALkIAGaJ32bBxwSJ+CQPBDA8OXYCBCfoBADi67AKiMS6',
    '/QO+AEDsqCB1A051+IjguvgD7sMQAAEAAIA=',
  ].join(''),
  'base64',
).copy(witnessSector)
witnessSector.writeUInt16BE(0x55aa, sectorBytes - 2)

/** The disk that a machine starts from, where the witness can live on it: it has 16 bits and no UEFI. */
export const witnessDisk = ({ firmware, disks, console }: MachinePlan): string | undefined =>
  firmware === 'bios' && console.includes('serial')
    ? disks.find(({ kind, format }) => kind === 'block' && format === 'raw')?.source
    : undefined

/**
 * Puts the witness on the empty disk of a running machine and has it start from there.
 * @throws HaError stepFailed when the disk is not empty, or cannot be written.
 */
export async function installWitness(
  folder: LabFolder,
  node: string,
  machine: string,
  disk: string,
): Promise<void> {
  const { code, stderr } = await onNode(
    folder,
    { name: node },
    sh`set -e
[ -z "$(head -c 81920 ${disk} | tr -d '\\000' | head -c 1)" ] || { echo 'it is not empty' >&2; exit 1; }
echo ${witnessSector.toString('base64')} | base64 -d | dd of=${disk} bs=512 conv=fsync 2>/dev/null
virsh -q reset ${machine}`,
  )
  if (code !== 0)
    throw new HaError(
      'stepFailed',
      `The disk ${disk} of ${machine} on ${node} cannot be written: ${stderr.trim()}`,
    )
}

/** A virtual machine that writes all the time, and knows what its disk has acknowledged. */
export class Witness {
  readonly machine: string
  readonly #folder: LabFolder
  readonly #disk: string
  #listening: Started | undefined
  #acknowledged = 0
  #failed: number | undefined

  constructor(folder: LabFolder, machine: string, disk: string) {
    this.#folder = folder
    this.machine = machine
    this.#disk = disk
  }

  /** The highest number that its disk has acknowledged so far, as far as was heard. */
  get acknowledged(): number {
    return this.#acknowledged
  }

  /** A number that its disk refused; undefined as long as it refused none. */
  get failed(): number | undefined {
    return this.#failed
  }

  /** Listens from now on to what it says on the node where it runs, until that node dies. */
  hear(node: string): void {
    this.end()
    const program = sh`terminal=$(virsh -q ttyconsole ${this.machine}) && stty -F "$terminal" raw -echo && exec cat "$terminal"`
    const listening = start([
      'ssh',
      '-F',
      this.#folder.sshConfig,
      '-o',
      'BatchMode=yes',
      '-o',
      'ServerAliveInterval=60',
      node,
      program.text,
    ])
    listening.stdin.end()
    listening.stderr.resume()
    createInterface({ input: listening.stdout }).on('line', (line) => {
      const [, what, digits] = /([AE])([0-9a-f]{8})$/.exec(line.trim()) ?? []
      if (what === undefined || digits === undefined) return
      const number = parseInt(digits, 16)
      if (what === 'A') this.#acknowledged = Math.max(this.#acknowledged, number)
      else this.#failed = number
    })
    this.#listening = listening
  }

  /**
   * What it has left on the disk, read on a node that may read it now.
   * @throws HaError stepFailed when that cannot be read.
   */
  async record(node: string): Promise<Record> {
    const { code, stdout, stderr } = await onNode(
      this.#folder,
      { name: node },
      sh`dd if=${this.#disk} bs=512 skip=${first} count=${2 * slots} iflag=direct 2>/dev/null | base64`,
    )
    if (code !== 0)
      throw new HaError('stepFailed', `${this.#disk} cannot be read on ${node}: ${stderr.trim()}`)
    return recordOf(Buffer.from(stdout, 'base64'))
  }

  end(): void {
    this.#listening?.kill()
    this.#listening = undefined
  }
}

/** What the witness has left on a disk. */
export interface Record {
  /** All numbers of its last 64 writes that are there and whole. */
  readonly numbers: ReadonlySet<number>
  /** What it found at the beginning of each of its lives: the first is 0. */
  readonly lives: readonly number[]
}

/** The record in the sectors of all slots. */
export function recordOf(sectors: Buffer): Record {
  const numbers = Array.from({ length: 2 * slots }, (_, slot) =>
    numberIn(sectors.subarray(slot * sectorBytes, (slot + 1) * sectorBytes)),
  )
  return {
    numbers: new Set(numbers.slice(0, slots).filter((number) => number !== undefined)),
    lives: numbers.slice(slots).filter((number) => number !== undefined),
  }
}

/** The number of a whole sector; undefined where another or half a one stands. */
function numberIn(sector: Buffer): number | undefined {
  if (sector.length < sectorBytes || sector.toString('latin1', 0, 4) !== 'HAWR') return undefined
  const number = sector.readUInt32LE(4)
  const complement = ~number >>> 0
  for (let at = 8; at < sectorBytes; at += 4) if (sector.readUInt32LE(at) !== complement) return undefined
  return number
}

import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DiskPlan } from '../plan/storage.ts'
import type { Finding, Prover } from './prove.ts'

const gib = 1024 ** 3
const sectorBytes = 512

/** sfdisk writes the table into a sparse file of the disk's size; what it then reads back is compared with the plan. */
export const prover: Prover = {
  proof: 'sfdisk',
  programs: ['sfdisk'],
  async prove({ node, files, scratch, run }) {
    const findings: Finding[] = []
    for (const file of files) {
      const error = (sentence: string, output: string): number =>
        findings.push({ file: file.path, severity: 'error', sentence, output })
      const disk = node.storage.disks.find(({ name }) => file.path.endsWith(`/${name}.sfdisk`))
      if (!disk) {
        error('There is no disk of this name.', file.path)
        continue
      }
      const image = join(scratch, 'disk.img')
      await writeSparse(image, imageBytes(disk))
      const written = await run(['sfdisk', '--no-reread', '--no-tell-kernel', '--wipe', 'never', image], {
        input: file.text,
      })
      if (written.code !== 0)
        error('sfdisk refuses the partition table.', `${written.stdout}${written.stderr}`.trim())
      else
        for (const fault of tableFaults(disk, (await run(['sfdisk', '--json', image])).stdout))
          error(fault, written.stdout.trim())
      await rm(image)
    }
    return findings
  },
}

/** The disk's own size, or enough for its partitions. */
const imageBytes = (disk: DiskPlan): number =>
  disk.sizeBytes ?? disk.partitions.reduce((sum, partition) => sum + (partition.sizeBytes ?? gib), gib)

async function writeSparse(path: string, bytes: number): Promise<void> {
  const handle = await open(path, 'w', 0o600)
  try {
    await handle.truncate(Math.floor(bytes / sectorBytes) * sectorBytes)
  } finally {
    await handle.close()
  }
}

interface Table {
  readonly partitiontable?: {
    readonly label: string
    readonly partitions?: readonly { readonly node: string; readonly start: number; readonly size: number }[]
  }
}

function tableFaults(disk: DiskPlan, json: string): string[] {
  const { partitiontable: table } = JSON.parse(json || '{}') as Table
  if (!table) return ['sfdisk wrote no table that it can read back.']
  const faults: string[] = []
  if (table.label !== (disk.table === 'msdos' ? 'dos' : 'gpt')) faults.push(`The table is ${table.label}.`)
  const found = new Map(
    (table.partitions ?? []).map((entry) => [Number(/[0-9]+$/.exec(entry.node)?.[0]), entry]),
  )
  for (const partition of disk.partitions) {
    const entry = found.get(partition.number)
    if (!entry) faults.push(`The partition ${partition.name} (${partition.number}) is not in the table.`)
    else {
      if (entry.start % 2048 !== 0)
        faults.push(`The partition ${partition.name} begins at sector ${entry.start}, not at a whole MiB.`)
      if (partition.sizeBytes !== undefined && entry.size * sectorBytes < partition.sizeBytes)
        faults.push(
          `The partition ${partition.name} has ${entry.size * sectorBytes} bytes instead of ${partition.sizeBytes}.`,
        )
    }
  }
  if (found.size > disk.partitions.length) faults.push('The table has more partitions than the plan.')
  return faults
}

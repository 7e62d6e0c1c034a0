import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { NodePlan, Plan } from '../plan/plan.ts'
import type { RenderedFile } from '../render/files.ts'
import type { Finding, Prover } from './prove.ts'

/**
 * lvmconfig --validate knows every setting and its type, but not what a filter does. The filter is therefore evaluated
 * as LVM does (filter-regex.c): each name of a device meets the patterns in order, the first match decides for this
 * name; one accepted name accepts the device, else one rejected name rejects it, else it is accepted.
 */
export const prover: Prover = {
  proof: 'lvm',
  programs: ['lvmconfig'],
  async prove({ plan, node, files, scratch, run }) {
    const findings: Finding[] = []
    for (const [i, file] of files.entries()) {
      const folder = join(scratch, String(i))
      await mkdir(folder)
      // lvmlocal.conf is read beside lvm.conf, which may be empty.
      await writeFile(join(folder, 'lvm.conf'), '')
      await writeFile(join(folder, file.path.slice(file.path.lastIndexOf('/') + 1)), file.text)
      const result = await run(['lvmconfig', '--validate'], {
        env: { LVM_SYSTEM_DIR: folder, LVM_SUPPRESS_FD_WARNINGS: '1' },
      })
      const output = `${result.stdout}${result.stderr}`.trim()
      if (result.code !== 0)
        findings.push({ file: file.path, severity: 'error', sentence: 'LVM does not take the file.', output })
      findings.push(...filterFaults(plan, node, file))
    }
    return findings
  },
}

interface Pattern {
  readonly verdict: 'accept' | 'reject'
  readonly regex: RegExp
}

/** The patterns of filter or global_filter; undefined when one cannot be understood. */
export function parseFilter(text: string): Pattern[] | undefined {
  const body = /^\s*(?:global_)?filter\s*=\s*\[((?:\s*,?\s*"[^"]*")*)\s*\]/m.exec(text)?.[1]
  if (body === undefined) return undefined
  const patterns: Pattern[] = []
  for (const [, word] of body.matchAll(/"([^"]*)"/g)) {
    const [, letter, delimiter, regex] = /^([ar])(.)(.*)$/.exec(word!) ?? []
    if (!letter || !regex?.endsWith(delimiter!)) return undefined
    try {
      patterns.push({ verdict: letter === 'a' ? 'accept' : 'reject', regex: new RegExp(regex.slice(0, -1)) })
    } catch {
      return undefined
    }
  }
  return patterns
}

/** Whether LVM sees a device that has these names. */
export function accepts(patterns: readonly Pattern[], names: readonly string[]): boolean {
  const verdicts = names.map((name) => patterns.find(({ regex }) => regex.test(name))?.verdict)
  return verdicts.includes('accept') || !verdicts.includes('reject')
}

/** Whether a device is a logical volume of a group of the plan; LVM does not look inside these. */
const isVolume = (node: NodePlan, device: string): boolean =>
  node.storage.groups.some((group) => group.volumes.some(({ path }) => path === device))

/** Names that a system's own PV can have; none of them may be hidden unless it is below DRBD. */
const ordinaryNames = [
  '/dev/sda',
  '/dev/sda2',
  '/dev/vda2',
  '/dev/nvme0n1p3',
  '/dev/md0',
  '/dev/md127',
  '/dev/mapper/luks-root',
]

function filterFaults(plan: Plan, node: NodePlan, file: RenderedFile): Finding[] {
  const { storage } = node
  const carriers = new Set(storage.groups.filter((group) => group.onDrbd).flatMap((group) => group.devices))
  const guests = new Set(
    plan.machines.flatMap(({ disks }) =>
      disks.filter(({ kind }) => kind === 'block').map(({ source }) => source),
    ),
  )
  if (!storage.lvmFilter) return []
  const error = (sentence: string, output: string): Finding => ({
    file: file.path,
    severity: 'error',
    sentence,
    output,
  })
  const patterns = parseFilter(file.text)
  if (!patterns) return [error('The filter is missing or cannot be understood.', file.text)]
  const shown = patterns.map(({ verdict, regex }) => `${verdict} ${regex.source}`).join('\n')
  const findings: Finding[] = []
  const below = new Set<string>()
  for (const resource of plan.drbd?.resources ?? []) {
    const host = resource.hosts.find((candidate) => candidate.node === node.name)
    for (const { volume, device } of resource.volumes) {
      const backing = host?.volumes[volume]?.disk
      if (backing === undefined) continue
      if (guests.has(device) && accepts(patterns, [device]))
        findings.push(
          error(`LVM would see ${device}, the disk of a guest, and a PV that the guest made on it.`, shown),
        )
      if (guests.has(device) && !isVolume(node, backing)) {
        below.add(backing)
        if (accepts(patterns, [backing]))
          findings.push(error(`LVM would see ${backing}, which is below the disk of a guest.`, shown))
      }
      if (!carriers.has(device)) continue
      below.add(backing)
      if (accepts(patterns, [backing]))
        findings.push(
          error(`LVM would see ${backing}, which is below ${device}: the PV would be there twice.`, shown),
        )
      const aliases = [
        device,
        `/dev/drbd/by-res/${resource.name}/${volume}`,
        `/dev/drbd/by-disk/${backing.slice('/dev/'.length)}`,
      ]
      if (!accepts(patterns, aliases))
        findings.push(error(`LVM would not see ${device}, which carries a PV.`, shown))
    }
  }
  const others = storage.groups.filter((group) => !group.onDrbd).flatMap((group) => group.devices)
  for (const device of new Set([...others, ...ordinaryNames])) {
    if (!below.has(device) && !accepts(patterns, [device]))
      findings.push(
        error(
          `LVM would not see ${device}, which is not below DRBD; a root file system on it would not start.`,
          shown,
        ),
      )
  }
  return findings
}

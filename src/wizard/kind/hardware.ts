import { enumerate, plural, wrap } from '../../core/text.ts'
import { compareVersions } from '../../core/version.ts'
import type { Disk, Facts } from '../../facts/types.gen.ts'
import { formatBytes } from '../../spec/arithmetic/format.ts'
import { platformOf } from '../../spec/effective.ts'
import { allProfiles } from '../../spec/load.ts'
import type { Machine } from '../question.ts'

/** A platform as people call it. */
export const platformTitle = (id: string): string =>
  everyPlatform.includes(id) ? platformOf({ platform: id as 'debian-12' }).title : id

/** Every platform that some profile is for: the newest release of each system first. */
export const everyPlatform: readonly string[] = [
  ...new Set(Object.values(allProfiles).flatMap(({ platforms }) => platforms)),
].sort((a, b) => {
  const [family = '', version = ''] = a.split('-')
  const [other = '', older = ''] = b.split('-')
  return family === other ? compareVersions(older, version) : family < other ? -1 : 1
})

/** Whether a release has systemd; those before it have scripts alone. */
export const hasSystemd = (platform: string): boolean =>
  platformOf({ platform: platform as 'debian-12' }).init === 'systemd'

/** Whether virtual machines run at the speed of the processor; undefined where nobody could look. */
export function hasKvm({ processor }: Facts): boolean | undefined {
  if (processor.kvm) return true
  return processor.virtualization === null
    ? undefined
    : processor.virtualization === 'vmx' || processor.virtualization === 'svm'
}

/** Disks that every machine reaches: their WWN is the same everywhere, and no system is on them. */
export function sharedWwns(machines: readonly Machine[]): string[] {
  if (machines.length < 2 || machines.some(({ facts }) => facts === undefined)) return []
  const [first = new Set<string>(), ...others] = machines.map(
    ({ facts }) =>
      new Set(
        facts!.disks.flatMap(({ wwn, system, transport }) =>
          wwn === null || system || transport === 'usb' ? [] : [wwn],
        ),
      ),
  )
  return [...first].filter((wwn) => others.every((wwns) => wwns.has(wwn)))
}

/** Blank and unused disks, those that another machine reaches too left out. */
export const ownBlankDisks = (facts: Facts, shared: readonly string[]): Disk[] =>
  facts.disks.filter(({ eligible, wwn }) => eligible && (wwn === null || !shared.includes(wwn)))

/** What a machine is, for the choice of a profile: lines of at most 78 columns. */
export function machineLines({ name, facts, trouble }: Machine, shared: readonly string[]): string[] {
  if (!facts)
    return hanging(`${name}: not looked at${trouble === undefined ? '' : `: ${trouble.replace(/\.$/, '')}`}.`)
  const { system, processor, memory, versions } = facts
  const blank = ownBlankDisks(facts, shared)
  const bytes = memory.installedBytes ?? memory.totalBytes
  const kvm = hasKvm(facts)
  const words = [
    facts.platform === null ? (system.title ?? 'unknown system') : platformTitle(facts.platform),
    system.proxmox ? 'Proxmox VE' : '',
    processor.threads === null ? '' : plural(processor.threads, 'processor'),
    bytes === null ? '' : `${formatBytes(Math.round(bytes / 2 ** 20) * 2 ** 20)} of memory`,
    kvm === undefined ? '' : kvm ? 'KVM' : 'no KVM (machines would be emulated)',
    blank.length === 0
      ? 'no blank disk of its own'
      : `${plural(blank.length, 'blank disk')} (${sizes(blank)})`,
    versions['drbd-module'] === undefined ? 'no DRBD module found' : `DRBD ${versions['drbd-module']}`,
  ]
  return hanging(`${name}: ${words.filter(Boolean).join(', ')}.`).concat(
    runningClusters(facts).map((found) => `  In a cluster already: ${found}.`),
  )
}

/** Clusters that a machine is in now; what a package put there as an example is none. */
export function runningClusters({ cluster }: Facts): string[] {
  const { corosync, heartbeat, cman } = cluster
  return [
    corosync && !corosync.pristine
      ? `corosync${corosync.name === null ? '' : ` ${corosync.name}`}, ${plural(corosync.nodes.length, 'node')}`
      : '',
    heartbeat && heartbeat.nodes.length > 0 ? `heartbeat, ${enumerate(heartbeat.nodes)}` : '',
    cman ? `cman${cman.name === null ? '' : ` ${cman.name}`}` : '',
  ].filter(Boolean)
}

/** `2 of 3.6T, 1 of 931.5G`, or `3.6T each` where all are alike. */
export function sizes(disks: readonly Disk[]): string {
  const counted = new Map<string, number>()
  for (const { sizeBytes } of disks) {
    const size = sizeBytes === null ? 'unknown size' : formatBytes(sizeBytes)
    counted.set(size, (counted.get(size) ?? 0) + 1)
  }
  const [only] = counted.keys()
  if (counted.size === 1) return disks.length === 1 ? only! : `${only} each`
  return [...counted].map(([size, count]) => `${count} of ${size}`).join(', ')
}

/** Lines of 78 columns, the second and later ones set in. */
export function hanging(text: string, width = 77): string[] {
  const [first = '', ...rest] = wrap(text, width).split('\n')
  return rest.length === 0
    ? [first]
    : [
        first,
        ...wrap(rest.join(' '), width - 2)
          .split('\n')
          .map((line) => `  ${line}`),
      ]
}

import { compareVersions } from '../core/version.ts'
import { enumerate } from '../core/text.ts'
import type { DiskMatch } from './match.ts'
import type { Disk, Facts } from './types.gen.ts'

/** Something that does not fit together between nodes. */
export interface Finding {
  readonly severity: 'error' | 'warning' | 'info'
  readonly nodes: readonly string[]
  readonly sentence: string
  readonly fix: string
}

/** Disks on several nodes that will hold the same data: the copies of a DRBD resource. */
export interface DiskPair {
  /** What they carry: `DRBD resource r0`. */
  readonly of: string
  readonly sides: readonly { readonly node: string; readonly disks: readonly Disk[] }[]
}

/** Clocks that differ by more than this make logs of two nodes unreadable side by side. */
const skewLimitMs = 500

/** What does not fit together between the nodes of a cluster. Pure; what is not known on one side says nothing. */
export function compareFacts(all: readonly Facts[], pairs: readonly DiskPair[] = []): Finding[] {
  return [
    ...names(all),
    ...machineIds(all),
    ...macAddresses(all),
    ...software(all),
    ...clocks(all),
    ...processors(all),
    ...memories(all),
    ...pairs.flatMap(pairedDisks),
  ]
}

const names = (all: readonly Facts[]): Finding[] =>
  all.flatMap(({ node, system }): Finding[] =>
    system.nodename === null || system.nodename === node
      ? []
      : [
          {
            severity: 'warning',
            nodes: [node],
            sentence: `${node} calls itself ${system.nodename}; DRBD, corosync and pacemaker know nodes by what uname -n prints.`,
            fix: `set its host name to ${node}, or give it its own name in cluster.yaml`,
          },
        ],
  )

/** Groups of nodes that have a value in common that each should have for itself. */
function shared(all: readonly Facts[], value: (facts: Facts) => readonly string[]): [string, string[]][] {
  const groups = new Map<string, Set<string>>()
  for (const facts of all)
    for (const key of value(facts)) groups.set(key, (groups.get(key) ?? new Set()).add(facts.node))
  return [...groups].filter(([, nodes]) => nodes.size > 1).map(([key, nodes]) => [key, [...nodes]])
}

const machineIds = (all: readonly Facts[]): Finding[] =>
  shared(all, ({ system }) => (system.machineId === null ? [] : [system.machineId])).map(([, nodes]) => ({
    severity: 'error',
    nodes,
    sentence: `${enumerate(nodes)} have the same machine ID: one is a copy of the other.`,
    fix: `on all but one: rm -f /etc/machine-id /var/lib/dbus/machine-id; systemd-machine-id-setup; reboot`,
  }))

const macAddresses = (all: readonly Facts[]): Finding[] =>
  shared(all, ({ network }) =>
    network.interfaces
      .filter(({ kind }) => kind === 'nic')
      .flatMap(({ permanentMac, mac }) => permanentMac ?? mac ?? []),
  ).map(([mac, nodes]) => ({
    severity: 'error',
    nodes,
    sentence: `${enumerate(nodes)} have a network card with the same address ${mac}.`,
    fix: 'give the cards addresses of their own; a copied virtual machine keeps the old ones',
  }))

/** Nodes by what they have, where that is not the same for all. */
function differing(
  all: readonly Facts[],
  value: (facts: Facts) => string | null | undefined,
): { readonly text: string; readonly values: readonly string[] } | undefined {
  const known = all.flatMap((facts) => {
    const found = value(facts)
    return found === null || found === undefined ? [] : [{ node: facts.node, found }]
  })
  const values = [...new Set(known.map(({ found }) => found))]
  if (values.length < 2) return undefined
  return { text: enumerate(known.map(({ node, found }) => `${found} on ${node}`)), values }
}

const programs = ['drbd-utils', 'corosync', 'pacemaker', 'heartbeat', 'lvm2', 'libvirt', 'qemu'] as const

function software(all: readonly Facts[]): Finding[] {
  const findings: Finding[] = []
  const nodes = all.map(({ node }) => node)
  const say = (
    severity: Finding['severity'],
    what: string,
    found: ReturnType<typeof differing>,
    fix: string,
  ): void => {
    if (found) findings.push({ severity, nodes, sentence: `${what}: ${found.text}.`, fix })
  }
  say(
    'warning',
    'The nodes run different systems',
    differing(all, ({ system }) => system.title),
    'install the same release on all; a rolling upgrade is one node at a time',
  )
  say(
    'warning',
    'The nodes run different kernels',
    differing(all, ({ system }) => system.kernel),
    'upgrade and reboot the older one',
  )
  const modules = differing(all, ({ versions }) => versions['drbd-module'])
  const generations = new Set(modules?.values.map((version) => version.split('.').slice(0, 1).join()))
  say(
    generations.size > 1 ? 'error' : 'warning',
    'The nodes have different DRBD modules',
    modules,
    'install the same one: 8.4 and 9 take different configurations',
  )
  for (const program of programs)
    say(
      program === 'corosync' && isFarApart(all) ? 'error' : 'warning',
      `The nodes have different versions of ${program}`,
      differing(all, ({ versions }) => versions[program]),
      'install the same version on all nodes',
    )
  return findings
}

/** corosync 1, 2 and 3 do not speak with each other. */
function isFarApart(all: readonly Facts[]): boolean {
  const versions = all.flatMap(({ versions }) => versions.corosync ?? [])
  return versions.some(
    (version) => Math.trunc(compareVersions(version.split('.')[0]!, versions[0]!.split('.')[0]!)) !== 0,
  )
}

function clocks(all: readonly Facts[]): Finding[] {
  const findings: Finding[] = []
  const known = all.flatMap(({ node, clock }) =>
    clock.offsetMs === null ? [] : [{ node, offset: clock.offsetMs, uncertain: clock.uncertaintyMs ?? 0 }],
  )
  for (const [i, a] of known.entries())
    for (const b of known.slice(i + 1)) {
      const apart = Math.abs(a.offset - b.offset)
      // What the way to the nodes may have made of it does not count.
      const certain = apart - a.uncertain - b.uncertain
      if (certain <= skewLimitMs) continue
      const [ahead, behind] = a.offset > b.offset ? [a, b] : [b, a]
      findings.push({
        severity: 'warning',
        nodes: [a.node, b.node],
        sentence: `The clock of ${ahead.node} is about ${seconds(apart)} ahead of that of ${behind.node}.`,
        fix: 'let both take the time from the same server (time: in cluster.yaml)',
      })
    }
  return findings
}

const seconds = (ms: number): string =>
  ms >= 7_200_000
    ? `${Math.round(ms / 3_600_000)} hours`
    : ms >= 120_000
      ? `${Math.round(ms / 60_000)} minutes`
      : `${(ms / 1000).toFixed(1)} s`

function processors(all: readonly Facts[]): Finding[] {
  const makers = differing(all, ({ processor }) => processor.vendor)
  if (makers)
    return [
      {
        severity: 'warning',
        nodes: all.map(({ node }) => node),
        sentence: `The processors are of different makers: ${makers.text}.`,
        fix: 'virtual machines cannot move alive between them',
      },
    ]
  const flags = all.flatMap(({ node, processor }) =>
    processor.flags === null ? [] : [{ node, own: new Set(processor.flags) }],
  )
  return flags.flatMap(({ node, own }): Finding[] => {
    const missing = [...new Set(flags.flatMap((other) => [...other.own]))].filter(
      (flag) => !own.has(flag) && !irrelevant.test(flag),
    )
    return missing.length === 0
      ? []
      : [
          {
            severity: 'info',
            nodes: [node],
            sentence: `The processor of ${node} lacks what another has: ${enumerate(missing.slice(0, 8))}${missing.length > 8 ? ` and ${missing.length - 8} more` : ''}.`,
            fix: 'choose a processor model for virtual machines that all nodes have (libvirt: cpu in cluster.yaml)',
          },
        ]
  })
}

/** Flags that say something about the kernel or the firmware and nothing about what a guest may use. */
const irrelevant =
  /^(tsc_known_freq|nonstop_tsc|constant_tsc|rep_good|nopl|cpuid|aperfmperf|pti|ibrs|ibpb|stibp|ssbd|mba|cqm|cat_|cdp_|rdt_|dtherm|ida|arat|pln|pts|hwp|epb|xtopology|hypervisor|tsc_adjust|flush_l1d|arch_capabilities|md_clear|acpi|tm2?|est|dts|bts|pebs|dtes64|monitor|ds_cpl|pdcm|dca|smx)/

function memories(all: readonly Facts[]): Finding[] {
  const sizes = all.flatMap(({ node, memory }) =>
    memory.totalBytes === null ? [] : [{ node, bytes: memory.totalBytes }],
  )
  const smallest = sizes.reduce<(typeof sizes)[number] | undefined>(
    (least, size) => (least === undefined || size.bytes < least.bytes ? size : least),
    undefined,
  )
  const largest = Math.max(0, ...sizes.map(({ bytes }) => bytes))
  // The kernel keeps a little for itself, not always the same.
  if (smallest === undefined || smallest.bytes > largest * 0.9) return []
  return [
    {
      severity: 'info',
      nodes: [smallest.node],
      sentence: `${smallest.node} has ${gibibytes(smallest.bytes)} of memory, another node ${gibibytes(largest)}.`,
      fix: 'see that the smaller one can carry all virtual machines alone',
    },
  ]
}

const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`

/** Both sides of a mirror should be able to do the same. */
function pairedDisks({ of, sides }: DiskPair): Finding[] {
  const nodes = sides.map(({ node }) => node)
  const differs = (value: (disk: Disk) => string | null): string | undefined => {
    const known = sides.flatMap(({ node, disks }) => {
      const values = [...new Set(disks.map(value).filter((found) => found !== null))].sort()
      return values.length === 0 ? [] : [{ node, text: values.join(' and ') }]
    })
    return new Set(known.map(({ text }) => text)).size < 2
      ? undefined
      : enumerate(known.map(({ node, text }) => `${text} on ${node}`))
  }
  const findings: Finding[] = []
  const sectors = differs(({ logicalSector }) => (logicalSector === null ? null : `${logicalSector} bytes`))
  if (sectors !== undefined)
    findings.push({
      severity: 'warning',
      nodes,
      sentence: `The disks of ${of} have sectors of different sizes: ${sectors}.`,
      fix: 'use disks with the same logical sector size: a file system with sectors of 512 bytes cannot be read from a disk with 4096',
    })
  const spinning = differs(({ rotational }) =>
    rotational === null ? null : rotational ? 'spinning disks' : 'flash',
  )
  if (spinning !== undefined)
    findings.push({
      severity: 'warning',
      nodes,
      sentence: `The disks of ${of} are of different kinds: ${spinning}.`,
      fix: 'every write waits for the slower side',
    })
  const sizes = differs(({ sizeBytes }) => (sizeBytes === null ? null : `${sizeBytes} bytes`))
  if (sizes !== undefined)
    findings.push({
      severity: 'info',
      nodes,
      sentence: `The disks of ${of} have different sizes: ${sizes}.`,
      fix: 'nothing, if it is meant: what the larger one has more is not used',
    })
  return findings
}

/** What a disk of cluster.yaml is on its node, for people; undefined where all is well. */
export function matchText(node: string, match: DiskMatch): string | undefined {
  if (match.found !== 'one') return `${match.name} of ${node}: ${match.text}.`
  if (match.size)
    return `${match.name} of ${node}: ${match.disk.path} has ${match.size.foundBytes} bytes, cluster.yaml says ${match.size.wantedBytes}.`
  return undefined
}

import { oncePer } from '../core/once.ts'
import { atLeast } from '../core/version.ts'
import { drbdNumbers } from './devices.ts'
import type { DrbdVolumeNumbers } from './devices.ts'
import { addressesOn, drbdDialect, nodeNames, stackOf, versionsOf } from './effective.ts'
import type { DrbdDisk, DrbdHandlers, DrbdNet, DrbdOptions, DrbdResource, DrbdStartup, Spec } from './spec.ts'

// Questions about DRBD that rules and resolve ask of a spec.

export type DrbdDialect = '8.3' | '8.4' | '9'

/** The resources with their names, in the order of the file. */
export const drbdResources = (spec: Spec): [string, DrbdResource][] =>
  Object.entries(spec.drbd?.resources ?? {})

/** Visits every volume of every resource. */
export function eachDrbdVolume(
  spec: Spec,
  visit: (name: string, resource: DrbdResource, volume: DrbdVolumeNumbers) => void,
): void {
  for (const { name, volumes } of drbdNumbers(spec)) {
    const resource = spec.drbd!.resources![name]!
    for (const volume of volumes) visit(name, resource, volume)
  }
}

/** Nodes that have the resource, with and without a copy of the data, in order; those that do not exist are left out. */
export function drbdHosts(spec: Spec, resource: DrbdResource): string[] {
  const named = resource.nodes ?? nodeNames(spec)
  const voters = (resource.diskless ?? []).filter((node) => !named.includes(node))
  return [...named, ...voters].filter((node) => spec.nodes[node] !== undefined)
}

/** Nodes that keep a copy of the data. */
export const drbdCopies = (spec: Spec, resource: DrbdResource): string[] =>
  drbdHosts(spec, resource).filter((node) => !resource.diskless?.includes(node))

/** Every node that has a DRBD resource. */
export const drbdNodes = oncePer((spec: Spec): readonly string[] => {
  const resources = Object.values(spec.drbd?.resources ?? {})
  const found = new Set(resources.flatMap((resource) => drbdHosts(spec, resource)))
  return nodeNames(spec).filter((node) => found.has(node))
})

/** The dialects of the nodes that have DRBD, oldest first; more than one is an error. */
export const drbdDialects = (spec: Spec): DrbdDialect[] =>
  [...new Set(drbdNodes(spec).map((node) => drbdDialect(spec.nodes[node]!)))].sort()

/** The dialect the files are written in. */
export const drbdDialectOf = (spec: Spec): DrbdDialect => drbdDialects(spec)[0] ?? '8.4'

/** Whether every node with DRBD has at least this version of drbd-utils. */
export const drbdUtilsAtLeast = (spec: Spec, version: string): boolean =>
  drbdNodes(spec).every((node) => atLeast(versionsOf(spec.nodes[node]!)['drbd-utils'], version))

/** Network of the replication: its own, DRBD's, else the first ring, else the first network. */
export const drbdNetwork = (spec: Spec, resource: Pick<DrbdResource, 'network'>): string | undefined =>
  resource.network ?? spec.drbd?.network ?? spec.rings?.[0] ?? Object.keys(spec.networks ?? {})[0]

/** The addresses of a resource's nodes, all of one family: IPv4 or IPv6, whichever the first node names first and all have. */
export function drbdAddresses(
  spec: Spec,
  resource: DrbdResource,
): { readonly [node: string]: string | undefined } {
  const network = drbdNetwork(spec, resource)
  const hosts = drbdHosts(spec, resource)
  const lists = hosts.map((node) => (network === undefined ? [] : addressesOn(spec.nodes[node]!, network)))
  const family = (address: string): boolean => address.includes(':')
  const common = (lists[0] ?? []).find((first) =>
    lists.every((list) => list.some((address) => family(address) === family(first))),
  )
  return Object.fromEntries(
    hosts.map((node, i) => [
      node,
      common === undefined ? lists[i]![0] : lists[i]!.find((address) => family(address) === family(common)),
    ]),
  )
}

/** What the spec says of a resource: its own words over those for all resources. Defaults are not in it. */
export interface DrbdWords {
  readonly protocol: 'A' | 'B' | 'C' | undefined
  readonly dualPrimary: 'never' | 'migration' | 'always'
  readonly net: DrbdNet
  readonly disk: DrbdDisk
  readonly options: DrbdOptions
  readonly startup: DrbdStartup
  readonly handlers: DrbdHandlers
}

export function drbdWords(spec: Spec, resource: DrbdResource | undefined): DrbdWords {
  const all = spec.drbd ?? {}
  return {
    protocol: resource?.protocol ?? all.protocol,
    dualPrimary: resource?.['dual-primary'] ?? all['dual-primary'] ?? 'never',
    net: { ...all.net, ...resource?.net },
    disk: { ...all.disk, ...resource?.['disk-options'] },
    options: { ...all.options, ...resource?.options },
    startup: { ...all.startup, ...resource?.startup },
    handlers: { ...all.handlers, ...resource?.handlers },
  }
}

/** Whether pacemaker can switch nodes off: it has fence devices or sbd, and nobody consented to do without. */
export const isFenced = (spec: Spec): boolean =>
  stackOf(spec) === 'pacemaker' &&
  spec.fencing?.['none-because'] === undefined &&
  (Object.keys(spec.fencing?.devices ?? {}).length > 0 || spec.fencing?.sbd !== undefined)

/**
 * The fencing policy of a resource: what is said, else what fits the cluster manager; undefined is DRBD's own dont-care.
 * Without a resource it is that of the cluster, if any resource has one.
 */
export function drbdFencing(spec: Spec, resource: DrbdResource | undefined): DrbdNet['fencing'] {
  const words = drbdWords(spec, resource)
  if (words.net.fencing) return words.net.fencing
  const resources = Object.values(spec.drbd?.resources ?? {})
  if (!resource && resources.every((own) => drbdFencing(spec, own) === undefined)) return undefined
  if (drbdQuorum(spec, resource) !== undefined) return undefined
  if (stackOf(spec) === 'pacemaker') return isFenced(spec) ? 'resource-and-stonith' : 'resource-only'
  return stackOf(spec) === 'heartbeat' && spec.heartbeat?.dopd ? 'resource-only' : undefined
}

/** DRBD 9's quorum of a resource: what is said, else majority where three or more nodes can vote and fencing is not chosen. */
export function drbdQuorum(spec: Spec, resource: DrbdResource | undefined): 'majority' | 'all' | undefined {
  if (drbdDialectOf(spec) !== '9') return undefined
  const words = drbdWords(spec, resource)
  if (words.options.quorum !== undefined)
    return words.options.quorum === 'off' ? undefined : words.options.quorum
  const votes = resource ? drbdHosts(spec, resource).length : 0
  return votes >= 3 && words.net.fencing === undefined ? 'majority' : undefined
}

/**
 * Whether drbd-utils' own crm-fence-peer cannot read the cluster's state: since pacemaker 2.1.7 in_ccm and crmd of
 * node_state are times, which the script understands from drbd-utils 9.28 on. It then waits 90 s and gives up.
 */
export const needsOwnFenceHandler = (spec: Spec): boolean =>
  stackOf(spec) === 'pacemaker' &&
  drbdNodes(spec).some((node) => {
    const versions = versionsOf(spec.nodes[node]!)
    return atLeast(versions.pacemaker, '2.1.7') && !atLeast(versions['drbd-utils'], '9.28')
  })

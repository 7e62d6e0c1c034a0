import type { Timeouts } from '../spec/arithmetic/timeouts.ts'
import { drbdNumbers, findDevice, forNode } from '../spec/devices.ts'
import {
  drbdAddresses,
  drbdCopies,
  drbdDialectOf,
  drbdHosts,
  drbdNetwork,
  drbdWords,
  needsOwnFenceHandler,
} from '../spec/drbd.ts'
import type { DrbdDialect } from '../spec/drbd.ts'
import { nodeIds, stackOf } from '../spec/effective.ts'
import type {
  DrbdDisk,
  DrbdHandlers,
  DrbdNet,
  DrbdOptions,
  DrbdResource,
  DrbdStartup,
  Spec,
} from '../spec/spec.ts'
import { drbdSettings, ownFenceHandler } from './drbd-settings.ts'
import type { SecretPlan } from './secrets.ts'

export type { DrbdDialect }

/** Settings with all defaults filled in that we set ourselves; what is absent is left to DRBD. */
export interface DrbdSettings {
  readonly protocol: 'A' | 'B' | 'C'
  readonly allowTwoPrimaries: boolean
  readonly auth: { readonly algorithm: string; readonly secret: string } | undefined
  readonly net: DrbdNet
  readonly disk: DrbdDisk
  readonly options: DrbdOptions
  readonly startup: DrbdStartup
  readonly handlers: DrbdHandlers
}

export interface DrbdPlan {
  readonly dialect: DrbdDialect
  readonly usageCount: boolean
  readonly minorCount: number | undefined
  readonly common: DrbdSettings
  readonly resources: readonly DrbdResourcePlan[]
  /** How often the copies are compared. */
  readonly verifySchedule: 'never' | 'weekly' | 'monthly'
  /** Whether the handlers name our own script instead of drbd-utils' (see needsOwnFenceHandler). */
  readonly ownFenceHandler: boolean
  /**
   * The group that has to read drbd.conf and to call drbdsetup and drbdmeta as root: heartbeat's dopd runs as hacluster
   * (drbdadm asks for `chgrp haclient` and `dpkg-statoverride --add --update root haclient 4750` of both programs).
   */
  readonly group: 'haclient' | undefined
}

export interface DrbdResourcePlan {
  readonly name: string
  readonly port: number
  /**
   * never and migration: one primary (promoted-max 1), and pacemaker moves what runs on it by stopping and starting. With
   * migration, ha-live-migrate opens a window with two primaries for one live migration and closes it again; the file
   * never allows them. always: two primaries all the time (promoted-max 2), and pacemaker migrates live.
   */
  readonly dualPrimary: 'never' | 'migration' | 'always'
  readonly initialSync: 'full' | 'skip'
  /** Network of the replication. */
  readonly network: string | undefined
  /** Only what differs from common. */
  readonly settings: Partial<DrbdSettings>
  readonly maxPeers: number
  /** In order; the first is the source of the initial sync. */
  readonly hosts: readonly DrbdHostPlan[]
  readonly volumes: readonly { readonly volume: number; readonly minor: number; readonly device: string }[]
}

export interface DrbdHostPlan {
  readonly node: string
  readonly nodeId: number
  readonly address: string
  readonly family: 'ipv4' | 'ipv6'
  readonly diskless: boolean
  /** By volume number; empty on a diskless node. */
  readonly volumes: { readonly [volume: string]: { readonly disk: string; readonly metaDisk: string } }
}

/** What a resource does about a peer it has lost: its own word, or the common one, or what DRBD does without any. */
export const fencingPolicy = ({ common }: DrbdPlan, { settings }: DrbdResourcePlan): string =>
  settings.net?.fencing ?? common.net.fencing ?? 'dont-care'

/** Everything about DRBD, decided; undefined without resources. */
export function resolveDrbd(spec: Spec, timeouts: Timeouts): DrbdPlan | undefined {
  const resources = Object.entries(spec.drbd?.resources ?? {})
  if (resources.length === 0) return undefined
  const common = commonSettings(spec, timeouts)
  return {
    dialect: drbdDialectOf(spec),
    usageCount: spec.drbd?.['usage-count'] ?? false,
    minorCount: spec.drbd?.['minor-count'],
    common,
    resources: resources.map(([name, resource]) => resolveResource(spec, name, resource, common, timeouts)),
    verifySchedule: spec.drbd?.['verify-schedule'] ?? 'never',
    ownFenceHandler: usesOwnHandler(spec, common, resources, timeouts),
    group: stackOf(spec) === 'heartbeat' && spec.heartbeat?.dopd ? 'haclient' : undefined,
  }
}

/** Flags of 8.3 and a shared secret cannot be taken back once they hold for all, so what not all want stands with those that do. */
function commonSettings(spec: Spec, timeouts: Timeouts): DrbdSettings {
  const common = drbdSettings(spec, undefined, timeouts)
  const always = Object.values(spec.drbd?.resources ?? {}).every(
    (resource) => drbdWords(spec, resource).dualPrimary === 'always',
  )
  const secret = Object.values(spec.drbd?.resources ?? {}).every(
    (resource) => drbdSettings(spec, resource, timeouts).auth !== undefined,
  )
  return { ...common, allowTwoPrimaries: always, auth: secret ? common.auth : undefined }
}

function usesOwnHandler(
  spec: Spec,
  common: DrbdSettings,
  resources: readonly [string, DrbdResource][],
  timeouts: Timeouts,
): boolean {
  if (!needsOwnFenceHandler(spec)) return false
  const all = [common, ...resources.map(([, resource]) => drbdSettings(spec, resource, timeouts))]
  return all.some((settings) =>
    Object.values(settings.handlers).some((command) => command?.startsWith(ownFenceHandler)),
  )
}

function resolveResource(
  spec: Spec,
  name: string,
  resource: DrbdResource,
  common: DrbdSettings,
  timeouts: Timeouts,
): DrbdResourcePlan {
  const numbers = drbdNumbers(spec)
  const own = numbers.find((candidate) => candidate.name === name)!
  const hosts = drbdHosts(spec, resource)
  const addresses = drbdAddresses(spec, resource)
  const ids = drbdNodeIds(spec, resource)
  const pathOn = (node: string, reference: string | undefined): string =>
    (reference === undefined ? undefined : findDevice(spec, spec.nodes[node]!, reference, numbers)?.path) ??
    ''
  return {
    name,
    port: own.port,
    dualPrimary: drbdWords(spec, resource).dualPrimary,
    initialSync: resource['initial-sync'] ?? 'full',
    network: drbdNetwork(spec, resource),
    settings: difference(common, drbdSettings(spec, resource, timeouts)),
    maxPeers: resource['max-peers'] ?? Math.max(1, drbdCopies(spec, resource).length - 1),
    hosts: hosts.map((node) => {
      const address = addresses[node] ?? ''
      const diskless = resource.diskless?.includes(node) ?? false
      const volumes = own.volumes.map(({ volume, disk, metadata }) => {
        const metaDisk = forNode(metadata, node) ?? 'internal'
        return [
          volume,
          {
            disk: pathOn(node, forNode(disk, node)),
            metaDisk: metaDisk === 'internal' ? metaDisk : pathOn(node, metaDisk),
          },
        ]
      })
      return {
        node,
        nodeId: ids[node]!,
        address,
        family: address.includes(':') ? 'ipv6' : 'ipv4',
        diskless,
        volumes: diskless ? {} : (Object.fromEntries(volumes) as DrbdHostPlan['volumes']),
      }
    }),
    volumes: own.volumes.map(({ volume, minor }) => ({ volume, minor, device: `/dev/drbd${minor}` })),
  }
}

/**
 * node-id of DRBD 9 by node: as written, else the node's ID less one, else the lowest free number. They stand in the
 * metadata of every copy, so they come from the nodes and never from the order or the addresses of a resource.
 */
export function drbdNodeIds(spec: Spec, resource: DrbdResource): { readonly [node: string]: number } {
  const hosts = drbdHosts(spec, resource)
  const ids = nodeIds(spec)
  // A node may be called constructor, which every ordinary object has.
  const result = Object.create(null) as { [node: string]: number }
  const taken = new Set<number>(Object.values(resource['node-ids'] ?? {}))
  for (const node of hosts) {
    const said = resource['node-ids']?.[node]
    if (said !== undefined) result[node] = said
  }
  for (const node of hosts) {
    const wanted = ids[node]! - 1
    if (result[node] !== undefined || wanted > 31 || taken.has(wanted)) continue
    result[node] = wanted
    taken.add(wanted)
  }
  for (const node of hosts) {
    if (result[node] !== undefined) continue
    let free = 0
    while (taken.has(free)) free++
    result[node] = free
    taken.add(free)
  }
  return result
}

/** What of `own` is not already said by `common`, section by section. */
function difference(common: DrbdSettings, own: DrbdSettings): Partial<DrbdSettings> {
  const section = <T extends object>(base: T, value: T): T | undefined => {
    const entries = Object.entries(value).filter(([key, item]) => base[key as keyof T] !== item)
    return entries.length === 0 ? undefined : (Object.fromEntries(entries) as T)
  }
  // A policy that holds for all and not here has to be taken back aloud.
  const policy: DrbdNet =
    common.net.fencing && !own.net.fencing ? { ...own.net, fencing: 'dont-care' } : own.net
  const net = section(common.net, policy)
  const disk = section(common.disk, own.disk)
  const options = section(common.options, own.options)
  const startup = section(common.startup, own.startup)
  const handlers = section(common.handlers, own.handlers)
  const sameAuth = common.auth?.algorithm === own.auth?.algorithm && common.auth?.secret === own.auth?.secret
  return {
    ...(common.protocol !== own.protocol && { protocol: own.protocol }),
    ...(common.allowTwoPrimaries !== own.allowTwoPrimaries && { allowTwoPrimaries: own.allowTwoPrimaries }),
    ...(!sameAuth && { auth: own.auth }),
    ...(net && { net }),
    ...(disk && { disk }),
    ...(options && { options }),
    ...(startup && { startup }),
    ...(handlers && { handlers }),
  }
}

/** Resources of a node, with and without a copy there. */
export const resourcesOn = (
  plan: { readonly drbd: DrbdPlan | undefined },
  node: { readonly name: string },
): DrbdResourcePlan[] =>
  (plan.drbd?.resources ?? []).filter((resource) => resource.hosts.some((host) => host.node === node.name))

export interface VerifyTurn {
  readonly every: 'weekly' | 'monthly'
  /** The resources that this node compares: those whose first copy it has, so that each is compared once. */
  readonly resources: string
  /** Nodes take turns on different days, so that no two load the link at once. */
  readonly day: number
}

/** What a node compares and when; undefined where it compares nothing. */
export function verifyTurn(
  plan: { readonly drbd: DrbdPlan | undefined; readonly nodes: readonly { readonly name: string }[] },
  node: { readonly name: string },
): VerifyTurn | undefined {
  const every = plan.drbd?.verifySchedule ?? 'never'
  if (every === 'never') return undefined
  const own = resourcesOn(plan, node).filter(
    (resource) => resource.hosts.find((host) => !host.diskless)?.node === node.name,
  )
  if (own.length === 0) return undefined
  const day = plan.nodes.findIndex((other) => other.name === node.name)
  return { every, resources: own.map((resource) => resource.name).join(' '), day }
}

/** Shared secrets of the connections, made by us: 30 bytes are 60 hexadecimal digits, and DRBD takes 63 characters. */
export function drbdSecrets(spec: Spec): SecretPlan[] {
  const plan = Object.values(spec.drbd?.resources ?? {})
  const names = new Set(
    plan.flatMap((resource) => {
      const algorithm = resource.auth?.algorithm ?? spec.drbd?.auth?.algorithm
      const legacy = drbdDialectOf(spec) === '8.3' && !resource.auth && !spec.drbd?.auth
      return algorithm === 'none' || legacy
        ? []
        : [resource.auth?.secret ?? spec.drbd?.auth?.secret ?? 'drbd']
    }),
  )
  return [...names].map((name) => ({
    name,
    purpose: 'DRBD: the peers prove it to each other when they connect (shared-secret)',
    make: { kind: 'hex', bytes: 30 },
    maxLength: 63,
  }))
}

import { daemonName, daemonOfAgent } from '../platform/services.ts'
import type { Daemon } from '../platform/services.ts'
import { featuresOfAgent, packagesFor } from '../platform/packages.ts'
import type { Feature } from '../platform/packages.ts'
import type { Platform } from '../platform/platform.ts'
import { drbdNumbers } from '../spec/devices.ts'
import { corosyncDialect, interfaceStyle, platformOf, stackOf, versionsOf } from '../spec/effective.ts'
import { nodeInterfaces } from '../spec/interfaces.ts'
import { atLeast } from '../core/version.ts'
import type { Node, Spec, UnixGroup, UnixUser } from '../spec/spec.ts'

/** What must be installed, loaded, started and kept from starting by itself. */
export interface SoftwarePlan {
  /** Debian packages by name; SlackBuilds in the order in which they are built. */
  readonly packages: readonly string[]
  /** Packages that must not be there. */
  readonly packagesAbsent: readonly string[]
  readonly modules: readonly string[]
  readonly sysctl: readonly (readonly [key: string, value: string])[]
  /** Units (systemd) or scripts (rc.d, init.d) that start at boot, in the order in which they start. */
  readonly enabled: readonly string[]
  /** Units or scripts that must not start at boot because the cluster starts them, or because they are the other stack. */
  readonly disabled: readonly string[]
  readonly groups: readonly ({ readonly name: string } & UnixGroup)[]
  readonly users: readonly ({ readonly name: string } & UnixUser)[]
  readonly timeServers: readonly { readonly kind: 'server' | 'pool'; readonly host: string }[]
  readonly timeZone: string | undefined
}

/** Ports that QEMU takes for incoming live migrations (libvirt's migration_port_min to _max). */
const migrationPorts = '49152-49215'
/** The first local port that Linux gives to outgoing connections (ip_local_port_range). */
const firstEphemeralPort = 32_768

export function resolveSoftware(spec: Spec, nodeName: string): SoftwarePlan {
  const node = spec.nodes[nodeName]!
  const platform = platformOf(node)
  const agents = stackOf(spec) === 'none' ? [] : fenceAgents(spec)
  const features = featuresOf(spec, nodeName)
  const ofAgents = node.proxmox ? [] : agents
  const accounts = resolveAccounts(spec, node, platform)
  return {
    packages: unique([
      ...packagesFor(platform, [...features, ...agents.flatMap(featuresOfAgent)], ofAgents).map(
        (name) => ownVersion(platform, node, name) ?? name,
      ),
      ...(node.packages ?? []),
    ]).filter((name) => !node['packages-absent']?.includes(name)),
    packagesAbsent: node['packages-absent'] ?? [],
    modules: resolveModules(spec, nodeName, features),
    sysctl: resolveSysctl(spec, node, features),
    ...resolveDaemons(spec, node, platform, features),
    ...accounts,
    timeServers: resolveTimeServers(spec, platform),
    timeZone: spec.time?.zone,
  }
}

/** Slackware's packages have their version in the name: NAME-1.0.9 in the spec is that version of our NAME. */
const ownVersion = (platform: Platform, node: Node, name: string): string | undefined =>
  platform.family === 'slackware'
    ? node.packages?.find((own) => own.startsWith(`${name}-`) && /^[0-9]/.test(own.slice(name.length + 1)))
    : undefined

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)]

const fenceAgents = (spec: Spec): string[] =>
  unique(Object.values(spec.fencing?.devices ?? {}).map((device) => device.agent))

const serviceAgents = (spec: Spec): string[] =>
  Object.values(spec.services ?? {}).flatMap((service) =>
    service.agent !== undefined
      ? [service.agent]
      : service.systemd !== undefined
        ? [`systemd:${service.systemd}`]
        : service.lsb !== undefined
          ? [`lsb:${service.lsb}`]
          : [],
  )

const fileSystemFeatures: { readonly [type: string]: Feature } = {
  btrfs: 'fs-btrfs',
  ext2: 'fs-ext',
  ext3: 'fs-ext',
  ext4: 'fs-ext',
  gfs2: 'fs-gfs2',
  nfs: 'fs-nfs',
  nfs4: 'fs-nfs',
  ocfs2: 'fs-ocfs2',
  vfat: 'fs-vfat',
  xfs: 'fs-xfs',
}

function featuresOf(spec: Spec, nodeName: string): Feature[] {
  const node = spec.nodes[nodeName]!
  const style = interfaceStyle(node)
  const kinds = interfaceKinds(spec, nodeName)
  const stack = stackOf(spec)
  const types = [
    ...Object.values(node.filesystems ?? {}).map((filesystem) => filesystem.type),
    ...Object.values(spec.services ?? {}).flatMap((service) => service.filesystem?.type ?? []),
  ]
  const loader = node.boot?.loader
  const machines = Object.values(spec.vms ?? {})
  const features: readonly (readonly [Feature, boolean])[] = [
    ['time', true],
    ['ifupdown', style === 'ifupdown'],
    ['ifupdown2', style === 'ifupdown2'],
    // ifupdown2 makes these itself; ifupdown has hooks for them in packages of their own.
    ['bond', style === 'ifupdown' && kinds.has('bond')],
    ['vlan', style === 'ifupdown' && kinds.has('vlan')],
    ['bridge', style === 'ifupdown' && kinds.has('bridge')],
    ['drbd', hasDrbd(spec, nodeName)],
    ['lvm', Object.keys(node['volume-groups'] ?? {}).length > 0],
    [
      'partitions',
      Object.values(node.disks ?? {}).some((disk) => disk.partitions !== undefined && disk.table !== 'none'),
    ],
    ['md', Object.keys(node.raid ?? {}).length > 0],
    ['multipath', Object.values(node.disks ?? {}).some((disk) => disk.multipath)],
    ['proxmox', node.proxmox ?? false],
    ['corosync', stack === 'pacemaker' && !node.proxmox],
    ['pacemaker', stack === 'pacemaker' && !node.proxmox],
    ['cman', stack === 'cman' && !node.proxmox],
    ['heartbeat', stack === 'heartbeat'],
    ['qdevice', stack === 'pacemaker' && spec.quorum?.device !== undefined],
    ['sbd', stack === 'pacemaker' && spec.fencing?.sbd !== undefined],
    ['ifconfig', serviceAgents(spec).includes('ocf:heartbeat:IPaddr')],
    ['vms', (machines.length > 0 || spec.libvirt !== undefined) && !node.proxmox],
    ['uefi-guests', machines.some((machine) => machine.firmware === 'uefi') && !node.proxmox],
    ['grub-pc', loader === 'grub-pc'],
    ['grub-efi', loader === 'grub-efi'],
  ]
  return unique([
    ...features.flatMap(([feature, wanted]) => (wanted ? [feature] : [])),
    ...types.flatMap((type) => fileSystemFeatures[type] ?? []),
  ])
}

const interfaceKinds = (spec: Spec, node: string): Set<string> =>
  new Set([...nodeInterfaces(spec, node).values()].map((found) => found.kind))

const hasDrbd = (spec: Spec, node: string): boolean =>
  Object.values(spec.drbd?.resources ?? {}).some((resource) => resource.nodes?.includes(node) ?? true)

const watchdogWanted = (spec: Spec): boolean =>
  spec.fencing?.sbd !== undefined || (stackOf(spec) === 'heartbeat' && spec.heartbeat?.watchdog !== undefined)

/** softdog stands in where a watchdog is wanted and the spec names no device of the machine's own. */
function resolveModules(spec: Spec, nodeName: string, features: readonly Feature[]): string[] {
  const node = spec.nodes[nodeName]!
  const kinds = interfaceKinds(spec, nodeName)
  const ofFeatures: readonly (readonly [string, boolean])[] = [
    ['bonding', kinds.has('bond')],
    ['8021q', kinds.has('vlan')],
    ['bridge', kinds.has('bridge')],
    ['drbd', features.includes('drbd')],
    ['softdog', watchdogWanted(spec) && node.watchdog === undefined],
  ]
  return unique([...ofFeatures.flatMap(([name, wanted]) => (wanted ? [name] : [])), ...(node.modules ?? [])])
}

/**
 * Kernel settings that such a host needs: ports on which DRBD or QEMU will listen must not be given to outgoing
 * connections meanwhile; frames that guests send over a bridge are none of the host's firewall's business.
 */
function resolveSysctl(spec: Spec, node: Node, features: readonly Feature[]): (readonly [string, string])[] {
  const kernel = versionsOf(node).kernel
  const reserved = [
    ...(features.includes('drbd')
      ? drbdNumbers(spec)
          .map(({ port }) => port)
          .filter((port) => port >= firstEphemeralPort)
          .sort((a, b) => a - b)
          .map(String)
      : []),
    ...(features.includes('vms') ? [migrationPorts] : []),
  ]
  const settings = new Map<string, string>()
  // Linux 2.6.35 brought the setting.
  if (reserved.length > 0 && atLeast(kernel, '2.6.35'))
    settings.set('net.ipv4.ip_local_reserved_ports', reserved.join(','))
  if (features.includes('vms'))
    for (const family of ['arptables', 'ip6tables', 'iptables'])
      settings.set(`net.bridge.bridge-nf-call-${family}`, '0')
  for (const [key, value] of Object.entries(node.sysctl ?? {})) settings.set(key, String(value))
  return [...settings]
}

function resolveDaemons(
  spec: Spec,
  node: Node,
  platform: Platform,
  features: readonly Feature[],
): Pick<SoftwarePlan, 'enabled' | 'disabled'> {
  const stack = stackOf(spec)
  const ours = stack === 'pacemaker' || stack === 'heartbeat'
  // With version 0 of the plugin corosync 1.4 starts pacemaker itself.
  const pacemakerOfItsOwn = corosyncDialect(node) !== '1.4' || spec.corosync?.['pacemaker-plugin'] !== 0
  const transport = spec.libvirt?.['migration-transport']
  const daemons: readonly (readonly [Daemon, 'enabled' | 'disabled' | undefined])[] = [
    ['time', 'enabled'],
    ['multipath', features.includes('multipath') ? 'enabled' : undefined],
    ['libvirt', features.includes('vms') ? 'enabled' : undefined],
    ['libvirt-tcp', features.includes('vms') && transport === 'tcp' ? 'enabled' : undefined],
    ['libvirt-tls', features.includes('vms') && transport === 'tls' ? 'enabled' : undefined],
    // It would suspend or shut down guests behind the cluster's back, and start them twice after a crash.
    ['libvirt-guests', features.includes('vms') && ours ? 'disabled' : undefined],
    // Pacemaker starts DRBD; heartbeat, cman and Proxmox VE expect it to run.
    ['drbd', features.includes('drbd') ? (stack === 'pacemaker' ? 'disabled' : 'enabled') : undefined],
    ['sbd', features.includes('sbd') ? 'enabled' : undefined],
    ['corosync', features.includes('corosync') ? 'enabled' : stack === 'heartbeat' ? 'disabled' : undefined],
    ['qdevice', features.includes('qdevice') ? 'enabled' : undefined],
    [
      'pacemaker',
      features.includes('pacemaker')
        ? pacemakerOfItsOwn
          ? 'enabled'
          : 'disabled'
        : stack === 'heartbeat'
          ? 'disabled'
          : undefined,
    ],
    ['logd', stack === 'heartbeat' && (spec.heartbeat?.use_logd ?? false) ? 'enabled' : undefined],
    ['heartbeat', stack === 'heartbeat' ? 'enabled' : stack === 'pacemaker' ? 'disabled' : undefined],
    ['cman', stack === 'cman' ? 'enabled' : undefined],
    ['rgmanager', stack === 'cman' ? 'enabled' : undefined],
  ]
  const named = (state: 'enabled' | 'disabled'): string[] =>
    daemons.flatMap(([daemon, wanted]) => (wanted === state ? (daemonName(platform, daemon) ?? []) : []))
  const ofCluster = ours ? serviceAgents(spec).flatMap((agent) => daemonOfAgent(platform, agent) ?? []) : []
  const enabled = unique(named('enabled')).filter((name) => !ofCluster.includes(name))
  return { enabled, disabled: unique([...named('disabled'), ...ofCluster]) }
}

/**
 * Accounts of the node. Debian's packages make hacluster themselves; on Slackware it must be there before cluster-glue
 * and pacemaker are built, with the numbers that their SlackBuilds name.
 */
function resolveAccounts(spec: Spec, node: Node, platform: Platform): Pick<SoftwarePlan, 'groups' | 'users'> {
  const stack = stackOf(spec)
  const needed = platform.family === 'slackware' && (stack === 'pacemaker' || stack === 'heartbeat')
  const groups: { [name: string]: UnixGroup } = {
    ...(needed && { haclient: { gid: 226 } }),
    ...node.groups,
  }
  const users: { [name: string]: UnixUser } = {
    ...(needed && {
      hacluster: {
        uid: 226,
        group: 'haclient',
        comment: 'Cluster User',
        home: '/var/lib/heartbeat/cores/hacluster',
        shell: '/bin/false',
      },
    }),
    ...node.users,
  }
  return {
    groups: Object.entries(groups).map(([name, group]) => ({ ...group, name })),
    users: Object.entries(users).map(([name, user]) => ({ ...user, name })),
  }
}

function resolveTimeServers(spec: Spec, platform: Platform): SoftwarePlan['timeServers'] {
  const said = [
    ...(spec.time?.servers ?? []).map((host) => ({ kind: 'server' as const, host })),
    ...(spec.time?.pools ?? []).map((host) => ({ kind: 'pool' as const, host })),
  ]
  if (said.length > 0) return said
  return [{ kind: 'pool', host: platform.family === 'debian' ? '2.debian.pool.ntp.org' : 'pool.ntp.org' }]
}

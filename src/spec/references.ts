import type { Path, Score, Spec } from './spec.ts'

/** What a reference must be the name of. */
export type ReferenceKind =
  'network' | 'node' | 'thing' | 'member' | 'drbd' | 'device' | 'fence-device' | 'libvirt-network' | 'domain'

export interface Reference {
  readonly kind: ReferenceKind
  readonly name: string
  readonly path: Path
  /** What refers, for the sentence: "the ring", "group web". */
  readonly from: string
  /** The node on which a device must be found; without it every node is asked. */
  readonly node?: string
}

/** Every name in the spec that must exist elsewhere in it. */
export function* references(spec: Spec): Generator<Reference> {
  yield* networkReferences(spec)
  yield* storageReferences(spec)
  yield* drbdReferences(spec)
  yield* serviceReferences(spec)
  yield* constraintReferences(spec)
  yield* fencingReferences(spec)
  for (const [name, domain] of Object.entries(spec.cman?.['failover-domains'] ?? {}))
    yield* list('node', domain.nodes, ['cman', 'failover-domains', name, 'nodes'], `failover domain ${name}`)
  for (const [number, vm] of Object.entries(spec.cman?.vms ?? {}))
    if (vm.domain !== undefined)
      yield one('domain', vm.domain, ['cman', 'vms', number, 'domain'], `guest ${number}`)
}

const one = (kind: ReferenceKind, name: string, path: Path, from: string, node?: string): Reference => ({
  kind,
  name,
  path,
  from,
  ...(node !== undefined && { node }),
})

function* list(
  kind: ReferenceKind,
  names: readonly string[] | undefined,
  path: Path,
  from: string,
  node?: string,
): Generator<Reference> {
  for (const [i, name] of (names ?? []).entries()) yield one(kind, name, [...path, i], from, node)
}

function* keys(kind: ReferenceKind, map: object | undefined, path: Path, from: string): Generator<Reference> {
  for (const name of Object.keys(map ?? {})) yield one(kind, name, [...path, name], from)
}

function* networkReferences(spec: Spec): Generator<Reference> {
  yield* list('network', spec.rings, ['rings'], 'rings')
  if (spec['hosts-network'] !== undefined)
    yield one('network', spec['hosts-network'], ['hosts-network'], 'hosts-network')
  for (const [name, network] of Object.entries(spec.networks ?? {}))
    yield* keys('node', network['interface-of'], ['networks', name, 'interface-of'], `network ${name}`)
  for (const [name, node] of Object.entries(spec.nodes))
    yield* keys('network', node.addresses, ['nodes', name, 'addresses'], `node ${name}`)
  yield* keys('network', spec.corosync?.links, ['corosync', 'links'], 'corosync.links')
  for (const [i, medium] of (spec.heartbeat?.media ?? []).entries())
    for (const kind of ['ucast', 'bcast', 'mcast'] as const)
      if (medium[kind] !== undefined)
        yield one('network', medium[kind], ['heartbeat', 'media', i, kind], 'a heartbeat medium')
  const migration = spec.libvirt?.['migration-network']
  if (migration !== undefined)
    yield one('network', migration, ['libvirt', 'migration-network'], 'live migration')
}

function* storageReferences(spec: Spec): Generator<Reference> {
  for (const [name, node] of Object.entries(spec.nodes)) {
    const base = ['nodes', name]
    for (const [array, raid] of Object.entries(node.raid ?? {}))
      for (const part of ['devices', 'spares', 'write-mostly'] as const)
        for (const [i, device] of (raid[part] ?? []).entries())
          if (device !== 'missing')
            yield one('device', device, [...base, 'raid', array, part, i], `array ${array} of ${name}`, name)
    for (const [group, { devices }] of Object.entries(node['volume-groups'] ?? {})) {
      const path = [...base, 'volume-groups', group, 'devices']
      yield* list('device', devices, path, `volume group ${group} of ${name}`, name)
    }
    for (const [mount, { device, type }] of Object.entries(node.filesystems ?? {}))
      if (device !== undefined && type !== 'tmpfs')
        yield one('device', device, [...base, 'filesystems', mount, 'device'], `${mount} of ${name}`, name)
    yield* list('device', node.boot?.disks, [...base, 'boot', 'disks'], `the boot loader of ${name}`, name)
  }
}

type PerNode = string | { readonly [node: string]: string } | undefined

function* perNode(
  spec: Spec,
  nodes: readonly string[],
  device: PerNode,
  path: Path,
  from: string,
): Generator<Reference> {
  if (device === undefined || device === 'internal') return
  if (typeof device === 'string') {
    for (const node of nodes) if (spec.nodes[node]) yield one('device', device, path, from, node)
    return
  }
  for (const [node, own] of Object.entries(device)) {
    if (spec.nodes[node] && own !== 'internal') yield one('device', own, [...path, node], from, node)
    if (!spec.nodes[node]) yield one('node', node, [...path, node], from)
  }
}

function* drbdReferences(spec: Spec): Generator<Reference> {
  const drbd = spec.drbd
  if (drbd?.network !== undefined) yield one('network', drbd.network, ['drbd', 'network'], 'DRBD')
  if (drbd?.disk?.['resync-after'] !== undefined)
    yield one('drbd', drbd.disk['resync-after'], ['drbd', 'disk', 'resync-after'], 'resync-after')
  for (const [name, resource] of Object.entries(drbd?.resources ?? {})) {
    const base = ['drbd', 'resources', name]
    const from = `DRBD resource ${name}`
    yield* list('node', resource.nodes, [...base, 'nodes'], from)
    yield* list('node', resource.diskless, [...base, 'diskless'], from)
    yield* keys('node', resource['node-ids'], [...base, 'node-ids'], from)
    if (resource.network !== undefined) yield one('network', resource.network, [...base, 'network'], from)
    const primary = resource.startup?.['become-primary-on']
    if (primary !== undefined && primary !== 'both')
      yield one('node', primary, [...base, 'startup', 'become-primary-on'], from)
    const after = resource['disk-options']?.['resync-after']
    if (after !== undefined) yield one('drbd', after, [...base, 'disk-options', 'resync-after'], from)
    const nodes = (resource.nodes ?? Object.keys(spec.nodes)).filter(
      (node) => !resource.diskless?.includes(node),
    )
    yield* perNode(spec, nodes, resource.disk, [...base, 'disk'], from)
    yield* perNode(spec, nodes, resource.metadata, [...base, 'metadata'], from)
    for (const [number, volume] of Object.entries(resource.volumes ?? {})) {
      yield* perNode(spec, nodes, volume.disk, [...base, 'volumes', number, 'disk'], from)
      yield* perNode(spec, nodes, volume.metadata, [...base, 'volumes', number, 'metadata'], from)
    }
  }
}

interface Placed {
  readonly with?: readonly string[]
  readonly after?: readonly string[]
  readonly prefer?: { readonly [node: string]: Score }
  readonly avoid?: readonly string[]
}

function* placed(thing: Placed, base: Path, from: string): Generator<Reference> {
  yield* list('thing', thing.with, [...base, 'with'], from)
  yield* list('thing', thing.after, [...base, 'after'], from)
  yield* keys('node', thing.prefer, [...base, 'prefer'], from)
  yield* list('node', thing.avoid, [...base, 'avoid'], from)
}

function* serviceReferences(spec: Spec): Generator<Reference> {
  for (const [name, service] of Object.entries(spec.services ?? {})) {
    yield* placed(service, ['services', name], `service ${name}`)
    if (service.filesystem && service.filesystem.type !== 'nfs')
      yield one(
        'device',
        service.filesystem.device,
        ['services', name, 'filesystem', 'device'],
        `service ${name}`,
      )
  }
  for (const [name, group] of Object.entries(spec.groups ?? {})) {
    yield* list('member', group.members, ['groups', name, 'members'], `group ${name}`)
    yield* placed(group, ['groups', name], `group ${name}`)
  }
  for (const [name, vm] of Object.entries(spec.vms ?? {})) {
    const from = `virtual machine ${name}`
    yield* placed(vm, ['vms', name], from)
    for (const [i, { drbd }] of (vm.disks ?? []).entries())
      if (drbd !== undefined) yield one('drbd', drbd, ['vms', name, 'disks', i, 'drbd'], from)
    for (const [i, { network }] of (vm.nics ?? []).entries())
      if (network !== undefined)
        yield one('libvirt-network', network, ['vms', name, 'nics', i, 'network'], from)
  }
}

function* constraintReferences(spec: Spec): Generator<Reference> {
  const { locations, orders, colocations } = spec.constraints ?? {}
  for (const [name, { resource, node }] of Object.entries(locations ?? {})) {
    const base = ['constraints', 'locations', name]
    yield one('thing', resource, [...base, 'resource'], `location ${name}`)
    yield one('node', node, [...base, 'node'], `location ${name}`)
  }
  for (const [name, order] of Object.entries(orders ?? {}))
    for (const key of ['first', 'then'] as const)
      yield one('thing', order[key], ['constraints', 'orders', name, key], `order ${name}`)
  for (const [name, colocation] of Object.entries(colocations ?? {}))
    for (const key of ['resource', 'with'] as const)
      yield one('thing', colocation[key], ['constraints', 'colocations', name, key], `colocation ${name}`)
}

function* fencingReferences(spec: Spec): Generator<Reference> {
  for (const [name, device] of Object.entries(spec.fencing?.devices ?? {})) {
    const base = ['fencing', 'devices', name]
    yield* list('node', device.targets, [...base, 'targets'], `fence device ${name}`)
    yield* keys('node', device.plugs, [...base, 'plugs'], `fence device ${name}`)
    yield* list('node', device['runs-on'], [...base, 'runs-on'], `fence device ${name}`)
  }
  for (const [node, levels] of Object.entries(spec.fencing?.levels ?? {})) {
    yield one('node', node, ['fencing', 'levels', node], 'fencing.levels')
    for (const [i, devices] of levels.entries())
      yield* list('fence-device', devices, ['fencing', 'levels', node, i], `level ${i + 1} of ${node}`)
  }
}

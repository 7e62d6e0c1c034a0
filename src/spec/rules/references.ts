import { nearest } from '../../core/suggest.ts'
import { findDevice } from '../devices.ts'
import { interfaceKind } from '../effective.ts'
import { references } from '../references.ts'
import type { Reference, ReferenceKind } from '../references.ts'
import type { Report, Rule } from '../rule.ts'
import type { Node, Path, Spec } from '../spec.ts'
import { cloneId, drbdCloneId, drbdPrimitiveId, findThing, isClone, numbersByName } from '../things.ts'
import { sbdId, thingNames } from '../things.ts'

const source = 'cluster.yaml: a name is defined once and referred to everywhere else'

/** The names that a reference of a kind may be. */
const known: { readonly [kind in Exclude<ReferenceKind, 'device'>]: (spec: Spec) => string[] } = {
  network: (spec) => Object.keys(spec.networks ?? {}),
  node: (spec) => Object.keys(spec.nodes),
  thing: thingNames,
  member: thingNames,
  drbd: (spec) => Object.keys(spec.drbd?.resources ?? {}),
  'fence-device': (spec) => Object.keys(spec.fencing?.devices ?? {}),
  'libvirt-network': (spec) => Object.keys(spec.libvirt?.networks ?? {}),
  domain: (spec) => Object.keys(spec.cman?.['failover-domains'] ?? {}),
}

const words: { readonly [kind in ReferenceKind]: string } = {
  network: 'network',
  node: 'node',
  thing: 'service, group, virtual machine or DRBD resource',
  member: 'service, virtual machine or DRBD resource',
  drbd: 'DRBD resource',
  device: 'device',
  'fence-device': 'fence device',
  'libvirt-network': 'libvirt network',
  domain: 'failover domain',
}

function hint(name: string, names: readonly string[], what: string): string {
  const meant = nearest(name, names)
  if (meant !== undefined) return `did you mean ${meant}?`
  if (names.length === 0) return `define a ${what} first, or take the name out`
  const shown = names.slice(0, 12).join(', ')
  return `there ${names.length === 1 ? 'is' : 'are'}: ${shown}${names.length > 12 ? ', …' : ''}`
}

/** Reports every reference of these kinds that names nothing; sets are made once for all of them. */
function dangling(spec: Spec, report: Report, kinds: readonly ReferenceKind[]): void {
  const names = new Map<ReferenceKind, { list: string[]; set: Set<string> }>()
  for (const reference of references(spec)) {
    const { kind, name, path, from } = reference
    if (!kinds.includes(kind) || kind === 'device') continue
    let entry = names.get(kind)
    if (!entry) {
      const all = known[kind](spec)
      entry = { list: all, set: new Set(all) }
      names.set(kind, entry)
    }
    const wanted = kind === 'drbd' ? name.split('/')[0]! : name
    if (entry.set.has(wanted)) continue
    report(
      path,
      `There is no ${words[kind]} ${wanted}, which ${from} refers to.`,
      hint(wanted, entry.list, words[kind]),
    )
  }
}

function kindRule(
  code: string,
  kinds: readonly ReferenceKind[],
  text: Pick<Rule, 'title' | 'why' | 'example'>,
): Rule {
  return {
    code,
    severity: 'error',
    ...text,
    source,
    check: (spec, report) => dangling(spec, report, kinds),
  }
}

export const rules: Rule[] = [
  kindRule('REF002', ['network'], {
    title: 'Every network that is referred to exists.',
    why: 'Addresses, interfaces and speeds are taken from it; without it a ring or a replication has no address.',
    example: { bad: 'rings: [replicaton]', good: 'rings: [replication]' },
  }),
  kindRule('REF003', ['node'], {
    title: 'Every node that is referred to exists.',
    why: 'A constraint, resource or fence device for a node that is not there protects and places nothing.',
    example: { bad: 'targets: [node3]   # nodes are node1 and node2', good: 'targets: [node2]' },
  }),
  kindRule('REF004', ['thing', 'member'], {
    title: 'Every service, group, virtual machine or DRBD resource that is referred to exists.',
    why: 'Pacemaker refuses a CIB whose constraints or groups name unknown resources.',
    example: {
      bad: 'web: { members: [data, web-ip, apache2] }',
      good: 'web: { members: [data, web-ip, apache] }',
    },
  }),
  kindRule('REF005', ['drbd'], {
    title: 'Every DRBD resource that is referred to exists.',
    why: 'A virtual machine would have no disk, and drbdadm refuses a resync-after of an unknown resource.',
    example: { bad: 'disks: [{ drbd: vm11 }]', good: 'disks: [{ drbd: vm1 }]' },
  }),
  {
    code: 'REF006',
    severity: 'error',
    title: 'Every device that is referred to exists on the node.',
    why: 'Arrays, volume groups, DRBD resources and file systems are built on it; a wrong name builds on nothing, or on the wrong disk.',
    example: {
      bad: 'md1: { level: 1, devices: [data1, data3] }',
      good: 'md1: { level: 1, devices: [data1, data2] }',
    },
    source,
    check(spec, report) {
      const numbers = numbersByName(spec)
      const find = (node: Node, reference: Reference): boolean => {
        const own = numbers.get(reference.name.split('/')[0]!)
        return findDevice(spec, node, reference.name, own ? [own] : []) !== undefined
      }
      for (const reference of references(spec)) {
        if (reference.kind !== 'device') continue
        const { name, path, from, node } = reference
        const nodes = node === undefined ? Object.keys(spec.nodes) : [node]
        const without = nodes.filter((candidate) => !find(spec.nodes[candidate]!, reference))
        // What the cluster mounts has to be on the nodes that have the DRBD resource below it, not on all.
        if (without.length < nodes.length || nodes.length === 0) continue
        const where = node
        report(
          path,
          `There is no device ${name}${where === undefined ? '' : ` on ${where}`}, which ${from} refers to.`,
          hint(name, devicesOf(spec, spec.nodes[where ?? nodes[0]!]!), 'device'),
        )
      }
    },
  },
  kindRule('REF007', ['fence-device'], {
    title: 'Every fence device that a level names exists.',
    why: 'A level with an unknown device fails when it is needed, and the node is never declared fenced.',
    example: { bad: 'levels: { node1: [[impi-node1]] }', good: 'levels: { node1: [[ipmi-node1]] }' },
  }),
  kindRule('REF008', ['libvirt-network'], {
    title: 'Every libvirt network that a virtual machine uses exists.',
    why: 'libvirt refuses to start a machine with a card in an unknown network.',
    example: {
      bad: 'nics: [{ network: lna }]',
      good: 'nics: [{ network: lan }]   # with libvirt.networks.lan',
    },
  }),
  kindRule('REF009', ['domain'], {
    title: 'Every failover domain that a guest names exists.',
    why: 'ccs_config_validate passes it, and rgmanager then places the guest anywhere.',
    example: { bad: 'vms: { "100": { domain: frist } }', good: 'vms: { "100": { domain: first } }' },
  }),
  {
    code: 'REF010',
    severity: 'warning',
    title: 'A name in with and after stands for one thing only.',
    why: 'A DRBD resource and a service of the same name are both meant at first sight; the service is taken.',
    example: { bad: 'with: [data]   # a service data and a DRBD resource data', good: 'with: [data-fs]' },
    source,
    check(spec, report) {
      const resources = spec.drbd?.resources ?? {}
      for (const { kind, name, path, from } of references(spec)) {
        if (kind !== 'thing' || !Object.hasOwn(resources, name) || path[0] === 'constraints') continue
        const other = findThing(spec, name)
        if (other === undefined || other === 'drbd') continue
        report(
          path,
          `${name} is the name of a ${wordOf[other]} and of a DRBD resource; ${from} gets the ${wordOf[other]}.`,
          'give one of them another name, or write the constraint under constraints with a role',
        )
      }
    },
  },
  {
    code: 'REF011',
    severity: 'error',
    title: 'Services, groups, virtual machines, fence devices and constraints have names of their own.',
    why: 'All of them are IDs in one XML document, where an ID may stand only once.',
    example: {
      bad: 'services: { web: { systemd: apache2 } }\ngroups: { web: { members: [web] } }',
      good: 'services: { apache: { systemd: apache2 } }\ngroups: { web: { members: [apache] } }',
    },
    source: 'RELAX NG schema of pacemaker: attributes of type ID',
    check(spec, report) {
      const taken = new Map<string, string>()
      const claim = (id: string, what: string, path: readonly string[]): void => {
        const other = taken.get(id)
        if (other === undefined) taken.set(id, what)
        else report(path, `The ${what} has the same name as the ${other}.`, 'give one of them another name')
      }
      for (const name of Object.keys(spec.drbd?.resources ?? {})) {
        const path = ['drbd', 'resources', name]
        claim(drbdPrimitiveId(name), `ID ${drbdPrimitiveId(name)} of DRBD resource ${name}`, path)
        claim(drbdCloneId(name), `ID ${drbdCloneId(name)} of DRBD resource ${name}`, path)
      }
      if ((spec.fencing?.sbd?.devices ?? []).length > 0)
        claim(sbdId, `ID ${sbdId} of SBD`, ['fencing', 'sbd'])
      for (const [part, word] of [
        ['services', 'service'],
        ['groups', 'group'],
        ['vms', 'virtual machine'],
      ] as const)
        for (const name of Object.keys(spec[part] ?? {})) claim(name, `${word} ${name}`, [part, name])
      for (const [name, service] of Object.entries(spec.services ?? {}))
        if (isClone(service))
          claim(cloneId(name), `ID ${cloneId(name)} of the clone of ${name}`, ['services', name, 'clone'])
      for (const name of Object.keys(spec.fencing?.devices ?? {}))
        claim(name, `fence device ${name}`, ['fencing', 'devices', name])
      for (const part of ['locations', 'orders', 'colocations'] as const)
        for (const name of Object.keys(spec.constraints?.[part] ?? {}))
          claim(name, `constraint ${name}`, ['constraints', part, name])
    },
  },
  {
    code: 'REF012',
    severity: 'error',
    title: 'Every interface that is referred to exists on the node.',
    why: 'The network would not come up, or a bridge would come up without the port that carries it.',
    example: { bad: 'lan: { interface: br1 }   # nodes have br0', good: 'lan: { interface: br0 }' },
    source,
    check(spec, report) {
      for (const { node, name, path, from } of interfaceReferences(spec)) {
        const all = spec.nodes[node]?.interfaces ?? {}
        if (Object.hasOwn(all, name)) continue
        // Where no NIC is described, every plain name is one; bonds, VLANs and bridges are always described.
        const described = Object.values(all).some((other) => interfaceKind(other) === 'nic')
        if (!described && !/^(bond|br|vmbr|vlan|team)[0-9]|\./.test(name)) continue
        if (Object.keys(all).length === 0) continue
        report(
          path,
          `There is no interface ${name} on ${node}, which ${from} refers to.`,
          hint(name, Object.keys(all), 'interface'),
        )
      }
    },
  },
]

interface InterfaceReference {
  readonly node: string
  readonly name: string
  readonly path: Path
  readonly from: string
}

function* interfaceReferences(spec: Spec): Generator<InterfaceReference> {
  const nodes = Object.entries(spec.nodes)
  for (const [network, { interface: common, 'interface-of': own }] of Object.entries(spec.networks ?? {}))
    for (const [node, { addresses }] of nodes) {
      if (addresses?.[network] === undefined) continue
      const name = own?.[node] ?? common
      const path =
        own?.[node] === undefined
          ? ['networks', network, 'interface']
          : ['networks', network, 'interface-of', node]
      if (name !== undefined) yield { node, name, path, from: `network ${network}` }
    }
  for (const [node, { interfaces }] of nodes)
    for (const [name, { bond, vlan, bridge }] of Object.entries(interfaces ?? {})) {
      const base = ['nodes', node, 'interfaces', name]
      for (const [i, member] of (bond?.members ?? []).entries())
        yield { node, name: member, path: [...base, 'bond', 'members', i], from: `bond ${name}` }
      if (vlan) yield { node, name: vlan.on, path: [...base, 'vlan', 'on'], from: `VLAN ${name}` }
      for (const [i, port] of (bridge?.ports ?? []).entries())
        yield { node, name: port, path: [...base, 'bridge', 'ports', i], from: `bridge ${name}` }
    }
  for (const [node] of nodes) {
    for (const [name, service] of Object.entries(spec.services ?? {}))
      if (service.interface !== undefined)
        yield {
          node,
          name: service.interface,
          path: ['services', name, 'interface'],
          from: `service ${name}`,
        }
    for (const [name, { bridge }] of Object.entries(spec.libvirt?.networks ?? {}))
      yield {
        node,
        name: bridge,
        path: ['libvirt', 'networks', name, 'bridge'],
        from: `libvirt network ${name}`,
      }
    for (const [name, vm] of Object.entries(spec.vms ?? {}))
      for (const [i, { bridge }] of (vm.nics ?? []).entries())
        if (bridge !== undefined)
          yield {
            node,
            name: bridge,
            path: ['vms', name, 'nics', i, 'bridge'],
            from: `virtual machine ${name}`,
          }
  }
}

const wordOf = { service: 'service', group: 'group', vm: 'virtual machine', drbd: 'DRBD resource' } as const

/** What could have been meant by a device on a node. */
function devicesOf(spec: Spec, node: Node): string[] {
  return [
    ...Object.entries(node.disks ?? {}).flatMap(([name, { partitions }]) => [
      name,
      ...Object.keys(partitions ?? {}).map((partition) => `${name}/${partition}`),
    ]),
    ...Object.keys(node.raid ?? {}),
    ...Object.entries(node['volume-groups'] ?? {}).flatMap(([name, { volumes }]) =>
      Object.keys(volumes ?? {}).map((volume) => `${name}/${volume}`),
    ),
    ...Object.keys(spec.drbd?.resources ?? {}),
  ]
}

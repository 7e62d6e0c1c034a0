import { addressesOn, interfaceKind, interfaceOn } from './effective.ts'
import type { Interface, Spec } from './spec.ts'

/** An interface of a node with what it stands on and what it is part of. */
export interface FoundInterface {
  readonly kind: 'nic' | 'bond' | 'vlan' | 'bridge'
  readonly value: Interface
  /** Written in the spec; otherwise only referred to by another interface or a network. */
  readonly listed: boolean
  /** Members of a bond, ports of a bridge, the parent of a VLAN. */
  readonly lowers: readonly string[]
  /** The bond or bridge it is part of; the first where the spec names two. */
  readonly master: string | undefined
}

/** What an interface stands on: members of a bond, ports of a bridge, the parent of a VLAN. */
export const lowersOf = (value: Interface): readonly string[] =>
  value.bond?.members ?? value.bridge?.ports ?? (value.vlan ? [value.vlan.on] : [])

/** An interface that nothing describes: PARENT.ID is a VLAN, as every tool reads such a name, all else a NIC. */
function undescribed(name: string): Interface {
  const [, on, id] = /^(.+)\.([0-9]{1,4})$/.exec(name) ?? []
  return on && Number(id) >= 1 && Number(id) <= 4094 ? { vlan: { id: Number(id), on } } : {}
}

/** All interfaces of a node by name: those of the spec, and those which only another interface or a network names. */
export function nodeInterfaces(spec: Spec, node: string): Map<string, FoundInterface> {
  const listed = spec.nodes[node]?.interfaces ?? {}
  const values = new Map<string, Interface>(Object.entries(listed))
  const queue = [...values.values()].flatMap(lowersOf)
  for (const network of Object.keys(spec.networks ?? {})) {
    const name = interfaceOn(spec, node, network)
    if (name !== undefined && spec.nodes[node]?.addresses?.[network] !== undefined) queue.push(name)
  }
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    if (values.has(name)) continue
    const value = undescribed(name)
    values.set(name, value)
    queue.push(...lowersOf(value))
  }
  const masters = new Map<string, string>()
  for (const [name, value] of values) {
    if (value.vlan) continue
    for (const lower of lowersOf(value)) if (!masters.has(lower)) masters.set(lower, name)
  }
  return new Map(
    [...values].map(([name, value]) => [
      name,
      {
        kind: interfaceKind(value),
        value,
        listed: Object.hasOwn(listed, name),
        lowers: lowersOf(value),
        master: masters.get(name),
      },
    ]),
  )
}

const rank = { nic: 0, bond: 1, vlan: 2, bridge: 3 } as const

/** Names in the order in which they must come up: NICs, bonds, VLANs, bridges, and everything after what it stands on. */
export function interfaceOrder(found: ReadonlyMap<string, FoundInterface>): string[] {
  const sorted = [...found.keys()].sort((a, b) => rank[found.get(a)!.kind] - rank[found.get(b)!.kind])
  const order: string[] = []
  const visited = new Set<string>()
  const visit = (name: string): void => {
    if (visited.has(name)) return
    visited.add(name)
    found.get(name)?.lowers.forEach(visit)
    if (found.has(name)) order.push(name)
  }
  sorted.forEach(visit)
  return order
}

/** The interfaces of a cycle (each stands on the next), or undefined. */
export function interfaceCycle(found: ReadonlyMap<string, FoundInterface>): string[] | undefined {
  const done = new Set<string>()
  const search = (name: string, trail: readonly string[]): string[] | undefined => {
    const seen = trail.indexOf(name)
    if (seen >= 0) return trail.slice(seen)
    if (done.has(name)) return undefined
    for (const lower of found.get(name)?.lowers ?? []) {
      const cycle = search(lower, [...trail, name])
      if (cycle) return cycle
    }
    done.add(name)
    return undefined
  }
  for (const name of found.keys()) {
    const cycle = search(name, [])
    if (cycle) return cycle
  }
  return undefined
}

/** An interface with the node it belongs to and its path in the spec. */
export interface PlacedInterface {
  readonly node: string
  readonly name: string
  readonly value: Interface
  readonly path: readonly string[]
}

/** All interfaces that the spec describes. */
export const listedInterfaces = (spec: Spec): PlacedInterface[] =>
  Object.entries(spec.nodes).flatMap(([node, { interfaces }]) =>
    Object.entries(interfaces ?? {}).map(([name, value]) => ({
      node,
      name,
      value,
      path: ['nodes', node, 'interfaces', name],
    })),
  )

/** Networks whose addresses an interface of a node carries. */
export const networksOver = (spec: Spec, node: string, name: string): string[] =>
  Object.keys(spec.networks ?? {}).filter(
    (network) =>
      interfaceOn(spec, node, network) === name && addressesOn(spec.nodes[node]!, network).length > 0,
  )

import { corosyncDialect, interfaceOn, stackOf } from './effective.ts'
import type { Spec } from './spec.ts'

/** Interfaces of a node that carry another, down to the NICs: what is in a bond or bridge, what a VLAN is on. */
export function carriersOf(
  spec: Spec,
  node: string,
  name: string,
  seen = new Set<string>(),
): ReadonlySet<string> {
  if (seen.has(name)) return seen
  seen.add(name)
  const found = spec.nodes[node]?.interfaces?.[name]
  const below = found?.bond?.members ?? found?.bridge?.ports ?? (found?.vlan ? [found.vlan.on] : [])
  for (const child of below) carriersOf(spec, node, child, seen)
  return seen
}

/** What two networks of a node have in common, the topmost: an interface of both, or a bond or NIC below both. */
export function sharedCarrier(spec: Spec, node: string, a: string, b: string): string | undefined {
  const left = interfaceOn(spec, node, a)
  const right = interfaceOn(spec, node, b)
  if (!left || !right) return undefined
  const below = carriersOf(spec, node, right)
  return [...carriersOf(spec, node, left)].find((name) => below.has(name))
}

/** Proxmox VE configures corosync itself. */
export const isProxmox = (spec: Spec): boolean => Object.values(spec.nodes).some((node) => node.proxmox)

/** Generation of the corosync that we configure, of the first node (SOF001 sees to the others); undefined for other stacks. */
export function ourCorosync(spec: Spec): '1.4' | '2' | '3' | undefined {
  const first = Object.values(spec.nodes)[0]
  return first && stackOf(spec) === 'pacemaker' && !isProxmox(spec) ? corosyncDialect(first) : undefined
}

/**
 * UDP port of a link that the spec says none for: the first and each further one. Up to corosync 2 a ring takes its port
 * and the one below it (corosync.conf(5) mcastport).
 */
export const linkPort = (spec: Spec, link: number, dialect: '1.4' | '2' | '3'): number =>
  (spec.corosync?.port ?? 5405) + link * (dialect === '3' ? 1 : 2)

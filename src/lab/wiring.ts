import { interfaceOn, nodeNames } from '../spec/effective.ts'
import { nodeInterfaces } from '../spec/interfaces.ts'
import type { Spec } from '../spec/spec.ts'
import type { Gateway, LabNic, LabSwitch, ManagementNic } from './lab.ts'

interface End {
  readonly node: string
  readonly nic: string
}

/** The cables of a lab: a NIC of one node and the same one of the others, network by network. */
export interface Wiring {
  readonly nics: { readonly [node: string]: readonly LabNic[] }
  readonly switches: readonly LabSwitch[]
}

/** The first slots of the PCI bus belong to the chipset and the system disk, the last to the random numbers. */
const firstSlot = 3
const lastSlot = 0x1c

/** A MAC address out of QEMU's own range, for what has none in the spec. */
export const labMac = (...bytes: readonly number[]): string =>
  ['52', '54', '00', ...bytes.map((byte) => byte.toString(16).padStart(2, '0'))].join(':')

/** Names of the NICs of a node: all that bonds, VLANs and bridges stand on, in the order of the spec. */
export const nicsOf = (spec: Spec, node: string): string[] =>
  [...nodeInterfaces(spec, node)].filter(([, { kind }]) => kind === 'nic').map(([name]) => name)

/** PCI slots by NIC: one that is named by its slot (ens5) is put there, so that it has its name from the first boot on. */
export function slotsOf(names: readonly string[]): Map<string, number> {
  const slots = new Map<string, number>()
  for (const name of names) {
    const slot = Number(/^ens([0-9]+)$/.exec(name)?.[1])
    if (slot >= firstSlot && slot <= lastSlot) slots.set(name, slot)
  }
  let next = firstSlot
  for (const name of names) {
    if (slots.has(name)) continue
    const taken = new Set(slots.values())
    while (taken.has(next)) next++
    slots.set(name, next)
  }
  return slots
}

/** The management NIC of a node beside those of its spec: on the first free slot, under the kernel's name for it. */
export function managementNic(spec: Spec, node: string): ManagementNic {
  const names = nicsOf(spec, node)
  const slots = slotsOf(names)
  let slot = firstSlot
  while ([...slots.values()].includes(slot) || names.includes(`ens${slot}`)) slot++
  return { name: `ens${slot}`, mac: labMac(0xfe, nodeNames(spec).indexOf(node), 0), slot }
}

/**
 * Lays the cables. The spec is that of the lab, whose NICs all have MAC addresses; gateways say which networks have
 * somebody at their gateway's address.
 */
export function layCables(
  spec: Spec,
  management: { readonly [node: string]: ManagementNic },
  gateways: { readonly [network: string]: Gateway },
): Wiring {
  const nodes = nodeNames(spec)
  const segments = findSegments(spec, (node, nic) => nic !== management[node]!.name)
  const nics: { [node: string]: LabNic[] } = Object.fromEntries(nodes.map((node) => [node, []]))
  const switches: LabSwitch[] = []
  const slots = new Map(
    nodes.map((node) => [
      node,
      slotsOf([
        management[node]!.name,
        ...nicsOf(spec, node).filter((nic) => nic !== management[node]!.name),
      ]),
    ]),
  )
  const socketOf = ({ node, nic }: End): string => `n${nodes.indexOf(node)}.${slots.get(node)!.get(nic)}`
  for (const { network, first, ends } of segments) {
    const gateway = first && network !== undefined ? gateways[network] : undefined
    const direct = ends.length <= 2 && !gateway
    const number = switches.length
    for (const [i, end] of ends.entries()) {
      const peer = direct ? ends[1 - i] : undefined
      nics[end.node]!.push({
        name: end.nic,
        mac: spec.nodes[end.node]!.interfaces![end.nic]!.mac!,
        slot: slots.get(end.node)!.get(end.nic)!,
        // A NIC that nothing corresponds to has a cable that ends nowhere.
        cable: {
          here: socketOf(end),
          there: direct ? (peer ? socketOf(peer) : 'nowhere') : `w${number}.${i}`,
        },
        ...(peer && { peer: { node: peer.node, nic: peer.nic } }),
      })
    }
    if (!direct)
      switches.push({
        name: `switch${number}`,
        ...(gateway && { gateway }),
        ports: ends.map((end, i) => ({ here: `w${number}.${i}`, there: socketOf(end) })),
      })
  }
  return { nics, switches }
}

interface Segment {
  readonly network: string | undefined
  /** The first cable of its network; a bond has more. */
  readonly first: boolean
  readonly ends: readonly End[]
}

/**
 * What is plugged together: of each network the first NIC under its interface on every node, then the second (a bond has
 * several), and so on; NICs on no network by their names.
 */
function findSegments(spec: Spec, counts: (node: string, nic: string) => boolean): Segment[] {
  const nodes = nodeNames(spec)
  const found = new Map(nodes.map((node) => [node, nodeInterfaces(spec, node)]))
  const laid = new Set<string>()
  const key = ({ node, nic }: End): string => `${node}/${nic}`
  const under = (node: string, name: string): string[] => {
    const entry = found.get(node)!.get(name)
    if (!entry) return []
    return entry.kind === 'nic' ? [name] : entry.lowers.flatMap((lower) => under(node, lower))
  }
  const segments: Segment[] = []
  const lay = (network: string | undefined, first: boolean, ends: readonly End[]): void => {
    const free = ends.filter((end) => counts(end.node, end.nic) && !laid.has(key(end)))
    if (free.length === 0) return
    for (const end of free) laid.add(key(end))
    segments.push({ network, first, ends: free })
  }
  for (const network of Object.keys(spec.networks ?? {})) {
    const below = nodes.map((node) => ({
      node,
      nics: [...new Set(under(node, interfaceOn(spec, node, network) ?? ''))],
    }))
    const most = Math.max(0, ...below.map(({ nics }) => nics.length))
    for (let i = 0; i < most; i++)
      lay(
        network,
        i === 0,
        below.flatMap(({ node, nics }) => nics.slice(i, i + 1).map((nic) => ({ node, nic }))),
      )
  }
  const rest = new Set(nodes.flatMap((node) => nicsOf(spec, node)))
  for (const nic of rest)
    lay(
      undefined,
      true,
      nodes.filter((node) => found.get(node)!.get(nic)?.kind === 'nic').map((node) => ({ node, nic })),
    )
  return segments
}

import { inSubnet, networkAddress } from '../../spec/effective.ts'
import type { Facts } from '../../facts/types.gen.ts'
import type { Machine } from '../question.ts'
import { cardsBelow } from './cards.ts'

/** How a machine is on a network now. */
export interface Presence {
  /** The interface that has the address. */
  readonly interface: string
  readonly address: string
  /** Whether it came from DHCP. */
  readonly isDynamic: boolean
  readonly cards: readonly string[]
  /** Number of the VLAN that the address is on. */
  readonly vlan: number | undefined
  /** The bridge that has the address. */
  readonly bridge: string | undefined
  readonly mtu: number | null
}

/** A network that machines have addresses on now. */
export interface Present {
  /** Its first address and prefix length. */
  readonly subnet: string
  readonly on: { readonly [node: string]: Presence }
  /** The default gateway that all machines on it use, where it is the same. */
  readonly gateway: string | undefined
  /** Whether our own connection comes in by it. */
  readonly carriesUs: boolean
}

/** IPv4 networks that the machines are on now: the one we came in by first, then the one with the default gateway. */
export function presentNetworks(machines: readonly Machine[]): Present[] {
  const found = new Map<string, { on: { [node: string]: Presence }; carriesUs: boolean }>()
  for (const { name, facts } of machines) {
    for (const { subnet, ...presence } of facts ? presencesOf(facts) : []) {
      const network = found.get(subnet) ?? { on: {}, carriesUs: false }
      // A second address in the same subnet is somebody's floating one.
      network.on[name] ??= presence
      network.carriesUs ||= presence.interface === facts!.network.client
      found.set(subnet, network)
    }
  }
  const networks = [...found].map(([subnet, { on, carriesUs }]): Present => ({
    subnet,
    on,
    carriesUs,
    gateway: gatewayIn(subnet, machines),
  }))
  const rank = (one: Present): number => (one.carriesUs ? 0 : one.gateway !== undefined ? 1 : 2)
  return networks.sort((a, b) => rank(a) - rank(b))
}

function presencesOf({ network }: Facts): (Presence & { readonly subnet: string })[] {
  const all = network.interfaces
  return all.flatMap((one) => {
    const cards = cardsBelow(one.name, all)
    if (cards.length === 0) return []
    const below = all.filter(({ name }) => name === one.name || one.ports.includes(name))
    return (one.addresses ?? [])
      .filter(({ address, prefix, scope }) => {
        const isHost = prefix >= 31 || scope === 'host' || scope === 'link'
        return !address.includes(':') && !isHost && !address.startsWith('169.254.')
      })
      .map(({ address, prefix, dynamic }) => ({
        subnet: `${networkAddress(`${address}/${prefix}`)}/${prefix}`,
        interface: one.name,
        address,
        isDynamic: dynamic,
        cards,
        vlan: below.map(({ vlan }) => vlan?.id).find((id) => id !== undefined),
        bridge: one.kind === 'bridge' ? one.name : undefined,
        mtu: one.mtu,
      }))
  })
}

/** The IPv4 default gateway of a machine. */
export const gatewayOf = ({ network }: Facts): string | undefined =>
  network.routes?.find(({ to, via }) => to === 'default' && via !== null && !via.includes(':'))?.via ??
  undefined

function gatewayIn(subnet: string, machines: readonly Machine[]): string | undefined {
  const gateways = new Set(
    machines
      .flatMap(({ facts }) => (facts ? (gatewayOf(facts) ?? []) : []))
      .filter((via) => inSubnet(via, subnet)),
  )
  return gateways.size === 1 ? [...gateways][0] : undefined
}

/** Everything that machines can reach now without a default route: nothing new may overlap it. */
export function usedSubnets({
  machines,
  present,
}: {
  readonly machines: readonly Machine[]
  readonly present: readonly Present[]
}): string[] {
  return [
    ...new Set(
      machines.flatMap(({ facts }) =>
        (facts?.network.routes ?? []).flatMap(({ to }) =>
          to.includes('/') && !to.includes(':') ? [to] : [],
        ),
      ),
    ),
    ...present.map(({ subnet }) => subnet),
  ]
}

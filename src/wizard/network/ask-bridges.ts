import type { Choice } from '../question.ts'
import type { Vlans, Wiring } from './ask-cards.ts'
import type { NamedNetwork } from './ask-names.ts'
import { whyNotInterfaceName } from './checks.ts'
import type { Ground } from './design.ts'

/** Asks which networks virtual machines get into, and what the bridges are called. */
export function askBridges(
  { asking, setting }: Ground,
  networks: readonly NamedNetwork[],
  wired: readonly Wiring[],
): ReadonlyMap<string, string> {
  const now = networks.filter(({ proposed }) => bridgeNow(proposed?.present) !== undefined)
  const carries = setting.carriesMachines
  const bridged = asking.list(carries || now.length > 0 ? 'missing' : 'rare', {
    id: 'network.bridged',
    kind: 'many',
    title: 'Which networks do virtual machines get into?',
    found: now.map(({ name, proposed }) => `${name} is on the bridge ${bridgeNow(proposed?.present)} now.`),
    choices: networks.map(({ name, proposed }): Choice => ({
      name,
      label: proposed?.present?.subnet ?? (proposed?.role === 'private' ? 'between the nodes' : ''),
    })),
    ...(networks.length > 0 && {
      proposal:
        now.length > 0
          ? { answer: now.map(({ name }) => name), because: 'a bridge has its address now' }
          : carries
            ? {
                answer: [networks[0]!.name],
                because: 'machines serve users, and the first network is theirs',
              }
            : { answer: [], because: 'this kind of cluster carries no virtual machines' },
    }),
    optional: true,
    explanation: [
      "A bridge is a switch in the node: its card, the node's own address and the cards of guests " +
        'are its ports. The address of the node moves from the card to the bridge. ' +
        'Do not put a bridge on the network of replication: one guest could fill it.',
    ],
    fields: ['nodes.*.interfaces.*.bridge'],
  })
  const names = new Map<string, string>()
  for (const { name, proposed } of networks) {
    if (!bridged.includes(name)) continue
    const vlan = wired.find((one) => one.name === name)?.vlan
    // The bridge of an untagged network is not that of a VLAN.
    const wasTagged = Object.values(proposed?.present?.on ?? {}).some((on) => on.vlan !== undefined)
    const present = (vlan === undefined) === wasTagged ? undefined : bridgeNow(proposed?.present)
    const prefix = setting.proxmox ? 'vmbr' : 'br'
    const free = [...Array(networks.length + 1).keys()]
      .map((i) => `${prefix}${i}`)
      .find((one) => ![...names.values()].includes(one))!
    const answer = asking.text('missing', {
      id: `network.${name}.bridge`,
      kind: 'text',
      title: `What is the bridge of ${name} to be called?`,
      found: [],
      proposal:
        present !== undefined
          ? { answer: present, because: 'that is its name now' }
          : vlan !== undefined
            ? { answer: `${prefix}${vlan}`, because: 'after the number of the VLAN' }
            : { answer: free, because: 'the first name that is free' },
      explanation: ['Virtual machines name it as their network; the same on all nodes.'],
      check: (said) => whyNotInterfaceName(String(said)) ?? whyTaken(String(said), name, names, wired),
      fields: ['nodes.*.interfaces.*.bridge', 'networks.*.interface'],
    })
    names.set(name, answer)
  }
  return names
}

/** The bridge that has the addresses of a network now, where it is the same on all nodes. */
function bridgeNow(present: NonNullable<NamedNetwork['proposed']>['present']): string | undefined {
  const names = new Set(Object.values(present?.on ?? {}).map(({ bridge }) => bridge))
  return names.size === 1 ? [...names][0] : undefined
}

function whyTaken(
  said: string,
  network: string,
  names: ReadonlyMap<string, string>,
  wired: readonly Wiring[],
): string | undefined {
  const other = [...names].find(([name, bridge]) => name !== network && bridge === said)
  if (other) return `${said} is the bridge of ${other[0]}.`
  const isPort = wired.some(({ ports, bond }) => ports.includes(said) || bond?.name === said)
  return isPort ? `${said} is a card or bond.` : undefined
}

/** Bridges of VLANs that only guests use, called as that of the first network without its number. */
export function guestBridges(
  vlans: Vlans,
  { setting }: Ground,
  bridges: ReadonlyMap<string, string>,
): { readonly id: number; readonly bridge: string }[] {
  const [first] = bridges.values()
  const prefix = first?.replace(/[0-9]+$/, '') || (setting.proxmox ? 'vmbr' : 'br')
  return vlans.guests.map((id) => ({ id, bridge: `${prefix}${id}` }))
}

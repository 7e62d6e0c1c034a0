import { interfaceStyle } from '../effective.ts'
import { listedInterfaces, nodeInterfaces } from '../interfaces.ts'
import type { PlacedInterface } from '../interfaces.ts'
import type { Rule } from '../rule.ts'
import type { Bond, Spec } from '../spec.ts'

type Mode = NonNullable<Bond['mode']>
type Option = Exclude<keyof Bond, 'members' | 'mode'>

const modeOf = (bond: Bond): Mode => bond.mode ?? 'active-backup'

const bonds = (spec: Spec): (PlacedInterface & { readonly bond: Bond })[] =>
  listedInterfaces(spec).flatMap((found) => (found.value.bond ? [{ ...found, bond: found.value.bond }] : []))

/** Modes in which an option means something; the driver refuses or ignores it elsewhere. */
const modesOfOption: { readonly [option in Option]?: readonly Mode[] } = {
  primary: ['active-backup', 'balance-tlb', 'balance-alb'],
  'primary-reselect': ['active-backup', 'balance-tlb', 'balance-alb'],
  'lacp-rate': ['802.3ad'],
  'ad-select': ['802.3ad'],
  'min-links': ['802.3ad'],
  'xmit-hash-policy': ['balance-xor', '802.3ad', 'balance-tlb'],
  'packets-per-slave': ['balance-rr'],
  'fail-over-mac': ['active-backup'],
  'num-grat-arp': ['active-backup'],
  'arp-interval': ['balance-rr', 'active-backup', 'balance-xor', 'broadcast'],
  'arp-ip-target': ['balance-rr', 'active-backup', 'balance-xor', 'broadcast'],
  'arp-validate': ['active-backup', 'balance-rr', 'balance-xor', 'broadcast'],
  'resend-igmp': ['active-backup', 'balance-tlb', 'balance-alb', 'balance-rr'],
}

/** Options that the driver takes in any mode and uses in some only. */
const ignoredElsewhere: readonly Option[] = [
  'min-links',
  'xmit-hash-policy',
  'num-grat-arp',
  'resend-igmp',
  'fail-over-mac',
]

/** Options that must be set before the bond has members, for which ifupdown2 has no word. */
const unknownToIfupdown2 = ['ad-select', 'fail-over-mac'] as const

export const rules: Rule[] = [
  {
    code: 'BND001',
    severity: 'warning',
    title: 'A bond has two members.',
    why: 'A bond of one link survives nothing, and hides that.',
    example: {
      bad: 'bond0: { bond: { members: [eth0] } }',
      good: 'bond0: { bond: { members: [eth0, eth1] } }',
    },
    source: 'kernel Documentation/networking/bonding.rst',
    check(spec, report) {
      for (const { name, bond, path } of bonds(spec))
        if (bond.members.length === 1)
          report(
            [...path, 'bond', 'members'],
            `The bond ${name} has one member, ${bond.members[0]}.`,
            'add the second card, or use the card without a bond',
          )
    },
  },
  {
    code: 'BND002',
    severity: 'error',
    title: 'An option of a bond belongs to its mode.',
    why: 'The driver refuses it ("option lacp_rate: mode dependency failed") or ignores it, and the bond works otherwise than the file reads.',
    example: {
      bad: 'bond: { members: [eth0, eth1], mode: active-backup, lacp-rate: fast }',
      good: 'bond: { members: [eth0, eth1], mode: 802.3ad, lacp-rate: fast }',
    },
    source: 'linux/drivers/net/bonding/bond_options.c unsuppmodes',
    check(spec, report) {
      for (const { name, bond, path } of bonds(spec))
        for (const [option, modes] of Object.entries(modesOfOption) as [Option, readonly Mode[]][])
          if (bond[option] !== undefined && !modes.includes(modeOf(bond)))
            report(
              [...path, 'bond', option],
              `${option} means nothing to ${name}, whose mode is ${modeOf(bond)}${bond.mode === undefined ? ' because none is written' : ''}.`,
              `remove it, or write mode: ${modes.join(' or ')}`,
              ignoredElsewhere.includes(option) ? 'warning' : 'error',
            )
    },
  },
  {
    code: 'BND003',
    severity: 'error',
    title: 'A bond checks its links in one way.',
    why: 'Without a check a dead link goes on being used; the driver takes MII or ARP checks, not both, and ARP needs someone to ask.',
    example: {
      bad: 'bond: { members: [eth0, eth1], miimon: 100, arp-interval: 1000 }',
      good: 'bond: { members: [eth0, eth1], miimon: 100 }',
    },
    source: 'kernel Documentation/networking/bonding.rst miimon, arp_interval, arp_ip_target',
    check(spec, report) {
      for (const { name, bond, path } of bonds(spec)) {
        const arp = (bond['arp-interval'] ?? 0) > 0
        if (arp && (bond.miimon ?? 0) > 0)
          report(
            [...path, 'bond', 'arp-interval'],
            `${name} has both miimon and arp-interval; the driver takes one.`,
            'remove arp-interval, unless links can be up and lead nowhere',
          )
        if (arp && bond['arp-ip-target'] === undefined)
          report(
            [...path, 'bond', 'arp-interval'],
            `${name} has an arp-interval and no arp-ip-target.`,
            'add arp-ip-target with addresses that always answer, such as the router',
          )
        if (!arp)
          for (const option of ['arp-ip-target', 'arp-validate'] as const)
            if (bond[option] !== undefined && bond[option] !== 'none')
              report(
                [...path, 'bond', option],
                `${name} has ${option} and no arp-interval, so nothing is asked.`,
                `add arp-interval: 1000, or remove ${option}`,
              )
        if (!arp && bond.miimon === 0)
          report(
            [...path, 'bond', 'miimon'],
            `${name} checks its links neither by MII nor by ARP: it never leaves a dead one.`,
            'write miimon: 100',
          )
      }
    },
  },
  {
    code: 'BND004',
    severity: 'error',
    title: 'Delays of a bond are multiples of its link check.',
    why: 'The driver ignores delays without miimon, and rounds others down.',
    example: { bad: 'bond: { members: [eth0, eth1], miimon: 100, updelay: 250 }', good: 'updelay: 200' },
    source: 'kernel Documentation/networking/bonding.rst updelay, downdelay',
    check(spec, report) {
      for (const { name, bond, path } of bonds(spec)) {
        const miimon = bond.miimon ?? (bond['arp-interval'] === undefined ? 100 : 0)
        for (const option of ['updelay', 'downdelay'] as const) {
          const delay = bond[option]
          if (delay === undefined || delay === 0) continue
          if (miimon === 0)
            report(
              [...path, 'bond', option],
              `${option} of ${name} needs miimon, which is off.`,
              `write miimon: 100, or remove ${option}`,
            )
          else if (delay % miimon !== 0)
            report(
              [...path, 'bond', option],
              `${option} of ${name}, ${delay} ms, is no multiple of miimon, ${miimon} ms; the driver makes it ${delay - (delay % miimon)} ms.`,
              `write ${delay - (delay % miimon)} or ${delay - (delay % miimon) + miimon}`,
              'warning',
            )
        }
      }
    },
  },
  {
    code: 'BND005',
    severity: 'error',
    title: 'The primary of a bond is one of its members.',
    why: 'A primary that is no member is never used; the bond prefers none.',
    example: {
      bad: 'bond: { members: [eth0, eth1], primary: eth2 }',
      good: 'bond: { members: [eth0, eth1], primary: eth0 }',
    },
    source: 'kernel Documentation/networking/bonding.rst primary',
    check(spec, report) {
      for (const { name, bond, path } of bonds(spec))
        if (bond.primary !== undefined && !bond.members.includes(bond.primary))
          report(
            [...path, 'bond', 'primary'],
            `${bond.primary} is the primary of ${name} and no member of it.`,
            `write one of ${bond.members.join(', ')}`,
          )
    },
  },
  {
    code: 'BND006',
    severity: 'error',
    title: 'Members of a bond are NICs.',
    why: 'The driver takes no bond and no bridge, and a VLAN of a card is not a link of its own.',
    example: {
      bad: 'bond1: { bond: { members: [bond0, eth2] } }',
      good: 'bond1: { bond: { members: [eth1, eth2] } }',
    },
    source: 'linux/drivers/net/bonding/bond_main.c bond_enslave',
    check(spec, report) {
      const kinds = { bond: 'a bond', bridge: 'a bridge', vlan: 'a VLAN' } as const
      for (const { node, name, bond, path } of bonds(spec)) {
        const found = nodeInterfaces(spec, node)
        bond.members.forEach((member, i) => {
          const kind = found.get(member)?.kind
          if (kind !== undefined && kind !== 'nic')
            report(
              [...path, 'bond', 'members', i],
              `${member} is ${kinds[kind]} and cannot be a member of ${name}.`,
              kind === 'vlan'
                ? 'make the bond of the NICs, and the VLAN on the bond'
                : 'write the NICs themselves',
            )
        })
      }
    },
  },
  {
    code: 'BND007',
    severity: 'warning',
    title: 'Cluster traffic runs over a bond in a mode that keeps its order.',
    why: 'balance-rr reorders packets, balance-tlb and balance-alb move a connection between links and rewrite ARP, balance-xor and broadcast need a switch that plays along: corosync and DRBD see losses that look like a failing peer.',
    example: {
      bad: 'bond: { members: [eth0, eth1], mode: balance-rr }',
      good: 'bond: { members: [eth0, eth1], mode: active-backup }',
    },
    source: 'Proxmox VE Cluster Manager, "Corosync Over Bonds"; kernel Documentation/networking/bonding.rst',
    check(spec, report) {
      const shaky: readonly Mode[] = ['balance-rr', 'balance-xor', 'broadcast', 'balance-tlb', 'balance-alb']
      const drbd = [
        spec.drbd?.network,
        ...Object.values(spec.drbd?.resources ?? {}).map(({ network }) => network),
      ]
      const used = new Set([...(spec.rings ?? []), ...drbd].filter((network) => network !== undefined))
      for (const { node, name, bond, path } of bonds(spec)) {
        if (!shaky.includes(modeOf(bond))) continue
        const network = [...used].find((candidate) => reaches(spec, node, candidate, name))
        if (network !== undefined)
          report(
            [...path, 'bond', 'mode'],
            `${name} is in mode ${modeOf(bond)} and carries ${network}, which the cluster uses.`,
            'write active-backup, or 802.3ad where the switch speaks LACP',
          )
      }
    },
  },
  {
    code: 'BND008',
    severity: 'warning',
    title: 'A bond below a bridge leaves the addresses of guests alone.',
    why: 'balance-alb answers ARP for the host with the addresses of its links and mixes up the guests behind the bridge.',
    example: {
      bad: 'bond0: { bond: { mode: balance-alb, … } } # in br0',
      good: 'bond0: { bond: { mode: 802.3ad, … } } # in br0',
    },
    source: 'kernel Documentation/networking/bonding.rst balance-alb; libvirt wiki, bridged networking',
    check(spec, report) {
      for (const { node, name, bond, path } of bonds(spec)) {
        const found = nodeInterfaces(spec, node)
        const master = found.get(name)?.master
        if (modeOf(bond) === 'balance-alb' && master !== undefined && found.get(master)?.kind === 'bridge')
          report(
            [...path, 'bond', 'mode'],
            `${name} is in mode balance-alb and a port of ${master}.`,
            'write active-backup, balance-tlb or 802.3ad',
          )
      }
    },
  },
  {
    code: 'BND009',
    severity: 'error',
    title: 'What configures the bond knows its options.',
    why: 'Some options can be set only before the bond has members; the program that makes it must know them.',
    example: {
      bad: 'interface-style: ifupdown2\nbond: { fail-over-mac: active, … }',
      good: 'interface-style: ifupdown',
    },
    source:
      'ifupdown2 3.0.0 addons/bond.py; linux/drivers/net/bonding/bond_options.c BOND_OPTFLAG_NOSLAVES; rc.inet1 of Slackware 15.0 bond_create',
    check(spec, report) {
      for (const { node, name, bond, path } of bonds(spec)) {
        const style = interfaceStyle(spec.nodes[node]!)
        const unknown =
          style === 'ifupdown2'
            ? unknownToIfupdown2
            : style === 'rc.inet1'
              ? (['fail-over-mac'] as const)
              : []
        for (const option of unknown)
          if (bond[option] !== undefined)
            report(
              [...path, 'bond', option],
              `${style} cannot set ${option} of ${name} before the bond has members.`,
              `remove ${option}${style === 'ifupdown2' ? ', or write interface-style: ifupdown' : ''}`,
            )
      }
    },
  },
  {
    code: 'BND010',
    severity: 'warning',
    title: 'A LACP bond that carries cluster traffic notices a dead partner within seconds.',
    why: 'With lacp-rate slow the partner sends every 30 seconds, and a link that is up but leads nowhere is used for 90: longer than any token.',
    example: {
      bad: 'bond: { mode: 802.3ad, lacp-rate: slow, … }',
      good: 'bond: { mode: 802.3ad, lacp-rate: fast, … }',
    },
    source: 'IEEE 802.1AX 6.4.4; Proxmox VE Cluster Manager, "Corosync Over Bonds"',
    check(spec, report) {
      for (const { node, name, bond, path } of bonds(spec)) {
        const ring = (spec.rings ?? []).find((network) => reaches(spec, node, network, name))
        if (modeOf(bond) === '802.3ad' && bond['lacp-rate'] === 'slow' && ring !== undefined)
          report(
            [...path, 'bond', 'lacp-rate'],
            `${name} carries the ring ${ring} and would use a dead link for up to 90 s.`,
            'write lacp-rate: fast, and the same at the switch',
          )
      }
    },
  },
  {
    code: 'BND011',
    severity: 'error',
    title: 'A bond has as many members as it needs to be up.',
    why: 'With min-links above the number of members it never has a carrier; with all of them it goes down with the first cable.',
    example: { bad: 'bond: { members: [eth0, eth1], mode: 802.3ad, min-links: 3 }', good: 'min-links: 1' },
    source: 'kernel Documentation/networking/bonding.rst min_links',
    check(spec, report) {
      for (const { name, bond, path } of bonds(spec)) {
        const links = bond['min-links'] ?? 0
        const count = bond.members.length
        if (links > count)
          report(
            [...path, 'bond', 'min-links'],
            `${name} needs ${links} links and has ${count}: it never comes up.`,
            `write min-links: 1, or add members`,
          )
        else if (links === count && count > 1)
          report(
            [...path, 'bond', 'min-links'],
            `${name} needs all of its ${count} links: it goes down with the first that is lost.`,
            'write min-links: 1',
            'warning',
          )
      }
    },
  },
]

/** Whether a network of a node is carried by an interface, directly or through what stands on it. */
function reaches(spec: Spec, node: string, network: string, name: string): boolean {
  const found = nodeInterfaces(spec, node)
  const top = spec.networks?.[network]?.['interface-of']?.[node] ?? spec.networks?.[network]?.interface
  const seen = new Set<string>()
  const search = (at: string): boolean => {
    if (at === name) return true
    if (seen.has(at)) return false
    seen.add(at)
    return (found.get(at)?.lowers ?? []).some(search)
  }
  return top !== undefined && search(top)
}

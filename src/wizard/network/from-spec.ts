import { interfaceKind } from '../../spec/effective.ts'
import type { Interface, SpecSource } from '../../spec/spec.ts'
import type { Answer, Answers, Machine } from '../question.ts'
import { cardsOf } from './cards.ts'
import { vlanName } from './describe.ts'

/** The answers by which the page would make the networks of a spec, as far as it can. */
export function networkAnswers(spec: SpecSource, machines: readonly Machine[]): Answers {
  const networks = Object.entries(spec.networks ?? {})
  const nodes = Object.keys(spec.nodes ?? {})
  if (networks.length === 0 || nodes.length === 0) return {}
  const defaults = spec['node-defaults'] ?? {}
  const interfacesOf = (node: string): { readonly [name: string]: Interface } => ({
    ...defaults.interfaces,
    ...spec.nodes[node]?.interfaces,
  })
  const isLeft = (spec.nodes[nodes[0]!]?.['interface-style'] ?? defaults['interface-style']) === 'none'
  const answers: { [id: string]: Answer } = {
    'network.plan': isLeft ? 'leave' : 'change',
    'network.names': networks.map(([name]) => name).join(' '),
  }
  const gateway = networks.map(([, network]) => network.gateway).find((via) => via !== undefined)
  answers['network.gateway'] = gateway ?? ''
  for (const [name, network] of networks) {
    if (network.subnet !== undefined) answers[`network.${name}.subnet`] = network.subnet
    const addresses = nodes.map((node) =>
      [spec.nodes[node]?.addresses?.[name] ?? []].flat().find((one) => !one.includes(':')),
    )
    if (addresses.every((address) => address !== undefined))
      answers[`network.${name}.addresses`] = addresses.join(' ')
    answers[`network.${name}.mtu`] = String(network.mtu ?? 1500)
    if (network.speed !== undefined) answers[`network.${name}.speed`] = String(network.speed)
  }
  if (isLeft) return answers
  const bridged: string[] = []
  const vlans: string[] = []
  const used = new Set<string>()
  /** Nodes that have more than cards. */
  const rich = new Set<string>()
  let alike = machines.length > 0
  for (const [name, network] of networks) {
    const found = nodes.map((node) => {
      const top = network['interface-of']?.[node] ?? network.interface
      return takenApart(interfacesOf(node), top)
    })
    const first = found.find((parts) => !isPlain(parts)) ?? found[0]
    if (!first) continue
    for (const [i, node] of nodes.entries()) if (!isPlain(found[i]!)) rich.add(node)
    if (first.bridge !== undefined) {
      bridged.push(name)
      answers[`network.${name}.bridge`] = first.bridge
      used.add(first.bridge)
    }
    if (first.vlan !== undefined) vlans.push(`${name}:${first.vlan}`)
    answers[`network.${name}.ports`] = first.ports.join(' ')
    if (first.bond) {
      answers[`network.${name}.bond`] = first.bond.mode
      answers[`network.${name}.bond-name`] = first.bond.name
    }
    const cards = nodes.map((node, i) =>
      found[i]!.ports.map((port) => cardNamed(node, port, interfacesOf(node)[port], machines)),
    )
    alike &&= cards.every((own) => own.join(' ') === cards[0]!.join(' '))
    for (const [i, node] of nodes.entries()) {
      // Of a node that nobody could look at nothing can be chosen: its cards are typed.
      const isSeen = machines.some((machine) => machine.name === node && machine.facts)
      answers[`network.${name}.cards.${node}`] = isSeen ? cards[i]! : cards[i]!.join(' ')
    }
  }
  // Cards of equal names are asked for once.
  if (alike)
    for (const [name] of networks) {
      const own = answers[`network.${name}.cards.${nodes[0]}`]
      if (own !== undefined) answers[`network.${name}.cards`] = own
      for (const node of nodes) delete answers[`network.${name}.cards.${node}`]
    }
  answers['network.alike'] = alike ? 'yes' : 'no'
  Object.assign(answers, keptAnswers(spec, machines, interfacesOf))
  answers['network.bridged'] = bridged
  answers['network.plain'] = rich.size === 0 ? [] : nodes.filter((node) => !rich.has(node))
  const [one = nodes[0]!] = rich
  answers['network.vlans'] = [...vlans, ...guestVlans(interfacesOf(one), used)].join(' ')
  return answers
}

/** Cards with addresses of their own, by their present names; where a file has none, none is kept. */
function keptAnswers(
  { nodes }: SpecSource,
  machines: readonly Machine[],
  interfacesOf: (node: string) => { readonly [name: string]: Interface },
): Answers {
  const each = Object.keys(nodes).map((node): [string, readonly string[]] => [
    node,
    Object.entries(interfacesOf(node)).flatMap(([name, value]) =>
      interfaceKind(value) === 'nic' && (value.dhcp === true || value.addresses !== undefined)
        ? [cardNamed(node, name, value, machines)]
        : [],
    ),
  ])
  const areAlike = each.every(([, names]) => names.join(' ') === each[0]![1].join(' '))
  return {
    ...(areAlike && { 'network.kept': each[0]![1] }),
    ...Object.fromEntries(each.map(([node, names]) => [`network.kept.${node}`, names])),
  }
}

interface Parts {
  readonly bridge: string | undefined
  readonly vlan: number | undefined
  readonly bond: { readonly name: string; readonly mode: string } | undefined
  readonly ports: readonly string[]
}

const isPlain = ({ bridge, vlan, bond }: Parts): boolean =>
  bridge === undefined && vlan === undefined && bond === undefined

/** An interface of a node down to its cards. */
function takenApart(all: { readonly [name: string]: Interface }, top: string | undefined): Parts {
  let name = top
  let bridge: string | undefined
  let vlan: number | undefined
  const at = (): Interface => (name === undefined ? {} : (all[name] ?? {}))
  if (interfaceKind(at()) === 'bridge') {
    bridge = name
    name = at().bridge!.ports[0]
  }
  if (interfaceKind(at()) === 'vlan') {
    vlan = at().vlan!.id
    name = at().vlan!.on
  }
  const { bond } = at()
  return {
    bridge,
    vlan,
    bond: bond && { name: name!, mode: bond.mode ?? 'active-backup' },
    ports: bond ? bond.members : name === undefined ? [] : [name],
  }
}

/** The card of a node's facts that a spec means, by its present name; its MAC address, or name, where it is not found. */
function cardNamed(
  node: string,
  port: string,
  value: Interface | undefined,
  machines: readonly Machine[],
): string {
  const machine = machines.find(({ name }) => name === node)
  const mac = value?.mac?.toLowerCase()
  const found =
    machine &&
    cardsOf(machine, { machines, seen: {} }).find((card) =>
      mac === undefined ? card.name === port : card.mac === mac,
    )
  return found?.name ?? mac ?? port
}

/** VLANs with a bridge that no network is on. */
const guestVlans = (all: { readonly [name: string]: Interface }, used: ReadonlySet<string>): string[] =>
  Object.entries(all).flatMap(([name, { bridge }]) => {
    const [port] = bridge?.ports ?? []
    const vlan = port === undefined ? undefined : all[port]?.vlan
    return vlan && !used.has(name) && port === vlanName(vlan.on, vlan.id) ? [String(vlan.id)] : []
  })

import { oncePer } from '../../core/once.ts'
import { enumerate } from '../../core/text.ts'
import { Asking, fitted } from '../placed.ts'
import type { Choice, Known, Question } from '../question.ts'
import { askAddresses, askGateway, askMtu, askSpeed } from './ask-addresses.ts'
import { askBridges, guestBridges } from './ask-bridges.ts'
import { askWiring, cablesLook } from './ask-cards.ts'
import { askPlain } from './ask-plain.ts'
import { askKept } from './ask-kept.ts'
import { askNames, askVlans } from './ask-names.ts'
import { whyNotCard } from './cards.ts'
import { topOf } from './describe.ts'
import { groundOf, replicationOf } from './design.ts'
import type { Design, Ground, NetworkDesign } from './design.ts'
import { pictureOf } from './picture.ts'
import type { ProposedNetwork } from './propose-networks.ts'

export interface Built {
  readonly ground: Ground
  readonly design: Design
  readonly questions: readonly Question[]
}

const nothing: Omit<Design, 'mode'> = {
  networks: [],
  guests: [],
  plain: [],
  kept: {},
  gateway: undefined,
}

/** The network that the answers make, and the questions that led there. */
export const buildNetwork = oncePer(build)

function build(known: Known): Built {
  const asking = new Asking(known)
  const ground = groundOf(asking)
  if (ground.nodes.length === 0) return { ground, design: { mode: 'write', ...nothing }, questions: [] }
  const plan = planQuestion(ground)
  const said = known.answers[plan.id] ?? plan.proposal?.answer
  const design = said === 'leave' ? leave(ground) : write(ground)
  const missing =
    said === 'leave' &&
    ground.setting.carriesMachines &&
    design.networks.every(({ bridge }) => bridge === undefined)
      ? ['No node has a bridge now: virtual machines would have no network.']
      : []
  return {
    ground,
    design,
    questions: [
      fitted({
        ...plan,
        found:
          design.networks.length === 0
            ? plan.found
            : [...plan.found, ...pictureOf(ground, design), ...missing],
      }),
      // Before it is said what is to become of it, only what was said already counts.
      ...(said === undefined
        ? asking.questions(false).map((question) => ({ ...question, quiet: true }))
        : asking.questions(said === 'change')),
    ],
  }
}

function planQuestion({ machines, proposed, present, cards, setting }: Ground): Question {
  const blind = machines.filter(({ facts }) => !facts).map(({ name }) => name)
  const bare = machines
    .filter(
      ({ name, facts }) => facts && (cards.get(name) ?? []).every((card) => whyNotCard(card) !== undefined),
    )
    .map(({ name }) => name)
  const whyNotTake =
    blind.length > 0
      ? `${enumerate(blind)} could not be looked at`
      : bare.length > 0
        ? `${enumerate(bare)} ${bare.length === 1 ? 'has' : 'have'} no usable card`
        : proposed.length === 0
          ? 'nothing that was found suggests a network'
          : undefined
  const noBridge =
    setting.carriesMachines && !present.some(({ on }) => Object.values(on).some(({ bridge }) => bridge))
  const choices: Choice[] = [
    { name: 'take', label: 'as it is shown', ...(whyNotTake !== undefined && { because: whyNotTake }) },
    { name: 'change', label: 'go through it, card by card' },
    {
      name: 'leave',
      label: 'leave it as it is; only the addresses are noted',
    },
  ]
  return {
    id: 'network.plan',
    kind: 'one',
    title: 'Is this to be the network of the nodes?',
    found: [
      ...machines.flatMap(({ name, trouble }) => (trouble === undefined ? [] : [`${name}: ${trouble}`])),
      ...bare.map((name) => wordsOfBare(name, cards.get(name) ?? [])),
      ...(whyNotTake === undefined ? wordsOfOne(machines, cards) : []),
    ],
    choices,
    ...(whyNotTake === undefined && {
      proposal: { answer: 'take', because: reasonsOf(proposed) },
    }),
    explanation: [
      'take: interfaces, addresses and names are made as shown; what is missing is still asked.',
      'change: every part of it is asked, with what was found.',
      'leave: what configures the network now goes on doing so; bonds, bridges and addresses must ' +
        `be there already.${noBridge ? ' No node has a bridge now, so virtual machines would have no network.' : ''} ` +
        'When a change cuts the node off, its old network comes back by itself after a while. ' +
        'The old files are kept, and `undo` puts them back.',
    ],
    ...(machines.length > 1 &&
      blind.length === 0 && { looks: [cablesLook(machines.map(({ name }) => name))] }),
    fields: ['networks', 'nodes.*.interface-style'],
  }
}

const reasonsOf = (proposed: Ground['proposed']): string =>
  proposed.map(({ name, because }) => `${name}: ${because}`).join('; ')

const wordsOfBare = (
  node: string,
  cards: readonly { readonly name: string; readonly isWireless: boolean }[],
): string =>
  cards.length === 0
    ? `${node} shows no network card at all: is its driver loaded?`
    : cards.every(({ isWireless }) => isWireless)
      ? `${node} has Wi-Fi only (${enumerate(cards.map(({ name }) => name))}): plug in a cable and look again.`
      : `${node} has no card that can be told from another.`

/** What follows from having one cable only. */
function wordsOfOne(machines: Ground['machines'], cards: Ground['cards']): string[] {
  const single = machines.filter(
    ({ name }) => (cards.get(name) ?? []).filter((card) => whyNotCard(card) === undefined).length === 1,
  )
  return single.length === 0
    ? []
    : [
        `${enumerate(single.map(({ name }) => name))} ${single.length === 1 ? 'has' : 'have'} one network card: when it or its cable fails, ` +
          'the other node sees a dead node. A second card from node to node is worth it.',
      ]
}

function write(ground: Ground): Design {
  const networks = askNames(ground, ground.proposed)
  if (networks.length === 0) return { mode: 'write', ...nothing }
  const vlans = askVlans(ground, networks)
  const plain = askPlain(ground, networks, vlans)
  const wired = askWiring(ground, networks, vlans)
  const bridges = askBridges(ground, networks, wired)
  const addressed = askAddresses(ground, networks)
  const gateway = askGateway(ground, addressed)
  const kept = askKept(ground, wired, addressed)
  const designs = networks.map(({ name, proposed }): NetworkDesign => {
    const wiring = wired.find((one) => one.name === name)!
    const { subnet, addresses } = addressed.find((one) => one.name === name)!
    const bridge = bridges.get(name)
    return {
      ...wiring,
      role: proposed?.role ?? 'other',
      present: proposed?.present,
      bridge,
      top: topOf({ ...wiring, bridge }) ?? '',
      subnet,
      addresses,
      mtu: askMtu(ground, { name, proposed }, wiring),
      speed: undefined,
    }
  })
  return {
    mode: 'write',
    networks: withSpeed(ground, designs, networks),
    guests: guestBridges(vlans, ground, bridges),
    plain,
    kept,
    gateway,
  }
}

/** The speed counts for the network that DRBD copies over. */
function withSpeed(
  ground: Ground,
  designs: readonly NetworkDesign[],
  named: Parameters<typeof askMtu>[1][],
): NetworkDesign[] {
  const copied = ground.setting.replicates ? replicationOf(designs)?.name : undefined
  return designs.map((design) => {
    if (design.name !== copied) return design
    return {
      ...design,
      speed: askSpeed(
        ground,
        named.find(({ name }) => name === copied)!,
        design,
      ),
    }
  })
}

/** The networks that are there, also those on cards that no new network would be put on. */
function presentAsProposed({ proposed, present }: Ground): ProposedNetwork[] {
  const known = proposed.filter((one) => one.present)
  const others = present.filter(({ subnet }) => !known.some((one) => one.present!.subnet === subnet))
  return [
    ...known,
    ...others.map((one, i): ProposedNetwork => ({
      name: known.length === 0 && i === 0 ? 'lan' : `net${known.length + i + 1}`,
      role: known.length === 0 && i === 0 ? 'clients' : 'other',
      present: one,
      cards: Object.fromEntries(Object.entries(one.on).map(([node, { cards }]) => [node, cards])),
      because: 'it is there now',
    })),
  ]
}

/** Networks as they are: their interfaces are those that have an address in the range now. */
function leave(ground: Ground): Design {
  const networks = askNames(ground, presentAsProposed(ground))
  const addressed = askAddresses(ground, networks)
  const gateway = askGateway(ground, addressed)
  const designs = networks.map(({ name, proposed }): NetworkDesign => {
    const { subnet, addresses } = addressed.find((one) => one.name === name)!
    const present = ground.present.find((one) => one.subnet === subnet)
    const on = Object.entries(present?.on ?? {})
    const mtu = [...new Set(on.map(([, one]) => one.mtu))]
    return {
      name,
      role: proposed?.role ?? 'other',
      present,
      vlan: undefined,
      cards: Object.fromEntries(on.map(([node, { cards }]) => [node, cards])),
      ports: [],
      bond: undefined,
      bridge: on[0]?.[1].bridge,
      top: Object.fromEntries(on.map(([node, one]) => [node, one.interface])),
      subnet,
      addresses,
      mtu: mtu.length === 1 && mtu[0] != null && mtu[0] !== 1500 ? mtu[0] : undefined,
      speed: undefined,
      cabling: 'unknown',
    }
  })
  return { ...nothing, mode: 'leave', networks: withSpeed(ground, designs, networks), gateway }
}

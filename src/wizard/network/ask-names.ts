import { enumerate } from '../../core/text.ts'
import type { Question } from '../question.ts'
import { whyNotNetworkNames } from './checks.ts'
import { wordsOf } from '../words.ts'
import type { Ground } from './design.ts'
import type { ProposedNetwork } from './propose-networks.ts'
import type { Vlans } from './ask-cards.ts'

/** A network by its name, with what the facts suggest for it. */
export interface NamedNetwork {
  readonly name: string
  readonly proposed: ProposedNetwork | undefined
}

/** Asks for the names of the networks. What was found goes by name, and else by turn. */
export function askNames({ asking, setting }: Ground, proposed: readonly ProposedNetwork[]): NamedNetwork[] {
  const between = setting.replicates ? 'replication' : 'cluster'
  const question: Question = {
    id: 'network.names',
    kind: 'text',
    title: 'Which networks do the nodes have, that of the users first?',
    found: proposed.map(({ name, present, cards, because }) => {
      const where = present ? present.subnet : enumerate([...new Set(Object.values(cards).flat())])
      return `${name}: ${where}; ${because}.`
    }),
    ...(proposed.length > 0 && {
      proposal: {
        answer: proposed.map(({ name }) => name).join(' '),
        because:
          proposed.length === 1 ? 'there is one network now, and no free card on every node' : 'as found',
      },
    }),
    explanation: [
      'Names of your own for the networks, with blanks between: lan replication. They are said here only. ' +
        `A network between the nodes alone (${between}) keeps DRBD and the cluster's own talk away ` +
        'from the users, and is the second way by which the nodes know that the other is alive. ' +
        'With one network a broken cable looks like a dead node.',
    ],
    check: (answer) => whyNotNetworkNames(String(answer)),
    fields: ['networks'],
  }
  const names = wordsOf(asking.text('missing', question))
  const left = proposed.filter(({ name }) => !names.includes(name))
  return names.map((name) => ({ name, proposed: proposed.find((one) => one.name === name) ?? left.shift() }))
}

/** Asks which networks are tagged: `lan:40` is a network, a number alone is for guests. */
export function askVlans({ asking, machines }: Ground, networks: readonly NamedNetwork[]): Vlans {
  const tagged = networks.flatMap(({ name, proposed }) => {
    const ids = new Set(Object.values(proposed?.present?.on ?? {}).map(({ vlan }) => vlan))
    const [id] = ids
    return ids.size === 1 && id !== undefined ? [`${name}:${id}`] : []
  })
  const known = new Set(tagged.map((word) => Number(word.split(':')[1])))
  const found = machines.flatMap(({ name, facts }) =>
    (facts?.network.interfaces ?? []).flatMap((one) =>
      one.vlan ? [{ node: name, name: one.name, id: one.vlan.id }] : [],
    ),
  )
  const guests = [...new Set(found.map(({ id }) => id))].filter((id) => !known.has(id)).sort((a, b) => a - b)
  const text = asking.text('missing', {
    id: 'network.vlans',
    kind: 'text',
    title: 'Which networks come as tagged VLANs?',
    found: found.map(({ node, name, id }) => `${node}: ${name} is VLAN ${id}.`),
    ...(machines.some(({ facts }) => facts) && {
      proposal: {
        answer: [...tagged, ...guests.map(String)].join(' '),
        because: found.length === 0 ? 'no node that was looked at has a VLAN' : 'as they are now',
      },
    }),
    optional: true,
    explanation: [
      'Empty where the switch sends each network untagged. Otherwise NETWORK:NUMBER for a network ' +
        'of the nodes, and a number alone for a VLAN that only virtual machines use: it rides on the ' +
        `cards of ${networks[0]?.name ?? 'the first network'} and gets a bridge. Example: lan:40 70 80 ` +
        'The ports of the switch must send these VLANs tagged.',
    ],
    check: (answer) => whyNotVlans(String(answer), networks),
    fields: ['nodes.*.interfaces.*.vlan'],
  })
  const words = whyNotVlans(text, networks) === undefined ? wordsOf(text) : []
  return {
    of: new Map(
      words.flatMap((word) => {
        const [name, id] = word.split(':')
        return id === undefined ? [] : [[name!, Number(id)] as const]
      }),
    ),
    guests: words.filter((word) => !word.includes(':')).map(Number),
  }
}

function whyNotVlans(text: string, networks: readonly NamedNetwork[]): string | undefined {
  const seen = new Set<string>()
  for (const word of wordsOf(text)) {
    const [, name, id] = /^(?:([^:]+):)?([0-9]{1,4})$/.exec(word) ?? []
    if (id === undefined) return `${word} is neither NETWORK:NUMBER nor a number.`
    if (Number(id) < 1 || Number(id) > 4094) return `VLANs have numbers from 1 to 4094, not ${id}.`
    if (name !== undefined && networks.every((network) => network.name !== name))
      return `${name} is no network; there are ${enumerate(networks.map((network) => network.name))}.`
    for (const key of [`id ${id}`, ...(name === undefined ? [] : [`network ${name}`])]) {
      if (seen.has(key))
        return name === undefined || key.startsWith('id')
          ? `VLAN ${id} stands twice.`
          : `${name} stands twice.`
      seen.add(key)
    }
  }
  return undefined
}

import { enumerate } from '../../core/text.ts'
import type { Vlans } from './ask-cards.ts'
import type { NamedNetwork } from './ask-names.ts'
import type { Ground } from './design.ts'

/** Asks which nodes have their address on the card itself, while the others have VLANs and bridges on theirs. */
export function askPlain(
  { asking, nodes, machines }: Ground,
  networks: readonly NamedNetwork[],
  vlans: Vlans,
): readonly string[] {
  const hasVlans = vlans.of.size + vlans.guests.length > 0
  // One card without tags is in one network.
  const because = vlans.of.size > 1 ? 'it is in several VLANs' : undefined
  const names = asking.list(hasVlans && because === undefined ? 'missing' : 'rare', {
    id: 'network.plain',
    kind: 'many',
    title: 'Which nodes need no VLANs and no bridge?',
    found: hasVlans
      ? [
          `They get the address of ${networks[0]!.name} on their card, and the port of the switch sends it untagged.`,
        ]
      : [],
    choices: nodes.map((name) => ({ name, label: systemOf(machines, name), ...(because && { because }) })),
    proposal: { answer: [], because: 'guests are to run on every node' },
    optional: true,
    explanation: [
      'A machine that only keeps a second copy of the data, without guests of its own, needs neither the VLANs ' +
        'of guests nor their bridges. Its card is not in a bond either. No guest can start there.',
    ],
    check: (answer) =>
      answer.length === nodes.length ? `${enumerate(nodes)}: then nobody has the VLANs.` : undefined,
    fields: ['networks.*.interface-of', 'nodes.*.interfaces'],
  })
  return names.filter((name) => nodes.includes(name))
}

function systemOf(machines: Ground['machines'], name: string): string {
  const threads = machines.find((machine) => machine.name === name)?.facts?.processor.threads
  return threads == null ? '' : `${threads} processors`
}

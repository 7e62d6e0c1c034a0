import { networkAnswers } from '../network/from-spec.ts'
import { buildNetwork } from '../network/build.ts'
import { describe } from '../network/describe.ts'
import { cardsNamed } from '../network/design.ts'
import type { Known, Page } from '../question.ts'

/** Networks with their cards, bonds, VLANs, bridges and addresses. */
export const network: Page = {
  id: 'network',
  title: 'Network',
  questions: (known) => buildNetwork(known).questions,
  part(known) {
    const { ground, design } = buildNetwork(known)
    return describe(ground, design)
  },
  comments: (known) => commentsOf(known),
  answersOf: networkAnswers,
}

function commentsOf(known: Known): { readonly [field: string]: string } {
  const { design, ground } = buildNetwork(known)
  const comments: { [field: string]: string } = {}
  for (const { name, bond, cabling, cards, mtu } of design.networks) {
    if (mtu !== undefined && mtu > 1500)
      comments[`networks.${name}.mtu`] =
        cabling === 'other-node'
          ? 'cabled from node to node: no switch has to pass it'
          : `every card and switch port on the way must pass it: ping -M do -s ${mtu - 28} ADDRESS`
    if (!bond) continue
    const field = `node-defaults.interfaces.${bond.name}`
    const at = ground.nodes
      .flatMap((node) => cardsNamed(ground, node, cards[node] ?? []))
      .find((card) => card.switch)?.switch?.name
    if (bond.mode === '802.3ad')
      comments[field] =
        cabling === 'one-switch'
          ? `LLDP sees its cards on one switch, ${at}: LACP must be set up on those ports`
          : 'LACP must be set up on the ports of the switch'
    else if (bond.mode === 'active-backup' && cabling === 'unknown')
      comments[field] =
        `nothing said where the cables of ${name} end; active-backup needs nothing of a switch`
  }
  if (design.mode === 'leave')
    comments['node-defaults.interface-style'] = 'the network of the nodes is configured by something else'
  return comments
}

import { networkAnswers } from '../network/from-spec.ts'
import { buildNetwork } from '../network/build.ts'
import { describe } from '../network/describe.ts'
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
  for (const { name, bond, cabling, ports } of design.networks) {
    if (!bond || ports.length < 2) continue
    const field = `node-defaults.interfaces.${bond.name}`
    if (bond.mode === '802.3ad' && cabling === 'one-switch') {
      const at = [...ground.cards.values()].flat().find((card) => card.switch)?.switch?.name
      comments[field] =
        `LLDP sees its cards on one switch${at === undefined ? '' : `, ${at}`}: LACP must be set up on those ports`
    } else if (bond.mode === '802.3ad') comments[field] = 'LACP must be set up on the ports of the switch'
    else if (bond.mode === 'active-backup' && cabling === 'unknown')
      comments[field] =
        `nothing said where the cables of ${name} end; active-backup needs nothing of a switch`
  }
  if (design.mode === 'leave')
    comments['node-defaults.interface-style'] = 'the network of the nodes is configured by something else'
  return comments
}

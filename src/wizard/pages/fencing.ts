import { oncePer } from '../../core/once.ts'
import { askBoards } from '../fencing/ask-boards.ts'
import { askChassis } from '../fencing/ask-chassis.ts'
import { howQuestion } from '../fencing/ask-how.ts'
import { askHypervisor } from '../fencing/ask-hosts.ts'
import { askSecond } from '../fencing/ask-outlets.ts'
import { askSbd } from '../fencing/ask-sbd.ts'
import { askUps } from '../fencing/ask-ups.ts'
import { fencingAnswers } from '../fencing/from-spec.ts'
import { fencingGround } from '../fencing/ground.ts'
import type { FencingGround, How, Made } from '../fencing/ground.ts'
import type { Known, Page, Question } from '../question.ts'

/** What switches a node off before its services start elsewhere. */
export const fencing: Page = {
  id: 'fencing',
  title: 'Fencing',
  questions: (known) => build(known).questions,
  part(known) {
    const { made } = build(known)
    return Object.keys(made.fencing).length === 0 ? {} : { fencing: made.fencing }
  },
  comments(known) {
    const { comments } = build(known).made
    return Object.fromEntries(
      Object.entries(comments ?? {}).map(([field, text]) => [`fencing.${field}`, text]),
    )
  },
  answersOf: fencingAnswers,
}

/** Questions, part and comments are asked of the same Known. */
const build = oncePer(built)

function built(known: Known): { readonly questions: readonly Question[]; readonly made: Made } {
  const ground = fencingGround(known)
  if (ground.nodes.length < 2) return { questions: [], made: { fencing: {} } }
  const how = ground.asking.text('first', howQuestion(ground)) as How | ''
  const made = make(ground, how)
  // Fencing is looked at closely: every part of it is asked.
  return { questions: ground.asking.questions(true), made }
}

function make(ground: FencingGround, how: How | ''): Made {
  switch (how) {
    case 'ipmi':
      return askSecond(ground, askBoards(ground))
    case 'chassis':
      return askChassis(ground)
    case 'ups':
      return askUps(ground)
    case 'libvirt':
    case 'xvm':
      return askHypervisor(ground, how)
    case 'sbd':
      return askSbd(ground)
    case 'none':
      return askNone(ground)
    default:
      return { fencing: {} }
  }
}

function askNone({ asking, setting }: FencingGround): Made {
  const because = asking.text('missing', {
    id: 'fencing.none-because',
    kind: 'text',
    title: setting.fencesItself ? 'What fences instead?' : 'Why does this cluster run without fencing?',
    found: setting.fencesItself
      ? []
      : [
          'When only the link between the nodes breaks, both run everything: two copies of every ' +
            'machine, both writing, and data that nobody can put together again.',
        ],
    // Nobody else can give the reason; what Proxmox VE does by itself is known.
    ...(setting.fencesItself && {
      proposal: {
        answer: 'Proxmox VE fences: its HA manager resets a node that lost quorum by the watchdog',
        because: 'that is how its HA manager works',
      },
    }),
    explanation: [
      'One line, in your own words. It stands in cluster.yaml and in the report, for whoever asks after ' +
        'the accident: test machines, no data that matters, ...',
    ],
    check: (answer) => {
      const text = String(answer).trim()
      // oxlint-disable-next-line no-control-regex
      if (/[\u0000-\u001f\u007f]/.test(text) || text.length > 400)
        return 'Write one line of at most 400 characters.'
      return text.split(/\s+/).length < 2 ? 'A reason has more than one word.' : undefined
    },
    fields: ['fencing.none-because'],
  })
  return { fencing: because === '' ? {} : { 'none-because': because } }
}

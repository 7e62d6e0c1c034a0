import { oncePer } from '../../core/once.ts'
import { merge } from '../../spec/merge.ts'
import { askCman } from '../cluster/ask-cman.ts'
import { askHeartbeat } from '../cluster/ask-heartbeat.ts'
import { askQuorum, askRings } from '../cluster/ask-members.ts'
import { askSurroundings } from '../cluster/ask-surroundings.ts'
import { clusterAnswers } from '../cluster/from-spec.ts'
import { clusterGround } from '../cluster/ground.ts'
import { fitted } from '../placed.ts'
import type { Known, Page, Part, Question } from '../question.ts'

/** How the members know of each other, and what they get from others. */
export const cluster: Page = {
  id: 'cluster',
  title: 'Cluster',
  questions: (known) => build(known).questions,
  part: (known) => build(known).part,
  comments: (known) => build(known).comments,
  answersOf: clusterAnswers,
}

/** Questions, part and comments are asked of the same Known. */
const build = oncePer(built)

interface Built {
  readonly questions: readonly Question[]
  readonly part: Part
  readonly comments: { readonly [field: string]: string }
}

function built(known: Known): Built {
  const ground = clusterGround(known)
  if (ground.nodes.length === 0) return { questions: [], part: {}, comments: {} }
  const rings = askRings(ground)
  const quorum = askQuorum(ground)
  const heartbeat = askHeartbeat(ground)
  const cman = askCman(ground)
  const around = askSurroundings(ground)
  const words = [...rings.words, ...quorum.words, ...heartbeat.words, ...cman.words, ...around.words]
  const plan = planQuestion(rings.names, words)
  const said = known.answers[plan.id] ?? plan.proposal?.answer
  const parts: Part[] = [
    rings.names.length > 0 ? { rings: [...rings.names] } : {},
    quorum.part,
    heartbeat.part,
    cman.part,
    around.part,
  ]
  return {
    questions: [fitted(plan), ...ground.asking.questions(said === 'change')],
    part: parts.reduce((sum, part) => merge(sum, part) as Part, {}),
    comments: {
      ...(rings.words.length > 0 && { rings: rings.words.join(' ') }),
      ...(quorum.words.length > 0 && quorum.part.quorum && { quorum: quorum.words.join(' ') }),
    },
  }
}

const planQuestion = (rings: readonly string[], words: readonly string[]): Question => ({
  id: 'cluster.plan',
  kind: 'one',
  title: 'Is this how the cluster is to work?',
  found: [...(rings.length > 0 ? [`The members talk over ${rings.join(', then ')}.`] : []), ...words],
  choices: [
    { name: 'take', label: 'as it is said here' },
    { name: 'change', label: 'go through it, one by one' },
  ],
  proposal: {
    answer: 'take',
    because: 'it follows from the networks, the number of nodes and what they use now',
  },
  explanation: [
    'take: what is missing is still asked.',
    'change: rings, quorum, name servers, time, mail and so on are asked, each with a proposal. ' +
      'Times (how long a silent node lives) follow from the profile and can be changed in the file.',
  ],
  fields: ['rings', 'quorum'],
})

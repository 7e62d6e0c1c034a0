import { enumerate } from '../../core/text.ts'
import type { Part } from '../question.ts'
import type { ClusterGround } from './ground.ts'

/** Asks for what cman alone has: the number that its configuration has to go on from. */
export function askCman({ asking, setting, known }: ClusterGround): {
  readonly part: Part
  readonly words: readonly string[]
} {
  if (setting.stack !== 'cman') return { part: {}, words: [] }
  const running = known.machines.flatMap(({ name, facts }) =>
    facts?.cluster.cman ? [`${name} is in the cman cluster ${facts.cluster.cman.name ?? '(no name)'}.`] : [],
  )
  const isSeen = known.machines.every(({ facts }) => facts)
  const version = asking.text('missing', {
    id: 'cluster.config-version',
    kind: 'text',
    title: 'Which version does cluster.conf get?',
    found: running,
    ...(isSeen &&
      running.length === 0 && {
        proposal: { answer: '1', because: 'no node is in a cman cluster now, so it is the first' },
      }),
    explanation: [
      'A number that rises with every change: a running cluster refuses what is not above its own, which ' +
        '`cman_tool version` prints on a node. Raise it in cluster.yaml whenever something changes.',
    ],
    check: (answer) =>
      /^[1-9][0-9]{0,8}$/.test(String(answer).trim())
        ? undefined
        : 'Write a whole number, above the one that runs.',
    fields: ['cman.config_version'],
  })
  return {
    part: { cman: { ...(version !== '' && { config_version: Number(version) }) } },
    words: [
      `cman and rgmanager decide, with version ${version === '' ? '?' : version} of cluster.conf on ${enumerate(known.machines.map(({ name }) => name))}.`,
    ],
  }
}

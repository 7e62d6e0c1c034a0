import { parseIp } from '../../spec/effective.ts'
import { timeoutDefaults } from '../../spec/arithmetic/timeouts.ts'
import type { Part } from '../question.ts'
import { wordsOf } from '../words.ts'
import type { NetworkDesign } from '../network/design.ts'
import type { ClusterGround } from './ground.ts'

/** Asks how heartbeat watches and when it acts. */
export function askHeartbeat(ground: ClusterGround): {
  readonly part: Part
  readonly words: readonly string[]
} {
  const { asking, setting, gateway, networks } = ground
  if (setting.stack !== 'heartbeat') return { part: {}, words: [] }
  const ping = wordsOf(
    asking.text('missing', {
      id: 'cluster.ping',
      kind: 'text',
      title: 'Which addresses outside does a node have to reach?',
      found: [],
      proposal:
        gateway === undefined
          ? { answer: '', because: 'there is no gateway' }
          : { answer: gateway, because: 'the gateway: who cannot reach it serves nobody' },
      optional: true,
      explanation: [
        'heartbeat pings them, and ipfail moves the services to the node that reaches more of them. ' +
          'Addresses that always answer and are not in the cluster: the gateway, a switch.',
      ],
      check: (answer) => whyNotPing(String(answer), networks),
      fields: ['heartbeat.ping', 'heartbeat.ipfail'],
    }),
  )
  const deadtime = asking.text('missing', {
    id: 'cluster.deadtime',
    kind: 'text',
    title: 'After how many seconds without a heartbeat is a node dead?',
    found: [],
    proposal: {
      answer: String(timeoutDefaults.deadtimeMs / 1000),
      because: 'long enough for a loaded machine, short enough for users',
    },
    explanation: [
      'Too short, and a busy node is taken for dead: it is switched off, or without fencing both run ' +
        'everything. The other times are computed from it.',
    ],
    check: (answer) => {
      const seconds = Number(String(answer).replace(/\s*s$/, ''))
      return Number.isInteger(seconds) && seconds >= 3 && seconds <= 600
        ? undefined
        : 'Write whole seconds from 3 to 600.'
    },
    fields: ['heartbeat.deadtime'],
  })
  const failback = asking.text('missing', {
    id: 'cluster.failback',
    kind: 'one',
    title: 'Do services go back when their node returns?',
    found: [],
    choices: [
      { name: 'off', label: 'they stay where they are, until somebody moves them' },
      { name: 'on', label: 'they go back at once: a second outage each time' },
    ],
    proposal: { answer: 'off', because: 'a node that keeps crashing takes them down each time' },
    explanation: [
      'A node that returns copies what it missed first. With on, services go back while it does, ' +
        'and users see a second interruption.',
    ],
    fields: ['heartbeat.auto_failback'],
  })
  const dopd = setting.replicates
    ? asking.text('missing', {
        id: 'cluster.dopd',
        kind: 'yes-no',
        title: "Is the other copy marked outdated when DRBD's cable breaks?",
        found: [],
        proposal: { answer: 'yes', because: 'else a later fail-over could go on with old data' },
        explanation: [
          "dopd does it over heartbeat's own paths. A copy that is outdated cannot become primary by " +
            'mistake, so that nobody serves data of yesterday.',
        ],
        fields: ['heartbeat.dopd', 'drbd.net.fencing'],
      })
    : 'no'
  const seconds = Number(deadtime.replace(/\s*s$/, ''))
  return {
    part: {
      heartbeat: {
        ...(seconds > 0 && { deadtime: `${seconds}s` }),
        auto_failback: failback === 'on' ? 'on' : 'off',
        ...(ping.length > 0 && { ping, ipfail: true }),
        ...(dopd === 'yes' && { dopd: true }),
      },
      ...(dopd === 'yes' && { drbd: { net: { fencing: 'resource-only' as const } } }),
    },
    words: [
      `Dead after ${deadtime} s; services ${failback === 'on' ? 'go back when their node returns' : 'stay where they are'}${ping.length > 0 ? `; each node pings ${ping.join(', ')}` : ''}.`,
    ],
  }
}

function whyNotPing(text: string, networks: readonly NetworkDesign[]): string | undefined {
  for (const address of wordsOf(text)) {
    if (parseIp(address) === undefined)
      return `${address} is no address; heartbeat pings addresses, not names.`
    const own = networks
      .flatMap(({ addresses }) => Object.entries(addresses))
      .find(([, one]) => one === address)
    if (own) return `${address} is ${own[0]} itself, which it always reaches.`
  }
  return undefined
}

import { enumerate } from '../../core/text.ts'
import type { FenceDevice } from '../../spec/spec.ts'
import { areAll } from '../setting.ts'
import { whyNotName, wordsOf } from '../words.ts'
import { whyNotUser } from './ask-boards.ts'
import { askDelay } from './ask-delay.ts'
import { askPassword } from './ask-password.ts'
import type { FencingGround, Made } from './ground.ts'

/** Asks for the UPS of every node: Network UPS Tools switch its outlet (external/nut). */
export function askUps(ground: FencingGround): Made {
  const { asking, nodes, setting, corosync } = ground
  const supplies = wordsOf(
    asking.text('missing', {
      id: 'fencing.ups',
      kind: 'text',
      title: `Which UPS feeds ${enumerate(nodes)}, in this order?`,
      found: ['For example ups1@localhost ups2@localhost.'],
      explanation: [
        'NAME@HOST as Network UPS Tools have it: HOST runs upsd, and `upsc -l HOST` lists the names. ' +
          'It must switch its outlet off and on by command (`upscmd -l NAME@HOST` shows load.off and load.on) and feed its node alone.',
        nodes.length === 2
          ? "The data cable of a node's UPS belongs into the other node, which then calls it NAME@localhost: who is to be switched off cannot do it."
          : 'HOST is no node: upsd of a node dies with it, and then nobody can switch.',
        'When the UPS itself fails, its node is dead and the UPS silent: fencing fails, and the cluster waits for a person.',
      ],
      check: (answer) => whyNotSupplies(wordsOf(String(answer)), ground),
      fields: ['fencing.devices.*.params'],
    }),
  )
  const user = asking.text('missing', {
    id: 'fencing.user',
    kind: 'text',
    title: 'As which user do the nodes log in to upsd?',
    found: [],
    proposal: { answer: 'fence', because: 'a user for this alone, which upsd.users must have' },
    explanation: [
      'An entry of upsd.users(5) with a password and `instcmds = ALL`, on every host that runs upsd. ' +
        'The user of upsmon may only watch.',
    ],
    check: (answer) => whyNotUser(String(answer)),
    fields: ['fencing.devices.*.params'],
  })
  const names = wordsOf(
    asking.text('rare', {
      id: 'fencing.names',
      kind: 'text',
      title: `What are the fence devices of ${enumerate(nodes)} called, in this order?`,
      found: [],
      proposal: { answer: namesFor(supplies, nodes).join(' '), because: 'as the UPSs are called' },
      explanation: ['Names of letters, digits, _ and -; their passwords have the same names.'],
      check: (answer) => whyNotNames(wordsOf(String(answer)), nodes),
      fields: ['fencing.devices'],
    }),
  )
  for (const [i, node] of nodes.entries())
    askPassword(ground, {
      id: `fencing.password.${node}`,
      title: `What is the password of ${user} for the UPS of ${node}?`,
      secret: names[i] ?? node,
      // Plugins of cluster-glue can be asked only where they are installed.
      tested: [],
    })
  const folder = areAll(setting, 'slackware') ? '/usr/bin' : '/bin'
  const [upscmd = '', upsc = ''] = wordsOf(
    asking.text('rare', {
      id: 'fencing.programs',
      kind: 'text',
      title: 'Where are upscmd and upsc on the nodes?',
      found: [],
      proposal: { answer: `${folder}/upscmd ${folder}/upsc`, because: 'where the package has them' },
      explanation: ['Two paths with a blank between.'],
      check: (answer) =>
        /^\/\S*\/upscmd \/\S*\/upsc$/.test(String(answer))
          ? undefined
          : 'Write the paths of upscmd and upsc.',
      fields: ['fencing.devices.*.params'],
    }),
  )
  // Pacemaker beside corosync 1.4 cannot wait before it calls a plugin.
  const delay = corosync === '1.4' ? 'nobody' : askDelay(ground, { devices: [], isShared: false })
  const devices = nodes.flatMap((node, i): [string, FenceDevice][] => {
    const name = names[i]
    if (name === undefined) return []
    return [
      [
        name,
        {
          agent: 'external/nut',
          targets: [node],
          ...(delay === node && { delay: '10s' }),
          ...(delay === 'random' && { 'delay-max': '10s' }),
          params: {
            hostname: node,
            ...(supplies[i] !== undefined && { ups: supplies[i] }),
            username: user,
            password: { secret: name },
            upscmd,
            upsc,
          },
        },
      ],
    ]
  })
  return {
    fencing: { devices: Object.fromEntries(devices) },
    comments: {
      devices:
        nodes.length === 2
          ? "the data cable of each node's UPS is in the other node, which switches it"
          : 'nut switches the outlet of the UPS that feeds the node',
    },
  }
}

function whyNotSupplies(
  supplies: readonly string[],
  { nodes, networks }: Pick<FencingGround, 'nodes' | 'networks'>,
): string | undefined {
  if (supplies.length !== nodes.length)
    return `These are ${supplies.length}; ${enumerate(nodes)} need one each, in this order.`
  for (const [i, supply] of supplies.entries()) {
    const [, host] = /^[A-Za-z0-9_.-]+@([A-Za-z0-9.:-]+|\[[0-9a-f:]+\](?::[0-9]+)?)$/.exec(supply) ?? []
    if (host === undefined) return `${supply} is not NAME@HOST, such as ups1@localhost.`
    const isLocal = host === 'localhost' || host.startsWith('127.')
    if (isLocal && nodes.length > 2)
      return `${host} is another machine on each of ${nodes.length} nodes: name the host that runs upsd for ${supply}.`
    const node = nodes[i]!
    const own = [node, ...networks.flatMap(({ addresses }) => addresses[node] ?? [])]
    if (own.includes(host.split(':')[0]!))
      return `${supply} is asked over ${node} itself, which does not answer when it is to be switched off.`
    if (!isLocal && supplies.indexOf(supply) < i)
      return `${supply} stands twice: it would switch both nodes off.`
  }
  return undefined
}

/** Each like its UPS, where these have names of their own. */
function namesFor(supplies: readonly string[], nodes: readonly string[]): readonly string[] {
  const names = supplies.map((supply) => supply.split('@')[0]!)
  return names.length === nodes.length && whyNotNames(names, nodes) === undefined
    ? names
    : nodes.map((node) => `ups-${node}`)
}

function whyNotNames(names: readonly string[], nodes: readonly string[]): string | undefined {
  if (names.length !== nodes.length) return `These are ${names.length} names for ${nodes.length} nodes.`
  const twice = names.find((name, i) => names.indexOf(name) < i)
  if (twice !== undefined) return `${twice} stands twice.`
  return names.map(whyNotName).find((why) => why !== undefined)
}

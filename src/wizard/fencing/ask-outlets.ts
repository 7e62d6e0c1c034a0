import { enumerate } from '../../core/text.ts'
import { wordsOf } from '../words.ts'
import { whyNotDevices } from './ask-boards.ts'
import { askPassword } from './ask-password.ts'
import type { Devices, FencingGround, Made } from './ground.ts'

/** Asks for switched outlets as the second way, for when a board died with the power of its node. */
export function askSecond(ground: FencingGround, first: Made): Made {
  const { asking, nodes, setting, taken } = ground
  if (setting.stack !== 'pacemaker') return first
  const second = asking.text('missing', {
    id: 'fencing.second',
    kind: 'one',
    title: 'Is there a second way, for when a board died with its power?',
    found: [],
    choices: [
      { name: 'none', label: 'no: after a power failure of one node somebody has to confirm it' },
      { name: 'pdu', label: 'switched outlets (APC over SNMP), one strip or two' },
    ],
    proposal: { answer: 'none', because: 'the nodes cannot see what their power cables hang on' },
    explanation: [
      'A node without power has a dead board: nobody can say that the node is off, and the cluster ' +
        'waits instead of taking over (`stonith_admin --confirm NODE` goes on). ' +
        'Other devices (UPS, other makes) can be added in the file, under fencing.devices and levels.',
    ],
    fields: ['fencing.levels', 'fencing.devices'],
  })
  if (second !== 'pdu') return first
  const strips = wordsOf(
    asking.text('missing', {
      id: 'fencing.strips',
      kind: 'text',
      title: 'Which addresses do the power strips have?',
      found: [],
      explanation: [
        'One address, or two where every server has two power supplies on two strips: then both outlets ' +
          'are switched off before either goes on again.',
      ],
      check: (answer) => {
        const addresses = wordsOf(String(answer))
        return addresses.length < 1 || addresses.length > 2
          ? 'Write one address or two.'
          : whyNotDevices(addresses, taken)
      },
      fields: ['fencing.devices.*.params'],
    }),
  )
  const outlets = wordsOf(
    asking.text('missing', {
      id: 'fencing.outlets',
      kind: 'text',
      title: `On which outlets are ${enumerate(nodes)}, in this order?`,
      found: strips.length > 1 ? ['The same number on both strips.'] : [],
      explanation: [
        'The numbers printed at the outlets, with blanks between. A wrong one kills another machine.',
      ],
      check: (answer) => whyNotPlugs(String(answer), nodes),
      fields: ['fencing.devices.*.plugs'],
    }),
  )
  const names = strips.length > 1 ? ['pdu-a', 'pdu-b'] : ['pdu']
  askPassword(ground, {
    id: 'fencing.password.pdu',
    title: 'What is the SNMP community of the strips that may write?',
    secret: 'pdu',
    tested: names,
    explanation: [
      'Often called private when nobody changed it: change it. It is kept in the file of secrets.',
    ],
  })
  const devices: Devices = Object.fromEntries(
    names.map((name, i) => [
      name,
      {
        agent: 'fence_apc_snmp',
        ...(outlets.length > 0 && { plugs: plugsOf(nodes, outlets) }),
        params: { ...(strips[i] !== undefined && { ip: strips[i] }), community: { secret: 'pdu' } },
      },
    ]),
  )
  const boards = Object.entries(first.fencing.devices ?? {})
  const levels = nodes.map((node) => [
    node,
    [boards.filter(([, { targets }]) => targets?.includes(node)).map(([name]) => name), names],
  ])
  return {
    fencing: {
      ...first.fencing,
      devices: { ...first.fencing.devices, ...devices },
      levels: Object.fromEntries(levels) as NonNullable<Made['fencing']['levels']>,
    },
    comments: {
      ...first.comments,
      levels: `first the node's own board, then ${names.length > 1 ? 'both outlets of its power supplies' : 'its outlet'}`,
    },
  }
}

/** Outlets, slots or domains by node; numbers as numbers. */
export const plugsOf = (
  nodes: readonly string[],
  plugs: readonly string[],
): { [node: string]: number | string } =>
  Object.fromEntries(
    nodes.flatMap((node, i) => {
      const plug = plugs[i]
      return plug === undefined ? [] : [[node, /^[0-9]+$/.test(plug) ? Number(plug) : plug]]
    }),
  )

export function whyNotPlugs(text: string, nodes: readonly string[]): string | undefined {
  const plugs = wordsOf(text)
  if (plugs.length !== nodes.length)
    return `These are ${plugs.length}; ${enumerate(nodes)} need one each, in this order.`
  const bad = plugs.find((plug) => !/^[A-Za-z0-9_.:@+=/-]+$/.test(plug))
  if (bad !== undefined) return `${bad} has a character that is not allowed.`
  const twice = plugs.find((plug, i) => plugs.indexOf(plug) < i)
  return twice === undefined ? undefined : `${twice} stands twice: two nodes cannot hang on one.`
}

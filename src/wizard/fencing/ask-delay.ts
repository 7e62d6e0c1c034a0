import type { Choice } from '../question.ts'
import { testLook, testedLines } from './ground.ts'
import type { FencingGround } from './ground.ts'

/** Asks which of two nodes survives when only their link breaks: a node, `random` or `nobody`. */
export function askDelay(
  { asking, nodes, setting, known }: FencingGround,
  { devices, isShared }: { devices: readonly string[]; isShared: boolean },
): string {
  // heartbeat and cman have no delay that pacemaker would keep.
  if (nodes.length !== 2 || setting.stack !== 'pacemaker') return 'nobody'
  const voted =
    (known.answers['cluster.quorum'] ?? (setting.spec.quorum?.device ? 'device' : '')) === 'device'
  const shared = isShared ? 'one device switches both' : undefined
  const choices: Choice[] = [
    ...nodes.map((node) => ({
      name: node,
      label: 'who shoots at it waits 10 s',
      ...(shared !== undefined && { because: shared }),
    })),
    { name: 'random', label: 'each waits up to 10 s; now and then both die' },
    { name: 'nobody', label: 'nobody waits: both can die' },
  ]
  return asking.text('missing', {
    id: 'fencing.delay',
    kind: 'one',
    title: 'Which node survives when only the link between them breaks?',
    found: [
      ...(voted ? ['The third vote stops one half, but a delay makes sure that only one shoots.'] : []),
      ...testedLines(known, devices),
    ],
    choices,
    proposal: isShared
      ? { answer: 'random', because: 'the device is the same for both' }
      : { answer: nodes[0]!, because: 'the first; take the one whose services matter more' },
    explanation: [
      'Both nodes live and each believes that the other is dead: both shoot. With a delay on the device ' +
        'that switches the chosen node off, that node is always the faster one. ' +
        'It costs 10 s when the chosen node is really dead.',
    ],
    looks: [testLook(devices)],
    fields: ['fencing.devices.*.delay', 'fencing.devices.*.delay-max'],
  })
}

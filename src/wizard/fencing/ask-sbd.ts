import { wordsOf } from '../words.ts'
import { isSoft } from './ground.ts'
import type { FencingGround, Made } from './ground.ts'

/** Asks for the shared disks and the watchdog of SBD. */
export function askSbd(ground: FencingGround): Made {
  const { asking, nodes, machines, setting, known } = ground
  const voted =
    (known.answers['cluster.quorum'] ?? (setting.spec.quorum?.device ? 'device' : '')) === 'device'
  const hasMajority = nodes.length > 2 || voted
  const disks = wordsOf(
    asking.text('missing', {
      id: 'fencing.disks',
      kind: 'text',
      title: 'Which shared disks does SBD write its messages to?',
      found: sharedDisks(ground).map((path) => `${path} is seen by every node.`),
      ...(hasMajority && {
        proposal: { answer: '', because: 'there is a majority: the watchdog alone is enough' },
      }),
      optional: true,
      explanation: [
        'Paths in /dev/disk/by-id of one disk or three that all nodes see by themselves, a few MiB each.',
        'Never on DRBD: it is what breaks when the nodes lose each other. Empty: by the watchdog alone, ' +
          'which needs three nodes or a third vote.',
      ],
      check: (answer) => {
        const paths = wordsOf(String(answer))
        const bad = paths.find(
          (path) => !/^\/dev\/[A-Za-z0-9/._+@:,=-]+$/.test(path) || path.startsWith('/dev/drbd'),
        )
        if (bad !== undefined) return `${bad} is no path of a shared disk in /dev.`
        if (paths.length === 0 && !hasMajority) return 'Two nodes without a third vote need a shared disk.'
        return [0, 1, 3].includes(paths.length)
          ? undefined
          : 'One disk or three: of two there is no majority.'
      },
      fields: ['fencing.sbd.devices'],
    }),
  )
  const each = machines.map(({ facts }) => facts?.management.watchdogs ?? [])
  const common = (each[0] ?? []).filter(({ device }) =>
    each.every((own) => own.some((one) => one.device === device)),
  )
  const hard = common.find((one) => !isSoft(one)) ?? common[0]
  const watchdog = asking.text('missing', {
    id: 'fencing.watchdog',
    kind: 'text',
    title: 'Which watchdog resets a node that hangs?',
    found: machines.flatMap(({ name, facts }) =>
      (facts?.management.watchdogs ?? []).map(
        ({ device, identity }) => `${name}: ${device}${identity === null ? '' : `, ${identity}`}.`,
      ),
    ),
    ...(hard && {
      proposal: {
        answer: hard.device,
        because: isSoft(hard)
          ? "every node has it; it is the kernel's own and dies with a hung kernel"
          : 'every node has it',
      },
    }),
    explanation: [
      'A device in /dev that nobody else uses. It must be hardware: softdog does nothing when the kernel ' +
        'itself hangs, which is what it is for.',
    ],
    check: (answer) =>
      /^\/dev\/[A-Za-z0-9/._-]+$/.test(String(answer)) ? undefined : 'Write a device such as /dev/watchdog.',
    fields: ['fencing.sbd.watchdog'],
  })
  return {
    fencing: {
      sbd: { ...(disks.length > 0 && { devices: [...disks] }), ...(watchdog !== '' && { watchdog }) },
    },
  }
}

/** Disks that every node sees under the same WWN. */
function sharedDisks({ machines }: FencingGround): string[] {
  const [first, ...others] = machines
  return (first?.facts?.disks ?? []).flatMap(({ wwn, byId }) => {
    const isShared =
      wwn !== null &&
      others.length > 0 &&
      others.every(({ facts }) => facts?.disks.some((disk) => disk.wwn === wwn))
    const link = byId.find((name) => name.startsWith('wwn-')) ?? byId[0]
    return isShared && link !== undefined ? [`/dev/disk/by-id/${link}`] : []
  })
}

import { enumerate } from '../../core/text.ts'
import type { Choice, Question } from '../question.ts'
import { foundLines, isSoft, isVirtual } from './ground.ts'
import type { FencingGround, How } from './ground.ts'

/** Asks what switches a node off that no longer answers. */
export function howQuestion(ground: FencingGround): Question {
  const { machines, setting } = ground
  const proposed = proposedHow(ground)
  return {
    id: 'fencing.how',
    kind: 'one',
    title: 'What switches a node off that no longer answers?',
    found: foundLines(machines),
    choices: choicesOf(ground),
    ...(proposed && { proposal: proposed }),
    explanation: [
      'A node that does not answer may still be writing. Before its services start elsewhere it must ' +
        'surely be off: that is fencing. Without it both nodes run everything when only the link ' +
        'between them breaks, and the data no longer fit together.',
      ...(setting.stack === 'heartbeat'
        ? ['heartbeat uses plugins of cluster-glue; of these the wizard knows external/ipmi.']
        : [
            'A BMC is power and network of its own in the server, but dies with its power cable: a ' +
              'switched outlet as second way covers that.',
          ]),
      'none is a decision that you write down, with its reason.',
    ],
    fields: ['fencing.devices', 'fencing.sbd', 'fencing.none-because'],
  }
}

function choicesOf({ setting, machines, nodes, known }: FencingGround): Choice[] {
  const { stack } = setting
  const only = stack === 'heartbeat' ? 'not with heartbeat' : undefined
  const notCman = stack === 'cman' ? 'not with cman' : undefined
  const seen = machines.flatMap(({ facts }) => facts ?? [])
  const real = seen.length === nodes.length && seen.every(({ system }) => system.virtual === 'none')
  const hasBoards = seen.length === nodes.length && seen.every(({ management }) => management.bmc === true)
  const choice = (name: How, label: string, ...because: (string | undefined)[]): Choice => {
    const why = because.find((one) => one !== undefined)
    return { name, label, ...(why !== undefined && { because: why }) }
  }
  const none = setting.fencesItself ? 'Proxmox VE, or nobody: not by us' : 'nothing: you write down why'
  return [
    ...(stack === 'none'
      ? []
      : [
          choice('ipmi', "each server's own board (iLO, iDRAC, IPMI)"),
          choice('chassis', 'the chassis of a modular server (SNMP)', only),
          // Where every server has a board, nobody needs its UPS for this.
          ...(hasBoards && known.answers['fencing.how'] !== 'ups'
            ? []
            : [choice('ups', "each node's UPS (Network UPS Tools)", only, notCman)]),
          choice(
            'libvirt',
            'the host of these guests, over ssh',
            only,
            notCman,
            real ? 'no guests' : undefined,
          ),
          choice(
            'xvm',
            'the host of these guests, by fence_virtd',
            only,
            notCman,
            real ? 'no guests' : undefined,
          ),
          choice(
            'sbd',
            'a watchdog, with a shared disk or without',
            stack === 'pacemaker' ? undefined : 'not without pacemaker',
          ),
          ...(known.answers['fencing.how'] === 'file'
            ? [choice('file', 'what cluster.yaml says already')]
            : []),
        ]),
    choice('none', none),
  ]
}

function proposedHow({
  setting,
  machines,
  nodes,
}: FencingGround): { answer: How; because: string } | undefined {
  if (setting.stack === 'none')
    return {
      answer: 'none',
      because: setting.fencesItself
        ? 'Proxmox VE has fencing of its own'
        : 'no cluster manager that would fence',
    }
  const seen = machines.flatMap(({ name, facts }) => (facts ? [{ name, facts }] : []))
  if (setting.hasChassis && setting.stack !== 'heartbeat')
    return { answer: 'chassis', because: `the profile ${setting.profile} is for it` }
  if (seen.length < nodes.length) return undefined
  const boards = seen.filter(({ facts }) => facts.management.bmc)
  if (boards.length === nodes.length)
    return {
      answer: 'ipmi',
      because: boards.some(({ facts }) => facts.management.address === null)
        ? 'every node has a BMC'
        : `every node has a BMC (${enumerate(boards.map(({ facts }) => facts.management.address!))})`,
    }
  if (setting.stack !== 'pacemaker') return undefined
  if (seen.every(({ facts }) => isVirtual(facts.system.virtual) && facts.system.virtual === 'qemu'))
    return { answer: 'libvirt', because: 'the nodes are virtual machines under QEMU' }
  const watched = seen.every(({ facts }) => facts.management.watchdogs.some((one) => !isSoft(one)))
  if (watched && nodes.length > 2)
    return { answer: 'sbd', because: 'every node has a watchdog, and there is a majority' }
  return undefined
}

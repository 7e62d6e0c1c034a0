import { enumerate, wrap } from '../../core/text.ts'
import type { Facts } from '../../facts/types.gen.ts'
import type { Profile } from '../../spec/load.ts'
import type { Machine, Question } from '../question.ts'
import { hasSystemd } from './hardware.ts'

/** What decides where services run, by the profile alone. */
export const stackOfProfile = (profile: Profile | undefined): string => profile?.spec.stack ?? 'pacemaker'

/** Proxmox VE had cman and rgmanager until version 4, which came with systemd. */
export const bringsCman = ({ system, platform }: Facts): boolean =>
  system.proxmox && platform !== null && !hasSystemd(platform)

/** Where nothing is replicated that a cluster manager would have to promote, that of Proxmox VE does as well. */
export const mayHaveCman = (profile: Profile): boolean =>
  stackOfProfile(profile) === 'pacemaker' && profile.spec.drbd === undefined

/** The profile says it, but for nodes that bring a cluster manager of their own: what is found needs no question. */
export function stackQuestion(machines: readonly Machine[], profile: Profile | undefined): Question {
  const cman = machines.flatMap(({ name, facts }) => (facts && bringsCman(facts) ? [name] : []))
  const isCman = cman.length > 0 && profile !== undefined && mayHaveCman(profile)
  const besideCman = cman.length > 0 ? { because: 'Proxmox VE has a cluster manager of its own' } : {}
  const isSeen = machines.every(({ facts }) => facts)
  return {
    id: 'kind.stack',
    kind: 'one',
    quiet: true,
    title: 'What decides where services run?',
    found: [],
    choices: [
      { name: 'pacemaker', label: 'pacemaker with corosync', ...besideCman },
      { name: 'heartbeat', label: 'heartbeat by itself, for two nodes', ...besideCman },
      {
        name: 'cman',
        label: 'cman and rgmanager of Proxmox VE 2 and 3',
        ...(isSeen && cman.length === 0 && { because: 'no node brings it' }),
      },
      { name: 'none', label: 'nothing of ours' },
    ],
    proposal: isCman
      ? { answer: 'cman', because: `Proxmox VE of ${enumerate(cman)} brings cman and rgmanager` }
      : {
          answer: stackOfProfile(profile),
          because: profile ? 'the profile is made for it' : 'it does for most',
        },
    explanation: wrap(
      'It starts services, watches them, and has dead nodes fenced before it starts them elsewhere. Two of them on one' +
        ' node would start everything twice.',
      78,
    ).split('\n'),
    fields: ['stack'],
  }
}

import { wrap } from '../../core/text.ts'
import type { Question, Part } from '../question.ts'
import { wordsOf } from '../words.ts'

/** Guests of Proxmox VE that rgmanager starts again; how they are made is no matter of ours. */
export const guestsQuestion: Question = {
  id: 'machines.guests',
  kind: 'text',
  title: 'Which guests start on another node when theirs dies?',
  found: ['Their numbers in Proxmox VE with blanks between, such as 100 101.'],
  optional: true,
  proposal: { answer: '', because: 'nobody said any; a dead node is fenced then, and its guests stay down' },
  explanation: wrap(
    'rgmanager starts and watches them; Proxmox VE must not start them at boot. Their disks must be on storage that every' +
      ' node reaches. Order and failover domains are said in cluster.yaml (cman.vms, cman.failover-domains).',
    78,
  ).split('\n'),
  check: (answer) => {
    const words = wordsOf(String(answer))
    const odd = words.find((word) => !/^[1-9][0-9]{2,8}$/.test(word))
    if (odd !== undefined) return `${odd} is no number of a guest: they count from 100.`
    const twice = words.find((word, i) => words.indexOf(word) < i)
    return twice === undefined ? undefined : `${twice} stands twice.`
  },
  fields: ['cman.vms'],
}

export function guestsPart(text: string): Part {
  const numbers = wordsOf(text)
  return numbers.length === 0
    ? {}
    : { cman: { vms: Object.fromEntries(numbers.map((number) => [number, {}])) } }
}

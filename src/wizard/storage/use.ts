import { wrap } from '../../core/text.ts'
import { allProfiles } from '../../spec/load.ts'
import type { Profile } from '../../spec/load.ts'
import { sharedWwns, hanging, ownBlankDisks, sizes } from '../kind/hardware.ts'
import { profileName } from '../pages/kind.ts'
import type { Choice, Known, Question } from '../question.ts'
import { plural } from '../../core/text.ts'

/** What stands on what. */
export type Use = 'lvm' | 'drbd-lvm' | 'disk' | 'shared' | 'none'

const uses: readonly (Choice & { readonly name: Use; readonly text: string })[] = [
  {
    name: 'lvm',
    label: 'a replicated device for each machine or service (DRBD on LVM)',
    text: 'RAID -> volume group -> a logical volume and a DRBD device for each machine or service. Each fails over, grows and is synchronised by itself. The best choice where there is no reason for another.',
  },
  {
    name: 'drbd-lvm',
    label: 'one replicated device, and a volume group on it (LVM on DRBD)',
    text: 'RAID -> volume group -> one DRBD device -> a volume group for the guests. What Proxmox VE takes for shared LVM. After a split brain all guests are affected, not one.',
  },
  {
    name: 'disk',
    label: 'one replicated device: the whole disk or array (DRBD, no LVM)',
    text: 'Disk or RAID -> one DRBD device -> one file system. The least there can be: all services move together. Its size is that of the disks.',
  },
  {
    name: 'shared',
    label: 'disks that all nodes reach (SAN, chassis), not replicated',
    text: 'The storage keeps the only copy; one node at a time has it mounted. Without fencing two nodes mount it at once, and the file system is lost.',
  },
  {
    name: 'none',
    label: 'not at all: only addresses and programs move',
    text: 'No disk is touched.',
  },
]

export function useQuestion(known: Known): Question {
  const { machines } = known
  const shared = sharedWwns(machines)
  const name = profileName(known)
  const profile = name === undefined ? undefined : allProfiles[name]
  const proposal = profile && proposeUse(profile, shared)
  const looked = machines.every(({ facts }) => facts !== undefined)
  return {
    id: 'storage.use',
    kind: 'one',
    title: 'How shall the disks be used?',
    found: machines.flatMap((machine) => diskSummary(machine, shared)),
    choices: uses.map(({ name: use, label }) => ({
      name: use,
      label,
      ...(use === 'shared' &&
        looked &&
        shared.length === 0 && { because: 'no disk has the same WWN on all nodes' }),
      ...(use === 'drbd-lvm' &&
        profile &&
        (profile.spec.stack ?? 'pacemaker') !== 'none' && {
          because: 'only Proxmox VE makes the disks of its guests on it',
        }),
    })),
    ...(proposal && {
      proposal: { answer: proposal.use, because: `profile ${name}: ${proposal.because}` },
    }),
    explanation: uses.flatMap(({ name: use, text }) => [
      `${use}:`,
      ...wrap(text, 76)
        .split('\n')
        .map((line) => `  ${line}`),
    ]),
    fields: ['node-defaults.disks', 'nodes.*.disks', 'drbd.resources'],
  }
}

function diskSummary(
  { name, facts, trouble }: Known['machines'][number],
  shared: readonly string[],
): string[] {
  if (!facts) return hanging(`${name}: not looked at${trouble === undefined ? '' : `: ${trouble}`}`)
  const blank = ownBlankDisks(facts, shared)
  const others = facts.disks.filter(
    (disk) => !blank.includes(disk) && (disk.wwn === null || !shared.includes(disk.wwn)),
  ).length
  const words = [
    blank.length === 0
      ? 'no blank disk of its own'
      : `${plural(blank.length, 'blank disk')} (${sizes(blank)})`,
    shared.length === 0 ? '' : `${plural(shared.length, 'disk')} that all nodes reach`,
    others > 0 ? `${plural(others, 'disk')} in use or not blank` : '',
  ]
  return hanging(`${name}: ${words.filter(Boolean).join(', ')}.`)
}

/** What a profile's own data says about storage. */
function proposeUse(
  { spec }: Profile,
  shared: readonly string[],
): { readonly use: Use; readonly because: string } {
  const { drbd } = spec
  if (drbd === undefined)
    return shared.length > 0
      ? { use: 'shared', because: 'it replicates nothing, and all nodes reach the same disk' }
      : { use: 'lvm', because: 'no disk is reached by all nodes, so the data is replicated' }
  if (spec['node-defaults']?.proxmox === true)
    return { use: 'drbd-lvm', because: 'Proxmox VE takes a volume group on DRBD as shared storage' }
  if (drbd['dual-primary'] === 'never')
    return { use: 'disk', because: 'one file system moves with all services' }
  return { use: 'lvm', because: 'each virtual machine has a DRBD device of its own' }
}

export const isUse = (text: string): text is Use => uses.some(({ name }) => name === text)

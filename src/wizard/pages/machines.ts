import { textOf } from '../answered.ts'
import { guestsPart, guestsQuestion } from '../machines/guests.ts'
import { layMachines } from '../machines/lay.ts'
import { machinesPart } from '../machines/part.ts'
import type { Answer, Known, Page } from '../question.ts'
import { stackOf } from './kind.ts'

/** Guests of Proxmox VE, which has made them. */
const hasGuests = (known: Known): boolean => stackOf(known) === 'cman'

/** Virtual machines that the cluster runs. */
export const machines: Page = {
  id: 'machines',
  title: 'Virtual machines',
  questions: (known) => (hasGuests(known) ? [guestsQuestion] : layMachines(known).questions),
  part: (known) => (hasGuests(known) ? guestsPart(textOf(known, guestsQuestion)) : machinesPart(known)),
  comments: (known) => {
    const { machines: laid } = layMachines(known)
    return laid.length > 1
      ? { vms: 'prefer counts 50, staying 100: what moved does not go back by itself' }
      : {}
  },
  answersOf(spec) {
    const answers: { [question: string]: Answer } = {
      ...(spec.cman && { 'machines.guests': Object.keys(spec.cman.vms ?? {}).join(' ') }),
      'machines.names': Object.keys(spec.vms ?? {}).join(' '),
    }
    for (const [name, vm] of Object.entries(spec.vms ?? {})) {
      const drbd = (vm.disks ?? []).flatMap((disk) => disk.drbd ?? [])
      answers[`machines.${name}.size`] = `${vm.memory} ${vm.cpus ?? 1}`
      if (drbd.length > 0) answers[`machines.${name}.disks`] = drbd
      const file = (vm.disks ?? []).find((disk) => disk.file !== undefined)?.file
      if (file !== undefined) answers[`machines.${name}.file`] = file
      answers[`machines.${name}.node`] = Object.keys(vm.prefer ?? {})[0] ?? 'any'
      if (vm.config !== undefined) answers[`machines.${name}.config`] = vm.config
      if (vm.timeouts?.stop !== undefined) answers['machines.timeout'] = String(vm.timeouts.stop)
    }
    const [first] = Object.values(spec.vms ?? {})
    const bridges = (first?.nics ?? []).flatMap(({ bridge }) => bridge ?? [])
    if (bridges.length > 0) answers['machines.bridge'] = bridges
    const migration = spec.libvirt?.['migration-network']
    if (migration !== undefined) answers['machines.migration'] = migration
    return answers
  },
}

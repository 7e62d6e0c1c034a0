import { oncePer } from '../../core/once.ts'
import { listOf, textOf } from '../answered.ts'
import { bridgesOf, networksOf } from '../networks.ts'
import { isFamily, stackOf } from '../pages/kind.ts'
import type { Known, Question } from '../question.ts'
import { hasManager, layServices } from '../services/lay.ts'
import { layStorage } from '../storage/lay.ts'
import { dualPrimary } from '../storage/policies.ts'
import { resourceNames } from '../storage/part.ts'
import {
  bridgeQuestion,
  configQuestion,
  disksQuestion,
  fileQuestion,
  migrationQuestion,
  namesIn,
  namesQuestion,
  nodeQuestion,
  parseMachine,
  sizeQuestion,
  timeoutQuestion,
} from './questions.ts'
import type { LaidMachine } from './questions.ts'

export interface LaidMachines {
  readonly questions: readonly Question[]
  readonly machines: readonly LaidMachine[]
  /** Where files of machines lie; undefined where their disks are DRBD devices. */
  readonly folder: string | undefined
  readonly bridges: readonly string[]
  readonly migration: string | undefined
}

const nothing: LaidMachines = {
  questions: [],
  machines: [],
  folder: undefined,
  bridges: [],
  migration: undefined,
}

export const layMachines = oncePer((known: Known): LaidMachines => {
  const storage = layStorage(known)
  const { groups } = layServices(known)
  const taken = groups.flatMap(({ data }) => data?.device ?? [])
  const free = storage.use === 'lvm' ? resourceNames(known).filter((name) => !taken.includes(name)) : []
  const folder = folderOf(known)
  const isDrbd = storage.use === 'lvm'
  const hasPlace = isDrbd ? free.length > 0 : folder !== undefined
  if (!hasPlace || !hasManager(known)) return nothing
  const questions: Question[] = []
  const ask = (question: Question): string => {
    questions.push(question)
    return textOf(known, question).trim()
  }
  const names = namesQuestion(known, free, isDrbd)
  questions.push(names)
  const machines: LaidMachine[] = []
  for (const name of namesIn(listOf(known, names))) {
    const own = free.filter((device) => device === name || device.startsWith(`${name}-`))
    const size = parseMachine(ask(sizeQuestion(known, name, machines)))
    const disks = isDrbd ? disksQuestion(name, free, own, machines) : fileQuestion(name, folder ?? '')
    questions.push(disks)
    const wanted = isDrbd ? listOf(known, disks) : [textOf(known, disks)]
    const node = stackOf(known) === 'heartbeat' ? '' : ask(nodeQuestion(known, name, machines))
    machines.push({
      name,
      memory: size?.memory ?? '',
      cpus: size?.cpus ?? 0,
      disks: wanted,
      node: known.machines.some((one) => one.name === node) ? node : undefined,
      config: ask(configQuestion(name)),
    })
  }
  if (machines.length === 0) return { ...nothing, questions, folder }
  const bridge = bridgeQuestion(bridgesOf(known))
  questions.push(...(bridgesOf(known).length === 1 ? [] : [bridge]))
  const bridges = bridgesOf(known).length === 1 ? bridgesOf(known) : listOf(known, bridge)
  // A machine moves only where both nodes may write for that moment; over the only network without a word.
  const moves = isDrbd && dualPrimary(known) !== 'never'
  const migration = moves && networksOf(known).length > 1 ? ask(migrationQuestion(known)) : ''
  questions.push(timeoutQuestion)
  return { questions, machines, folder, bridges, migration: migration === '' ? undefined : migration }
})

/** Names of the machines, for pages that only need these. */
export const machineNames = (known: Known): string[] => layMachines(known).machines.map(({ name }) => name)

/** Where the disks of machines lie as files: under heartbeat, on the first file system that moves. */
function folderOf(known: Known): string | undefined {
  if (stackOf(known) !== 'heartbeat' || !isFamily(known, 'debian')) return undefined
  const [first] = layServices(known).groups
  if (!first?.filesystem) return undefined
  const { mount } = first.filesystem
  return first.directories[0] === undefined ? mount : `${mount}/${first.directories[0]}`
}

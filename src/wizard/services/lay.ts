import { oncePer } from '../../core/once.ts'
import { listOf, textOf } from '../answered.ts'
import { networksOf } from '../networks.ts'
import { isFamily, platformsOf, profileName, stackOf } from '../pages/kind.ts'
import type { Known, Question } from '../question.ts'
import { quietNames } from '../rarely.ts'
import { layStorage } from '../storage/lay.ts'
import { resourceNames, sharedNames } from '../storage/part.ts'
import { nameForm, wordsOf } from '../words.ts'
import { parseAddresses } from './address.ts'
import type { Floating } from './address.ts'
import { programNamed } from './programs.ts'
import type { ProgramPlace } from './programs.ts'
import {
  addressQuestion,
  dataQuestion,
  directoriesIn,
  directoriesQuestion,
  mountQuestion,
  namesQuestion,
  nodeQuestion,
  parseMount,
  programQuestion,
  serviceOwnName,
  unitQuestion,
} from './questions.ts'
import type { Mount, Started, Surroundings } from './questions.ts'
import { areScripts, parseUnits } from './units.ts'

/** Things that move together, as the answers make them. */
export interface LaidGroup {
  readonly name: string
  readonly program: Started
  readonly unit: string
  readonly data: { readonly device: string; readonly isDrbd: boolean } | undefined
  readonly filesystem: Mount | undefined
  readonly directories: readonly string[]
  readonly addresses: readonly Floating[]
  /** The node it likes best. */
  readonly node: string | undefined
}

export interface LaidServices {
  readonly questions: readonly Question[]
  readonly groups: readonly LaidGroup[]
}

/** Whether heartbeat or pacemaker runs services at all; Proxmox VE has its own manager. */
export const hasManager = (known: Known): boolean =>
  profileName(known) !== undefined && ['pacemaker', 'heartbeat'].includes(stackOf(known))

export const layServices = oncePer((known: Known): LaidServices => {
  if (!hasManager(known)) return { questions: [], groups: [] }
  const questions: Question[] = []
  const { use } = layStorage(known)
  const devices = [...resourceNames(known), ...sharedNames(known)]
  const names = namesQuestion(known, use, devices)
  questions.push(names)
  const groups = listOf(known, names)
    .flatMap(wordsOf)
    .filter((name) => nameForm.test(name))
    .map((name, index) => layGroup(known, name, { index, use, devices }, questions))
  return { questions, groups }
})

function layGroup(known: Known, name: string, around: Surroundings, questions: Question[]): LaidGroup {
  const ask = (question: Question): string => {
    questions.push(question)
    return textOf(known, question).trim()
  }
  const said = ask(programQuestion(known, name))
  const program = said === 'unit' || said === 'agent' ? said : programNamed(said)
  const unit = program === 'unit' || program === 'agent' ? ask(unitQuestion(known, name, program)) : ''
  const isOne = program !== 'unit' || parseUnits(unit).length < 2
  if (program !== undefined && isOne) questions.push(...quietNames([serviceOwnName(name)]))
  const { devices, use } = around
  let data: LaidGroup['data']
  let filesystem: Mount | undefined
  let directories: readonly string[] = []
  if (devices.length > 0) {
    const device = ask(dataQuestion(known, name, around, program))
    data = devices.includes(device) ? { device, isDrbd: use !== 'shared' } : undefined
  }
  if (data) {
    const mount = mountQuestion(name, around, program)
    filesystem = parseMount(ask(mount), around.index === 0 ? 'data' : `${name}-data`)
    directories = directoriesIn(ask(directoriesQuestion(known, name, program)))
  }
  const addresses = parseAddresses(ask(addressQuestion(known, name)), name, networksOf(known)).addresses
  const node = ask(nodeQuestion(known, name))
  return {
    name,
    program,
    unit,
    data,
    filesystem,
    directories,
    addresses,
    node: known.machines.some((machine) => machine.name === node) ? node : undefined,
  }
}

/** What decides how a program's service is written. */
export function placeOf(known: Known, mount: string | undefined): ProgramPlace {
  const platforms = Object.values(platformsOf(known))
  return {
    family: isFamily(known, 'slackware') ? 'slackware' : 'debian',
    platform: platforms[0] ?? 'debian-12',
    stack: stackOf(known),
    byScript: areScripts(stackOf(known), platforms),
    mount,
  }
}

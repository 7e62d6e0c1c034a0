import { merge } from '../../spec/merge.ts'
import { allProfiles } from '../../spec/load.ts'
import type { Group, Service, SpecSource } from '../../spec/spec.ts'
import { plainText } from '../../spec/values.ts'
import type { Answer } from '../question.ts'
import { programs } from './programs.ts'
import type { ProgramPlace } from './programs.ts'
import { areScripts, nameOfUnit, plainName } from './units.ts'
import type { Unit } from './units.ts'

type Answers = { [question: string]: Answer }

/** The answers by which the page makes what a spec says of services and groups; what it cannot say is left out. */
export function servicesAnswers(spec: SpecSource): Answers {
  const profile = allProfiles[spec.profile ?? '']?.spec
  const stack = spec.stack ?? profile?.stack ?? 'pacemaker'
  const defaults = merge(profile?.['node-defaults'] ?? {}, spec['node-defaults'] ?? {}) as {
    platform?: string
  }
  const platform = defaults.platform ?? Object.values(spec.nodes)[0]?.platform ?? 'debian-12'
  const services = Object.entries(spec.services ?? {})
  const grouped = new Set(Object.values(spec.groups ?? {}).flatMap(({ members }) => members))
  const sets = Object.entries(spec.groups ?? {}).map(([name, group]) => ({
    name,
    group,
    members: group.members.flatMap((member): [string, Service][] => {
      const service = spec.services?.[member]
      return service ? [[member, service]] : []
    }),
  }))
  const loose = services
    .filter(([name, service]) => !grouped.has(name) && service.with === undefined)
    .map(([name, service]) => ({
      name: name.replace(/-ip$/, ''),
      group: { members: [], ...(service.prefer && { prefer: service.prefer }) } as Group,
      members: [
        [name, service] as [string, Service],
        ...services.filter(([other, { with: near }]) => !grouped.has(other) && near?.includes(name)),
      ],
    }))
  const all = [...sets, ...loose]
  const answers: Answers = { 'services.names': all.map(({ name }) => name).join(' ') }
  for (const { name, group, members } of all) {
    const mount = members.find(([, { filesystem }]) => filesystem)?.[1].filesystem?.mount
    const place: ProgramPlace = {
      family: platform.startsWith('slackware') ? 'slackware' : 'debian',
      platform,
      stack,
      byScript: areScripts(stack, [platform]),
      mount,
    }
    Object.assign(answers, groupAnswers(name, group, members, place))
  }
  return answers
}

function groupAnswers(
  name: string,
  group: Group,
  members: readonly (readonly [string, Service])[],
  place: ProgramPlace,
): Answers {
  const answers: Answers = { [`services.${name}.program`]: 'none', [`services.${name}.data`]: 'none' }
  const set = (key: string, value: Answer): void => {
    answers[`services.${name}.${key}`] = value
  }
  const addresses: string[] = []
  const units: Unit[] = []
  for (const [called, service] of members) {
    const { filesystem, address, systemd, lsb, agent, params } = service
    if (filesystem) {
      set('data', filesystem.device)
      set('mount', `${called}=${filesystem.mount} ${filesystem.type}`)
      if (filesystem.directories) set('directories', filesystem.directories.join(' '))
    } else if (address !== undefined) addresses.push(`${called}=${address}`)
    else {
      const known = programs.find((program) => isSame(program.service(place), service))
      if (!known && agent === undefined) {
        units.push({ unit: systemd ?? lsb ?? called, name: called })
        continue
      }
      set('program', known?.name ?? 'agent')
      if (!known)
        set(
          'agent',
          [agent!, ...Object.entries(params ?? {}).map(([key, value]) => `${key}=${plainText(value)}`)].join(
            ' ',
          ),
        )
      set('service', called)
    }
  }
  const [unit] = units
  if (unit) {
    set('program', 'unit')
    set('unit', unitsText(units))
    if (units.length === 1) set('service', nameOfUnit(unit))
  }
  set('address', addresses.join(' '))
  set('node', Object.keys(group.prefer ?? {})[0] ?? 'any')
  return answers
}

/** Whether a service starts the same thing, whatever else is said of it. */
const isSame = (a: Service, b: Service): boolean =>
  a.systemd === b.systemd && a.lsb === b.lsb && a.agent === b.agent

/** The name of one alone is an answer of its own. */
const unitsText = (units: readonly Unit[]): string =>
  units
    .map(({ unit, name }) =>
      units.length === 1 || name === undefined || name === plainName(unit) ? unit : `${name}=${unit}`,
    )
    .join(' ')

import type { Group, Service } from '../../spec/spec.ts'
import { stackOf } from '../pages/kind.ts'
import type { Known, Part } from '../question.ts'
import { layServices, placeOf } from './lay.ts'
import type { LaidGroup } from './lay.ts'
import { serviceName } from './questions.ts'
import { nameOfUnit, parseUnits } from './units.ts'

/** Score of the preferred node: less than what staying counts (resource-stickiness), so that nothing moves back by itself. */
const score = (stack: string): number => (stack === 'heartbeat' ? 100 : 50)

/** Services and groups; `guests` are machines that lie on the file system of the first group (heartbeat). */
export function servicesPart(known: Known, guests: readonly string[]): Part {
  const { groups } = layServices(known)
  if (groups.length === 0) return {}
  const services: { [name: string]: Service } = {}
  const made: { [name: string]: Group } = {}
  const packages = new Set<string>()
  for (const [index, group] of groups.entries()) {
    const own = serviceList(known, group)
    for (const name of own.program?.packages ?? []) packages.add(name)
    const follows = index === 0 ? guests : []
    const asGroup = group.filesystem !== undefined || stackOf(known) === 'heartbeat' || follows.length > 0
    if (asGroup) {
      for (const [name, service] of own.all) services[name] = service
      made[group.name] = groupOf(known, group, [...own.all.map(([name]) => name), ...follows])
    } else addLoose(services, own.all, group, stackOf(known))
  }
  return {
    ...(packages.size > 0 && { 'node-defaults': { packages: [...packages] } }),
    services,
    ...(Object.keys(made).length > 0 && { groups: made }),
  }
}

interface Own {
  readonly all: readonly (readonly [string, Service])[]
  readonly program: { readonly packages: readonly string[] } | undefined
}

/** What a group has, in the order of its start. */
function serviceList(known: Known, group: LaidGroup): Own {
  const { filesystem, data, directories, addresses, program, unit, name } = group
  const place = placeOf(known, filesystem?.mount)
  const all: [string, Service][] = []
  if (filesystem && data)
    all.push([
      filesystem.name,
      {
        filesystem: {
          device: data.device,
          mount: filesystem.mount,
          type: filesystem.type,
          options: 'noatime',
          ...(directories.length > 0 && { directories: [...directories] }),
        },
      },
    ])
  for (const { name: called, address } of addresses) all.push([called, { address }])
  if (program === 'unit' && unit !== '') {
    const units = parseUnits(unit)
    for (const one of units) {
      const said = units.length === 1 ? serviceName(known, name, nameOfUnit(one)) : nameOfUnit(one)
      all.push([said, place.byScript ? { lsb: one.unit } : { systemd: one.unit }])
    }
  } else if (program === 'agent' && unit !== '') {
    const [agent = '', ...params] = unit.split(/\s+/)
    const called = serviceName(known, name, agent.split(':').at(-1)!)
    all.push([
      called,
      {
        agent,
        ...(params.length > 0 && {
          params: Object.fromEntries(
            params.map((param) => [param.split('=')[0]!, param.slice(param.indexOf('=') + 1)]),
          ),
        }),
      },
    ])
  } else if (typeof program === 'object')
    all.push([serviceName(known, name, program.serviceName(place)), program.service(place)])
  return {
    all,
    program:
      typeof program === 'object' && place.family === 'debian'
        ? { packages: program.packages(place) }
        : undefined,
  }
}

function groupOf(known: Known, { data, node }: LaidGroup, members: readonly string[]): Group {
  const stack = stackOf(known)
  const prefer = node === undefined ? {} : { prefer: { [node]: score(stack) } }
  if (!data?.isDrbd) return { members: [...members], ...prefer }
  return stack === 'heartbeat'
    ? { members: [data.device, ...members], ...prefer }
    : { members: [...members], with: [data.device], after: [data.device], ...prefer }
}

/**
 * Without a file system nothing has to wait for anything but the first: the others run where it runs, and one of them
 * failing takes none along.
 */
function addLoose(
  services: { [name: string]: Service },
  all: Own['all'],
  { node }: LaidGroup,
  stack: string,
): void {
  const [first, ...others] = all
  if (!first) return
  services[first[0]] = { ...first[1], ...(node !== undefined && { prefer: { [node]: score(stack) } }) }
  for (const [name, service] of others) services[name] = { ...service, with: [first[0]], after: [first[0]] }
}

import type { Service, Spec } from '../spec/spec.ts'
import { drbdBelow, drbdOfVm, groupsByMember, isClone } from '../spec/things.ts'
import { numbersByName, volumeGroupId } from '../spec/things.ts'
import { highest, pairs } from './cib-draft.ts'
import { devicePath, interfaceOfAddress } from './cib-services.ts'
import type { BundleMember, ServiceBundle } from './cib.ts'
import type { MachinePlan } from './machines.ts'

/**
 * What moves as one, in the order of its start: the groups, then services and virtual machines of their own. DRBD
 * resources stand before the first member that needs them, also where they are members themselves and written later: a
 * Secondary cannot be mounted.
 */
export function resolveBundles(spec: Spec, machines: readonly MachinePlan[]): ServiceBundle[] {
  const homes = groupsByMember(spec)
  const configs = new Map(machines.map(({ name, config }) => [name, config]))
  const context = { spec, configs, numbers: numbersByName(spec) }
  const bundles: ServiceBundle[] = []
  for (const [name, group] of Object.entries(spec.groups ?? {})) {
    const own = group.members.filter((member) => homes.get(member) === name)
    bundles.push({
      name,
      preferred: highest(group.prefer),
      members: membersOf(context, own, [...(group.after ?? []), ...(group.with ?? [])]),
    })
  }
  const single: [string, Pick<Service, 'prefer' | 'after' | 'with'>][] = [
    ...Object.entries(spec.services ?? {}).filter(([, service]) => !isClone(service)),
    ...Object.entries(spec.vms ?? {}),
  ]
  for (const [name, { prefer, after, with: together }] of single)
    if (!homes.has(name))
      bundles.push({
        name,
        preferred: highest(prefer),
        members: membersOf(context, [name], [...(after ?? []), ...(together ?? [])]),
      })
  return bundles
}

interface Context {
  readonly spec: Spec
  readonly configs: ReadonlyMap<string, string>
  readonly numbers: ReturnType<typeof numbersByName>
}

function membersOf(context: Context, names: readonly string[], related: readonly string[]): BundleMember[] {
  const { spec, numbers } = context
  const isResource = (name: string): boolean =>
    !spec.services?.[name] && !spec.vms?.[name] && !spec.groups?.[name] && numbers.has(name)
  const said = new Set<string>()
  const groups = new Set<string>()
  const out: BundleMember[] = []
  const need = (resource: string): void => {
    if (said.has(resource)) return
    said.add(resource)
    out.push({ kind: 'drbd', name: resource })
  }
  for (const resource of related) if (isResource(resource)) need(resource)
  for (const name of names) {
    if (isResource(name)) {
      need(name)
      continue
    }
    const service = spec.services?.[name]
    if (service?.filesystem) {
      const below = drbdBelow(spec, service.filesystem.device, numbers)
      for (const resource of below.drbd) need(resource)
      if (below.group !== undefined && !groups.has(below.group)) {
        groups.add(below.group)
        const params = [['volgrpname', below.group]] as const
        out.push({ kind: 'agent', name: volumeGroupId(below.group), agent: 'ocf:heartbeat:LVM', params })
      }
    }
    const vm = spec.vms?.[name]
    if (service) out.push(memberOf(context, name, service))
    else if (vm) {
      for (const resource of drbdOfVm(vm)) if (numbers.has(resource)) need(resource)
      out.push({ kind: 'vm', name, config: context.configs.get(name) ?? vm.config ?? '' })
    }
  }
  return out
}

function memberOf({ spec, numbers }: Context, name: string, service: Service): BundleMember {
  if (service.address !== undefined)
    return {
      kind: 'address',
      name,
      cidr: service.address,
      interface: service.interface ?? interfaceOfAddress(spec, service.address),
    }
  if (service.filesystem) {
    const { device, mount, type, options, directories = [] } = service.filesystem
    const path = devicePath(spec, device, numbers)
    return { kind: 'filesystem', name, device: path, mount, type, options, directories }
  }
  if (service.systemd !== undefined) return { kind: 'daemon', name, script: service.systemd, via: 'systemd' }
  if (service.lsb !== undefined) return { kind: 'daemon', name, script: service.lsb, via: 'lsb' }
  const agent = service.agent ?? ''
  const script = /^(lsb|systemd):(.*)$/.exec(agent)
  if (script) return { kind: 'daemon', name, script: script[2]!, via: script[1] as 'lsb' | 'systemd' }
  return { kind: 'agent', name, agent, params: pairs(service.params) }
}

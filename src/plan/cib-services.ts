import { findDevice } from '../spec/devices.ts'
import type { DrbdNumbers } from '../spec/devices.ts'
import { inSubnet, interfaceOn, nodeNames, parseCidr, subnetFor } from '../spec/effective.ts'
import type { Service, Spec } from '../spec/spec.ts'
import { cloneId, groupsByMember, isClone, numbersByName } from '../spec/things.ts'
import { op, operations, pairs } from './cib-draft.ts'
import type { CibDraft } from './cib-draft.ts'
import type { OperationPlan, Pairs, PrimitivePlan } from './cib.ts'

/** What the resource agents' meta-data advise, in seconds; monitors as the Pacemaker guides have them. */
const defaultOperations: { readonly [kind: string]: readonly OperationPlan[] } = {
  address: [op('start', 0, 20), op('stop', 0, 20), op('monitor', 30, 20)],
  filesystem: [op('start', 0, 60), op('stop', 0, 60), op('monitor', 20, 40)],
  systemd: [op('start', 0, 100), op('stop', 0, 100), op('monitor', 60, 100)],
  lsb: [op('start', 0, 60), op('stop', 0, 60), op('monitor', 60, 30)],
  agent: [op('start', 0, 60), op('stop', 0, 60), op('monitor', 30, 60)],
}

/** Adds the primitive of every service, the groups, and clones of services that run everywhere. */
export function addServices(draft: CibDraft, spec: Spec): void {
  const numbers = numbersByName(spec)
  for (const [name, service] of Object.entries(spec.services ?? {})) {
    draft.primitives.push(primitiveOf(spec, name, service, numbers))
    if (isClone(service)) {
      const own = typeof service.clone === 'object' ? service.clone : undefined
      const meta = pairs(own, { interleave: 'true' })
      draft.clones.push({
        id: cloneId(name),
        child: name,
        promotable: meta.some(([key, value]) => key === 'promotable' && value === 'true'),
        meta,
      })
    }
  }
  const homes = groupsByMember(spec)
  for (const [name, group] of Object.entries(spec.groups ?? {})) {
    const members = group.members.filter(
      (member) => spec.services?.[member] && !isClone(spec.services[member]) && homes.get(member) === name,
    )
    const machines = group.members.filter((member) => !spec.services?.[member] && spec.vms?.[member])
    if (members.length + machines.length > 0)
      draft.groups.push({
        id: name,
        members: group.members.filter((member) => members.includes(member) || machines.includes(member)),
        meta: pairs(group.meta),
      })
  }
}

function primitiveOf(
  spec: Spec,
  name: string,
  service: Service,
  numbers: ReadonlyMap<string, DrbdNumbers>,
): PrimitivePlan {
  const { kind, agent, params } = agentOf(spec, service, numbers)
  return {
    id: name,
    description: service.description,
    ...agent,
    params,
    meta: pairs(service.meta),
    operations: operations(defaultOperations[kind]!, service.operations),
    origin: 'service',
  }
}

type Agent = Pick<PrimitivePlan, 'class' | 'provider' | 'type'>

/** ocf:heartbeat:IPaddr2 and the like in its parts. */
export function splitAgent(agent: string): Agent {
  const [first = '', second = '', ...rest] = agent.split(':')
  return first === 'ocf'
    ? { class: 'ocf', provider: second, type: rest.join(':') }
    : { class: first, provider: undefined, type: [second, ...rest].join(':') }
}

function agentOf(
  spec: Spec,
  service: Service,
  numbers: ReadonlyMap<string, DrbdNumbers>,
): { kind: string; agent: Agent; params: Pairs } {
  if (service.address !== undefined) {
    const [ip, bits] = service.address.split('/')
    return {
      kind: 'address',
      agent: splitAgent('ocf:heartbeat:IPaddr2'),
      params: pairs(service.params, {
        ip,
        cidr_netmask: bits,
        nic: service.interface ?? interfaceOfAddress(spec, service.address),
      }),
    }
  }
  if (service.filesystem) {
    const { device, mount, type, options } = service.filesystem
    return {
      kind: 'filesystem',
      agent: splitAgent('ocf:heartbeat:Filesystem'),
      params: pairs(service.params, {
        device: devicePath(spec, device, numbers),
        directory: mount,
        fstype: type,
        options,
      }),
    }
  }
  if (service.systemd !== undefined)
    return { kind: 'systemd', agent: splitAgent(`systemd:${service.systemd}`), params: pairs(service.params) }
  if (service.lsb !== undefined)
    return { kind: 'lsb', agent: splitAgent(`lsb:${service.lsb}`), params: pairs(service.params) }
  const agent = splitAgent(service.agent ?? 'ocf:heartbeat:Dummy')
  const kind = agent.class === 'systemd' ? 'systemd' : agent.class === 'lsb' ? 'lsb' : 'agent'
  return { kind, agent, params: pairs(service.params) }
}

/** Path of a device of the cluster, the same on every node: DRBD devices and logical volumes are. */
export function devicePath(spec: Spec, reference: string, numbers: ReadonlyMap<string, DrbdNumbers>): string {
  const own = numbers.get(reference.split('/')[0]!)
  for (const node of Object.values(spec.nodes)) {
    const found = findDevice(spec, node, reference, own ? [own] : [])
    if (found) return found.path
  }
  return reference
}

/** The interface of the network an address lies in, when it has the same name on every node. */
export function interfaceOfAddress(spec: Spec, address: string): string | undefined {
  const ip = address.split('/')[0]!
  if (!parseCidr(address)) return undefined
  for (const [name, network] of Object.entries(spec.networks ?? {})) {
    const subnet = subnetFor(network, ip)
    if (subnet === undefined || !inSubnet(ip, subnet)) continue
    const interfaces = new Set(nodeNames(spec).map((node) => interfaceOn(spec, node, name)))
    return interfaces.size === 1 ? [...interfaces][0] : undefined
  }
  return undefined
}

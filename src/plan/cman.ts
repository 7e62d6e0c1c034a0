import { addressOn, nodeIds, nodeNames, ringNetworks } from '../spec/effective.ts'
import type { Cman, FenceDevice, Spec } from '../spec/spec.ts'
import type { TextOrSecret } from './heartbeat.ts'

type Attributes = readonly (readonly [name: string, value: TextOrSecret])[]

/** What cluster.conf says: cman(5), fenced(8), rgmanager. */
export interface CmanPlan {
  readonly configVersion: number
  readonly keyfile: string
  readonly twoNode: boolean
  readonly expectedVotes: number | undefined
  readonly transport: string | undefined
  readonly postJoinDelayS: number | undefined
  readonly fenceJoin: boolean
  readonly quorumDisk:
    | { readonly label: string; readonly votes: string; readonly interval: string; readonly tko: string }
    | undefined
  readonly nodes: readonly {
    readonly name: string
    readonly id: number
    readonly votes: number
    readonly methods: readonly { readonly name: string; readonly devices: readonly Attributes[] }[]
  }[]
  readonly fenceDevices: readonly {
    readonly name: string
    readonly agent: string
    readonly params: Attributes
  }[]
  readonly domains: readonly {
    readonly name: string
    readonly ordered: boolean
    readonly restricted: boolean
    readonly nofailback: boolean
    readonly nodes: readonly { readonly name: string; readonly priority: number }[]
  }[]
  readonly vms: readonly {
    readonly id: string
    readonly autostart: boolean
    readonly domain: string | undefined
    readonly recovery: string | undefined
  }[]
  /** Address of each node on the first ring, which its name must stand for (cman takes the ring from the name). */
  readonly addresses: readonly string[]
}

/** Names that fence agents had at the time of cman for what they call otherwise today. */
const oldNames: { readonly [name: string]: string } = {
  ip: 'ipaddr',
  ipport: 'ipport',
  username: 'login',
  password: 'passwd',
  plug: 'port',
}

export function resolveCman(spec: Spec): CmanPlan {
  const said: Cman = spec.cman ?? {}
  const names = nodeNames(spec)
  const ids = nodeIds(spec)
  const disk = said['quorum-disk']
  const twoNode = said.two_node ?? (names.length === 2 && disk === undefined)
  const devices = Object.entries(spec.fencing?.devices ?? {})
  const ring = ringNetworks(spec)[0]
  return {
    configVersion: said.config_version ?? 1,
    keyfile: said.keyfile ?? '/var/lib/pve-cluster/corosync.authkey',
    twoNode,
    expectedVotes: said.expected_votes ?? (twoNode ? 1 : undefined),
    transport: said.transport,
    postJoinDelayS: said.post_join_delay,
    fenceJoin: said['fence-join'] ?? devices.length > 0,
    quorumDisk: disk && {
      label: disk.label,
      votes: String(disk.votes ?? 1),
      interval: String(disk.interval ?? 1),
      tko: String(disk.tko ?? 10),
    },
    nodes: names.map((name) => ({
      name,
      id: ids[name]!,
      votes: spec.nodes[name]!.votes ?? 1,
      methods: methodsOf(spec, name),
    })),
    fenceDevices: devices.map(([name, device]) => ({
      name,
      agent: device.agent,
      params: attributes(device.params ?? {}),
    })),
    domains: Object.entries(said['failover-domains'] ?? {}).map(([name, domain]) => ({
      name,
      ordered: domain.ordered ?? false,
      restricted: domain.restricted ?? false,
      nofailback: domain.nofailback ?? false,
      nodes: domain.nodes.map((node, position) => ({ name: node, priority: position + 1 })),
    })),
    vms: Object.entries(said.vms ?? {}).map(([id, vm]) => ({
      id,
      autostart: vm.autostart ?? true,
      domain: vm.domain,
      recovery: vm.recovery,
    })),
    addresses: names.map((name) => (ring && addressOn(spec.nodes[name]!, ring)) || ''),
  }
}

/** One method for each level; without levels one method for each device that can reach the node. */
function methodsOf(spec: Spec, node: string): CmanPlan['nodes'][number]['methods'] {
  const devices = spec.fencing?.devices ?? {}
  const able = Object.entries(devices).filter(([, device]) => reaches(device, node))
  const levels = spec.fencing?.levels?.[node] ?? able.map(([name]) => [name])
  return levels.map((level, position) => ({
    name: String(position + 1),
    devices: [level].flat().flatMap((name) => {
      const device = devices[name]
      return device ? [deviceOf(name, device, node)] : []
    }),
  }))
}

const reaches = (device: FenceDevice, node: string): boolean =>
  device.targets?.includes(node) ?? (device.plugs ? device.plugs[node] !== undefined : true)

function deviceOf(name: string, device: FenceDevice, node: string): Attributes {
  const plug = device.plugs?.[node]
  return [['name', name], ...(plug === undefined ? [] : [['port', String(plug)] as const])]
}

function attributes(params: NonNullable<FenceDevice['params']>): Attributes {
  return Object.entries(params).map(([name, value]) => [
    (Object.hasOwn(oldNames, name) ? oldNames[name] : undefined) ?? name,
    typeof value === 'object' ? value : value === true ? '1' : value === false ? '0' : String(value),
  ])
}

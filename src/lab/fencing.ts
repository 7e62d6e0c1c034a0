import { nodeNames, stackOf } from '../spec/effective.ts'
import type { FenceDevice, Spec, SpecSource } from '../spec/spec.ts'
import { bmcSecret, hostAddress } from './lab.ts'

/** Agents that speak IPMI to a BMC of one node, which the lab's own BMCs can stand in for. */
const ipmiAgents = new Set([
  'fence_ipmilan',
  'fence_ilo3',
  'fence_ilo4',
  'fence_ilo5',
  'fence_idrac',
  'fence_imm',
  'external/ipmi',
])

interface Ports {
  readonly nodes: { readonly [node: string]: { readonly bmcPort: number } }
  readonly chassisPort: number
  readonly bmcUser: string
}

export interface LabFencing {
  readonly fencing: Partial<SpecSource>
  /** Nodes by slot of the modular server that the spec fences through. */
  readonly slots: { readonly [slot: string]: string }
}

/**
 * The cluster's fencing with the lab's BMCs as devices: those that speak IPMI keep their names and delays, others are
 * left out, and a node that nobody could switch off any more gets a device of its own.
 */
export function labFencing(spec: Spec, ports: Ports, say: (sentence: string) => void): LabFencing {
  const slots: { [slot: string]: string } = {}
  const { devices = {}, levels, sbd, ...rest } = spec.fencing ?? {}
  const fences = Object.keys(devices).length > 0 || sbd !== undefined
  if (!fences) return { fencing: spec.fencing ? { fencing: spec.fencing } : {}, slots }
  if (stackOf(spec) !== 'pacemaker') {
    // The plugins of cluster-glue know no port but 623, which the BMCs of a lab cannot all have.
    say('Nothing fences: the plugins that heartbeat uses cannot reach the BMCs of the lab.')
    return { fencing: { fencing: { 'none-because': 'a lab, whose BMCs heartbeat cannot reach' } }, slots }
  }
  const kept: { [name: string]: FenceDevice } = {}
  for (const [name, device] of Object.entries(devices)) {
    const [target, ...others] = device.targets ?? []
    if (ipmiAgents.has(device.agent) && target !== undefined && others.length === 0)
      kept[name] = { ...timing(device), ...bmcDevice(target, ports) }
    else if (device.agent === 'fence_intelmodular' && device.plugs) {
      kept[name] = { ...timing(device), plugs: device.plugs, ...chassisDevice(ports) }
      for (const [node, slot] of Object.entries(device.plugs)) slots[String(slot)] = node
    } else say(`${name} (${device.agent}) is left out: nothing stands in for it.`)
  }
  if (sbd) say('SBD is left out: the BMCs of the lab fence.')
  nodeNames(spec).forEach((node, i) => {
    if (
      Object.values(kept).some(({ targets, plugs }) => targets?.includes(node) || plugs?.[node] !== undefined)
    )
      return
    const name = `lab-bmc-${node}`
    // Of two nodes that shoot at each other the first shall live.
    kept[name] = { ...(i === 0 && { delay: '10s' }), ...bmcDevice(node, ports) }
    say(`${node} is fenced by a BMC of the lab.`)
  })
  const keptLevels = Object.entries(levels ?? {}).map(
    ([node, of]) => [node, of.filter((level) => level.every((name) => name in kept))] as const,
  )
  const complete = keptLevels.length > 0 && keptLevels.every(([, of]) => of.length > 0)
  say('A node that was fenced stays off until somebody switches it on.')
  const fencing = {
    ...rest,
    devices: kept,
    ...(complete && { levels: Object.fromEntries(keptLevels) }),
    // An emulated machine is back before the other has taken over, where a server would still count its memory.
    action: 'off' as const,
    timeout: '300s',
  }
  return { fencing: { fencing }, slots }
}

/** What a device says beside its agent and parameters. */
function timing({
  delay,
  'delay-max': delayMax,
  monitor,
  meta,
  'runs-on': runsOn,
}: FenceDevice): Partial<FenceDevice> {
  return {
    ...(delay !== undefined && { delay }),
    ...(delayMax !== undefined && { 'delay-max': delayMax }),
    ...(monitor !== undefined && { monitor }),
    ...(meta && { meta }),
    ...(runsOn && { 'runs-on': runsOn }),
  }
}

/** A command of fence_ipmilan took 15 s on a busy host, so nothing of it may be cut short; ipmi_sim knows no cipher suite 17. */
const bmcDevice = (node: string, { nodes, bmcUser }: Ports): FenceDevice => ({
  agent: 'fence_ipmilan',
  targets: [node],
  params: {
    ip: hostAddress,
    ipport: nodes[node]!.bmcPort,
    username: bmcUser,
    password: { secret: bmcSecret },
    lanplus: true,
    cipher: 3,
    ipmitool_timeout: 30,
    power_timeout: 60,
    login_timeout: 60,
    shell_timeout: 60,
  },
})

const chassisDevice = ({ chassisPort, bmcUser }: Ports): FenceDevice => ({
  agent: 'fence_intelmodular',
  params: {
    ip: hostAddress,
    ipport: chassisPort,
    snmp_version: '3',
    snmp_sec_level: 'authNoPriv',
    snmp_auth_prot: 'SHA',
    username: bmcUser,
    password: { secret: bmcSecret },
    power_timeout: 60,
    login_timeout: 60,
    shell_timeout: 60,
  },
})

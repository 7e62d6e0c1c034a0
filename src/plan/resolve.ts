import {
  addressOn,
  nodeIds,
  nodeNames,
  platformOf,
  stackOf,
  versionsOf,
  defaultSpeedMbit,
  defaultMtu,
} from '../spec/effective.ts'
import { computeTimeouts } from '../spec/arithmetic/timeouts.ts'
import type { Spec } from '../spec/spec.ts'
import { resolveCib } from './cib.ts'
import { resolveDrbd } from './drbd.ts'
import { resolveLibvirt, resolveMachines } from './machines.ts'
import { resolveMembership } from './membership.ts'
import { resolveNetwork } from './network.ts'
import type { NodePlan, Plan } from './plan.ts'
import { resolveSecrets } from './secrets.ts'
import { resolveSoftware } from './software.ts'
import { resolveStorage } from './storage.ts'
import { resolveWeb } from './web.ts'

export interface ResolveInput {
  readonly spec: Spec
  readonly hash: string
  /** Version of ha-bootstrap, for the headers of files. */
  readonly tool: string
}

/** Decides everything a spec leaves open. Pure: the same input gives the same plan. The spec must have passed the rules without errors. */
export function resolve({ spec, hash, tool }: ResolveInput): Plan {
  const timeouts = computeTimeouts(spec)
  const networks = Object.entries(spec.networks ?? {}).map(([name, network]) => [
    name,
    {
      ...(network.subnet && { subnet: network.subnet }),
      ...(network.subnet6 && { subnet6: network.subnet6 }),
      mtu: network.mtu ?? defaultMtu,
      speedMbit: network.speed ?? defaultSpeedMbit,
    },
  ])
  const machines = resolveMachines(spec)
  const libvirt = resolveLibvirt(spec)
  const plan: Plan = {
    tool,
    spec: { hash, profile: spec.profile },
    cluster: {
      name: spec.name,
      description: spec.description,
      stack: stackOf(spec),
      mail: spec.mail ?? 'root',
    },
    networks: Object.fromEntries(networks) as Plan['networks'],
    nodes: nodeNames(spec).map((name) => resolveNode(spec, name)),
    timeouts,
    drbd: resolveDrbd(spec, timeouts),
    membership: resolveMembership(spec, timeouts),
    cib: resolveCib(spec, timeouts, machines, libvirt),
    machines,
    libvirt,
    web: resolveWeb(spec),
    secrets: resolveSecrets(spec),
  }
  return deepFreeze(plan)
}

function resolveNode(spec: Spec, name: string): NodePlan {
  const node = spec.nodes[name]!
  const addresses = Object.keys(node.addresses ?? {}).map((network) => [network, addressOn(node, network)])
  return {
    name,
    id: nodeIds(spec)[name]!,
    fqdn: node.domain === undefined ? undefined : `${name}.${node.domain}`,
    platform: platformOf(node),
    versions: versionsOf(node),
    proxmox: node.proxmox ?? false,
    addresses: Object.fromEntries(addresses) as NodePlan['addresses'],
    ssh: {
      host: node.ssh?.host ?? addresses[0]?.[1] ?? name,
      ...(node.ssh?.port && { port: node.ssh.port }),
      ...(node.ssh?.user && { user: node.ssh.user }),
      ...(node.ssh?.jump && { jump: node.ssh.jump }),
      ...(node.ssh?.identity && { identity: node.ssh.identity }),
    },
    network: resolveNetwork(spec, name),
    storage: resolveStorage(spec, name),
    software: resolveSoftware(spec, name),
  }
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    Object.values(value).forEach(deepFreeze)
  }
  return value
}

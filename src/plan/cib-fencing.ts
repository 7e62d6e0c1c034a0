import { atLeast } from '../core/version.ts'
import { stackOf } from '../spec/effective.ts'
import { millisecondsOf, secondsOf } from '../spec/arithmetic/units.ts'
import { fenceAgent, isNativeAgent } from '../spec/fence-agents.ts'
import type { FenceDevice, Spec } from '../spec/spec.ts'
import { isFenced, targetsOf } from '../spec/fencing.ts'
import { sbdId } from '../spec/things.ts'
import { knowsDelayBase, op, pairs } from './cib-draft.ts'
import type { CibDraft } from './cib-draft.ts'
import type { OperationPlan, Pairs } from './cib.ts'

/** Adds a resource for every fence device, where it may run, and the levels. */
export function addFencing(draft: CibDraft, spec: Spec, pacemaker: string): void {
  const nodes = Object.keys(spec.nodes)
  for (const [name, device] of Object.entries(spec.fencing?.devices ?? {})) {
    const targets = targetsOf(device)
    draft.primitives.push({
      id: name,
      description: undefined,
      class: 'stonith',
      provider: undefined,
      type: device.agent,
      params: fencingParams(device, targets, pacemaker),
      meta: pairs(device.meta),
      operations: fencingOperations(device),
      origin: 'fencing',
    })
    const banned = new Set(targets.length === 1 ? targets : [])
    if (device['runs-on']) for (const node of nodes) if (!device['runs-on'].includes(node)) banned.add(node)
    for (const node of nodes)
      if (banned.has(node))
        draft.location({ id: `${name}.not-on.${node}`, resource: name, node, score: '-INFINITY' })
  }
  addSbd(draft, spec, pacemaker)
  for (const [node, levels] of Object.entries(spec.fencing?.levels ?? {}))
    levels.forEach((devices, i) => draft.levels.push({ node, index: i + 1, devices: [...devices] }))
}

function fencingParams(device: FenceDevice, targets: readonly string[], pacemaker: string): Pairs {
  const { agent, plugs, delay } = device
  const plugin = isNativeAgent(agent) ? undefined : fenceAgent(agent)?.parameters
  const map = Object.entries(plugs ?? {}).map(([node, plug]) => `${node}:${plug}`)
  const seconds = (value: number | string): string => `${secondsOf(value)}s`
  const base = knowsDelayBase(pacemaker)
  return pairs(device.params, {
    // Plugins of cluster-glue answer for the nodes they were told of.
    ...(plugin?.has('hostlist') && { hostlist: targets.join(' ') }),
    ...(plugin?.has('hostname') && targets.length === 1 && { hostname: targets[0]! }),
    ...(map.length > 0
      ? { pcmk_host_map: map.join(';') }
      : targets.length > 0
        ? { pcmk_host_list: targets.join(' ') }
        : {}),
    ...(delay !== undefined && base && { pcmk_delay_base: seconds(delay) }),
    // Before pcmk_delay_base every fence agent had a delay of its own, in seconds.
    ...(delay !== undefined && !base && isNativeAgent(agent) && { delay: String(secondsOf(delay)) }),
    ...(device['delay-max'] !== undefined && { pcmk_delay_max: seconds(device['delay-max']) }),
  })
}

function fencingOperations(device: FenceDevice): OperationPlan[] {
  const interval = device.monitor === undefined ? 60 : secondsOf(device.monitor)
  return [op('start', 0, 60), op('stop', 0, 15), ...(interval > 0 ? [op('monitor', interval, 60)] : [])]
}

/** Poison pills over shared disks need a fence resource; a watchdog alone is pacemaker's own business. */
function addSbd(draft: CibDraft, spec: Spec, pacemaker: string): void {
  const devices = spec.fencing?.sbd?.devices ?? []
  if (devices.length === 0) return
  const nodes = Object.keys(spec.nodes)
  const native = atLeast(pacemaker, '2.0')
  draft.primitives.push({
    id: sbdId,
    description: undefined,
    class: 'stonith',
    provider: undefined,
    type: native ? 'fence_sbd' : 'external/sbd',
    params: [
      native ? ['devices', devices.join(',')] : ['sbd_device', devices.join(';')],
      ['pcmk_host_list', nodes.join(' ')],
      // Two nodes that lose each other write each other's poison pill: chance decides who is first.
      ...(nodes.length === 2 ? ([['pcmk_delay_max', '10s']] as const) : []),
    ],
    meta: [],
    operations: [op('start', 0, 60), op('stop', 0, 15), op('monitor', 60, 60)],
    origin: 'fencing',
  })
}

/** Cluster properties: what fencing, virtual machines and old logs need, then what the spec says. */
export function properties(
  spec: Spec,
  times: { readonly stonithTimeoutMs: number; readonly stonithWatchdogTimeoutMs: number },
): Pairs {
  const fenced = isFenced(spec)
  const sbd = spec.fencing?.sbd
  const migrates = Object.values(spec.vms ?? {}).length > 0
  const timeout = spec.fencing?.timeout
  const stonithS = Math.ceil(
    (timeout === undefined ? times.stonithTimeoutMs : millisecondsOf(timeout)) / 1000,
  )
  const own = Object.fromEntries(
    Object.entries(spec.pacemaker?.properties ?? {}).filter(([name]) => name !== 'stonith-enabled'),
  )
  return pairs(own, {
    'cluster-name': spec.name,
    // Without consent to run unfenced, pacemaker's own default stays: it then starts nothing it cannot protect.
    'stonith-enabled': fenced || spec.fencing?.['none-because'] === undefined ? 'true' : 'false',
    ...(fenced && { 'stonith-timeout': `${stonithS}s` }),
    ...(spec.fencing?.action === 'off' && { 'stonith-action': 'off' }),
    ...(sbd &&
      (sbd.devices ?? []).length === 0 && {
        'stonith-watchdog-timeout': `${Math.ceil(times.stonithWatchdogTimeoutMs / 1000)}s`,
      }),
    'no-quorum-policy': 'stop',
    ...(migrates && { 'migration-limit': '1' }),
    // -1, the default of errors, fills /var: every transition that fails writes a file.
    'pe-error-series-max': '200',
    'pe-warn-series-max': '200',
    'pe-input-series-max': '200',
    ...(stackOf(spec) === 'heartbeat' && { 'symmetric-cluster': 'true' }),
  })
}

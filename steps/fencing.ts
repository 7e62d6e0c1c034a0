import { sh } from '../src/core/sh.ts'
import type { PrimitivePlan } from '../src/plan/cib.ts'
import type { NodePlan, Plan } from '../src/plan/plan.ts'
import { putAll } from '../src/run/step.ts'
import type { Action, Step } from '../src/run/step.ts'

/**
 * Every fence device is asked for the power of its victims, from every node that may have to use it. Only then does the
 * cluster get what it must never run without fencing.
 */
export const fencing: Step = {
  id: 'fencing',
  title: 'Ask the fence devices',
  on: 'every-node',
  danger: 'none',
  actions: ({ plan, node, files }) => [
    ...putAll(files, '/etc/ha-bootstrap/cib.xml', '/etc/ha-bootstrap/cib.crm'),
    ...(plan.cluster.stack === 'pacemaker' && !node.proxmox ? agents(plan, node) : []),
    ...plugins(plan, node),
  ],
}

/** A board that is asked for the first time, over a busy line, by several nodes at once. */
const leastLimitS = 60

function agents(plan: Plan, node: NodePlan): Action[] {
  return plan.cib.primitives
    .filter(({ origin }) => origin === 'fencing')
    .filter((device) => !isBanned(plan, device, node))
    .flatMap((device) =>
      victims(device)
        .filter(({ name }) => name !== node.name || plan.nodes.length === 1)
        .map(({ name, plug }): Action => {
          const limitS = Math.max(leastLimitS, ...device.operations.map(({ timeoutS }) => timeoutS ?? 0))
          return {
            do: 'run',
            why: `ask fence device ${device.id} for the power of ${name}`,
            unless: sh`ha_fence_known ${device.id} || ha_fence_status ${device.id} ${device.type} ${name} ${plug} ${limitS}`,
            script: sh`ha_fence_answers ${device.id} ${device.type} ${name} ${plug} ${limitS}`,
            timeoutS: limitS + 30,
            takesS: 5,
          }
        }),
    )
}

const isBanned = (plan: Plan, device: PrimitivePlan, node: NodePlan): boolean =>
  plan.cib.locations.some(
    ({ resource, node: name, score }) =>
      resource === device.id && name === node.name && score === '-INFINITY',
  )

/** Whom a device switches, and by which plug: pcmk_host_map NODE:PLUG;…, or pcmk_host_list where plugs have their names. */
function victims({ params }: PrimitivePlan): { readonly name: string; readonly plug: string }[] {
  const value = (name: string): string | undefined => params.find(([key]) => key === name)?.[1]
  const map = value('pcmk_host_map')
  if (map !== undefined)
    return map
      .split(/[;\s]+/)
      .filter(Boolean)
      .map((pair) => {
        const [name = '', plug = name] = pair.split(/[:=]/)
        // One node may have several plugs; each answers for itself when pacemaker asks, the first is enough to know it.
        return { name, plug: plug.split(',')[0]! }
      })
  return (value('pcmk_host_list') ?? '')
    .split(/[,;\s]+/)
    .filter(Boolean)
    .map((name) => ({ name, plug: name }))
}

/** Devices of heartbeat: plugins of cluster-glue, each as often as ha.cf has its type. */
function plugins(plan: Plan, node: NodePlan): Action[] {
  const devices = plan.membership.heartbeat?.stonith ?? []
  return devices.flatMap(({ name, from, type }, i): Action[] => {
    if (from !== '*' && from !== node.name) return []
    const number = devices.slice(0, i + 1).filter((device) => device.type === type).length
    const ask = sh`ha_stonith_answers ${type} ${leastLimitS} ${number}`
    return [
      {
        do: 'run',
        why: `ask fence device ${name} whether it answers`,
        unless: ask,
        script: ask,
        timeoutS: leastLimitS + 30,
        takesS: 5,
      },
    ]
  })
}

import { oncePer } from '../../core/once.ts'
import { resourcesOn } from '../../plan/drbd.ts'
import type { MachinePlan } from '../../plan/machines.ts'
import type { NodePlan, Plan } from '../../plan/plan.ts'
import { fenceHandlerSeconds } from '../../spec/arithmetic/timeouts.ts'
import type { Template } from '../template.ts'

const fencePeer: Template = {
  id: 'usr/local/lib/ha-bootstrap/drbd-fence-peer',
  comment: '#',
  proof: 'sh',
  place(plan, node) {
    if (!plan.drbd?.ownFenceHandler || resourcesOn(plan, node).length === 0) return []
    const view = { timeout: String(fenceHandlerSeconds(plan.timeouts.stonithTimeoutMs)) }
    return [{ path: '/usr/local/lib/ha-bootstrap/drbd-fence-peer', mode: 0o755, view }]
  },
}

/** Machines whose disks are all on DRBD and one of them at least has two primaries for a migration only. */
export function windowMachines(plan: Plan): MachinePlan[] {
  if (plan.cluster.stack !== 'pacemaker') return []
  return plan.machines.filter((machine) => {
    const kinds = machine.drbd.map((name) => dualPrimaryOf(plan, name))
    return machine.liveMigration && kinds.includes('migration') && !kinds.includes('never')
  })
}

const dualPrimaries = oncePer(
  (plan: Plan) => new Map(plan.drbd?.resources.map(({ name, dualPrimary }) => [name, dualPrimary])),
)
const dualPrimaryOf = (plan: Plan, name: string): string => dualPrimaries(plan).get(name) ?? 'never'

/** Where the memory of a machine goes: the migration network's address as it stands in a URI. */
function migrationAddress(plan: Plan, node: NodePlan): string {
  const network = plan.libvirt?.migrationNetwork
  const address = network === undefined ? '' : (node.addresses[network] ?? '')
  return address.includes(':') ? `[${address}]` : address
}

/** The machines as the script knows them; the same on every node. */
const liveMachines = oncePer((plan: Plan) => {
  const primitives = new Map(plan.cib.primitives.map((primitive) => [primitive.id, primitive]))
  const children = new Map<string, string[]>()
  for (const { id, origin, params } of plan.cib.primitives) {
    if (origin !== 'drbd') continue
    for (const [key, value] of params)
      if (key === 'drbd_resource') children.set(value, [...(children.get(value) ?? []), id])
  }
  const clones = new Map(plan.cib.clones.map(({ id, child }) => [child, id]))
  return windowMachines(plan).map((machine) => {
    const resources = machine.drbd.filter((name) => dualPrimaryOf(plan, name) === 'migration')
    const own = resources.flatMap((name) => children.get(name) ?? [])
    return {
      name: machine.name,
      primitive: primitives.get(machine.name)?.id ?? machine.name,
      clones: own.flatMap((child) => clones.get(child) ?? []).join(' '),
      children: own.join(' '),
      resources: resources.join(' '),
      both: machine.drbd.filter((name) => !resources.includes(name)).join(' '),
    }
  })
})

const liveMigrate: Template = {
  id: 'usr/local/sbin/ha-live-migrate',
  comment: '#',
  proof: 'sh',
  place(plan, node) {
    const list = liveMachines(plan)
    if (list.length === 0 || resourcesOn(plan, node).length === 0) return []
    const nodes = plan.nodes
      .filter((other) => resourcesOn(plan, other).length > 0)
      .map((other) => ({ name: other.name, address: migrationAddress(plan, other) }))
    const view = {
      machines: list.map(({ name }) => name).join(' '),
      transport: plan.libvirt?.migrationTransport ?? 'ssh',
      list,
      nodes,
    }
    return [{ path: '/usr/local/sbin/ha-live-migrate', mode: 0o755, view }]
  },
}

export const templates: Template[] = [fencePeer, liveMigrate]

import { resourcesOn } from '../../plan/drbd.ts'
import type { MachinePlan } from '../../plan/machines.ts'
import type { NodePlan, Plan } from '../../plan/plan.ts'
import type { Template } from '../template.ts'

/** Pacemaker gets two tries at fencing before we give up on it, and the 90 s that crm-fence-peer waits at least. */
const patienceSeconds = (stonithTimeoutMs: number): number =>
  Math.max(90, Math.ceil((2 * stonithTimeoutMs) / 1000))

const fencePeer: Template = {
  id: 'usr/local/lib/ha-bootstrap/drbd-fence-peer',
  comment: '#',
  proof: 'sh',
  place(plan, node) {
    if (!plan.drbd?.ownFenceHandler || resourcesOn(plan, node).length === 0) return []
    const view = { timeout: String(patienceSeconds(plan.timeouts.stonithTimeoutMs)) }
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

const dualPrimaryOf = (plan: Plan, name: string): string =>
  plan.drbd?.resources.find((resource) => resource.name === name)?.dualPrimary ?? 'never'

/** Where the memory of a machine goes: the migration network's address as it stands in a URI. */
function migrationAddress(plan: Plan, node: NodePlan): string {
  const network = plan.libvirt?.migrationNetwork
  const address = network === undefined ? '' : (node.addresses[network] ?? '')
  return address.includes(':') ? `[${address}]` : address
}

const liveMigrate: Template = {
  id: 'usr/local/sbin/ha-live-migrate',
  comment: '#',
  proof: 'sh',
  place(plan, node) {
    const machines = windowMachines(plan)
    if (machines.length === 0 || resourcesOn(plan, node).length === 0) return []
    const primitives = plan.cib.primitives
    const list = machines.map((machine) => {
      const resources = machine.drbd.filter((name) => dualPrimaryOf(plan, name) === 'migration')
      const children = primitives.filter(
        (primitive) =>
          primitive.origin === 'drbd' &&
          primitive.params.some(([key, value]) => key === 'drbd_resource' && resources.includes(value)),
      )
      const clones = plan.cib.clones.filter((clone) => children.some((child) => child.id === clone.child))
      return {
        name: machine.name,
        primitive:
          primitives.find((primitive) => primitive.origin === 'vm' && primitive.id === machine.name)?.id ??
          machine.name,
        clones: clones.map((clone) => clone.id).join(' '),
        children: children.map((child) => child.id).join(' '),
        resources: resources.join(' '),
        both: machine.drbd.filter((name) => !resources.includes(name)).join(' '),
      }
    })
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

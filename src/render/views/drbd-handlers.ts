import { resourcesOn } from '../../plan/drbd.ts'
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

export const templates: Template[] = [fencePeer]

import type { Plan } from '../plan/plan.ts'
import type { Survey } from '../run/survey.ts'

/** What an action takes that says nothing about it. */
const ordinaryS = 0.2
/** Of a link's or a disk's speed, what synchronisation gets in practice. */
const yieldOfLink = 0.8

export interface Estimate {
  readonly secondsS: number
  /** Of the initial synchronisation, which goes on in the background. */
  readonly syncS: number
}

/** How long the pending actions take: nodes work side by side, steps one after the other. */
export function estimate(plan: Plan, surveys: readonly Survey[]): Estimate {
  const perStep = new Map<string, number>()
  for (const { steps } of surveys)
    for (const { step, pending } of steps) {
      const takes = pending.reduce(
        (sum, { action }) => sum + (('takesS' in action ? action.takesS : undefined) ?? ordinaryS),
        0,
      )
      perStep.set(step.id, Math.max(takes, perStep.get(step.id) ?? 0))
    }
  const secondsS = [...perStep.values()].reduce((sum, takes) => sum + takes, 0)
  return { secondsS: Math.max(1, Math.round(secondsS)), syncS: syncSeconds(plan, surveys) }
}

/** From the size of the volumes below DRBD and the speed of its network; 0 where nothing is synchronised or known. */
function syncSeconds(plan: Plan, surveys: readonly Survey[]): number {
  const begins = surveys.some(({ steps }) =>
    steps.some(({ step, pending }) => step.id === 'sync' && pending.length > 0),
  )
  if (!begins || !plan.drbd) return 0
  const byNetwork = new Map<string, number>()
  for (const resource of plan.drbd.resources) {
    if (resource.initialSync === 'skip' || resource.network === undefined) continue
    const host = resource.hosts.find(({ diskless }) => !diskless)
    const node = plan.nodes.find(({ name }) => name === host?.node)
    const bytes = Object.values(host?.volumes ?? {}).reduce(
      (sum, { disk }) => sum + (node ? bytesOfDevice(node.storage, disk) : 0),
      0,
    )
    byNetwork.set(resource.network, (byNetwork.get(resource.network) ?? 0) + bytes)
  }
  const times = [...byNetwork].map(([network, bytes]) => {
    const bytesPerSecond = ((plan.networks[network]?.speedMbit ?? 1000) * 1e6 * yieldOfLink) / 8
    return bytes / bytesPerSecond
  })
  return Math.round(Math.max(0, ...times))
}

function bytesOfDevice(storage: Plan['nodes'][number]['storage'], path: string): number {
  const volume = storage.groups.flatMap(({ volumes }) => volumes).find((candidate) => candidate.path === path)
  const array = storage.arrays.find((candidate) => candidate.path === path)
  const partition = storage.disks
    .flatMap(({ partitions }) => partitions)
    .find((candidate) => candidate.path === path)
  const disk = storage.disks.find((candidate) => candidate.path === path)
  return (volume ?? array ?? partition ?? disk)?.sizeBytes ?? 0
}

/** `40 seconds`, `12 minutes`, `3 hours`. */
export function durationText(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} second${Math.round(seconds) <= 1 ? '' : 's'}`
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} minutes`
  return `${Math.round(seconds / 3600)} hours`
}

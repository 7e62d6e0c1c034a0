import { sh, shLines } from '../src/core/sh.ts'
import type { Sh } from '../src/core/sh.ts'
import type { NodePlan, Plan } from '../src/plan/plan.ts'
import type { Action, Step } from '../src/run/step.ts'
import { leftSecondary, ownResources, pairs } from './resources.ts'
import type { OwnResource } from './resources.ts'

export const sync: Step = {
  id: 'sync',
  title: 'Begin the initial synchronisation',
  on: 'every-node',
  danger: 'destroys-data',
  actions: ({ plan, node }) =>
    ownResources(plan, node)
      .filter(({ isSource }) => isSource)
      .flatMap((resource) => [begin(resource), ...leftSecondary(resource)]),
}

/** A step of its own, because the cluster can start meanwhile. */
export const syncWait: Step = {
  id: 'sync-wait',
  title: 'Wait until all copies are the same',
  on: 'every-node',
  danger: 'none',
  actions: ({ plan, node }) =>
    ownResources(plan, node)
      .filter(({ isSource }) => isSource)
      .map((resource) => same(resource, secondsFor(plan, node, resource))),
}

/**
 * The one moment in which a copy is declared right over others: only between copies that never held any generation of
 * data. A copy that was just made and meets one with data is synchronised from there without anybody's doing.
 */
function begin(resource: OwnResource): Action {
  const { plan, copies, dialect } = resource
  const { name } = plan
  const full =
    dialect === '8.3'
      ? sh`drbdadm -- --overwrite-data-of-peer primary ${name}`
      : sh`drbdadm primary --force ${name}`
  return {
    do: 'run',
    why:
      plan.initialSync === 'skip'
        ? `declare the copies of ${name} the same, where all are proved to be zero`
        : `make this copy of ${name} the first and synchronise the others with it`,
    unless: sh`ha_drbd_has_data ${name} ${pairs(copies)}`,
    script: shLines(
      sh`ha_drbd_untouched ${name} ${pairs(copies)}`,
      plan.initialSync === 'skip' ? skipped(resource, full) : full,
      sh`drbdadm secondary ${name}`,
    ),
    takesS: 2,
  }
}

/** Without proof of every copy there is a full synchronisation, which is always right. */
function skipped({ plan, copies, dialect }: OwnResource, full: Sh): Sh {
  const peers = plan.hosts.filter(({ diskless }) => !diskless).slice(1)
  const skip = copies.map(({ target }) =>
    dialect === '8.3'
      ? sh`drbdadm -- --clear-bitmap new-current-uuid ${target}`
      : sh`drbdadm new-current-uuid --clear-bitmap ${target}`,
  )
  return sh`if ha_drbd_proof ${plan.name} ${copies.map(({ disk }) => disk)} && ha_drbd_proved ${plan.name} ${peers.map(({ node }) => node)}; then
${shLines(...skip)}
cat "$HA_RUN/shared/proof-"${plan.name}.* >>"$HA_HOME/proof-"${plan.name}
else
ha_event progress "$HA_STEP" "$HA_ACTION" ${`- ${plan.name} is synchronised in full: not every node has said that its copy is zero`}
${full}
fi`
}

/** What a full synchronisation takes at nine tenths of the link, where all sizes are known. */
function secondsFor(
  plan: Plan,
  node: NodePlan,
  { plan: { network, initialSync }, copies }: OwnResource,
): number | undefined {
  const speedMbit = plan.networks[network ?? '']?.speedMbit
  if (speedMbit === undefined || initialSync === 'skip') return undefined
  const bytes = copies
    .map(({ disk }) => sizeOf(node, disk))
    .reduce<number>((sum, size) => sum + (size ?? NaN), 0)
  return Number.isNaN(bytes) ? undefined : Math.ceil(bytes / ((speedMbit * 1e6 * 0.9) / 8))
}

const sizeOf = ({ storage }: NodePlan, path: string): number | undefined =>
  [
    ...storage.disks,
    ...storage.disks.flatMap(({ partitions }) => partitions),
    ...storage.arrays,
    ...storage.groups.flatMap(({ volumes }) => volumes),
  ].find((device) => device.path === path)?.sizeBytes

function same({ plan: { name }, minors }: OwnResource, takesS: number | undefined): Action {
  return {
    do: 'wait',
    why: `wait until all copies of ${name} are up to date`,
    until: sh`ha_drbd_same ${name} ${minors}`,
    progress: sh`ha_drbd_progress ${minors.map((minor) => `${name}:${minor}`)}`,
    timeoutS: 30 * 86_400,
    ...(takesS !== undefined && { takesS }),
  }
}

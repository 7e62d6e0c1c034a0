import { sh } from '../src/core/sh.ts'
import { resourcesOn } from '../src/plan/drbd.ts'
import type { DrbdDialect, DrbdResourcePlan } from '../src/plan/drbd.ts'
import type { NodePlan, Plan } from '../src/plan/plan.ts'
import type { Action } from '../src/run/step.ts'

/** A DRBD resource as a node has it. */
export interface OwnResource {
  readonly plan: DrbdResourcePlan
  readonly dialect: DrbdDialect
  readonly diskless: boolean
  /** Its copy becomes the first: the initial synchronisation goes from here, and what lies on it is made here. */
  readonly isSource: boolean
  /** DRBD's own script makes it primary here at every start (become-primary-on of drbd.conf(5)). */
  readonly startsPrimary: boolean
  readonly minors: readonly number[]
  /** Empty on a node without a copy. */
  readonly copies: readonly OwnCopy[]
}

export interface OwnCopy {
  readonly minor: number
  readonly device: string
  readonly disk: string
  /** A path, or internal. */
  readonly metaDisk: string
  /** What drbdadm calls the volume; 8.3 knows only resources. */
  readonly target: string
}

export function ownResources(plan: Plan, node: NodePlan): OwnResource[] {
  const { drbd } = plan
  if (drbd === undefined) return []
  return resourcesOn(plan, node).map((resource) => {
    const host = resource.hosts.find((candidate) => candidate.node === node.name)!
    const primary = { ...drbd.common.startup, ...resource.settings.startup }['become-primary-on']
    return {
      plan: resource,
      dialect: drbd.dialect,
      diskless: host.diskless,
      isSource: sourceOf(resource) === node.name,
      startsPrimary: primary === 'both' || primary === node.name,
      minors: resource.volumes.map(({ minor }) => minor),
      copies: resource.volumes.flatMap(({ volume, minor, device }) => {
        const below = host.volumes[volume]
        const target = drbd.dialect === '8.3' ? resource.name : `${resource.name}/${volume}`
        return below === undefined ? [] : [{ minor, device, ...below, target }]
      }),
    }
  })
}

/** The node whose copy is the first. */
export const sourceOf = (resource: DrbdResourcePlan): string | undefined =>
  resource.hosts.find(({ diskless }) => !diskless)?.node

/** As functions of the runner want them: TARGET MINOR for each volume. */
export const pairs = (copies: readonly OwnCopy[]): (string | number)[] =>
  copies.flatMap(({ target, minor }) => [target, minor])

/** A run that was interrupted may have left it primary. */
export const leftSecondary = ({ plan: { name }, minors, startsPrimary }: OwnResource): Action[] =>
  startsPrimary
    ? []
    : [
        {
          do: 'run',
          why: `leave ${name} secondary, as the cluster expects it`,
          unless: sh`ha_drbd_demoted ${name} ${minors}`,
          script: sh`drbdadm secondary ${name}`,
        },
      ]

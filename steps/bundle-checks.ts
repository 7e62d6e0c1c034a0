import { sh, shVerbatim } from '../src/core/sh.ts'
import type { Sh } from '../src/core/sh.ts'
import type { BundleMember, ServiceBundle } from '../src/plan/cib.ts'
import type { NodePlan, Plan } from '../src/plan/plan.ts'
import { serviceName } from './daemons.ts'

/**
 * sh that is true where a member of a group runs, as the kernel or its own program sees it. Undefined where it cannot be
 * seen without the cluster manager: agents of other kinds, and scripts of Slackware, whose `status` not all know.
 */
export function runsHere(member: BundleMember, plan: Plan, node: NodePlan): Sh | undefined {
  switch (member.kind) {
    case 'drbd':
      return sh`ha_drbd_primary ${member.name} ${minorOf(member.name, plan)}`
    case 'address':
      return sh`ha_has_address ${withoutPrefix(member.cidr)}`
    case 'filesystem':
      return sh`ha_mounted ${member.mount}`
    case 'vm':
      return sh`ha_guest_runs ${member.name}`
    case 'daemon':
      return node.platform.init === 'bsd' ? undefined : sh`ha_is ${serviceName(member.script)} started`
    case 'agent':
      return undefined
  }
}

/** Of its first volume: all of a resource have one role. */
function minorOf(name: string, { drbd }: Plan): number {
  const [volume] = drbd?.resources.find((resource) => resource.name === name)?.volumes ?? []
  if (volume === undefined)
    throw new Error(`a service stands on ${name}, which is no DRBD resource of the plan`)
  return volume.minor
}

const withoutPrefix = (cidr: string): string => cidr.replace(/\/.*/, '')

export interface BundleChecks {
  readonly whole: Sh
  readonly nothing: Sh
  /** Whether it can be seen from here that another node runs it. */
  readonly elsewhere: Sh
}

/** How it is seen that a group runs here as a whole, not at all, or on another node; undefined where nothing shows it. */
export function bundleChecks(bundle: ServiceBundle, plan: Plan, node: NodePlan): BundleChecks | undefined {
  const here = bundle.members.flatMap((member) => runsHere(member, plan, node) ?? [])
  if (here.length === 0) return undefined
  const address = bundle.members.find((member) => member.kind === 'address')
  const drbd = bundle.members.find((member) => member.kind === 'drbd')
  return {
    whole: join(here, ' && '),
    nothing: join(
      here.map((check) => sh`! ${check}`),
      ' && ',
    ),
    elsewhere: drbd
      ? sh`ha_drbd_peer_primary ${drbd.name} ${minorOf(drbd.name, plan)}`
      : address
        ? sh`ping -c 1 -W 2 ${withoutPrefix(address.cidr)} >/dev/null 2>&1`
        : sh`true`,
  }
}

/** The group runs on exactly one side, as far as this node sees. */
export const runsOnce = ({ whole, nothing, elsewhere }: BundleChecks): Sh =>
  sh`{ ${whole}; } || { ${nothing} && ${elsewhere}; }`

const join = (pieces: readonly Sh[], by: ' && '): Sh => shVerbatim(pieces.map(({ text }) => text).join(by))

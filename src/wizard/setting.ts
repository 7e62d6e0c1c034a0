import { allProfiles } from '../spec/load.ts'
import type { Node, SpecSource } from '../spec/spec.ts'
import { hasSystemd } from './kind/hardware.ts'
import { isOnProxmox, platformsOf, profileName, stackOf } from './pages/kind.ts'
import type { Known } from './question.ts'

/** What has been said of the kind of cluster, as far as the network, the membership and fencing depend on it. */
export interface Setting {
  readonly profile: string | undefined
  readonly stack: 'pacemaker' | 'heartbeat' | 'cman' | 'none'
  /** Whether DRBD copies data between the nodes. */
  readonly replicates: boolean
  /** Whether the nodes carry virtual machines, which need a bridge. */
  readonly carriesMachines: boolean
  /** Whether a chassis switches the slots of the nodes. */
  readonly hasChassis: boolean
  /** Whether Proxmox VE runs on the nodes. */
  readonly proxmox: boolean
  /** Whether its HA manager fences, which came with version 4 and systemd. */
  readonly fencesItself: boolean
  readonly platforms: { readonly [node: string]: NonNullable<Node['platform']> }
  /** What the profile says by itself. */
  readonly spec: Partial<SpecSource>
}

/** What the answers of the page `kind` come to. */
export function settingOf(known: Known): Setting {
  const profile = profileName(known)
  const { title = '', description = '', spec = {} } = allProfiles[profile ?? ''] ?? {}
  const proxmox = isOnProxmox(known) || known.machines.some(({ facts }) => facts?.system.proxmox === true)
  const isUnknown = profile === undefined
  const platforms = platformsOf(known)
  return {
    profile,
    stack: stackOf(known) as Setting['stack'],
    replicates: isUnknown || spec.drbd !== undefined,
    carriesMachines: proxmox || isUnknown || /virtual machines|hypervisor/i.test(`${title} ${description}`),
    hasChassis: /chassis/i.test(title),
    proxmox,
    fencesItself: proxmox && Object.values(platforms).every((platform) => hasSystemd(platform)),
    platforms,
    spec,
  }
}

/** Whether every node is of a family, as far as it is known. */
export const areAll = ({ platforms, spec }: Setting, family: 'debian' | 'slackware'): boolean => {
  const known = Object.values(platforms)
  const all = known.length > 0 ? known : [spec['node-defaults']?.platform ?? '']
  return all.every((platform) => platform.startsWith(family))
}

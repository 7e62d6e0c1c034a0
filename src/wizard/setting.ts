import { allProfiles } from '../spec/load.ts'
import { profileName } from './pages/kind.ts'
import type { SpecSource } from '../spec/spec.ts'
import type { Known } from './question.ts'

/** What has been said of the kind of cluster, as far as other pages depend on it. */
export interface Setting {
  readonly profile: string | undefined
  /** What the profile calls itself; empty without one. */
  readonly title: string
  readonly stack: 'pacemaker' | 'heartbeat' | 'cman' | 'none'
  /** Whether DRBD copies data between the nodes. */
  readonly replicates: boolean
  /** Whether the nodes carry virtual machines that need a bridge. */
  readonly carriesMachines: boolean
  /** Whether Proxmox VE runs on the nodes. */
  readonly proxmox: boolean
  /** What the profile says by itself. */
  readonly spec: Partial<SpecSource>
}

/** The answers of the page `kind`, with what the profile makes of them. */
export function settingOf(known: Known): Setting {
  const text = (id: string): string | undefined => {
    const answer = known.answers[id]
    return typeof answer === 'string' && answer !== '' ? answer : undefined
  }
  const profile = profileName(known)
  const spec = profile !== undefined && Object.hasOwn(allProfiles, profile) ? allProfiles[profile]!.spec : {}
  const proxmox =
    spec['node-defaults']?.proxmox ?? known.machines.some(({ facts }) => facts?.system.proxmox === true)
  return {
    profile,
    title: (profile !== undefined && allProfiles[profile]?.title) || '',
    stack: (text('kind.stack') as Setting['stack'] | undefined) ?? spec.stack ?? 'pacemaker',
    replicates: profile === undefined || spec.drbd !== undefined,
    carriesMachines:
      proxmox || profile === undefined || /virtual machines|hypervisor/i.test(textOfProfile(profile)),
    proxmox,
    spec,
  }
}

function textOfProfile(name: string): string {
  const { title, description } = allProfiles[name] ?? { title: '', description: '' }
  return `${title} ${description}`
}

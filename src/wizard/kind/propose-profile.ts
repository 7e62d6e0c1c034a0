import { enumerate } from '../../core/text.ts'
import type { Facts } from '../../facts/types.gen.ts'
import { allProfiles } from '../../spec/load.ts'
import type { Profile } from '../../spec/load.ts'
import type { Choice, Machine } from '../question.ts'
import { hasKvm, platformTitle, sharedWwns } from './hardware.ts'
import { bringsCman, mayHaveCman, stackOfProfile } from './stack.ts'

const familiesOf = ({ platforms }: Profile): Set<string> => new Set(platforms.map(familyOf))
const familyOf = (platform: string): string => platform.split('-')[0]!
/** Of a system that nobody knows by name: what its packages are like. */
export const familyOfPackages = ({ packages }: Facts): 'debian' | 'slackware' | undefined =>
  packages.manager === 'dpkg' ? 'debian' : packages.manager === 'pkgtools' ? 'slackware' : undefined

const wantsProxmox = (profile: Profile): boolean => profile.spec['node-defaults']?.proxmox === true

/** Every profile, those that can be taken first, and why the others cannot. */
export function profileChoices(machines: readonly Machine[]): Choice[] {
  const all = Object.entries(allProfiles).map(([name, profile]) => {
    const because = against(profile, machines)
    return { name, label: profile.title, ...(because !== undefined && { because }) }
  })
  return [
    ...all.filter(({ because }) => because === undefined),
    ...all.filter(({ because }) => because !== undefined),
  ]
}

function against(profile: Profile, machines: readonly Machine[]): string | undefined {
  if (machines.length > 2 && stackOfProfile(profile) === 'heartbeat')
    return `heartbeat is for two nodes, here are ${machines.length}`
  for (const { name, facts } of machines) {
    const family = facts && familyOfPackages(facts)
    if (facts?.platform == null && family !== undefined && !familiesOf(profile).has(family))
      return `${name} has the packages of ${family === 'debian' ? 'Debian' : 'Slackware'}`
    const platform = facts?.platform
    if (platform !== undefined && platform !== null && !profile.platforms.includes(platform))
      return familiesOf(profile).has(familyOf(platform))
        ? `it knows no ${platformTitle(platform)}, which ${name} runs`
        : `${name} runs ${platformTitle(platform)}`
    if (facts && wantsProxmox(profile) && !facts.system.proxmox) return `${name} does not run Proxmox VE`
    const hasOwn = facts?.system.proxmox === true && !(mayHaveCman(profile) && bringsCman(facts))
    if (hasOwn && !wantsProxmox(profile))
      return `${name} runs Proxmox VE, which has a cluster manager of its own`
  }
  return undefined
}

interface Wish {
  readonly profile: string
  readonly because: string
}

/**
 * The profile that suits what was found. Nothing is proposed unless every machine was looked at: a profile decides what
 * is done to all of them.
 */
export function proposeProfile(machines: readonly Machine[]): Wish | undefined {
  const all = machines.flatMap(({ facts }) => facts ?? [])
  if (all.length === 0 || all.length < machines.length) return undefined
  const fits = new Set(
    profileChoices(machines)
      .filter(({ because }) => because === undefined)
      .map(({ name }) => name),
  )
  return wishes(machines, all).find(({ profile }) => fits.has(profile))
}

/** In order: the first that fits is taken. */
function wishes(machines: readonly Machine[], all: readonly Facts[]): Wish[] {
  const everyone =
    machines.length === 1
      ? machines[0]!.name
      : machines.length === 2
        ? 'both nodes'
        : `all ${machines.length} nodes`
  const verb = (one: string, several: string): string => (machines.length === 1 ? one : several)
  const shared = sharedWwns(machines)
  const withHeartbeat = all.filter(({ versions }) => versions.heartbeat !== undefined)
  const withoutPacemaker = all.filter(({ versions }) => versions.pacemaker === undefined)
  const found: Wish[] = []
  if (all.every(({ system }) => system.proxmox))
    found.push({ profile: 'proxmox-raid10', because: `${everyone} ${verb('runs', 'run')} Proxmox VE` })
  if (shared.length > 0)
    found.push({
      profile: 'blade-fencing',
      because: `${everyone} reach the same disk: ${enumerate(shared.slice(0, 2))}`,
    })
  if (all.every((facts) => (facts.platform ?? familyOfPackages(facts))?.startsWith('slackware'))) {
    const pacemaker = withoutPacemaker.length === 0 && withHeartbeat.length < all.length
    found.push(
      pacemaker
        ? {
            profile: 'slackware-pacemaker',
            because: `${everyone} ${verb('runs', 'run')} Slackware and ${verb('has', 'have')} pacemaker`,
          }
        : { profile: 'slackware-heartbeat', because: `${everyone} ${verb('runs', 'run')} Slackware` },
    )
  }
  if (withoutPacemaker.length > 0 && withHeartbeat.length === all.length)
    found.push({
      profile: 'debian-heartbeat',
      because: `${everyone} ${verb('has', 'have')} heartbeat, and not pacemaker`,
    })
  const slow = machines.filter(({ facts }) => hasKvm(facts!) === false).map(({ name }) => name)
  found.push(
    slow.length === 0
      ? { profile: 'kvm', because: `${everyone} can run virtual machines (KVM)` }
      : { profile: 'debian-heartbeat', because: `${enumerate(slow)} cannot run virtual machines (no KVM)` },
    { profile: 'kvm', because: 'what today is recommended for two Debian machines' },
    { profile: 'kvm-live-migration', because: 'it knows this old release' },
    { profile: 'debian-heartbeat', because: 'it knows this old release' },
  )
  return found
}

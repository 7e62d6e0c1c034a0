import { drbdDialect } from '../../spec/effective.ts'
import { allProfiles } from '../../spec/load.ts'
import type { Drbd } from '../../spec/spec.ts'
import { cluster } from '../pages/cluster.ts'
import { fencing } from '../pages/fencing.ts'
import { platformsOf, profileName, stackOf } from '../pages/kind.ts'
import type { Known } from '../question.ts'

type Policies = Pick<Drbd, 'auth' | 'net' | 'startup' | 'dual-primary'>

/**
 * What a profile leaves open of DRBD's behaviour after a split brain and at boot, and who is asked before a node goes on
 * alone: only somebody who is there (drbd.conf(5) fencing).
 */
export function drbdPolicies(known: Known): Policies {
  const profile = allProfiles[profileName(known) ?? '']?.spec.drbd
  const said = profile?.net ?? {}
  const stack = stackOf(known)
  const auth: Policies = dialectOf(known) === '8.3' ? { auth: { algorithm: 'sha1' } } : {}
  if (stack === 'none') return auth
  const handler = fencingPolicy(known, stack)
  const isSaid = said['after-sb-0pri'] !== undefined
  const net: NonNullable<Drbd['net']> = {
    ...(!isSaid && {
      'after-sb-0pri': 'discard-zero-changes',
      'after-sb-1pri': 'discard-secondary',
      'after-sb-2pri': 'disconnect',
    }),
    ...(handler !== undefined && handler !== said.fencing && { fencing: handler }),
  }
  // Two primaries that lose each other both go on writing, where nothing shoots one of them.
  const mayBeTwo = (profile?.['dual-primary'] ?? 'never') !== 'never' && isUnfenced(known)
  return {
    ...auth,
    ...(mayBeTwo && { 'dual-primary': 'never' }),
    ...(Object.keys(net).length > 0 && { net }),
    // Nothing but heartbeat leaves DRBD to its own start script, which may not wait for ever.
    ...(stack === 'heartbeat' && {
      startup: { 'wfc-timeout': 120, 'degr-wfc-timeout': 60, 'outdated-wfc-timeout': 30 },
    }),
  }
}

/** Which of its languages DRBD speaks here: 8.3 takes anybody for the peer, where the file does not say otherwise. */
function dialectOf(known: Known): string {
  const [first] = known.machines
  const platform = platformsOf(known)[first?.name ?? '']
  return drbdDialect({
    ...(platform && { platform }),
    ...(first?.facts && { versions: first.facts.versions }),
  })
}

/** Two primaries of DRBD: what the answers say, else the profile. */
export const dualPrimary = (known: Known): NonNullable<Drbd['dual-primary']> =>
  drbdPolicies(known)['dual-primary'] ??
  allProfiles[profileName(known) ?? '']?.spec.drbd?.['dual-primary'] ??
  'never'

function fencingPolicy(known: Known, stack: string): NonNullable<Drbd['net']>['fencing'] {
  // dopd asks the peer over heartbeat's own paths; without it nobody does.
  if (stack === 'heartbeat') return cluster.part(known).heartbeat?.dopd === true ? 'resource-only' : undefined
  return isUnfenced(known) ? 'resource-only' : 'resource-and-stonith'
}

const isUnfenced = (known: Known): boolean => fencing.part(known).fencing?.['none-because'] !== undefined

import { sh } from '../src/core/sh.ts'
import type { Plan } from '../src/plan/plan.ts'
import type { Action } from '../src/run/step.ts'

/**
 * What keeps a cluster that somebody else made from being overwritten, before anything of it is touched, and a running one
 * from losing its key.
 */
export function refuseForeign(plan: Plan): Action[] {
  const { name, stack } = plan.cluster
  if (stack !== 'pacemaker' && stack !== 'heartbeat') return []
  const manager = stack === 'heartbeat' ? 'heartbeat' : 'corosync'
  const path = stack === 'heartbeat' ? '/etc/ha.d/ha.cf' : '/etc/corosync/corosync.conf'
  const key = stack === 'heartbeat' ? '/etc/ha.d/authkeys' : '/etc/corosync/authkey'
  // What a comment says is no part of a key.
  const isSameKey =
    stack === 'heartbeat'
      ? sh`[ "$(grep -v '^#' "$HA_FILES"${key})" = "$(grep -v '^#' ${key})" ]`
      : sh`cmp -s "$HA_FILES"${key} ${key}`
  return [
    {
      do: 'run',
      why: `make sure that ${path} is of no other cluster`,
      unless: sh`ha_not_foreign ${name} ${manager} ${path}`,
      script: sh`ha_fail ${`${path} is not ours: ha-bootstrap did not make it for cluster ${name}, and it is not the one of the package either. Is this node a member of another cluster? When that is over, move the file away and run this again.`}`,
    },
    {
      // While some members have the new key and some the old, they do not hear each other, and both sides take over.
      do: 'run',
      why: `make sure that the key of ${manager} does not change while it runs`,
      unless: sh`[ "$(ha_manager)" != ${manager} ] || ha_file_seen ${key} || ${isSameKey}`,
      script: sh`ha_fail ${`${key} differs from the key in the secrets file, and ${manager} runs. Put the old key back into the secrets file; or, to change it, stop ${manager} on all nodes first and run this again.`}`,
    },
  ]
}

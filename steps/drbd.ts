import { sh, shLines, shVerbatim } from '../src/core/sh.ts'
import type { Sh } from '../src/core/sh.ts'
import type { NodePlan } from '../src/plan/plan.ts'
import { putAll, refusal } from '../src/run/step.ts'
import type { Action, Destroyed, Step, StepInput } from '../src/run/step.ts'
import { destroyed } from './devices.ts'
import { ownResources, pairs, sourceOf } from './resources.ts'
import type { OwnCopy, OwnResource } from './resources.ts'

/** How long the other nodes may take to come here when nobody holds them together. */
const peerTimeoutS = 3600

export const drbd: Step = {
  id: 'drbd',
  title: 'Configure DRBD, make its metadata and connect the nodes',
  on: 'every-node',
  danger: 'destroys-data',
  actions(input) {
    const { plan, node } = input
    const resources = ownResources(plan, node)
    if (resources.length === 0) return []
    return [
      kept(resources),
      ...configuration(input),
      loadModule(resources[0]!),
      ...resources.flatMap((resource) => [
        ...resource.copies.flatMap((copy) => [
          ...(copy.metaDisk === 'internal' ? [takenOver(resource, copy)] : []),
          metadata(node, resource, copy),
        ]),
        ...tell(resource),
        configured(resource),
      ]),
      ...resources.map(connected),
    ]
  },
}

/** Numbers that are given out in the order of the spec move when something before them goes or comes. */
function kept(resources: readonly OwnResource[]): Action {
  const wanted = resources.map(({ plan, minors }) => `${plan.name}=${minors.join(',')}`)
  return refusal('see that every DRBD resource keeps its device', sh`ha_drbd_moved ${wanted}`)
}

/** Whoever outdates the peer as hacluster has to read it. */
function configuration({ plan, files }: StepInput): Action[] {
  const group = plan.drbd?.group
  return putAll(files, '/etc/drbd.conf', '/etc/drbd.d/').map((action): Action =>
    action.do === 'put' && group ? { ...action, owner: `root:${group}` } : action,
  )
}

/** The kernel's module decides which words are understood, so a plan for another one must stop here. */
function loadModule({ dialect }: OwnResource): Action {
  const fits = sh`case $(ha_drbd_version) in ${dialect}.*) ;; *) false ;; esac`
  return {
    do: 'run',
    why: `load DRBD's module (${dialect})`,
    unless: fits,
    script: shLines(
      sh`[ -n "$(ha_drbd_version)" ] || modprobe drbd || ha_fail "The kernel $(uname -r) has no module drbd."`,
      sh`${fits} || ha_fail "The module drbd of kernel $(uname -r) is $(ha_drbd_version), but the plan is for ${shVerbatim(dialect)}. Say drbd-module in the spec, or boot the kernel that is meant."`,
    ),
  }
}

/** A disk that comes from an earlier installation of this node keeps what is on it; DRBD finds out which copy is newer. */
function takenOver({ plan: { name } }: OwnResource, { disk, target, minor }: OwnCopy): Action {
  const isThere = sh`ha_drbd_has_md ${target} ${name} ${minor}`
  return {
    do: 'run',
    why: `take over ${disk} with the DRBD metadata that is on it`,
    unless: sh`${isThere} || ! ha_drbd_marked ${disk}`,
    script: sh`${isThere} || ha_fail ${`On ${disk} there is DRBD metadata that cannot be taken for that of ${target}: `}"$(drbdadm get-gi ${target} 2>&1 | tail -n 1)"${`. Wipe it (wipefs -a ${disk}) if nobody needs what is on it.`}`,
  }
}

/**
 * Metadata, where there is none. What was on the device is gone then, save on the source with external metadata: its
 * data becomes the first copy. The beginning is made zero, so that nothing of an earlier life turns up on the new device;
 * drbdmeta finds nothing to ask about, and --force is never needed.
 */
function metadata(node: NodePlan, resource: OwnResource, copy: OwnCopy): Action {
  const { disk, metaDisk, target, minor } = copy
  const { name } = resource.plan
  const internal = metaDisk === 'internal'
  const lost: Destroyed[] = [
    ...(internal || !resource.isSource
      ? [{ ...destroyed(node, disk), ...(internal && { kept: sh`ha_drbd_marked ${disk}` }) }]
      : []),
    ...(internal ? [] : [destroyed(node, metaDisk)]),
  ]
  const zeroed = isZeroed(resource)
  return {
    do: 'run',
    why: `${zeroed ? `fill ${disk} with zeros and ` : ''}make DRBD's metadata for ${target} on ${internal ? disk : metaDisk}`,
    unless: sh`ha_drbd_has_md ${target} ${name} ${minor}`,
    script: shLines(
      ...lost.map(({ path }) => sh`ha_clear ${path}`),
      zeroed ? sh`ha_zero_all ${disk}` : undefined,
      create(resource, target),
      zeroed ? prove(name, disk) : undefined,
    ),
    destroys: lost,
    ...(zeroed && { progress: sh`cat "$HA_RUN/zeroed"`, timeoutS: 7 * 86_400 }),
  }
}

/** Copies that are zero as a whole are the same, and need no synchronisation. */
const isZeroed = ({ plan, copies }: OwnResource): boolean =>
  plan.initialSync === 'skip' && copies.every(({ metaDisk }) => metaDisk === 'internal')

const prove = (name: string, disk: string): Sh =>
  sh`printf '%s: %s of %s bytes was filled with zeros as a whole; then metadata %s was made on it\n' "$(date '+%Y-%m-%d %H:%M:%S')" ${disk} "$(ha_size ${disk})" "$(ha_drbd_uuid ${disk})" >>"$HA_HOME/proof-"${name}`

/** The source hears from the others that they did the same. */
function tell(resource: OwnResource): Action[] {
  const { plan, copies, isSource } = resource
  if (!isZeroed(resource) || isSource || copies.length === 0) return []
  const told = sh`"$HA_RUN/shared/proof-"${plan.name}".$ha_node"`
  return [
    {
      do: 'run',
      why: `tell ${sourceOf(plan) ?? ''} that this copy of ${plan.name} is zero`,
      unless: sh`[ -e ${told} ] || ha_drbd_has_data ${plan.name} ${pairs(copies)} || ! ha_drbd_proof ${plan.name} ${copies.map(({ disk }) => disk)}`,
      script: sh`ha_share ${`proof-${plan.name}`} <"$HA_HOME/proof-"${plan.name}
cp "$HA_HOME/proof-"${plan.name} ${told}`,
    },
  ]
}

/** Room for more peers than there are can only be made now. */
const create = ({ plan, dialect }: OwnResource, target: string): Sh =>
  dialect === '9'
    ? sh`drbdadm create-md --max-peers=${plan.maxPeers} ${target}`
    : sh`drbdadm create-md ${target}`

/**
 * Configured as the files say, whatever is there already. While a cluster manager is at work, whether a resource that has
 * data runs here is its business.
 */
function configured({ plan: { name }, minors, copies }: OwnResource): Action {
  const isThere = minors.map((minor) =>
    copies.length > 0
      ? sh`ha_drbd_attached ${name} ${minor} || return 1`
      : sh`[ -n "$(ha_drbd_states ${name} ${minor})" ] || return 1`,
  )
  return {
    do: 'run',
    why: `configure ${name} in the kernel`,
    unless: shLines(
      sh`if ha_cluster_runs && [ -z "$(ha_drbd_states ${name} ${minors[0]!})" ] && ha_drbd_has_data ${name} ${pairs(copies)}; then return 0; fi`,
      ...isThere,
      sh`ha_drbd_settled ${name}`,
    ),
    script: shLines(
      ...minors.map(
        (minor) =>
          sh`! ha_drbd_alone ${name} ${minor} || ha_fail ${`${name} has given up its peer (StandAlone), as after a split brain, and is left as it is. The runbook says how to decide which copy is kept.`}`,
      ),
      sh`drbdadm adjust ${name}`,
    ),
  }
}

/** A resource that has data already needs nobody to begin. */
function connected({ plan: { name, hosts }, minors, copies }: OwnResource): Action {
  const others = hosts.length - 1
  return {
    do: 'wait',
    why: `wait until ${name} is connected to ${others === 1 ? 'its other node' : `its ${others} other nodes`}`,
    until: copies[0]
      ? sh`ha_drbd_has_data ${name} ${pairs(copies)} || ha_drbd_met ${name} ${minors}`
      : sh`ha_drbd_met ${name} ${minors}`,
    timeoutS: peerTimeoutS,
    takesS: 5,
  }
}

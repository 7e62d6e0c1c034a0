import { oncePer } from '../core/once.ts'
import { resyncRates } from '../spec/arithmetic/drbd.ts'
import { fenceHandlerSeconds, fencingTimeouts } from '../spec/arithmetic/timeouts.ts'
import type { Timeouts } from '../spec/arithmetic/timeouts.ts'
import {
  drbdDialectOf,
  drbdFencing,
  drbdNetwork,
  drbdNodes,
  drbdQuorum,
  drbdUtilsAtLeast,
  drbdWords,
  needsOwnFenceHandler,
} from '../spec/drbd.ts'
import { platformOf, stackOf, defaultSpeedMbit } from '../spec/effective.ts'
import type { DrbdDisk, DrbdHandlers, DrbdNet, DrbdOptions, DrbdResource, DrbdStartup } from '../spec/spec.ts'
import type { Spec } from '../spec/spec.ts'
import type { DrbdSettings } from './drbd.ts'

/** Directory of the programs that we put on nodes. */
export const ownLibrary = '/usr/local/lib/ha-bootstrap'
export const ownFenceHandler = `${ownLibrary}/drbd-fence-peer`

/**
 * All settings of a resource, or of what they have in common. What the spec says wins; what it leaves open is filled in
 * for DRBD 8.4 and 9. A cluster of the days of 8.3 gets what its file says and DRBD's own defaults, nothing newer.
 */
export function drbdSettings(
  spec: Spec,
  resource: DrbdResource | undefined,
  timeouts: Timeouts,
): DrbdSettings {
  const words = drbdWords(spec, resource)
  return {
    protocol: words.protocol ?? 'C',
    allowTwoPrimaries: words.dualPrimary === 'always',
    auth: auth(spec, resource),
    net: net(spec, resource, timeouts),
    disk: disk(spec, resource),
    options: options(spec, resource),
    startup: startup(spec, words.startup),
    handlers: handlers(spec, resource),
  }
}

function auth(spec: Spec, resource: DrbdResource | undefined): DrbdSettings['auth'] {
  const all = spec.drbd?.auth
  const own = resource?.auth
  const legacy = drbdDialectOf(spec) === '8.3'
  if (legacy && !all && !own) return undefined
  const algorithm = own?.algorithm ?? all?.algorithm ?? (legacy ? 'sha1' : 'sha256')
  if (algorithm === 'none') return undefined
  return { algorithm, secret: own?.secret ?? all?.secret ?? 'drbd' }
}

function net(spec: Spec, resource: DrbdResource | undefined, timeouts: Timeouts): DrbdNet {
  const words = drbdWords(spec, resource).net
  const fencing = drbdFencing(spec, resource)
  const chosen: DrbdNet = {
    ...(timeouts.drbdTimeoutTenths !== 60 && { timeout: timeouts.drbdTimeoutTenths }),
    ...(timeouts.drbdPingTimeoutTenths !== 5 && { 'ping-timeout': timeouts.drbdPingTimeoutTenths }),
    ...words,
    ...(fencing && { fencing }),
  }
  if (drbdDialectOf(spec) === '8.3') return chosen
  return {
    'after-sb-0pri': 'discard-zero-changes',
    'after-sb-1pri': 'discard-secondary',
    'after-sb-2pri': 'disconnect',
    'max-buffers': 8000,
    'max-epoch-size': 8000,
    'verify-alg': 'crc32c',
    ...chosen,
  }
}

/** How many resources replicate over each network. */
const sharers = oncePer((spec: Spec): ReadonlyMap<string | undefined, number> => {
  const count = new Map<string | undefined, number>()
  for (const resource of Object.values(spec.drbd?.resources ?? {})) {
    const network = drbdNetwork(spec, resource)
    count.set(network, (count.get(network) ?? 0) + 1)
  }
  return count
})

function disk(spec: Spec, resource: DrbdResource | undefined): DrbdDisk {
  const words = drbdWords(spec, resource).disk
  if (drbdDialectOf(spec) === '8.3') return words
  const network = drbdNetwork(spec, resource ?? {})
  const sharing = sharers(spec).get(network) ?? 0
  const speed = (network === undefined ? undefined : spec.networks?.[network]?.speed) ?? defaultSpeedMbit
  const rates = resyncRates(speed, sharing)
  const aheadTenths = words['c-plan-ahead'] ?? (words['resync-rate'] === undefined ? 20 : 0)
  return {
    'on-io-error': 'detach',
    'c-plan-ahead': aheadTenths,
    ...(aheadTenths === 0
      ? { 'resync-rate': rates.fixedRate }
      : {
          'c-max-rate': rates.maxRate,
          'c-min-rate': rates.minRate,
          ...(words['c-delay-target'] === undefined && { 'c-fill-target': rates.fillTarget }),
        }),
    ...words,
  }
}

function options(spec: Spec, resource: DrbdResource | undefined): DrbdOptions {
  const words = drbdWords(spec, resource).options
  if (drbdDialectOf(spec) !== '9') return words
  const quorum = drbdQuorum(spec, resource)
  return {
    // The cluster manager promotes; a program that opens the device by mistake must not.
    ...(stackOf(spec) === 'pacemaker' && { 'auto-promote': false }),
    ...(quorum && {
      quorum,
      'on-no-quorum': 'suspend-io' as const,
      'on-no-data-accessible': 'suspend-io' as const,
    }),
    ...words,
  }
}

/** A cluster manager that starts DRBD itself never runs the script that reads these. */
function startup(spec: Spec, words: DrbdStartup): DrbdStartup {
  if (stackOf(spec) === 'pacemaker') return {}
  if (drbdDialectOf(spec) === '8.3') return words
  return { 'wfc-timeout': 120, 'degr-wfc-timeout': 60, 'outdated-wfc-timeout': 30, ...words }
}

function handlers(spec: Spec, resource: DrbdResource | undefined): DrbdHandlers {
  const words = drbdWords(spec, resource).handlers
  const node = spec.nodes[drbdNodes(spec)[0] ?? '']
  if (!node) return words
  const { paths } = platformOf(node)
  const dialect = drbdDialectOf(spec)
  const mail = spec.mail ?? 'root'
  const twoPrimaries = drbdWords(spec, resource).dualPrimary === 'always'
  const fenced = drbdFencing(spec, resource) ?? 'dont-care'
  const notices: DrbdHandlers =
    dialect === '8.3'
      ? {}
      : {
          'split-brain': `${paths.drbd}/notify-split-brain.sh ${mail}`,
          ...((spec.drbd?.['verify-schedule'] ?? 'never') !== 'never' && {
            'out-of-sync': `${paths.drbd}/notify-out-of-sync.sh ${mail}`,
          }),
        }
  const fencing = fenced === 'dont-care' ? {} : fenceHandlers(spec, paths, { twoPrimaries, fenced })
  // One that the user names replaces ours whole: its counterpart is theirs to name as well.
  return { ...notices, ...(words['fence-peer'] ? {} : fencing), ...words }
}

const peerPatience = (spec: Spec): number => fenceHandlerSeconds(fencingTimeouts(spec).stonithTimeoutMs)

/** How much longer the handler waits where there is no DC yet. */
const dcPatience = 30

/** How long the handler of a resource may wait at most until the peer is fenced, in seconds; 0 where it does not. */
export const fencePeerSeconds = (spec: Spec, resource: string): number =>
  drbdFencing(spec, spec.drbd?.resources?.[resource]) === 'resource-and-stonith' &&
  stackOf(spec) === 'pacemaker'
    ? peerPatience(spec) + dcPatience
    : 0

function fenceHandlers(
  spec: Spec,
  paths: { readonly drbd: string; readonly heartbeat: string },
  { twoPrimaries, fenced }: { readonly twoPrimaries: boolean; readonly fenced: string },
): DrbdHandlers {
  if (stackOf(spec) === 'heartbeat')
    return spec.heartbeat?.dopd ? { 'fence-peer': `${paths.heartbeat}/drbd-peer-outdater -t 5` } : {}
  if (stackOf(spec) !== 'pacemaker') return {}
  const dialect = drbdDialectOf(spec)
  const own = needsOwnFenceHandler(spec)
  const suffix = dialect === '9' ? '.9.sh' : '.sh'
  // As its comments have it for clusters that fence: I/O waits until the peer is dead, and longer for a DC.
  const times =
    fenced === 'resource-and-stonith'
      ? ` --timeout ${peerPatience(spec)} --dc-timeout ${peerPatience(spec) + dcPatience}`
      : ''
  const fence = own
    ? `${ownFenceHandler} fence${twoPrimaries ? ' strict' : ''}`
    : `${paths.drbd}/crm-fence-peer${suffix}${times}`
  const unfence = own ? `${ownFenceHandler} unfence` : `${paths.drbd}/crm-unfence-peer${suffix}`
  return {
    'fence-peer': fence,
    // drbdadm knows unfence-peer from drbd-utils 9 on; before, the end of the resync is the moment.
    ...(dialect !== '8.3' && drbdUtilsAtLeast(spec, '9.0') && { 'unfence-peer': unfence }),
    ...(dialect !== '9' && { 'after-resync-target': unfence }),
  }
}

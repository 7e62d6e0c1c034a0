import { ringNetworks, stackOf } from './effective.ts'
import type { Heartbeat, HeartbeatMedium, Spec } from './spec.ts'

/** The settings of a heartbeat cluster, empty when the spec says nothing; undefined for other stacks. */
export const heartbeatOf = (spec: Spec): Heartbeat | undefined =>
  stackOf(spec) === 'heartbeat' ? (spec.heartbeat ?? {}) : undefined

/** The paths of the heartbeats: what the spec says, else unicast over every ring, which needs neither broadcast nor multicast. */
export const heartbeatMedia = (spec: Spec): readonly HeartbeatMedium[] =>
  spec.heartbeat?.media ?? ringNetworks(spec).map((ucast) => ({ ucast }))

/** The network of a medium; a serial line has none. */
export const networkOf = (medium: HeartbeatMedium): string | undefined =>
  medium.ucast ?? medium.bcast ?? medium.mcast

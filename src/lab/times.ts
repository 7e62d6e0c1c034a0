import { millisecondsOf, secondsOf } from '../spec/arithmetic/units.ts'
import { stackOf } from '../spec/effective.ts'
import type { Drbd, Operations, Spec, SpecSource } from '../spec/spec.ts'

/** An emulated machine on a busy host stands still for seconds: what counts silence must wait longer. */
const tokenMs = 10_000
const heartbeatTimes = { keepalive: '2s', warntime: '15s', deadtime: '30s', initdead: '120s' } as const
const operationS = 180
/** timeout (tenths of a second) must stay below connect-int and ping-int (seconds; drbd.conf(5)). */
const drbdNet = { timeout: 140, 'connect-int': 15, 'ping-int': 15, 'ping-timeout': 60 } as const

/** The parts of a spec that say how long something may take, with times for machines that are emulated. */
export function labTimes(spec: Spec): Partial<SpecSource> {
  return {
    ...(spec.drbd && { drbd: patientDrbd(spec.drbd) }),
    ...(stackOf(spec) === 'heartbeat' && {
      heartbeat: { ...spec.heartbeat, ...heartbeatTimes, ...deadping(spec) },
    }),
    ...(stackOf(spec) === 'pacemaker' && {
      corosync: patientCorosync(spec.corosync),
      pacemaker: {
        ...spec.pacemaker,
        'minimum-timeout': `${operationS}s`,
        'operation-defaults': { ...spec.pacemaker?.['operation-defaults'], timeout: `${operationS}s` },
      },
    }),
    ...(spec.services && {
      services: mapValues(spec.services, (service) => ({
        ...service,
        ...(service.operations && { operations: patientOperations(service.operations) }),
      })),
    }),
  }
}

const mapValues = <T, U>(record: { [name: string]: T }, change: (value: T) => U): { [name: string]: U } =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]))

const patientDrbd = (drbd: Drbd): Drbd => ({
  ...drbd,
  net: { ...drbd.net, ...drbdNet },
  ...(drbd.resources && {
    resources: mapValues(drbd.resources, (resource) => ({
      ...resource,
      ...(resource.net && { net: { ...resource.net, ...drbdNet } }),
    })),
  }),
})

const deadping = ({ heartbeat }: Spec): { deadping?: string } =>
  heartbeat?.deadping === undefined ? {} : { deadping: heartbeatTimes.deadtime }

/** Everything that depends on the token is computed from it. */
function patientCorosync({
  consensus: _consensus,
  links: _links,
  ...kept
}: NonNullable<Spec['corosync']> = {}): NonNullable<Spec['corosync']> {
  return { ...kept, token: Math.max(kept.token ?? 0, tokenMs) }
}

/** No monitor runs so often that one is always running. */
const patientOperations = (operations: Operations): Operations =>
  mapValues(operations, (operation) => ({
    ...operation,
    ...(operation.interval !== undefined &&
      millisecondsOf(operation.interval) > 0 && {
        interval: `${Math.max(secondsOf(operation.interval), 30)}s`,
      }),
  }))

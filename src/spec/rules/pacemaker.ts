import { nearest } from '../../core/suggest.ts'
import { atLeast } from '../../core/version.ts'
import { millisecondsOf } from '../arithmetic/units.ts'
import { stackOf, lowestVersion } from '../effective.ts'
import { clusterProperties, metaAttributes, operationAttributes } from '../pacemaker-words.ts'
import { plainText } from '../values.ts'
import type { Report, Rule } from '../rule.ts'
import type { Operations, Path, Spec, Values } from '../spec.ts'

const explained = 'Pacemaker Explained'

/** All operations that the spec gives, with whose they are. */
const operations = (spec: Spec): [name: string, all: Operations][] =>
  Object.entries(spec.services ?? {}).flatMap(([name, service]) =>
    service.operations ? [[name, service.operations] as [string, Operations]] : [],
  )

/** All meta attributes that the spec gives. */
function* metas(spec: Spec): Generator<{ path: Path; of: string; values: Values }> {
  for (const [part, word] of [
    ['services', 'service'],
    ['groups', 'group'],
    ['vms', 'virtual machine'],
  ] as const)
    for (const [name, { meta }] of Object.entries(spec[part] ?? {}))
      if (meta) yield { path: [part, name, 'meta'], of: `${word} ${name}`, values: meta }
  for (const [name, { clone }] of Object.entries(spec.services ?? {}))
    if (typeof clone === 'object')
      yield { path: ['services', name, 'clone'], of: `the clone of ${name}`, values: clone }
  for (const [name, { meta }] of Object.entries(spec.fencing?.devices ?? {}))
    if (meta) yield { path: ['fencing', 'devices', name, 'meta'], of: `fence device ${name}`, values: meta }
  const defaults = spec.pacemaker?.['resource-defaults']
  if (defaults) yield { path: ['pacemaker', 'resource-defaults'], of: 'resource-defaults', values: defaults }
}

/** Reports words that are not known: an error when one is close to a known one, else a warning. */
function unknownWords(
  report: Report,
  {
    path,
    of,
    values,
    known,
    what,
  }: { path: Path; of?: string; values: Values; known: readonly string[]; what: string },
): void {
  for (const name of Object.keys(values)) {
    if (known.includes(name)) continue
    const meant = nearest(name, known)
    report(
      [...path, name],
      `${name}${of === undefined ? '' : ` of ${of}`} is no ${what} of pacemaker.`,
      meant === undefined ? 'take it out; pacemaker ignores what it does not know' : `did you mean ${meant}?`,
      meant === undefined ? 'warning' : 'error',
    )
  }
}

export const rules: Rule[] = [
  {
    code: 'SVC020',
    severity: 'warning',
    title: 'Meta attributes are known to pacemaker.',
    why: 'Pacemaker ignores an unknown name in silence, and the resource goes without what was wanted.',
    example: { bad: 'meta: { resource_stickiness: 200 }', good: 'meta: { resource-stickiness: 200 }' },
    source: `${explained}, Resource Meta-Attributes`,
    check(spec, report) {
      for (const { path, of, values } of metas(spec))
        unknownWords(report, { path, of, values, known: metaAttributes, what: 'meta attribute' })
      const defaults = spec.pacemaker?.['operation-defaults']
      if (defaults)
        unknownWords(report, {
          path: ['pacemaker', 'operation-defaults'],
          values: defaults,
          known: operationAttributes,
          what: 'setting of operations',
        })
    },
  },
  {
    code: 'SVC021',
    severity: 'warning',
    title: 'Cluster properties are known to pacemaker.',
    why: 'Pacemaker ignores an unknown name in silence, and the cluster behaves as by default.',
    example: { bad: 'properties: { no-quorum-polic: stop }', good: 'properties: { no-quorum-policy: stop }' },
    source: 'pacemaker-schedulerd(7), pacemaker-controld(7)',
    check(spec, report) {
      unknownWords(report, {
        path: ['pacemaker', 'properties'],
        values: spec.pacemaker?.properties ?? {},
        known: clusterProperties,
        what: 'cluster property',
      })
    },
  },
  {
    code: 'SVC024',
    severity: 'warning',
    title: 'Services stay where they are when a node comes back.',
    why: 'With stickiness 0 they move back at once: one interruption more, and endless ones when the node is flapping.',
    example: {
      bad: 'resource-defaults: { resource-stickiness: 0 }',
      good: 'resource-defaults: { resource-stickiness: 100 }',
    },
    source: `${explained}, resource-stickiness`,
    check(spec, report) {
      const said = spec.pacemaker?.['resource-defaults']?.['resource-stickiness']
      const value = plainText(said)
      if (value !== '' && Number(value) <= 0)
        report(
          ['pacemaker', 'resource-defaults', 'resource-stickiness'],
          `resource-stickiness is ${value}, so everything moves whenever a node comes back.`,
          'write a number above the preferences, such as 100 or 200',
        )
    },
  },
  {
    code: 'SVC027',
    severity: 'error',
    title: 'Monitors of one resource have different intervals.',
    why: 'Pacemaker knows an operation by its name and interval: of two monitors with one interval, the second is never run.',
    example: {
      bad: 'operations: { monitor-promoted: { interval: 30s }, monitor-unpromoted: { interval: 30s } }',
      good: 'operations: { monitor-promoted: { interval: 29s }, monitor-unpromoted: { interval: 31s } }',
    },
    source: `${explained}, Monitoring Resources When They Are Promoted`,
    check(spec, report) {
      for (const [name, all] of operations(spec)) {
        const seen = new Map<number, string>()
        for (const key of ['monitor', 'monitor-promoted', 'monitor-unpromoted'] as const) {
          const interval = all[key]?.interval
          if (interval === undefined) continue
          const time = millisecondsOf(interval)
          const other = seen.get(time)
          if (other !== undefined)
            report(
              ['services', name, 'operations', key, 'interval'],
              `${other} and ${key} of service ${name} have the same interval ${interval}.`,
              'make one of them a second longer',
            )
          else seen.set(time, key)
        }
      }
    },
  },
  {
    code: 'SVC028',
    severity: 'error',
    title: 'Operations have time to run.',
    why: 'A timeout of 0 fails every call at once; a failed stop means that the node is fenced.',
    example: { bad: 'operations: { stop: { timeout: 0 } }', good: 'operations: { stop: { timeout: 60s } }' },
    source: `${explained}, Operation Properties`,
    check(spec, report) {
      for (const [name, all] of operations(spec))
        for (const [key, { timeout, interval }] of Object.entries(all)) {
          const base = ['services', name, 'operations', key]
          if (timeout !== undefined && millisecondsOf(timeout) < 1000)
            report(
              [...base, 'timeout'],
              `The timeout of ${key} of service ${name} is ${timeout}, less than a second.`,
              'write how long it may take, such as 60s',
            )
          if (interval === undefined || key.startsWith('monitor')) {
            if (interval !== undefined && millisecondsOf(interval) === 0)
              report(
                [...base, 'interval'],
                `The ${key} of service ${name} never runs, its interval is 0.`,
                'write how often it is to run, such as 30s',
              )
          } else if (millisecondsOf(interval) > 0)
            report(
              [...base, 'interval'],
              `${key} of service ${name} has an interval, but only monitors are repeated.`,
              'take the interval out',
            )
        }
    },
  },
  {
    code: 'SVC029',
    severity: 'warning',
    title: 'Stopping gets the time that it needs.',
    why: 'A stop that times out is a failed stop, and a node that cannot stop a service is fenced: everything on it dies.',
    example: { bad: 'operations: { stop: { timeout: 5s } }', good: 'operations: { stop: { timeout: 60s } }' },
    source: `${explained}, on-fail of stop`,
    check(spec, report) {
      for (const [name, all] of operations(spec)) {
        const timeout = all['stop']?.timeout
        const least = spec.services![name]!.address === undefined ? 20_000 : 10_000
        if (timeout === undefined || millisecondsOf(timeout) < 1000 || millisecondsOf(timeout) >= least)
          continue
        report(
          ['services', name, 'operations', 'stop', 'timeout'],
          `Service ${name} has ${timeout} to stop; after that its node is fenced.`,
          `write at least ${least / 1000}s`,
        )
      }
    },
  },
  {
    code: 'SVC030',
    severity: 'warning',
    title: 'A failed stop is not ignored.',
    why: 'The service may still be running and writing when the other node starts it too.',
    example: {
      bad: 'operations: { stop: { on-fail: ignore } }',
      good: 'operations: { stop: { on-fail: fence } }',
    },
    source: `${explained}, on-fail`,
    check(spec, report) {
      for (const [name, all] of operations(spec)) {
        if (all['stop']?.['on-fail'] === 'ignore')
          report(
            ['services', name, 'operations', 'stop', 'on-fail'],
            `A stop of service ${name} that fails is ignored.`,
            'write fence or block, or take it out',
          )
        for (const [key, { 'on-fail': onFail }] of Object.entries(all))
          if (onFail === 'demote' && !atLeast(lowestVersion(spec, 'pacemaker'), '2.0.5'))
            report(
              ['services', name, 'operations', key, 'on-fail'],
              `on-fail demote of service ${name} needs pacemaker 2.0.5, ${lowestVersion(spec, 'pacemaker')} is there.`,
              'write restart',
              'error',
            )
      }
    },
  },
  {
    code: 'SVC031',
    severity: 'warning',
    title: 'Settings of pacemaker are for clusters with pacemaker.',
    why: 'Heartbeat with haresources and cman do not read them.',
    example: {
      bad: 'stack: heartbeat\npacemaker: { properties: { no-quorum-policy: stop } }',
      good: 'stack: heartbeat',
    },
    source: 'heartbeat(8); ha.cf(5)',
    check(spec, report) {
      const stack = stackOf(spec)
      if (stack === 'pacemaker' || spec.pacemaker === undefined || spec.profile !== undefined) return
      report(
        ['pacemaker'],
        `The cluster runs ${stack === 'none' ? 'no cluster manager' : stack}, which does not read the settings of pacemaker.`,
        'take pacemaker out, or write stack: pacemaker',
      )
    },
  },
]

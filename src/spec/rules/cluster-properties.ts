import { nearest } from '../../core/suggest.ts'
import { atLeast } from '../../core/version.ts'
import { lowestVersion } from '../effective.ts'
import { isFenced } from '../fencing.ts'
import { booleanProperties, booleanWords, wordProperties } from '../pacemaker-words.ts'
import { plainText } from '../values.ts'
import type { Rule } from '../rule.ts'
import type { Path, Spec } from '../spec.ts'

const property = (spec: Spec, name: string): string | undefined => {
  const properties = spec.pacemaker?.properties ?? {}
  return Object.hasOwn(properties, name) ? plainText(properties[name]) : undefined
}

const propertyPath = (name: string): Path => ['pacemaker', 'properties', name]

const means = (value: string, truth: boolean): boolean =>
  booleanWords[`${truth}`].includes(value.toLowerCase())

/** Properties that keep the cluster from its work, with the value that does (pacemaker-schedulerd(7)). */
const idleProperties = [
  ['maintenance-mode', true, 'In maintenance-mode pacemaker starts and watches nothing.', 'warning'],
  ['stop-all-resources', true, 'stop-all-resources keeps everything stopped.', 'warning'],
  [
    'symmetric-cluster',
    false,
    'With symmetric-cluster false nothing may run anywhere but where a location allows it, DRBD resources neither.',
    'warning',
  ],
  [
    'startup-fencing',
    false,
    'With startup-fencing false a node that was never seen counts as off: what runs there is started here a second time, and destroys its data.',
    'error',
  ],
  [
    'enable-startup-probes',
    false,
    'Without startup probes pacemaker does not see what runs already, and starts it a second time.',
    'warning',
  ],
] as const

export const rules: Rule[] = [
  {
    code: 'SVC022',
    severity: 'warning',
    title: 'Without quorum the cluster stops, it does not go on.',
    why: 'With ignore both halves of a split cluster run everything. Two nodes need two_node in corosync 2 and later, and fencing; not ignore.',
    example: {
      bad: 'properties: { no-quorum-policy: ignore }',
      good: 'quorum: { two_node: true }   # the default with two nodes',
    },
    source: 'votequorum(5) two_node; Clusters from Scratch',
    check(spec, report) {
      if (property(spec, 'no-quorum-policy') !== 'ignore') return
      const many = Object.keys(spec.nodes).length > 2
      // Corosync 1.4 has no two_node: there ignore is the only way to run on with one of two nodes.
      if (!many && !atLeast(lowestVersion(spec, 'corosync'), '2')) return
      report(
        propertyPath('no-quorum-policy'),
        many
          ? 'With more than two nodes no-quorum-policy ignore lets every part of a split cluster run all services.'
          : 'no-quorum-policy ignore lets both halves of a split cluster run all services.',
        many
          ? 'write stop'
          : 'take it out; two_node gives one of two nodes quorum, and fencing decides which',
        many ? 'error' : 'warning',
      )
    },
  },
  {
    code: 'SVC033',
    severity: 'warning',
    title: 'The cluster may start what it is for, and looks before it does.',
    why: 'These settings are for an hour of maintenance; written down they are what every installation begins with: nothing starts, or what runs elsewhere is started a second time.',
    example: {
      bad: 'properties: { maintenance-mode: true }',
      good: '# leave it out; crm configure property maintenance-mode=true while you need it',
    },
    source: 'pacemaker-schedulerd(7)',
    check(spec, report) {
      for (const [name, idle, sentence, severity] of idleProperties) {
        const value = property(spec, name)
        if (value !== undefined && means(value, idle))
          report(propertyPath(name), sentence, 'take it out', severity)
      }
      const defaults = spec.pacemaker?.['resource-defaults'] ?? {}
      const isIdle: { readonly [name: string]: (value: string) => boolean } = {
        'is-managed': (value) => means(value, false),
        'target-role': (value) => value.toLowerCase() === 'stopped',
      }
      for (const [name, idles] of Object.entries(isIdle))
        if (Object.hasOwn(defaults, name) && idles(plainText(defaults[name])))
          report(
            ['pacemaker', 'resource-defaults', name],
            `${name} of resource-defaults keeps pacemaker from starting anything.`,
            'take it out',
          )
    },
  },
  {
    code: 'SVC034',
    severity: 'error',
    title: 'Cluster properties have values that pacemaker knows.',
    why: 'For any other value pacemaker takes its default and says so in a log only: the cluster does what nobody wrote.',
    example: {
      bad: 'properties: { stop-orphan-resources: fasle }',
      good: 'properties: { stop-orphan-resources: false }',
    },
    source: 'pacemaker-schedulerd(7), pacemaker-controld(7), pacemaker-based(7)',
    check(spec, report) {
      for (const [name, said] of Object.entries(spec.pacemaker?.properties ?? {})) {
        const value = plainText(said)
        const isBoolean = booleanProperties.includes(name)
        const known = isBoolean ? Object.values(booleanWords).flat() : wordProperties[name]
        if (value === '' || known === undefined || known.includes(isBoolean ? value.toLowerCase() : value))
          continue
        // Of short words the nearest may be the opposite: of, off, on.
        const meant = isBoolean ? undefined : nearest(value, known)
        const all = isBoolean ? 'true or false' : `one of ${known.join(', ')}`
        report(
          propertyPath(name),
          `${name} cannot be ${value}; pacemaker would take its default.`,
          meant === undefined ? `write ${all}` : `did you mean ${meant}?`,
        )
      }
    },
  },
  {
    code: 'SVC023',
    severity: 'warning',
    title: 'Scheduler inputs are kept in limited number.',
    why: 'With -1 every transition leaves a file in /var/lib/pacemaker/pengine, until /var is full and the cluster stops.',
    example: {
      bad: 'properties: { pe-input-series-max: -1 }',
      good: 'properties: { pe-input-series-max: 200 }',
    },
    source: 'pacemaker-schedulerd(7) pe-input-series-max',
    check(spec, report) {
      for (const name of ['pe-error-series-max', 'pe-warn-series-max', 'pe-input-series-max'])
        if (Number(property(spec, name) ?? 0) < 0)
          report(propertyPath(name), `${name} is without limit.`, 'write a number such as 200')
    },
  },
  {
    code: 'SVC025',
    severity: 'warning',
    title: 'Live migrations run a few at a time.',
    why: 'All at once they share the link, none ends within its timeout, and a migration that fails is a restart.',
    example: { bad: 'properties: { migration-limit: -1 }', good: 'properties: { migration-limit: 2 }' },
    source: 'pacemaker-schedulerd(7) migration-limit',
    check(spec, report) {
      const value = property(spec, 'migration-limit')
      const count = Object.keys(spec.vms ?? {}).length
      if (value !== undefined && (Number(value) < 0 || Number(value) > 4) && count > 2)
        report(
          propertyPath('migration-limit'),
          `migration-limit is ${Number(value) < 0 ? 'without limit' : value} with ${count} virtual machines.`,
          'write 1 or 2',
        )
    },
  },
  {
    code: 'SVC026',
    severity: 'warning',
    title: 'stonith-enabled follows from fencing.',
    why: 'Said a second time by hand it can say the opposite, and then a cluster that looks fenced is not.',
    example: {
      bad: 'properties: { stonith-enabled: false }',
      good: 'fencing: { none-because: test machines without data }',
    },
    source: 'pacemaker-schedulerd(7) stonith-enabled',
    check(spec, report) {
      const value = property(spec, 'stonith-enabled') ?? property(spec, 'fencing-enabled')
      if (value === undefined) return
      const name = property(spec, 'stonith-enabled') === undefined ? 'fencing-enabled' : 'stonith-enabled'
      const wanted = !means(value, false)
      const fenced = isFenced(spec)
      if (wanted !== fenced)
        report(
          propertyPath(name),
          `${name} is ${value}, but the cluster ${fenced ? 'has fencing' : 'has no fencing'}.`,
          fenced
            ? 'take it out; with fence devices it is true'
            : 'take it out and write fencing with devices, or none-because with the reason',
          'error',
        )
      else report(propertyPath(name), `${name} follows from fencing.`, 'take it out')
    },
  },
]

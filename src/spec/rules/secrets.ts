import { isSecretParameter } from '../fence-agents.ts'
import { stackOf } from '../effective.ts'
import type { Rule } from '../rule.ts'
import type { Path, Spec, Value, Values } from '../spec.ts'

/** All parameters that the spec gives to agents, with whose they are. */
function* parameters(spec: Spec): Generator<{ path: Path; of: string; values: Values }> {
  for (const [part, word] of [
    ['services', 'service'],
    ['vms', 'virtual machine'],
  ] as const)
    for (const [name, { params }] of Object.entries(spec[part] ?? {}))
      if (params) yield { path: [part, name, 'params'], of: `${word} ${name}`, values: params }
  for (const [name, { params }] of Object.entries(spec.fencing?.devices ?? {}))
    if (params)
      yield { path: ['fencing', 'devices', name, 'params'], of: `fence device ${name}`, values: params }
}

/** Everything in the spec that values of this kind may stand in but agents do not read. */
function* settings(spec: Spec): Generator<{ path: Path; values: Values }> {
  for (const part of ['properties', 'resource-defaults', 'operation-defaults'] as const) {
    const values = spec.pacemaker?.[part]
    if (values) yield { path: ['pacemaker', part], values }
  }
  for (const part of ['services', 'groups', 'vms'] as const)
    for (const [name, { meta }] of Object.entries(spec[part] ?? {}))
      if (meta) yield { path: [part, name, 'meta'], values: meta }
  for (const [name, { clone }] of Object.entries(spec.services ?? {}))
    if (typeof clone === 'object') yield { path: ['services', name, 'clone'], values: clone }
  for (const [name, { meta }] of Object.entries(spec.fencing?.devices ?? {}))
    if (meta) yield { path: ['fencing', 'devices', name, 'meta'], values: meta }
}

const secretOf = (value: Value): string | undefined => (typeof value === 'object' ? value.secret : undefined)

export const rules: Rule[] = [
  {
    code: 'SEC001',
    severity: 'error',
    title: 'Passwords stand in the secrets file, not in cluster.yaml.',
    why: 'The spec is shown, copied, mailed and kept in version control; whoever reads a fence password can switch the nodes off.',
    example: {
      bad: 'params: { username: fence, password: geheim }',
      good: 'params: { username: fence, password: { secret: ipmi } }',
    },
    source: 'cluster.yaml: { secret: NAME }',
    check(spec, report) {
      for (const { path, of, values } of parameters(spec))
        for (const [name, value] of Object.entries(values))
          if (isSecretParameter(name) && secretOf(value) === undefined && typeof value !== 'boolean')
            report(
              [...path, name],
              `The ${name} of ${of} stands here in the clear.`,
              `write ${name}: { secret: NAME } and put the value into the secrets file`,
            )
    },
  },
  {
    code: 'SEC002',
    severity: 'error',
    title: 'A secret has one purpose.',
    why: 'The secret of DRBD is made at random and read by DRBD alone; the password of a device is given from outside. One name cannot be both, and a leak of one would open the other.',
    example: {
      bad: 'drbd: { auth: { secret: ipmi } }   # and password: { secret: ipmi }',
      good: 'drbd: { auth: { secret: drbd } }',
    },
    source: 'drbd.conf(5) shared-secret',
    check(spec, report) {
      const made = new Map<string, string>([
        ['corosync-authkey', 'the key of corosync'],
        ['heartbeat-authkeys', 'the key of heartbeat'],
      ])
      const drbd: [Path, string | undefined][] = [
        [['drbd', 'auth', 'secret'], spec.drbd?.auth?.secret],
        ...Object.entries(spec.drbd?.resources ?? {}).map(([name, { auth }]): [Path, string | undefined] => [
          ['drbd', 'resources', name, 'auth', 'secret'],
          auth?.secret,
        ]),
      ]
      for (const [, name] of drbd) if (name !== undefined) made.set(name, 'the shared secret of DRBD')
      for (const { path, of, values } of parameters(spec))
        for (const [key, value] of Object.entries(values)) {
          const name = secretOf(value)
          const other = name === undefined ? undefined : made.get(name)
          if (other !== undefined)
            report(
              [...path, key],
              `The secret ${name} is ${other} and the ${key} of ${of}.`,
              'give one of them a name of its own',
            )
        }
    },
  },
  {
    code: 'SEC003',
    severity: 'error',
    title: 'No text looks like the place of a secret.',
    why: 'Where @SECRET:NAME@ stands in a file, the value of a secret is written; a text of that form would put it where everybody can read it.',
    example: { bad: 'description: "@SECRET:ipmi@"', good: 'password: { secret: ipmi }' },
    source: 'ha-bootstrap generate: how secrets come into files',
    check(spec, report) {
      const look = (value: unknown, path: (string | number)[]): void => {
        if (typeof value === 'string') {
          if (value.includes('@SECRET:'))
            report([...path], 'A text has the form of the place of a secret.', 'write it differently')
        } else if (typeof value === 'object' && value !== null)
          for (const [name, child] of Object.entries(value)) {
            path.push(Array.isArray(value) ? Number(name) : name)
            look(child, path)
            path.pop()
          }
      }
      look(spec, [])
    },
  },
  {
    code: 'SEC004',
    severity: 'error',
    title: 'Secrets are parameters of agents.',
    why: 'Meta attributes and cluster properties are shown by crm_mon and written to logs.',
    example: {
      bad: 'meta: { description: { secret: ipmi } }',
      good: 'params: { password: { secret: ipmi } }',
    },
    source: 'Pacemaker Explained',
    check(spec, report) {
      for (const { path, values } of settings(spec))
        for (const [name, value] of Object.entries(values))
          if (secretOf(value) !== undefined)
            report(
              [...path, name],
              `The secret ${secretOf(value)} cannot be used for ${name}: everybody may read that.`,
              'use it in params only',
            )
    },
  },
  {
    code: 'SEC005',
    severity: 'error',
    title: 'With heartbeat no service needs a secret.',
    why: 'haresources, which would hold it, is readable for everybody and shows in ps.',
    example: {
      bad: 'stack: heartbeat\nservices: { x: { agent: ocf:heartbeat:mysql, params: { test_passwd: { secret: db } } } }',
      good: 'stack: pacemaker',
    },
    source: 'heartbeat 3.0.6, ResourceManager',
    check(spec, report) {
      if (stackOf(spec) !== 'heartbeat') return
      for (const [name, { params }] of Object.entries(spec.services ?? {}))
        for (const [key, value] of Object.entries(params ?? {}))
          if (secretOf(value) !== undefined)
            report(
              ['services', name, 'params', key],
              `The secret ${secretOf(value)} of service ${name} would stand in haresources.`,
              'let the start script read it from a file of its own',
            )
    },
  },
]

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
    title: 'Secrets of the spec do not have the names of the keys that are made for the cluster itself.',
    why: 'Under one name there is one value: the key of the membership traffic would become the password of a device, known outside.',
    example: { bad: 'password: { secret: corosync-authkey }', good: 'password: { secret: ipmi }' },
    source: 'corosync-keygen(8); ha-bootstrap generate',
    check(spec, report) {
      const reserved = new Set(['corosync-authkey', 'heartbeat-authkeys'])
      const look = (name: string | undefined, path: Path): void => {
        if (name !== undefined && reserved.has(name))
          report(path, `${name} is the name of a key that is made for the cluster.`, 'choose another name')
      }
      look(spec.drbd?.auth?.secret, ['drbd', 'auth', 'secret'])
      for (const [name, { auth }] of Object.entries(spec.drbd?.resources ?? {}))
        look(auth?.secret, ['drbd', 'resources', name, 'auth', 'secret'])
      for (const { path, values } of parameters(spec))
        for (const [key, value] of Object.entries(values)) look(secretOf(value), [...path, key])
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

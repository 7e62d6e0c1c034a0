import { crmshWrites } from '../../core/quote.ts'
import { stackOf } from '../effective.ts'
import type { Rule } from '../rule.ts'
import type { Path, Values } from '../spec.ts'
import { shown } from '../wording.ts'

export const rules: Rule[] = [
  {
    code: 'CRM001',
    severity: 'info',
    title: 'Parameters can be written in a script of crmsh.',
    why: 'crmsh loses a backslash at the end of a value or before a quote and garbles what is not ASCII; then only cib.xml is made, and no cib.crm.',
    example: { bad: 'params: { title: Grüße }', good: 'params: { title: Greetings }' },
    source: 'measured with crmsh 4.4.1 on Debian 12: configure load replace',
    check(spec, report) {
      if (stackOf(spec) !== 'pacemaker') return
      const look = (values: Values | undefined, path: Path): void => {
        for (const [key, value] of Object.entries(values ?? {}))
          if (typeof value === 'string' && !crmshWrites(value))
            report(
              [...path, key],
              `crmsh cannot hold the value ${shown(value)} of ${key}, so the cluster is given as cib.xml alone.`,
              'use ASCII without a backslash at the end or before a quote if you want cib.crm as well',
            )
      }
      const parts = { services: spec.services, vms: spec.vms, groups: spec.groups } as const
      for (const [part, things] of Object.entries(parts))
        for (const [name, thing] of Object.entries(things ?? {})) {
          look((thing as { params?: Values }).params, [part, name, 'params'])
          look((thing as { meta?: Values }).meta, [part, name, 'meta'])
        }
      for (const [name, { params, meta }] of Object.entries(spec.fencing?.devices ?? {})) {
        look(params, ['fencing', 'devices', name, 'params'])
        look(meta, ['fencing', 'devices', name, 'meta'])
      }
    },
  },
]

import { putAll } from '../src/run/step.ts'
import type { Step } from '../src/run/step.ts'

/** What the members prove themselves to each other with. */
export const keys: Step = {
  id: 'keys',
  title: 'Put keys in place and let the nodes know each other',
  on: 'every-node',
  danger: 'none',
  actions: ({ files }) =>
    putAll(files, '/etc/corosync/authkey', '/etc/ha.d/authkeys', '/var/lib/pve-cluster/'),
}

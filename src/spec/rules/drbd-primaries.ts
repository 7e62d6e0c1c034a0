import { drbdCopies, drbdDialectOf, drbdWords, isFenced, drbdResources } from '../drbd.ts'
import { placeOf } from '../drbd-said.ts'
import { stackOf } from '../effective.ts'
import type { Rule } from '../rule.ts'
import type { Spec } from '../spec.ts'

/** Whether the author wrote down that this cluster runs without fencing. */
const consented = (spec: Spec): boolean => spec.fencing?.['none-because'] !== undefined

export const rules: Rule[] = [
  {
    code: 'DRB020',
    severity: 'error',
    title: 'Two primaries use protocol C.',
    why: 'The kernel refuses anything else: "Failure: (139) Protocol C required", and the connection never comes up. drbdadm does not notice.',
    example: {
      bad: 'drbd: { protocol: B, dual-primary: always }',
      good: 'drbd: { protocol: C, dual-primary: always }',
    },
    source: 'drbd.conf(5) allow-two-primaries; measured with DRBD 8.4.11',
    check(spec, report) {
      for (const [name, resource] of drbdResources(spec)) {
        const { protocol = 'C', dualPrimary } = drbdWords(spec, resource)
        if (dualPrimary !== 'never' && protocol !== 'C')
          report(
            placeOf(spec, name, 'protocol'),
            `${name} may have two primaries, but replicates with protocol ${protocol}.`,
            'say protocol: C, or dual-primary: never',
          )
      }
    },
  },
  {
    code: 'DRB021',
    severity: 'error',
    title: 'Two primaries are the only two copies.',
    why: 'Two primaries with a third copy lose data: DRBD cannot keep more than two in step when both write, and ocf:linbit:drbd refuses it.',
    example: {
      bad: 'resources: { a: { disk: vg0/a, dual-primary: always } }   # three copies',
      good: 'a: { disk: vg0/a, nodes: [node1, node2], dual-primary: always }',
    },
    source: 'ocf:linbit:drbd, clone-max; DRBD User\'s Guide, "Dual-primary mode"',
    check(spec, report) {
      for (const [name, resource] of drbdResources(spec)) {
        const copies = drbdCopies(spec, resource)
        if (
          drbdDialectOf(spec) === '9' &&
          copies.length > 2 &&
          drbdWords(spec, resource).dualPrimary !== 'never'
        )
          report(
            placeOf(spec, name, 'dual-primary'),
            `${name} may have two primaries, but has ${copies.length} copies.`,
            'keep it on two nodes, or say dual-primary: never',
          )
      }
    },
  },
  {
    code: 'DRB022',
    severity: 'error',
    title: 'Two primaries are fenced: resource-and-stonith, and a cluster manager that can switch nodes off.',
    why: 'When the link breaks both go on writing. Only a node that is switched off cannot; without fencing the copies part for good and one side is thrown away.',
    example: {
      bad: 'drbd: { dual-primary: always, net: { fencing: resource-only } }',
      good: 'drbd: { dual-primary: always }   # and fencing: { devices: … }',
    },
    source: 'drbd.conf(5) fencing; DRBD User\'s Guide, "Dual-primary mode"',
    check(spec, report) {
      for (const [name, resource] of drbdResources(spec)) {
        if (drbdWords(spec, resource).dualPrimary === 'never') continue
        const said = drbdWords(spec, resource).net.fencing
        if (isFenced(spec) && said !== undefined && said !== 'resource-and-stonith')
          report(
            placeOf(spec, name, 'net', 'fencing'),
            `${name} may have two primaries, but its fencing policy is ${said}.`,
            'say fencing: resource-and-stonith, or leave it out',
          )
        else if (!isFenced(spec))
          report(
            placeOf(spec, name, 'dual-primary'),
            `${name} may have two primaries, but nothing fences a node that is out of reach.`,
            `say under fencing how the nodes can be switched off${consented(spec) ? '' : ', or none-because with the reason'}; or dual-primary: never`,
            consented(spec) ? 'warning' : 'error',
          )
      }
    },
  },
  {
    code: 'DRB024',
    severity: 'warning',
    title: 'dual-primary: migration needs pacemaker, DRBD 8.4 and a file that never allows two primaries.',
    why: 'The window is opened and closed by ha-live-migrate, which asks pacemaker to keep its hands off meanwhile. DRBD 8.3 cannot change the option while it is connected.',
    example: {
      bad: 'stack: heartbeat   # drbd: { dual-primary: migration }',
      good: 'drbd: { dual-primary: never }',
    },
    source: 'drbdsetup-8.4(8) net-options; measured with DRBD 8.4.11',
    check(spec, report) {
      for (const [name, resource] of drbdResources(spec)) {
        if (drbdWords(spec, resource).dualPrimary !== 'migration') continue
        const path = placeOf(spec, name, 'dual-primary')
        if (drbdDialectOf(spec) === '8.3')
          report(
            path,
            `DRBD 8.3 cannot allow two primaries of ${name} for a migration only.`,
            'say dual-primary: never, or always with fencing',
            'error',
          )
        else if (stackOf(spec) !== 'pacemaker')
          report(
            path,
            `${name} has dual-primary: migration, but with the stack ${stackOf(spec)} nothing opens and closes the window.`,
            'say dual-primary: never',
          )
      }
    },
  },
  {
    code: 'DRB036',
    severity: 'warning',
    title: 'A machine that is moved through a window stays where it was moved.',
    why: 'When a node is preferred by more than resource-stickiness, pacemaker would bring the machine back at once, by stopping it; ha-live-migrate sees that and leaves pacemaker out until somebody decides.',
    example: {
      bad: 'vms: { mail: { prefer: { node1: 500 } } }   # resource-stickiness: 100',
      good: 'vms: { mail: { prefer: { node1: 50 } } }',
    },
    source: 'Pacemaker Explained, resource-stickiness; crm_simulate',
    check(spec, report) {
      const stickiness = Number(spec.pacemaker?.['resource-defaults']?.['resource-stickiness'] ?? 100)
      if (Number.isNaN(stickiness) || stackOf(spec) !== 'pacemaker') return
      for (const [machine, { disks, prefer, meta }] of Object.entries(spec.vms ?? {})) {
        const windowed = (disks ?? []).some(({ drbd }) => {
          const resource = spec.drbd?.resources?.[drbd?.split('/')[0] ?? '']
          return resource !== undefined && drbdWords(spec, resource).dualPrimary === 'migration'
        })
        const own = meta?.['resource-stickiness']
        const glue = own === undefined ? stickiness : Number(own)
        for (const [node, score] of Object.entries(prefer ?? {})) {
          if (!windowed || !(score === 'INFINITY' || Number(score) > glue)) continue
          report(
            ['vms', machine, 'prefer', node],
            `${machine} prefers ${node} by ${score}, more than its stickiness of ${glue}: it would not stay elsewhere.`,
            glue > 1
              ? `prefer ${node} by less than ${glue}`
              : 'raise resource-stickiness above it, to 100 or more',
          )
        }
      }
    },
  },
]

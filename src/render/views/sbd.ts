import type { Plan } from '../../plan/plan.ts'
import type { Template } from '../template.ts'

/** Whether fencing goes through a UPS by nut's own tools. */
const usesNut = (plan: Plan): boolean =>
  plan.cib.primitives.some(({ origin, type }) => origin === 'fencing' && type === 'external/nut') ||
  (plan.membership.heartbeat?.stonith ?? []).some(({ type }) => type === 'external/nut')

export const templates: readonly Template[] = [
  {
    id: 'etc/default/sbd',
    comment: '#',
    proof: 'sh',
    place: ({ membership: { sbd } }, node) =>
      sbd
        ? [
            {
              path: `${node.platform.paths.defaults}/sbd`,
              mode: 0o644,
              view: {
                settings: [
                  ...(sbd.devices.length > 0 ? [{ key: 'SBD_DEVICE', value: sbd.devices.join(';') }] : []),
                  { key: 'SBD_PACEMAKER', value: 'yes' },
                  { key: 'SBD_STARTMODE', value: sbd.startMode },
                  // sbd(8): 1 would mean "yes", which is msgwait; a number of seconds says what it is.
                  { key: 'SBD_DELAY_START', value: sbd.delayStartS > 0 ? String(sbd.delayStartS) : 'no' },
                  { key: 'SBD_WATCHDOG_DEV', value: sbd.watchdogs[node.name]! },
                  { key: 'SBD_WATCHDOG_TIMEOUT', value: String(sbd.watchdogTimeoutS) },
                  { key: 'SBD_TIMEOUT_ACTION', value: 'flush,reboot' },
                  { key: 'SBD_MOVE_TO_ROOT_CGROUP', value: 'auto' },
                  { key: 'SBD_SYNC_RESOURCE_STARTUP', value: 'yes' },
                  { key: 'SBD_OPTS', value: '' },
                ],
              },
            },
          ]
        : [],
  },
  {
    id: 'etc/nut/nut.conf',
    comment: '#',
    proof: 'sh',
    place: (plan, node) =>
      usesNut(plan) && node.platform.family === 'debian'
        ? [{ path: '/etc/nut/nut.conf', mode: 0o640, view: {} }]
        : [],
  },
]

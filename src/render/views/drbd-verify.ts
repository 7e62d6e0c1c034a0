import { verifyTurn } from '../../plan/drbd.ts'
import type { VerifyTurn } from '../../plan/drbd.ts'
import type { NodePlan, Plan } from '../../plan/plan.ts'
import type { Placement, Template } from '../template.ts'

const program = '/usr/local/lib/ha-bootstrap/drbd-verify'
const weekdays = ['Sun', 'Sat', 'Fri', 'Thu', 'Wed', 'Tue', 'Mon'] as const

const init = (node: NodePlan): NodePlan['platform']['init'] => node.platform.init

function when(
  want: NodePlan['platform']['init'],
  place: (turn: VerifyTurn, plan: Plan) => Placement,
): Template['place'] {
  return (plan, node) => {
    const turn = verifyTurn(plan, node)
    return turn && init(node) === want ? [place(turn, plan)] : []
  }
}

const script: Template = {
  id: 'usr/local/lib/ha-bootstrap/drbd-verify',
  comment: '#',
  proof: 'sh',
  place: (plan, node) => (verifyTurn(plan, node) ? [{ path: program, mode: 0o755, view: {} }] : []),
}

const service: Template = {
  id: 'etc/systemd/system/drbd-verify.service',
  comment: '#',
  proof: 'systemd',
  place: when('systemd', ({ resources }) => ({
    path: '/etc/systemd/system/drbd-verify.service',
    mode: 0o644,
    view: { resources },
  })),
}

const timer: Template = {
  id: 'etc/systemd/system/drbd-verify.timer',
  comment: '#',
  proof: 'systemd',
  place: when('systemd', ({ every, day }) => ({
    path: '/etc/systemd/system/drbd-verify.timer',
    mode: 0o644,
    view: {
      schedule: every,
      calendar:
        every === 'weekly'
          ? `${weekdays[day % 7]} 02:30`
          : `*-*-${String((day % 28) + 1).padStart(2, '0')} 02:30`,
    },
  })),
}

const cron: Template = {
  id: 'etc/cron.d/ha-bootstrap-drbd-verify',
  comment: '#',
  proof: 'none',
  place: when('sysv', ({ every, day, resources }, plan) => ({
    path: '/etc/cron.d/ha-bootstrap-drbd-verify',
    mode: 0o644,
    view: {
      mail: plan.cluster.mail,
      times: every === 'weekly' ? `30 2 * * ${(7 - (day % 7)) % 7}` : `30 2 ${(day % 28) + 1} * *`,
      resources,
    },
  })),
}

/** Slackware's crond runs what lies in /etc/cron.weekly and /etc/cron.monthly. */
const runParts: Template = {
  id: 'etc/cron.monthly/drbd-verify',
  comment: '#',
  proof: 'sh',
  place: when('bsd', ({ every, resources }) => ({
    path: `/etc/cron.${every}/drbd-verify`,
    mode: 0o755,
    view: { resources },
  })),
}

export const templates: Template[] = [script, service, timer, cron, runParts]

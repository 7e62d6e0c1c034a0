import { platformOf, stackOf } from '../effective.ts'
import type { Rule } from '../rule.ts'

export const rules: Rule[] = [
  {
    code: 'SLK001',
    severity: 'warning',
    title: 'Pacemaker starts no script of /etc/rc.d that Slackware starts as well.',
    why: 'Slackware starts at boot what is executable there, on every node; pacemaker cannot run what is not executable.',
    example: {
      bad: 'site: { lsb: rc.httpd } # on slackware-15.0 with pacemaker',
      good: 'site: { agent: "ocf:heartbeat:apache", params: { configfile: /etc/httpd/httpd.conf } }',
    },
    source: 'Slackware /etc/rc.d/rc.M; Linux Standard Base, iniscrptact',
    check(spec, report) {
      if (stackOf(spec) !== 'pacemaker') return
      const slackware = Object.values(spec.nodes).some((node) => platformOf(node).family === 'slackware')
      if (!slackware) return
      for (const [name, { lsb }] of Object.entries(spec.services ?? {}))
        if (lsb?.startsWith('rc.'))
          report(
            ['services', name, 'lsb'],
            `Slackware starts ${lsb} at boot on every node when it is executable, and pacemaker cannot run it when it is not.`,
            'use the OCF agent of the daemon, or a copy of the script whose name does not begin with rc.',
          )
    },
  },
]

import { sh } from '../src/core/sh.ts'
import type { NodePlan } from '../src/plan/plan.ts'
import { putAll } from '../src/run/step.ts'
import type { Action, Step } from '../src/run/step.ts'

/** Web servers read the configuration of what moves with a file system. */
export const web: Step = {
  id: 'web',
  title: 'Configure web servers whose content moves',
  on: 'every-node',
  danger: 'none',
  actions: ({ node, files }) => {
    const puts = putAll(files, '/etc/httpd/', '/etc/apache2/')
    return [...puts, ...puts.flatMap((put) => (put.do === 'put' ? switchedOn(node, put.path) : []))]
  },
}

function switchedOn(node: NodePlan, path: string): Action[] {
  if (node.platform.family === 'slackware')
    return [
      {
        do: 'run',
        why: `have httpd.conf include ${path}`,
        unless: sh`grep -q -x -F ${`Include ${path}`} "$HA_ROOT"/etc/httpd/httpd.conf`,
        script: sh`[ -e "$HA_ROOT"/etc/httpd/httpd.conf ] || ha_fail 'There is no /etc/httpd/httpd.conf: is the package httpd installed?'
ha_keep /etc/httpd/httpd.conf
printf '%s\\n' ${`Include ${path}`} >>"$HA_ROOT"/etc/httpd/httpd.conf`,
      },
    ]
  if (!path.includes('/conf-available/')) return []
  const enabled = path.replace('/conf-available/', '/conf-enabled/')
  const target = path.replace('/etc/apache2/', '../')
  return [
    {
      do: 'run',
      why: `have apache2 read ${path}`,
      unless: sh`[ "$(readlink ${enabled})" = ${target} ]`,
      script: sh`mkdir -p /etc/apache2/conf-enabled
ln -s -f ${target} ${enabled}`,
    },
    {
      // Its virtual host would answer every request from /var/www/html.
      do: 'run',
      why: 'switch off the site that came with apache2',
      unless: sh`! ha_apache_is_stock`,
      script: sh`ha_keep /etc/apache2/sites-enabled/000-default.conf
rm -f /etc/apache2/sites-enabled/000-default.conf`,
    },
    {
      // The cluster may have started it already, here or elsewhere.
      do: 'run',
      why: 'have a running apache2 read its changed configuration',
      unless: sh`ha_is apache2 stopped || ha_reloaded apache2 ${path}`,
      script: sh`apache2ctl -t -q
systemctl reload apache2`,
    },
  ]
}

import type { NodePlan } from '../../plan/plan.ts'
import type { WebPlan } from '../../plan/web.ts'
import type { Template } from '../template.ts'

/** Where the distribution's httpd looks for further configuration, and how it comes to read the file. */
function placeOf({ platform }: NodePlan, { service }: WebPlan): { path: string; include: string } {
  const name = `ha-bootstrap-${service}`
  if (platform.family === 'slackware') {
    const path = `/etc/httpd/extra/${name}.conf`
    return { path, include: `Put into /etc/httpd/httpd.conf, at its end: Include ${path}` }
  }
  // Until wheezy everything in conf.d was read; from apache2 2.4 on a2enconf makes the link.
  return platform.init === 'systemd'
    ? { path: `/etc/apache2/conf-available/${name}.conf`, include: `Switch it on with: a2enconf ${name}` }
    : { path: `/etc/apache2/conf.d/${name}.conf`, include: 'apache2 reads it without further ado.' }
}

export const templates: Template[] = [
  {
    id: 'etc/httpd/extra/ha-bootstrap.conf',
    comment: '#',
    proof: 'none',
    place: (plan, node) =>
      plan.web.map((web) => {
        const { path, include } = placeOf(node, web)
        return {
          path,
          mode: 0o644,
          view: {
            service: web.service,
            include,
            documentRoot: web.documentRoot,
            directories: [web.documentRoot, ...(web.cgiBin === undefined ? [] : [web.cgiBin])],
            cgiBin: web.cgiBin ?? false,
            logs: web.logs ?? false,
          },
        }
      }),
  },
]

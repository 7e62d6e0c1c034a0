import type { Rule } from '../rule.ts'
import type { Spec } from '../spec.ts'

/** Mount points of the file systems that the cluster moves. */
const mounts = (spec: Spec): string[] =>
  Object.values(spec.services ?? {}).flatMap(({ filesystem }) => (filesystem ? [filesystem.mount] : []))

const below = (path: string, mount: string): boolean =>
  path === mount || path.startsWith(mount.endsWith('/') ? mount : `${mount}/`)

export const rules: Rule[] = [
  {
    code: 'WEB001',
    severity: 'warning',
    title: 'The content of a web server lies on a file system that moves with it.',
    why: 'What lies on the node itself is another copy on the other node, and old there after a fail-over.',
    example: {
      bad: 'httpd: { lsb: rc.httpd, web: { document-root: /var/www/htdocs } }',
      good: 'httpd: { lsb: rc.httpd, web: { document-root: /data/www/htdocs } } # with data mounted on /data',
    },
    source: 'httpd documentation, core, DocumentRoot',
    check(spec, report) {
      for (const [name, { web }] of Object.entries(spec.services ?? {}))
        for (const [key, path] of Object.entries(web ?? {}))
          if (!mounts(spec).some((mount) => below(path, mount)))
            report(
              ['services', name, 'web', key],
              `services.${name}.web.${key} is ${path}, which is on none of the file systems that the cluster moves.`,
              mounts(spec).length > 0
                ? `write a path below ${mounts(spec).join(' or ')}`
                : 'add a service with a filesystem, and write a path below its mount',
            )
    },
  },
  {
    code: 'WEB002',
    severity: 'error',
    title: 'Web content belongs to a daemon.',
    why: 'The configuration is for the httpd that the service starts; an address or a file system starts none.',
    example: {
      bad: 'site: { address: 192.168.1.50/24, web: { document-root: /data/www } }',
      good: 'site: { systemd: apache2, web: { document-root: /data/www } }',
    },
    source: 'httpd documentation, core, DocumentRoot',
    check(spec, report) {
      for (const [name, service] of Object.entries(spec.services ?? {}))
        if (service.web && (service.address !== undefined || service.filesystem !== undefined))
          report(
            ['services', name, 'web'],
            `The service ${name} has web content but starts no web server.`,
            'move web to the service that has systemd, lsb or agent',
          )
    },
  },
]

import type { Template } from '../template.ts'

export const templates: Template[] = [
  {
    id: 'etc/hosts',
    comment: '#',
    proof: 'none',
    place: (_plan, node) => [
      {
        path: '/etc/hosts',
        mode: 0o644,
        view: {
          hosts: node.network.hosts.map(({ address, names }) => ({ address, names: names.join(' ') })),
        },
      },
    ],
  },
  {
    // No comment: the init scripts of old releases take the file as it is.
    id: 'etc/hostname',
    comment: 'none',
    proof: 'none',
    place: (_plan, node) => [
      node.platform.family === 'slackware'
        ? { path: '/etc/HOSTNAME', mode: 0o644, view: { name: node.fqdn ?? node.name } }
        : { path: '/etc/hostname', mode: 0o644, view: { name: node.name } },
    ],
  },
  {
    id: 'etc/resolv.conf',
    comment: '#',
    proof: 'none',
    place: (_plan, node) => {
      const dns = node.network.dns
      if (!dns || (dns.servers.length === 0 && dns.search.length === 0)) return []
      return [
        {
          path: '/etc/resolv.conf',
          mode: 0o644,
          view: { search: dns.search.join(' '), servers: dns.servers },
        },
      ]
    },
  },
]

import type { NodePlan } from '../../plan/plan.ts'
import type { Template } from '../template.ts'

/** chrony came to the node with its Debian; older ones and Slackware have ntpd. */
const hasChrony = (node: NodePlan): boolean => node.platform.init === 'systemd'

export const templates: Template[] = [
  {
    id: 'etc/modules-load.d/ha-bootstrap.conf',
    comment: '#',
    proof: 'none',
    place: (_plan, node) => {
      const { modules } = node.software
      if (node.platform.family !== 'debian' || modules.length === 0) return []
      const path = node.platform.init === 'systemd' ? '/etc/modules-load.d/ha-bootstrap.conf' : '/etc/modules'
      return [{ path, mode: 0o644, view: { modules } }]
    },
  },
  {
    id: 'etc/modprobe.d/ha-bootstrap.conf',
    comment: '#',
    proof: 'none',
    place: (_plan, node) =>
      node.software.modules.includes('bonding')
        ? [{ path: '/etc/modprobe.d/ha-bootstrap.conf', mode: 0o644, view: {} }]
        : [],
  },
  {
    id: 'etc/sysctl.d/60-ha-bootstrap.conf',
    comment: '#',
    proof: 'sysctl',
    place: (_plan, node) => {
      const { sysctl } = node.software
      if (sysctl.length === 0) return []
      const systemd = node.platform.init === 'systemd'
      return [
        {
          path: '/etc/sysctl.d/60-ha-bootstrap.conf',
          mode: 0o644,
          view: {
            // Settings of bridges are there only while br_netfilter is loaded; "-" lets them be absent.
            settings: sysctl.map(([key, value]) =>
              systemd && key.startsWith('net.bridge.') ? `-${key} = ${value}` : `${key} = ${value}`,
            ),
          },
        },
      ]
    },
  },
  {
    id: 'etc/chrony/chrony.conf',
    comment: '#',
    proof: 'chrony',
    place: (_plan, node) =>
      hasChrony(node)
        ? [
            {
              path: '/etc/chrony/chrony.conf',
              mode: 0o644,
              view: {
                sources: node.software.timeServers.map(({ kind, host }) =>
                  kind === 'pool' ? `pool ${host} iburst maxsources 4` : `server ${host} iburst`,
                ),
              },
            },
          ]
        : [],
  },
  {
    id: 'etc/ntp.conf',
    comment: '#',
    proof: 'none',
    place: (_plan, node) =>
      hasChrony(node)
        ? []
        : [
            {
              path: '/etc/ntp.conf',
              mode: 0o644,
              view: {
                // The ntpd of these releases has no pools: each line is one server of it.
                sources: node.software.timeServers.map(({ host }) => `server ${host} iburst`),
                driftfile: node.platform.family === 'debian' ? '/var/lib/ntp/ntp.drift' : '/etc/ntp/drift',
              },
            },
          ],
  },
  {
    id: 'etc/timezone',
    comment: 'none',
    proof: 'none',
    place: (_plan, node) =>
      node.platform.family === 'debian' && node.software.timeZone !== undefined
        ? [{ path: '/etc/timezone', mode: 0o644, view: { zone: node.software.timeZone } }]
        : [],
  },
]

import type { NodePlan } from '../../plan/plan.ts'
import { atLeast } from '../../core/version.ts'
import { afterInet1, inet1Lines } from '../inet1.ts'
import type { Inet1Dialect } from '../inet1.ts'
import type { Template } from '../template.ts'

/** network-scripts 15.0 brought prefix lengths, bonds and VLANs. */
const dialectOf = (node: NodePlan): Inet1Dialect =>
  atLeast(node.platform.id.replace('slackware-', ''), '15.0') ? 'new' : 'old'

/** Daemons of SlackBuilds that the cluster's services need and that nothing else starts. */
const startedHere = ['rc.multipathd', 'rc.libvirt']

export const templates: Template[] = [
  {
    id: 'etc/rc.d/rc.inet1.conf',
    comment: '#',
    proof: 'rc.inet1',
    place: (_plan, node) => {
      const { style, interfaces } = node.network
      if (style !== 'rc.inet1' || interfaces.length === 0) return []
      const gateways = interfaces.flatMap((found) => found.gateways)
      const { blocks, count } = inet1Lines(interfaces, dialectOf(node))
      return [
        {
          path: '/etc/rc.d/rc.inet1.conf',
          // It may hold passphrases of wireless networks; Slackware installs it like this.
          mode: 0o600,
          view: {
            blocks,
            count: String(count),
            gateway: gateways.find((gateway) => !gateway.includes(':')) ?? '',
            gateway6: gateways.find((gateway) => gateway.includes(':')) ?? '',
          },
        },
      ]
    },
  },
  {
    id: 'etc/rc.d/rc.modules.local',
    comment: '#',
    proof: 'sh',
    place: (_plan, node) =>
      node.platform.family !== 'slackware' || node.software.modules.length === 0
        ? []
        : [
            {
              path: '/etc/rc.d/rc.modules.local',
              mode: 0o755,
              view: { modules: node.software.modules },
            },
          ],
  },
  {
    id: 'etc/rc.d/rc.ha-prepare',
    comment: '#',
    proof: 'sh',
    place: (_plan, node) => {
      if (node.platform.family !== 'slackware') return []
      const network =
        node.network.style === 'rc.inet1' ? afterInet1(node.network.interfaces, dialectOf(node)) : []
      // Releases before 14.2 have no rc.modules.local, and the agents load no module.
      const modules = node.software.modules.filter((name) => name === 'drbd' || name === 'softdog')
      const start = node.software.enabled.filter((script) => startedHere.includes(script))
      if (network.length + modules.length + start.length === 0) return []
      return [{ path: '/etc/rc.d/rc.ha-prepare', mode: 0o755, view: { network, modules, start } }]
    },
  },
]

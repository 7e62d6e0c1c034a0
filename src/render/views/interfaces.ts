import type { InterfacePlan } from '../../plan/network.ts'
import type { NodePlan } from '../../plan/plan.ts'
import { interfaceStanzas } from '../ifupdown.ts'
import type { InterfacesDialect } from '../ifupdown.ts'
import type { Template } from '../template.ts'

function dialectOf(node: NodePlan): InterfacesDialect {
  if (node.network.style === 'ifupdown2') return 'ifupdown2'
  return node.platform.init === 'systemd' ? 'ifupdown' : 'old'
}

/** NICs whose names are to stay with a card or a slot. */
const pinned = (node: NodePlan): InterfacePlan[] =>
  node.network.interfaces.filter((nic) => nic.kind === 'nic' && (nic.mac ?? nic.pci) !== undefined)

/** A rule of the kind that udev's own generator wrote, which the udev of that time and eudev read. */
function udevRule(nic: InterfacePlan): string {
  const match =
    nic.mac === undefined
      ? [`KERNELS=="${nic.pci!.replace(/^pci-/, '')}"`]
      : [`ATTR{address}=="${nic.mac}"`, 'ATTR{dev_id}=="0x0"']
  return [
    'SUBSYSTEM=="net"',
    'ACTION=="add"',
    'DRIVERS=="?*"',
    ...match,
    'ATTR{type}=="1"',
    `NAME="${nic.name}"`,
  ].join(', ')
}

export const templates: Template[] = [
  {
    id: 'etc/network/interfaces',
    comment: '#',
    proof: 'ifupdown',
    place: (_plan, node) => {
      const { style, interfaces } = node.network
      if ((style !== 'ifupdown' && style !== 'ifupdown2') || interfaces.length === 0) return []
      const dialect = dialectOf(node)
      return [
        {
          path: '/etc/network/interfaces',
          mode: 0o644,
          proof: style,
          view: {
            sources: dialect !== 'old',
            stanzas: interfaces.flatMap((found) => interfaceStanzas(found, dialect)),
          },
        },
      ]
    },
  },
  {
    id: 'etc/systemd/network/NAME.link',
    comment: '#',
    proof: 'link',
    place: (_plan, node) =>
      node.platform.init !== 'systemd'
        ? []
        : pinned(node).map((nic) => ({
            path: `/etc/systemd/network/10-${nic.name}.link`,
            mode: 0o644,
            view: { name: nic.name, mac: nic.mac ?? '', path: nic.mac === undefined ? (nic.pci ?? '') : '' },
          })),
  },
  {
    id: 'etc/udev/rules.d/70-persistent-net.rules',
    comment: '#',
    proof: 'none',
    place: (_plan, node) =>
      node.platform.init === 'systemd' || pinned(node).length === 0
        ? []
        : [
            {
              path: '/etc/udev/rules.d/70-persistent-net.rules',
              mode: 0o644,
              view: { rules: pinned(node).map(udevRule) },
            },
          ],
  },
]

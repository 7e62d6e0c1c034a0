import { interfaceOn, interfaceStyle } from '../effective.ts'
import { listedInterfaces, nodeInterfaces } from '../interfaces.ts'
import type { Rule } from '../rule.ts'
import type { Path } from '../spec.ts'

export const rules: Rule[] = [
  {
    code: 'NET020',
    severity: 'error',
    title: 'A VLAN-aware bridge is made by ifupdown2.',
    why: 'ifupdown switches the filter on and ignores bridge-vids: every port then has VLAN 1 only, and guests in others are cut off.',
    example: {
      bad: 'br0: { bridge: { ports: [bond0], vlan-aware: true } }',
      good: 'interface-style: ifupdown2',
    },
    source: 'measured with bridge-utils 1.7.1 and ifupdown 0.8.41; ifupdown2 bridge-vids',
    check(spec, report) {
      for (const { node, name, value, path } of listedInterfaces(spec)) {
        if (!value.bridge) continue
        const style = interfaceStyle(spec.nodes[node]!)
        if (value.bridge['vlan-aware'] && style !== 'ifupdown2' && style !== 'none')
          report(
            [...path, 'bridge', 'vlan-aware'],
            `${name} is VLAN-aware, which ${style} cannot set up.`,
            'write interface-style: ifupdown2 for the node, or a VLAN and a bridge for each number',
          )
        if (value.bridge.vids === undefined) continue
        if (!value.bridge['vlan-aware'])
          report(
            [...path, 'bridge', 'vids'],
            `${name} has vids and is not VLAN-aware.`,
            'add vlan-aware: true, or remove vids',
          )
        for (const range of value.bridge.vids.split(' ')) {
          const [first = 0, last = first] = range.split('-').map(Number)
          if (first < 1 || last > 4094 || first > last)
            report(
              [...path, 'bridge', 'vids'],
              `${range} is no range of VLAN numbers.`,
              'write numbers from 1 to 4094, the lower one first',
            )
        }
      }
    },
  },
  {
    code: 'NET021',
    severity: 'error',
    title: 'A bridge does not close a circle.',
    why: 'Two ports into the same network send every broadcast round for ever; the network stands still within seconds, and both nodes lose each other.',
    example: {
      bad: 'br0: { bridge: { ports: [eth0, eth0.7] } }',
      good: 'br0: { bridge: { ports: [bond0] } }\nbond0: { bond: { members: [eth0, eth1] } }',
    },
    source: 'IEEE 802.1D; bridge-utils-interfaces(5) bridge_stp',
    check(spec, report) {
      for (const node of Object.keys(spec.nodes)) {
        const found = nodeInterfaces(spec, node)
        for (const [name, { value }] of found) {
          if (!value.bridge) continue
          const path = ['nodes', node, 'interfaces', name, 'bridge', 'ports']
          const { ports } = value.bridge
          const tag = (port: string): string | undefined => {
            const vlan = found.get(port)?.value.vlan
            return vlan && `${vlan.on} ${vlan.id}`
          }
          ports.forEach((port, i) => {
            const parent = found.get(port)?.value.vlan?.on
            const same = ports
              .slice(0, i)
              .find((other) => tag(other) !== undefined && tag(other) === tag(port))
            if (parent !== undefined && ports.includes(parent))
              report(
                [...path, i],
                `${name} has both ${parent} and ${port}, a VLAN on it, as ports.`,
                `leave ${parent} for untagged packets or ${port} for tagged ones, each in a bridge of its own`,
              )
            else if (same !== undefined)
              report(
                [...path, i],
                `${same} and ${port} are the same VLAN, and both are ports of ${name}.`,
                'remove one',
              )
          })
          const outward = ports.filter((port) => ['nic', 'bond'].includes(found.get(port)?.kind ?? ''))
          if (outward.length > 1 && !value.bridge.stp)
            report(
              path,
              `${name} joins ${outward.join(' and ')} without spanning tree: if they lead to the same switch, the network stops.`,
              'make them members of a bond and the bond the only port, or write stp: true',
              'warning',
            )
        }
      }
    },
  },
  {
    code: 'NET022',
    severity: 'warning',
    title: 'A bridge that takes part in the spanning tree waits before it forwards.',
    why: 'A forward delay of 0 with STP forwards into a circle before it is seen; the kernel raises it to 2 seconds. A bridge of a host with STP can become the root of the whole network.',
    example: {
      bad: 'br0: { bridge: { ports: [bond0], stp: true, forward-delay: 0 } }',
      good: 'br0: { bridge: { ports: [bond0], stp: false } }',
    },
    source: 'linux/net/bridge/br_stp.c BR_MIN_FORWARD_DELAY; IEEE 802.1D 8.10.2',
    check(spec, report) {
      for (const { name, value, path } of listedInterfaces(spec)) {
        if (!value.bridge?.stp) continue
        const { 'forward-delay': delay = 15, 'max-age': age = 20, 'hello-time': hello = 2 } = value.bridge
        if (delay < 2)
          report(
            [...path, 'bridge', 'forward-delay'],
            `${name} has spanning tree on and a forward delay of ${delay} s; 2 is the least.`,
            'write 15, or stp: false where only one cable leads to the switch',
          )
        else if (2 * (delay - 1) < age || age < 2 * (hello + 1))
          report(
            [...path, 'bridge'],
            `${name} breaks 2 × (hello-time + 1) ≤ max-age ≤ 2 × (forward-delay − 1): ${hello}, ${age} and ${delay} s.`,
            'leave the three out, or keep to the formula',
          )
      }
    },
  },
  {
    code: 'NET023',
    severity: 'error',
    title: 'A VLAN has a number of its own on its parent, and a name that fits.',
    why: 'The kernel takes a number once on a parent. bond0.370 means VLAN 370 on bond0 to every tool, whatever else is written.',
    example: {
      bad: 'bond0.370: { vlan: { id: 371, on: bond0 } }',
      good: 'bond0.371: { vlan: { id: 371, on: bond0 } }',
    },
    source: 'vlan-interfaces(5); ip-link(8): "File exists"',
    check(spec, report) {
      for (const node of Object.keys(spec.nodes)) {
        const seen = new Map<string, string>()
        const found = nodeInterfaces(spec, node)
        for (const [name, { value, listed }] of found) {
          if (!value.vlan) continue
          const path: Path = listed
            ? ['nodes', node, 'interfaces', name, 'vlan']
            : ['nodes', node, 'interfaces']
          const { id, on } = value.vlan
          const first = seen.get(`${on} ${id}`)
          if (first === undefined) seen.set(`${on} ${id}`, name)
          else
            report(
              [...path, 'id'],
              `${first} and ${name} are both VLAN ${id} on ${on}.`,
              'remove one, or correct its number',
            )
          const [, namedOn, namedId] = /^(.+)\.([0-9]+)$/.exec(name) ?? /^(vlan)0*([0-9]+)$/.exec(name) ?? []
          if (namedId !== undefined && Number(namedId) !== id)
            report(
              [...path, 'id'],
              `${name} is VLAN ${id}, and its name says ${Number(namedId)}.`,
              `call it ${on}.${id} or vlan${id}`,
            )
          else if (namedOn !== undefined && namedOn !== 'vlan' && namedOn !== on)
            report(
              [...path, 'on'],
              `${name} is on ${on}, and its name says ${namedOn}.`,
              `call it ${on}.${id} or vlan${id}`,
            )
          const master = found.get(on)?.master
          if (master !== undefined && found.get(master)?.kind === 'bond')
            report(
              [...path, 'on'],
              `${name} is on ${on}, which is a member of ${master}.`,
              `write on: ${master}; the bond carries the VLANs`,
            )
        }
      }
    },
  },
  {
    code: 'NET027',
    severity: 'warning',
    title: 'Replication has a link that the guests cannot fill.',
    why: 'On a shared gigabit link a backup of one guest delays every write of all others, and a resynchronisation drowns the heartbeats.',
    example: {
      bad: 'drbd: { network: lan } # with lan on br0, where the machines are',
      good: 'drbd: { network: replication } # with replication on bond0 of its own',
    },
    source: 'drbd.conf(5) network; Proxmox VE Cluster Manager, network requirements',
    check(spec, report) {
      const bridges = new Set(
        Object.values(spec.vms ?? {}).flatMap(({ nics }) =>
          (nics ?? []).flatMap(({ bridge }) => bridge ?? []),
        ),
      )
      const network = spec.drbd?.network
      if (network === undefined || !spec.networks?.[network]) return
      if ((spec.networks[network].speed ?? 1000) > 1000) return
      for (const node of Object.keys(spec.nodes)) {
        const name = interfaceOn(spec, node, network)
        if (name !== undefined && bridges.has(name))
          report(
            ['drbd', 'network'],
            `Replication runs over ${network}, whose interface ${name} is also the guests' bridge.`,
            'give replication a network and a cable of its own, or say speed: where the link is faster than 1000 Mbit/s',
          )
      }
    },
  },
]

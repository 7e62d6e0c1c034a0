import { interfaceKind } from '../effective.ts'
import { interfaceCycle, listedInterfaces, lowersOf, networksOver, nodeInterfaces } from '../interfaces.ts'
import type { Rule } from '../rule.ts'
import type { Path, Spec } from '../spec.ts'

/** Longest name of an interface in bytes: IFNAMSIZ without its NUL. */
const longestName = 15

const interfacePath = (spec: Spec, node: string, name: string): Path =>
  spec.nodes[node]?.interfaces?.[name] ? ['nodes', node, 'interfaces', name] : ['nodes', node, 'interfaces']

const kinds = { nic: 'a NIC', bond: 'a bond', vlan: 'a VLAN', bridge: 'a bridge' } as const

export const rules: Rule[] = [
  {
    code: 'NET011',
    severity: 'error',
    title: 'An interface has a name that the kernel takes.',
    why: 'A name has 15 bytes at most, and NAME.ID of a VLAN counts as a whole: ifup fails with "not a valid ifname".',
    example: {
      bad: 'enp129s0f1np1.3701: { vlan: { id: 3701, on: enp129s0f1np1 } }',
      good: 'vlan3701: { vlan: { id: 3701, on: enp129s0f1np1 } }',
    },
    source: 'linux/if.h IFNAMSIZ; measured with iproute2 6.1',
    check(spec, report) {
      const judge = (name: string, path: Path): void => {
        if (name.length > longestName)
          report(
            path,
            `The interface name ${name} has ${name.length} characters; the kernel takes ${longestName}.`,
            'choose a shorter name; a VLAN may be called vlanID',
          )
        else if (['lo', 'all', 'default'].includes(name))
          report(
            path,
            `${name} cannot be the name of an interface of ours: the kernel has it for ${name === 'lo' ? 'the loopback device' : 'settings of all interfaces'}.`,
            'choose another name',
          )
      }
      for (const [network, value] of Object.entries(spec.networks ?? {})) {
        if (value.interface !== undefined) judge(value.interface, ['networks', network, 'interface'])
        for (const [node, name] of Object.entries(value['interface-of'] ?? {}))
          judge(name, ['networks', network, 'interface-of', node])
      }
      for (const { name, value, path } of listedInterfaces(spec)) {
        judge(name, path)
        value.bond?.members.forEach((member, i) => judge(member, [...path, 'bond', 'members', i]))
        value.bridge?.ports.forEach((port, i) => judge(port, [...path, 'bridge', 'ports', i]))
        if (value.vlan) judge(value.vlan.on, [...path, 'vlan', 'on'])
      }
    },
  },
  {
    code: 'NET014',
    severity: 'error',
    title: 'No interface stands on itself.',
    why: 'Nothing of a circle can come up first.',
    example: {
      bad: 'br0: { bridge: { ports: [v7] } }\nv7: { vlan: { id: 7, on: br0 } }',
      good: 'br0: { bridge: { ports: [v7] } }\nv7: { vlan: { id: 7, on: bond0 } }',
    },
    source: 'linux/net/core/dev.c: "Too many levels of symbolic links" for a loop of uppers',
    check(spec, report) {
      for (const node of Object.keys(spec.nodes)) {
        const cycle = interfaceCycle(nodeInterfaces(spec, node))
        if (cycle)
          report(
            interfacePath(spec, node, cycle[0]!),
            cycle.length === 1
              ? `${cycle[0]} stands on itself.`
              : `${[...cycle, cycle[0]].join(' stands on ')}.`,
            'take one of them out of the circle',
          )
      }
    },
  },
  {
    code: 'NET015',
    severity: 'error',
    title: 'What is part of a bond or bridge has no address of its own.',
    why: 'Its packets belong to the bond or bridge; an address on it answers at times, or never.',
    example: {
      bad: 'eth0: { addresses: [192.168.1.11/24] }\nbr0: { bridge: { ports: [eth0] } }',
      good: 'br0: { bridge: { ports: [eth0] }, addresses: [192.168.1.11/24] }',
    },
    source: 'ip-link(8) master; interfaces of rc.inet1 are flushed when they join a bridge',
    check(spec, report) {
      for (const node of Object.keys(spec.nodes))
        for (const [name, { value, master, kind }] of nodeInterfaces(spec, node)) {
          if (master === undefined) continue
          const part = `${name} is part of ${master}`
          const mend = `give the address to ${master}`
          const path = ['nodes', node, 'interfaces', name]
          if (value.addresses?.length)
            report([...path, 'addresses'], `${part} and has an address of its own.`, mend)
          if (value.dhcp) report([...path, 'dhcp'], `${part} and asks for an address by DHCP.`, mend)
          for (const network of networksOver(spec, node, name)) {
            const own = spec.networks![network]!['interface-of']?.[node] !== undefined
            report(
              ['networks', network, ...(own ? ['interface-of', node] : ['interface'])],
              `${part}, and ${network} has its addresses on it.`,
              kind === 'nic' || kind === 'bond' || kind === 'vlan'
                ? `write interface: ${master}`
                : `take ${name} out of ${master}`,
            )
          }
        }
    },
  },
  {
    code: 'NET016',
    severity: 'error',
    title: 'An interface is part of one bond or bridge.',
    why: 'The kernel knows one master; the second takes it away or fails.',
    example: {
      bad: 'bond0: { bond: { members: [eth0, eth1] } }\nbr0: { bridge: { ports: [eth1] } }',
      good: 'bond0: { bond: { members: [eth0, eth1] } }\nbr0: { bridge: { ports: [bond0] } }',
    },
    source: 'ip-link(8) master: "Device or resource busy"',
    check(spec, report) {
      for (const [node, { interfaces }] of Object.entries(spec.nodes)) {
        const masters = new Map<string, string>()
        for (const [name, value] of Object.entries(interfaces ?? {})) {
          const key = value.bond ? ['bond', 'members'] : ['bridge', 'ports']
          if (!value.bond && !value.bridge) continue
          lowersOf(value).forEach((lower, i) => {
            const first = masters.get(lower)
            if (first === undefined) masters.set(lower, name)
            else if (first !== name)
              report(
                ['nodes', node, 'interfaces', name, ...key, i],
                `${lower} is part of ${first} and of ${name}.`,
                'leave it in one of them',
              )
          })
        }
      }
    },
  },
  {
    code: 'NET017',
    severity: 'error',
    title: 'An interface is one thing, and only a NIC is known by its address or slot.',
    why: 'bond, vlan and bridge each make an interface; a bond or bridge takes the MAC address of one of its members.',
    example: {
      bad: 'bond0: { bond: { members: [eth0, eth1] }, mac: "52:54:00:12:34:56" }',
      good: 'eth0: { mac: "52:54:00:12:34:56" }',
    },
    source: 'systemd.link(5); kernel Documentation/networking/bonding.rst',
    check(spec, report) {
      for (const { name, value, path } of listedInterfaces(spec)) {
        const given = (['bond', 'vlan', 'bridge'] as const).filter((key) => value[key] !== undefined)
        if (given.length > 1)
          report(
            [...path, given[1]!],
            `${name} is ${given.map((key) => kinds[key]).join(' and ')} at once.`,
            'give each an interface of its own: the bridge has the bond or VLAN as a port',
          )
        for (const key of ['mac', 'pci'] as const)
          if (given.length > 0 && value[key] !== undefined)
            report(
              [...path, key],
              `${name} is ${kinds[interfaceKind(value)]}, which has no ${key === 'mac' ? 'permanent MAC address' : 'slot'}.`,
              `write ${key}: at the NIC below it`,
            )
      }
    },
  },
  {
    code: 'NET018',
    severity: 'error',
    title: 'An interface carries no larger packets than what it stands on.',
    why: 'The kernel refuses a VLAN with a larger MTU than its parent; a bridge or bond with one drops large packets silently, and DRBD or corosync hang when traffic grows.',
    example: {
      bad: 'bond0: { mtu: 1500 }\nbond0.20: { vlan: { id: 20, on: bond0 }, mtu: 9000 }',
      good: 'bond0: { mtu: 9000 }\nbond0.20: { vlan: { id: 20, on: bond0 }, mtu: 9000 }',
    },
    source: 'ip-link(8) mtu: "Numerical result out of range"; bridge: smallest of its ports',
    check(spec, report) {
      for (const node of Object.keys(spec.nodes)) {
        const found = nodeInterfaces(spec, node)
        const saidMtu = (name: string): number | undefined =>
          found.get(name)?.value.mtu ??
          networksOver(spec, node, name)
            .map((network) => spec.networks![network]!.mtu)
            .find((mtu) => mtu !== undefined)
        for (const [name, { value, lowers }] of found) {
          const mtu = saidMtu(name)
          if (mtu === undefined) continue
          for (const lower of lowers) {
            const below = found.get(lower)?.value.mtu
            if (below === undefined || below >= mtu) continue
            report(
              ['nodes', node, 'interfaces', lower, 'mtu'],
              `${name} carries packets of ${mtu} bytes, and ${lower} below it only ${below}.`,
              `write mtu: ${mtu} for ${lower} or leave it out`,
            )
          }
          const networks = networksOver(spec, node, name).filter(
            (network) => value.mtu !== undefined && (spec.networks![network]!.mtu ?? value.mtu) > value.mtu,
          )
          for (const network of networks)
            report(
              ['nodes', node, 'interfaces', name, 'mtu'],
              `${network} has an MTU of ${spec.networks![network]!.mtu}, and ${name} on it ${value.mtu}.`,
              'write the same in both, the same on every node, or leave it out at the interface',
            )
        }
      }
    },
  },
  {
    code: 'NET019',
    severity: 'error',
    title: 'A network that the cluster uses has fixed addresses.',
    why: 'corosync, DRBD and the names know the address that is written; DHCP may give another, and gives none while its server is one of the machines that moves.',
    example: {
      bad: 'br0: { bridge: { ports: [eth0] }, dhcp: true }',
      good: 'br0: { bridge: { ports: [eth0] } }',
    },
    source: 'corosync.conf(5) ringX_addr; drbd.conf(5) address',
    check(spec, report) {
      for (const { node, name, value, path } of listedInterfaces(spec)) {
        if (!value.dhcp) continue
        for (const network of networksOver(spec, node, name))
          report(
            [...path, 'dhcp'],
            `${name} asks for an address by DHCP, and ${network} has fixed addresses on it.`,
            'remove dhcp',
          )
        if (value.addresses?.length)
          report(
            [...path, 'dhcp'],
            `${name} has fixed addresses and asks for one by DHCP.`,
            'remove one of the two',
          )
      }
    },
  },
  {
    code: 'NET024',
    severity: 'warning',
    title: 'What the cluster needs comes up at boot.',
    why: 'Members of bonds, ports of bridges and interfaces with addresses of the cluster must be there before it starts, in their order; hotplug waits for an event that virtual interfaces never have.',
    example: {
      bad: 'bond0: { bond: { members: [eth0, eth1] }, hotplug: true }',
      good: 'bond0: { bond: { members: [eth0, eth1] } }',
    },
    source: 'interfaces(5) allow-hotplug',
    check(spec, report) {
      for (const node of Object.keys(spec.nodes))
        for (const [name, { value, kind, master }] of nodeInterfaces(spec, node)) {
          if (!value.hotplug) continue
          const [network] = networksOver(spec, node, name)
          const because =
            kind !== 'nic'
              ? `is ${kinds[kind]}, for which no event comes`
              : master !== undefined
                ? `is part of ${master}`
                : network === undefined
                  ? undefined
                  : `carries ${network}`
          if (because)
            report(
              ['nodes', node, 'interfaces', name, 'hotplug'],
              `${name} is to come up by hotplug and ${because}.`,
              'remove hotplug: it then comes up at boot',
            )
        }
    },
  },
]

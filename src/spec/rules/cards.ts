import { interfaceKind, platformOf } from '../effective.ts'
import { listedInterfaces, nodeInterfaces } from '../interfaces.ts'
import type { Rule } from '../rule.ts'
import type { Path } from '../spec.ts'

export const rules: Rule[] = [
  {
    code: 'NET012',
    severity: 'error',
    title: 'A MAC address is that of one card.',
    why: 'The first byte of a group address is odd, and no card has one; nothing would ever match it.',
    example: { bad: 'mac: "53:54:00:12:34:56"', good: 'mac: "52:54:00:12:34:56"' },
    source: 'IEEE 802, clause 8: I/G bit',
    check(spec, report) {
      const judge = (mac: string, path: Path): void => {
        if (parseInt(mac.slice(1, 2), 16) % 2 === 1)
          report(
            path,
            `The MAC address ${mac} is one of a group, not of a card.`,
            'write what `ethtool -P` prints',
          )
        else if (/^(00:){5}00$/.test(mac))
          report(path, `The MAC address ${mac} is none.`, 'write what `ethtool -P` prints')
      }
      for (const { value, path } of listedInterfaces(spec)) if (value.mac) judge(value.mac, [...path, 'mac'])
    },
  },
  {
    code: 'NET013',
    severity: 'error',
    title: 'A MAC address or slot stands once.',
    why: 'Two names for one card: one of them never appears, and the cluster starts without that network.',
    example: {
      bad: 'node-defaults: { interfaces: { lan0: { mac: "52:54:00:aa:01:00" } } }',
      good: 'nodes: { node1: { interfaces: { lan0: { mac: "52:54:00:aa:01:00" } } } }',
    },
    source: 'systemd.link(5) PermanentMACAddress',
    check(spec, report) {
      const macs = new Map<string, string>()
      const slots = new Map<string, string>()
      const once = (
        seen: Map<string, string>,
        key: string,
        path: Path,
        what: string,
        shown: string,
      ): void => {
        const first = seen.get(key)
        if (first === undefined) seen.set(key, what)
        else
          report(
            path,
            `${shown} is the ${seen === macs ? 'MAC address' : 'slot'} of both ${first} and ${what}.`,
            'write to each card what is its own; what differs between nodes does not go under node-defaults',
          )
      }
      for (const { node, name, value, path } of listedInterfaces(spec)) {
        if (interfaceKind(value) !== 'nic') continue
        if (value.mac) once(macs, value.mac.toLowerCase(), [...path, 'mac'], `${name} of ${node}`, value.mac)
        if (value.pci) once(slots, `${node} ${value.pci}`, [...path, 'pci'], `${name} of ${node}`, value.pci)
      }
    },
  },
  {
    code: 'NET025',
    severity: 'warning',
    title: 'A name that is pinned to a card is not one that the kernel gives.',
    why: 'While udev renames one card to eth0, another may already be eth0: the renaming fails now and then, and the cables are crossed.',
    example: { bad: 'eth0: { mac: "52:54:00:aa:01:00" }', good: 'lan0: { mac: "52:54:00:aa:01:00" }' },
    source: 'systemd.link(5) Name=: "names from the kernel\'s namespace such as eth0 are not safe"',
    check(spec, report) {
      for (const { node, name, value, path } of listedInterfaces(spec)) {
        const systemd = platformOf(spec.nodes[node]!).init === 'systemd'
        if (systemd && /^eth[0-9]+$/.test(name) && (value.mac ?? value.pci) !== undefined)
          report(
            path,
            `${name} is pinned to a card, and the kernel itself gives names like it.`,
            'call it after its purpose, such as lan0 or repl0, or leave mac and pci out',
          )
      }
    },
  },
  {
    code: 'NET026',
    severity: 'warning',
    title: 'Either all cards that are used are pinned, or none.',
    why: 'A card that is not described gets the name that is left over; a new card or another kernel changes it. It may also be a slip of the pen.',
    example: {
      bad: 'lan0: { mac: … }\nbond0: { bond: { members: [repl0, repl1] } }',
      good: 'lan0: { mac: … }\nrepl0: { mac: … }\nrepl1: { mac: … }',
    },
    source: 'systemd.link(5); udev(7)',
    check(spec, report) {
      for (const node of Object.keys(spec.nodes)) {
        const nics = [...nodeInterfaces(spec, node)].filter(([, { kind }]) => kind === 'nic')
        const pinned = nics.filter(([, { value }]) => (value.mac ?? value.pci) !== undefined)
        if (pinned.length === 0) continue
        const loose = nics.filter(([, { value }]) => (value.mac ?? value.pci) === undefined)
        if (loose.length === 0) continue
        const names = loose.map(([name]) => name).join(', ')
        report(
          ['nodes', node, 'interfaces'],
          `${pinned.map(([name]) => name).join(', ')} of ${node} ${pinned.length === 1 ? 'is' : 'are'} pinned to ${pinned.length === 1 ? 'a card' : 'cards'}, and ${names} ${loose.length === 1 ? 'is' : 'are'} not.`,
          `add mac: or pci: for ${names} (\`ethtool -P\` prints the address), or correct the name`,
        )
      }
    },
  },
]

import { interfaceStyle, platformOf } from '../effective.ts'
import { listedInterfaces, nodeInterfaces } from '../interfaces.ts'
import type { Rule } from '../rule.ts'
import type { Node, Spec } from '../spec.ts'

/** Interfaces that rc.inet1 brings up when MAXNICS cannot be changed. */
const oldInet1Limit = 6

const isOldSlackware = (node: Node): boolean =>
  platformOf(node).family === 'slackware' && platformOf(node).id !== 'slackware-15.0'

const inet1Nodes = (spec: Spec): [string, Node][] =>
  Object.entries(spec.nodes).filter(([, node]) => interfaceStyle(node) === 'rc.inet1')

export const rules: Rule[] = [
  {
    code: 'NET028',
    severity: 'error',
    title: 'The program that configures the network exists on the platform.',
    why: 'A file that nothing reads leaves the node without network at the next boot.',
    example: {
      bad: 'platform: slackware-15.0\ninterface-style: ifupdown2',
      good: 'platform: slackware-15.0',
    },
    source: 'package indexes: ifupdown2 since Debian 9; rc.inet1 is part of Slackware',
    check(spec, report) {
      for (const [name, node] of Object.entries(spec.nodes)) {
        const style = node['interface-style']
        const platform = platformOf(node)
        if (style === undefined || style === 'none') continue
        const fits =
          platform.family === 'slackware'
            ? style === 'rc.inet1'
            : style === 'ifupdown' || (style === 'ifupdown2' && platform.init === 'systemd')
        if (!fits)
          report(
            ['nodes', name, 'interface-style'],
            `${platform.title} has no ${style}.`,
            `remove it: ${platform.title} has ${platform.network}`,
          )
      }
    },
  },
  {
    code: 'NET029',
    severity: 'error',
    title: "Slackware's rc.inet1 can make the interface.",
    why: 'rc.inet1 makes a VLAN of a name with a dot and of no other, a bridge only with ports, and bonds and VLANs only since Slackware 15.0; what it cannot make is left out without a word.',
    example: { bad: 'vlan7: { vlan: { id: 7, on: eth0 } }', good: 'eth0.7: { vlan: { id: 7, on: eth0 } }' },
    source: 'rc.inet1 and rc.inet1.conf(5) of network-scripts 15.0, README.VLANs, README.bonding',
    check(spec, report) {
      for (const { node, name, value, path } of listedInterfaces(spec)) {
        if (!inet1Nodes(spec).some(([found]) => found === node)) continue
        const { title } = platformOf(spec.nodes[node]!)
        const old = isOldSlackware(spec.nodes[node]!)
        for (const key of ['bond', 'vlan'] as const)
          if (old && value[key] !== undefined)
            report(
              [...path, key],
              `rc.inet1 of ${title} makes no ${key === 'bond' ? 'bonds' : 'VLANs'}, and ${name} is one.`,
              'use Slackware 15.0, or interface-style: none and a script of your own',
            )
        if (!old && value.vlan && name !== `${value.vlan.on}.${value.vlan.id}`)
          report(
            [...path, 'vlan'],
            `rc.inet1 reads parent and number of a VLAN from its name, and ${name} has none.`,
            `call it ${value.vlan.on}.${value.vlan.id}`,
          )
        if (value.bridge?.ports.length === 0)
          report(
            [...path, 'bridge', 'ports'],
            `rc.inet1 makes no bridge without ports, and ${name} has none.`,
            'add a port, or let libvirt make the network',
          )
      }
    },
  },
  {
    code: 'NET030',
    severity: 'warning',
    title: 'rc.inet1 of old releases brings up six interfaces.',
    why: 'Before Slackware 15.0 the number may stand in the script itself, whatever MAXNICS says; interfaces beyond it stay down.',
    example: { bad: 'seven interfaces with platform: slackware-14.2', good: 'platform: slackware-15.0' },
    source: 'rc.inet1 of Slackware 13.37 and 14.2, MAXNICS',
    check(spec, report) {
      for (const [name, node] of inet1Nodes(spec)) {
        if (!isOldSlackware(node)) continue
        const indexes = [...nodeInterfaces(spec, name).values()].filter(
          ({ kind, master }) => kind !== 'nic' || master === undefined,
        )
        if (indexes.length > oldInet1Limit)
          report(
            ['nodes', name, 'interfaces'],
            `${name} has ${indexes.length} interfaces, and rc.inet1 of ${platformOf(node).title} brings up ${oldInet1Limit}.`,
            'look at MAXNICS in /etc/rc.d/rc.inet1 of the node, or use Slackware 15.0',
          )
      }
    },
  },
]

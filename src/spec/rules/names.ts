import { addressesOn, canonicalIp, hostsNetwork, parseIp, rangeOf } from '../effective.ts'
import type { Rule } from '../rule.ts'
import type { Spec } from '../spec.ts'

/** Every name that /etc/hosts gives a node. */
const namesOf = (spec: Spec, node: string): string[] => {
  const { domain } = spec.nodes[node]!
  return domain === undefined ? [node] : [node, `${node}.${domain}`]
}

const isDnsName = (name: string): boolean =>
  name.length <= 253 &&
  name.split('.').every((label) => /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(label))

export const rules: Rule[] = [
  {
    code: 'NAM001',
    severity: 'error',
    title: 'A node has a name of its own.',
    why: 'localhost and its kin mean every machine itself; a name of digits is read as an address or a node ID.',
    example: { bad: 'nodes: { localhost: {} }', good: 'nodes: { node1: {} }' },
    source: 'RFC 6761 section 6.3; hosts(5); crm_node(8)',
    check(spec, report) {
      for (const node of Object.keys(spec.nodes))
        if (/^(localhost|localhost4|localhost6|ip6-.*|broadcasthost)$/.test(node))
          report(
            ['nodes', node],
            `${node} is not a name of one machine.`,
            'choose a name, set it with hostnamectl or in /etc/HOSTNAME, and write it here',
          )
        else if (/^[0-9]+$/.test(node))
          report(
            ['nodes', node],
            `The name ${node} has digits only, and would be read as a number.`,
            'begin it with a letter',
          )
    },
  },
  {
    code: 'NAM002',
    severity: 'error',
    title: 'Names of /etc/hosts do not lead to the machine itself.',
    why: 'A node whose name is 127.0.1.1 listens there: each node becomes a cluster of its own.',
    example: { bad: 'hosts: { 127.0.1.1: [node1] }', good: 'remove it: node1 is entered with its address' },
    source: 'Debian Reference 5.1.1 (127.0.1.1); corosync.conf(5) ringX_addr',
    check(spec, report) {
      for (const [address, names] of Object.entries(spec.hosts ?? {}))
        if (rangeOf(address) === 'loopback')
          report(
            ['hosts', address],
            `${address} is the machine itself, and hosts gives it the name ${names[0]}.`,
            'remove the entry; localhost is entered without asking, and the nodes with their addresses',
          )
        else if (['multicast', 'broadcast', 'unspecified'].includes(rangeOf(address) ?? ''))
          report(
            ['hosts', address],
            `${address} is no address of a machine.`,
            'write the address of the machine',
          )
        else if (address.includes('/') || parseIp(address) === undefined) continue
    },
  },
  {
    code: 'NAM003',
    severity: 'error',
    title: "A node's name has the node's address.",
    why: 'Two addresses for one name: the resolver takes the first line, and the cluster talks to the wrong one.',
    example: {
      bad: 'hosts: { 10.7.4.48: [node1] } # with node1 at 10.7.4.45',
      good: 'hosts: { 10.7.4.48: [printer] }',
    },
    source: 'hosts(5)',
    check(spec, report) {
      for (const [address, names] of Object.entries(spec.hosts ?? {}))
        for (const node of Object.keys(spec.nodes)) {
          const network = hostsNetwork(spec)
          const own = network === undefined ? [] : addressesOn(spec.nodes[node]!, network).map(canonicalIp)
          if (own.includes(canonicalIp(address))) continue
          names.forEach((name, i) => {
            if (namesOf(spec, node).includes(name.toLowerCase()))
              report(
                ['hosts', address, i],
                `hosts gives the name ${name} to ${address}, and it is the name of a node${own.length > 0 ? ` at ${own.join(' and ')}` : ''}.`,
                'remove the name here; nodes are entered without asking',
              )
          })
        }
    },
  },
  {
    code: 'NAM004',
    severity: 'error',
    title: 'A domain is a domain.',
    why: 'It becomes part of every name of the node.',
    example: { bad: 'domain: 192.168.1.1', good: 'domain: example.org' },
    source: 'RFC 1123 section 2.1; RFC 6762 (.local)',
    check(spec, report) {
      for (const [node, { domain }] of Object.entries(spec.nodes)) {
        if (domain === undefined) continue
        const path = ['nodes', node, 'domain']
        if (!isDnsName(domain) || /^[0-9.]+$/.test(domain))
          report(path, `${domain} is not a DNS domain.`, 'write names with dots between, such as example.org')
        else if (domain.toLowerCase().startsWith(`${node}.`))
          report(
            path,
            `The domain ${domain} begins with the node's name: the node would be ${node}.${domain}.`,
            `write domain: ${domain.slice(node.length + 1)}`,
          )
        else if (/(^|\.)local$/i.test(domain))
          report(
            path,
            `${domain} is a domain of multicast DNS; resolvers with mDNS do not ask the name server for it.`,
            'write a domain of your own, or one below .internal or .home.arpa',
            'warning',
          )
      }
    },
  },
  {
    code: 'NAM005',
    severity: 'warning',
    title: 'A name of /etc/hosts has one address of each family.',
    why: 'The resolver gives the first, and some programs the other: what is meant is a matter of luck.',
    example: {
      bad: 'hosts: { 192.168.1.5: [nas], 192.168.1.6: [nas] }',
      good: 'hosts: { 192.168.1.5: [nas], 192.168.1.6: [nas-2] }',
    },
    source: 'hosts(5); host.conf(5) multi',
    check(spec, report) {
      const seen = new Map<string, string>()
      for (const [address, names] of Object.entries(spec.hosts ?? {}))
        names.forEach((name, i) => {
          const key = `${address.includes(':') ? 6 : 4} ${name.toLowerCase()}`
          const first = seen.get(key)
          if (first === undefined) seen.set(key, address)
          else if (first !== address)
            report(
              ['hosts', address, i],
              `hosts gives the name ${name} to ${first} and to ${address}.`,
              'leave one, or give the second a name of its own',
            )
        })
    },
  },
  {
    code: 'NAM006',
    severity: 'error',
    title: 'Names of /etc/hosts are names.',
    why: 'An address or a port where a name belongs makes a line that resolves nothing.',
    example: { bad: 'hosts: { 192.168.1.5: [192.168.1.6] }', good: 'hosts: { 192.168.1.5: [nas] }' },
    source: 'hosts(5)',
    check(spec, report) {
      for (const [address, names] of Object.entries(spec.hosts ?? {}))
        names.forEach((name, i) => {
          if (!isDnsName(name) || parseIp(name) !== undefined)
            report(
              ['hosts', address, i],
              `${name} is not a host name.`,
              'write letters, digits, hyphens and dots',
            )
          else if (/^localhost(\.|$)/i.test(name) && rangeOf(address) !== 'loopback')
            report(
              ['hosts', address, i],
              `hosts gives the name ${name} to ${address}.`,
              'remove it: localhost is the machine itself',
            )
        })
      spec.dns?.search?.forEach((domain, i) => {
        if (!isDnsName(domain) || /^[0-9.]+$/.test(domain))
          report(
            ['dns', 'search', i],
            `${domain} is not a DNS domain.`,
            'write names with dots between, such as example.org',
          )
      })
    },
  },
]

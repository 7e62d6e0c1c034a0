import { shVerbatim } from '../../core/sh.ts'
import { snippets } from '../snippets.gen.ts'
import { lines, wholeNumber } from '../topic.ts'
import type { Topic } from '../topic.ts'
import type { Cluster, CorosyncFound } from '../types.gen.ts'

/** What a cluster found on a node says, and disks that libvirt's machines have. */
export interface ClusterAnswer {
  readonly cluster: Cluster
  readonly machineDisks: readonly { readonly machine: string; readonly path: string }[]
}

/** Clusters that are there already, ours or another. */
export const cluster: Topic<ClusterAnswer> = {
  name: 'cluster',
  seconds: 60,
  snippet: shVerbatim(snippets.cluster),
  parse(output) {
    const all = lines(output)
    const has = (what: string): boolean => all.includes(`has ${what}`)
    const values = (word: string): string[] =>
      all.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1).trim())
    const corosync = values('corosync')
    const hacf = values('hacf')
    const haresources = values('haresources')[0]
    return {
      cluster: {
        corosync: corosync.length === 0 ? null : readCorosync(corosync, has('corosync-authkey')),
        pacemaker: has('cib')
          ? { nodes: values('cib-node'), resources: wholeNumber(values('cib-resources')[0]) }
          : null,
        heartbeat:
          hacf.length === 0 && haresources === undefined
            ? null
            : {
                nodes: hacf.flatMap((line) => (line.startsWith('node') ? line.split(/\s+/).slice(1) : [])),
                crm: hacf.some((line) => /^(crm|pacemaker)\s+(yes|on|true|respawn|manual|1)\b/i.test(line)),
                resources: wholeNumber(haresources),
              },
        cman: has('cluster.conf')
          ? { name: values('cman-cluster')[0] ?? null, nodes: values('cman-clusternode') }
          : null,
        proxmox: has('pve-corosync'),
      },
      machineDisks: values('vm').map((line) => {
        const at = line.indexOf('.xml ')
        return { machine: line.slice(0, at), path: line.slice(at + '.xml '.length) }
      }),
    }
  },
}

interface Section {
  readonly name: string
  readonly values: { [key: string]: string }
}

/** Sections and settings of corosync.conf(5): one setting or one brace on a line. */
function readCorosync(text: readonly string[], authkey: boolean): CorosyncFound {
  const sections: Section[] = []
  const open: Section[] = []
  for (const line of text) {
    const name = /^([a-z_]+)\s*\{$/.exec(line)?.[1]
    if (name !== undefined) {
      const section = { name: [...open.map((outer) => outer.name), name].join('.'), values: {} }
      sections.push(section)
      open.push({ name, values: section.values })
    } else if (line === '}') open.pop()
    else {
      const [, key, value] = /^([a-z0-9_]+)\s*:\s*(.*)$/.exec(line) ?? []
      const inner = open.at(-1)
      if (inner && key !== undefined) inner.values[key] = value!.trim()
    }
  }
  const totem = sections.find((section) => section.name === 'totem')?.values ?? {}
  const nodes = sections
    .filter((section) => section.name === 'nodelist.node')
    .map(({ values }) => ({
      name: values.name ?? null,
      id: wholeNumber(values.nodeid),
      addresses: Object.keys(values)
        .filter((key) => /^ring[0-9]_addr$/.test(key))
        .sort()
        .map((key) => values[key]!),
    }))
  return {
    pristine: isPristine(totem, nodes, sections),
    name: totem.cluster_name ?? null,
    transport: totem.transport ?? null,
    nodes,
    authkey,
  }
}

/**
 * Debian's package brings a cluster "debian" of one node at 127.0.0.1; before Debian 8 one without name or list of nodes,
 * bound to 127.0.0.1.
 */
function isPristine(
  totem: Section['values'],
  nodes: CorosyncFound['nodes'],
  sections: readonly Section[],
): boolean {
  const bound = sections.flatMap(({ name, values }) =>
    name === 'totem.interface' && values.bindnetaddr !== undefined ? [values.bindnetaddr] : [],
  )
  const addresses = [...nodes.flatMap((node) => node.addresses), ...bound]
  const isNamed = totem.cluster_name === undefined || totem.cluster_name === 'debian'
  return (
    isNamed &&
    nodes.length < 2 &&
    addresses.length > 0 &&
    addresses.every((address) => address === '127.0.0.1')
  )
}

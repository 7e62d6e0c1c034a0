import { nodeNames, stackOf } from '../effective.ts'
import type { Rule } from '../rule.ts'
import type { Cman, Spec } from '../spec.ts'

/** The settings of a cman cluster, empty when the spec says nothing; undefined for other stacks. */
const cmanOf = (spec: Spec): Cman | undefined => (stackOf(spec) === 'cman' ? (spec.cman ?? {}) : undefined)

const count = (spec: Spec): number => nodeNames(spec).length

export const rules: Rule[] = [
  {
    code: 'CMN001',
    severity: 'error',
    title: 'Two nodes of cman have two_node or a quorum disk.',
    why: 'The majority of two votes is two: when one node dies the other loses quorum, and nothing is started.',
    example: { bad: 'cman: { two_node: false }', good: 'cman: { two_node: true, expected_votes: 1 }' },
    source: 'cman(5), Two node clusters',
    check(spec, report) {
      const cman = cmanOf(spec)
      if (cman?.two_node !== false || count(spec) !== 2 || cman['quorum-disk']) return
      report(
        ['cman', 'two_node'],
        'Without two_node and without a quorum disk the cluster stops when one of its two nodes dies.',
        'remove two_node: false, or add a quorum-disk',
      )
    },
  },
  {
    code: 'CMN002',
    severity: 'error',
    title: 'two_node of cman is for exactly two nodes without a quorum disk.',
    why: 'cman refuses two_node with more nodes, and with a quorum disk there are three votes.',
    example: {
      bad: 'cman: { two_node: true, quorum-disk: { label: q } }',
      good: 'cman: { quorum-disk: { label: q } }',
    },
    source: 'cman(5) two_node, qdisk(5)',
    check(spec, report) {
      const cman = cmanOf(spec)
      if (!cman?.two_node) return
      if (count(spec) !== 2)
        report(
          ['cman', 'two_node'],
          `two_node is set, but the cluster has ${count(spec) === 1 ? 'one node' : `${count(spec)} nodes`}.`,
          'remove two_node',
        )
      else if (cman['quorum-disk'])
        report(
          ['cman', 'two_node'],
          'two_node and a quorum disk exclude each other.',
          'remove two_node, the disk is the third vote',
        )
    },
  },
  {
    code: 'CMN003',
    severity: 'error',
    title: 'expected_votes of cman fits.',
    why: 'With two_node it must be 1; otherwise it is what nodes and quorum disk have, or a part of the cluster goes on that is no majority.',
    example: {
      bad: 'cman: { two_node: true, expected_votes: 2 }',
      good: 'cman: { two_node: true, expected_votes: 1 }',
    },
    source: 'cman(5) two_node, expected_votes',
    check(spec, report) {
      const cman = cmanOf(spec)
      if (cman?.expected_votes === undefined) return
      const disk = cman['quorum-disk']
      const twoNode = cman.two_node ?? (count(spec) === 2 && !disk)
      const votes = Object.values(spec.nodes).reduce((sum, node) => sum + (node.votes ?? 1), 0)
      const right = twoNode ? 1 : votes + (disk ? (disk.votes ?? 1) : 0)
      if (cman.expected_votes === right) return
      report(
        ['cman', 'expected_votes'],
        twoNode
          ? `expected_votes is ${cman.expected_votes}; with two_node it must be 1.`
          : `expected_votes is ${cman.expected_votes}, but the votes are ${right}.`,
        'leave it out, it is computed',
      )
    },
  },
  {
    code: 'CMN004',
    severity: 'warning',
    title: 'rgmanager has something to run.',
    why: 'With an empty <rm/> a dead node is fenced and nothing else happens: its guests stay down.',
    example: {
      bad: 'cman: { config_version: 5 }',
      good: 'cman: { config_version: 6, vms: { "100": { recovery: relocate } } }',
    },
    source: 'rgmanager(8); Proxmox VE 2.x, High Availability Cluster',
    check(spec, report) {
      const cman = cmanOf(spec)
      if (!cman || Object.keys(cman.vms ?? {}).length > 0) return
      report(
        [spec.cman ? 'cman' : 'stack'],
        'No guest is under rgmanager, so nothing is started elsewhere when a node dies.',
        'add vms: { "NUMBER": {} } for every guest that shall fail over',
      )
    },
  },
  {
    code: 'CMN005',
    severity: 'warning',
    title: 'The configuration has a version.',
    why: 'cman refuses a cluster.conf whose version is not above the running one, and nodes with different versions do not join.',
    example: { bad: 'cman: { two_node: true }', good: 'cman: { two_node: true, config_version: 5 }' },
    source: 'cman(5) config_version; Proxmox VE PVE/API2/HAConfig.pm',
    check(spec, report) {
      const cman = cmanOf(spec)
      if (!cman || cman.config_version !== undefined) return
      report(
        [spec.cman ? 'cman' : 'stack'],
        'config_version is not said; 1 is written, which a running cluster refuses.',
        'write config_version, one more than the running one (cman_tool version), and raise it with every change',
      )
    },
  },
  {
    code: 'CMN006',
    severity: 'warning',
    title: 'A node that can be fenced joins the fence domain.',
    why: 'Without FENCE_JOIN the node neither fences nor waits for fencing, and rgmanager does not start on it.',
    example: { bad: 'cman: { fence-join: false }', good: 'cman: { fence-join: true }' },
    source: 'fence_tool(8) join; Proxmox VE 2.x, Fencing',
    check(spec, report) {
      if (cmanOf(spec)?.['fence-join'] !== false || Object.keys(spec.fencing?.devices ?? {}).length === 0)
        return
      report(
        ['cman', 'fence-join'],
        'There are fence devices, but the nodes do not join the fence domain.',
        'remove fence-join: false',
      )
    },
  },
  {
    code: 'CMN007',
    severity: 'warning',
    title: 'A failover domain leaves a node to fail over to.',
    why: 'A guest in a restricted domain of one node stays down with that node.',
    example: {
      bad: 'failover-domains: { first: { nodes: [node1], restricted: true } }',
      good: 'failover-domains: { first: { nodes: [node1, node2], ordered: true } }',
    },
    source: 'rgmanager: failoverdomain restricted',
    check(spec, report) {
      for (const [name, domain] of Object.entries(cmanOf(spec)?.['failover-domains'] ?? {}))
        if (domain.restricted && domain.nodes.length < 2)
          report(
            ['cman', 'failover-domains', name],
            `The failover domain ${name} is restricted to ${domain.nodes[0]}.`,
            'add a node, or remove restricted',
          )
    },
  },
]

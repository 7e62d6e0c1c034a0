import { nodeIds, nodeNames, stackOf } from '../effective.ts'
import { ourCorosync } from '../rings.ts'
import type { Rule } from '../rule.ts'
import type { Quorum, Spec } from '../spec.ts'

const count = (spec: Spec): number => nodeNames(spec).length

/** The quorum of a cluster of corosync, empty when the spec says nothing; undefined for other stacks. */
const quorumOf = (spec: Spec): Quorum | undefined =>
  stackOf(spec) === 'pacemaker' ? (spec.quorum ?? {}) : undefined

const votesOf = (spec: Spec, node: string): number => spec.nodes[node]?.votes ?? 1
const allVotes = (spec: Spec): number => nodeNames(spec).reduce((sum, name) => sum + votesOf(spec, name), 0)
const votes = (number: number): string => (number === 1 ? 'one vote' : `${number} votes`)
const nodes = (number: number): string => (number === 1 ? 'one node' : `${number} nodes`)

export const rules: Rule[] = [
  {
    code: 'QUO001',
    severity: 'error',
    title: 'two_node is for exactly two nodes.',
    why: 'With more nodes every part of a broken cluster, even a single node, would have quorum; corosync -t does not notice.',
    example: { bad: 'nodes: { a: , b: , c: }\nquorum: { two_node: true }', good: 'quorum: {}' },
    source: 'votequorum(5) two_node; measured: corosync -t accepts two_node with three nodes',
    check(spec, report) {
      if (!quorumOf(spec)?.two_node || count(spec) === 2) return
      report(
        ['quorum', 'two_node'],
        `two_node is set, but the cluster has ${nodes(count(spec))}.`,
        'remove two_node; the majority of the nodes decides',
      )
    },
  },
  {
    code: 'QUO002',
    severity: 'error',
    title: 'two_node, a quorum device and a tie-breaker exclude each other.',
    why: 'corosync ends with "two_node and quorum device cannot be configured at the same time!", and auto_tie_breaker switches two_node off; corosync -t notices neither.',
    example: {
      bad: 'quorum: { two_node: true, device: { host: q.example.org } }',
      good: 'quorum: { device: { host: q.example.org } }',
    },
    source: 'corosync 3.1.7 exec/votequorum.c; votequorum(5)',
    check(spec, report) {
      const quorum = quorumOf(spec)
      if (quorum?.two_node && quorum.device)
        report(
          ['quorum', 'two_node'],
          'two_node and a quorum device cannot be configured at the same time.',
          'remove two_node; the device is the third vote',
        )
      if (quorum?.two_node && quorum.auto_tie_breaker)
        report(
          ['quorum', 'auto_tie_breaker'],
          'auto_tie_breaker switches two_node off.',
          'keep one of them: two_node with fencing, or the tie-breaker, which stops the other node without fencing it',
        )
    },
  },
  {
    code: 'QUO003',
    severity: 'error',
    title: 'A quorum device stands alone.',
    why: 'votequorum refuses last_man_standing and auto_tie_breaker beside a device.',
    example: {
      bad: 'quorum: { last_man_standing: true, device: { host: q } }',
      good: 'quorum: { device: { host: q, algorithm: lms } }',
    },
    source: 'votequorum(5), corosync-qdevice(8)',
    check(spec, report) {
      const quorum = quorumOf(spec)
      if (!quorum?.device) return
      for (const key of ['last_man_standing', 'auto_tie_breaker'] as const)
        if (quorum[key])
          report(
            ['quorum', key],
            `${key} does not work together with a quorum device.`,
            key === 'last_man_standing'
              ? 'use algorithm: lms of the device'
              : 'use tie_breaker of the device',
          )
    },
  },
  {
    code: 'QUO004',
    severity: 'error',
    title: 'expected_votes is what the nodes and the device have.',
    why: 'Too few let a part of the cluster go on that is no majority, too many stop all of it.',
    example: { bad: 'nodes: { a: , b: }\nquorum: { expected_votes: 3 }', good: 'quorum: {}' },
    source: 'votequorum(5) expected_votes',
    check(spec, report) {
      const quorum = quorumOf(spec)
      if (quorum?.expected_votes === undefined) return
      const right = allVotes(spec) + (quorum.device ? (quorum.device.votes ?? 1) : 0)
      if (quorum.expected_votes === right || (quorum.device && quorum.device.votes === undefined)) return
      report(
        ['quorum', 'expected_votes'],
        `expected_votes is ${quorum.expected_votes}, but the votes are ${right}.`,
        'leave it out, corosync counts the votes itself',
      )
    },
  },
  {
    code: 'QUO005',
    severity: 'warning',
    title: 'A node that starts alone waits for the others.',
    why: 'A node that comes back while the link is broken would fence the one that runs, and be fenced in turn, for ever.',
    example: { bad: 'quorum: { wait_for_all: false }', good: 'quorum: {}' },
    source: 'votequorum(5) wait_for_all',
    check(spec, report) {
      const quorum = quorumOf(spec)
      if (quorum?.wait_for_all !== false) return
      if (quorum.last_man_standing)
        report(
          ['quorum', 'wait_for_all'],
          'last_man_standing needs wait_for_all.',
          'remove wait_for_all: false',
          'error',
        )
      else if (count(spec) === 2 && !quorum.device)
        report(
          ['quorum', 'wait_for_all'],
          'Without wait_for_all a node that starts alone fences its peer.',
          'remove wait_for_all: false; to start one node alone after a disaster is a decision for a person',
        )
    },
  },
  {
    code: 'QUO006',
    severity: 'error',
    title: 'Two nodes have a way to go on with one.',
    why: 'The majority of two votes is two: when one node dies the other stops as well, and the cluster is less available than a single machine.',
    example: { bad: 'nodes: { a: , b: }\nquorum: { two_node: false }', good: 'quorum: {}' },
    source: 'votequorum(5) two_node',
    check(spec, report) {
      const quorum = quorumOf(spec)
      if (quorum?.two_node !== false || count(spec) !== 2 || quorum.device || quorum.auto_tie_breaker) return
      report(
        ['quorum', 'two_node'],
        'Without two_node and without a quorum device the cluster stops when one of its two nodes dies.',
        'remove two_node: false, or add a device',
      )
    },
  },
  {
    code: 'QUO007',
    severity: 'info',
    title: 'An even number of nodes has a tie-breaker.',
    why: 'When the network splits such a cluster in halves, neither has a majority and both stop.',
    example: { bad: 'nodes: { a: , b: , c: , d: }', good: 'quorum: { device: { host: q.example.org } }' },
    source: 'votequorum(5) auto_tie_breaker, corosync-qdevice(8)',
    check(spec, report) {
      const quorum = quorumOf(spec)
      if (!quorum || !ourCorosync(spec) || count(spec) < 4 || count(spec) % 2 === 1) return
      if (quorum.device || quorum.auto_tie_breaker) return
      report(
        [spec.quorum ? 'quorum' : 'nodes'],
        `Split in halves, ${nodes(count(spec))} stop on both sides: neither half is a majority.`,
        'add quorum: { device: { host: A MACHINE THAT IS NO NODE } }, or auto_tie_breaker: true',
      )
    },
  },
  {
    code: 'QUO008',
    severity: 'error',
    title: 'The quorum device is a machine outside the cluster.',
    why: 'A vote that dies with a node is no third vote: the node that is left has one of three.',
    example: {
      bad: 'quorum: { device: { host: node1 } }',
      good: 'quorum: { device: { host: arbiter.example.org } }',
    },
    source: 'corosync-qnetd(8): qnetd must not run on a node of the cluster it serves',
    check(spec, report) {
      const host = quorumOf(spec)?.device?.host
      if (host === undefined) return
      for (const [name, node] of Object.entries(spec.nodes)) {
        const own = [name, node.ssh?.host, node.domain && `${name}.${node.domain}`]
        if (![...own, ...Object.values(node.addresses ?? {}).flat()].includes(host)) continue
        report(
          ['quorum', 'device', 'host'],
          `The quorum device ${host} is ${host === name ? 'a node' : name} of this very cluster.`,
          'name a third machine, at best with its own power and its own way to both nodes',
        )
      }
    },
  },
  {
    code: 'QUO009',
    severity: 'info',
    title: 'A quorum device is for an even number of nodes.',
    why: 'An odd number has a majority by itself; with lms the device has a vote less than the nodes, and when it is away one more failure stops the cluster.',
    example: { bad: 'nodes: { a: , b: , c: }\nquorum: { device: { host: q } }', good: 'quorum: {}' },
    source: 'corosync-qdevice(8), algorithm lms',
    check(spec, report) {
      if (!quorumOf(spec)?.device || count(spec) % 2 === 0) return
      report(
        ['quorum', 'device'],
        `${nodes(count(spec)).replace(/^./, (first) => first.toUpperCase())} have a majority without a quorum device.`,
        'remove the device, unless the last node alone shall go on',
      )
    },
  },
  {
    code: 'QUO010',
    severity: 'error',
    title: 'The votes fit the algorithm of the device.',
    why: 'ffsplit counts on one vote for each node and one for the device, two_node on one vote for each node; corosync-qdevice refuses anything else.',
    example: {
      bad: 'quorum: { device: { host: q, algorithm: ffsplit, votes: 2 } }',
      good: 'quorum: { device: { host: q, algorithm: ffsplit } }',
    },
    source: 'corosync-qdevice(8) ffsplit, lms; votequorum(5) two_node',
    check(spec, report) {
      const quorum = quorumOf(spec)
      if (!quorum) return
      const { device } = quorum
      const algorithm = device?.algorithm ?? (count(spec) % 2 === 0 ? 'ffsplit' : 'lms')
      const uneven = nodeNames(spec).filter((name) => votesOf(spec, name) !== 1)
      const each = device ? algorithm === 'ffsplit' : count(spec) === 2 && !quorum.auto_tie_breaker
      if (each)
        for (const name of uneven)
          report(
            ['nodes', name, 'votes'],
            `${name} has ${votes(votesOf(spec, name))}; ${device ? 'ffsplit' : 'two_node'} needs one for each node.`,
            'remove votes',
          )
      if (device && algorithm === 'ffsplit' && (device.votes ?? 1) !== 1)
        report(
          ['quorum', 'device', 'votes'],
          `The device has ${votes(device.votes ?? 1)}; ffsplit has one.`,
          'remove votes',
        )
      const right = allVotes(spec) - 1
      if (device && algorithm === 'lms' && device.votes !== undefined && device.votes !== right)
        report(
          ['quorum', 'device', 'votes'],
          `The device has ${votes(device.votes)}; lms needs ${right}, one less than the nodes.`,
          'remove votes, it is computed',
        )
    },
  },
  {
    code: 'QUO011',
    severity: 'error',
    title: 'Heuristics are commands that corosync.conf can hold.',
    why: 'corosync.conf takes every brace for the begin or end of a section, and qdevice runs the command without a shell, so it needs its path.',
    example: {
      bad: 'heuristics: { gw: "ping -c 1 10.0.0.1" }',
      good: 'heuristics: { gw: "/bin/ping -q -c 1 10.0.0.1" }',
    },
    source: 'corosync exec/coroparse.c; corosync-qdevice(8) exec_NAME',
    check(spec, report) {
      for (const [name, command] of Object.entries(quorumOf(spec)?.device?.heuristics ?? {})) {
        const path = ['quorum', 'device', 'heuristics', name]
        if (/[{}]/.test(command))
          report(
            path,
            `The command of ${name} has a brace, which corosync.conf cannot hold.`,
            'put the command into a script',
          )
        if (!command.startsWith('/'))
          report(
            path,
            `The command of ${name} does not begin with the path of a program.`,
            'write the whole path, such as /bin/ping',
          )
      }
    },
  },
  {
    code: 'QUO012',
    severity: 'error',
    title: 'Quorum settings are for corosync 2 and 3.',
    why: 'corosync 1.4 has no votequorum; pacemaker counts the nodes itself, and nothing of this would be written.',
    example: {
      bad: 'node-defaults: { platform: slackware-13.37 }\nquorum: { two_node: true }',
      good: 'pacemaker: { properties: { no-quorum-policy: ignore } }',
    },
    source: 'corosync_overview(8) of 1.4: quorum comes from the pacemaker plugin or cman',
    check(spec, report) {
      if (ourCorosync(spec) !== '1.4' || Object.keys(spec.quorum ?? {}).length === 0) return
      report(['quorum'], 'corosync 1.4 has no votequorum, so quorum does nothing.', 'remove quorum')
    },
  },
  {
    code: 'QUO013',
    severity: 'error',
    title: 'A tie-breaker is a node.',
    why: 'A node ID that no node has never decides, so that both halves stop.',
    example: {
      bad: 'quorum: { auto_tie_breaker: true, auto_tie_breaker_node: "7" }',
      good: 'quorum: { auto_tie_breaker_node: lowest }',
    },
    source: 'votequorum(5) auto_tie_breaker_node; corosync-qdevice(8) tie_breaker',
    check(spec, report) {
      const quorum = quorumOf(spec)
      const ids = new Set(Object.values(nodeIds(spec)))
      const unknown = (path: string[], id: number): void => {
        if (!ids.has(id))
          report(path, `No node has the ID ${id}.`, `write lowest, highest or one of ${[...ids].join(', ')}`)
      }
      const listed = quorum?.auto_tie_breaker_node ?? ''
      if (/^[0-9 ]+$/.test(listed))
        for (const id of listed.split(' ')) unknown(['quorum', 'auto_tie_breaker_node'], Number(id))
      const breaker = quorum?.device?.tie_breaker
      if (typeof breaker === 'number') unknown(['quorum', 'device', 'tie_breaker'], breaker)
    },
  },
]

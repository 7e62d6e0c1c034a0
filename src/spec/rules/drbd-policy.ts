import { atLeast } from '../../core/version.ts'
import { drbdKeyword } from '../drbd-keywords.ts'
import {
  drbdDialectOf,
  drbdFencing,
  drbdHosts,
  drbdNodes,
  drbdQuorum,
  drbdWords,
  isFenced,
  needsOwnFenceHandler,
  drbdResources,
} from '../drbd.ts'
import { placeOf, sayings } from '../drbd-said.ts'
import { stackOf, versionsOf } from '../effective.ts'
import type { Rule } from '../rule.ts'

export const rules: Rule[] = [
  {
    code: 'DRB025',
    severity: 'warning',
    title: 'Replication is synchronous (protocol C).',
    why: 'With A and B a write counts as done before it is on the other disk; when this node dies, what applications were told is written may be gone.',
    example: { bad: 'drbd: { protocol: A }', good: 'drbd: { protocol: C }' },
    source: 'drbd.conf(5) protocol',
    check(spec, report) {
      const all = spec.drbd?.protocol
      if (all === 'A' || all === 'B')
        report(
          ['drbd', 'protocol'],
          `With protocol ${all} a fail-over can lose writes that were confirmed.`,
          'say protocol: C, unless the nodes are far apart and this is accepted',
        )
      for (const [name, { protocol }] of drbdResources(spec))
        if (protocol === 'A' || protocol === 'B')
          report(
            ['drbd', 'resources', name, 'protocol'],
            `With protocol ${protocol} a fail-over of ${name} can lose writes that were confirmed.`,
            'say protocol: C, unless the nodes are far apart and this is accepted',
          )
    },
  },
  {
    code: 'DRB026',
    severity: 'warning',
    title: 'No split brain is resolved by throwing away written data.',
    why: 'discard-zero-changes and discard-secondary cannot lose anything that was used; the other policies delete the work of one side without asking.',
    example: {
      bad: 'net: { after-sb-0pri: discard-younger-primary }',
      good: 'net: { after-sb-0pri: discard-zero-changes, after-sb-1pri: discard-secondary, after-sb-2pri: disconnect }',
    },
    source: 'drbd.conf(5) after-sb-0pri, after-sb-1pri, after-sb-2pri, always-asbp',
    check(spec, report) {
      const check = (key: string, harmless: readonly string[], better: string): void => {
        for (const { value, path } of sayings<string>(spec, 'net', key))
          if (!harmless.includes(value))
            report(
              path,
              `${key} ${value} throws away what one side has written, without asking.`,
              `say ${key}: ${better}`,
            )
      }
      check('after-sb-0pri', ['disconnect', 'discard-zero-changes'], 'discard-zero-changes')
      check('after-sb-1pri', ['disconnect', 'consensus', 'discard-secondary'], 'discard-secondary')
      check('after-sb-2pri', ['disconnect'], 'disconnect')
      for (const { value, path } of sayings<boolean>(spec, 'net', 'always-asbp'))
        if (value)
          report(
            path,
            'always-asbp applies the policies even to copies that have nothing in common.',
            'leave it out',
          )
      for (const { value, path } of sayings<string>(spec, 'net', 'rr-conflict'))
        if (value === 'violently')
          report(
            path,
            'rr-conflict violently makes a running primary a sync target: the data below its users change.',
            'say rr-conflict: disconnect',
          )
    },
  },
  {
    code: 'DRB027',
    severity: 'error',
    title: 'The node of discard-node exists, and DRBD 9 does without that policy.',
    why: 'drbdadm of DRBD 8 does not look; the policy then never applies. That of DRBD 9 refuses the word.',
    example: {
      bad: 'net: { after-sb-0pri: discard-node-node9 }',
      good: 'net: { after-sb-0pri: discard-zero-changes }',
    },
    source: 'drbd.conf(5) after-sb-0pri; refusal measured with drbd-utils 9.22',
    check(spec, report) {
      for (const { value, path } of sayings<string>(spec, 'net', 'after-sb-0pri')) {
        const node = /^discard-node-(.*)$/.exec(value)?.[1]
        if (node !== undefined && drbdDialectOf(spec) === '9')
          report(
            path,
            `DRBD 9 does not take ${value}.`,
            'say after-sb-0pri: discard-zero-changes, or disconnect',
          )
        else if (node !== undefined && !spec.nodes[node])
          report(
            path,
            `There is no node ${node}, whose data ${value} is to discard.`,
            `the nodes are: ${Object.keys(spec.nodes).join(', ')}`,
          )
      }
    },
  },
  {
    code: 'DRB028',
    severity: 'error',
    title: 'Quorum is for DRBD 9, and instead of fencing.',
    why: 'DRBD 8.4 has no quorum, and drbdadm refuses the word. With both in 9, a fenced majority may wait for a handler that the quorum made superfluous.',
    example: {
      bad: 'options: { quorum: majority }   # module 8.4',
      good: 'versions: { drbd-module: 9.2.10 }',
    },
    source: 'drbd.conf-9.0(5) quorum; DRBD User\'s Guide, "Using DRBD fencing or quorum with Pacemaker"',
    check(spec, report) {
      const dialect = drbdDialectOf(spec)
      for (const key of ['quorum', 'on-no-quorum', 'auto-promote'] as const) {
        if (dialect === '9' || drbdKeyword('options', key)?.in[dialect]) continue
        for (const { value, path } of sayings(spec, 'options', key))
          if (value !== 'off' && value !== false)
            report(
              path,
              `${key} is of DRBD 9; this is DRBD ${dialect}.`,
              `leave ${key} out, or install DRBD 9 and say so in versions`,
            )
      }
      if (dialect !== '9') return
      for (const [name, resource] of drbdResources(spec)) {
        const words = drbdWords(spec, resource)
        const quorum = drbdQuorum(spec, resource)
        if (quorum && words.net.fencing && words.net.fencing !== 'dont-care')
          report(
            placeOf(spec, name, 'net', 'fencing'),
            `${name} has quorum ${quorum} and fencing ${words.net.fencing}.`,
            'leave one of them out',
            'warning',
          )
        if (quorum && drbdHosts(spec, resource).length < 3)
          report(
            placeOf(spec, name, 'options', 'quorum'),
            `${name} has quorum ${quorum} on two nodes: when one dies the other stops too.`,
            'add a diskless node that votes, or use fencing',
            'warning',
          )
      }
    },
  },
  {
    code: 'DRB029',
    severity: 'warning',
    title: 'With pacemaker and fencing the policy is resource-and-stonith.',
    why: 'resource-only goes on writing while it is still being found out whether the other node lives; what is written then can be lost when this node is the one that is shot.',
    example: {
      bad: 'drbd: { net: { fencing: resource-only } }',
      good: 'drbd: { net: { fencing: resource-and-stonith } }',
    },
    source: 'drbd.conf(5) fencing; DRBD User\'s Guide, "Using DRBD fencing with Pacemaker"',
    check(spec, report) {
      if (!isFenced(spec)) return
      for (const { value, path, resource } of sayings<string>(spec, 'net', 'fencing')) {
        if (value === 'resource-and-stonith') continue
        if (resource && drbdWords(spec, resource).dualPrimary !== 'never') continue
        if (!resource && drbdResources(spec).some(([, own]) => drbdWords(spec, own).dualPrimary !== 'never'))
          continue
        if (resource && drbdQuorum(spec, resource)) continue
        report(
          path,
          `The fencing policy is ${value} although pacemaker can fence.`,
          'say fencing: resource-and-stonith, or leave it out',
        )
      }
    },
  },
  {
    code: 'DRB030',
    severity: 'error',
    title: 'A fencing policy has a handler that can do it.',
    why: 'resource-and-stonith freezes I/O until the handler has an answer; without one, or with one that has nobody to ask, it stays frozen.',
    example: {
      bad: 'stack: heartbeat   # drbd: { net: { fencing: resource-and-stonith } }',
      good: 'heartbeat: { dopd: true }   # drbd: { net: { fencing: resource-only } }',
    },
    source: 'drbd.conf(5) fencing, fence-peer; measured with DRBD 8.4.11',
    check(spec, report) {
      for (const [name, resource] of drbdResources(spec)) {
        const words = drbdWords(spec, resource)
        const policy = drbdFencing(spec, resource)
        const said = words.net.fencing !== undefined
        if (!said || policy === 'dont-care' || words.handlers['fence-peer']) continue
        const stack = stackOf(spec)
        const path = placeOf(spec, name, 'net', 'fencing')
        if (stack === 'pacemaker' && !isFenced(spec) && policy === 'resource-and-stonith')
          report(
            path,
            `${name} freezes until pacemaker has fenced the peer, but nothing can fence.`,
            'say under fencing how nodes are switched off, or fencing: resource-only',
          )
        else if (stack === 'heartbeat' && !spec.heartbeat?.dopd)
          report(
            path,
            `${name} has fencing ${policy}, but no handler that carries it out.`,
            'say heartbeat: { dopd: true } with fencing: resource-only, or leave fencing out',
          )
        else if (stack === 'heartbeat' && policy === 'resource-and-stonith')
          report(
            path,
            `${name} has fencing ${policy}, but dopd only outdates the peer and shoots nobody.`,
            'say fencing: resource-only',
          )
        else if (stack === 'none' || stack === 'cman')
          report(
            path,
            `${name} has fencing ${policy}, but no handler that carries it out.`,
            'name a fence-peer handler, or leave fencing out',
          )
      }
    },
  },
  {
    code: 'DRB031',
    severity: 'error',
    title: 'Handlers are those of this DRBD and this pacemaker.',
    why: 'crm-fence-peer.sh reads /proc/drbd, which DRBD 9 does not fill; the one for 9 knows no 8.4. Before drbd-utils 9.28 both misread pacemaker from 2.1.7 on and leave I/O frozen for 90 s.',
    example: {
      bad: 'handlers: { fence-peer: /usr/lib/drbd/crm-fence-peer.9.sh }   # module 8.4',
      good: '# leave handlers out: the right ones are chosen',
    },
    source: 'drbd-utils commits 7506d0ee and 4ef967dd; measured on Debian 13',
    check(spec, report) {
      const nine = drbdDialectOf(spec) === '9'
      for (const key of ['fence-peer', 'unfence-peer', 'after-resync-target'])
        for (const { value, path } of sayings<string>(spec, 'handlers', key)) {
          const script = /\bcrm-(un)?fence-peer(\.9)?\.sh\b/.exec(value)
          if (!script) continue
          if ((script[2] !== undefined) !== nine)
            report(
              path,
              `${script[0]} is for DRBD ${nine ? '8.4' : '9'}; this is DRBD ${drbdDialectOf(spec)}.`,
              `leave ${key} out: the right script is chosen`,
            )
          else if (needsOwnFenceHandler(spec) && script[1] === undefined) {
            const node = drbdNodes(spec).find((own) =>
              atLeast(versionsOf(spec.nodes[own]!).pacemaker, '2.1.7'),
            )!
            const versions = versionsOf(spec.nodes[node]!)
            report(
              path,
              `${script[0]} of drbd-utils ${versions['drbd-utils']} misreads pacemaker ${versions.pacemaker} of ${node}: a crash of the peer freezes I/O.`,
              `leave ${key} out: a handler of our own is installed`,
            )
          }
        }
    },
  },
  {
    code: 'DRB032',
    severity: 'error',
    title: 'Only the cluster manager makes a resource primary.',
    why: 'A start script that promotes at boot races the cluster manager and makes both nodes primary after an outage of the link.',
    example: {
      bad: 'stack: pacemaker   # drbd: { startup: { become-primary-on: both } }',
      good: '# leave startup out',
    },
    source: 'drbd.conf-8.4(5) become-primary-on; systemd unit drbd.service',
    check(spec, report) {
      const stack = stackOf(spec)
      for (const { value, path, resource } of sayings<string>(spec, 'startup', 'become-primary-on')) {
        const holders = resource ? [resource] : Object.values(spec.drbd?.resources ?? {})
        if (stack !== 'none')
          report(
            path,
            `become-primary-on ${value} promotes at boot, but ${stack} decides who is primary.`,
            'leave become-primary-on out',
          )
        else if (value === 'both' && holders.some((own) => drbdWords(spec, own).dualPrimary !== 'always'))
          report(
            path,
            'become-primary-on both needs two primaries: drbdadm refuses the file without dual-primary: always.',
            'say dual-primary: always with fencing, or name one node',
          )
        else if (drbdDialectOf(spec) === '9')
          report(
            path,
            'become-primary-on has no effect with DRBD 9.',
            'say options: { auto-promote: true }, or leave it to the cluster manager',
            'warning',
          )
      }
    },
  },
  {
    code: 'DRB033',
    severity: 'warning',
    title: 'The peers authenticate each other.',
    why: 'Whoever reaches the port could otherwise connect as the peer and read or overwrite everything. The traffic itself stays clear text in any case.',
    example: {
      bad: 'drbd: { auth: { algorithm: none } }',
      good: 'drbd: { auth: { algorithm: sha256, secret: drbd } }',
    },
    source: 'drbd.conf(5) cram-hmac-alg, shared-secret',
    check(spec, report) {
      if (drbdResources(spec).length === 0) return
      if (spec.drbd?.auth?.algorithm === 'none')
        report(
          ['drbd', 'auth', 'algorithm'],
          'The DRBD peers do not authenticate each other.',
          'say auth: { algorithm: sha256 }, or leave auth out',
        )
      else if (
        drbdDialectOf(spec) === '8.3' &&
        !spec.drbd?.auth &&
        drbdResources(spec).some(([, own]) => !own.auth)
      )
        report(
          ['drbd'],
          'The DRBD peers do not authenticate each other.',
          'add auth: { algorithm: sha1 }; a direct cable makes it less urgent',
        )
      for (const [name, { auth }] of drbdResources(spec))
        if (auth?.algorithm === 'none')
          report(
            ['drbd', 'resources', name, 'auth', 'algorithm'],
            `The peers of ${name} do not authenticate each other.`,
            'say auth: { algorithm: sha256 }, or leave auth out',
          )
    },
  },
  {
    code: 'DRB034',
    severity: 'warning',
    title: 'The first synchronisation copies everything.',
    why: 'Two devices that are only believed to be the same differ in what was never written; after a fail-over reads give other data.',
    example: {
      bad: 'resources: { a: { disk: vg0/a, initial-sync: skip } }',
      good: 'resources: { a: { disk: vg0/a } }',
    },
    source: 'drbdsetup(8) new-current-uuid --clear-bitmap',
    check(spec, report) {
      for (const [name, resource] of drbdResources(spec))
        if (resource['initial-sync'] === 'skip')
          report(
            ['drbd', 'resources', name, 'initial-sync'],
            `${name} starts without a synchronisation: its copies are trusted to be equal.`,
            'leave it out; or be sure that both devices were zeroed, and verify afterwards',
          )
    },
  },
]

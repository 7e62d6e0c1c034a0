import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { resolve } from '../../src/plan/resolve.ts'
import { prover as clusterConf } from '../../src/prove/cluster-conf.ts'
import { prover as corosync } from '../../src/prove/corosync.ts'
import { prover as heartbeat } from '../../src/prove/heartbeat.ts'
import { proveFiles } from '../../src/prove/prove.ts'
import type { NodeFinding, Prover } from '../../src/prove/prove.ts'
import { prover as sh } from '../../src/prove/sh.ts'
import { prover as systemd } from '../../src/prove/systemd.ts'
import type { RenderedFile } from '../../src/render/files.ts'
import { renderNode } from '../../src/render/files.ts'
import { loadSpec } from '../../src/spec/load.ts'

const test = suite('provers of membership')

type Change = (file: RenderedFile) => RenderedFile

/** Findings about the files of an example after one file was changed. */
async function findings(
  example: string,
  prover: Prover,
  path: string,
  change: Change,
): Promise<NodeFinding[]> {
  const name = `examples/${example}.yaml`
  const { spec, hash } = await loadSpec(readFileSync(name), name)
  const plan = resolve({ spec: spec!, hash: hash!, tool: '0' })
  let changed = 0
  const files = new Map(
    plan.nodes.map((node) => [
      node.name,
      renderNode(plan, node).map((file) => {
        if (file.path !== path) return file
        const after = change(file)
        if (after.text !== file.text || after.mode !== file.mode) changed++
        return after
      }),
    ]),
  )
  if (change !== same) assert.ok(changed > 0, `${path} of ${example} was not changed`)
  const proved = await proveFiles(plan, files, { provers: [prover] })
  assert.equal(proved.missing, [], 'the program must be installed')
  assert.ok(proved.used.length > 0, `${prover.proof} had nothing to judge`)
  return [...proved.findings]
}

const same: Change = (file) => file
const swap =
  (from: string | RegExp, to: string): Change =>
  (file) => ({ ...file, text: file.text.replace(from, to) })

const good: [string, Prover][] = [
  ['kvm', corosync],
  ['kvm-qdevice', corosync],
  ['slackware-pacemaker', corosync],
  ['seed-003-pacemaker', corosync],
  ['debian-heartbeat', heartbeat],
  ['seed-003-heartbeat', heartbeat],
  ['seed-004', heartbeat],
  ['seed-002', clusterConf],
  ['kvm', systemd],
  ['debian-heartbeat', systemd],
  ['slackware-pacemaker', sh],
  ['debian-heartbeat', sh],
]
for (const [example, prover] of good) {
  test(`${prover.proof} accepts what we render for ${example}`, async () => {
    assert.equal(await findings(example, prover, '', same), [])
  })
}

const conf = '/etc/corosync/corosync.conf'
const haCf = '/etc/ha.d/ha.cf'
const cluster = '/etc/pve/cluster.conf'
const dropIn = '/etc/systemd/system/pacemaker.service.d/50-ha-bootstrap.conf'

/** Example, prover, file, what breaks it, and a part of what must be said about it. */
const bad: [string, Prover, string, Change, RegExp][] = [
  ['kvm', corosync, conf, swap('nodeid: 2', 'nodeid: 1'), /Nodeid 1 appears twice/],
  ['kvm', corosync, conf, swap('aes256', 'aes999'), /[Ii]nvalid cipher/],
  ['kvm', corosync, conf, swap('token: 3000', 'token: 10'), /token/],
  ['kvm', corosync, conf, swap('token:', 'totken:'), /totem has no key totken/],
  ['kvm', corosync, conf, swap('two_node:', 'two_nde:'), /quorum has no key two_nde/],
  ['kvm', corosync, conf, swap('nodelist {', 'nodelist'), /no KEY: VALUE/],
  ['kvm', corosync, conf, swap('name: node2', 'name: node3'), /No valid name found for local host/],
  ['kvm', corosync, conf, swap('ring1_addr: 192.168.1.12', ''), /same number of links/],
  ['kvm', corosync, '/etc/corosync/uidgid.d/pacemaker', swap('uid:', 'user:'), /uidgid has no key user/],
  ['slackware-pacemaker', corosync, conf, swap('nodeid: 2', 'nodeid: 1'), /Nodeid 1 appears twice/],
  ['seed-003-pacemaker', corosync, conf, swap('ringnumber: 0', 'ringnumber: 1'), /needs ringnumber: 0/],
  ['seed-003-pacemaker', corosync, conf, swap('bindnetaddr', 'bindaddr'), /interface has no key bindaddr/],
  [
    'seed-003-pacemaker',
    corosync,
    conf,
    swap(/member \{[^}]*\}\s*member \{[^}]*\}/, ''),
    /needs a member block/,
  ],
  ['seed-003-pacemaker', corosync, conf, swap('consensus: 3600', 'consensus: 3100'), /below 1.2 times token/],
  ['seed-003-pacemaker', corosync, '/etc/corosync/service.d/pcmk', swap('}', 'END'), /no KEY: VALUE/],
  [
    'debian-heartbeat',
    heartbeat,
    haCf,
    swap('logfacility local0', 'logfile>/var/log/ha.log'),
    /Illegal directive/,
  ],
  [
    'debian-heartbeat',
    heartbeat,
    haCf,
    swap(/^deadtime .*$/m, 'deadtime 1'),
    /Dead time \[1000\] is too small/,
  ],
  ['debian-heartbeat', heartbeat, haCf, swap(/^initdead .*$/m, 'initdead 5'), /Initial dead time/],
  [
    'debian-heartbeat',
    heartbeat,
    haCf,
    swap(/^node standby$/m, ''),
    /not in configuration|no node directive/,
  ],
  ['debian-heartbeat', heartbeat, haCf, swap(/^ucast .*$/gm, ''), /there is no medium/],
  ['debian-heartbeat', heartbeat, haCf, swap(/^keepalive 1$/m, 'keepalive 1 # s'), /becomes part of it/],
  [
    'debian-heartbeat',
    heartbeat,
    haCf,
    swap(/^udpport .*\n((?:ucast .*\n)+)/m, '$1udpport 694\n'),
    /must stand before the media/,
  ],
  [
    'debian-heartbeat',
    heartbeat,
    haCf,
    swap('external/ipmi', 'external/nothing'),
    /external\/nothing|STONITH/,
  ],
  [
    'debian-heartbeat',
    heartbeat,
    '/etc/ha.d/haresources',
    swap(/^main/m, 'nodeZ'),
    /Bad nodename|no node of the cluster/,
  ],
  [
    'debian-heartbeat',
    heartbeat,
    '/etc/ha.d/haresources',
    swap('drbddisk::r0 ', 'drbddisk::r0 \\ '),
    /no resource/,
  ],
  ['seed-003-heartbeat', heartbeat, '/etc/ha.d/haresources', swap('IPaddr2::', ''), /runs IPaddr/],
  ['seed-004', heartbeat, '/etc/ha.d/authkeys', swap('auth 1', 'auth 2'), /Auth Key \[2\] not found/],
  ['seed-004', heartbeat, '/etc/ha.d/authkeys', (file) => ({ ...file, mode: 0o644 }), /[Bb]ad permissions/],
  ['seed-002', clusterConf, cluster, swap('<fence>', '<fence'), /no well-formed XML/],
  ['seed-002', clusterConf, cluster, swap('device name="ims"', 'device name="imz"'), /fenced by a device/],
  ['seed-002', clusterConf, cluster, swap('nodeid="2"', 'nodeid="1"'), /same node ID/],
  ['seed-002', clusterConf, cluster, swap(' expected_votes="1"', ''), /two_node needs expected_votes/],
  [
    'seed-002',
    clusterConf,
    cluster,
    swap('<rm/>', '<rm><service domain="x"/></rm>'),
    /failover domain|no element/,
  ],
  ['kvm', systemd, dropIn, swap('After=', 'Aftr='), /Unknown key/],
  ['kvm', systemd, dropIn, swap('TimeoutStopSec=', 'TimeoutStopSec=x'), /Failed to parse/],
  ['slackware-pacemaker', sh, '/etc/rc.d/rc.corosync', swap('esac', ''), /cannot read it/],
  ['slackware-pacemaker', sh, '/etc/rc.d/rc.corosync', swap('"$pid"', '$pid'), /shellcheck/],
]
for (const [example, prover, path, change, expected] of bad) {
  test(`${prover.proof} on ${path} of ${example}: ${expected.source}`, async () => {
    const found = await findings(example, prover, path, change)
    assert.ok(
      found.some(
        (finding) => finding.file === path && expected.test(`${finding.sentence} ${finding.output}`),
      ),
      `found only: ${JSON.stringify(
        found.map(({ file, sentence }) => `${file}: ${sentence}`),
        null,
        1,
      )}`,
    )
  })
}

/** A prover on a machine where nobody may make namespaces. */
const withoutNamespaces = (prover: Prover): Prover => ({
  ...prover,
  prove: (input) =>
    prover.prove({
      ...input,
      run: async (argv, options) =>
        argv[0] === 'unshare'
          ? {
              code: 1,
              stdout: '',
              stderr: 'unshare: unshare failed: Operation not permitted\n',
              timedOut: false,
            }
          : input.run(argv, options),
    }),
})

test('without namespaces corosync is still asked, under the name of this machine', async () => {
  const limited = withoutNamespaces(corosync)
  assert.equal(await findings('kvm', limited, '', same), [])
  assert.equal(await findings('slackware-pacemaker', limited, '', same), [])
  const found = await findings('kvm', limited, conf, swap('nodeid: 2', 'nodeid: 1'))
  assert.ok(found.some(({ sentence }) => /Nodeid 1 appears twice/.test(sentence)))
})

test('without namespaces heartbeat is not asked, and that is said', async () => {
  const found = await findings('seed-004', withoutNamespaces(heartbeat), '', same)
  assert.equal(
    found.map(({ severity }) => severity),
    ['warning', 'warning'],
  )
  assert.match(found[0]!.sentence, /could not be asked/)
})

test('no process of heartbeat is left', async () => {
  const { run } = await import('../../src/host/exec.ts')
  const { stdout } = await run(['sh', '-c', 'cat /proc/[0-9]*/cmdline 2>/dev/null | tr "\\0" " "'])
  assert.not.match(stdout, /heartbeat\/heartbeat -f/)
})

test.run()

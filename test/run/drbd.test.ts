import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { storageRoot } from './storage-root.ts'

const test = suite('what the runner says of DRBD')
const { root, put, sh, ask, remove } = storageRoot()
test.after(remove)

// Lines as the module of that version prints them.
const proc: readonly (readonly [what: string, text: string, minor: number, states: string])[] = [
  [
    '8.4 while it synchronises',
    `version: 8.4.11 (api:1/proto:86-101)
srcversion: F73C670A7EC572DB9CF3E5B
 0: cs:SyncSource ro:Primary/Secondary ds:UpToDate/Inconsistent C r-----
    ns:6252 nr:0 dw:0 dr:6252 al:8 bm:0 lo:0 pe:0 ua:0 ap:0 ep:1 wo:f oos:255848
	[>....................] sync'ed:  3.2% (255848/262100)K
	finish: 0:01:59 speed: 2,084 (2,084) K/sec
 1: cs:Connected ro:Secondary/Secondary ds:UpToDate/UpToDate C r-----
    ns:0 nr:0 dw:0 dr:0 al:8 bm:0 lo:0 pe:0 ua:0 ap:0 ep:1 wo:f oos:0
`,
    0,
    'yes Primary Secondary UpToDate Inconsistent SyncSource 255848\n',
  ],
  [
    '8.3 without its peer',
    `version: 8.3.10 (api:88/proto:86-96)
GIT-hash: 5c0b0469666682443d4785d90a2c603378f9017b build by root@here, 2012-01-01 00:00:00
 0: cs:WFConnection ro:Secondary/Unknown ds:Inconsistent/DUnknown C r----s
    ns:0 nr:0 dw:0 dr:0 al:0 bm:0 lo:0 pe:0 ua:0 ap:0 ep:1 wo:b oos:78148320
`,
    0,
    'no Secondary Unknown Inconsistent DUnknown WFConnection 78148320\n',
  ],
  [
    '8.0 with its own words',
    `version: 8.0.14 (api:86/proto:86)
 0: cs:Connected st:Secondary/Primary ds:UpToDate/UpToDate C r---
    ns:0 nr:4 dw:4 dr:0 al:0 bm:0 lo:0 pe:0 ua:0 ap:0
	resync: used:0/61 hits:0 misses:0 starving:0 dirty:0 changed:0
	act_log: used:0/127 hits:0 misses:0 starving:0 dirty:0 changed:0
`,
    0,
    'yes Secondary Primary UpToDate UpToDate Connected 0\n',
  ],
  [
    'after a split brain, without the letter of the protocol',
    `version: 8.4.11 (api:1/proto:86-101)
 1: cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate C r-----
    ns:0 nr:0 dw:0 dr:0 al:0 bm:0 lo:0 pe:0 ua:0 ap:0 ep:1 wo:f oos:8
10: cs:StandAlone ro:Secondary/Unknown ds:UpToDate/DUnknown   r-----
    ns:0 nr:0 dw:283046 dr:471746 al:11 bm:0 lo:0 pe:0 ua:0 ap:0 ep:1 wo:f oos:4
`,
    10,
    'no Secondary Unknown UpToDate DUnknown StandAlone 4\n',
  ],
  ['a device that is not configured', 'version: 8.4.11 (api:1/proto:86-101)\n 0: cs:Unconfigured\n', 0, ''],
  ['no such device', 'version: 8.4.11 (api:1/proto:86-101)\n', 0, ''],
]

for (const [what, text, minor, states] of proc) {
  test(`DRBD: ${what}`, () => {
    put('proc/drbd', text)
    assert.is(sh(`ha_drbd_states r0 ${minor}`), states)
    // One look at all devices tells the same.
    assert.is(sh(`ha_look_at_all; HA_ROOT=/nowhere; ha_drbd_states r0 ${minor}`), states)
  })
}

test('DRBD: questions about both sides', () => {
  put('proc/drbd', proc[0]![1])
  assert.is(ask('ha_drbd_met r0 0 1'), 'yes')
  assert.is(ask('ha_drbd_same r0 1'), 'yes')
  assert.is(ask('ha_drbd_same r0 0 1'), 'no')
  assert.is(ask('ha_drbd_attached r0 0'), 'yes')
  assert.is(ask('ha_drbd_attached r0 2'), 'no')
  assert.is(ask('ha_drbd_alone r0 0'), 'no')
  assert.is(sh('ha_drbd_eta r0:0'), ', 0:01:59 to go')
  put('proc/drbd', proc[3]![1])
  assert.is(ask('ha_drbd_alone r0 10'), 'yes')
  assert.is(ask('ha_drbd_met r0 1 10'), 'no')
})

/** As the module of 8.4 prints them, minors from 0 on. */
const devices84 = (...lines: readonly string[]): void =>
  put(
    'proc/drbd',
    [
      'version: 8.4.11 (api:1/proto:86-101)',
      ...lines.map((line, i) => ` ${i}: ${line} C r-----\n    ns:0 oos:0`),
      '',
    ].join('\n'),
  )

const healths: readonly (readonly [line: string, is: 'yes' | 'no'])[] = [
  ['cs:Connected ro:Secondary/Secondary ds:UpToDate/UpToDate', 'yes'],
  ['cs:Connected ro:Primary/Secondary ds:UpToDate/Diskless', 'yes'],
  ['cs:SyncTarget ro:Secondary/Primary ds:Inconsistent/UpToDate', 'yes'],
  ['cs:PausedSyncS ro:Primary/Secondary ds:UpToDate/Inconsistent', 'yes'],
  ['cs:WFBitMapT ro:Secondary/Primary ds:Inconsistent/UpToDate', 'yes'],
  ['cs:VerifyS ro:Primary/Secondary ds:UpToDate/UpToDate', 'yes'],
  ['cs:Connected ro:Secondary/Secondary ds:Inconsistent/Inconsistent', 'no'],
  ['cs:Connected ro:Secondary/Secondary ds:Diskless/Diskless', 'no'],
  ['cs:Connected ro:Primary/Secondary ds:UpToDate/Outdated', 'no'],
  ['cs:Connected ro:Primary/Secondary ds:Failed/UpToDate', 'no'],
  ['cs:WFConnection ro:Primary/Unknown ds:UpToDate/DUnknown', 'no'],
  ['cs:StandAlone ro:Primary/Unknown ds:UpToDate/DUnknown', 'no'],
  ['cs:Unconfigured', 'no'],
]

test('DRBD: whether a resource is healthy', () => {
  const good = 'cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate'
  for (const [line, is] of healths) {
    devices84(good, line)
    assert.is(ask('ha_drbd_healthy r0 1'), is, line)
    assert.is(ask('ha_drbd_healthy r0 0 1'), is, line)
  }
  assert.is(ask('ha_drbd_healthy r0 7'), 'no')
})

test('DRBD: who is primary', () => {
  const roles = (line: string): string => {
    devices84(line)
    return `${ask('ha_drbd_primary r0 0')} ${ask('ha_drbd_peer_primary r0 0')}`
  }
  assert.is(roles('cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate'), 'yes no')
  assert.is(roles('cs:Connected ro:Secondary/Primary ds:UpToDate/UpToDate'), 'no yes')
  assert.is(roles('cs:Connected ro:Primary/Primary ds:UpToDate/UpToDate'), 'yes yes')
  assert.is(roles('cs:WFConnection ro:Secondary/Unknown ds:UpToDate/DUnknown'), 'no no')
  assert.is(roles('cs:Unconfigured'), 'no no')
})

/** As events2 of drbd-utils 9 prints them. */
function events2(...lines: readonly string[]): void {
  put('proc/drbd', 'version: 9.2.10 (api:2/proto:86-122)\n')
  put('bin/drbdsetup', ['#!/bin/sh', "cat <<'END'", ...lines, 'exists -', 'END', ''].join('\n'), 0o755)
}

test('DRBD 9 tells of each peer', () => {
  events2(
    'exists resource name:r0 role:Secondary suspended:no write-ordering:flush',
    'exists connection name:r0 peer-node-id:1 conn-name:node2 connection:Connected role:Secondary congested:no',
    'exists connection name:r0 peer-node-id:2 conn-name:node3 connection:Connecting role:Unknown congested:no',
    'exists device name:r0 volume:0 minor:0 disk:UpToDate client:no size:262100 read:0 written:0',
    'exists device name:r0 volume:1 minor:1 disk:Inconsistent client:no size:262100 read:0 written:0',
    'exists peer-device name:r0 peer-node-id:1 conn-name:node2 volume:0 replication:SyncSource peer-disk:Inconsistent resync-suspended:no received:0 sent:30264 out-of-sync:231836 pending:0 unacked:0',
    'exists peer-device name:r0 peer-node-id:1 conn-name:node2 volume:1 replication:Established peer-disk:Inconsistent resync-suspended:no received:0 sent:0 out-of-sync:0 pending:0 unacked:0',
    'exists peer-device name:r0 peer-node-id:2 conn-name:node3 volume:0 replication:Off peer-disk:DUnknown resync-suspended:no received:0 sent:0 out-of-sync:7 pending:0 unacked:0',
  )
  assert.equal(
    sh('ha_drbd_states r0 0 | sort'),
    'no Secondary Unknown UpToDate DUnknown Connecting 7\nyes Secondary Secondary UpToDate Inconsistent SyncSource 231836\n',
  )
  assert.equal(
    sh('ha_drbd_states r0 1 | sort'),
    'no Secondary Unknown Inconsistent  Connecting 0\nyes Secondary Secondary Inconsistent Inconsistent Established 0\n',
  )
  assert.is(sh('ha_drbd_states r0 2'), '')
  const each = 'for minor in 0 1 2; do ha_drbd_states r0 "$minor"; done'
  assert.is(sh(`ha_look_at_all; drbdsetup() { :; }; ${each}`), sh(each))
  // A device that another resource has is not this one's.
  assert.is(sh('ha_look_at_all; ha_drbd_states r1 0'), '')
  rmSync(join(root, 'bin'), { recursive: true })
})

test('DRBD 9: a copy that is on its way from one of its peers is healthy', () => {
  const health = (
    disk: string,
    ...peers: readonly (readonly [replication: string, disk: string])[]
  ): string => {
    events2(
      'exists resource name:r0 role:Secondary',
      ...peers.map(
        (_, i) => `exists connection name:r0 peer-node-id:${i} connection:Connected role:Secondary`,
      ),
      `exists device name:r0 volume:0 minor:0 disk:${disk}`,
      ...peers.map(
        ([replication, there], i) =>
          `exists peer-device name:r0 peer-node-id:${i} volume:0 replication:${replication} peer-disk:${there} out-of-sync:0`,
      ),
    )
    return ask('ha_drbd_healthy r0 0')
  }
  assert.is(health('Inconsistent', ['SyncTarget', 'UpToDate'], ['Established', 'Diskless']), 'yes')
  assert.is(health('Inconsistent', ['Established', 'Inconsistent'], ['SyncTarget', 'UpToDate']), 'yes')
  assert.is(health('UpToDate', ['Established', 'UpToDate'], ['Established', 'Diskless']), 'yes')
  assert.is(health('Diskless', ['Established', 'UpToDate'], ['Established', 'UpToDate']), 'yes')
  assert.is(health('Inconsistent', ['Established', 'Inconsistent'], ['Established', 'Diskless']), 'no')
  assert.is(health('UpToDate', ['Established', 'UpToDate'], ['Established', 'Inconsistent']), 'no')
  assert.is(health('Inconsistent', ['SyncTarget', 'UpToDate'], ['Established', 'Outdated']), 'no')
  rmSync(join(root, 'bin'), { recursive: true })
})

test('DRBD: nothing is made on a copy that is not up to date, or that another node uses', () => {
  put('bin/drbdadm', '#!/bin/sh\necho "drbdadm $*"\n', 0o755)
  const lend = (line: string): string => {
    devices84(line)
    return sh('(set -e; ha_drbd_lend r0 0; echo lent)')
  }
  // As a node that was installed anew finds the other: DRBD would promote it, and write to both.
  assert.match(
    lend('cs:SyncTarget ro:Secondary/Secondary ds:Inconsistent/UpToDate'),
    /^The copy of r0 here is Inconsistent, so nobody can say what is on it/,
  )
  assert.match(
    lend('cs:WFConnection ro:Secondary/Unknown ds:Consistent/DUnknown'),
    /^The copy of r0 here is Consistent/,
  )
  assert.match(
    lend('cs:Connected ro:Secondary/Primary ds:UpToDate/UpToDate'),
    /^r0 is primary on another node/,
  )
  assert.match(sh('(set -e; ha_drbd_lend r0 7; echo lent)'), /^The copy of r0 here is not there/)
  assert.is(
    lend('cs:Connected ro:Secondary/Secondary ds:UpToDate/UpToDate'),
    'drbdadm primary r0\nlent\ndrbdadm secondary r0\n',
  )
  // What was primary before stays so.
  assert.is(lend('cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate'), 'lent\n')
  rmSync(join(root, 'bin'), { recursive: true })
})

test('DRBD: a resource that is there keeps its device', () => {
  put(
    'bin/drbdadm',
    `#!/bin/sh
case $1:$2 in
  sh-resources:) echo 'mail web' ;;
  sh-dev:mail) echo /dev/drbd0 ;;
  sh-dev:web) printf '/dev/drbd1\\n/dev/drbd12\\n' ;;
esac
`,
    0o755,
  )
  assert.is(sh('ha_drbd_moved mail=0 web=1,12'), '')
  assert.is(sh('ha_drbd_moved mail=0 web=1,12 db=2'), '')
  // mail was taken out of the spec, and what came behind it moved up.
  const gone = sh('ha_drbd_moved web=0,12')
  assert.match(gone, /^\/dev\/drbd0 is the DRBD resource mail here, and the plan gives it to web: /)
  assert.match(gone, /\nThe DRBD resource web has \/dev\/drbd1 here, .* write minor: 1 and its port/)
  assert.is(gone.trim().split('\n').length, 2)
  put('bin/drbdadm', '#!/bin/sh\nexit 1\n', 0o755)
  assert.is(sh('ha_drbd_moved mail=0'), '')
  rmSync(join(root, 'bin'), { recursive: true })
})

test.run()

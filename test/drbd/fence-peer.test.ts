import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { run } from '../../src/host/exec.ts'
import { renderTemplate } from '../../src/render/engine.ts'

// The handler runs against a CIB in a file with pacemaker's own cibadmin; only the peer and the kernel are played.
const test = suite('drbd-fence-peer')
const script = renderTemplate('usr/local/lib/ha-bootstrap/drbd-fence-peer', { timeout: '90' })

interface Scene {
  /** Attributes of the peer's node_state. */
  readonly peer: string
  /** ds: field of /proc/drbd, or undefined where DRBD 9 answers by drbdsetup. */
  readonly states?: string
  readonly events?: string
  readonly answers?: boolean
  readonly constraint?: string
  readonly quorum?: string
  readonly env?: { readonly [name: string]: string }
  /** ha-live-migrate has its window open. */
  readonly window?: boolean
}

interface Outcome {
  readonly code: number
  readonly cib: string
  readonly said: string
}

const allows = (node: string): string =>
  `<rsc_location id="drbd-fence-by-handler-r0-ms_r0" rsc="ms_r0"><rule id="x" role="Promoted" score="-INFINITY">` +
  `<expression id="y" attribute="#uname" operation="ne" value="${node}"/></rule></rsc_location>`

async function play(action: readonly string[], scene: Scene, shell = 'dash'): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'ha-fence-'))
  const program = (name: string, body: string): void => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`)
    chmodSync(join(folder, name), 0o755)
  }
  try {
    const cib = join(folder, 'cib.xml')
    writeFileSync(
      cib,
      `<cib crm_feature_set="3.0.14" validate-with="pacemaker-3.8" epoch="1" num_updates="0" admin_epoch="0" have-quorum="${scene.quorum ?? '1'}">
<configuration><crm_config/><nodes><node id="1" uname="node1"/><node id="2" uname="node2"/></nodes>
<resources><clone id="ms_other"><primitive id="p_other" class="ocf" provider="linbit" type="drbd"><instance_attributes id="oa"><nvpair id="on" name="drbd_resource" value="r01"/></instance_attributes></primitive></clone>
<clone id="ms_r0"><primitive id="p_r0" class="ocf" provider="linbit" type="drbd"><instance_attributes id="ra"><nvpair id="rn" name="drbd_resource" value="r0"/></instance_attributes></primitive></clone></resources>
<constraints>${scene.constraint ?? ''}</constraints></configuration>
<status><node_state id="1" uname="node1" in_ccm="1795252832" crmd="1795252831" join="member" expected="member"/>
<node_state id="2" uname="node2" ${scene.peer}/></status></cib>\n`,
    )
    const proc = join(folder, 'proc')
    const kernel = scene.states
      ? ` 0: cs:WFConnection ro:Primary/Unknown ds:UpToDate/UpToDate C r-----\n 1: cs:WFConnection ro:Primary/Unknown ds:${scene.states} C r-----\n    ns:0\n`
      : ''
    writeFileSync(proc, `version: 8.4.11 (api:1/proto:86-101)\n${kernel}`)
    if (scene.window) writeFileSync(join(folder, 'two-primaries.r0'), '')
    program('uname', 'echo node1')
    program('logger', ':')
    program('crmadmin', scene.answers ? 'echo "Controller on node2 in state S_NOT_DC: ok"' : 'exit 102')
    program('drbdsetup', `cat <<'EOF'\n${scene.events ?? ''}\nEOF`)
    const file = join(folder, 'drbd-fence-peer')
    writeFileSync(file, script)
    const { code, stdout, stderr } = await run([...shell.split(' '), file, ...action], {
      env: {
        PATH: `${folder}:${process.env.PATH ?? ''}:/usr/sbin`,
        CIB_file: cib,
        DRBD_RESOURCE: 'r0',
        DRBD_MINOR: '1',
        DRBD_PEERS: 'node2',
        HA_PROC_DRBD: proc,
        HA_LOCK_DIR: folder,
        HA_RUN_DIR: folder,
        HA_FENCE_TIMEOUT: '1',
        HA_DC_TIMEOUT: '1',
        ...scene.env,
      },
    })
    return { code, cib: readFileSync(cib, 'utf8'), said: stdout + stderr }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const gone = 'in_ccm="0" crmd="0" join="down" expected="down"'
const goneOld = 'in_ccm="false" crmd="offline" join="down" expected="down"'
const here = 'in_ccm="1795253283" crmd="1795253288" join="member" expected="member"'
const hereOld = 'in_ccm="true" crmd="online" join="member" expected="member"'
const lost = 'in_ccm="0" crmd="1795253288" join="member" expected="member"'

const fenced: [string, Scene, readonly string[], number][] = [
  ['fenced by pacemaker', { peer: gone, states: 'UpToDate/DUnknown' }, [], 7],
  ['fenced, as pacemaker before 2.1.7 says it', { peer: goneOld, states: 'UpToDate/DUnknown' }, [], 7],
  ['fenced, but only consistent here', { peer: gone, states: 'Consistent/DUnknown' }, [], 1],
  ['reachable', { peer: here, answers: true, states: 'UpToDate/DUnknown' }, [], 4],
  ['reachable, as before 2.1.7', { peer: hereOld, answers: true, states: 'Consistent/DUnknown' }, [], 4],
  ['reachable, but inconsistent here', { peer: here, answers: true, states: 'Inconsistent/DUnknown' }, [], 1],
  ['silent', { peer: here, states: 'UpToDate/DUnknown' }, [], 5],
  ['silent and two primaries', { peer: here, states: 'UpToDate/DUnknown' }, ['strict'], 1],
  ['silent in a live migration', { peer: here, states: 'UpToDate/DUnknown', window: true }, [], 1],
  ['lost and never fenced', { peer: lost, states: 'UpToDate/DUnknown' }, [], 5],
  ['lost without quorum', { peer: lost, states: 'UpToDate/DUnknown', quorum: '0' }, [], 1],
  ['back again', { peer: here, answers: true, states: 'UpToDate/UpToDate' }, [], 1],
  ['unknown to the kernel', { peer: gone, states: 'UpToDate/DUnknown', env: { DRBD_MINOR: '7' } }, [], 1],
]
for (const [name, scene, more, code] of fenced)
  for (const shell of ['dash', 'busybox sh'])
    test(`peer ${name}: exit code ${code} (${shell})`, async () => {
      const outcome = await play(['fence', ...more], scene, shell)
      assert.is(outcome.code, code, outcome.said)
      const placed = outcome.cib.includes('id="drbd-fence-by-handler-r0-ms_r0"')
      assert.is(placed, code !== 1, outcome.said)
      if (placed) assert.match(outcome.cib, /role="Promoted".*\n?.*operation="ne" value="node1"/)
    })

test('the constraint of the other node wins', async () => {
  const outcome = await play(['fence'], {
    peer: gone,
    states: 'UpToDate/DUnknown',
    constraint: allows('node2'),
  })
  assert.is(outcome.code, 1)
  assert.not.match(outcome.cib, /value="node1"\/>/)
})

test('a constraint of our own is enough', async () => {
  const outcome = await play(['fence'], {
    peer: gone,
    states: 'UpToDate/DUnknown',
    constraint: allows('node1'),
  })
  assert.is(outcome.code, 7, outcome.said)
})

test('unfence removes it when every copy is up to date, and only then', async () => {
  const done = await play(['unfence'], {
    peer: here,
    states: 'UpToDate/UpToDate',
    constraint: allows('node1'),
  })
  assert.is(done.code, 0, done.said)
  assert.not.match(done.cib, /drbd-fence-by-handler/)
  const early = await play(['unfence'], {
    peer: here,
    states: 'UpToDate/Inconsistent',
    constraint: allows('node1'),
  })
  assert.is(early.code, 1)
  assert.match(early.cib, /drbd-fence-by-handler/)
  const nothing = await play(['unfence'], { peer: here, states: 'UpToDate/UpToDate' })
  assert.is(nothing.code, 0, nothing.said)
})

test('with DRBD 9 the nodes of the mask stay allowed', async () => {
  const outcome = await play(['fence'], {
    peer: gone,
    events:
      'exists resource name:r0 role:Primary\nexists device name:r0 volume:0 minor:1 disk:UpToDate client:no\n' +
      'exists peer-device name:r0 peer-node-id:1 conn-name:node2 volume:0 replication:Off peer-disk:DUnknown peer-client:no\nexists -',
    env: {
      UP_TO_DATE_NODES: '0x5',
      DRBD_MY_NODE_ID: '0',
      DRBD_NODE_ID_0: 'node1',
      DRBD_NODE_ID_1: 'node2',
      DRBD_NODE_ID_2: 'node3',
    },
  })
  assert.is(outcome.code, 7, outcome.said)
  assert.match(outcome.cib, /value="node1"/)
  assert.match(outcome.cib, /value="node3"/)
  assert.not.match(outcome.cib, /value="node2"/)
})

test('works without a folder for locks', async () => {
  const outcome = await play(['fence'], {
    peer: gone,
    states: 'UpToDate/DUnknown',
    env: { HA_LOCK_DIR: '/nonexistent' },
  })
  assert.is(outcome.code, 7, outcome.said)
})

test('a resource that the cluster does not know is nothing to decide', async () => {
  const outcome = await play(['fence'], {
    peer: gone,
    states: 'UpToDate/DUnknown',
    env: { DRBD_RESOURCE: 'r9' },
  })
  assert.is(outcome.code, 1)
  assert.match(outcome.said, /no clone/)
})

test('a name that is none reaches no command', async () => {
  const outcome = await play(['fence'], { peer: gone, env: { DRBD_RESOURCE: 'r0"/><x' } })
  assert.is(outcome.code, 1)
})

test.run()

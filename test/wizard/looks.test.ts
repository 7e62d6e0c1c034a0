import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { coloursFor } from '../../src/core/colour.ts'
import type { Connection } from '../../src/host/connection.ts'
import { findProgram, start } from '../../src/host/exec.ts'
import { localWay } from '../../src/host/local.ts'
import { connectOver } from '../../src/host/way.ts'
import type { FenceDevice } from '../../src/spec/spec.ts'
import type { Said } from '../../src/wizard/ask.ts'
import type { Found } from '../../src/wizard/converse.ts'
import { doLook } from '../../src/wizard/looks.ts'
import type { Means } from '../../src/wizard/look-means.ts'

/** A place of its own with a cable of its own: lan0 here, far0 at its other end. */
const place = `mount -t sysfs none /sys
ip link add lan0 type veth peer name far0
ip link set lo up; ip link set lan0 up; ip link set far0 up
ip address add 10.9.9.1/24 dev lan0
echo ready
exec cat`

const why =
  process.getuid?.() !== 0
    ? 'only root can make a place with network cards of its own'
    : ['ip', 'nsenter', 'unshare'].find((name) => !findProgram(name)) !== undefined ||
        spawnSync('unshare', ['-nm', 'true']).status !== 0
      ? 'no namespaces here'
      : undefined
const all = suite(`looks at nodes${why === undefined ? '' : ` (not here: ${why})`}`)
const test = why === undefined ? all : all.skip

const folder = mkdtempSync(join(tmpdir(), 'looks-'))
let keeper: ChildProcess
let node: Connection
const inside = (...words: string[]): string[] => ['nsenter', '-t', String(keeper.pid), '-n', '-m', ...words]

all.before(async () => {
  if (why !== undefined) return
  keeper = spawn('unshare', ['-nm', 'sh', '-ec', place], { stdio: ['pipe', 'pipe', 'inherit'] })
  await new Promise((resolve) => keeper.stdout!.once('data', resolve))
  // The way to this machine, with its programs in that place.
  node = await connectOver(
    { ...localWay('node1'), start: (words) => Promise.resolve(start(inside(...words))) },
    undefined,
  )
})
all.after(async () => {
  await node?.close()
  keeper?.stdin!.end()
  rmSync(folder, { recursive: true, force: true })
})

interface Setting {
  readonly devices?: { readonly [name: string]: FenceDevice }
  readonly secrets?: { readonly [name: string]: string }
  /** What happens when a line is asked for; what is typed, or nothing. */
  readonly read?: (prompt: string) => string | undefined
}

/** Does a look, on node1; what it found and what was printed meanwhile. */
async function look(
  word: string,
  what: { readonly [name: string]: string },
  words: readonly string[] = [],
  { devices, secrets = {}, read = () => undefined }: Setting = {},
): Promise<{ readonly found: Found; readonly printed: string }> {
  let printed = ''
  const means: Means = {
    known: { answers: {}, machines: [{ name: 'node1', facts: undefined }], seen: {} },
    spec: { version: 1, name: 'c', nodes: { node1: {} }, ...(devices && { fencing: { devices } }) },
    connection: (name) => (name === 'node1' ? node : undefined),
    forget: () => {},
    secret: (name) => secrets[name],
    console: {
      size: () => ({ columns: 80, rows: 24 }),
      colour: coloursFor({ isTTY: false }, ['--no-color']),
      print: (lines) => void (printed += `${lines.join('\n')}\n`),
      read: ({ prompt, signal }) =>
        new Promise<Said>((resolve) => {
          const typed = read(prompt)
          if (typed !== undefined) resolve({ by: 'enter', text: typed })
          signal?.addEventListener('abort', () => resolve({ by: 'escape' }))
        }),
    },
  }
  return { found: await doLook({ word, does: '', with: what }, words, means), printed }
}

test('a cable that is pulled tells which card it was', async () => {
  const { found, printed } = await look('unplug', { nodes: 'node1', cards: 'lan0' }, [], {
    read: () => {
      const [program = '', ...words] = inside('ip', 'link', 'set', 'far0', 'down')
      assert.is(spawnSync(program, words).status, 0)
      return undefined
    },
  })
  assert.match(printed, 'Pull the cable now, on node1.')
  assert.is(found.typed, 'lan0')
  assert.match(found.lines.join(), /It was lan0 of node1/)
  const [program = '', ...words] = inside('ip', 'link', 'set', 'far0', 'up')
  spawnSync(program, words)
})

test('no cable is pulled, and that is said', async () => {
  const { found } = await look('unplug', { nodes: 'node1', cards: 'lan0' }, [], { read: () => '' })
  assert.is(found.typed, undefined)
  assert.match(found.lines.join(), /No card has lost its link/)
})

test('a node without a connection cannot be looked at', async () => {
  const { found } = await look('unplug', { nodes: 'node2' })
  assert.match(found.lines.join(), /no connection to node2/)
})

test('a card that is none is told before anything is done', async () => {
  const { found } = await look('blink', { nodes: 'node1', cards: 'lan0' }, ['lan7'])
  assert.match(found.lines.join(), /There is no lan7 here; there are node1, lan0\./)
})

if (findProgram('ethtool'))
  test('a card without a lamp says so', async () => {
    const { found } = await look('blink', { nodes: 'node1', cards: 'lan0' })
    assert.match(found.lines.join(), /lan0 of node1 cannot: .*not supported/i)
    assert.is(found.typed, undefined)
  })

test('addresses that answer and that do not', async () => {
  const { found } = await look('answers', { nodes: 'node1' }, ['10.9.9.1', '10.9.9.77'])
  assert.equal(found.seen, { 'answers.10.9.9.1': 'yes', 'answers.10.9.9.77': 'no' })
})

if (findProgram('fence_dummy')) {
  const dummy = (params: NonNullable<FenceDevice['params']>): Setting => ({
    devices: { bmc: { agent: 'fence_dummy', targets: ['node2'], params } },
    secrets: { bmc: 'hush' },
  })

  test('a fence device that answers', async () => {
    writeFileSync(join(folder, 'power'), 'on')
    const { found } = await look(
      'test',
      { devices: 'bmc' },
      [],
      dummy({ type: 'file', status_file: join(folder, 'power'), password: { secret: 'bmc' } }),
    )
    assert.match(found.lines.join(), 'bmc answers node1: the power is on.')
    assert.equal(found.seen, { 'test.bmc': 'ok' })
  })

  test('a fence device whose password nobody has said', async () => {
    const { found } = await look('test', { devices: 'bmc' }, [], dummy({ password: { secret: 'other' } }))
    assert.match(found.lines.join(), /password was not said yet/)
    assert.is(found.seen?.['test.bmc'], undefined)
  })
}

if (findProgram('fence_ipmilan'))
  test('a fence device that does not answer', async () => {
    const params = {
      ip: '127.0.0.1',
      ipport: 9,
      username: 'fence',
      password: { secret: 'bmc' },
      lanplus: true,
      login_timeout: 1,
      shell_timeout: 1,
      power_timeout: 1,
    }
    const { found } = await look('test', { devices: 'bmc' }, [], {
      devices: { bmc: { agent: 'fence_ipmilan', targets: ['node2'], params } },
      secrets: { bmc: 'hush' },
    })
    assert.is(found.lines.join(), 'bmc does not answer node1: Connection timed out')
    assert.equal(found.seen, { 'test.bmc': 'Connection timed out' })
  })

// What snmpget says is followed by an advice to read the help of the agent.
if (findProgram('fence_apc_snmp') && findProgram('snmpget'))
  test('a power strip that does not answer', async () => {
    const { found } = await look('test', { devices: 'pdu' }, [], {
      devices: {
        pdu: {
          agent: 'fence_apc_snmp',
          plugs: { node2: 2 },
          params: { ip: '127.0.0.1', ipport: 9, community: { secret: 'pdu' } },
        },
      },
      secrets: { pdu: 'hush' },
    })
    assert.is(found.lines.join(), 'pdu does not answer node1: Timeout: No Response from 127.0.0.1:9')
  })

test('an agent that is not installed anywhere', async () => {
  const { found } = await look('test', { devices: 'bmc' }, [], {
    devices: { bmc: { agent: 'fence_nowhere', targets: ['node2'] } },
  })
  assert.match(found.lines.join(), /fence_nowhere is installed neither on the nodes yet nor here/)
})

all.run()

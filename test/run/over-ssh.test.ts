import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HaError } from '../../src/core/errors.ts'
import { sh } from '../../src/core/sh.ts'
import type { Sh } from '../../src/core/sh.ts'
import { connect } from '../../src/host/connect.ts'
import type { Connection } from '../../src/host/connection.ts'
import { compile } from '../../src/run/compile.ts'
import type { NodeEvent } from '../../src/run/events.ts'
import { execute } from '../../src/run/execute.ts'
import type { NodeOutcome } from '../../src/run/execute.ts'
import { payloadOf } from '../../src/run/payload.ts'
import type { Step } from '../../src/run/step.ts'
import { freePort, startSshd, whyNoSshd } from '../host/sshd.ts'
import type { Sshd } from '../host/sshd.ts'
import { plan } from './shell-node.ts'

const why = whyNoSshd()
const all = suite(`a run over ssh${why === undefined ? '' : ` (not here: ${why})`}`)
const test = why === undefined ? all : all.skip

interface Node {
  readonly root: string
  readonly sshd: Sshd
  readonly connect: () => Promise<Connection>
}

const folder = mkdtempSync(join(tmpdir(), 'over-ssh-'))
const open: { close(): Promise<void> }[] = []
all.after.each(async () => {
  for (const item of open.splice(0).reverse()) await item.close()
})
all.after(() => rmSync(folder, { recursive: true, force: true }))

/** A node with a root of its own, which may be a small file system. */
async function start(index: number, size?: string): Promise<Node> {
  const root = mkdtempSync(join(folder, 'node-'))
  const mount = size === undefined ? '' : `mount -t tmpfs -o size=${size} none ${root}`
  const sshd = await startSshd([], `SetEnv HA_ROOT=${root}`, mount)
  open.push({ close: () => sshd.stop() })
  const { name } = plan.nodes[index]!
  const address = { name, host: '127.0.0.1', port: sshd.port, user: 'root', identity: sshd.key }
  return {
    root,
    sshd,
    connect: async () => {
      const connection = await connect(address, { knownHosts: sshd.knownHosts })
      open.push(connection)
      return connection
    },
  }
}

interface Trace {
  readonly outcomes: readonly NodeOutcome[]
  readonly events: readonly string[]
  readonly notices: readonly string[]
}

async function go(
  nodes: readonly Node[],
  steps: readonly Step[],
  on: (node: string, event: NodeEvent, stop: () => void, leave: () => void) => void = () => {},
): Promise<Trace> {
  const stop = new AbortController()
  const leave = new AbortController()
  const events: string[] = []
  const notices: string[] = []
  const outcomes = await execute({
    nodes: await Promise.all(
      nodes.map(async (node, i) => {
        const program = compile(plan, plan.nodes[i]!, [], steps)
        const payload = payloadOf({ program, files: [], secrets: {}, secretPlans: [] })
        return { connection: await node.connect(), program, payload, selection: {}, reconnect: node.connect }
      }),
    ),
    order: steps.map(({ id }) => id),
    who: 'alice on desk',
    onEvent: (node, event) => {
      events.push(`${node} ${event.kind} ${event.step}`)
      on(
        node,
        event,
        () => stop.abort(),
        () => leave.abort(),
      )
    },
    onNotice: (node, sentence) => notices.push(`${node}: ${sentence}`),
    stop: stop.signal,
    leave: leave.signal,
  })
  return { outcomes, events, notices }
}

const step = (id: string, script: Sh): Step => ({
  id,
  title: `Do ${id}`,
  on: 'every-node',
  danger: 'none',
  actions: () => [
    {
      do: 'run',
      why: `make ${id}`,
      script: sh`${script}
echo made >>"$HA_ROOT/"${id}`,
      unless: sh`test -e "$HA_ROOT/"${id}`,
    },
  ],
})
const hows = ({ outcomes }: Trace): string => outcomes.map(({ how }) => how).join(' ')

test('all connections break while an action runs: it goes on, and is told to its end', async () => {
  const nodes = await Promise.all([start(0), start(1)])
  const names = plan.nodes.map(({ name }) => name)
  const cut = new Set<string>()
  const steps = [step('one', sh`sleep 3`), step('two', sh`:`)]
  const trace = await go(nodes, steps, (name, { kind, step: id }) => {
    if (kind !== 'start' || id !== 'one' || cut.has(name)) return
    cut.add(name)
    nodes[names.indexOf(name)]!.sshd.cutSessions()
  })
  assert.is(hows(trace), 'ok ok')
  for (const [i, { root }] of nodes.entries()) {
    assert.is(readFileSync(join(root, 'one'), 'utf8'), 'made\n')
    assert.is(trace.events.filter((event) => event === `${names[i]} start one`).length, 1)
    assert.ok(trace.notices.includes(`${names[i]}: Connected again.`), trace.notices.join('\n'))
  }
})

test('left and found again over ssh', async () => {
  const nodes = [await start(0)]
  const steps = [step('one', sh`sleep 2`), step('two', sh`:`)]
  const left = await go(nodes, steps, (_, { kind }, __, leave) => kind === 'start' && leave())
  assert.is(hows(left), 'left')
  const found = await go(nodes, steps)
  assert.is(hows(found), 'ok')
  assert.is(readFileSync(join(nodes[0]!.root, 'one'), 'utf8'), 'made\n')
})

test('stopped on request, the running action is ended first', async () => {
  const nodes = [await start(0)]
  const steps = [step('one', sh`sleep 1`), step('two', sh`:`)]
  const stopped = await go(nodes, steps, (_, { kind }, stop) => kind === 'start' && stop())
  assert.is(hows(stopped), 'stopped')
  assert.is(readFileSync(join(nodes[0]!.root, 'one'), 'utf8'), 'made\n')
  assert.is(hows(await go(nodes, steps)), 'ok')
})

test('a change of the network is confirmed over a new connection, as soon as there is a way', async () => {
  const node = await start(0)
  let attempts = 0
  const hardly: Node = {
    ...node,
    connect: async () => {
      attempts++
      // The one that is there already, then one that does not come about, then one that does.
      if (attempts !== 2) return node.connect()
      return connect({ name: 'node1', host: '127.0.0.1', port: await freePort(), user: 'root' })
    },
  }
  const change = step(
    'net',
    sh`printf '%s\\tconfirm\\tnet\\t1\\t30\\n' "$(date +%s)" >>"$HA_RUN/events"
ha_until 30 test -e "$HA_RUN/confirmed" || ha_fail 'Nobody came.'`,
  )
  const trace = await go([hardly], [change])
  assert.is(hows(trace), 'ok', trace.outcomes[0]!.text)
  assert.is(attempts, 3)
  assert.ok(trace.notices.includes('node1: Reached over the new network.'))
})

test('a full disk is one sentence, and with room again it goes on', async () => {
  const node = await start(0, '64k')
  const steps = [step('one', sh`:`)]
  try {
    await go([node], steps)
    assert.unreachable()
  } catch (error) {
    assert.instance(error, HaError)
    assert.match(
      (error as HaError).message,
      /^node1: the disk with \/var\/lib is full, so nothing was begun\.$/,
    )
    assert.match((error as HaError).hint!, /make room/)
  }
  const connection = await node.connect()
  await connection.run(sh`mount -o remount,size=10m ${node.root}`)
  assert.is(hows(await go([node], steps)), 'ok')
})

test('a file system that may only be read is one sentence', async () => {
  const node = await start(0, '10m')
  const connection = await node.connect()
  await connection.run(sh`mount -o remount,ro ${node.root}`)
  try {
    await go([node], [step('one', sh`:`)])
    assert.unreachable()
  } catch (error) {
    assert.match((error as HaError).message, /Read-only file system/)
  }
})

all.run()

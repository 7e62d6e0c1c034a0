import { writeFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sh } from '../../src/core/sh.ts'
import type { Sh } from '../../src/core/sh.ts'
import { execute } from '../../src/run/execute.ts'
import type { NodeOutcome, RunNode } from '../../src/run/execute.ts'
import type { NodeEvent } from '../../src/run/events.ts'
import type { Step } from '../../src/run/step.ts'
import { survey } from '../../src/run/survey.ts'
import { ShellNode } from './shell-node.ts'

const test = suite('execute')

let nodes: ShellNode[] = []
test.before.each(() => {
  nodes = [new ShellNode(0), new ShellNode(1)]
})
test.after.each(() => nodes.forEach((node) => node.remove()))

const step = (id: string, on: Step['on'], script: Sh, unless = sh`test -e "$HA_ROOT/"${id}`): Step => ({
  id,
  title: `Do ${id}`,
  on,
  danger: 'none',
  actions: () => [{ do: 'run', why: `make ${id}`, script, unless }],
})
const make = (id: string, on: Step['on'] = 'every-node'): Step => step(id, on, sh`: >"$HA_ROOT/"${id}`)

interface Trace {
  readonly outcomes: readonly NodeOutcome[]
  readonly events: readonly (NodeEvent & { readonly node: string })[]
  readonly notices: readonly string[]
}

interface Signals {
  readonly stop?: AbortSignal
  readonly leave?: AbortSignal
  readonly on?: (node: string, event: NodeEvent) => void
}

const never = new AbortController().signal

async function go(steps: readonly Step[], signals: Signals = {}, of = nodes): Promise<Trace> {
  const events: Trace['events'][number][] = []
  const notices: string[] = []
  const outcomes = await execute({
    nodes: of.map((node): RunNode => node.runNode(steps)),
    order: steps.map(({ id }) => id),
    who: 'alice on desk',
    onEvent: (node, event) => {
      events.push({ node, ...event })
      signals.on?.(node, event)
    },
    onNotice: (node, sentence) => notices.push(`${node}: ${sentence}`),
    stop: signals.stop ?? never,
    leave: signals.leave ?? never,
  })
  return { outcomes, events, notices }
}

const hows = ({ outcomes }: Trace): string => outcomes.map(({ how }) => how).join(' ')

test('a step begins when the one before has ended on all nodes', async () => {
  const slow = step('slow', 'first-node', sh`sleep 1; : >"$HA_ROOT/slow"`)
  const trace = await go([make('one'), slow, make('other', 'other-nodes'), make('last')])
  assert.is(hows(trace), 'ok ok')
  const at = (node: string, kind: string, id: string): number =>
    trace.events.findIndex((event) => event.node === node && event.kind === kind && event.step === id)
  const [first, second] = nodes.map(({ plan }) => plan.name) as [string, string]
  assert.ok(at(first, 'done', 'slow') < at(second, 'step', 'other'))
  assert.ok(at(second, 'done', 'other') < at(first, 'step', 'last'))
  assert.is(at(first, 'step', 'other'), -1)
  assert.equal(
    trace.outcomes.map(({ changed }) => changed),
    [3, 3],
  )
})

test('afterwards there is nothing to change, and one round trip says so', async () => {
  const steps = [make('one'), make('two')]
  await go(steps)
  const { connection, program, payload } = nodes[0]!.runNode(steps)
  const found = await survey({ connection, program, payload, contents: 'without-contents' })
  assert.is(found.pending, 0)
  assert.equal(
    found.steps.map(({ unchanged }) => unchanged),
    [1, 1],
  )
  assert.is(connection.roundTrips, 1)
})

test('what an action before takes over is not said to be destroyed, and the last look asks all the same', async () => {
  const path = nodes[0]!.path('disk')
  const overwrite = (id: string, kept: Sh): Step => ({
    ...step(id, 'first-node', sh`: >"$HA_ROOT/"${id}`),
    danger: 'destroys-data',
    actions: () => [
      {
        do: 'run',
        why: id,
        unless: sh`test -e "$HA_ROOT/"${id}`,
        script: sh`: >"$HA_ROOT/"${id}`,
        destroys: [{ path, kept }],
      },
    ],
  })
  writeFileSync(path, 'data')
  const looked = async (kept: Sh): Promise<readonly string[]> => {
    const { connection, program, payload } = nodes[0]!.runNode([overwrite('disk-made', kept)])
    const found = await survey({ connection, program, payload, contents: 'without-contents' })
    return found.steps.flatMap(({ pending }) =>
      pending.flatMap(({ destroys }) => destroys.map((one) => one.path)),
    )
  }
  assert.equal(await looked(sh`false`), [path])
  assert.equal(await looked(sh`true`), [])
  const trace = await go([overwrite('disk-made', sh`true`)])
  assert.match(hows(trace), /^failed/)
  assert.is(nodes[0]!.read('disk'), 'data')
})

test('looking changes nothing', async () => {
  const { connection, program, payload } = nodes[0]!.runNode([make('one')])
  const found = await survey({ connection, program, payload, contents: 'with-contents' })
  assert.is(found.pending, 1)
  assert.is(nodes[0]!.read('one'), '')
  assert.is(nodes[0]!.read('var/lib/ha-bootstrap/run/events'), '')
})

test('what one node cannot do, the others do not go on without', async () => {
  const bad: Step = { ...step('bad', 'first-node', sh`ha_fail 'There is no such thing.'`) }
  const trace = await go([make('one'), bad, make('two')])
  assert.is(hows(trace), 'failed stopped')
  assert.match(trace.outcomes[0]!.text, 'There is no such thing.')
  assert.is(trace.outcomes[0]!.step, 'bad')
  assert.ok(
    nodes.every(
      (node) => !trace.events.some((e) => e.node === node.plan.name && e.step === 'two' && e.kind === 'step'),
    ),
  )
  const mended = await go([make('one'), make('bad', 'first-node'), make('two')])
  assert.is(hows(mended), 'ok ok')
})

test('an act that ends well and brings nothing about has failed', async () => {
  const trace = await go([step('idle', 'first-node', sh`:`), make('two')])
  assert.is(hows(trace), 'failed stopped')
  assert.match(trace.outcomes[0]!.text, 'what they were to bring about is not there')
})

test('a second controller learns who is at work', async () => {
  const long = step('long', 'every-node', sh`sleep 2; : >"$HA_ROOT/long"`)
  let second: Promise<Trace> | undefined
  let started = 0
  const first = await go([long], {
    on: (_, { kind }) => kind === 'start' && ++started === nodes.length && (second = go([long])),
  })
  assert.is(hows(first), 'ok ok')
  const { outcomes } = await second!
  assert.ok(outcomes.some(({ how }) => how === 'locked'))
  assert.match(outcomes.find(({ how }) => how === 'locked')!.text, /^alice on desk, since \d{4}-/)
})

test('a lost connection loses the view, not the work', async () => {
  const long = step('long', 'every-node', sh`sleep 2; : >"$HA_ROOT/long"`)
  let cut = false
  const trace = await go([long, make('after')], {
    on: (name, { kind }) => {
      if (cut || kind !== 'start' || name !== nodes[0]!.plan.name) return
      cut = true
      for (const pid of nodes[0]!.channels) process.kill(-pid, 'SIGKILL')
    },
  })
  assert.is(hows(trace), 'ok ok')
  assert.ok(trace.notices.some((notice) => notice.includes('Connected again')))
  const starts = trace.events.filter(({ node, kind }) => node === nodes[0]!.plan.name && kind === 'start')
  assert.is(starts.length, 2, 'every event is told once')
})

test('asked to stop, nodes end what they are at', async () => {
  const stop = new AbortController()
  const long = step('long', 'every-node', sh`sleep 1; : >"$HA_ROOT/long"`)
  const trace = await go([long, make('after')], {
    stop: stop.signal,
    on: (_, { kind }) => kind === 'start' && stop.abort(),
  })
  assert.is(hows(trace), 'stopped stopped')
  const count = (kind: string): number => trace.events.filter((event) => event.kind === kind).length
  assert.is(count('changed'), count('start'))
  assert.ok(count('start') > 0)
  assert.ok(!trace.events.some(({ step: id, kind }) => id === 'after' && kind === 'start'))
})

test('left alone, nodes go on to the end of their step', async () => {
  const leave = new AbortController()
  const long = step('long', 'every-node', sh`sleep 1; : >"$HA_ROOT/long"`)
  const trace = await go([long], {
    leave: leave.signal,
    on: (_, { kind }) => kind === 'start' && leave.abort(),
  })
  assert.is(hows(trace), 'left left')
  for (let i = 0; i < 50 && !nodes[0]!.read('var/lib/ha-bootstrap/run/events').includes('\tend\t'); i++)
    await new Promise((done) => setTimeout(done, 200))
  assert.match(nodes[0]!.read('var/lib/ha-bootstrap/run/events'), /\tend\t\t\tok/)
})

test('what one node tells reaches the others', async () => {
  const tell = step('tell', 'every-node', sh`echo "I am $ha_node" | ha_share name; : >"$HA_ROOT/tell"`)
  const [first, second] = nodes.map(({ plan }) => plan.name) as [string, string]
  const hear: Step = {
    ...make('hear'),
    actions: ({ node }) => [
      {
        do: 'wait',
        why: 'hear',
        until: sh`test -e "$HA_RUN/shared/"${`name.${node.name === first ? second : first}`}`,
        timeoutS: 20,
      },
    ],
  }
  const trace = await go([tell, hear])
  assert.is(hows(trace), 'ok ok')
  assert.is(nodes[0]!.read(`var/lib/ha-bootstrap/run/shared/name.${second}`), `I am ${second}\n`)
  assert.is(nodes[1]!.read(`var/lib/ha-bootstrap/run/shared/name.${first}`), `I am ${first}\n`)
})

test.run()

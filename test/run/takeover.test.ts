import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sh } from '../../src/core/sh.ts'
import { execute } from '../../src/run/execute.ts'
import type { NodeOutcome } from '../../src/run/execute.ts'
import type { NodeEvent } from '../../src/run/events.ts'
import type { Step } from '../../src/run/step.ts'
import { ShellNode } from './shell-node.ts'

const test = suite('taking over a run')

let nodes: ShellNode[] = []
test.before.each(() => {
  nodes = [new ShellNode(0), new ShellNode(1)]
})
test.after.each(() => nodes.forEach((node) => node.remove()))

const step = (id: string, seconds: number): Step => ({
  id,
  title: `Do ${id}`,
  on: 'every-node',
  danger: 'none',
  actions: () => [
    {
      do: 'run',
      why: `make ${id}`,
      script: sh`sleep ${seconds}; echo made >>"$HA_ROOT/"${id}`,
      unless: sh`test -e "$HA_ROOT/"${id}`,
    },
  ],
})

interface Trace {
  readonly outcomes: readonly NodeOutcome[]
  readonly kinds: string
  readonly notices: readonly string[]
}

async function go(
  steps: readonly Step[],
  who: string,
  on: (event: NodeEvent, leave: AbortController) => void = () => {},
): Promise<Trace> {
  const leave = new AbortController()
  const notices: string[] = []
  let kinds = ''
  const outcomes = await execute({
    nodes: nodes.map((node) => node.runNode(steps)),
    order: steps.map(({ id }) => id),
    who,
    onEvent: (node, event) => {
      if (node === nodes[0]!.plan.name) kinds += ` ${event.kind}:${event.step}`
      on(event, leave)
    },
    onNotice: (node, sentence) => notices.push(`${node}: ${sentence}`),
    stop: new AbortController().signal,
    leave: leave.signal,
  })
  return { outcomes, kinds, notices }
}
const hows = ({ outcomes }: Trace): string => outcomes.map(({ how }) => how).join(' ')

test('who starts the same again goes on where somebody left, and nothing is done twice', async () => {
  const steps = [step('long', 1), step('after', 0)]
  const left = await go(steps, 'alice on desk', ({ kind }, leave) => kind === 'start' && leave.abort())
  assert.is(hows(left), 'left left')
  const taken = await go(steps, 'bob on lap')
  assert.is(hows(taken), 'ok ok')
  assert.ok(taken.notices.some((notice) => /Going on with the run of alice on desk, since /.test(notice)))
  // From its very beginning, and each event once.
  assert.is(
    taken.kinds,
    ' begin: ready:long step:long start:long changed:long done:long ready:after step:after start:after changed:after done:after end:',
  )
  for (const node of nodes) assert.is(node.read('long') + node.read('after'), 'made\nmade\n')
})

test('a run of another plan that somebody left is not cut into', async () => {
  const steps = [step('long', 1), step('after', 0)]
  await go(steps, 'alice on desk', ({ kind }, leave) => kind === 'start' && leave.abort())
  const other = await go([step('other', 0)], 'bob on lap')
  assert.is(hows(other), 'locked locked')
  const { text } = other.outcomes[0]!
  assert.match(
    text,
    /^alice on desk, since .*; nobody watches it any more, and `sh \S+\/program --stop` there ends it$/,
  )
  assert.is(nodes[0]!.read('other'), '')
  assert.is(hows(await go(steps, 'alice on desk')), 'ok ok')
  assert.is(hows(await go([step('other', 0)], 'bob on lap')), 'ok ok')
})

test.run()

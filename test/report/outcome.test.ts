import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { coloursFor } from '../../src/core/colour.ts'
import { sh } from '../../src/core/sh.ts'
import { outcomeText } from '../../src/report/outcome.ts'
import type { Program } from '../../src/run/compile.ts'
import type { NodeOutcome } from '../../src/run/execute.ts'

const test = suite('outcome')

const programOf = (node: string): Program => ({
  node,
  text: '',
  steps: [
    {
      id: 'network',
      title: 'Bring up the network',
      danger: 'interrupts-service',
      actions: [{ number: 1, action: { do: 'run', why: 'make bond0', script: sh`:`, unless: sh`:` } }],
    },
  ],
})
const programs = new Map(['node1', 'node2'].map((node) => [node, programOf(node)]))
const nothing: NodeOutcome = {
  node: 'node1',
  how: 'ok',
  changed: 0,
  step: undefined,
  action: undefined,
  text: '',
}
const say = (...outcomes: NodeOutcome[]): string =>
  outcomeText({
    outcomes,
    programs,
    done: new Map([['node1', ['preflight', 'packages']]]),
    again: 'ha-bootstrap apply -f x.yaml',
    colour: coloursFor({}, ['--no-color']),
  })

test('all is well in one line', () => {
  assert.is(
    say({ ...nothing, changed: 1 }, { ...nothing, node: 'node2', changed: 2 }),
    'Done: 3 changes on 2 nodes.\n',
  )
})

test('a failure says where, why, what is so already, and what goes on', () => {
  const failed: NodeOutcome = {
    ...nothing,
    how: 'failed',
    changed: 3,
    step: 'network',
    action: 1,
    text: 'first\nNo such device.',
  }
  assert.is(
    say(failed, { ...nothing, node: 'node2', how: 'stopped', changed: 1 }),
    `node1: failed in "Bring up the network" (network), at: make bond0
  | first
  | No such device.
node1: failed; 3 changes, done: preflight, packages
node2: stopped before its next action; 1 change, no step is done yet
What is done stays done. Mend what failed on node1, then go on with:
  ha-bootstrap apply -f x.yaml
`,
  )
})

const others: { how: NodeOutcome['how']; text: string; says: RegExp }[] = [
  {
    how: 'locked',
    text: 'alice on desk, since 2026',
    says: /^node1: locked by another run: alice on desk, since 2026\./,
  },
  { how: 'broken', text: '/var is full', says: /^node1: could not begin: \/var is full\n/ },
  {
    how: 'died',
    text: '',
    says: /^node1: the run ended without a word before its first step: the node was booted/,
  },
  {
    how: 'lost',
    text: 'node1 does not answer.',
    says: /^node1: lost: node1 does not answer\. What was begun/,
  },
  {
    how: 'left',
    text: '',
    says: /^node1: still at work; [\s\S]*and stop\. Go on with:\n {2}ha-bootstrap/,
  },
]
for (const { how, text, says } of others) {
  test(`says what ${how} means`, () => assert.match(say({ ...nothing, how, text }), says))
}

test.run()

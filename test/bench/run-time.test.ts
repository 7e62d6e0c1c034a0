import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { firstApply, readJournals } from '../../bench/run-time.ts'
import { roundTrips } from '../../bench/round-trips.ts'

const test = suite('what the bench reads')

/** Lines of a run that begins at a second: seconds since then, kind, step, action, text. */
const run = (
  id: string,
  beganS: number,
  ...events: readonly (readonly [number, string, string, string, string])[]
): string => `@ ${id}\n${events.map(([s, ...rest]) => [beganS + s, ...rest].join('\t')).join('\n')}\n`

const stopped = run('20260101-080000', 900, [0, 'begin', '', '', 'p b 1'], [50, 'end', '', '', 'stopped'])

test('for each step the node whose actions took longest counts, and waiting for the other does not', () => {
  const one = run(
    '20260101-090000',
    1000,
    [0, 'begin', '', '', 'p b 1'],
    [0, 'ready', 'packages', '', ''],
    [1, 'step', 'packages', '', 'Install'],
    [1, 'unchanged', 'packages', '1', 'look'],
    [1, 'start', 'packages', '2', 'install'],
    [11, 'changed', 'packages', '2', 'install'],
    [11, 'ready', 'drbd', '', ''],
    [21, 'step', 'drbd', '', 'Configure'],
    [21, 'start', 'drbd', '3', 'up'],
    [23, 'changed', 'drbd', '3', 'up'],
    [24, 'end', '', '', 'ok'],
  )
  const two = run(
    '20260101-090001',
    5000,
    [0, 'begin', '', '', 'p c 1'],
    [1, 'start', 'packages', '2', 'install'],
    [15, 'changed', 'packages', '2', 'install'],
    [15, 'start', 'packages', '4', 'end policy'],
    [21, 'changed', 'packages', '4', 'end policy'],
    [22, 'start', 'drbd', '3', 'up'],
    [23, 'changed', 'drbd', '3', 'up'],
    [26, 'end', '', '', 'ok'],
  )
  const first = firstApply([readJournals('a', one + stopped), readJournals('b', two)])
  assert.equal(first, {
    id: '20260101-090000',
    ends: ['ok', 'ok'],
    changed: 5,
    wallS: 26,
    slowestS: 22,
    steps: [
      { id: 'packages', node: 'b', seconds: 20 },
      { id: 'drbd', node: 'a', seconds: 2 },
    ],
  })
})

test('without a run that ended well there is no first apply', () => {
  assert.throws(() => firstApply([readJournals('a', stopped)]), /no run in the journals/)
})

test('logins and programs are round trips; questions to ssh itself are none', () => {
  const calls = [
    '-G -p 22001 -- 127.0.0.1',
    '-F c -S s -T -a -x -v -M -N -o ControlPersist=no -- 127.0.0.1',
    '-F c -S s -T -a -x -O check -- 127.0.0.1',
    "-F c -S s -T -a -x -o BatchMode=yes -- 127.0.0.1 'sh' '-c' 'PATH=/bin'",
    '',
  ]
  assert.is(roundTrips(calls.join('\n'), 1), 2)
})

test.run()

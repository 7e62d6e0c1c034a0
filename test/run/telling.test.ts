import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Eta, spokenDuration } from '../../src/run/eta.ts'
import { parseEvent } from '../../src/run/events.ts'
import { JsonTelling, PlainTelling } from '../../src/run/telling.ts'
import type { Telling } from '../../src/run/telling.ts'

const test = suite('telling')

const steps = [{ id: 'net', title: 'Bring up the network', nodes: ['a', 'node2'] }]

/** Events as the runner writes them, after the node's name. */
const events = `
a 100|begin|||abc boot 1
a 100|step|net||Bring up the network
node2 100|step|net||Bring up the network
a 100|unchanged|net|1|write /etc/hosts
a 101|start|net|2|wait for the link
a 103|progress|net|2|10 carrier
a 113|progress|net|2|20 carrier
a 133|progress|net|2|40 carrier
a 134|changed|net|2|wait for the link
a 135|waiting|||An action of an earlier run is still at work.
node2 135|start|net|1|write /etc/hosts
node2 136|failed|net|1|no room\\nsecond line
a 137|done|net||Bring up the network
node2 137|done|net||Bring up the network
a 138|end|||ok
`

function tell(telling: Telling): void {
  for (const line of events.trim().split('\n')) {
    const [node, ...rest] = line.split(' ')
    telling.event(node!, parseEvent(rest.join(' ').replaceAll('|', '\t'))!)
  }
  telling.notice('a', 'Connected again.')
}

test('lines: what was changed, how far it is now and then, and all of a failure', () => {
  let out = ''
  tell(new PlainTelling((line) => (out += line), steps))
  assert.is(
    out,
    `a      net: Bring up the network
a      net: wait for the link ...
a      net: wait for the link: 40 %, 1 min left (carrier)
a      net: wait for the link: done
a      An action of an earlier run is still at work.
node2  net: Bring up the network
node2  net: write /etc/hosts ...
node2  net: FAILED: write /etc/hosts
node2    | no room
node2    | second line
a      Connected again.
`,
  )
})

test('JSON: every event is one object on one line', () => {
  let out = ''
  tell(new JsonTelling((line) => (out += line)))
  const objects = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly [key: string]: unknown })
  assert.is(objects.length, events.trim().split('\n').length + 1)
  assert.equal(objects[4], {
    node: 'a',
    at: '1970-01-01T00:01:41.000Z',
    kind: 'start',
    step: 'net',
    action: 2,
    text: 'wait for the link',
  })
  assert.is(objects.at(-1)!.kind, 'notice')
})

test('what is left is told from the speed of the last two minutes', () => {
  const eta = new Eta()
  assert.is(eta.leftS(10, 0), undefined)
  assert.is(eta.leftS(11, 1), undefined)
  assert.is(eta.leftS(20, 10), 80)
  // Ten times slower from here on.
  for (let s = 20; s <= 300; s += 10) eta.leftS(20 + s / 100, s)
  const left = eta.leftS(23.1, 310)!
  assert.ok(left > 7000 && left < 8000, String(left))
  assert.is(eta.leftS(100, 320), undefined)
})

test('what begins anew, or a clock that is set back, gives no nonsense', () => {
  const eta = new Eta()
  eta.leftS(50, 100)
  eta.leftS(60, 110)
  assert.is(eta.leftS(5, 120), undefined)
  assert.is(eta.leftS(10, 60), undefined)
  assert.is(eta.leftS(20, 70), 80)
})

for (const [seconds, spoken] of [
  [0.2, '1 s'],
  [59, '59 s'],
  [60, '1 min'],
  [3540, '59 min'],
  [3600, '1 h 00 min'],
  [7500, '2 h 05 min'],
] as const) {
  test(`${seconds} seconds are ${spoken}`, () => assert.is(spokenDuration(seconds), spoken))
}

test.run()

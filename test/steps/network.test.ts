import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { network } from '../../steps/network.ts'
import { actionsOf, example, nodesOf, planOf } from './plans.ts'

const test = suite('step of the network')

const others = `
version: 1
name: others
profile: debian-heartbeat
networks:
  lan: { subnet: 192.168.1.0/24, interface: lan0 }
rings: [lan]
node-defaults: { platform: debian-12, interface-style: none }
nodes:
  a: { addresses: { lan: 192.168.1.1 }, interfaces: { lan0: { mac: "52:54:00:00:00:01" } } }
  b: { addresses: { lan: 192.168.1.2 }, interfaces: { lan0: {} } }
services:
  data: { address: 192.168.1.9/24 }
fencing: { none-because: "machines of a test" }
`

test('where somebody else makes the network, no card gets another name behind his back', async () => {
  const [pinned, unpinned] = nodesOf(await planOf(others, 'others'), 'others')
  const [first, ...rest] = actionsOf(network, pinned!)
  assert.ok(first?.do === 'run')
  assert.match(first.refuses!.text, 'mac lan0 52:54:00:00:00:01')
  assert.equal(
    rest.map((action) => action.do === 'put' && action.path),
    ['/etc/systemd/network/10-lan0.link'],
  )
  assert.equal(actionsOf(network, unpinned!), [])
})

test('everywhere else the network and the names change at once, under guard', () => {
  const [change, ...rest] = actionsOf(network, example('debian-heartbeat/main'))
  assert.equal(rest, [])
  assert.ok(change?.do === 'run')
  assert.match(change.script.text, 'change 120')
})

test.run()

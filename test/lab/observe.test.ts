import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { drbdInOrder, presence, readView } from '../../src/lab/observe.ts'
import { resolve } from '../../src/plan/resolve.ts'
import type { Plan } from '../../src/plan/plan.ts'
import { loadSpec } from '../../src/spec/load.ts'

const test = suite('what runs on a node')

const planOf = async (name: string): Promise<Plan> => {
  const { spec, hash } = await loadSpec(readFileSync(`examples/${name}.yaml`), name)
  return resolve({ spec: spec!, hash: hash!, tool: 'test' })
}

/** As Debian 12 prints it (DRBD 8.4.11). */
const looked = (drbd: string, machines: string): ReturnType<typeof readView> =>
  readView(`== drbd
version: 8.4.11 (api:1/proto:86-101)
srcversion: 211FB288A383ED945B83420
${drbd}
== addresses
1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever
3: br0    inet 192.168.1.11/24 brd 192.168.1.255 scope global br0\\       valid_lft forever preferred_lft forever
3: br0    inet6 fe80::5054:ff:fe00:101/64 scope link \\       valid_lft forever preferred_lft forever
== mounts
/dev/vda1 / ext4 rw,relatime 0 0
== machines
${machines}
== units
named active
`)

const connected = ` 0: cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate C r-----
    ns:131004 nr:0 dw:0 dr:131676 al:8 bm:0 lo:0 pe:0 ua:0 ap:0 ep:1 wo:f oos:0
 1: cs:Connected ro:Secondary/Primary ds:UpToDate/UpToDate C r-----
    ns:0 nr:130996 dw:130996 dr:0 al:8 bm:0 lo:0 pe:0 ua:0 ap:0 ep:1 wo:f oos:0`

test('a view has devices, addresses, mounts, machines and units', () => {
  const view = looked(connected, ' mail')
  assert.equal(view.drbd.get(1), {
    connection: 'Connected',
    roles: ['Secondary', 'Primary'],
    disks: ['UpToDate', 'UpToDate'],
  })
  assert.equal([...view.addresses], ['127.0.0.1', '192.168.1.11', 'fe80::5054:ff:fe00:101'])
  assert.ok(view.mounts.has('/'))
  assert.equal([...view.machines], ['mail'])
  assert.is(view.units.get('named'), 'active')
})

test('a bundle runs as a whole, partly or not at all', async () => {
  const plan = await planOf('kvm')
  const [mail, web] = plan.cib.bundles
  assert.is(presence(plan, mail!, looked(connected, ' mail')), 'whole')
  assert.is(presence(plan, mail!, looked(connected, '')), 'partly')
  assert.is(presence(plan, web!, looked(connected, ' mail')), 'nothing')
})

test('copies are in order when every device is connected and up to date on both sides', async () => {
  const plan = await planOf('kvm')
  assert.ok(drbdInOrder(plan, 'node1', looked(connected, '')))
  for (const [from, to] of [
    ['UpToDate/UpToDate', 'UpToDate/Inconsistent'],
    ['cs:Connected', 'cs:SyncSource'],
    ['ds:UpToDate', 'ds:Inconsistent'],
    [' 1: ', ' 7: '],
  ] as const)
    assert.not.ok(drbdInOrder(plan, 'node1', looked(connected.replace(from, to), '')), `${from} ${to}`)
})

test.run()

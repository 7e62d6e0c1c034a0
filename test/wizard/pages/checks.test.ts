import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { addressAfter } from '../../../src/spec/effective.ts'
import { stateOf } from '../../../src/wizard/flow.ts'
import { kind } from '../../../src/wizard/pages/kind.ts'
import type { Answer, Answers } from '../../../src/wizard/question.ts'
import { machinesOf, pages } from './machines.ts'

const test = suite('what cannot be an answer')

/** question, answer, what is said of it; nothing is said where it can. */
const cases: readonly (readonly [string, Answer, RegExp | undefined, Answers?])[] = [
  ['network.names', '', /one network at least/],
  ['network.names', 'lan lan', /stands twice/],
  ['network.names', 'Büro', /no name/],
  ['network.names', '1lan', /no name/],
  ['network.names', 'lan, replication,backup', undefined],
  ['network.vlans', '', undefined],
  ['network.vlans', 'lan:40 70', undefined],
  ['network.vlans', 'lan:40 40', /VLAN 40 stands twice/],
  ['network.vlans', 'lan:0', /from 1 to 4094/],
  ['network.vlans', 'wan:7', /wan is no network/],
  ['network.vlans', 'seven', /neither/],
  ['network.lan.cards', [], /needs a card/],
  ['network.replication.cards', ['eno1'], /carries lan already/],
  [
    'network.replication.cards',
    ['eno1'],
    /carries lan already/,
    { 'network.vlans': 'replication:7', 'network.lan.cards': ['eno1', 'eno2'] },
  ],
  ['network.replication.cards', ['eno1'], undefined, { 'network.vlans': 'replication:7' }],
  ['network.lan.ports', 'lan0 lan1', /1 card/],
  ['network.lan.ports', 'a-very-long-name', /16 characters/],
  ['network.lan.ports', '0lan', /no name of an interface/],
  ['network.lan.ports', 'lo', /kernel has lo/],
  ['network.replication.ports', 'repl0 repl0', /another card/],
  ['network.replication.ports', 'lan0 repl1', /another card/],
  ['network.lan.bridge', 'lan0', /is a card/],
  ['network.lan.subnet', '192.168.1.11/24', /begins at 192\.168\.1\.0/],
  ['network.lan.subnet', '192.168.1.0', /no network/],
  ['network.lan.subnet', '192.168.1.0/33', /no network/],
  ['network.lan.subnet', '2001:db8::/64', /subnet6/],
  ['network.lan.subnet', '192.168.1.0/31', /room for 0/],
  ['network.lan.subnet', '224.0.0.0/24', /no network for machines/],
  ['network.replication.subnet', '192.168.0.0/16', /have addresses in common/],
  ['network.replication.subnet', '10.9.0.0/30', undefined],
  ['network.lan.addresses', '192.168.1.11', /need one each/],
  ['network.lan.addresses', '192.168.1.11 192.168.1.11', /already the address of node1/],
  ['network.lan.addresses', '192.168.1.0 192.168.1.12', /the network itself/],
  ['network.lan.addresses', '192.168.1.11 192.168.1.255', /broadcast/],
  ['network.lan.addresses', '192.168.1.11 192.168.2.12', /not in 192\.168\.1\.0\/24/],
  ['network.lan.addresses', '192.168.1.11 192.168.1.254', /the gateway/],
  ['network.lan.addresses', '192.168.1.11/24 192.168.1.12/24', /without prefix length/],
  ['network.lan.addresses', '192.168.1.11 192.168.1.300', /no address/],
  ['network.lan.addresses', '192.168.1.21, 192.168.1.22', undefined],
  ['network.gateway', '', undefined],
  ['network.gateway', '10.1.2.3', /none of the networks/],
  ['network.gateway', '192.168.1.11', /the address of node1 on lan/],
  ['network.gateway', '192.168.1.1', undefined],
  ['network.lan.mtu', '100', /576 to 9216/],
  ['network.lan.mtu', '9000', undefined],
  ['network.replication.speed', 'fast', /Mbit/],
  ['cluster.rings', '', /do not hear each other/],
  ['cluster.rings', 'lan lan', /twice/],
  ['cluster.rings', 'wan', /no network/],
  ['cluster.rings', 'lan', undefined],
  ['cluster.dns', 'ns.example.org', /no address/],
  ['cluster.dns', '', undefined],
  ['cluster.time', '', /Without a time source/],
  ['cluster.time', '192.168.1.11', /no better time than its own/],
  ['cluster.time', 'ntp1.example.org 192.168.1.254', undefined],
  ['cluster.mail', 'root@example.org, ops', /one mail address/],
  ['cluster.domain', 'example org', /no domain/],
  ['cluster.device-host', 'node2', /is a node/, { 'cluster.quorum': 'device' }],
  ['cluster.device-host', '10.20.0.5', undefined, { 'cluster.quorum': 'device' }],
  ['fencing.addresses', '192.168.1.211 192.168.1.211', /switch off itself/],
  ['fencing.addresses', '192.168.1.11 192.168.1.212', /the address of node1 on lan/],
  ['fencing.addresses', '192.168.1.211', /need one each/],
  ['fencing.addresses', '10.0.2.2:6230 10.0.2.2:6231', undefined],
  ['fencing.addresses', '10.0.2.2:6230 10.0.2.2:6230', /stands twice/],
  ['fencing.addresses', '10.0.2.2:0 10.0.2.3', /no address/],
  ['fencing.more', 'cipher=3', undefined, { 'fencing.more': 'privlvl=operator cipher=3' }],
  ['fencing.more', 'colour=3', /knows no colour/, { 'fencing.more': 'cipher=3' }],
  ['fencing.more', 'passwd=abc', /is a secret/, { 'fencing.more': 'cipher=3' }],
  ['fencing.user', 'a b', /no blanks/],
  ['fencing.outlets', '1 1', /cannot hang on one/, { 'fencing.second': 'pdu' }],
  ['fencing.strips', '10.9.9.1 10.9.9.2 10.9.9.3', /one address or two/, { 'fencing.second': 'pdu' }],
  ['fencing.ups', 'ups1@localhost', /need one each/, { 'fencing.how': 'ups' }],
  ['fencing.ups', 'ups1 ups2', /NAME@HOST/, { 'fencing.how': 'ups' }],
  ['fencing.ups', 'ups@node1 ups@node2', /over node1 itself/, { 'fencing.how': 'ups' }],
  ['fencing.ups', 'ups@192.168.1.11 ups@192.168.1.12:3493', /over node1 itself/, { 'fencing.how': 'ups' }],
  ['fencing.ups', 'ups@10.9.9.1 ups@10.9.9.1', /switch both nodes off/, { 'fencing.how': 'ups' }],
  ['fencing.ups', 'ups@localhost ups@localhost', undefined, { 'fencing.how': 'ups' }],
  ['fencing.ups', 'ups@node2 ups@node1:3493', undefined, { 'fencing.how': 'ups' }],
  ['fencing.names', 'a a', /twice/, { 'fencing.how': 'ups', 'fencing.names': 'a b' }],
  ['fencing.none-because', 'test', /more than one word/, { 'fencing.how': 'none' }],
  ['fencing.none-because', 'Testmaschinen ohne Daten, die zählen', undefined, { 'fencing.how': 'none' }],
  ['fencing.disks', '/dev/disk/by-id/a /dev/disk/by-id/b', /no majority/, { 'fencing.how': 'sbd' }],
  ['fencing.disks', '', /need a shared disk/, { 'fencing.how': 'sbd' }],
  ['fencing.disks', '/dev/drbd0', /no path of a shared disk/, { 'fencing.how': 'sbd' }],
]

const machines = machinesOf('kvm', ['node1', 'node2'])
for (const [id, answer, says, more = {}] of cases) {
  test(`${id}: ${JSON.stringify(answer)} ${says ? 'cannot be it' : 'can be it'}`, () => {
    const answers: Answers = {
      'kind.profile': 'kvm',
      'network.plan': 'change',
      'cluster.plan': 'change',
      ...more,
    }
    const { questions } = stateOf(
      { answers, seen: {} },
      { pages: [kind, ...pages], machines, secrets: new Set() },
    )
    const question = questions.find((one) => one.question.id === id)?.question
    assert.ok(question, `nothing asks ${id}`)
    const why = question.check?.(answer)
    if (says) assert.match(why ?? 'nothing', says)
    else assert.is(why, undefined)
  })
}

test('addresses are counted from the first of a subnet', () => {
  assert.is(addressAfter('10.0.0.0/24', 7), '10.0.0.7')
  assert.is(addressAfter('10.0.0.0/16', 300), '10.0.1.44')
  assert.is(addressAfter('10.0.0.0/30', 4), undefined)
  assert.is(addressAfter('2001:db8::/64', 1), undefined)
})

test.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { stateOf } from '../../../src/wizard/flow.ts'
import type { State } from '../../../src/wizard/flow.ts'
import { kind } from '../../../src/wizard/pages/kind.ts'
import type { Answers, Known, Machine } from '../../../src/wizard/question.ts'
import { machinesOf, pages, partOf } from './machines.ts'

const test = suite('what live looks found')

const plain: Answers = { 'kind.profile': 'kvm', 'network.plan': 'change' }
const machines = machinesOf('kvm', ['node1', 'node2'])

function stateWith(seen: Known['seen'], answers: Answers = {}, all: readonly Machine[] = machines): State {
  const ground = { pages: [kind, ...pages], machines: all, secrets: new Set<string>() }
  return stateOf({ answers: { ...plain, ...answers }, seen }, ground)
}

const checkOf = (state: State, id: string, answer: string): string | undefined => {
  const found = state.questions.find(({ question }) => question.id === id)
  assert.ok(found, id)
  return found.question.check?.(answer)
}

const wanted = '192.168.1.21 192.168.1.22'

test('an address that somebody else answers at is nobody’s', () => {
  const state = stateWith({ 'answers.192.168.1.22': '52:54:00:99:99:99' })
  assert.match(
    checkOf(state, 'network.lan.addresses', wanted) ?? '',
    /At 192\.168\.1\.22 a machine with 52:54:00:99/,
  )
  assert.match(
    checkOf(stateWith({ 'answers.192.168.1.21': 'yes' }), 'network.lan.addresses', wanted) ?? '',
    /At 192\.168\.1\.21 somebody answers/,
  )
})

test('an address of the other node is not this one’s', () => {
  const state = stateWith({ 'answers.192.168.1.22': '52:54:00:aa:01:00' })
  assert.match(checkOf(state, 'network.lan.addresses', wanted) ?? '', /node1, not node2, answers/)
})

test('an address that the node itself answers at, or nobody, can be taken', () => {
  const seen = {
    'answers.192.168.1.22': 'no',
    'answers.192.168.1.12': '52:54:00:aa:02:00',
    'answers.192.168.1.11': 'yes',
  }
  assert.is(checkOf(stateWith(seen), 'network.lan.addresses', wanted), undefined)
  assert.is(checkOf(stateWith(seen), 'network.lan.addresses', '192.168.1.11 192.168.1.12'), undefined)
})

/** The same machines without anybody who speaks LLDP. */
const silent = machines.map(({ name, facts }): Machine => ({
  name,
  facts: {
    ...facts!,
    network: {
      ...facts!.network,
      interfaces: facts!.network.interfaces.map((one) => ({ ...one, neighbour: null })),
    },
  },
}))

test('without LLDP nothing says that cards lead to each other, until a look at the cables does', () => {
  const pairs = 'node1:enp65s0f0=node2:enp65s0f0 node1:enp65s0f1=node2:enp65s0f1'
  const { known: before } = stateWith({}, { 'network.plan': 'take' }, silent)
  assert.is(partOf(before).networks?.['replication']?.mtu, undefined)
  const { known: after } = stateWith({ cables: pairs }, { 'network.plan': 'take' }, silent)
  const { mtu, description } = partOf(after).networks!['replication']!
  assert.equal([mtu, description], [9000, 'cabled from node to node'])
})

test('cards that lead to each other are proposed before faster ones that lead nowhere', () => {
  const { known } = stateWith({ cables: 'node1:eno2=node2:eno2' }, { 'network.plan': 'take' }, silent)
  const part = partOf(known)
  assert.is(part.networks!['replication']!.interface, 'repl0')
  const eno2 = machines[1]!.facts!.network.interfaces.find(({ name }) => name === 'eno2')!
  assert.is(part.nodes!['node2']!.interfaces!['repl0']!.mac, eno2.permanentMac ?? eno2.mac)
})

test('what a test of the fence devices found is told where they are asked for', () => {
  const state = stateWith({ 'test.bmc-node1': 'ok', 'test.bmc-node2': 'Unable to connect' })
  const { found } = state.questions.find(({ question }) => question.id === 'fencing.delay')!.question
  assert.equal(found, [
    'bmc-node1 answered: user and password are right.',
    'bmc-node2 did not answer: Unable to connect.',
  ])
})

/** The same machines with something changed on the card of the users' network. */
const changed = (more: object): readonly Machine[] =>
  machines.map(({ name, facts }): Machine => ({
    name,
    facts: {
      ...facts!,
      network: {
        ...facts!.network,
        interfaces: facts!.network.interfaces.map((one) => (one.name === 'eno1' ? { ...one, ...more } : one)),
      },
    },
  }))

const planOf = (state: State): string =>
  state.questions
    .find(({ question }) => question.id === 'network.plan')!
    .question.found.join(' ')
    .replace(/\s+/g, ' ')

test('who else configures a card is told before apply refuses', () => {
  const state = stateWith({}, {}, changed({ managedBy: 'NetworkManager' }))
  assert.match(planOf(state), 'NetworkManager looks after eno1 of node1 and eno1 of node2: take them from it')
  assert.not.match(planOf(stateWith({}, {}, changed({ managedBy: 'ifupdown' }))), 'looks after')
})

test('ifupdown2 is used where every node has it', () => {
  const all = machines.map(({ name, facts }): Machine => ({
    name,
    facts: { ...facts!, network: { ...facts!.network, managers: ['ifupdown2'] } },
  }))
  assert.is(partOf(stateWith({}, {}, all).known)['node-defaults']?.['interface-style'], 'ifupdown2')
  const one = [all[0]!, machines[1]!]
  assert.is(partOf(stateWith({}, {}, one).known)['node-defaults']?.['interface-style'], undefined)
})

test('boards behind one address have a port each, and take what else has to be said', () => {
  const { known } = stateWith(
    {},
    { 'fencing.addresses': '10.0.2.2:6230 10.0.2.2:6231', 'fencing.more': 'cipher=3' },
  )
  const { devices } = partOf(known).fencing!
  assert.equal(JSON.parse(JSON.stringify(devices!['bmc-node2']!.params)), {
    ip: '10.0.2.2',
    ipport: 6231,
    username: 'fence',
    lanplus: true,
    password: { secret: 'bmc-node2' },
    cipher: 3,
  })
})

test('two free cards on two switches, or beside a network on another, are no LACP bond', () => {
  const neighbours = (ports: { readonly [card: string]: string }): readonly Machine[] =>
    machines.map(({ name, facts }): Machine => ({
      name,
      facts: {
        ...facts!,
        network: {
          ...facts!.network,
          interfaces: facts!.network.interfaces.map((one) => ({
            ...one,
            ...(one.name === 'eno2' && { up: true, carrier: true, speedMbit: 1000 }),
            neighbour:
              ports[one.name] === undefined ? null : { name: ports[one.name]!, mac: null, port: 'Gi1/0/1' },
          })),
        },
      },
    }))
  const bondOf = (all: readonly Machine[]): string | undefined =>
    partOf(stateWith({}, { 'network.plan': 'take' }, all).known)['node-defaults']?.interfaces?.['bond0']?.bond
      ?.mode
  assert.is(bondOf(neighbours({ eno1: 'sw1', eno2: 'sw1' })), '802.3ad')
  // eno2 stays free then, and bond0 is that of the replication.
  assert.is(bondOf(neighbours({ eno1: 'sw1', eno2: 'sw2' })), 'active-backup')
  assert.is(bondOf(neighbours({ enp65s0f0: 'sw1', enp65s0f1: 'sw1' })), '802.3ad')
  assert.is(bondOf(neighbours({ enp65s0f0: 'sw1', enp65s0f1: 'sw2' })), 'active-backup')
  assert.is(bondOf(neighbours({ enp65s0f0: 'sw1' })), 'active-backup')
})

test.run()

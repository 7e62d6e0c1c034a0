import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Interface } from '../../../src/facts/types.gen.ts'
import type { InterfacePlan } from '../../../src/plan/network.ts'
import type { NodePlan } from '../../../src/plan/plan.ts'
import type { Answers, Machine } from '../../../src/wizard/question.ts'
import { differences, exchanged, knownOf, machinesOf, pages, partOf, planOf, sourceOf } from './machines.ts'

const test = suite('networks of nodes that have them already')

/** What `ip` would show of an interface after its plan was applied. */
function shown(plan: InterfacePlan, node: NodePlan, before: readonly Interface[]): Interface {
  const card = before.find(
    ({ permanentMac, mac }) => plan.mac !== undefined && (permanentMac ?? mac) === plan.mac,
  )
  const below = node.network.interfaces.filter(({ master }) => master === plan.name).map(({ name }) => name)
  return {
    ...(card ?? before[0]!),
    name: plan.name,
    kind: plan.kind,
    permanentMac: card?.permanentMac ?? card?.mac ?? null,
    neighbour: card?.neighbour ?? null,
    master: plan.master ?? null,
    ports: below,
    mtu: plan.mtu ?? 1500,
    addresses: plan.addresses.map((one) => ({
      address: one.split('/')[0]!,
      prefix: Number(one.split('/')[1]),
      scope: 'global',
      dynamic: false,
    })),
    vlan: plan.vlan ? { id: plan.vlan.id, parent: plan.vlan.on } : null,
    bond: plan.bond
      ? { mode: plan.bond.mode!, primary: null, active: null, miimonMs: 100, hash: null, lacpRate: null }
      : null,
  }
}

function afterwards({ name, facts }: Machine, node: NodePlan): Machine {
  const { network } = facts!
  const loopback = network.interfaces.filter(({ kind }) => kind === 'loopback')
  const interfaces = [
    ...loopback,
    ...node.network.interfaces.map((plan) => shown(plan, node, network.interfaces)),
  ]
  const us = node.network.interfaces.find(({ gateways }) => gateways.length > 0)
  const routes = node.network.interfaces.flatMap(({ name: on, gateways }) =>
    gateways.map((via) => ({ to: 'default', via, interface: on, source: null, metric: null })),
  )
  return { name, facts: { ...facts!, network: { ...network, interfaces, routes, client: us?.name ?? null } } }
}

// What no facts can say: names of networks, and of what is no bond or bridge.
const cases: { readonly [example: string]: Answers } = {
  kvm: {},
  'kvm-qdevice': {},
  'blade-fencing': { 'network.names': 'lan cluster' },
  'debian-heartbeat': { 'network.names': 'lan cable' },
  'slackware-heartbeat': { 'network.names': 'lan cable' },
  'slackware-pacemaker': { 'network.names': 'lan cable' },
  'kvm-live-migration': {},
  'proxmox-raid10': {},
}

for (const [example, said] of Object.entries(cases)) {
  test(`${example}: what is there now is proposed again`, () => {
    const source = JSON.parse(
      JSON.stringify(sourceOf(example), (key, value: unknown) => (key === 'offload' ? undefined : value)),
    ) as ReturnType<typeof sourceOf>
    const plan = planOf(source)
    const machines = machinesOf(example, Object.keys(source.nodes)).map((machine) =>
      afterwards(
        machine,
        plan.nodes.find(({ name }) => name === machine.name)!,
      ),
    )
    const others = Object.assign(
      {},
      ...pages.slice(1).map((page) => page.answersOf(source, machines)),
    ) as Answers
    const known = knownOf(machines, { 'kind.profile': source.profile!, ...others, ...said })
    assert.equal(differences(planOf(exchanged(source, partOf(known))), plan), [])
  })

  test(`${example}: what is there now can be left alone`, () => {
    const source = sourceOf(example)
    const plan = planOf(source)
    const machines = machinesOf(example, Object.keys(source.nodes)).map((machine) =>
      afterwards(
        machine,
        plan.nodes.find(({ name }) => name === machine.name)!,
      ),
    )
    const known = knownOf(machines, { 'kind.profile': source.profile!, 'network.plan': 'leave', ...said })
    const part = partOf(known)
    assert.is(part['node-defaults']?.['interface-style'], 'none')
    const made = planOf(exchanged(source, part))
    for (const [i, node] of made.nodes.entries()) {
      assert.equal(node.addresses, plan.nodes[i]!.addresses)
      const bridges = (one: NodePlan): string[] =>
        one.network.interfaces
          .filter(({ kind, addresses }) => kind === 'bridge' && addresses.length > 0)
          .map(({ name }) => name)
      assert.equal(bridges(node), bridges(plan.nodes[i]!))
    }
  })
}

test.run()

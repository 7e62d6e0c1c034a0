import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { resolveNetwork } from '../../src/plan/network.ts'
import type { InterfacePlan, NetworkPlan } from '../../src/plan/network.ts'
import { resolveSoftware } from '../../src/plan/software.ts'
import { loadSpec } from '../../src/spec/load.ts'
import type { Spec } from '../../src/spec/spec.ts'

const test = suite('plan of network and software')

async function load(path: string): Promise<Spec> {
  const { spec, problems } = await loadSpec(readFileSync(new URL(path, import.meta.url)), path)
  assert.equal(
    problems.filter(({ severity }) => severity === 'error'),
    [],
  )
  return spec!
}

/** A spec of two nodes with these parts. */
const specOf = (parts: object, node: object = {}): Spec => ({
  version: 1,
  name: 'c',
  nodes: {
    a: { addresses: { lan: '10.0.0.1' }, ...node },
    b: { addresses: { lan: '10.0.0.2' }, ...node },
  },
  ...parts,
})

const named = (plan: NetworkPlan, name: string): InterfacePlan =>
  plan.interfaces.find((found) => found.name === name)!

test('what another interface stands on comes first, whatever the order of the file', () => {
  const spec = specOf(
    { networks: { lan: { subnet: '10.0.0.0/24', interface: 'br0' } } },
    {
      interfaces: {
        br0: { bridge: { ports: ['bond0.7'] } },
        'bond0.7': { vlan: { id: 7, on: 'bond0' } },
        bond0: { bond: { members: ['eth1', 'eth0'] } },
      },
    },
  )
  const plan = resolveNetwork(spec, 'a')
  assert.equal(
    plan.interfaces.map(({ name, kind, master }) => [name, kind, master]),
    [
      ['eth1', 'nic', 'bond0'],
      ['eth0', 'nic', 'bond0'],
      ['bond0', 'bond', undefined],
      ['bond0.7', 'vlan', 'br0'],
      ['br0', 'bridge', undefined],
    ],
  )
  assert.equal(named(plan, 'br0').addresses, ['10.0.0.1/24'])
})

test('a VLAN on a bridge comes after the bridge', () => {
  const spec = specOf(
    {},
    { interfaces: { mgmt: { vlan: { id: 5, on: 'br0' } }, br0: { bridge: { ports: ['eth0'] } } } },
  )
  assert.equal(
    resolveNetwork(spec, 'a').interfaces.map(({ name }) => name),
    ['eth0', 'br0', 'mgmt'],
  )
})

test('PARENT.ID is a VLAN without a word about it', () => {
  const spec = specOf({ networks: { lan: { subnet: '10.0.0.0/24', interface: 'eth0.12' } } })
  const plan = resolveNetwork(spec, 'a')
  assert.equal(named(plan, 'eth0.12').vlan, { id: 12, on: 'eth0' })
  assert.is(named(plan, 'eth0').kind, 'nic')
})

test('large frames need large frames below, and a small network above says so', () => {
  const spec = specOf(
    {
      networks: {
        lan: { subnet: '10.0.0.0/24', interface: 'bond0.1' },
        repl: { subnet: '10.0.1.0/24', interface: 'bond0.2', mtu: 9000 },
      },
    },
    {
      addresses: { lan: '10.0.0.1', repl: '10.0.1.1' },
      interfaces: { bond0: { bond: { members: ['eth0', 'eth1'] } } },
    },
  )
  const plan = resolveNetwork(spec, 'a')
  assert.equal(Object.fromEntries(plan.interfaces.map(({ name, mtu }) => [name, mtu])), {
    eth0: 9000,
    eth1: 9000,
    bond0: 9000,
    'bond0.1': 1500,
    'bond0.2': 9000,
  })
})

test('1500 bytes everywhere are said nowhere', () => {
  const spec = specOf({ networks: { lan: { subnet: '10.0.0.0/24', interface: 'eth0', mtu: 1500 } } })
  assert.is(named(resolveNetwork(spec, 'a'), 'eth0').mtu, undefined)
})

test('one gateway of each family, none on the node that is the gateway itself', () => {
  const networks = {
    lan: {
      subnet: '10.0.0.0/24',
      subnet6: 'fd00::/64',
      gateway: '10.0.0.2',
      gateway6: 'fd00::fe',
      interface: 'eth0',
    },
    dmz: { subnet: '10.0.9.0/24', gateway: '10.0.9.254', interface: 'eth1' },
  }
  const spec = specOf({ networks }, {})
  spec.nodes.a!.addresses = { lan: ['10.0.0.1', 'fd00::1'], dmz: '10.0.9.1' }
  const a = resolveNetwork(spec, 'a')
  assert.equal(named(a, 'eth0').gateways, ['10.0.0.2', 'fd00::fe'])
  assert.equal(named(a, 'eth1').gateways, [])
  assert.equal(named(resolveNetwork(spec, 'b'), 'eth0').gateways, [])
})

test('bonds get link checks; LACP gets fast LACPDUs where the spec is silent', () => {
  const bonds = {
    bond0: { bond: { members: ['a0', 'a1'] } },
    bond1: { bond: { members: ['b0', 'b1'], mode: '802.3ad' } },
    bond2: {
      bond: { members: ['c0', 'c1'], mode: '802.3ad', 'lacp-rate': 'slow', 'xmit-hash-policy': 'layer2' },
    },
    bond3: { bond: { members: ['d0', 'd1'], 'arp-interval': 500, 'arp-ip-target': ['10.0.0.254'] } },
  }
  const plan = resolveNetwork(specOf({}, { interfaces: bonds }), 'a')
  const bond = (name: string): object => named(plan, name).bond!
  assert.equal(bond('bond0'), { miimon: 100, members: ['a0', 'a1'], mode: 'active-backup' })
  assert.equal(bond('bond1'), {
    miimon: 100,
    'lacp-rate': 'fast',
    'xmit-hash-policy': 'layer3+4',
    members: ['b0', 'b1'],
    mode: '802.3ad',
  })
  assert.equal((bond('bond2') as { 'lacp-rate': string })['lacp-rate'], 'slow')
  assert.not.ok('miimon' in bond('bond3'))
  const old = resolveNetwork(specOf({}, { interfaces: bonds, platform: 'debian-6' }), 'a')
  assert.not.ok('lacp-rate' in named(old, 'bond1').bond!)
})

test('names: FQDN first, both families, the migration network by a name of its own, further hosts', async () => {
  const spec = specOf(
    {
      networks: { lan: { subnet: '10.0.0.0/24' }, mig: { subnet: '10.0.1.0/24' } },
      rings: ['lan'],
      libvirt: { 'migration-network': 'mig' },
      hosts: { '10.0.0.1': ['www'], '10.0.0.9': ['nas.example.org', 'nas'] },
    },
    { domain: 'example.org' },
  )
  spec.nodes.a!.addresses = { lan: ['10.0.0.1', 'fd00::1'], mig: '10.0.1.1' }
  assert.equal(resolveNetwork(spec, 'b').hosts, [
    { address: '10.0.0.1', names: ['a.example.org', 'a', 'www'] },
    { address: 'fd00::1', names: ['a.example.org', 'a'] },
    { address: '10.0.1.1', names: ['a-mig'] },
    { address: '10.0.0.2', names: ['b.example.org', 'b'] },
    { address: '10.0.0.9', names: ['nas.example.org', 'nas'] },
  ])
})

test('the cluster starts what it runs, and only one stack is there', async () => {
  const pacemaker = resolveSoftware(await load('../../examples/kvm.yaml'), 'node1')
  for (const name of ['corosync', 'pacemaker', 'chrony', 'libvirtd'])
    assert.ok(pacemaker.enabled.includes(name), name)
  for (const name of ['drbd', 'heartbeat', 'libvirt-guests'])
    assert.ok(pacemaker.disabled.includes(name), name)
  for (const name of ['ipmitool', 'fence-agents', 'drbd-utils', 'ifenslave', 'bridge-utils', 'mdadm', 'lvm2'])
    assert.ok(pacemaker.packages.includes(name), name)
  assert.not.ok(pacemaker.packages.includes('heartbeat'))
  assert.not.ok(pacemaker.packages.includes('vlan'))

  const heartbeat = resolveSoftware(
    await load('../../examples/debian-heartbeat.yaml'),
    Object.keys((await load('../../examples/debian-heartbeat.yaml')).nodes)[0]!,
  )
  assert.ok(heartbeat.enabled.indexOf('drbd') < heartbeat.enabled.indexOf('heartbeat'))
  assert.ok(heartbeat.enabled.includes('drbd'))
  for (const name of ['corosync', 'pacemaker']) {
    assert.ok(heartbeat.disabled.includes(name), name)
    assert.not.ok(heartbeat.packages.includes(name), name)
  }
})

test('Debian 13 installs the agents that are used, and what runs old plugins', () => {
  const spec = specOf(
    {
      stack: 'pacemaker',
      fencing: {
        devices: {
          ipmi: { agent: 'fence_idrac' },
          snmp: { agent: 'fence_apc_snmp' },
          ups: { agent: 'external/nut' },
        },
      },
    },
    { platform: 'debian-13' },
  )
  const { packages } = resolveSoftware(spec, 'a')
  for (const name of [
    'fence-agents-ipmilan',
    'fence-agents-apc-snmp',
    'ipmitool',
    'snmp',
    'python3-pacemaker',
    'cluster-glue',
    'nut-client',
  ])
    assert.ok(packages.includes(name), name)
  assert.not.ok(packages.includes('fence-agents'))
})

test('Slackware builds a library before what links it, and has hacluster', async () => {
  const spec = await load('../../examples/slackware-pacemaker.yaml')
  const { packages, users, groups, enabled } = resolveSoftware(spec, Object.keys(spec.nodes)[0]!)
  const order = ['libqb', 'corosync', 'cluster-glue', 'resource-agents', 'pacemaker', 'crmsh', 'drbd-utils']
  assert.equal(
    packages.filter((name) => order.includes(name)),
    order,
  )
  assert.is(users.find(({ name }) => name === 'hacluster')?.uid, 226)
  assert.is(groups.find(({ name }) => name === 'haclient')?.gid, 226)
  assert.ok(enabled.indexOf('rc.corosync') < enabled.indexOf('rc.pacemaker'))
})

test('what the cluster runs is disabled, by unit, script and agent', () => {
  const services = {
    web: { systemd: 'apache2' },
    dns: { lsb: 'maradns' },
    db: { agent: 'ocf:heartbeat:pgsql' },
  }
  const { disabled } = resolveSoftware(specOf({ services }), 'a')
  for (const name of ['apache2', 'maradns', 'postgresql']) assert.ok(disabled.includes(name), name)
  const without = resolveSoftware(specOf({ services, stack: 'none' }), 'a')
  assert.not.ok(without.disabled.includes('apache2'))
})

test('a port that QEMU or DRBD listens on is not given away', () => {
  const spec = specOf({
    vms: { v: { memory: '1G' } },
    drbd: { resources: { high: { disk: 'x', port: 40000 }, low: { disk: 'y', port: 7789 } } },
  })
  const sysctl = Object.fromEntries(resolveSoftware(spec, 'a').sysctl)
  assert.is(sysctl['net.ipv4.ip_local_reserved_ports'], '40000,49152-49215')
})

test.run()

import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { overlay } from '../../src/lab/overlay.ts'
import type { Overlaid } from '../../src/lab/overlay.ts'
import { layCables } from '../../src/lab/wiring.ts'
import { resolve } from '../../src/plan/resolve.ts'
import { loadSpec } from '../../src/spec/load.ts'
import type { Spec } from '../../src/spec/spec.ts'
import { exampleNames } from '../example-names.ts'

const test = suite('overlay')

const load = async (name: string): Promise<Spec> => {
  const { spec } = await loadSpec(readFileSync(`examples/${name}.yaml`), name)
  return spec!
}

const places = (spec: Spec): Parameters<typeof overlay>[1] => ({
  nodes: Object.fromEntries(
    Object.keys(spec.nodes).map((name, i) => [name, { sshPort: 22001 + i, bmcPort: 23001 + i }]),
  ),
  chassisPort: 24001,
  identity: '/lab/id_ed25519',
  bmcUser: 'fence',
  memoryMiB: 1024,
  nestedKvm: false,
})

const overlaid = async (name: string): Promise<Overlaid & { merged: Spec }> => {
  const spec = await load(name)
  const result = overlay(spec, places(spec))
  const { spec: merged, problems } = await loadSpec(Buffer.from(JSON.stringify(result.spec)), name)
  assert.equal(
    problems.filter(({ severity }) => severity !== 'info').map(({ code, sentence }) => `${code} ${sentence}`),
    [],
    name,
  )
  // Mappings of a read spec have no prototype.
  return { ...result, merged: JSON.parse(JSON.stringify(merged)) as Spec }
}

/** What no image can be built of. */
const refused: { readonly [example: string]: RegExp } = {
  'seed-000': /debian-7/,
  'seed-001': /debian-6/,
  'seed-002': /no Debian of today has cman/,
  'seed-003-heartbeat': /slackware-13.37/,
  'seed-003-pacemaker': /slackware-13.37/,
  'seed-004': /debian-5/,
  'slackware-heartbeat': /slackware-15.0/,
  'slackware-pacemaker': /slackware-15.0/,
}

for (const name of exampleNames) {
  const reason = refused[name]
  if (reason)
    test(`${name} cannot be raised, and the lab says why`, async () => {
      const spec = await load(name)
      assert.throws(() => overlay(spec, places(spec)), reason)
    })
  else
    test(`${name} in the lab holds to every rule, with disks that carry what stands on them`, async () => {
      const { merged, disks, differences } = await overlaid(name)
      assert.ok(differences.length > 0)
      const { cib } = resolve({ spec: merged, hash: '0', tool: '0' })
      if (merged.stack === 'pacemaker')
        for (const { id, operations } of cib.primitives)
          for (const { name: operation, timeoutS } of operations)
            assert.ok((timeoutS ?? 0) >= 180, `${operation} of ${id} has ${timeoutS} s`)
      for (const [node, { disks: inSpec = {} }] of Object.entries(merged.nodes)) {
        assert.equal(
          disks[node]!.map((disk) => disk.name),
          Object.keys(inSpec),
        )
        for (const { serial, bytes } of disks[node]!) {
          assert.match(serial, /^[A-Za-z0-9_.-]{1,20}$/)
          assert.ok(bytes >= 128 * 1024 * 1024 && bytes <= 4 * 1024 ** 3, `${node} ${bytes}`)
        }
        assert.is(new Set(disks[node]!.map(({ serial }) => serial)).size, disks[node]!.length)
      }
    })
}

test('names, MAC addresses and addresses stay as they are', async () => {
  const spec = await load('kvm')
  const { merged, management } = await overlaid('kvm')
  for (const [name, node] of Object.entries(spec.nodes)) {
    assert.equal(merged.nodes[name]!.addresses, { ...node.addresses })
    for (const [nic, { mac }] of Object.entries(node.interfaces!))
      assert.is(merged.nodes[name]!.interfaces![nic]!.mac, mac, nic)
    assert.equal(merged.nodes[name]!.interfaces![management[name]!.name], {
      mac: management[name]!.mac,
      dhcp: true,
    })
  }
})

test('fence devices keep names, targets and delays, and switch through the BMCs of the lab', async () => {
  const { merged } = await overlaid('kvm')
  const { 'ipmi-node1': first, 'ipmi-node2': second } = merged.fencing!.devices!
  assert.is(first!.delay, '10s')
  assert.equal([first!.params!['ip'], first!.params!['ipport']], ['10.0.2.2', 23001])
  assert.equal([second!.targets, second!.params!['ipport']], [['node2'], 23002])
})

test('levels of devices that the lab has not are left out', async () => {
  const { merged } = await overlaid('kvm-live-migration')
  assert.equal(Object.keys(merged.fencing!.devices!), ['bmc-alder', 'bmc-birch'])
  assert.equal(merged.fencing!.levels, { alder: [['bmc-alder']], birch: [['bmc-birch']] })
})

test('a disk known by its serial number still is', async () => {
  const { merged, disks } = await overlaid('kvm-live-migration')
  assert.is(merged.nodes['alder']!.disks!['d1']!.serial, 'S4EVNF0M100001')
  assert.is(disks['alder']![0]!.serial, 'S4EVNF0M100001')
})

test('a bond has one cable for each of its NICs, and a gateway answers on a switch', async () => {
  const { merged, management, gateways } = await overlaid('kvm')
  assert.equal(gateways, {
    lan: { subnet: '192.168.1.0/24', address: '192.168.1.254', spare: '192.168.1.253' },
  })
  const { nics, switches } = layCables(merged, management, gateways)
  const cables = nics['node1']!.map(({ name, cable, peer }) => [name, peer?.nic, cable.there])
  assert.equal(cables, [
    ['lan0', undefined, 'w0.0'],
    ['repl0', 'repl0', nics['node2']![1]!.cable.here],
    ['repl1', 'repl1', nics['node2']![2]!.cable.here],
  ])
  assert.equal(
    switches.map(({ gateway, ports }) => [gateway?.address, ports.length]),
    [['192.168.1.254', 2]],
  )
})

test('a modular server switches its slots over SNMP v3', async () => {
  const { merged, slots } = await overlaid('blade-fencing')
  assert.equal(slots, { 1: 'rowan', 2: 'hazel' })
  const { chassis } = merged.fencing!.devices!
  assert.equal(chassis!.plugs, { rowan: 1, hazel: 2 })
  assert.equal(
    [chassis!.agent, chassis!.params!['ipport'], chassis!.params!['snmp_version']],
    ['fence_intelmodular', 24001, '3'],
  )
})

test('three nodes meet on a switch, and a NIC that nothing corresponds to has a cable to nowhere', async () => {
  const { spec } = await loadSpec(
    Buffer.from(`version: 1
name: three
networks: { lan: { subnet: 10.5.0.0/24, interface: lan0 } }
nodes:
  a: { platform: debian-12, addresses: { lan: 10.5.0.1 }, interfaces: { lan0: { mac: "52:54:00:01:00:01" } } }
  b: { platform: debian-12, addresses: { lan: 10.5.0.2 }, interfaces: { lan0: { mac: "52:54:00:01:00:02" } } }
  c: { platform: debian-12, addresses: { lan: 10.5.0.3 }, interfaces: { lan0: { mac: "52:54:00:01:00:03" }, spare: { mac: "52:54:00:01:00:04" } } }
`),
    'three',
  )
  const { spec: source, management, gateways } = overlay(spec!, places(spec!))
  const { nics, switches } = layCables(source, management, gateways)
  assert.equal(
    switches.map(({ gateway, ports }) => [gateway, ports.length]),
    [[undefined, 3]],
  )
  assert.equal(
    nics['c']!.map(({ name, cable }) => [name, cable.there]),
    [
      ['lan0', 'w0.2'],
      ['spare', 'nowhere'],
    ],
  )
})

test('disks that several nodes share are one disk with two paths', async () => {
  const { merged, disks } = await overlaid('blade-fencing')
  assert.equal(disks['rowan'], disks['hazel'])
  assert.is(merged.nodes['rowan']!.disks!['shared']!.wwn, disks['rowan']![0]!.shared!.wwn)
})

test.run()

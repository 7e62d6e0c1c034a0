import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { resolveLibvirt, resolveMachines, uuidFor } from '../../src/plan/machines.ts'
import type { Spec, Vm } from '../../src/spec/spec.ts'

const test = suite('plan of virtual machines')

const two = { node1: { platform: 'debian-12' }, node2: { platform: 'debian-13' } } as const
const spec = (vms: { [name: string]: Vm }, rest: Partial<Spec> = {}): Spec => ({
  version: 1,
  name: 'prod1',
  nodes: { ...two },
  vms,
  drbd: { 'dual-primary': 'migration', resources: { a: { disk: 'vg0/a' }, b: { disk: 'vg0/b' } } },
  ...rest,
})

test('UUIDs are of version 5, stable and different', () => {
  const machines = resolveMachines(spec({ a: { memory: '1G' }, b: { memory: '1G' } }))
  for (const { uuid } of machines)
    assert.match(uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.is.not(machines[0]!.uuid, machines[1]!.uuid)
  // Once used it must never change: libvirt would take the guest for another.
  assert.is(uuidFor('prod1/vm/mail'), '61404abf-0121-59c1-9d60-638ec8609488')
})

test('MAC addresses do not meet those that are written down', () => {
  const made = resolveMachines(spec({ a: { memory: '1G', nics: [{ bridge: 'br0' }] } }))[0]!.nics[0]!.mac
  assert.match(made, /^52:54:00(:[0-9a-f]{2}){3}$/)
  const machines = resolveMachines(
    spec({
      a: { memory: '1G', nics: [{ bridge: 'br0' }] },
      z: { memory: '1G', nics: [{ bridge: 'br0', mac: made.toUpperCase() }] },
    }),
  )
  assert.is(machines[1]!.nics[0]!.mac, made)
  const host = spec(
    { a: { memory: '1G', nics: [{ bridge: 'br0' }] } },
    { nodes: { n: { interfaces: { lan0: { mac: made } } } } },
  )
  assert.is.not(resolveMachines(host)[0]!.nics[0]!.mac, made)
  assert.is.not(machines[0]!.nics[0]!.mac, made)
})

test('the machine type is of the oldest QEMU, never an alias', () => {
  assert.is(resolveMachines(spec({ a: { memory: '1G' } }))[0]!.machine, 'pc-q35-7.2')
  const old = (platform: 'debian-6' | 'debian-7' | 'slackware-14.2'): string =>
    resolveMachines(spec({ a: { memory: '1G' } }, { nodes: { n: { platform } } }))[0]!.machine
  assert.is(old('debian-6'), 'pc-0.12')
  assert.is(old('debian-7'), 'pc-1.1')
  assert.is(old('slackware-14.2'), 'pc-q35-2.6')
})

test('the processor is one that all nodes have', () => {
  const model = (one?: string, other?: string): string | undefined =>
    resolveMachines(
      spec(
        { a: { memory: '1G' } },
        { nodes: { node1: one ? { cpu: one } : {}, node2: other ? { cpu: other } : {} } },
      ),
    )[0]!.cpuModel
  assert.is(model('EPYC', 'EPYC'), 'EPYC')
  assert.is(model('EPYC', 'Skylake-Server'), 'Westmere')
  assert.is(model(), 'Westmere')
})

test('disks: DRBD is raw and direct, targets count by bus', () => {
  const [machine] = resolveMachines(
    spec({
      a: {
        memory: '1G',
        disks: [{ drbd: 'b' }, { drbd: 'a', bus: 'scsi' }, { cdrom: '/x.iso' }, { file: '/data/c.qcow2' }],
      },
    }),
  )
  assert.equal(
    machine!.disks.map(({ kind, source, target, bus, format, cache }) => [
      kind,
      source,
      target,
      bus,
      format,
      cache,
    ]),
    [
      ['block', '/dev/drbd1', 'vda', 'virtio', 'raw', 'none'],
      ['block', '/dev/drbd0', 'sda', 'scsi', 'raw', 'none'],
      ['cdrom', '/x.iso', 'sdb', 'sata', 'raw', 'none'],
      ['file', '/data/c.qcow2', 'vdb', 'virtio', 'qcow2', 'none'],
    ],
  )
  assert.equal(machine!.drbd, ['b', 'a'])
})

test('30 disks are vda to vdad', () => {
  const disks = Array.from({ length: 30 }, (_, i) => ({ file: `/data/${i}.img` }))
  const targets = resolveMachines(spec({ a: { memory: '1G', disks } }))[0]!.disks.map(({ target }) => target)
  assert.is(targets[25], 'vdz')
  assert.is(targets[26], 'vdaa')
  assert.is(targets[29], 'vdad')
  assert.is(new Set(targets).size, 30)
})

test('a machine moves live where its disks can', () => {
  const live = (vm: Partial<Vm>): boolean =>
    resolveMachines(spec({ a: { memory: '1G', ...vm } }))[0]!.liveMigration
  assert.ok(live({ disks: [{ drbd: 'a' }, { cdrom: '/x.iso' }] }))
  assert.not(live({ disks: [{ drbd: 'a' }, { file: '/data/x.img' }] }))
  assert.not(live({ disks: [] }))
  assert.not(live({ disks: [{ drbd: 'a' }], 'live-migration': false }))
})

test('without machines and settings there is no libvirt', () => {
  assert.is(resolveLibvirt(spec({})), undefined)
  assert.is(resolveLibvirt(spec({ a: { memory: '1G' } }))?.migrationTransport, 'ssh')
})

test.run()

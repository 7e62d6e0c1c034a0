import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { arrayUuid, resolveStorage } from '../../src/plan/storage.ts'
import type { Node, Spec } from '../../src/spec/spec.ts'

const test = suite('plan of storage')

const spec = (node: Node, rest: Partial<Spec> = {}): Spec => ({
  version: 1,
  name: 'c',
  nodes: { n: node },
  ...rest,
})
const r0 = (disk: string): Partial<Spec> => ({ drbd: { resources: { r0: { disk } } } })
const onDrbd = { 'volume-groups': { vgd: { devices: ['r0'], volumes: { a: { size: '1G' } } } } }

test('defaults of an array', () => {
  const disks = {
    a: { serial: 'A' },
    b: { 'by-id': 'ata-B' },
    c: { wwn: '0x5000c500a1b2c3d4' },
    d: { wwn: 'eui.0025385a11b00c01' },
  }
  const { arrays } = resolveStorage(
    spec({ disks, raid: { md0: { level: 10, devices: ['a', 'b', 'c', 'd'] } } }),
    'n',
  )
  const [array] = arrays
  assert.equal(array!.devices, [
    '/dev/disk/ha/a',
    '/dev/disk/by-id/ata-B',
    '/dev/disk/by-id/wwn-0x5000c500a1b2c3d4',
    '/dev/disk/by-id/nvme-eui.0025385a11b00c01',
  ])
  assert.is(array!.layout, 'n2')
  assert.is(array!.chunkBytes, 512 * 1024)
  assert.is(array!.bitmap, 'internal')
  assert.is(array!.metadata, '1.2')
  assert.is(array!.survives, 1)
})

test('no bitmap for RAID 0 and with a partial parity log', () => {
  const disks = { a: { serial: 'A' }, b: { serial: 'B' }, c: { serial: 'C' } }
  const { arrays } = resolveStorage(
    spec({
      disks,
      raid: {
        md0: { level: 0, devices: ['a', 'b'] },
        md1: { level: 5, devices: ['a', 'b', 'c'], 'consistency-policy': 'ppl' },
      },
    }),
    'n',
  )
  assert.equal(
    arrays.map(({ bitmap }) => bitmap),
    ['none', 'none'],
  )
})

test('the UUID of an array is as mdadm writes it and differs by cluster, node and array', () => {
  const all = [
    arrayUuid('c', 'n', 'md0'),
    arrayUuid('d', 'n', 'md0'),
    arrayUuid('c', 'm', 'md0'),
    arrayUuid('c', 'n', 'md1'),
  ]
  for (const uuid of all) assert.match(uuid, /^[0-9a-f]{8}(:[0-9a-f]{8}){3}$/)
  assert.is(new Set(all).size, 4)
})

test('no filter where volumes are below DRBD', () => {
  const node: Node = {
    disks: { a: { serial: 'A' } },
    'volume-groups': { vg0: { devices: ['a'], volumes: { x: { size: '1G' } } } },
  }
  assert.is(resolveStorage(spec(node, r0('vg0/x')), 'n').lvmFilter, undefined)
})

test('a PV on DRBD hides what is below, anchored, and nothing else', () => {
  const node: Node = { disks: { a: { 'by-id': 'ata-X.1+2' } }, ...onDrbd }
  const { lvmFilter, groups } = resolveStorage(spec(node, r0('a')), 'n')
  assert.equal(lvmFilter, {
    kind: 'global_filter',
    patterns: ['a|^/dev/drbd0$|', 'r|^/dev/disk/by-id/ata-X[.]1[+]2$|'],
    devicesFile: 'off',
  })
  assert.is(groups[0]!.onDrbd, true)
  assert.is(groups[0]!.autoactivation, 'off')
})

test('LVM before 2.02.117 has filter only, and no autoactivation to switch off', () => {
  const node: Node = { platform: 'debian-6', disks: { a: { path: '/dev/sdb' } }, ...onDrbd }
  const { lvmFilter, groups } = resolveStorage(spec(node, r0('a')), 'n')
  assert.is(lvmFilter?.kind, 'filter')
  assert.is(lvmFilter?.devicesFile, 'unknown')
  assert.is(groups[0]!.autoactivation, 'default')
})

test('a volume below DRBD below a PV is hidden by both of its names', () => {
  const node: Node = {
    disks: { a: { serial: 'A' } },
    'volume-groups': {
      'my-vg': { devices: ['a'], volumes: { 'l-v': { size: '1G' } } },
      vgd: { devices: ['r0'] },
    },
  }
  const { lvmFilter } = resolveStorage(spec(node, r0('my-vg/l-v')), 'n')
  assert.equal(lvmFilter?.patterns.slice(1), ['r|^/dev/my-vg/l-v$|', 'r|^/dev/mapper/my--vg-l--v$|'])
})

test('a node that does not have the resource hides nothing', () => {
  const node: Node = { disks: { a: { serial: 'A' } } }
  const whole = spec(
    { ...node, ...onDrbd },
    {
      nodes: { n: { ...node, ...onDrbd }, m: node },
      drbd: { resources: { r0: { disk: 'a', nodes: ['n'] } } },
    },
  )
  assert.ok(resolveStorage(whole, 'n').lvmFilter)
  assert.is(resolveStorage(whole, 'm').lvmFilter, undefined)
  assert.equal(resolveStorage(whole, 'm').backing, [])
})

test('disks of guests are hidden from the host, and what is below them where LVM would look', () => {
  const guest: Partial<Spec> = {
    vms: { g: { memory: '1G', disks: [{ drbd: 'r0' }] } },
    drbd: { resources: { r0: { disk: 'vg0/g' }, r1: { disk: 'b' } } },
  }
  const node: Node = {
    disks: { a: { serial: 'A' }, b: { serial: 'B' } },
    'volume-groups': { vg0: { devices: ['a'], volumes: { g: { size: '1G' } } } },
  }
  const patterns = (platform: Node['platform'], more: Partial<Spec> = {}): readonly string[] | undefined =>
    resolveStorage(spec({ ...node, ...(platform && { platform }) }, { ...guest, ...more }), 'n').lvmFilter
      ?.patterns
  assert.equal(patterns('debian-12'), ['r|^/dev/drbd[0-9]+$|'])
  assert.equal(patterns('debian-7'), ['r|^/dev/drbd[0-9]+$|', 'r|^/dev/vg0/g$|', 'r|^/dev/mapper/vg0-g$|'])
  const whole = { vms: { g: { memory: '1G', disks: [{ drbd: 'r1' }] } } }
  assert.equal(patterns('debian-12', whole), ['r|^/dev/drbd[0-9]+$|', 'r|^/dev/disk/ha/b$|'])
})

test('a PV on DRBD stays visible beside the disks of guests', () => {
  const node: Node = {
    disks: { a: { serial: 'A' }, b: { serial: 'B' } },
    'volume-groups': { vgd: { devices: ['r1'] } },
  }
  const whole = spec(node, {
    vms: { g: { memory: '1G', disks: [{ drbd: 'r0' }] } },
    drbd: { resources: { r0: { disk: 'a' }, r1: { disk: 'b' } } },
  })
  assert.equal(resolveStorage(whole, 'n').lvmFilter?.patterns, [
    'a|^/dev/drbd1$|',
    'r|^/dev/drbd[0-9]+$|',
    'r|^/dev/disk/ha/a$|',
    'r|^/dev/disk/ha/b$|',
  ])
})

test('fstab', () => {
  const { filesystems } = resolveStorage(
    spec({
      disks: { a: { path: '/dev/sda', partitions: { root: {}, swap: {} } } },
      filesystems: {
        '/': { device: 'a/root', type: 'ext4' },
        '/swap': { device: 'a/swap', type: 'swap' },
        '/tmp': { type: 'tmpfs', options: 'size=1G' },
      },
    }),
    'n',
  )
  assert.equal(filesystems, [
    { mount: '/', device: '/dev/sda1', type: 'ext4', options: 'defaults', pass: 1 },
    { mount: 'none', device: '/dev/sda2', type: 'swap', options: 'sw', pass: 0 },
    { mount: '/tmp', device: 'tmpfs', type: 'tmpfs', options: 'size=1G', pass: 0 },
  ])
})

test('multipath: names for shared disks, hands off what DRBD holds', () => {
  const node: Node = {
    packages: ['multipath-tools'],
    disks: {
      lun: { wwn: '0x600508b1001c5a01', multipath: true },
      a: { 'by-id': 'ata-X' },
      b: { wwn: '0x5000c500a1b2c3d4' },
      free: { 'by-id': 'ata-Y' },
    },
  }
  const { multipath } = resolveStorage(
    spec(node, { drbd: { resources: { r0: { disk: 'a' }, r1: { disk: 'b' } } } }),
    'n',
  )
  assert.equal(multipath, {
    aliases: [{ name: 'lun', wwid: '3600508b1001c5a01' }],
    blacklist: ['X', '35000c500a1b2c3d4'],
  })
  assert.is(resolveStorage(spec({ disks: { a: { 'by-id': 'ata-X' } } }, r0('a')), 'n').multipath, undefined)
})

test.run()

import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { resolve } from '../../src/plan/resolve.ts'
import type { NodePlan } from '../../src/plan/plan.ts'
import { bootLoader, createGroup, disks } from '../../src/report/disks.ts'
import { loadSpec } from '../../src/spec/load.ts'
import type { Node, Spec } from '../../src/spec/spec.ts'

const test = suite('disks in the runbook')

const planOf = (node: Node, rest: Partial<Spec> = {}): NodePlan =>
  resolve({ spec: { version: 1, name: 'c', nodes: { n: node }, ...rest }, hash: '0', tool: '0' }).nodes[0]!

test('every layer, from the partitions up', async () => {
  const { spec, hash } = await loadSpec(readFileSync('test/spec/good/storage-layers.yaml'), 'layers')
  const text = disks(resolve({ spec: spec!, hash: hash!, tool: '0' }).nodes[0]!)!
  const order = [
    'wipefs --no-act /dev/disk/ha/sys1',
    'sfdisk /dev/disk/ha/sys1',
    'mdadm --create /dev/md0',
    'pvcreate /dev/md1',
    'vgcreate -s 4M vg0',
    'lvcreate --name mail',
    '/etc/fstab',
  ]
  const places = order.map((word) => text.indexOf(word))
  assert.equal(
    places,
    [...places].sort((a, b) => a - b),
  )
  assert.ok(places[0]! > 0)
  // The running system is in /boot: it is not formatted, nor mounted over.
  assert.not.match(text, /mkfs|mount \/boot$/m)
  assert.match(text, /files in `\/boot`/)
})

test('a group that is there gets its volumes, and is not made', () => {
  const node = planOf({
    'volume-groups': { vg0: { devices: ['/dev/sda2'], existing: true, volumes: { a: { size: '1G' } } } },
  })
  const text = disks(node)!
  assert.match(text, /^lvcreate --name a --size 1G vg0$/m)
  assert.not.match(text, /pvcreate|vgcreate|destroys/)
})

test('thin pools come before their volumes', () => {
  const node = planOf({
    disks: { d: { serial: 'D' } },
    'volume-groups': {
      vg0: {
        devices: ['d'],
        volumes: { x: { size: '2G', pool: 'p' }, p: { size: '1G', type: 'thin-pool' } },
      },
    },
  })
  assert.equal(createGroup(node.storage.groups[0]!).slice(2), [
    'lvcreate --name p --type thin-pool --size 1G vg0',
    'lvcreate --name x --type thin --virtualsize 2G --thinpool p vg0',
  ])
})

test('a group on DRBD is not activated at boot', () => {
  const node = planOf(
    { disks: { d: { serial: 'D' } }, 'volume-groups': { vgd: { devices: ['r0'] } } },
    { drbd: { resources: { r0: { disk: 'd' } } } },
  )
  assert.match(
    createGroup(node.storage.groups[0]!).join('\n'),
    /^vgcreate -s 4M --setautoactivation n vgd \/dev\/drbd0$/m,
  )
  assert.is(disks(node), undefined)
})

test('slow members of a mirror come last, behind their flag', () => {
  const disk = { a: { serial: 'A' }, b: { serial: 'B' } }
  const text = disks(
    planOf({ disks: disk, raid: { md0: { level: 1, devices: ['a', 'b'], 'write-mostly': ['a'] } } }),
  )!
  assert.match(text, / \/dev\/disk\/ha\/b --write-mostly \/dev\/disk\/ha\/a$/m)
})

test('old systems have parted, new ones sfdisk', () => {
  const disk = { d: { path: '/dev/sdb', partitions: { p: {} } } }
  assert.match(
    disks(planOf({ platform: 'debian-6', disks: disk }))!,
    /^sh \/etc\/ha-bootstrap\/disks\/d\.parted\.sh$/m,
  )
  assert.match(
    disks(planOf({ disks: disk }))!,
    /^sfdisk \/dev\/sdb < \/etc\/ha-bootstrap\/disks\/d\.sfdisk$/m,
  )
})

test('what is made is formatted and mounted', () => {
  const text = disks(
    planOf({
      disks: { d: { serial: 'D' } },
      filesystems: { '/srv': { device: 'd', type: 'xfs' }, '/keep': { device: '/dev/sdz1', type: 'ext4' } },
    }),
  )!
  assert.match(text, /^mkfs\.xfs \/dev\/disk\/ha\/d$/m)
  assert.not.match(text, /mkfs.*sdz1/)
  assert.match(text, /^mountpoint -q \/keep \|\| mount \/keep$/m)
})

test('the loader goes onto every boot disk', () => {
  const disk = { a: { serial: 'A' }, b: { serial: 'B' } }
  const text = bootLoader(planOf({ disks: disk, boot: { disks: ['a', 'b'] } }))!
  assert.match(
    text,
    /^grub-install --recheck \/dev\/disk\/ha\/a\ngrub-install --recheck \/dev\/disk\/ha\/b$/m,
  )
  assert.is(bootLoader(planOf({ disks: disk })), undefined)
})

test.run()

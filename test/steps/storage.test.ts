import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Action, Step } from '../../src/run/step.ts'
import { boot } from '../../steps/boot.ts'
import { disks } from '../../steps/disks.ts'
import { drbd } from '../../steps/drbd.ts'
import { filesystems } from '../../steps/filesystems.ts'
import { lvm } from '../../steps/lvm.ts'
import { raid } from '../../steps/raid.ts'
import { sync, syncWait } from '../../steps/sync.ts'
import { actionsOf, example, examples, nodesOf, planOf } from './plans.ts'
import type { Example } from './plans.ts'

const test = suite('steps of storage')

const whys = (step: Step, one: Example): string[] => actionsOf(step, one).map(({ why }) => why)
const destroyedBy = (step: Step, one: Example): string[] =>
  actionsOf(step, one).flatMap((action) =>
    action.do === 'run' ? (action.destroys ?? []).map(({ path }) => path) : [],
  )

const scripts = (step: Step, one: Example): string[] =>
  actionsOf(step, one).flatMap((action) => (action.do === 'run' ? [action.script.text] : []))

test('RAID 1, LVM and one DRBD resource per machine, from the disks up', () => {
  const one = example('kvm/node1')
  assert.equal(destroyedBy(raid, one), [
    '/dev/disk/by-id/ata-ST4000NM0035_ZC1A1',
    '/dev/disk/by-id/ata-ST4000NM0035_ZC1A2',
  ])
  assert.equal(destroyedBy(lvm, one), ['/dev/md1'])
  assert.equal(destroyedBy(drbd, one), ['/dev/vg0/mail', '/dev/vg0/web'])
  assert.equal(whys(sync, one), [
    'make this copy of mail the first and synchronise the others with it',
    'leave mail secondary, as the cluster expects it',
    'make this copy of web the first and synchronise the others with it',
    'leave web secondary, as the cluster expects it',
  ])
  assert.equal(whys(sync, example('kvm/node2')), [])
})

test('only what the plan makes new is destroyed, and only where it says so', () => {
  for (const one of examples)
    for (const step of [disks, raid, lvm, boot, drbd, sync, filesystems])
      for (const action of actionsOf(step, one)) {
        if (action.do !== 'run') continue
        const words = action.script.text
        // Whatever writes to a device stands behind the runner's look at it.
        const writes = [
          ...words.matchAll(/\b(?:ha_clear|ha_zero_all|ha_fs_make|ha_join \S+) ('[^']*'|\S+)/g),
        ].map(([, path]) => path!.replaceAll("'", ''))
        const looked = new Set((action.destroys ?? []).map(({ path }) => path))
        for (const path of writes)
          assert.ok(
            looked.has(path) ||
              words.includes(`ha_fs_lend ${path.split('/')[2]} ${path}`) ||
              // What it has just made itself, on what was looked at.
              one.node.storage.arrays.some(
                (array) => array.path === path && words.includes('mdadm --create'),
              ),
            `${one.name}: ${step.id} writes to ${path} unseen`,
          )
        assert.is(step.danger === 'destroys-data' || looked.size === 0, true, `${one.name}: ${step.id}`)
      }
})

test('no tool is told to overwrite by force', () => {
  for (const one of examples)
    for (const step of [disks, raid, lvm, drbd, filesystems])
      for (const script of scripts(step, one)) assert.not.match(script, /--force|-ff|mkfs\S* -f/, one.name)
})

test('a copy is declared the first on one node, once, behind the look at all copies', () => {
  for (const one of examples) {
    const begun = scripts(sync, one).filter((script) =>
      /primary --force|--overwrite-data-of-peer|clear-bitmap/.test(script),
    )
    for (const script of begun) assert.match(script, /^ha_drbd_untouched /)
    const sources = (one.plan.drbd?.resources ?? []).filter(
      ({ hosts }) => hosts.find(({ diskless }) => !diskless)?.node === one.node.name,
    )
    assert.is(begun.length, sources.length, one.name)
  }
})

const external = `
version: 1
name: outside
profile: debian-heartbeat
networks:
  lan: { subnet: 192.168.1.0/24, interface: lan0 }
  replication: { subnet: 10.0.0.0/24, interface: repl0 }
rings: [replication, lan]
node-defaults: { platform: debian-12 }
nodes:
  a:
    addresses: { lan: 192.168.1.1, replication: 10.0.0.1 }
    interfaces: { lan0: { mac: "52:54:00:00:00:01" }, repl0: { mac: "52:54:00:00:00:02" } }
    disks: { old: { serial: OLD-A, size: 1T }, meta: { serial: META-A, partitions: { m: { size: 1G, type: drbd } } } }
  b:
    addresses: { lan: 192.168.1.2, replication: 10.0.0.2 }
    interfaces: { lan0: { mac: "52:54:00:00:00:03" }, repl0: { mac: "52:54:00:00:00:04" } }
    disks: { old: { serial: OLD-B, size: 1T }, meta: { serial: META-B, partitions: { m: { size: 1G, type: drbd } } } }
drbd:
  network: replication
  resources: { r0: { disk: old, metadata: meta/m } }
services:
  data: { filesystem: { device: r0, mount: /srv/data, type: ext4 } }
fencing: { none-because: "machines of a test" }
`

test('with metadata elsewhere, data of the source stays and data of its peer does not', async () => {
  const [source, peer] = nodesOf(await planOf(external, 'outside'), 'outside')
  assert.equal(destroyedBy(drbd, source!), ['/dev/disk/ha/meta-part1'])
  assert.equal(destroyedBy(drbd, peer!), ['/dev/disk/ha/old', '/dev/disk/ha/meta-part1'])
})

test('a disk is told by what the plan knows of it', async () => {
  const [, peer] = nodesOf(await planOf(external, 'outside'), 'outside')
  const [first] = actionsOf(drbd, peer!).flatMap((action: Action) =>
    action.do === 'run' ? (action.destroys ?? []) : [],
  )
  assert.equal(first?.disk, {
    path: '/dev/disk/ha/old',
    serial: 'OLD-B',
    wwn: undefined,
    sizeBytes: 1024 ** 4,
  })
})

test('the initial synchronisation takes what the link needs', () => {
  // 40 and 20 GiB at 90 % of 10 Gbit/s.
  assert.equal(
    actionsOf(syncWait, example('kvm/node1')).map((action) => action.do === 'wait' && action.takesS),
    [39, 20],
  )
})

test('LVM on DRBD is made on the source alone, while the resource is lent to it', () => {
  const [anvil, bellows] = ['proxmox-raid10/anvil', 'proxmox-raid10/bellows'].map(example)
  const group = scripts(filesystems, anvil!).find((script) => script.includes('ha_join'))
  assert.match(
    group ?? '',
    /^ha_drbd_lend r0 0\nha_drbd_lent_group=drbdvg\nha_join drbdvg \/dev\/drbd0 first -s 4M --setautoactivation n$/,
  )
  assert.not.ok(scripts(filesystems, bellows!).some((script) => script.includes('ha_join')))
})

test('every disk of a boot mirror gets GRUB, and the initramfs what it needs to find the mirror', () => {
  assert.equal(
    whys(boot, example('proxmox-raid10/anvil')).filter((why) => /GRUB on|initramfs/.test(why)),
    [
      'install GRUB on /dev/disk/by-id/ata-INTEL_SSDSC2KB240G8_A001',
      'install GRUB on /dev/disk/by-id/ata-INTEL_SSDSC2KB240G8_A002',
      'make the initramfs anew with these settings',
    ],
  )
})

test('what DRBD itself makes primary at every start is not made secondary again', () => {
  for (const name of ['seed-001', 'proxmox-raid10'])
    for (const one of examples.filter((candidate) => candidate.name.startsWith(`${name}/`)))
      for (const { why } of [sync, filesystems].flatMap((step) => actionsOf(step, one)))
        assert.not.match(why, /^leave .* secondary/, one.name)
})

test.run()

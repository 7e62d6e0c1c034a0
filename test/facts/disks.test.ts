import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { disksOf } from '../../src/facts/disks.ts'
import type { StorageAnswers } from '../../src/facts/disks.ts'
import { reasonKind } from '../../src/facts/eligible.ts'
import { lvmName } from '../../src/facts/holders.ts'
import { isInUse, matchDisks } from '../../src/facts/match.ts'
import { block } from '../../src/facts/topics/block.ts'
import { signatures } from '../../src/facts/topics/signatures.ts'
import type { Disk } from '../../src/facts/types.gen.ts'

const test = suite('disks')

/** A captured answer about block devices, and what was said about signatures. */
function disks(name: string, probes: string, more: Partial<StorageAnswers> = {}): Disk[] {
  const output = readFileSync(join('test/facts/topics/block', `${name}.txt`), 'utf8')
  return disksOf({
    block: block.parse(output),
    probes: signatures.parse(probes),
    lvm: null,
    drbd: { devices: [] },
    machineDisks: [],
    ...more,
  })
}

/** Devices that a program has looked at and found nothing on. */
const blank = (...paths: readonly string[]): string =>
  paths.map((path) => `probe ${path}\nwipefs-ran\nblkid-none\nrest ${path} 0 0\n`).join('')

const find = (all: readonly Disk[], name: string): Disk => {
  const disk = all.find((candidate) => candidate.name === name)
  assert.ok(disk, `no ${name}`)
  return disk
}
const codes = (disk: Disk): string[] => disk.reasons.map(({ code }) => code)

const many = disks(
  'many-kinds',
  blank('/dev/sda', '/dev/sdb', '/dev/nvme0n1', '/dev/nvme0n2', '/dev/sde', '/dev/mmcblk0') +
    'probe /dev/sdc\nwipefs-ran\n0x1fe,,,dos\nDEVNAME=/dev/sdc\nPTTYPE=dos\nprobe /dev/sdc1\nwipefs-ran\n0x438,AAAA-BBBB,boot,ext4\nDEVNAME=/dev/sdc1\nTYPE=ext4\nUUID=AAAA-BBBB\nLABEL=boot\nPART_ENTRY_TYPE=0x83\nPART_ENTRY_NUMBER=1\n',
)

test('CD drives, floppies, boot areas of cards and hidden paths are no disks', () => {
  assert.equal(
    many.map(({ name }) => name),
    ['mmcblk0', 'nvme0n1', 'nvme0n2', 'sda', 'sdb', 'sdc', 'sdd', 'sde'],
  )
})

test('serial number and WWN are what lsblk prints', () => {
  const names = (name: string) => [find(many, name).serial, find(many, name).wwn]
  assert.equal(names('sda'), ['ZC1A1', '0x5000c500a1b2c3d4'])
  assert.equal(names('sdb'), ['X8I0A001T5QE', '0x58ce38ee20000001'])
  assert.equal(names('sde'), ['007e2b9c0d0a4d5a1f001c2f5fa06d86', '0x61866da05f2f1c001f5a4d0a0d9c2b7e'])
  assert.equal(names('nvme0n1'), ['S64FNE0R500001', 'eui.36344630525000010025384500000001'])
})

test('transport follows from the place', () => {
  assert.equal(
    many.map(({ name, transport }) => `${name} ${transport}`),
    ['mmcblk0 mmc', 'nvme0n1 nvme', 'nvme0n2 nvme', 'sda sata', 'sdb sas', 'sdc usb', 'sdd usb', 'sde raid'],
  )
})

test('blank and unused disks are eligible, and nothing else is', () => {
  assert.equal(
    many.filter(({ eligible }) => eligible).map(({ name }) => name),
    ['mmcblk0', 'nvme0n1', 'sda', 'sde'],
  )
})

test('the disk that the system stands on is known by number, whatever the mount calls it', () => {
  assert.equal(codes(find(many, 'sdc')), ['system', 'mounted', 'partitions', 'removable'])
  assert.match(
    find(many, 'sdc').reasons[2]!.text,
    /partition table \(dos\) with 1 partition: sdc1 ext4 "boot"/,
  )
})

test('a btrfs is found by the name that was mounted, since it has no number', () => {
  assert.equal(find(many, 'sdb').reasons, [{ code: 'mounted', text: 'it is mounted on /mnt/with blank' }])
})

test('a disk that a process has open is in use, unless the process only watches', () => {
  assert.equal(find(many, 'nvme0n2').reasons, [{ code: 'open', text: 'qemu-system-x86 (812) has it open' }])
  assert.equal(find(many, 'sde').reasons, [])
})

test('namespaces of one NVMe are two disks', () => {
  assert.equal(find(many, 'nvme0n1').multipath, [])
})

test('a reader without a card says so', () => {
  assert.equal(find(many, 'sdd').reasons, [{ code: 'no-medium', text: 'there is no medium in it' }])
})

test('what rotates behind a controller or a bridge is not known', () => {
  assert.is(find(many, 'sda').rotational, true)
  assert.is(find(many, 'sdb').rotational, false)
  assert.is(find(many, 'sde').rotational, null)
  assert.is(find(many, 'sdc').rotational, null)
})

test('kernels without links in /sys/block and without mountinfo', () => {
  const all = disks(
    'old-kernel-cciss-ide',
    `${blank('/dev/hda', '/dev/sda')}probe /dev/cciss/c0d0\nwipefs-ran\n0x1fe,,,dos\nPTTYPE=dos\nprobe /dev/cciss/c0d0p1\nwipefs-ran\nblkid-none\nprobe /dev/cciss/c0d0p2\nwipefs-ran\nblkid-none\n`,
  )
  assert.equal(
    all.map(({ path, transport, eligible }) => `${path} ${transport} ${eligible}`),
    ['/dev/cciss/c0d0 raid false', '/dev/hda ata true', '/dev/sda sata true'],
  )
  assert.equal(codes(all[0]!), ['system', 'mounted', 'swap', 'partitions'])
  assert.is(find(all, 'sda').serial, 'S08EJ1UP123456')
  assert.is(find(all, 'hda').serial, 'VNC402A4CBRJYA')
})

test('two paths to one disk are no two disks', () => {
  const all = disks('paths-and-crypt', blank('/dev/sda', '/dev/sdb', '/dev/sdc', '/dev/xvda'))
  assert.equal(find(all, 'sda').multipath, ['mpatha', 'sdb'])
  assert.equal(codes(find(all, 'sdb')), ['multipath', 'twin'])
  assert.equal(find(all, 'sdc').reasons, [{ code: 'read-only', text: 'it is read-only' }])
  assert.is(find(all, 'sdc').transport, 'iscsi')
  assert.is(find(all, 'sda').transport, 'fc')
  assert.equal(
    find(all, 'xvda').reasons.map(({ text }) => text),
    ['secret holds it', 'secret is mounted on /srv'],
  )
})

test('what nobody could look at is not eligible, and what is blank at both ends is', () => {
  const all = disks('many-kinds', 'probe /dev/sda\nunreadable\nprobe /dev/sde\nrest /dev/sde 0 0\n')
  assert.equal(codes(find(all, 'sda')), ['unknown'])
  assert.equal(codes(find(all, 'sde')), [])
  assert.equal(codes(find(all, 'nvme0n1')), ['unknown'], 'nothing was said about it')
  const cut = disks('many-kinds', 'probe /dev/sda\nwipefs-ran\nblkid-none\n')
  assert.equal(codes(find(cut, 'sda')), ['unknown'], 'the answer broke off before its ends were read')
})

test('data that no program knows is data', () => {
  const all = disks('many-kinds', 'probe /dev/sda\nwipefs-ran\nblkid-none\nrest /dev/sda 0 1\n')
  assert.equal(codes(find(all, 'sda')), ['unknown-data'])
})

test('DRBD, virtual machines and volume groups use a disk by any of its names', () => {
  const all = disks('many-kinds', blank('/dev/sda', '/dev/sde', '/dev/nvme0n1'), {
    drbd: {
      devices: [
        {
          minor: 0,
          resource: 'r0',
          volume: 0,
          disk: '/dev/disk/by-id/ata-ST4000NM0035-1V4107_ZC1A1',
          sizeBytes: null,
          connection: null,
          role: null,
          diskState: null,
        },
      ],
    },
    machineDisks: [{ machine: 'mail', path: '/dev/disk/by-id/scsi-361866da05f2f1c001f5a4d0a0d9c2b7e' }],
    lvm: {
      physicalVolumes: [{ path: '/dev/nvme0n1', uuid: null, group: null, sizeBytes: null, freeBytes: null }],
    },
  })
  assert.equal(find(all, 'sda').reasons, [{ code: 'drbd', text: 'it is in DRBD r0' }])
  assert.equal(find(all, 'sde').reasons, [{ code: 'machine', text: 'the virtual machine mail has it' }])
  assert.equal(find(all, 'nvme0n1').reasons, [
    { code: 'lvm-inactive', text: 'it is a physical volume of no group' },
  ])
})

test('a volume group that is not active is data, one that is active is in use', () => {
  const volume = (path: string, group: string) => ({
    path,
    uuid: null,
    group,
    sizeBytes: null,
    freeBytes: null,
  })
  const old = disks('many-kinds', blank('/dev/sda'), {
    lvm: { physicalVolumes: [volume('/dev/sda', 'old')] },
  })
  assert.equal(find(old, 'sda').reasons.map(reasonKind), ['data'])
  assert.is(isInUse(find(old, 'sda').reasons), false)
})

test('names of LVM in the device mapper are taken apart', () => {
  assert.equal(lvmName('vg0-mail'), { group: 'vg0', volume: 'mail' })
  assert.equal(lvmName('vg--0-web--1'), { group: 'vg-0', volume: 'web-1' })
  assert.equal(lvmName('vg--0-web--1-real'), { group: 'vg-0', volume: 'web-1' })
  assert.equal(lvmName('pve-data_tdata'), { group: 'pve', volume: 'data_tdata' })
  assert.is(lvmName('mpatha'), undefined)
})

test('reasons are about use, data or the device', () => {
  assert.is(reasonKind({ code: 'mounted', text: '' }), 'use')
  assert.is(reasonKind({ code: 'partitions', text: '' }), 'data')
  assert.is(reasonKind({ code: 'removable', text: '' }), 'device')
  assert.is(isInUse(find(many, 'sdc').reasons), true)
  assert.is(isInUse([{ code: 'partitions', text: '' }]), false)
})

test('a disk of a plan is found by each of its names', () => {
  const [byId, wwn, serial, path, blanks] = matchDisks(
    [
      { name: 'a', byId: 'ata-ST4000NM0035-1V4107_ZC1A1', serial: 'ZC1A1', sizeBytes: 4000787030016 },
      { name: 'b', wwn: 'naa.58CE38EE20000001' },
      { name: 'c', serial: 'S64FNE0R500001', wwn: 'eui.36344630525000010025384500000001' },
      { name: 'd', path: '/dev/sde', sizeBytes: 2000000000000 },
      { name: 'e', serial: 'SanDisk Ultra Fit 4C530001-0:0' },
    ],
    many,
  )
  assert.ok(
    byId?.found === 'one' && byId.disk.name === 'sda' && byId.size === undefined && byId.reasons.length === 0,
  )
  assert.ok(wwn?.found === 'one' && wwn.disk.name === 'sdb' && wwn.reasons[0]!.code === 'mounted')
  assert.ok(serial?.found === 'one' && serial.disk.name === 'nvme0n1')
  assert.ok(path?.found === 'one' && path.disk.name === 'sde')
  assert.equal(path.size, { wantedBytes: 2000000000000, foundBytes: 1999844147200 })
  assert.ok(blanks?.found === 'one' && blanks.disk.name === 'sdc', 'udev writes blanks as underscores')
})

test('none and several are problems that say what is there', () => {
  const [none, several, both, nothing] = matchDisks(
    [
      { name: 'a', serial: 'ZC1A9' },
      { name: 'b', serial: 'S64FNE0R500001' },
      { name: 'c', byId: 'ata-ST4000NM0035-1V4107_ZC1A1', serial: 'ZC1B2' },
      { name: 'd' },
    ],
    many,
  )
  assert.ok(none?.found === 'none')
  assert.match(
    none.text,
    /^there is no disk with serial number ZC1A9; blank and unused: .*\/dev\/sda \(by-id ata-ST4000NM0035-1V4107_ZC1A1\)/,
  )
  assert.ok(several?.found === 'several')
  assert.is(several.text, 'serial number S64FNE0R500001 fits /dev/nvme0n1 and /dev/nvme0n2')
  assert.is(both!.found, 'none', 'all names must fit')
  assert.ok(nothing?.found === 'none' && nothing.text === 'nothing says which disk d is')
})

test('two names for one disk are none', () => {
  const [a, b] = matchDisks(
    [
      { name: 'a', serial: 'ZC1A1' },
      { name: 'b', wwn: '0x5000c500a1b2c3d4' },
    ],
    many,
  )
  assert.ok(a?.found === 'several' && b?.found === 'several')
  assert.is(a.text, 'a and b are both /dev/sda')
})

test('paths that multipathd joins are one disk where the spec says so', () => {
  const all = disks('paths-and-crypt', blank('/dev/sda', '/dev/sdb'))
  const wanted = { name: 'san', wwn: '0x60002ac0000000000000001200006a5f' }
  const [plain] = matchDisks([wanted], all)
  assert.is(plain!.found, 'several')
  const [joined] = matchDisks([{ ...wanted, multipath: true, path: '/dev/mapper/san' }], all)
  assert.ok(joined?.found === 'one')
  assert.equal(joined.reasons, [])
})

test.run()

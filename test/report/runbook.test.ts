import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { run } from '../../src/host/exec.ts'
import { resolve } from '../../src/plan/resolve.ts'
import { runbook } from '../../src/report/runbook.ts'
import { loadSpec } from '../../src/spec/load.ts'
import { exampleNames } from '../example-names.ts'

async function runbookOf(example: string, folder = 'examples'): Promise<string> {
  const { spec, hash } = await loadSpec(readFileSync(`${folder}/${example}`), example)
  return runbook(resolve({ spec: spec!, hash: hash!, tool: '0' }))
}

/** Everything that stands in blocks of commands. */
const commandsIn = (text: string): string =>
  [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map((match) => match[1]!).join('\n')

const test = suite('runbook')

for (const example of exampleNames.map((name) => `${name}.yaml`)) {
  test(`${example}: every command is one that a shell can read`, async () => {
    const text = await runbookOf(example)
    for (const shell of ['dash', 'bash']) {
      const { code, stderr } = await run([shell, '-n'], { input: commandsIn(text) })
      assert.is(code, 0, stderr)
    }
    assert.not.match(text, /undefined|\[object|NaN|@SECRET:(?!NAME@| )/)
  })
}

const expected: { example: string; has: RegExp[]; hasNot: RegExp[] }[] = [
  {
    example: 'kvm.yaml',
    has: [
      /^drbdadm connect --discard-my-data "\$res"$/m,
      /^for res in mail web; do drbdadm primary --force "\$res"; done$/m,
      /^crm node standby node1$/m,
      /^systemctl enable corosync pacemaker$/m,
      /^stonith_admin --reboot node2$/m,
      /^corosync-cmapctl -s quorum.cancel_wait_for_all u8 1$/m,
      /^drbdadm disk-options --c-min-rate=1100M "\$res"$/m,
      /^\(umask 077; drbdadm dump all .*>\/run\/alone.conf\)$/m,
      /^for res in mail web; do drbdadm -c \/run\/alone.conf adjust "\$res" && drbdadm -c /m,
      /^mdadm --create \/dev\/md1 --level=1 --raid-devices=2 /m,
      /^lvcreate --name mail --size 40G vg0$/m,
      /^drbdadm down all$/m,
    ],
    hasNot: [/hb_standby/, /-- --discard-my-data/, /etc\/rc\.d/, /c-max-rate/],
  },
  {
    // hb_takeover does nothing for a heartbeat that gave up; DRBD's script would attach with the policy again.
    example: 'debian-heartbeat.yaml',
    has: [
      /^for res in r0; do drbdadm down "\$res" && drbdadm -c \/run\/alone\.conf up "\$res"; drbdadm adjust "\$res"; done\nsystemctl stop heartbeat\nsystemctl start heartbeat\n/m,
    ],
    hasNot: [/crm_resource/, /etc\/rc\.d/],
  },
  {
    example: 'seed-004.yaml',
    has: [
      /^drbdadm -- --discard-my-data connect "\$res"$/m,
      /^for res in r0; do drbdadm -- --overwrite-data-of-peer primary "\$res"; done$/m,
      /^\/usr\/lib\/heartbeat\/hb_standby all$/m,
      /^\/etc\/init\.d\/heartbeat start$/m,
      /^mkfs\.ext3 \/dev\/drbd0$/m,
    ],
    hasNot: [/systemctl/, /crm_mon/, /drbdadm down all/],
  },
  {
    example: 'slackware-heartbeat.yaml',
    has: [/^\/etc\/rc\.d\/rc\.heartbeat start$/m, /^\/usr\/share\/heartbeat\/hb_standby all$/m, /rc\.local/],
    hasNot: [/systemctl/, /apt-get/],
  },
  {
    example: 'slackware-pacemaker.yaml',
    has: [/^\/etc\/rc\.d\/rc\.corosync start\n\/etc\/rc\.d\/rc\.pacemaker start$/m],
    hasNot: [/systemctl/, /chmod -x .*rc\.httpd/],
  },
  {
    example: 'seed-002.yaml',
    has: [/^fence_node applejack$/m, /^fence_ack_manual NODE$/m, /^\/etc\/init\.d\/rgmanager stop$/m],
    hasNot: [/drbdadm/, /stonith_admin/],
  },
  {
    example: 'seed-001.yaml',
    has: [/^drbdadm secondary all$/m, /--level=6 --raid-devices=5|--level=10 /],
    hasNot: [/crm_mon|hb_standby/],
  },
]
for (const { example, has, hasNot } of expected) {
  test(`${example}: has the commands of its dialect, platform and stack, and of no other`, async () => {
    const commands = commandsIn(await runbookOf(example))
    for (const pattern of has) assert.match(commands, pattern)
    for (const pattern of hasNot) assert.not.match(commands, pattern)
  })
}

test('the cluster does not start at boot before it is complete', async () => {
  const commands = commandsIn(await runbookOf('kvm.yaml'))
  const disabled = commands.indexOf(
    'for unit in libvirt-guests drbd heartbeat corosync pacemaker; do systemctl disable',
  )
  const made = commands.indexOf('drbdadm create-md', disabled)
  assert.ok(disabled >= 0)
  assert.ok(made > disabled)
  assert.not.ok(commands.slice(disabled, made).includes('systemctl enable corosync pacemaker'))
  assert.ok(commands.indexOf('systemctl enable corosync pacemaker', made) > made)
})

test('what was switched off for the installation is switched on again, also on a node that replaces another', async () => {
  const kvm = await runbookOf('kvm.yaml')
  const replacing = kvm.slice(kvm.indexOf('## Replace a node'))
  assert.match(
    commandsIn(replacing.slice(0, replacing.indexOf('\n## ', 1))),
    /^systemctl enable corosync pacemaker$/m,
  )
  const slackware = await runbookOf('slackware-heartbeat.yaml')
  const hooked = slackware.slice(slackware.indexOf('## Replace a node'))
  assert.match(commandsIn(hooked.slice(0, hooked.indexOf('\n## ', 1))), /rc.local_shutdown/)
  assert.match(commandsIn(await runbookOf('proxmox-raid10.yaml')), /^systemctl enable drbd$/m)
})

test('a disk of an array that the installation made is partitioned like one that is left', async () => {
  const commands = commandsIn(await runbookOf('proxmox-raid10.yaml'))
  assert.match(
    commands,
    /^sfdisk -d \/dev\/disk\/by-id\/\S+A002 \| sed .* \| sfdisk \/dev\/disk\/by-id\/NEW$/m,
  )
  assert.not.match(commands, /system1\.sfdisk/)
  assert.match(commands, /^grub-install \/dev\/disk\/by-id\/NEW$/m)
})

test('a changed configuration does not take away what keeps an old copy from being promoted', async () => {
  const text = await runbookOf('kvm.yaml')
  const changing = text.slice(text.indexOf('## Change something'))
  const commands = commandsIn(changing.slice(0, changing.indexOf('\n## ', 1)))
  assert.not.match(commands, /cibadmin --replace/)
  assert.match(commands, /^sh install\.sh --apply --only fencing --only cluster$/m)
})

test('heartbeat goes on behind a board that is dead by what its own device understands', async () => {
  const commands = commandsIn(await runbookOf('debian-heartbeat.yaml'))
  assert.not.match(commands, /meatclient/)
  // Called twice it must not take the lines away for good; what runs is told to read them again when the other is back.
  assert.match(commands, /^sed -i 's\/\^stonith_host\/#&\/' \/etc\/ha\.d\/ha\.cf$/m)
  assert.match(commands, /^sed -i 's\/\^#stonith_host\/stonith_host\/' \/etc\/ha\.d\/ha\.cf$/m)
  assert.match(await runbookOf('debian-heartbeat.yaml'), /`\/usr\/libexec\/heartbeat\/heartbeat -r`/)
})

/** A chapter by its title. */
function chapterOf(text: string, title: string): string {
  const from = text.indexOf(`## ${title}`)
  assert.ok(from >= 0, title)
  const to = text.indexOf('\n## ', from)
  return text.slice(from, to < 0 ? undefined : to)
}

for (const example of ['seed-000', 'seed-003-pacemaker'])
  test(`${example}: corosync 1.4 has no votequorum that would hold a node back`, async () => {
    const text = await runbookOf(`${example}.yaml`)
    assert.not.match(text, /WaitForAll|cmapctl/)
    assert.match(chapterOf(text, 'After a total power loss'), /switch on first the node that ran last/)
  })

test('an arbiter makes a node enough that comes back alone', async () => {
  const text = chapterOf(await runbookOf('kvm-qdevice.yaml'), 'After a total power loss')
  assert.match(text, /With the vote of the arbiter it is enough/)
  assert.not.match(text, /cancel_wait_for_all/)
})

test('a machine on the side that is thrown away is stopped, never migrated', async () => {
  const text = chapterOf(await runbookOf('kvm-live-migration.yaml'), 'Split brain')
  assert.match(commandsIn(text), /^crm -w resource stop NAME /m)
  assert.not.match(commandsIn(text), /resource (move|migrate)|standby/)
})

test('a move ends before its constraint is taken away', async () => {
  for (const [example, move, clear] of [
    ['kvm-live-migration', /^crm -w resource move moodle birch$/m, /^crm -w resource clear moodle$/m],
    ['seed-000', /^crm -w resource migrate test server2$/m, /^crm -w resource unmigrate test$/m],
  ] as const) {
    const commands = commandsIn(chapterOf(await runbookOf(`${example}.yaml`), 'Planned switch-over'))
    assert.match(commands, move)
    assert.match(commands, clear)
  }
})

test('who replaces a node makes no file system on a disk that the other works with', async () => {
  const text = await runbookOf('blade-fencing.yaml')
  assert.match(chapterOf(text, 'Replace a node'), /\*\*Never \*Shared disks, once\*/)
  assert.match(chapterOf(text, 'First installation'), /never when any node has ever run from them/)
})

test('a disk leaves every array that it is in, and comes back to every one', async () => {
  const commands = commandsIn(chapterOf(await runbookOf('seed-001.yaml'), 'Replace a disk'))
  for (const [array, part] of [
    ['md0', 1],
    ['md1', 2],
    ['md2', 3],
  ] as const) {
    assert.match(commands, new RegExp(`--manage /dev/${array} --fail /dev/sda${part} --remove`))
    assert.match(commands, new RegExp(`--manage /dev/${array} --add /dev/disk/by-id/NEW-part${part}$`, 'm'))
  }
})

test('what DRBD is put on is looked at first', async () => {
  const text = chapterOf(await runbookOf('debian-heartbeat.yaml'), 'First installation')
  const look = text.indexOf('wipefs --no-act')
  assert.ok(look >= 0 && look < text.indexOf('drbdadm create-md'))
})

test('every node makes metadata of what it has, and only a Primary is written to', async () => {
  const three = commandsIn(await runbookOf('drbd-9-three-nodes.yaml', 'test/spec/good'))
  assert.match(
    three,
    /^# node3\ndrbdadm create-md --max-peers=2 web && drbdadm up web\nfor res in db; do drbdadm up "\$res"; done$/m,
  )
  assert.match(
    commandsIn(await runbookOf('debian-heartbeat.yaml')),
    /^for res in r0; do drbdadm primary "\$res"; done\nmkfs\.ext4 \/dev\/drbd0$/m,
  )
})

test('volumes on DRBD let it go before it becomes secondary', async () => {
  const text = await runbookOf('storage-layers.yaml', 'test/spec/good')
  assert.match(commandsIn(text), /^vgchange -an moving\ndrbdadm secondary all$/m)
})

test('what is on volumes grows from the volume up, and nothing else is said to grow', async () => {
  const text = await runbookOf('volumes-below-and-on-drbd.yaml', 'test/spec/good')
  assert.match(text, /^lvextend -L \+10G \/dev\/vg0\/mail$/m)
  assert.match(text, /^drbdadm resize mail$/m)
  assert.match(text, /^virsh blockresize mail vda "\$\(blockdev --getsize64 \/dev\/drbd0\)B" /m)
  assert.match(text, /^# web\nresize2fs \/dev\/drbd1\n/m)
  assert.match(
    text,
    /^# store\npvresize \/dev\/drbd2\nlvextend -L \+5G \/dev\/storevg\/vz\nxfs_growfs \/srv\/store$/m,
  )
  // DRBD on a partition.
  assert.not.match(await runbookOf('debian-heartbeat.yaml'), /lvextend|drbdadm resize/)
})

test.run()

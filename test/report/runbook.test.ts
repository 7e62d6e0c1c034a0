import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { run } from '../../src/host/exec.ts'
import { resolve } from '../../src/plan/resolve.ts'
import { runbook } from '../../src/report/runbook.ts'
import { loadSpec } from '../../src/spec/load.ts'
import { exampleNames } from '../example-names.ts'

async function runbookOf(example: string): Promise<string> {
  const { spec, hash } = await loadSpec(readFileSync(`examples/${example}`), example)
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
      /^for res in mail web; do drbdadm -c \/run\/alone.conf adjust "\$res" && drbdadm -c /m,
      /^mdadm --create \/dev\/md1 --level=1 --raid-devices=2 /m,
      /^lvcreate --name mail --size 40G vg0$/m,
      /^drbdadm down all$/m,
    ],
    hasNot: [/hb_standby/, /-- --discard-my-data/, /etc\/rc\.d/],
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
    /^sfdisk -d \/dev\/disk\/by-id\/\S+A002 \| sed .* \| sfdisk \/dev\/disk\/by-id\/NEW /m,
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
  assert.match(commands, /^sed -i\.fenced 's\/\^stonith_host\/#&\/' \/etc\/ha\.d\/ha\.cf$/m)
})

test.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sh } from '../../src/core/sh.ts'
import { run } from '../../src/host/exec.ts'
import { labStatus, setCable, switchPower } from '../../src/lab/control.ts'
import { nodePid } from '../../src/lab/folder.ts'
import { onNode } from '../../src/lab/guest.ts'
import { waitForSsh } from '../../src/lab/raise.ts'
import { raiseStage } from './scenario.ts'
import type { Stage } from './scenario.ts'

const test = suite('machines of the lab')

/** Two nodes with a cable, a network with a gateway, and a disk each. */
const spec = `version: 1
name: smoke
networks:
  lan: { subnet: 192.168.77.0/24, gateway: 192.168.77.254, interface: lan0 }
  cable: { subnet: 10.77.0.0/24, interface: repl0, mtu: 9000 }
rings: [cable, lan]
time: { servers: [192.168.77.254] }
nodes:
  ash:
    platform: debian-12
    addresses: { lan: 192.168.77.1, cable: 10.77.0.1 }
    interfaces: { lan0: { mac: "52:54:00:77:01:00" }, repl0: { mac: "52:54:00:77:01:01" } }
    disks: { data: { by-id: ata-EXAMPLE_SERIAL01 } }
  elm:
    platform: debian-12
    addresses: { lan: 192.168.77.2, cable: 10.77.0.2 }
    interfaces: { lan0: { mac: "52:54:00:77:02:00" }, repl0: { mac: "52:54:00:77:02:01" } }
    disks: { data: { by-id: ata-EXAMPLE_SERIAL02 } }
drbd: { network: cable, resources: { r0: { disk: data } } }
services: { ip: { address: 192.168.77.10/24 } }
fencing: { none-because: "there is nothing to protect" }
`

let stage: Stage

test.before(async () => {
  stage = await raiseStage({ name: 'smoke', spec, warm: false, memoryMiB: 512 })
})
test.after(() => stage.end())

/** The kernel's name of a NIC, found as the spec names it: by its MAC address. */
const kernelName = async (node: string, nic: string): Promise<string> => {
  const { mac } = stage.node(node).nics.find(({ name }) => name === nic)!
  const out = await stage.must(node, sh`grep -l ${mac} /sys/class/net/*/address`)
  return out.split('/')[4]!
}

test('machines are bare: named, bootable by themselves, and nothing of ours is on them', async () => {
  for (const name of ['ash', 'elm']) {
    const out = await stage.must(
      name,
      sh`uname -n
wc -c </etc/machine-id
dpkg-query -W -f '\${Package}\n' | grep -cE '^(drbd-utils|corosync|pacemaker|heartbeat|lvm2|mdadm)$' || :
find /etc /root -name '*first-boot*'
grep -c BOOT_IMAGE /proc/cmdline
systemctl --failed --no-legend`,
    )
    assert.is(out, `${name}\n33\n0\n1\n`)
  }
  const ids = await Promise.all(['ash', 'elm'].map((name) => stage.must(name, sh`cat /etc/machine-id`)))
  assert.is.not(ids[0], ids[1])
})

test('disks have the serial numbers of the spec, and the kernel has what storage needs', async () => {
  const out = await stage.must(
    'elm',
    sh`readlink -f /dev/disk/by-id/virtio-SERIAL02; lsblk -dno SERIAL /dev/vdb
modprobe -a drbd raid1 raid10 dm-mod bonding 8021q bridge`,
  )
  assert.is(out, '/dev/vdb\nSERIAL02\n')
})

test('a cable carries frames of 9000 bytes; pulled, both ends lose carrier', async () => {
  const [ash, elm] = [await kernelName('ash', 'repl0'), await kernelName('elm', 'repl0')]
  await stage.must('ash', sh`ip link set ${ash} mtu 9000 up; ip address add 10.77.0.1/24 dev ${ash}`)
  await stage.must('elm', sh`ip link set ${elm} mtu 9000 up; ip address add 10.77.0.2/24 dev ${elm}`)
  await stage.must('ash', sh`ping -c 3 -W 10 -M do -s 8972 10.77.0.2`)
  const carriers = async (): Promise<string> =>
    (await stage.must('ash', sh`cat ${`/sys/class/net/${ash}/carrier`}`)) +
    (await stage.must('elm', sh`cat ${`/sys/class/net/${elm}/carrier`}`))
  assert.is(await carriers(), '1\n1\n')
  await setCable(stage.lab, stage.node('ash'), 'repl0', 'off')
  await stage.until('both ends are without carrier', 30, async () => (await carriers()) === '0\n0\n')
  assert.is.not((await onNode(stage.folder, { name: 'ash' }, sh`ping -c 1 -W 3 10.77.0.2`)).code, 0)
  await setCable(stage.lab, stage.node('elm'), 'repl0', 'on')
  await stage.until('both ends have carrier again', 30, async () => (await carriers()) === '1\n1\n')
  await stage.must('ash', sh`ping -c 1 -W 10 10.77.0.2`)
})

test('the gateway of a network answers, and nodes meet on its switch', async () => {
  const nic = await kernelName('ash', 'lan0')
  const other = await kernelName('elm', 'lan0')
  await stage.must('elm', sh`ip link set ${other} up; ip address add 192.168.77.2/24 dev ${other}`)
  await stage.must(
    'ash',
    sh`ip link set ${nic} up; ip address add 192.168.77.1/24 dev ${nic}
ping -c 2 -W 10 192.168.77.254
ping -c 2 -W 10 192.168.77.2`,
  )
})

test('packages come from the mirror', async () => {
  await stage.must(
    'elm',
    sh`apt-get update -q && apt-get install -y -q --no-install-recommends tree && tree --version`,
  )
})

test('the BMC tells and switches the power, as fence agents do it', async () => {
  const { bmcPort } = stage.node('elm')
  const { user, password } = stage.lab.bmc
  const ipmi = async (...words: string[]): Promise<string> => {
    const { code, stdout, stderr } = await run(
      [
        'ipmitool',
        '-I',
        'lanplus',
        '-C',
        '3',
        '-H',
        '127.0.0.1',
        '-p',
        String(bmcPort),
        '-U',
        user,
        '-E',
        ...words,
      ],
      { env: { IPMI_PASSWORD: password } },
    )
    assert.is(code, 0, stderr)
    return stdout.trim()
  }
  assert.is(await ipmi('chassis', 'power', 'status'), 'Chassis Power is on')
  await stage.must('elm', sh`echo lasting >/root/kept; sync`)
  await ipmi('chassis', 'power', 'off')
  await stage.until('elm is off', 30, () =>
    Promise.resolve(nodePid(stage.folder, stage.node('elm')) === undefined),
  )
  assert.is(await ipmi('chassis', 'power', 'status'), 'Chassis Power is off')
  await ipmi('chassis', 'power', 'on')
  await waitForSsh(stage.folder, stage.node('elm'))
  assert.is(await stage.must('elm', sh`cat /root/kept`), 'lasting\n')
})

test('a machine whose power button is pressed shuts down', async () => {
  await switchPower(stage.folder, stage.lab, stage.node('elm'), 'soft')
  await stage.until('elm is off', 180, () =>
    Promise.resolve(nodePid(stage.folder, stage.node('elm')) === undefined),
  )
})

test('the end leaves no process', async () => {
  const before = labStatus(stage.folder, stage.lab).flatMap(({ pid, bmcPid }) =>
    [pid ?? [], bmcPid ?? []].flat(),
  )
  assert.ok(before.length >= 3)
  await stage.end()
  for (const pid of before) assert.throws(() => process.kill(pid, 0), /ESRCH/)
})

test.run()

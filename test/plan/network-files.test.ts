import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { resolve } from '../../src/plan/resolve.ts'
import { renderNode } from '../../src/render/files.ts'
import { netmask } from '../../src/render/ifupdown.ts'
import { loadSpec } from '../../src/spec/load.ts'

const test = suite('files of the network')

/** Files of the first node of a spec by path, without the header; `change` alters the spec's text. */
async function filesOf(
  path: string,
  change: (text: string) => string = (text) => text,
): Promise<Map<string, string>> {
  const text = readFileSync(new URL(path, import.meta.url), 'utf8')
  const { spec, hash, problems } = await loadSpec(Buffer.from(change(text)), path)
  assert.equal(
    problems.filter(({ severity }) => severity === 'error'),
    [],
  )
  const plan = resolve({ spec: spec!, hash: hash!, tool: 'test' })
  return new Map(
    renderNode(plan, plan.nodes[0]!).map((file) => [
      file.path,
      file.text.replace(/^# (Made by|Change cluster).*\n/gm, ''),
    ]),
  )
}

test('a netmask for every prefix length', () => {
  assert.equal([0, 1, 8, 12, 23, 24, 30, 31, 32].map(netmask), [
    '0.0.0.0',
    '128.0.0.0',
    '255.0.0.0',
    '255.240.0.0',
    '255.255.254.0',
    '255.255.255.0',
    '255.255.255.252',
    '255.255.255.254',
    '255.255.255.255',
  ])
})

test('no line of interfaces has a comment behind it', async () => {
  for (const path of ['../spec/good/network-everything.yaml', '../../examples/seed-001.yaml']) {
    const lines = (await filesOf(path)).get('/etc/network/interfaces')!.split('\n')
    assert.equal(
      lines.filter((line) => /\S.*#/.test(line)),
      [],
    )
  }
})

test('ifupdown of Debian 5 gets address and netmask, no prefix length, no source line', async () => {
  const text = (await filesOf('../../examples/seed-004.yaml')).get('/etc/network/interfaces')!
  assert.match(text, /iface eth0 inet static\n {4}address 192\.168\.0\.11\n {4}netmask 255\.255\.255\.0\n/)
  assert.not.match(text, /^source/m)
  assert.not.match(text, /address .*\//)
})

test('names are pinned by .link files on systemd and by a udev rule before', async () => {
  const now = await filesOf('../../examples/kvm.yaml')
  assert.match(
    now.get('/etc/systemd/network/10-lan0.link')!,
    /PermanentMACAddress=52:54:00:aa:01:00\n\n\[Link\]\nName=lan0/,
  )
  assert.not.ok(now.has('/etc/udev/rules.d/70-persistent-net.rules'))
  const then = await filesOf('../../examples/seed-004.yaml')
  assert.match(
    then.get('/etc/udev/rules.d/70-persistent-net.rules')!,
    /ATTR\{address\}=="00:30:48:00:11:00".*NAME="eth0"/,
  )
  assert.not.ok([...then.keys()].some((path) => path.endsWith('.link')))
})

test('hosts: localhost first, FQDN before the name, never 127.0.1.1', async () => {
  const text = (await filesOf('../../examples/kvm.yaml')).get('/etc/hosts')!
  assert.ok(text.startsWith('127.0.0.1 localhost\n10.0.0.1 node1.example.org node1\n'))
  assert.not.match(text, /127\.0\.1\.1/)
})

test("a host's own name: short in /etc/hostname, with its domain in Slackware's HOSTNAME, and nothing else", async () => {
  assert.is((await filesOf('../../examples/kvm.yaml')).get('/etc/hostname'), 'node1\n')
  const slackware = await filesOf('../spec/good/network-slackware.yaml', (text) =>
    text.replace('platform: slackware-15.0', 'platform: slackware-15.0\n  domain: example.org'),
  )
  assert.is(slackware.get('/etc/HOSTNAME'), 'node1.example.org\n')
  assert.not.ok(slackware.has('/etc/hostname'))
})

test('Slackware: what rc.inet1 leaves undone is done before the cluster starts', async () => {
  const files = await filesOf('../spec/good/network-slackware.yaml')
  const script = files.get('/etc/rc.d/rc.ha-prepare')!
  const line = (text: string): number => script.split('\n').indexOf(text)
  for (const text of [
    '/usr/sbin/ethtool -K eth0 tso off',
    '/sbin/ip link set dev bond1 mtu 9000',
    '/sbin/ip link set dev bond1.20 mtu 9000',
    '/sbin/modprobe drbd',
  ])
    assert.ok(line(text) > 0, text)
  assert.ok(line('/sbin/ip link set dev bond1 mtu 9000') < line('/sbin/ip link set dev bond1.20 mtu 9000'))
  assert.match(files.get('/etc/rc.d/rc.ha')!, /start_all\(\) \{\n.*rc\.ha-prepare/)
})

test('old Slackware has one address by netmask, and no options', async () => {
  const text = (await filesOf('../../examples/seed-003-heartbeat.yaml')).get('/etc/rc.d/rc.inet1.conf')!
  assert.match(text, /IPADDR\[0\]="192\.168\.10\.188"\nNETMASK\[0\]="255\.255\.255\.0"/)
  assert.not.match(text, /IPADDRS|IFOPTS|BOND/)
})

test('settings of bridges may be absent on systemd', async () => {
  const text = (await filesOf('../../examples/kvm.yaml')).get('/etc/sysctl.d/60-ha-bootstrap.conf')!
  assert.match(text, /^-net\.bridge\.bridge-nf-call-iptables = 0$/m)
  assert.match(text, /^net\.ipv4\.ip_local_reserved_ports = 49152-49215$/m)
})

test('time: servers and pools of the spec, in chrony.conf today and in ntp.conf before', async () => {
  const now = (await filesOf('../spec/good/network-everything.yaml')).get('/etc/chrony/chrony.conf')!
  assert.match(now, /^server 192\.168\.1\.250 iburst$/m)
  assert.match(now, /^pool pool\.ntp\.org iburst maxsources 4$/m)
  const then = await filesOf('../../examples/seed-001.yaml')
  assert.match(then.get('/etc/ntp.conf')!, /^server debian\.pool\.ntp\.org iburst$/m)
  assert.not.ok(then.has('/etc/chrony/chrony.conf'))
})

test.run()

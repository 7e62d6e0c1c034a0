import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Plan } from '../../src/plan/plan.ts'
import { resolve } from '../../src/plan/resolve.ts'
import { parseCorosync } from '../../src/prove/corosync-grammar.ts'
import type { Section } from '../../src/prove/corosync-grammar.ts'
import type { RenderedFile } from '../../src/render/files.ts'
import { renderNode } from '../../src/render/files.ts'
import { loadSpec } from '../../src/spec/load.ts'

const test = suite('rendered membership')

async function planOf(name: string, change: (text: string) => string = (text) => text): Promise<Plan> {
  const path = `${name.includes('/') ? name : `examples/${name}`}.yaml`
  const { spec, hash, problems } = await loadSpec(Buffer.from(change(readFileSync(path, 'utf8'))), path)
  const errors = problems.filter(({ severity }) => severity === 'error')
  assert.equal(errors, [], path)
  return resolve({ spec: spec!, hash: hash!, tool: '0' })
}

const swap = (from: string | RegExp, to: string) => (text: string) => {
  const after = text.replace(from, to)
  assert.is.not(after, text, `${from} is not in the spec`)
  return after
}

const fileOf = (plan: Plan, path: string, node = 0): RenderedFile | undefined =>
  renderNode(plan, plan.nodes[node]!).find((file) => file.path === path)

/** Lines of a file without comments and blank lines. */
const linesOf = (file: RenderedFile | undefined): string[] =>
  (file?.text ?? '').split('\n').filter((line) => line !== '' && !line.startsWith('#'))

/** Keys of a section with their values; sections of the same name after each other. */
function sections(plan: Plan, ...names: string[]): { [key: string]: string }[] {
  let found: readonly Section[] = [parseCorosync(fileOf(plan, '/etc/corosync/corosync.conf')!.text).root]
  for (const name of names)
    found = found.flatMap((section) => section.sections.filter((child) => child.name === name))
  return found.map(({ keys }) => Object.fromEntries(keys.map(({ key, value }) => [key, value])))
}

test('two nodes of corosync 3: knet over both rings, encrypted, two_node', async () => {
  const plan = await planOf('kvm')
  assert.equal(sections(plan, 'totem'), [
    {
      version: '2',
      cluster_name: 'prod1',
      config_version: '1',
      transport: 'knet',
      crypto_cipher: 'aes256',
      crypto_hash: 'sha256',
      link_mode: 'passive',
      token: '3000',
      consensus: '3600',
    },
  ])
  assert.equal(sections(plan, 'totem', 'interface'), [
    { linknumber: '0', mcastport: '5405', knet_link_priority: '10' },
    { linknumber: '1', mcastport: '5406', knet_link_priority: '5' },
  ])
  assert.equal(sections(plan, 'nodelist', 'node')[1], {
    name: 'node2',
    nodeid: '2',
    quorum_votes: '1',
    ring0_addr: '10.0.0.2',
    ring1_addr: '192.168.1.12',
  })
  assert.equal(sections(plan, 'quorum'), [
    { provider: 'corosync_votequorum', two_node: '1', wait_for_all: '1' },
  ])
})

test('a quorum device takes the place of two_node', async () => {
  const plan = await planOf('kvm-qdevice')
  assert.equal(sections(plan, 'quorum'), [{ provider: 'corosync_votequorum' }])
  assert.equal(sections(plan, 'quorum', 'device'), [
    { model: 'net', votes: '1', timeout: '10000', sync_timeout: '30000' },
  ])
  assert.equal(sections(plan, 'quorum', 'device', 'net'), [
    { host: 'arbiter.example.net', port: '5403', algorithm: 'ffsplit', tls: 'on' },
  ])
  assert.match(
    fileOf(plan, '/etc/corosync/qdevice/ARBITER')!.text,
    /certutil -Q -n harbour arbiter\.example\.net pier1 pier2/,
  )
})

test('three nodes with lms give the device one vote less', async () => {
  const plan = await planOf('test/spec/good/membership-qdevice-lms')
  assert.is(sections(plan, 'quorum', 'device')[0]!.votes, '2')
  assert.is(sections(plan, 'quorum', 'device', 'net')[0]!.algorithm, 'lms')
  assert.is(sections(plan, 'totem')[0]!.consensus, '4380', '1.2 times 3000 + 650')
})

test('wait_for_all off is said, because two_node implies it', async () => {
  const plan = await planOf('kvm', swap('rings:', 'quorum: { wait_for_all: false }\nrings:'))
  assert.is(sections(plan, 'quorum')[0]!.wait_for_all, '0')
})

test('corosync 2: udpu, rings by number, its own encryption, no names', async () => {
  const plan = await planOf('slackware-pacemaker')
  const totem = sections(plan, 'totem')[0]!
  assert.equal([totem.transport, totem.rrp_mode, totem.crypto_cipher], ['udpu', 'passive', 'aes256'])
  assert.equal(
    sections(plan, 'totem', 'interface').map(({ ringnumber, mcastport }) => [ringnumber, mcastport]),
    [
      ['0', '5405'],
      ['1', '5407'],
    ],
  )
  assert.not.ok('name' in sections(plan, 'nodelist', 'node')[0]!)
})

test('corosync 1.4: members in the interface, pacemaker plugin, secauth', async () => {
  const plan = await planOf('seed-003-pacemaker')
  assert.is(sections(plan, 'totem')[0]!.secauth, 'on')
  assert.equal(sections(plan, 'totem', 'interface')[0], {
    ringnumber: '0',
    bindnetaddr: '192.168.10.0',
    mcastport: '5405',
  })
  assert.equal(
    sections(plan, 'totem', 'interface', 'member').map(({ memberaddr }) => memberaddr),
    ['192.168.10.188', '192.168.10.189'],
  )
  assert.equal(linesOf(fileOf(plan, '/etc/corosync/service.d/pcmk')), [
    'service {',
    '    name: pacemaker',
    '    ver: 0',
    '}',
  ])
  assert.is(fileOf(plan, '/etc/corosync/service.d/pcmk')!.mode, 0o644)
})

test('corosync 1.4 with multicast has groups and no members', async () => {
  const plan = await planOf('test/spec/good/membership-corosync-1.4-multicast')
  const interfaces = sections(plan, 'totem', 'interface')
  assert.equal(sections(plan, 'totem', 'interface', 'member'), [])
  assert.match(interfaces[0]!.mcastaddr!, /^239\.192\.\d+\.1$/)
  assert.is(sections(plan, 'totem')[0]!.rrp_mode, 'active')
})

for (const [name, bytes] of [
  ['kvm', 256],
  ['slackware-pacemaker', 128],
  ['seed-003-pacemaker', 128],
] as const) {
  test(`the key of ${name} has ${bytes} bytes and is for root alone`, async () => {
    const plan = await planOf(name)
    const file = fileOf(plan, '/etc/corosync/authkey')!
    assert.is(file.mode, 0o400)
    assert.is(file.secretQuoting, 'binary')
    assert.equal(plan.secrets.find((secret) => secret.name === file.secrets[0])!.make, {
      kind: 'base64',
      bytes,
    })
  })
}

test('corosync.conf, ha.cf, haresources and authkeys are the same on all nodes', async () => {
  for (const name of [
    'kvm',
    'kvm-qdevice',
    'slackware-pacemaker',
    'seed-003-pacemaker',
    'debian-heartbeat',
    'seed-004',
  ]) {
    const plan = await planOf(name)
    for (const path of [
      '/etc/corosync/corosync.conf',
      '/etc/ha.d/ha.cf',
      '/etc/ha.d/haresources',
      '/etc/ha.d/authkeys',
    ])
      assert.is(fileOf(plan, path, 0)?.text, fileOf(plan, path, 1)?.text, `${path} of ${name}`)
  }
})

test('ha.cf differs where interfaces have other names, and only there', async () => {
  const plan = await planOf('debian-heartbeat', (text) =>
    swap(
      'interface: repl0,',
      'interface: repl0, interface-of: { standby: eth7 },',
    )(swap('repl0: { mac: "0c:c4:7a:00:02:02" }', 'eth7: { mac: "0c:c4:7a:00:02:02" }')(text)),
  )
  const [first, second] = [0, 1].map((node) => linesOf(fileOf(plan, '/etc/ha.d/ha.cf', node)))
  assert.equal(
    first!.filter((line) => !second!.includes(line)),
    ['ucast repl0 10.9.2.1', 'ucast repl0 10.9.2.2'],
  )
  assert.equal(
    second!.filter((line) => !first!.includes(line)),
    ['ucast eth7 10.9.2.1', 'ucast eth7 10.9.2.2'],
  )
})

test('directives of ha.cf stand where heartbeat reads them in time', async () => {
  const lines = linesOf(
    fileOf(await planOf('test/spec/good/membership-heartbeat-everything'), '/etc/ha.d/ha.cf'),
  )
  const at = (start: string): number => {
    const index = lines.findIndex((line) => line.startsWith(start))
    assert.ok(index >= 0, `${start} is missing`)
    return index
  }
  assert.ok(at('udpport 695') < at('ucast repl0'))
  assert.ok(at('baud 19200') < at('serial /dev/ttyS0'))
  for (const line of [
    'use_logd off',
    'keepalive 500ms',
    'warntime 4',
    'deadtime 12',
    'initdead 90',
    'deadping 20',
    'mcast lan0 239.192.0.43 695 1 0',
    'bcast lan0',
    'auto_failback off',
    'ping_group routers 192.168.1.252 192.168.1.253',
    'respawn hacluster /usr/libexec/heartbeat/ipfail',
    'respawn hacluster /usr/local/sbin/watcher',
    'apiauth watcher uid=hacluster',
    'watchdog /dev/watchdog',
    'coredumps true',
    'realtime on',
    'traditional_compression off',
    'stonith_host node2 external/ipmi node1 192.168.1.211 fence @SECRET:ipmi-node1@ lanplus',
  ])
    assert.ok(lines.includes(line), `${line} is missing in\n${lines.join('\n')}`)
})

test('a key in ha.cf makes the file private', async () => {
  assert.is(fileOf(await planOf('debian-heartbeat'), '/etc/ha.d/ha.cf')!.mode, 0o600)
  assert.is(fileOf(await planOf('seed-004'), '/etc/ha.d/ha.cf')!.mode, 0o644)
})

test('with the logging daemon its file has the names', async () => {
  const plan = await planOf('seed-003-heartbeat')
  const lines = linesOf(fileOf(plan, '/etc/ha.d/ha.cf'))
  assert.equal(
    lines.filter((line) => /^(log|debug|use_logd)/.test(line)),
    ['use_logd on'],
  )
  assert.equal(linesOf(fileOf(plan, '/etc/logd.cf')), [
    'logfile /var/log/ha.log',
    'debugfile /var/log/ha-debug.log',
    'logfacility local0',
  ])
})

test('ipfail is where the platform has it', async () => {
  assert.ok(
    linesOf(fileOf(await planOf('seed-003-heartbeat'), '/etc/ha.d/ha.cf')).includes(
      'respawn hacluster /usr/lib/heartbeat/ipfail',
    ),
  )
  assert.ok(
    linesOf(fileOf(await planOf('debian-heartbeat'), '/etc/ha.d/ha.cf')).includes(
      'respawn hacluster /usr/libexec/heartbeat/ipfail',
    ),
  )
})

test('haresources: owner first, then in the order of start', async () => {
  assert.equal(linesOf(fileOf(await planOf('seed-003-heartbeat'), '/etc/ha.d/haresources')), [
    'node1 IPaddr2::192.168.10.190/24/eth0 drbddisk::r0 Filesystem::/dev/drbd0::/claster/drbd0::ext4::defaults rc.httpd',
  ])
})

test('haresources: DRBD before what is mounted from it, wherever it is written', async () => {
  const plan = await planOf('debian-heartbeat', swap('members: [r0, data-fs,', 'members: [data-fs, r0,'))
  assert.match(
    linesOf(fileOf(plan, '/etc/ha.d/haresources'))[0]!,
    /^main drbddisk::r0 Filesystem::\/dev\/drbd0::\/data::ext4::noatime libvirt-guest::files::/,
  )
})

test('an IPv6 address in haresources has no double colon, which parts arguments there', async () => {
  const plan = await planOf('test/spec/good/membership-heartbeat-everything', (text) =>
    swap(
      'address: 192.168.1.50/24',
      'address: "2001:db8::50/64"',
    )(
      swap(
        'lan: { subnet: 192.168.1.0/24,',
        'lan: { subnet: 192.168.1.0/24, subnet6: "2001:db8::/64",',
      )(text),
    ),
  )
  assert.equal(linesOf(fileOf(plan, '/etc/ha.d/haresources')), [
    'node1 IPaddr2::2001:db8:0:0:0:0:0:50/64/lan0',
  ])
})

test('a systemd unit gets a script that heartbeat can call', async () => {
  const plan = await planOf(
    'test/spec/good/membership-heartbeat-everything',
    swap('  web-ip: { address: 192.168.1.50/24 }', '  web: { systemd: apache2 }'),
  )
  assert.equal(linesOf(fileOf(plan, '/etc/ha.d/haresources')), ['node1 systemd-unit::apache2.service'])
  assert.is(fileOf(plan, '/etc/ha.d/resource.d/systemd-unit')!.mode, 0o755)
})

test('authkeys: index, method and key; crc has none', async () => {
  assert.equal(linesOf(fileOf(await planOf('seed-003-heartbeat'), '/etc/ha.d/authkeys')), [
    'auth 2',
    '2 sha1 @SECRET:heartbeat-authkeys@',
  ])
  const crc = await planOf('seed-004')
  assert.equal(linesOf(fileOf(crc, '/etc/ha.d/authkeys')), ['auth 1', '1 crc'])
  assert.is(fileOf(crc, '/etc/ha.d/authkeys')!.mode, 0o600)
  assert.not.ok(crc.secrets.some(({ name }) => name === 'heartbeat-authkeys'))
})

test('cluster.conf: the slots of the chassis, two_node, domains and guests', async () => {
  const three = await planOf('test/spec/good/membership-cman-three-nodes')
  const text = fileOf(three, '/etc/pve/cluster.conf')!.text
  for (const part of [
    '<cluster name="prod1" config_version="9">',
    '<cman keyfile="/var/lib/pve-cluster/corosync.authkey" transport="udpu"/>',
    '<fence_daemon post_join_delay="30"/>',
    '<fencedevice agent="fence_intelmodular" name="ims" ipaddr="192.168.1.2" login="snmp" snmp_version="3" passwd="@SECRET:ims@"/>',
    '<device name="ims" port="3"/>',
    '<failoverdomain name="first" ordered="1" restricted="1" nofailback="1">',
    '<failoverdomainnode name="node2" priority="2"/>',
    '<pvevm vmid="100" autostart="1" domain="first" recovery="relocate"/>',
    '<pvevm vmid="101" autostart="0"/>',
  ])
    assert.ok(text.includes(part), `${part} is missing in\n${text}`)
  const disk = fileOf(
    await planOf('test/spec/good/membership-cman-quorum-disk'),
    '/etc/pve/cluster.conf',
  )!.text
  assert.match(disk, /<quorumd label="qdisk" votes="1" interval="2" tko="10"/)
  assert.not.match(disk, /two_node/)
  const two = await planOf('seed-002')
  assert.match(fileOf(two, '/etc/pve/cluster.conf')!.text, /two_node="1" expected_votes="1"/)
  assert.equal(linesOf(fileOf(two, '/etc/default/redhat-cluster-pve')), ['FENCE_JOIN="yes"'])
})

test('SBD with a disk waits at boot, and systemd waits for it', async () => {
  const plan = await planOf('test/spec/good/membership-sbd-disk')
  const lines = linesOf(fileOf(plan, '/etc/default/sbd'))
  for (const line of [
    'SBD_DEVICE="/dev/disk/by-id/scsi-36001405a"',
    'SBD_DELAY_START="47"',
    'SBD_STARTMODE="clean"',
    'SBD_WATCHDOG_TIMEOUT="20"',
  ])
    assert.ok(lines.includes(line), `${line} is missing in\n${lines.join('\n')}`)
  for (const unit of ['sbd', 'corosync'])
    assert.ok(
      linesOf(fileOf(plan, `/etc/systemd/system/${unit}.service.d/50-ha-bootstrap.conf`)).includes(
        'TimeoutStartSec=147',
      ),
    )
})

test('SBD without a disk has a watchdog that outlasts the quorum device', async () => {
  const lines = linesOf(fileOf(await planOf('test/spec/good/membership-sbd-diskless'), '/etc/default/sbd'))
  assert.ok(lines.includes('SBD_WATCHDOG_TIMEOUT="35"'))
  assert.not.ok(lines.some((line) => line.startsWith('SBD_DEVICE')))
})

test('pacemaker starts after the DRBD module and libvirt, heartbeat after DRBD itself', async () => {
  const pacemaker = linesOf(
    fileOf(await planOf('kvm'), '/etc/systemd/system/pacemaker.service.d/50-ha-bootstrap.conf'),
  )
  assert.ok(pacemaker.includes('After=modprobe@drbd.service'))
  assert.ok(pacemaker.includes('After=libvirtd.service virt-guest-shutdown.target'))
  const heartbeat = linesOf(
    fileOf(await planOf('debian-heartbeat'), '/etc/systemd/system/heartbeat.service.d/50-ha-bootstrap.conf'),
  )
  assert.ok(heartbeat.includes('Wants=drbd.service') && heartbeat.includes('After=drbd.service'))
})

test('Slackware starts DRBD, then heartbeat; corosync, then pacemaker; and stops in reverse', async () => {
  const order = async (name: string): Promise<string[]> => {
    const text = fileOf(await planOf(name), '/etc/rc.d/rc.ha')!.text
    return [...text.matchAll(/^ {2}(?:\[ ! -x \S+ \] \|\| )?\/etc\/rc\.d\/rc\.(\S+) (start|stop)/gm)].map(
      (match) => `${match[2]} ${match[1]}`,
    )
  }
  assert.equal(await order('slackware-heartbeat'), [
    'start drbd',
    'start heartbeat',
    'stop heartbeat',
    'stop drbd',
  ])
  assert.equal(await order('slackware-pacemaker'), [
    'start corosync',
    'start pacemaker',
    'stop pacemaker',
    'stop corosync',
  ])
})

test.run()

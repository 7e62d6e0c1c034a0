// "Virtueller hochverfügbarer Linux-Server", part 11 (pro-linux.de, 2014). The article prints no files; its values are
// fields of LCMC's dialogs.
import { suite } from 'uvu'
import { drbdMeaning } from '../parse/drbd.ts'
import { parseCorosync } from '../parse/corosync.ts'
import { parseCib, seconds } from '../parse/pacemaker.ts'
import { one, parseXml } from '../parse/xml.ts'
import { cluster, problemsOf, replacing, state } from './cluster.ts'

const test = suite('seed 000: KVM live migration')

const its = await cluster('seed-000')
const today = await cluster('kvm-live-migration')
const cib = parseCib(its.text('server1', '/etc/ha-bootstrap/cib.xml'))
const todaysCib = parseCib(today.text('alder', '/etc/ha-bootstrap/cib.xml'))
const drbd = drbdMeaning(
  its.text('server1', '/etc/drbd.d/global_common.conf'),
  its.text('server1', '/etc/drbd.d/test.res'),
)
const domain = parseXml(its.text('server1', '/etc/libvirt/test.xml'))
const everyAddress = JSON.stringify(its.plan)
const order = (then: string) => cib.orders.filter((each) => each.then === then)
const colocation = (resource: string) => cib.colocations.filter((each) => each.resource === resource)
const operation = (primitive: string, name: string) =>
  seconds(cib.primitives[primitive]!.operations.find((each) => each.name === name)!.timeout!)
const saysOf = async (agent: string) =>
  (
    await problemsOf(
      'seed-000',
      replacing('agent: external/nut, targets: [server1]', `agent: ${agent}, targets: [server1]`),
    )
  ).filter((problem) => problem.severity === 'error' && problem.code.startsWith('SCH'))
const alternatives = Object.fromEntries(
  await Promise.all(
    ['fence_apc_snmp', 'external/ssh', 'meatware'].map(async (agent) => [agent, await saysOf(agent)]),
  ),
) as { [agent: string]: unknown[] }
const nut = (id: string) => cib.primitives[id]!

state(test, [
  ['two servers', 'page 1', () => its.plan.nodes.length, 2],
  [
    'both run Debian',
    'part 1',
    () => its.plan.nodes.map((node) => node.platform.family),
    ['debian', 'debian'],
  ],
  [
    'KVM through libvirt',
    'Virtuelle Maschinen',
    () => [domain.attributes.type, cib.primitives.test!.params.hypervisor],
    ['kvm', 'qemu:///system'],
  ],
  [
    'the VM uses its DRBD device directly',
    'Ressourcen definieren',
    () => [one(domain, 'disk').attributes.type, one(one(domain, 'disk'), 'source').attributes.dev],
    ['block', `/dev/drbd${drbd.resources.test!.hosts.server1!.minor}`],
  ],
  [
    'one DRBD resource for each VM',
    'Ressourcen definieren',
    () => [its.plan.machines.map((machine) => machine.drbd), Object.keys(drbd.resources)],
    [[['test']], ['test']],
  ],
  [
    'no file system, NFS or cluster file system resource',
    'Ressourcen definieren',
    () => Object.values(cib.primitives).filter(({ agent }) => /Filesystem|nfs|gfs|ocfs/i.test(agent)),
    [],
  ],

  ['Symmetric Cluster is on', 'Allgemeine Konfiguration', () => cib.properties['symmetric-cluster'], 'true'],
  [
    'Stonith Enabled is on in the end, off only while configuring',
    'Allgemeine Konfiguration, STONITH',
    () => cib.properties['stonith-enabled'],
    'true',
  ],
  [
    'No Quorum Policy is ignore, with corosync 1 that knows no two_node',
    'Allgemeine Konfiguration',
    () => [its.plan.membership.corosync?.dialect, cib.properties['no-quorum-policy']],
    ['1.4', 'ignore'],
  ],
  [
    'outdated: from corosync 2 on two_node takes the place of ignore',
    'Allgemeine Konfiguration',
    () => [
      parseCorosync(today.text('alder', '/etc/corosync/corosync.conf')).sections.quorum?.[0]?.values.two_node,
      todaysCib.properties['no-quorum-policy'] ?? 'stop',
    ],
    ['1', 'stop'],
  ],
  [
    'Resource Stickiness is 100',
    'Allgemeine Konfiguration',
    () => cib.resourceDefaults['resource-stickiness'],
    '100',
  ],
  [
    'the PE series are a small number, never -1',
    'Allgemeine Konfiguration',
    () =>
      ['error', 'warn', 'input']
        .map((series) => Number(cib.properties[`pe-${series}-series-max`]))
        .map((max) => max > 0 && max <= 1000),
    [true, true, true],
  ],

  [
    'the DNS server has 172.16.1.250/24 on br1',
    'IP-Adressen',
    () => cib.primitives['dns-ip'],
    {
      agent: 'ocf:heartbeat:IPaddr2',
      params: { ip: '172.16.1.250', cidr_netmask: '24', nic: 'br1' },
      meta: {},
      operations: cib.primitives['dns-ip']!.operations,
    },
  ],
  [
    '172.16.1.251 to .253 are kept for slave DNS servers',
    'IP-Adressen',
    () =>
      ['172.16.1.251', '172.16.1.252', '172.16.1.253'].filter((address) =>
        everyAddress.includes(`"${address}"`),
      ),
    [],
  ],
  [
    'the default gateway of the LAN is 172.16.1.254/24 on br1',
    'IP-Adressen',
    () => cib.primitives['gateway-ip']!.params,
    { ip: '172.16.1.254', cidr_netmask: '24', nic: 'br1' },
  ],
  [
    'the node that holds it routes',
    'IP-Adressen',
    () =>
      its.plan.nodes.map((node) => node.software.sysctl.find(([key]) => key === 'net.ipv4.ip_forward')?.[1]),
    ['1', '1'],
  ],
  [
    'it is not the gateway of the servers themselves',
    'IP-Adressen',
    () =>
      its.plan.nodes
        .flatMap((node) => node.network.interfaces.flatMap((each) => each.gateways))
        .includes('172.16.1.254'),
    false,
  ],
  [
    'both addresses are on one node',
    'IP-Adressen, Start Before',
    () => colocation('gateway-ip'),
    [{ resource: 'gateway-ip', with: 'dns-ip', withRole: '', score: 'INFINITY' }],
  ],
  [
    'and one starts before the other',
    'IP-Adressen, Start Before',
    () => order('gateway-ip'),
    [{ first: 'dns-ip', firstAction: 'start', then: 'gateway-ip', thenAction: 'start', kind: 'Mandatory' }],
  ],

  ['MaraDNS is lsb:maradns', 'DNS- und Zonen-Server', () => cib.primitives.maradns!.agent, 'lsb:maradns'],
  [
    'MaraDNS starts when its address is there',
    'DNS- und Zonen-Server',
    () => order('maradns').map(({ first, kind }) => [first, kind]),
    [['dns-ip', 'Mandatory']],
  ],
  [
    'MaraDNS runs where its address is',
    'DNS- und Zonen-Server',
    () => colocation('maradns').map((each) => [each.with, each.score]),
    [['dns-ip', 'INFINITY']],
  ],
  [
    'the zone server is lsb:zoneserver',
    'DNS- und Zonen-Server',
    () => cib.primitives.zoneserver!.agent,
    'lsb:zoneserver',
  ],
  [
    'the zone server has the same dependencies',
    'DNS- und Zonen-Server',
    () => [order('zoneserver').map((each) => each.first), colocation('zoneserver').map((each) => each.with)],
    [['dns-ip'], ['dns-ip']],
  ],
  [
    'the links /etc/rc*/*maradns* and *zoneserver* go',
    'DNS- und Zonen-Server',
    () =>
      its.plan.nodes.map((node) =>
        ['maradns', 'zoneserver'].filter((name) => node.software.disabled.includes(name)),
      ),
    [
      ['maradns', 'zoneserver'],
      ['maradns', 'zoneserver'],
    ],
  ],
  [
    'outdated: MaraDNS has left Debian; today the name server is a parameter',
    'DNS- und Zonen-Server',
    () => todaysCib.primitives.named!.agent,
    'systemd:named',
  ],

  ['DRBD is linbit:drbd', 'DRBD-Partitionen', () => cib.primitives.drbd_test!.agent, 'ocf:linbit:drbd'],
  [
    'as a master/slave resource',
    'DRBD-Partitionen',
    () => [cib.clones.ms_drbd_test!.child, cib.clones.ms_drbd_test!.promotable],
    ['drbd_test', true],
  ],
  ['Master-Max is 2', 'DRBD-Partitionen', () => cib.clones.ms_drbd_test!.meta['promoted-max'], '2'],
  ['Clone Max is 2', 'DRBD-Partitionen', () => cib.clones.ms_drbd_test!.meta['clone-max'], '2'],
  ['Notify is on', 'DRBD-Partitionen', () => cib.clones.ms_drbd_test!.meta.notify, 'true'],
  ['Interleave is on', 'DRBD-Partitionen', () => cib.clones.ms_drbd_test!.meta.interleave, 'true'],
  [
    'missing there: DRBD itself must allow two primaries',
    'DRBD-Partitionen',
    () => [
      drbd.resources.test!.options['net allow-two-primaries'],
      drbd.resources.test!.options['net protocol'],
    ],
    ['yes', 'C'],
  ],
  [
    'missing there: both roles are monitored, at different intervals',
    'DRBD-Partitionen',
    () =>
      cib.primitives
        .drbd_test!.operations.filter((each) => each.name === 'monitor')
        .map((each) => [each.role, each.interval]),
    [
      ['Promoted', '29s'],
      ['Unpromoted', '31s'],
    ],
  ],
  [
    'missing there: DRBD freezes until the peer is fenced',
    'DRBD-Partitionen',
    () => [
      drbd.resources.test!.options['net fencing'],
      'handlers fence-peer' in drbd.resources.test!.options,
    ],
    ['resource-and-stonith', true],
  ],

  [
    'the VM is VirtualDomain',
    'Virtuelle Maschinen',
    () => cib.primitives.test!.agent,
    'ocf:heartbeat:VirtualDomain',
  ],
  [
    'its definition is /etc/libvirt/test.xml, outside /etc/libvirt/qemu',
    'Virtuelle Maschinen',
    () => cib.primitives.test!.params.config,
    '/etc/libvirt/test.xml',
  ],
  [
    'the definition is the same on both servers',
    'Virtuelle Maschinen',
    () => its.text('server1', '/etc/libvirt/test.xml') === its.text('server2', '/etc/libvirt/test.xml'),
    true,
  ],
  [
    'the hypervisor is qemu:///system',
    'Virtuelle Maschinen',
    () => cib.primitives.test!.params.hypervisor,
    'qemu:///system',
  ],
  ['Allow Migrate is on', 'Virtuelle Maschinen', () => cib.primitives.test!.meta['allow-migrate'], 'true'],
  ['start may take 240 s', 'Virtuelle Maschinen', () => operation('test', 'start'), 240],
  ['stop may take 240 s', 'Virtuelle Maschinen', () => operation('test', 'stop'), 240],
  [
    'migration may take 240 s, both ways',
    'Virtuelle Maschinen',
    () => [operation('test', 'migrate_to'), operation('test', 'migrate_from')],
    [240, 240],
  ],
  [
    'the VM starts after its DRBD device is primary',
    'Virtuelle Maschinen',
    () => order('test'),
    [{ first: 'ms_drbd_test', firstAction: 'promote', then: 'test', thenAction: 'start', kind: 'Mandatory' }],
  ],
  [
    'errs: without a colocation it may start where DRBD is not primary',
    'Virtuelle Maschinen',
    () => colocation('test'),
    [{ resource: 'test', with: 'ms_drbd_test', withRole: 'Promoted', score: 'INFINITY' }],
  ],

  [
    'a STONITH resource for each node',
    'STONITH',
    () =>
      Object.values(cib.primitives)
        .filter(({ agent }) => agent.startsWith('stonith:'))
        .map(({ params }) => params.pcmk_host_list),
    ['server1', 'server2'],
  ],
  [
    'of the type external/nut',
    'STONITH',
    () => [nut('ups1').agent, nut('ups2').agent],
    ['stonith:external/nut', 'stonith:external/nut'],
  ],
  [
    'with host, UPS and user',
    'STONITH',
    () => ['hostname', 'ups', 'username'].map((name) => nut('ups1').params[name]),
    ['server1', 'ups1@localhost', 'stonith'],
  ],
  [
    'the password is a secret, not a text of the plan',
    'STONITH',
    () => nut('ups1').params.password,
    '@SECRET:ups1@',
  ],
  [
    'errs: the paths are those of upscmd and upsc, not upsd',
    'STONITH',
    () => [nut('ups1').params.upscmd, nut('ups1').params.upsc, nut('ups1').params.upsd],
    ['/bin/upscmd', '/bin/upsc', undefined],
  ],
  [
    'no device runs on the node that it switches off',
    'STONITH',
    () => cib.locations,
    [
      { resource: 'ups1', node: 'server1', score: '-INFINITY', role: '' },
      { resource: 'ups2', node: 'server2', score: '-INFINITY', role: '' },
    ],
  ],
  ['a power switch can be said instead', 'STONITH', () => alternatives.fence_apc_snmp, []],
  ['ssh can be said instead', 'STONITH', () => alternatives['external/ssh'], []],
  ['meatware can be said instead', 'STONITH', () => alternatives.meatware, []],
])

test.run()

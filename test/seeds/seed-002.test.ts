// "Intel Modular Server" (AG Technik NRW): Proxmox VE 2 with cman, rgmanager and fencing by the chassis.
import { suite } from 'uvu'
import { parseAssignments, parseHosts } from '../parse/lines.ts'
import { all, one, parseXml } from '../parse/xml.ts'
import type { Element } from '../parse/xml.ts'
import { added, cluster, likewise, printed, replacing, state } from './cluster.ts'
import type { Statement } from './cluster.ts'

const test = suite('seed 002: Intel Modular Server, cman')

const its = await cluster('seed-002')
const today = await cluster('blade-fencing')
const theirs = parseXml(printed('002-cluster.conf'))
const conf = its.files('applejack').find((file) => file.path.endsWith('/cluster.conf'))!
const ours = parseXml(conf.text)
const withDisk = await cluster(
  'seed-002',
  replacing('two_node: true\n  expected_votes: 1', 'quorum-disk: { label: qdisk, votes: 1 }'),
)
const diskConf = parseXml(
  withDisk.files('applejack').find((file) => file.path.endsWith('/cluster.conf'))!.text,
)
const withGuest = await cluster(
  'seed-002',
  replacing('cman:\n', 'cman:\n  vms: { "100": { recovery: relocate } }\n'),
)
const guestConf = parseXml(
  withGuest.files('applejack').find((file) => file.path.endsWith('/cluster.conf'))!.text,
)

const node = (root: Element, name: string): Element =>
  all(root, 'clusternode').find((each) => each.attributes.name === name)!
const fencing = (root: Element, name: string) =>
  all(node(root, name), 'method').map((method) => [
    method.attributes.name,
    all(method, 'device').map(({ attributes: { name: device, port } }) => [device, port]),
  ])
const applejack = its.plan.nodes[0]!
const grub = its
  .files('applejack')
  .map((file) => file.text)
  .join('\n')
const withoutPassword = ({ passwd: _, ...rest }: { [name: string]: string }) => rest
const todays = (path: string) => today.text('rowan', path)

const nodeStatements = ['applejack', 'rainbowdash'].flatMap((name): Statement[] => [
  [
    `${name} has node ID ${node(theirs, name).attributes.nodeid} and ${node(theirs, name).attributes.votes} vote`,
    'cluster.conf',
    () => node(ours, name).attributes,
    node(theirs, name).attributes,
  ],
  [
    `${name} is fenced by method 1, device ims, slot ${node(theirs, name).attributes.nodeid}`,
    'cluster.conf',
    () => fencing(ours, name),
    fencing(theirs, name),
  ],
])

state(test, [
  [
    'two compute nodes',
    'Hintergrund',
    () => its.plan.nodes.map(({ name }) => name),
    ['applejack', 'rainbowdash'],
  ],
  ['under Proxmox VE', 'Software', () => its.plan.nodes.map(({ proxmox }) => proxmox), [true, true]],
  [
    'shared storage behind two storage controllers',
    'MultiPath SCM',
    () => applejack.storage.disks.map(({ name, path }) => [name, path]),
    [['storage', '/dev/mapper/storage']],
  ],
  [
    'both nodes give it the same name',
    'MultiPath SCM',
    () => its.text('applejack', '/etc/multipath.conf') === its.text('rainbowdash', '/etc/multipath.conf'),
    true,
  ],
  [
    'the console is twilightsparkle.piratenpartei-nrw.de, 192.168.41.2',
    'Zugriff',
    () => parseHosts(its.text('applejack', '/etc/hosts'))['192.168.41.2']?.[0],
    'twilightsparkle.piratenpartei-nrw.de',
  ],
  [
    'fail-over by rgmanager on cman',
    'Software',
    () => [its.plan.cluster.stack, its.plan.membership.cman !== undefined, its.plan.membership.corosync],
    ['cman', true, undefined],
  ],

  ['the cluster is ppnrw', 'cluster.conf', () => ours.attributes.name, theirs.attributes.name],
  [
    'config_version is 5',
    'cluster.conf',
    () => ours.attributes.config_version,
    theirs.attributes.config_version,
  ],
  [
    'the key is /var/lib/pve-cluster/corosync.authkey',
    'cluster.conf',
    () => one(ours, 'cman').attributes.keyfile,
    one(theirs, 'cman').attributes.keyfile,
  ],
  ...Object.entries(withoutPassword(one(theirs, 'fencedevice').attributes)).map(
    ([name, value]): Statement => [
      `fence device: ${name} is ${value}`,
      'cluster.conf',
      () => one(ours, 'fencedevice').attributes[name],
      value,
    ],
  ),
  [
    'fence device: the password is a secret',
    'cluster.conf',
    () => one(ours, 'fencedevice').attributes.passwd,
    '@SECRET:ims@',
  ],
  [
    'fence device: nothing else',
    'cluster.conf',
    () => added(one(theirs, 'fencedevice').attributes, one(ours, 'fencedevice').attributes),
    {},
  ],
  ...nodeStatements,
  [
    'rm is empty: nothing fails over',
    'cluster.conf',
    () => [one(theirs, 'rm').children, one(ours, 'rm').children],
    [[], []],
  ],
  [
    'until a guest is named',
    'Software',
    () => all(guestConf, 'pvevm').map(({ attributes }) => likewise({ vmid: '', recovery: '' }, attributes)),
    [{ vmid: '100', recovery: 'relocate' }],
  ],
  [
    'errs (TODO): of two nodes the one that is left has no quorum; two_node answers',
    'Konfiguration',
    () => [
      one(theirs, 'cman').attributes.two_node,
      one(ours, 'cman').attributes.two_node,
      one(ours, 'cman').attributes.expected_votes,
    ],
    [undefined, '1', '1'],
  ],
  [
    'or a quorum disk',
    'Konfiguration',
    () => [one(diskConf, 'quorumd').attributes.label, one(diskConf, 'cman').attributes.two_node],
    ['qdisk', undefined],
  ],
  [
    'both nodes have the same cluster.conf',
    'Konfiguration',
    () => conf.text === its.files('rainbowdash').find((file) => file.path === conf.path)!.text,
    true,
  ],
  [
    'cluster.conf holds a password and is not for everyone',
    'cluster.conf',
    () => (conf.mode & 0o007) === 0,
    true,
  ],

  [
    'acpi=off on the kernel command line',
    'GRUB boot Optionen',
    () => [applejack.storage.boot.cmdline, grub.includes('acpi=off')],
    [['acpi=off'], true],
  ],
  ['acpid is removed', 'ACPI daemon', () => applejack.software.packagesAbsent, ['acpid']],
  [
    'outdated: today logind ignores the power key',
    'ACPI',
    () => /^HandlePowerKey=ignore$/m.test(todays('/etc/systemd/logind.conf.d/ha-bootstrap.conf')),
    true,
  ],
  [
    'FENCE_JOIN is yes',
    '/etc/default/redhat-cluster-pve',
    () => parseAssignments(its.text('applejack', '/etc/default/redhat-cluster-pve')).FENCE_JOIN,
    'yes',
  ],
  [
    'errs: printed with typographic quotes, which would belong to the value',
    '/etc/default/redhat-cluster-pve',
    () => parseAssignments(printed('002-redhat-cluster-pve')).FENCE_JOIN,
    '“yes”',
  ],
  [
    'fence_tool join after maintenance',
    'fence_tool join',
    () => its.commands('Planned switch-over').includes('fence_tool join'),
    true,
  ],
  [
    'fence_tool ls shows the domain',
    'fence_tool ls',
    () => its.commands('Look').includes('fence_tool ls'),
    true,
  ],
  [
    'acpid is purged, with two dashes',
    'apt-get remove –purge acpid',
    () => its.commands('First installation').includes('apt-get purge acpid'),
    true,
  ],
  [
    'not a tool for maintenance: the node leaves the fence domain first',
    'Hintergrund',
    () => its.commands('Planned switch-over').includes('fence_tool leave'),
    true,
  ],
  [
    'today pacemaker fences by the same agent, slots by node',
    'Links',
    () =>
      today.plan.cib.primitives
        .filter(({ type }) => type === 'fence_intelmodular')
        .map(({ params }) => Object.fromEntries(params).pcmk_host_map),
    ['rowan:1;hazel:2'],
  ],
])

test.run()

// "Redundante Servervirtualisierung" (2009): Debian 5, DRBD 8.3.1, heartbeat 2, VMware Server.
import { suite } from 'uvu'
import { drbdMeaning } from '../parse/drbd.ts'
import { parseAuthkeys, parseHaCf, parseHaresources } from '../parse/heartbeat.ts'
import { parseInterfaces } from '../parse/interfaces.ts'
import { parseFstab, parseHosts } from '../parse/lines.ts'
import { added, cluster, printed, state } from './cluster.ts'
import type { Statement } from './cluster.ts'

const test = suite('seed 004: heartbeat on Debian 5')

const its = await cluster('seed-004')
const today = await cluster('debian-heartbeat')
const [main, standby] = its.plan.nodes
const drbdTexts = its
  .files('hauptserver')
  .filter(({ path }) => path.startsWith('/etc/drbd'))
  .map(({ text }) => text)
const ours = drbdMeaning(...drbdTexts)
const theirs = drbdMeaning(printed('004-drbd.conf'))
const ourHaCf = parseHaCf(its.text('hauptserver', '/etc/ha.d/ha.cf'))
const theirHaCf = parseHaCf(printed('004-ha.cf'))
const ourLines = parseHaresources(its.text('hauptserver', '/etc/ha.d/haresources'))
const theirLines = parseHaresources(printed('004-haresources'))
const ourKeys = parseAuthkeys(its.text('hauptserver', '/etc/ha.d/authkeys'))
const theirKeys = parseAuthkeys(printed('004-authkeys'))
const stanza = (node: string, name: string) =>
  parseInterfaces(its.text(node, '/etc/network/interfaces')).find((each) => each.name === name)!.options
const mode = (path: string) => its.files('hauptserver').find((file) => file.path === path)?.mode

state(test, [
  [
    'hauptserver and ausfallserver',
    'Grundsystem',
    () => its.plan.nodes.map(({ name }) => name),
    ['hauptserver', 'ausfallserver'],
  ],
  [
    'both Debian 5',
    'Grundsystem',
    () => its.plan.nodes.map(({ platform }) => platform.id),
    ['debian-5', 'debian-5'],
  ],
  [
    'hauptserver has 192.168.0.11/24, gateway 192.168.0.254 on eth0',
    'Grundsystem',
    () => stanza('hauptserver', 'eth0'),
    { address: '192.168.0.11/24', gateway: '192.168.0.254' },
  ],
  [
    'ausfallserver has 192.168.0.12/24 and the same gateway',
    'Grundsystem',
    () => stanza('ausfallserver', 'eth0'),
    { address: '192.168.0.12/24', gateway: '192.168.0.254' },
  ],
  [
    'hauptserver has 192.168.1.11 on eth1',
    'DRBD',
    () => stanza('hauptserver', 'eth1'),
    { address: '192.168.1.11/24' },
  ],
  [
    'ausfallserver has 192.168.1.12 on eth1',
    'DRBD',
    () => stanza('ausfallserver', 'eth1'),
    { address: '192.168.1.12/24' },
  ],
  ...Object.entries(parseHosts(printed('004-hosts'))).map(([address, names]): Statement => [
    `${names.join(' ')} is ${address}`,
    '/etc/hosts',
    () => parseHosts(its.text('ausfallserver', '/etc/hosts'))[address],
    names,
  ]),
  ['the user vmware exists', 'Grundsystem', () => main!.software.users.map(({ name }) => name), ['vmware']],
  ...['make', 'gcc', 'flex', 'psmisc', 'build-essential', 'heartbeat-2'].map((name): Statement => [
    `${name} is installed`,
    'apt-get install',
    () => standby!.software.packages.includes(name),
    true,
  ]),
  [
    'DRBD is 8.3.1',
    'wget',
    () => [main!.versions['drbd-module'], main!.versions['drbd-utils']],
    ['8.3.1', '8.3.1'],
  ],

  ['usage-count is no', '/etc/drbd.conf', () => ours.global['usage-count'], theirs.global['usage-count']],
  ['the resource is r0', '/etc/drbd.conf', () => Object.keys(ours.resources), Object.keys(theirs.resources)],
  [
    'protocol is C',
    '/etc/drbd.conf',
    () => ours.resources.r0!.options['net protocol'],
    theirs.resources.r0!.options['net protocol'],
  ],
  [
    'what we add: a failed disk is detached',
    '/etc/drbd.conf',
    () => added(theirs.resources.r0!.options, ours.resources.r0!.options),
    { 'disk on-io-error': 'detach' },
  ],
  ...Object.entries(theirs.resources.r0!.hosts).map(([name, host]): Statement => [
    `${name}: /dev/drbd0 on ${host.disk}, ${host.address}, ${host.metaDisk}`,
    '/etc/drbd.conf',
    () => ours.resources.r0!.hosts[name],
    host,
  ]),
  [
    '8.3.1 reads one file, /etc/drbd.conf',
    '/etc/drbd.conf',
    () =>
      its
        .files('hauptserver')
        .filter(({ path }) => path.startsWith('/etc/drbd'))
        .map(({ path }) => path),
    ['/etc/drbd.conf'],
  ],
  [
    'the file system on it is ext3',
    'mkfs.ext3 /dev/drbd0',
    () => ourLines[0]!.resources.find(({ script }) => script === 'Filesystem')!.arguments,
    ['/dev/drbd0', '/data', 'ext3'],
  ],

  [
    'errs: drbdadm up creates no metadata; create-md comes first',
    'drbdadm up r0',
    () => its.commands('First installation').find((line) => line.includes('drbdadm up')),
    'for res in r0; do drbdadm create-md "$res" && drbdadm up "$res"; done',
  ],
  [
    'hauptserver becomes primary once',
    '--overwrite-data-of-peer primary',
    () =>
      its
        .commands('First installation')
        .some((line) => line.includes('drbdadm -- --overwrite-data-of-peer primary')),
    true,
  ],
  [
    'mkfs.ext3 /dev/drbd0',
    'mkfs.ext3',
    () => its.commands('First installation').includes('mkfs.ext3 /dev/drbd0'),
    true,
  ],
  [
    'the main server is started first',
    'Fehlervermeidung',
    () => its.commands('Start from cold').filter((line) => line.startsWith('#')),
    ['# hauptserver', '# ausfallserver'],
  ],
  ['logfacility is local0', 'ha.cf', () => ourHaCf.logfacility, theirHaCf.logfacility],
  [
    'hauptserver sends to 192.168.1.12 over eth1',
    'ha.cf',
    () => ourHaCf.ucast?.includes(theirHaCf.ucast![0]!),
    true,
  ],
  [
    'ausfallserver sends to 192.168.1.11',
    'ha.cf',
    () => parseHaCf(its.text('ausfallserver', '/etc/ha.d/ha.cf')).ucast?.includes('eth1 192.168.1.11'),
    true,
  ],
  [
    'outdated: the one file that differed is the same on both',
    'ha.cf',
    () => its.text('hauptserver', '/etc/ha.d/ha.cf') === its.text('ausfallserver', '/etc/ha.d/ha.cf'),
    true,
  ],
  ['auto_failback is on', 'ha.cf', () => ourHaCf.auto_failback, theirHaCf.auto_failback],
  ['the nodes are hauptserver and ausfallserver', 'ha.cf', () => ourHaCf.node, theirHaCf.node],
  [
    'errs: a backslash inside a line is a resource, one at its end glues the next line on',
    'haresources',
    () => theirLines[0]!.resources.map(({ script }) => script),
    ['drbddisk', '\\', 'Filesystem'],
  ],
  ['hauptserver is preferred', 'haresources', () => ourLines.map(({ node }) => node), ['hauptserver']],
  [
    'drbddisk r0, then /dev/drbd0 on /data as ext3',
    'haresources',
    () => ourLines[0]!.resources.slice(0, 2),
    theirLines[0]!.resources.filter(({ script }) => script !== '\\'),
  ],
  [
    'errs: the text says that the machines start; the hypervisor follows the file system',
    'Fehlervermeidung',
    () => ourLines[0]!.resources.map(({ script }) => script),
    ['drbddisk', 'Filesystem', 'vmware'],
  ],
  [
    'authkeys uses key 1, crc',
    'authkeys',
    () => [ourKeys.used, ourKeys.keys['1']!.method],
    [theirKeys.used, theirKeys.keys['1']!.method],
  ],
  ['crc has no secret', 'authkeys', () => ourKeys.keys['1']!.secret, ''],
  [
    'errs: crc proves nothing, of which we warn',
    'authkeys',
    () => its.problems.some(({ severity, sentence }) => severity === 'warning' && sentence.includes('crc')),
    true,
  ],
  ['authkeys is 0600', 'chmod 0600', () => mode('/etc/ha.d/authkeys'), 0o600],
  [
    'errs: "authkey" in the scp line; the file is authkeys on both',
    'scp',
    () => its.text('ausfallserver', '/etc/ha.d/authkeys') === its.text('hauptserver', '/etc/ha.d/authkeys'),
    true,
  ],
  [
    'the machines lie in /data/VMs',
    'VMware',
    () =>
      its.plan.cib.bundles
        .flatMap(({ members }) => members)
        .flatMap((member) =>
          member.kind === 'filesystem' ? member.directories.map((name) => `${member.mount}/${name}`) : [],
        ),
    ['/data/VMs'],
  ],
  [
    '/data is mounted by heartbeat only',
    'Heartbeat',
    () =>
      its
        .files('hauptserver')
        .filter(({ path }) => path.endsWith('fstab'))
        .flatMap(({ text }) => Object.keys(parseFstab(text)))
        .includes('/data'),
    false,
  ],
  [
    'a single cable: both run the machines when it breaks, of which we warn',
    'Fehlervermeidung',
    () =>
      its.problems.some(
        ({ severity, path }) =>
          severity === 'warning' && ['rings', 'heartbeat', 'networks'].includes(String(path[0])),
      ),
    true,
  ],
  [
    'no STONITH; it is written down',
    'Fehlervermeidung',
    () => its.plan.cib.noFencingBecause !== undefined,
    true,
  ],
  [
    'outdated: today the machines are libvirt domains with file disks in /data/VMs',
    'VMware',
    () => today.plan.machines.map(({ disks }) => disks.map(({ kind, source }) => [kind, source])),
    [[['file', '/data/VMs/files.qcow2']], [['file', '/data/VMs/mail.qcow2']]],
  ],
])

test.run()

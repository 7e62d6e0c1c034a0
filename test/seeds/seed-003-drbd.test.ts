// "Отказоустойчивый кластер (drbd+heartbeat (Pacemaker))": two Slackware 13.37 machines. What both halves have in common.
import { suite } from 'uvu'
import { drbdMeaning, parseDrbd } from '../parse/drbd.ts'
import { parseHosts } from '../parse/lines.ts'
import { added, cluster, printed, state, throws, withoutRemarks } from './cluster.ts'
import type { Statement } from './cluster.ts'

const its = await cluster('seed-003-heartbeat')
const drbdOf = (made: typeof its, node: string) =>
  drbdMeaning(made.text(node, '/etc/drbd.d/global_common.conf'), made.text(node, '/etc/drbd.d/r0.res'))
const theirDrbd = drbdMeaning(withoutRemarks(printed('003-global_common.conf')))
const ourDrbd = drbdOf(its, 'node1')
const theirs = theirDrbd.resources.r0!
const ours = ourDrbd.resources.r0!
const node1 = its.plan.nodes[0]!
const node2 = its.plan.nodes[1]!

const drbd = suite('seed 003: DRBD on Slackware')
state(drbd, [
  [
    'two Slackware 13.37 machines',
    'На чем испытывалось',
    () => its.plan.nodes.map((node) => node.platform.id),
    ['slackware-13.37', 'slackware-13.37'],
  ],
  ['with the kernel 2.6.37.6-smp', 'На чем испытывалось', () => node1.versions.kernel, '2.6.37.6-smp'],
  [
    'node1 has 192.168.10.188, node2 .189',
    '/etc/hosts',
    () => [node1.addresses.lan, node2.addresses.lan],
    ['192.168.10.188', '192.168.10.189'],
  ],
  ...Object.entries(parseHosts(printed('003-hosts'))).map(([address, names]): Statement => [
    `${address} is ${names.join(' ')}`,
    '/etc/hosts',
    () => parseHosts(its.text('node2', '/etc/hosts'))[address],
    names,
  ]),
  [
    'the names are what uname -n prints',
    '/etc/hosts',
    () => [its.text('node1', '/etc/HOSTNAME').trim(), its.text('node2', '/etc/HOSTNAME').trim()],
    ['node1', 'node2'],
  ],
  [
    'node1 gives a whole disk of 80026361856 bytes',
    'fdisk -l',
    () => node1.storage.disks.map(({ path, sizeBytes, partitions }) => [path, sizeBytes, partitions]),
    [['/dev/sdb', 80026361856, []]],
  ],
  [
    'node2 gives a whole disk of 82347195904 bytes',
    'fdisk -l',
    () => node2.storage.disks.map(({ path, sizeBytes, partitions }) => [path, sizeBytes, partitions]),
    [['/dev/sdb', 82347195904, []]],
  ],
  [
    'both know group haclient 226',
    'groupadd',
    () => its.plan.nodes.map((node) => node.software.groups),
    [[{ name: 'haclient', gid: 226 }], [{ name: 'haclient', gid: 226 }]],
  ],
  [
    'and user hacluster 226 with its home and shell',
    'useradd',
    () => node1.software.users,
    [
      {
        name: 'hacluster',
        uid: 226,
        group: 'haclient',
        comment: 'Cluster User',
        home: '/var/lib/heartbeat/cores/hacluster',
        shell: '/bin/false',
      },
    ],
  ],
  ...[
    'libheartbeat2',
    'cluster-glue-1.0.9',
    'resource-agents-3.9.2',
    'drbd-tools-8.3.9',
    'heartbeat-3.0.5',
  ].map((name): Statement => [
    `${name} is installed`,
    'installpkg',
    () => node1.software.packages.includes(name),
    true,
  ]),
  [
    'DRBD is 8.3.9, like the module of the kernel',
    'Linux-release DRBD-release',
    () => [node1.versions['drbd-module'], node1.versions['drbd-utils']],
    ['8.3.9', '8.3.9'],
  ],
  ['heartbeat is 3.0.5', 'heartbeat-3.0.5', () => node1.versions.heartbeat, '3.0.5'],

  [
    'errs: with its remarks global_common.conf is no configuration',
    'global_common.conf',
    () =>
      throws(() => parseDrbd(printed('003-global_common.conf'))) ||
      Object.keys(drbdMeaning(printed('003-global_common.conf')).resources).length === 0 ||
      JSON.stringify(drbdMeaning(printed('003-global_common.conf'))) !== JSON.stringify(theirDrbd),
    true,
  ],
  [
    'usage-count is yes',
    'global_common.conf',
    () => ourDrbd.global['usage-count'],
    theirDrbd.global['usage-count'],
  ],
  [
    'the resource is r0',
    'global_common.conf',
    () => Object.keys(ourDrbd.resources),
    Object.keys(theirDrbd.resources),
  ],
  ...Object.entries(theirs.options).map(([key, value]): Statement => [
    `${key} is ${value}`,
    'global_common.conf',
    () => ours.options[key],
    value,
  ]),
  ['what we add', 'global_common.conf', () => Object.keys(added(theirs.options, ours.options)), []],
  [
    'split-brain is not mailed',
    'global_common.conf, commented out',
    () => ours.options['handlers split-brain'],
    undefined,
  ],
  ...Object.entries(theirs.hosts).map(([name, host]): Statement => [
    `${name}: /dev/drbd0 on ${host.disk}, ${host.address}, ${host.metaDisk}`,
    'global_common.conf',
    () => ours.hosts[name],
    host,
  ]),
  [
    'groupadd and useradd as they are printed',
    'groupadd, useradd',
    () =>
      its
        .commands('First installation')
        .filter((line) => /^(groupadd|useradd)/.test(line))
        .slice(0, 2)
        .map((line) => line.replaceAll("'", '"')),
    [
      'groupadd -g 226 haclient',
      'useradd -u 226 -g haclient -c "Cluster User" -d /var/lib/heartbeat/cores/hacluster -s /bin/false hacluster',
    ],
  ],
  [
    'create-md on both, then up',
    'drbdadm create-md r0',
    () => its.commands('First installation').find((line) => line.includes('create-md')),
    'for res in r0; do drbdadm create-md "$res" && drbdadm up "$res"; done',
  ],
  [
    'node1 becomes primary once, by hand',
    '--overwrite-data-of-peer primary',
    () => its.commands('First installation').find((line) => line.includes('overwrite-data-of-peer')),
    'for res in r0; do drbdadm -- --overwrite-data-of-peer primary "$res"; done',
  ],
  [
    'mkfs.ext4 on /dev/drbd0, the directories on the mount',
    'mkfs.ext4, mkdir',
    () =>
      its
        .commands('First installation')
        .filter((line) => line.includes('drbd0') && !line.startsWith('sed'))
        .slice(-4),
    [
      'mkfs.ext4 /dev/drbd0',
      'mount -t ext4 /dev/drbd0 /claster/drbd0',
      'mkdir -p /claster/drbd0/www/htdocs /claster/drbd0/www/cgi-bin /claster/drbd0/www/logs',
      'umount /claster/drbd0',
    ],
  ],
  [
    'split brain: the victim throws its data away',
    'Пробуем исправить',
    () =>
      its
        .commands('Split brain')
        .filter((line) => line.startsWith('drbdadm'))
        .slice(0, 3),
    ['drbdadm disconnect "$res"', 'drbdadm secondary "$res"', 'drbdadm -- --discard-my-data connect "$res"'],
  ],
  [
    'split brain: the survivor connects',
    'Пробуем исправить',
    () =>
      its
        .commands('Split brain')
        .filter((line) => line.startsWith('drbdadm'))
        .slice(3),
    ['drbdadm connect "$res"'],
  ],
  [
    'node1 is started first',
    'включать лучше сначала ноду-1',
    () => its.commands('Start from cold').filter((line) => line.startsWith('#')),
    ['# node1', '# node2'],
  ],
  [
    'errs: the resource has a file of its own, and *.res is included',
    'Комментируем строку',
    () => /^include "drbd\.d\/\*\.res";$/m.test(its.text('node1', '/etc/drbd.conf')),
    true,
  ],
  [
    'errs: 30M is more than the whole 100 Mbit/s, which we say',
    'скорость синхронизации',
    () => its.problems.some(({ sentence, path }) => path.includes('resync-rate') && sentence.includes('30M')),
    true,
  ],
  [
    'errs: local-io-error is never called with detach, which we say',
    'handlers',
    () => its.problems.some(({ sentence }) => sentence.includes('local-io-error')),
    true,
  ],
  [
    'errs: handlers that reset or halt the machine are warned of',
    'handlers',
    () =>
      its.problems.some(
        ({ sentence, path }) => path.includes('pri-lost-after-sb') || sentence.includes('pri-lost-after-sb'),
      ),
    true,
  ],
])
drbd.run()

// "Отказоустойчивый кластер (drbd+heartbeat (Pacemaker))": two Slackware 13.37 machines, first with heartbeat, then with
// corosync and pacemaker.
import { suite } from 'uvu'
import { parseCorosync } from '../parse/corosync.ts'
import { drbdMeaning, parseDrbd } from '../parse/drbd.ts'
import { haMilliseconds, parseAuthkeys, parseHaCf, parseHaresources } from '../parse/heartbeat.ts'
import { parseHosts } from '../parse/lines.ts'
import { parseCib, parseCrm, seconds } from '../parse/pacemaker.ts'
import { added, cluster, likewise, printed, problemsOf, replacing, state } from './cluster.ts'
import type { Statement } from './cluster.ts'

/** The document's remarks begin with <-- and belong to no file. */
const withoutRemarks = (text: string): string => text.replace(/\s*<--.*$/gm, '')

const throws = (run: () => unknown): boolean => {
  try {
    run()
    return false
  } catch {
    return true
  }
}

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

const theirHaCf = parseHaCf(withoutRemarks(printed('003-ha.cf')))
const ourHaCf = parseHaCf(its.text('node1', '/etc/ha.d/ha.cf'))
// With use_logd heartbeat leaves its own logging directives aside; the daemon has the same ones in logd.cf.
const logging = parseHaCf(its.text('node1', '/etc/logd.cf'))
const theirLine = parseHaresources(printed('003-haresources'))
const ourLine = parseHaresources(its.text('node1', '/etc/ha.d/haresources'))
const theirKeys = parseAuthkeys(printed('003-authkeys'))
const ourKeys = parseAuthkeys(its.text('node1', '/etc/ha.d/authkeys'))
const file = (path: string) => its.files('node1').find((made) => made.path === path)!
const httpd = its.files('node1').find((made) => made.path.includes('/httpd/'))
const directive = (name: string) => new RegExp(`^\\s*${name} +(.*)$`, 'm').exec(httpd?.text ?? '')?.[1]
const started = its.text('node1', '/etc/rc.d/rc.ha').match(/rc\.(drbd|heartbeat) start/g)
const time = (name: string) => [haMilliseconds(ourHaCf[name]![0]!), haMilliseconds(theirHaCf[name]![0]!)]

const heartbeat = suite('seed 003: heartbeat')
state(heartbeat, [
  [
    'mounted at /claster/drbd0, as the author spells it',
    'mkfs.ext4',
    () => ourLine[0]!.resources.find(({ script }) => script === 'Filesystem')?.arguments[1],
    '/claster/drbd0',
  ],
  [
    'ext4',
    'mkfs.ext4',
    () => ourLine[0]!.resources.find(({ script }) => script === 'Filesystem')?.arguments[2],
    'ext4',
  ],
  ['authkeys uses key 2', '/etc/ha.d/authkeys', () => ourKeys.used, theirKeys.used],
  ['which is sha1', '/etc/ha.d/authkeys', () => ourKeys.keys['2']!.method, theirKeys.keys['2']!.method],
  [
    'errs: the number names the key, not the method',
    'тут, autch (1, 2, 3)',
    () => Object.keys(ourKeys.keys),
    ['2'],
  ],
  [
    'its word is a secret of ours',
    '/etc/ha.d/authkeys',
    () => /^@SECRET:[\w-]+@$/.test(ourKeys.keys['2']!.secret),
    true,
  ],
  ['authkeys is for root alone', 'chmod 600', () => file('/etc/ha.d/authkeys').mode, 0o600],
  [
    'errs: ha.cf is /etc/ha.d/ha.cf, not below authkeys',
    '/etc/ha.d/authkeys/ha.cf',
    () => file('/etc/ha.d/ha.cf') !== undefined,
    true,
  ],
  ['debugfile is /var/log/ha-debug.log', 'ha.cf', () => logging.debugfile, theirHaCf.debugfile],
  [
    'errs: "logfile>/var/log/ha.log" is no directive; logfile is /var/log/ha.log',
    'ha.cf',
    () => [theirHaCf.logfile, logging.logfile],
    [undefined, ['/var/log/ha.log']],
  ],
  ['logfacility is local0', 'ha.cf', () => logging.logfacility, theirHaCf.logfacility],
  ['keepalive is 2 s', 'ha.cf', () => time('keepalive'), [2000, 2000]],
  ['deadtime is 30 s', 'ha.cf', () => time('deadtime'), [30_000, 30_000]],
  ['initdead is 120 s', 'ha.cf', () => time('initdead'), [120_000, 120_000]],
  ['bcast eth0', 'ha.cf', () => ourHaCf.bcast, theirHaCf.bcast],
  ['auto_failback is on', 'ha.cf', () => ourHaCf.auto_failback, theirHaCf.auto_failback],
  ['the nodes are node1 and node2', 'ha.cf', () => ourHaCf.node, theirHaCf.node],
  ['ipfail runs as hacluster', 'ha.cf', () => ourHaCf.respawn, theirHaCf.respawn],
  [
    'errs: ipfail without a ping node does nothing, which we say',
    'ha.cf',
    () => [theirHaCf.ping, its.problems.some(({ sentence }) => sentence.includes('ipfail'))],
    [undefined, true],
  ],
  [
    'logging goes through the daemon',
    'ha.cf',
    () => ['yes', 'on', 'true'].includes(ourHaCf.use_logd?.[0] ?? ''),
    true,
  ],
  [
    'node1 is preferred',
    '/etc/ha.d/haresources',
    () => ourLine.map(({ node }) => node),
    theirLine.map(({ node }) => node),
  ],
  [
    'address, DRBD, file system and httpd in this order',
    '/etc/ha.d/haresources',
    () => ourLine[0]!.resources.map(({ script }) => script),
    ['IPaddr2', 'drbddisk', 'Filesystem', 'rc.httpd'],
  ],
  [
    'outdated: IPaddr makes an alias with ifconfig, IPaddr2 an address',
    '/etc/ha.d/haresources',
    () => theirLine[0]!.resources[0]!.script,
    'IPaddr',
  ],
  [
    'the address is 192.168.10.190/24',
    '/etc/ha.d/haresources',
    () => ourLine[0]!.resources[0]!.arguments[0]!.split('/').slice(0, 2).join('/'),
    theirLine[0]!.resources[0]!.arguments[0],
  ],
  ['drbddisk has r0', '/etc/ha.d/haresources', () => ourLine[0]!.resources[1], theirLine[0]!.resources[1]],
  [
    'Filesystem has /dev/drbd0 on /claster/drbd0, ext4, defaults',
    '/etc/ha.d/haresources',
    () => ourLine[0]!.resources[2],
    theirLine[0]!.resources[2],
  ],
  [
    'rc.httpd comes last',
    '/etc/ha.d/haresources',
    () => ourLine[0]!.resources[3],
    theirLine[0]!.resources[3],
  ],
  ...['ha.cf', 'haresources', 'authkeys'].map((name): Statement => [
    `${name} is the same on both`,
    'копируем и на ноду-2',
    () => its.text('node1', `/etc/ha.d/${name}`) === its.text('node2', `/etc/ha.d/${name}`),
    true,
  ]),
  [
    'DocumentRoot is on the mount',
    'httpd.conf',
    () => directive('DocumentRoot'),
    /DocumentRoot (.*?) *$/m.exec(printed('003-httpd.conf'))![1],
  ],
  [
    'so is cgi-bin',
    'httpd.conf',
    () => directive('ScriptAlias'),
    /ScriptAlias (.*?) *$/m.exec(printed('003-httpd.conf'))![1],
  ],
  [
    'errs: logs/ is made and log/ configured; ours are one',
    'httpd.conf',
    () => [/ErrorLog (.*)$/m.exec(printed('003-httpd.conf'))![1], directive('ErrorLog')],
    ['"/claster/drbd0/www/log/error_log"', '"/claster/drbd0/www/logs/error_log"'],
  ],
  [
    'the directories are made on the mount',
    'mkdir',
    () =>
      its.plan.cib.bundles
        .flatMap(({ members }) => members)
        .flatMap((member) => (member.kind === 'filesystem' ? member.directories : [])),
    ['www/htdocs', 'www/cgi-bin', 'www/logs'],
  ],
  [
    'at boot rc.drbd is started, then rc.heartbeat',
    '/etc/rc.d/rc.local',
    () => started,
    ['rc.drbd start', 'rc.heartbeat start'],
  ],
  [
    'errs: no fencing; it is written down',
    'STONITH',
    () => its.plan.cib.noFencingBecause !== undefined,
    true,
  ],
])
heartbeat.run()

const other = await cluster('seed-003-pacemaker')
const documents = parseCrm(printed('003-crm-show'))
const commands = parseCrm(printed('003-crm-commands'))
const cib = parseCib(other.text('node1', '/etc/ha-bootstrap/cib.xml'))
const corosync = parseCorosync(other.text('node1', '/etc/corosync/corosync.conf'))
const pcmk = parseCorosync(other.text('node1', '/etc/corosync/service.d/pcmk'))
const theirPcmk = parseCorosync(printed('003-pcmk').replace(/^END$/m, ''))
const otherFile = (path: string) => other.files('node1').find((made) => made.path === path)
const authkey = other.plan.secrets.find(({ name }) => name.includes('corosync'))!
// Our names for what the document calls drbd_meta and ms_drbd_meta.
const names: { readonly [name: string]: string } = { drbd_meta: 'drbd_r0', ms_drbd_meta: 'ms_drbd_r0' }
const ourName = (name: string): string => names[name] ?? name
const monitor = (meaning: typeof cib, id: string) =>
  seconds(meaning.primitives[id]!.operations.find(({ name }) => name === 'monitor')!.interval!)
const onCorosync2 = await problemsOf('seed-003-pacemaker', (yaml) =>
  replacing('platform: slackware-13.37', 'platform: slackware-15.0')(yaml).replace(/^ {2}versions:.*$/m, ''),
)

const pacemaker = suite('seed 003: pacemaker')
state(pacemaker, [
  ...['corosync-1.4.2', 'openais-1.1.4', 'libqb', 'libesmtp', 'pacemaker'].map((name): Statement => [
    `${name} is installed`,
    'installpkg',
    () => other.plan.nodes[0]!.software.packages.includes(name),
    true,
  ]),
  [
    'corosync is 1.4.2, pacemaker 1.1',
    'corosync, pacemaker',
    () => [
      other.plan.membership.corosync?.dialect,
      other.plan.nodes[0]!.versions.pacemaker.startsWith('1.1.'),
    ],
    ['1.4', true],
  ],
  [
    'heartbeat is taken off',
    'Отключим drbd и heartbeat',
    () => other.files('node1').filter(({ path }) => path.startsWith('/etc/ha.d/')),
    [],
  ],
  [
    'authkey is 128 random bytes',
    'dd if=/dev/urandom',
    () => [authkey.make, other.plan.membership.corosync?.authkeyBytes],
    [{ ...authkey.make, bytes: 128 }, 128],
  ],
  ['errs: authkey is 0400, not 0600', 'chmod 600', () => otherFile('/etc/corosync/authkey')?.mode, 0o400],
  [
    'service.d/pcmk names pacemaker',
    'service.d/pcmk',
    () => pcmk.sections.service![0]!.values.name,
    theirPcmk.sections.service![0]!.values.name,
  ],
  [
    'ver is 0: corosync starts pacemaker',
    'service.d/pcmk',
    () => pcmk.sections.service![0]!.values.ver,
    theirPcmk.sections.service![0]!.values.ver,
  ],
  [
    'errs: END is no part of the file',
    'service.d/pcmk',
    () => [
      throws(() => parseCorosync(printed('003-pcmk'))),
      throws(() => parseCorosync(other.text('node1', '/etc/corosync/service.d/pcmk'))),
    ],
    [true, false],
  ],
  [
    'errs: it needs no right to be executed',
    'даем права на запуск',
    () => otherFile('/etc/corosync/service.d/pcmk')!.mode,
    0o644,
  ],
  [
    'corosync listens on the network of eth0',
    'node1 192.168.10.188',
    () => corosync.sections.totem![0]!.sections.interface!.map(({ values }) => values.bindnetaddr),
    ['192.168.10.0'],
  ],
  [
    'errs: rc.corosync is started, rc.openais is not',
    'rc.openais start',
    () =>
      /rc\.openais/.test(
        other
          .files('node1')
          .map(({ text }) => text.replace(/#.*/g, ''))
          .join('\n'),
      ),
    false,
  ],

  [
    'the commands and what crm shows afterwards are the same',
    'crm configure show',
    () => likewise(commands.primitives, documents.primitives),
    commands.primitives,
  ],
  [
    'stonith-enabled is false: no fencing, written down',
    'STONITH',
    () => [cib.properties['stonith-enabled'], other.plan.cib.noFencingBecause !== undefined],
    [documents.properties['stonith-enabled'], true],
  ],
  [
    'no-quorum-policy is ignore, with corosync 1.4',
    'crm configure property',
    () => cib.properties['no-quorum-policy'],
    documents.properties['no-quorum-policy'],
  ],
  [
    'outdated: with corosync 2 we object to it',
    'crm configure property',
    () => onCorosync2.some(({ sentence }) => sentence.includes('no-quorum-policy')),
    true,
  ],
  ...['ClusterIP', 'MetaFS', 'WebSite'].flatMap((id): Statement[] => [
    [
      `${id} is ${documents.primitives[id]!.agent}`,
      'crm configure primitive',
      () => cib.primitives[id]!.agent,
      documents.primitives[id]!.agent,
    ],
    [
      `${id}: ${
        Object.entries(documents.primitives[id]!.params)
          .map(([key, value]) => `${key}=${value}`)
          .join(' ') || 'no parameters'
      }`,
      'crm configure primitive',
      () => likewise(documents.primitives[id]!.params, cib.primitives[id]!.params),
      documents.primitives[id]!.params,
    ],
    [
      `${id} is checked every ${monitor(documents, id)} s`,
      'crm configure primitive',
      () => monitor(cib, id),
      monitor(documents, id),
    ],
  ]),
  [
    'what we add to parameters: the interface of the address',
    'crm configure primitive',
    () =>
      ['ClusterIP', 'MetaFS', 'WebSite'].map((id) =>
        added(documents.primitives[id]!.params, cib.primitives[id]!.params),
      ),
    [{ nic: 'eth0' }, {}, {}],
  ],
  [
    'DRBD is linbit:drbd with r0',
    'crm configure primitive',
    () => [cib.primitives.drbd_r0!.agent, cib.primitives.drbd_r0!.params],
    [documents.primitives.drbd_meta!.agent, documents.primitives.drbd_meta!.params],
  ],
  [
    'errs: one monitor for two roles; ours are two, each about every 15 s or 30 s',
    'monitor interval="15s"',
    () => cib.primitives.drbd_r0!.operations.filter(({ name }) => name === 'monitor').map(({ role }) => role),
    ['Promoted', 'Unpromoted'],
  ],
  ...Object.entries(documents.clones.ms_drbd_meta!.meta).map(([key, value]): Statement => [
    `ms_drbd_meta: ${key} is ${value}`,
    'crm configure ms',
    () => cib.clones.ms_drbd_r0!.meta[key],
    value,
  ]),
  [
    'ms_drbd_meta has two roles',
    'crm configure ms',
    () => [cib.clones.ms_drbd_r0!.promotable, cib.clones.ms_drbd_r0!.child],
    [true, 'drbd_r0'],
  ],
  [
    'my_services is MetaFS, ClusterIP, WebSite in this order',
    'crm configure group',
    () => cib.groups.my_services,
    documents.groups.my_services,
  ],
  [
    'my_services runs where DRBD is promoted',
    'crm configure colocation',
    () => cib.colocations,
    documents.colocations.map((each) => ({ ...each, with: ourName(each.with) })),
  ],
  [
    'my_services starts after the promotion',
    'crm configure order',
    () => cib.orders,
    documents.orders.map((each) => ({ ...each, first: ourName(each.first) })),
  ],
  [
    'my_services would rather be on node1, 50',
    'crm configure location',
    () => cib.locations,
    documents.locations,
  ],
  [
    'errs: "rule 50: node1" is no syntax; what crm shows is',
    'crm configure location',
    () => commands.locations,
    documents.locations,
  ],
  [
    'resource-stickiness is 100',
    'crm configure rsc_defaults',
    () => cib.resourceDefaults,
    documents.resourceDefaults,
  ],
  [
    'DRBD has the same configuration as with heartbeat',
    'Pacemaker',
    () => likewise(theirs.options, drbdOf(other, 'node1').resources.r0!.options),
    theirs.options,
  ],
])
pacemaker.run()

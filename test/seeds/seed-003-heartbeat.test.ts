// "Отказоустойчивый кластер (drbd+heartbeat (Pacemaker))": two Slackware 13.37 machines. First with heartbeat.
import { suite } from 'uvu'
import { haMilliseconds, parseAuthkeys, parseHaCf, parseHaresources } from '../parse/heartbeat.ts'
import { cluster, printed, state, withoutRemarks } from './cluster.ts'
import type { Statement } from './cluster.ts'

const its = await cluster('seed-003-heartbeat')
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

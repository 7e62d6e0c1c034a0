// "Отказоустойчивый кластер для виртуализации" (xgu.ru): Proxmox VE on Debian 6, RAID, bond, VLANs, DRBD 8.3, LVM.
import { suite } from 'uvu'
import { drbdMeaning } from '../parse/drbd.ts'
import { parseInterfaces } from '../parse/interfaces.ts'
import type { Stanza } from '../parse/interfaces.ts'
import { lvmAccepts, parseFstab, parseHosts, parseLvmFilter, parseWords } from '../parse/lines.ts'
import { added, cluster, likewise, printed, problemsOf, replacing, state } from './cluster.ts'
import type { Statement } from './cluster.ts'

const test = suite('seed 001: Proxmox VE, RAID, DRBD')

const its = await cluster('seed-001')
const lxeon = its.plan.nodes.find((node) => node.name === 'lxeon')!
const drbdOf = (made: typeof its) =>
  drbdMeaning(made.text('lxeon', '/etc/drbd.d/global_common.conf'), made.text('lxeon', '/etc/drbd.d/r0.res'))
const ours = drbdOf(its).resources.r0!
// The document adds the syncer section later, "если добавить опцию".
const theirs = drbdMeaning(
  printed('001-r0.res').replace('  on lxeon', `  ${printed('001-syncer')}\n  on lxeon`),
).resources.r0!
const onDrbd9 = drbdOf(
  await cluster(
    'seed-001',
    replacing(
      'platform: debian-6',
      'platform: debian-6\n  versions: { drbd-module: 9.2.10, drbd-utils: 9.28.0 }',
    ),
  ),
).resources.r0!

const stanzas = (text: string): { [name: string]: Stanza } =>
  Object.fromEntries(parseInterfaces(text).map((stanza) => [stanza.name, stanza]))
const theirNetwork = stanzas(printed('001-interfaces'))
const ourNetwork = stanzas(its.text('lxeon', '/etc/network/interfaces'))
const stanzaStatements: Statement[] = Object.values(theirNetwork).map((stanza) => {
  const mine = () => ourNetwork[stanza.name]!
  return [
    `${stanza.name} is ${stanza.family} ${stanza.method}${Object.entries(stanza.options)
      .map(([key, value]) => `, ${key} ${value}`)
      .join('')}`,
    'Файл: /etc/network/interfaces',
    () => [mine().family, mine().method, mine().auto, likewise(stanza.options, mine().options)],
    [stanza.family, stanza.method, stanza.auto, stanza.options],
  ]
})

const theirMounts = parseFstab(printed('001-fstab'))
const ourMounts = parseFstab(its.text('lxeon', '/etc/ha-bootstrap/fstab'))
const device = (name: string): string => name.replace('UUID=', '/dev/disk/by-uuid/')
const mountStatements: Statement[] = ['/', '/tmp', '/var/lib/vz'].map((mount) => {
  const { device: source, type, options, pass } = theirMounts[mount]!
  return [
    `${mount} is ${type} with ${options} on ${source}`,
    'cat /etc/fstab',
    () => ({ ...ourMounts[mount]!, device: ourMounts[mount]!.device.replace(/^tmpfs$|^none$/, 'tmpfs') }),
    { device: device(source), type, options, pass },
  ]
})

const [, level, chunk, layout, total] = /level (\d+), (\d+)k chunk, algorithm (\d) \[(\d+)\//.exec(
  printed('001-mdstat'),
)!
const super12 = /super (\S+)/.exec(printed('001-mdstat'))![1]
const members = [...printed('001-mdstat').matchAll(/(sd[a-z]\d)\[/g)].map(([, name]) => `/dev/${name}`).sort()
const array = (name: string) => lxeon.storage.arrays.find((each) => each.name === name)!

const theirFilter = parseLvmFilter(printed('001-lvm.conf'))!.patterns
const ourFilter = parseLvmFilter(its.text('lxeon', '/etc/lvm/lvm.conf'))!.patterns
const drbdNames = ['/dev/drbd0', '/dev/drbd/by-res/r0', '/dev/drbd/by-disk/md2']

const packages = [
  'console-cyrillic',
  'atop',
  'htop',
  'iotop',
  'ifenslave-2.6',
  'ethtool',
  'vlan',
  'bridge-utils',
  'ntp',
  'ntpdate',
]
const protocolB = (await problemsOf('seed-001', replacing('protocol: C', 'protocol: B'))).filter(
  ({ severity }) => severity === 'error',
)
const withoutConsent = (
  await problemsOf('seed-001', (yaml) => yaml.replace(/\nfencing:\n[\s\S]*$/, '\n'))
).filter(({ severity }) => severity === 'error')
const everyText = [...its.files('lxeon'), ...its.files('nettop')].map((file) => file.text).join('\n')

state(test, [
  ['md0 is RAID 6', 'cat /proc/mdstat', () => array('md0').level, Number(level)],
  ['of five devices', 'cat /proc/mdstat', () => array('md0').devices.length, Number(total)],
  ['sda1 to sde1', 'cat /proc/mdstat', () => [...array('md0').devices].sort(), members],
  ['with metadata 1.2', 'cat /proc/mdstat', () => array('md0').metadata, super12],
  ['and a chunk of 512k', 'cat /proc/mdstat', () => array('md0').chunkBytes, Number(chunk) * 1024],
  [
    'algorithm 2 is left-symmetric',
    'cat /proc/mdstat',
    () => [layout, array('md0').layout],
    ['2', 'left-symmetric'],
  ],
  ['RAID 1 for the system', 'Raid 10 and Raid 1.png', () => array('md1').level, 1],
  ['RAID 10 for data', 'Raid 10 and Raid 1.png', () => array('md2').level, 10],
  [
    'GRUB goes onto every disk',
    'Установка grub на все жесткие диски',
    () => lxeon.storage.boot.disks,
    ['/dev/sda', '/dev/sdb', '/dev/sdc', '/dev/sdd', '/dev/sde'],
  ],
  [
    'hdparm for the speed check is there',
    'Проверка скорости чтения',
    () => lxeon.software.packages.includes('hdparm'),
    true,
  ],
  ...mountStatements,
  ...packages.map((name): Statement => [
    `${name} is installed`,
    'aptitude install',
    () => lxeon.software.packages.includes(name),
    true,
  ]),

  ...stanzaStatements,
  [
    'and nothing else: 13 interfaces and lo',
    'Файл: /etc/network/interfaces',
    () => Object.keys(ourNetwork).sort(),
    Object.keys(theirNetwork).sort(),
  ],
  ...['eth0', 'eth1'].map((name): Statement => [
    `tso is off on ${name}`,
    'post-up ethtool',
    () =>
      ourNetwork[name]!.commands.map((command) => command.replace(/ \|\| (true|:)$/, '')).filter((command) =>
        command.includes('ethtool'),
      ),
    theirNetwork[name]!.commands,
  ]),
  [
    'only vmbr374 has an address',
    'Файл: /etc/network/interfaces',
    () =>
      Object.values(ourNetwork)
        .filter(({ options }) => options.address)
        .map(({ name }) => name),
    ['vmbr374'],
  ],
  [
    'loop, bridge, 8021q and drbd are loaded',
    'Файл: /etc/modules',
    () => parseWords(printed('001-modules')).filter((name) => !lxeon.software.modules.includes(name)),
    [],
  ],
  [
    '/etc/modules says so',
    'Файл: /etc/modules',
    () =>
      parseWords(printed('001-modules')).filter(
        (name) => !parseWords(its.text('lxeon', '/etc/modules')).includes(name),
      ),
    [],
  ],

  [
    '10.7.4.48 is rxeon.minobr.local and rxeon',
    'Устанавливаем Proxmox VE',
    () => parseHosts(its.text('lxeon', '/etc/hosts'))['10.7.4.48'],
    parseHosts(printed('001-hosts'))['10.7.4.48'],
  ],
  [
    'errs: the host that drbd.conf calls lxeon has 10.7.4.45 and its own line',
    'Устанавливаем Proxmox VE',
    () => parseHosts(its.text('lxeon', '/etc/hosts'))['10.7.4.45'],
    ['lxeon.minobr.local', 'lxeon'],
  ],
  [
    'there is no 127.0.1.1 line',
    'обязательно уберите строку',
    () => parseHosts(its.text('lxeon', '/etc/hosts'))['127.0.1.1'],
    undefined,
  ],
  ['the host name is lxeon', 'cat /etc/hostname', () => its.text('lxeon', '/etc/hostname').trim(), 'lxeon'],
  [
    'no cluster manager of ours beside Proxmox VE',
    'Почему Proxmox VE?',
    () => [its.plan.cluster.stack, lxeon.proxmox, Object.values(its.plan.membership).flat().filter(Boolean)],
    ['none', true, []],
  ],

  [
    'DRBD is 8.3.10, module and utilities',
    'Версии модулей drbd',
    () => [lxeon.versions['drbd-module'], lxeon.versions['drbd-utils']],
    ['8.3.10', '8.3.10'],
  ],
  ['the resource is r0', 'Конфиг DRBD', () => Object.keys(drbdOf(its).resources), ['r0']],
  ...Object.entries(theirs.options)
    .filter(([key]) => key !== 'net shared-secret')
    .map(([key, value]): Statement => [
      `r0: ${key} is ${value}`,
      'Конфиг DRBD',
      () => ours.options[key],
      value,
    ]),
  [
    'r0: a shared secret, by reference',
    'Конфиг DRBD',
    () => ours.options['net shared-secret'],
    '@SECRET:drbd-r0@',
  ],
  [
    'what we add to r0',
    'Конфиг DRBD',
    () => added(theirs.options, ours.options),
    { 'disk on-io-error': 'detach' },
  ],
  [
    'lxeon: /dev/drbd0 on /dev/md2, 10.7.4.45:7788, internal',
    'Конфиг DRBD',
    () => ours.hosts.lxeon,
    theirs.hosts.lxeon,
  ],
  [
    'nettop: /dev/drbd0 on /dev/sda4, 10.7.4.9:7788, internal',
    'Конфиг DRBD',
    () => ours.hosts.nettop,
    theirs.hosts.nettop,
  ],
  [
    'both nodes have the same files',
    'Конфиг DRBD',
    () => its.text('lxeon', '/etc/drbd.d/r0.res') === its.text('nettop', '/etc/drbd.d/r0.res'),
    true,
  ],
  [
    'protocol B is refused with two primaries',
    'Протокол B в режиме --allow-two-primaries не работает',
    () => protocolB.length > 0,
    true,
  ],
  [
    'outdated: 8.4 and 9 know no syncer section; the rate stays the same',
    'Скорость синхронизации',
    () => onDrbd9.options['disk resync-rate'],
    '110M',
  ],
  [
    'outdated: 9 knows no become-primary-on',
    'Конфиг DRBD',
    () => onDrbd9.options['startup become-primary-on'],
    undefined,
  ],
  [
    'errs: two primaries without fencing lose data; nothing is made without written consent',
    'Конфиг DRBD',
    () => [withoutConsent.length > 0, its.plan.cib.noFencingBecause !== undefined],
    [true, true],
  ],
  [
    'errs: the rate takes the whole gigabit link, which we warn of',
    'Скорость синхронизации',
    () =>
      its.problems.some(
        ({ severity, path, sentence }) =>
          severity === 'warning' && sentence.includes('110M') && path.includes('resync-rate'),
      ),
    true,
  ],
  [
    'errs: one side is never thrown away by itself',
    'Если произошла рассинхронизация',
    () => /do-what-I-say|overwrite-data-of-peer|primary --force/.test(everyText),
    false,
  ],

  [
    'drbdadm create-md r0 before the start',
    'Создание метаданных',
    () => its.commands('First installation').some((line) => line.includes('drbdadm create-md')),
    true,
  ],
  [
    'pvcreate /dev/drbd0, vgcreate drbdvg',
    'pvcreate, vgcreate',
    () =>
      its
        .commands('First installation')
        .filter((line) => /^(pv|vg)create/.test(line))
        .map((line) => line.replace(/ --?[a-z]\S*( \S+)?(?= )/g, '')),
    ['pvcreate /dev/drbd0', 'vgcreate drbdvg /dev/drbd0'],
  ],
  [
    'LVM uses /dev/drbd0',
    'Фильтруем устройства для LVM',
    () => [lvmAccepts(theirFilter, drbdNames), lvmAccepts(ourFilter, drbdNames)],
    [true, true],
  ],
  [
    'and not the device below it',
    'Фильтруем устройства для LVM',
    () => [lvmAccepts(theirFilter, ['/dev/md2']), lvmAccepts(ourFilter, ['/dev/md2'])],
    [false, false],
  ],
  [
    'errs: its filter hides a root on LVM; ours leaves other devices alone',
    'Фильтруем устройства для LVM',
    () => [lvmAccepts(theirFilter, ['/dev/md1']), lvmAccepts(ourFilter, ['/dev/md1'])],
    [false, true],
  ],
  [
    'errs: its pattern is not anchored, /dev/drbd01 would do; ours is',
    'Фильтруем устройства для LVM',
    () => ourFilter.every((pattern) => /^[ar]\|\^.*\$\|$/.test(pattern)),
    true,
  ],
  [
    'the volume group drbdvg lies on /dev/drbd0',
    'vgcreate',
    () => lxeon.storage.groups.map((group) => [group.name, group.devices, group.onDrbd]),
    [['drbdvg', ['/dev/drbd0'], true]],
  ],
])

test.run()

// "Отказоустойчивый кластер (drbd+heartbeat (Pacemaker))": two Slackware 13.37 machines. Then with corosync 1.4 and pacemaker 1.1.
import { suite } from 'uvu'
import { parseCorosync } from '../parse/corosync.ts'
import { drbdMeaning } from '../parse/drbd.ts'
import { parseCib, parseCrm, seconds } from '../parse/pacemaker.ts'
import {
  added,
  cluster,
  likewise,
  printed,
  problemsOf,
  replacing,
  state,
  throws,
  withoutRemarks,
} from './cluster.ts'
import type { Statement } from './cluster.ts'

const theirs = drbdMeaning(withoutRemarks(printed('003-global_common.conf'))).resources.r0!
const drbd = (made: Awaited<ReturnType<typeof cluster>>) =>
  drbdMeaning(made.text('node1', '/etc/drbd.d/global_common.conf'), made.text('node1', '/etc/drbd.d/r0.res'))

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
    () => likewise(theirs.options, drbd(other).resources.r0!.options),
    theirs.options,
  ],
])
pacemaker.run()

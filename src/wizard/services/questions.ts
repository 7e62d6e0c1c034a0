import { enumerate, wrap } from '../../core/text.ts'
import { networksOf, nodesOf } from '../networks.ts'
import { isFamily, platformsOf, stackOf } from '../pages/kind.ts'
import type { Answer, Known, Question } from '../question.ts'
import { ownName } from '../rarely.ts'
import type { OwnName } from '../rarely.ts'
import { whyNotName, wordsOf } from '../words.ts'
import { faultOfAddress, parseAddresses } from './address.ts'
import { programs } from './programs.ts'
import type { Program } from './programs.ts'
import { areScripts, whyNotUnits } from './units.ts'

/** What a group starts: one of ours, a unit, a script or an agent; undefined for nothing. */
export type Started = Program | 'unit' | 'agent' | undefined

export interface Mount {
  readonly name: string
  readonly mount: string
  readonly type: 'ext4' | 'xfs' | 'ext3'
}

const lines = (text: string): string[] => wrap(text, 78).split('\n')

export function namesQuestion(known: Known, use: string, devices: readonly string[]): Question {
  const heartbeat = stackOf(known) === 'heartbeat'
  const oneDevice = (use === 'disk' || use === 'shared') && devices.length > 0
  const cluster = String(known.answers['kind.name'] ?? '')
  const first = /^[A-Za-z]/.test(cluster) ? cluster : 'main'
  return {
    id: 'services.names',
    kind: 'text',
    title: 'Which services move from node to node? (a name for each group)',
    found: [],
    optional: !heartbeat,
    proposal: oneDevice
      ? { answer: first, because: `one group has the file system on ${devices[0]}, and what needs it` }
      : heartbeat
        ? { answer: first, because: 'heartbeat moves everything as one line of haresources' }
        : { answer: '', because: 'the virtual machines are asked for on the next page' },
    explanation: lines(
      'A name of your own for each group of things that run on the same node and move together: a file system, an' +
        ' address, a program. One group for each that may run on another node than the rest; empty for none.',
    ),
    check: (answer: Answer) => {
      const words = wordsOf(typeof answer === 'string' ? answer : answer.join(' '))
      const wrong = words.map(whyNotName).find((why) => why !== undefined)
      if (wrong !== undefined) return wrong
      const taken = words.find((word) => devices.includes(word))
      if (taken !== undefined) return `${taken} is the name of a device already.`
      if (new Set(words).size < words.length) return 'One of them is there twice.'
      return heartbeat && words.length === 0 ? 'Heartbeat needs one group at least.' : undefined
    },
    fields: ['services', 'groups'],
  }
}

export interface Surroundings {
  readonly index: number
  readonly use: string
  readonly devices: readonly string[]
}

export const serviceOwnName = (group: string, otherwise = group): OwnName => ({
  id: `services.${group}.service`,
  what: `the service of ${group}`,
  otherwise,
  fields: ['services'],
})

/** What the program of a group is called in cluster.yaml. */
export const serviceName = (known: Known, group: string, otherwise: string): string =>
  ownName(known, serviceOwnName(group, otherwise))

const startsByScript = (known: Known): boolean =>
  areScripts(stackOf(known), Object.values(platformsOf(known)))

export function programQuestion(known: Known, name: string): Question {
  const heartbeat = stackOf(known) === 'heartbeat'
  const script = startsByScript(known)
  const machinesHere = heartbeat && isFamily(known, 'debian')
  return {
    id: `services.${name}.program`,
    kind: 'one',
    title: `Which program does ${name} run?`,
    found: [],
    choices: [
      ...programs.map(({ name: own, title }) => ({ name: own, label: title })),
      {
        name: 'unit',
        label: script ? 'another one, by its start script' : 'another one, by its systemd unit',
      },
      {
        name: 'agent',
        label: 'another one, by its OCF agent',
        ...(heartbeat && { because: 'heartbeat with haresources knows start scripts only' }),
      },
      { name: 'none', label: 'none: only its address or file system moves' },
    ],
    ...(machinesHere && {
      proposal: {
        answer: 'none',
        because: 'the machines, which lie on the file system, follow on the next page',
      },
    }),
    explanation: lines(
      heartbeat
        ? 'The cluster starts and stops it; it must not start at boot by itself. Heartbeat does not watch it: when the' +
            ' program alone dies, nothing happens.'
        : 'The cluster starts it, watches it and starts it again or elsewhere when it fails; it must not start at boot by' +
            ' itself. An OCF agent looks closer than a systemd unit, which only knows whether the process runs.',
    ),
    fields: ['services.*.systemd', 'services.*.lsb', 'services.*.agent', 'services.*.web'],
  }
}

const ofSeveral =
  'It must be on both nodes, or its package in cluster.yaml (packages). Several with blanks between: they run on the same node. A name for the service may' +
  ' stand before it: zone=zoneserver.'

export function unitQuestion(known: Known, name: string, program: 'unit' | 'agent'): Question {
  const slackware = isFamily(known, 'slackware')
  const script = startsByScript(known)
  return program === 'agent'
    ? {
        id: `services.${name}.agent`,
        kind: 'text',
        title: `Which agent, with which parameters? (ocf:heartbeat:mysql datadir=/srv/mysql)`,
        found: [],
        explanation: lines(
          '`crm ra list ocf` shows the agents of a node, `crm ra info AGENT` its parameters. Values have no blanks; what' +
            ' needs them is added in cluster.yaml.',
        ),
        check: (answer) =>
          /^(ocf:[a-z0-9_-]+|lsb|systemd|service):\S+(\s+[A-Za-z0-9_-]+=\S+)*$/.test(String(answer).trim())
            ? undefined
            : 'Say ocf:PROVIDER:NAME, then NAME=VALUE for each parameter.',
        fields: ['services.*.agent', 'services.*.params'],
      }
    : {
        id: `services.${name}.unit`,
        kind: 'text',
        title: script
          ? `What is the start script of ${name} called?`
          : `What is the systemd unit of ${name} called?`,
        found: [],
        explanation: lines(
          slackware
            ? `The name of a script in /etc/rc.d, such as rc.samba. ${ofSeveral}`
            : script
              ? `The name of a script in /etc/init.d, such as samba. ${ofSeveral}`
              : `The name without .service, as \`systemctl list-units\` shows it. ${ofSeveral}`,
        ),
        check: (answer) => whyNotUnits(String(answer), slackware),
        fields: ['services.*.systemd', 'services.*.lsb'],
      }
}

export function dataQuestion(
  known: Known,
  name: string,
  { devices, use, index }: Surroundings,
  program: Started,
): Question {
  const only = use === 'disk' || use === 'shared' || use === 'drbd-lvm'
  const needs = typeof program === 'object' && program.needsData
  const same = devices.find((device) => device === name || device.startsWith(`${name}-`))
  const proposal =
    same !== undefined
      ? { answer: same, because: 'it has the same name' }
      : only && index === 0
        ? {
            answer: devices[0]!,
            because: use === 'shared' ? 'the disk that all nodes reach' : 'the device that both nodes have',
          }
        : {
            answer: needs ? devices[0]! : 'none',
            because: needs ? 'it keeps data' : 'devices are taken by machines',
          }
  void known
  return {
    id: `services.${name}.data`,
    kind: 'one',
    title: `On which device is the file system of ${name}?`,
    found: [],
    choices: [
      ...devices.map((device) => ({
        name: device,
        label: use === 'shared' ? 'a disk that all nodes reach' : 'DRBD, the same on both nodes',
      })),
      { name: 'none', label: 'none: it keeps nothing, or keeps it elsewhere' },
    ],
    proposal,
    explanation: lines(
      'The file system is made once, on the first node, and mounted where the group runs; never on two nodes at once. What' +
        ' is on the device now is overwritten.',
    ),
    fields: ['services.*.filesystem'],
  }
}

/** `/srv/www`, `/srv/www xfs`, `data-fs=/data`. */
export function parseMount(text: string, otherwise: string): Mount | undefined {
  const [, name, mount, type = 'ext4'] =
    /^(?:([A-Za-z][A-Za-z0-9_-]*)=)?(\/[A-Za-z0-9][A-Za-z0-9/._+-]*?)\/?(?:\s+(ext4|xfs|ext3))?$/.exec(
      text.trim(),
    ) ?? []
  return mount === undefined
    ? undefined
    : { name: name ?? otherwise, mount, type: type as 'ext4' | 'xfs' | 'ext3' }
}

export function mountQuestion(name: string, { index }: Surroundings, program: Started): Question {
  const known: { readonly [program: string]: string } = { apache: '/srv/www', postgresql: '/srv/postgresql' }
  const own = typeof program === 'object' ? known[program.name] : undefined
  return {
    id: `services.${name}.mount`,
    kind: 'text',
    title: `Where is the file system of ${name} mounted?`,
    found: [],
    proposal: {
      answer: own ?? (program === undefined && index === 0 ? '/data' : `/srv/${name}`),
      because: own === undefined ? 'a place that nothing else uses' : 'the usual place',
    },
    explanation: lines(
      'A directory that is the same on all nodes; it is made where it is missing. A type may follow: ext4 (without saying),' +
        ' xfs or ext3, as in "/srv/www xfs". The file system is mounted with noatime.',
    ),
    check: (answer) =>
      parseMount(String(answer), name) ? undefined : 'Say an absolute path without blanks, such as /srv/www.',
    fields: ['services.*.filesystem.mount', 'services.*.filesystem.type', 'services.*.filesystem.options'],
  }
}

export const directoriesIn = (text: string): string[] =>
  wordsOf(text).filter((word) => /^[A-Za-z0-9][A-Za-z0-9/._+-]*$/.test(word))

/** Quiet where a program of ours knows what it needs; asked where machines will lie on the file system. */
export function directoriesQuestion(known: Known, name: string, program: Started): Question {
  const own = typeof program === 'object' ? program.directories : []
  const forMachines = program === undefined && stackOf(known) === 'heartbeat' && isFamily(known, 'debian')
  return {
    id: `services.${name}.directories`,
    kind: 'text',
    ...(!forMachines && { quiet: true }),
    title: `Which directories does the new file system of ${name} get?`,
    found: [],
    optional: true,
    proposal: forMachines
      ? { answer: 'VMs', because: 'the disks of the virtual machines lie there as files' }
      : { answer: own.join(' '), because: 'what the program expects' },
    explanation: lines(
      'Names below the mount point, with blanks between; made once, when the file system is made.',
    ),
    fields: ['services.*.filesystem.directories'],
  }
}

export function addressQuestion(known: Known, name: string): Question {
  const networks = networksOf(known)
  return {
    id: `services.${name}.address`,
    kind: 'text',
    title: `At which address do clients reach ${name}? (empty for none)`,
    found: networks
      .filter(({ network }) => network.subnet !== undefined)
      .map(({ name: own, network }) => `${own}: ${network.subnet}`),
    optional: true,
    proposal: { answer: '', because: 'nothing says that it needs one' },
    explanation: lines(
      'A free address in a network of the nodes; it moves with the group. Several with blanks between. A name for it may' +
        ' stand before it: gateway-ip=192.168.1.254. Name servers and clients get this address, never that of a node.',
    ),
    check: (answer) => {
      const { addresses, fault } = parseAddresses(String(answer), name, networks)
      if (fault !== undefined) return fault
      const nodes = nodesOf(known)
      return addresses.map((one) => faultOfAddress(one, networks, nodes)).find((found) => found !== undefined)
    },
    fields: ['services.*.address'],
  }
}

export function nodeQuestion(known: Known, name: string): Question {
  const nodes = known.machines.map((machine) => machine.name)
  const heartbeat = stackOf(known) === 'heartbeat'
  return {
    id: `services.${name}.node`,
    kind: 'one',
    title: `On which node does ${name} run when both are well?`,
    found: [],
    choices: [
      ...nodes.map((node) => ({ name: node, label: node })),
      {
        name: 'any',
        label: 'wherever it is',
        ...(heartbeat && { because: 'heartbeat names one node for every group' }),
      },
    ],
    ...(nodes.length > 0 && { proposal: { answer: nodes[0]!, because: 'the first node' } }),
    explanation: lines(
      `It starts there. After a failure it stays where it is, as long as staying counts more (${enumerate(
        heartbeat ? ['auto_failback: off'] : ['resource-stickiness 100 against 50'],
      )}): moving back costs a second interruption.`,
    ),
    fields: ['groups.*.prefer', 'services.*.prefer'],
  }
}

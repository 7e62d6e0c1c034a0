import { enumerate, wrap } from '../../core/text.ts'
import { formatBytes } from '../../spec/arithmetic/format.ts'
import { bytesOf } from '../../spec/arithmetic/units.ts'
import { hanging, hasKvm } from '../kind/hardware.ts'
import { networkBetween, networksOf } from '../networks.ts'
import type { Answer, Known, Question } from '../question.ts'
import { layServices } from '../services/lay.ts'
import { layStorage } from '../storage/lay.ts'
import { parseSize } from '../storage/volumes.ts'
import { nameForm, whyNotName, wordsOf } from '../words.ts'

/** A virtual machine as the answers make it. */
export interface LaidMachine {
  readonly name: string
  readonly memory: string
  readonly cpus: number
  /** DRBD resources, or files on the file system that moves. */
  readonly disks: readonly string[]
  readonly node: string | undefined
  /** Where its definition lies, where that was said. */
  readonly config: string
}

const lines = (text: string): string[] => wrap(text, 78).split('\n')

/** What is computed suits most machines. */
export const timeoutQuestion: Question = {
  id: 'machines.timeout',
  kind: 'text',
  quiet: true,
  title: 'How long may a machine take to start, to stop and to move? (240s)',
  found: [],
  optional: true,
  proposal: {
    answer: '',
    because: 'computed for each machine: moving from its memory and the speed of the network',
  },
  explanation: lines(
    'When a machine is not down in this time, its node is fenced; when it has not moved, it is stopped and started' +
      ' elsewhere.',
  ),
  check: (answer) =>
    /^([0-9]+(s|min|h))?$/.test(String(answer)) ? undefined : 'Say a time such as 240s or 4min, or nothing.',
  fields: ['vms.*.timeouts'],
}

export const namesIn = (answer: readonly string[]): string[] =>
  [...new Set(answer.flatMap(wordsOf))].filter((word) => nameForm.test(word))

export function namesQuestion(known: Known, free: readonly string[], isDrbd: boolean): Question {
  const services = new Set(layServices(known).groups.map(({ name }) => name))
  const slow = withoutKvm(known)
  // mail-data is a second disk of mail.
  const main = free.filter((name) => !free.some((other) => other !== name && name.startsWith(`${other}-`)))
  return {
    id: 'machines.names',
    kind: 'text',
    title: 'Which virtual machines does the cluster run?',
    found: [
      ...(isDrbd ? hanging(`DRBD devices for them: ${enumerate(free)}.`) : []),
      ...(slow.length > 0
        ? hanging(`${enumerate(slow)} cannot use KVM: all machines are emulated, which is many times slower.`)
        : []),
    ],
    optional: true,
    ...(isDrbd && { proposal: { answer: main.join(' '), because: 'one for each DRBD device' } }),
    explanation: lines(
      (isDrbd
        ? 'Names with blanks between. A machine takes the DRBD device of its own name, and mail-data as a further disk of mail.'
        : 'Names with blanks between. The disk of each is a file on the file system that moves, so that all machines run on' +
          ' the node that has it.') +
        ' libvirt runs them; the cluster alone starts and stops them. What is inside is installed afterwards.',
    ),
    check: (answer: Answer) => {
      const words = wordsOf(typeof answer === 'string' ? answer : answer.join(' '))
      const wrong = words.map(whyNotName).find((why) => why !== undefined)
      if (wrong !== undefined) return wrong
      if (new Set(words).size < words.length) return 'One of them is there twice.'
      const taken = words.find((word) => services.has(word))
      return taken === undefined ? undefined : `${taken} is the name of a group of services.`
    },
    fields: ['vms'],
  }
}

/** Nodes whose processors cannot run machines: those are emulated then, on all of them alike. */
export const withoutKvm = ({ machines }: Known): string[] =>
  machines.filter(({ facts }) => facts && hasKvm(facts) === false).map(({ name }) => name)

/** `8G 4`: memory and processors. */
export function parseMachine(
  text: string,
): { readonly memory: string; readonly bytes: number; readonly cpus: number } | undefined {
  const [memory = '', cpus = '', ...more] = text.trim().split(/[\s,]+/)
  const size = parseSize(memory)
  const count = Number(cpus)
  if (!size || more.length > 0 || !Number.isInteger(count) || count < 1 || count > 512) return undefined
  return { memory: size.size, bytes: size.bytes, cpus: count }
}

/** What a node keeps for itself: its system, page cache, QEMU's own needs. */
const forMachines = (bytes: number): number => Math.max(bytes * 0.9, bytes - 8 * 1024 ** 3)

/** Memory of every node that is known, as it is written down: what is installed, in whole gibibytes where it is that. */
export function memoryOf(known: Known): { readonly [node: string]: number } {
  return Object.fromEntries(
    known.machines.flatMap(({ name, facts }): [string, number][] => {
      const memory = facts?.memory
      const bytes = memory?.installedBytes ?? memory?.totalBytes
      return bytes == null ? [] : [[name, Math.floor(bytes / 1024 ** 2) * 1024 ** 2]]
    }),
  )
}

/** What the nodes that are left when the largest dies can give to machines, and that as a sentence. */
function survivorBytes(known: Known): { readonly bytes: number; readonly text: string } | undefined {
  const memory = Object.entries(memoryOf(known))
  if (memory.length < known.machines.length || memory.length < 2) return undefined
  const [largest, ...left] = [...memory].sort(([, a], [, b]) => b - a)
  const bytes = left.reduce((sum, [, own]) => sum + forMachines(own), 0)
  const room = formatBytes(mebibytes(bytes))
  const isEqual = memory.every(([, own]) => own === largest![1])
  const others = enumerate(left.map(([name, own]) => `${name} with ${formatBytes(own)}`))
  return {
    bytes,
    text:
      isEqual && left.length === 1
        ? `When one node dies the other carries all machines; it has ${room} for them.`
        : `When ${largest![0]} dies, ${others} ${left.length === 1 ? 'carries' : 'carry'} all machines, with ${room} for them.`,
  }
}

export function sizeQuestion(known: Known, name: string, before: readonly LaidMachine[]): Question {
  const given = before.reduce((sum, { memory }) => sum + (memory === '' ? 0 : bytesOf(memory)), 0)
  const left = survivorBytes(known)
  const largest = Math.max(0, ...Object.values(memoryOf(known)))
  const free = left === undefined ? undefined : left.bytes - given
  const proposed = proposeMemory(free)
  return {
    id: `machines.${name}.size`,
    kind: 'text',
    title: `How much memory and how many processors does ${name} get? (8G 4)`,
    found: [
      ...(left === undefined ? [] : hanging(left.text)),
      ...(given === 0 ? [] : [`The machines before it have ${formatBytes(given)}.`]),
      ...(free !== undefined && free < 0 ? ['That is more already than one node can carry.'] : []),
    ],
    ...(proposed !== undefined && {
      proposal: {
        answer: `${proposed} 2`,
        because: `a beginning; ${formatBytes(mebibytes(free!))} are free when a node is dead`,
      },
    }),
    explanation: lines(
      'Memory is not shared: it is taken from the node as long as the machine runs. When a node dies, those that are left' +
        ' carry everything; what does not fit stays down. Give together what the smaller node has, less what it needs itself' +
        ' (a tenth, or 8G of a large one).',
    ),
    check: (answer) => {
      const size = parseMachine(String(answer))
      if (!size) return 'Say memory and a number of processors, such as 8G 4.'
      if (largest > 0 && size.bytes >= largest)
        return `${size.memory} is more than any node has (${formatBytes(largest)}).`
      return undefined
    },
    fields: ['vms.*.memory', 'vms.*.cpus', 'node-defaults.memory', 'nodes.*.memory'],
  }
}

const mebibytes = (bytes: number): number => Math.max(0, Math.floor(bytes / 1024 ** 2) * 1024 ** 2)

/** A small machine, as far as there is room. */
function proposeMemory(free: number | undefined): string | undefined {
  if (free === undefined) return undefined
  return ['4G', '2G', '1G', '512M'].find((size) => bytesOf(size) <= free)
}

/** Which of the DRBD devices are a machine's disks; quiet where some have its name. */
export function disksQuestion(
  name: string,
  free: readonly string[],
  own: readonly string[],
  before: readonly LaidMachine[],
): Question {
  return {
    id: `machines.${name}.disks`,
    kind: 'many',
    ...(own.length > 0 && { quiet: true }),
    title: `Which DRBD devices are the disks of ${name}?`,
    found: [],
    choices: free.map((device) => {
      const owner = before.find(({ disks }) => disks.includes(device))
      return {
        name: device,
        label: 'the same on both nodes',
        ...(owner && { because: `it is a disk of ${owner.name}` }),
      }
    }),
    ...(own.length > 0 && { proposal: { answer: own, because: 'they have its name' } }),
    explanation: lines('In this order the guest sees them. Every device belongs to one machine.'),
    check: (answer) => (answer.length === 0 ? 'At least one is needed.' : undefined),
    fields: ['vms.*.disks'],
  }
}

/** The file that is a machine's disk, where machines lie on a file system. */
export function fileQuestion(name: string, folder: string): Question {
  return {
    id: `machines.${name}.file`,
    kind: 'text',
    quiet: true,
    title: `Which file is the disk of ${name}?`,
    found: [],
    proposal: { answer: `${folder}/${name}.qcow2`, because: 'in the directory for machines, by its name' },
    explanation: lines(
      'A path on the file system that moves; files that end in .raw or .img are taken as they are.',
    ),
    check: (answer) => whyNotPath(String(answer)),
    fields: ['vms.*.disks'],
  }
}

/** Where the definition of a machine lies; only who has one already says so. */
export const configQuestion = (name: string): Question => ({
  id: `machines.${name}.config`,
  kind: 'text',
  quiet: true,
  title: `Where does the definition of ${name} lie?`,
  found: [],
  optional: true,
  proposal: { answer: '', because: 'it is made, and has its place' },
  explanation: lines(
    'A path on the nodes, outside /etc/libvirt/qemu: libvirt starts by itself what lies there. Empty: /etc/ha-bootstrap/vm.',
  ),
  check: (answer) => (answer === '' ? undefined : whyNotPath(String(answer))),
  fields: ['vms.*.config'],
})

const whyNotPath = (text: string): string | undefined =>
  /^\/[A-Za-z0-9/._+@:,=-]+$/.test(text) ? undefined : 'Say an absolute path without blanks.'

export function nodeQuestion(known: Known, name: string, before: readonly LaidMachine[]): Question {
  const nodes = known.machines.map((machine) => machine.name)
  const load = (node: string): number =>
    before
      .filter((machine) => machine.node === node)
      .reduce((sum, { memory }) => sum + (memory === '' ? 1 : bytesOf(memory)), 0)
  const least = nodes.reduce<string | undefined>(
    (best, node) => (best === undefined || load(node) < load(best) ? node : best),
    undefined,
  )
  return {
    id: `machines.${name}.node`,
    kind: 'one',
    title: `On which node does ${name} run when both are well?`,
    found: nodes.map((node) => {
      const there = before.filter((machine) => machine.node === node).map((machine) => machine.name)
      return `${node}: ${there.length === 0 ? 'no machine yet' : enumerate(there)}`
    }),
    choices: [
      ...nodes.map((node) => ({ name: node, label: node })),
      { name: 'any', label: 'wherever the cluster puts it' },
    ],
    ...(least !== undefined && {
      proposal: {
        answer: least,
        because: before.length === 0 ? 'the first node' : 'it has the least memory given away so far',
      },
    }),
    explanation: lines(
      'It starts there. After a failure it stays where it is (staying counts 100, the preference 50); moving it back is your' +
        ' decision, and with live migration costs no interruption.',
    ),
    fields: ['vms.*.prefer'],
  }
}

export function bridgeQuestion(bridges: readonly string[]): Question {
  const explanation = lines(
    'A bridge is a switch inside the node; a machine on it is in the network of that name. Each bridge that is chosen gives' +
      ' every machine one card. What differs from machine to machine is changed in cluster.yaml (nics).',
  )
  const base = {
    id: 'machines.bridge',
    title: 'On which bridges are the machines?',
    explanation,
    fields: ['vms.*.nics'],
  }
  if (bridges.length === 0)
    return {
      ...base,
      kind: 'text',
      found: ['The nodes have no bridge yet: go back to the network, or name one.'],
      check: (answer) =>
        /^[A-Za-z][A-Za-z0-9_.-]{0,14}$/.test(String(answer).trim())
          ? undefined
          : 'It is the name of an interface, such as br0.',
    }
  return {
    ...base,
    kind: 'many',
    found: [],
    choices: bridges.map((name) => ({ name, label: 'on every node' })),
    proposal: { answer: bridges.slice(0, 1), because: 'the first one' },
  }
}

export function migrationQuestion(known: Known): Question {
  const networks = networksOf(known)
  const { network } = layStorage(known)
  const best = networks.find(({ name }) => name === network) ?? networkBetween(networks)
  return {
    id: 'machines.migration',
    kind: 'one',
    title: 'Over which network do machines move from node to node?',
    found: [],
    choices: networks.map(({ name, network: one }) => ({
      name,
      label: [one.subnet ?? one.subnet6 ?? '', one.speed === undefined ? '' : `${one.speed} Mbit/s`]
        .filter(Boolean)
        .join(', '),
    })),
    ...(best && {
      proposal: {
        answer: best.name,
        because: best.name === network ? 'DRBD copies over it: it is the fast one' : 'no clients are on it',
      },
    }),
    explanation: lines(
      'All memory of the machine goes over it, as fast as it can. On the' +
        " users' network it would take their bandwidth.",
    ),
    fields: ['libvirt.migration-network'],
  }
}

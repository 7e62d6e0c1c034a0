import { enumerate, plural, wrap } from '../../core/text.ts'
import { compareFacts } from '../../facts/compare.ts'
import type { Facts } from '../../facts/types.gen.ts'
import type { Node } from '../../spec/spec.ts'
import { readHosts } from '../hosts.ts'
import type { Reachable } from '../hosts.ts'
import type { Answers, Known, Machine, Page, Question } from '../question.ts'
import { wordsOf } from '../words.ts'

/** The machines: how they are reached, and what they are called. All else is found on them. */
export const nodes: Page = {
  id: 'nodes',
  title: 'Nodes',
  questions: (known) => {
    // Facts that were brought along ask nobody for the way to a machine.
    if (areBrought(known.machines)) return [namesQuestion(known, [])]
    const hosts = hostsOf(known)
    return [
      hostsQuestion(),
      ...(hosts.length === 0
        ? []
        : [
            ...known.machines.flatMap((machine, i) =>
              hosts[i] && machine.trouble !== undefined ? [reachQuestion(hosts[i], machine.trouble)] : [],
            ),
            namesQuestion(known, hosts),
          ]),
    ]
  },
  part: (known) => {
    const hosts = hostsOf(known)
    const entries = known.machines.map(({ name }, i): [string, Node] => {
      const ssh = hosts[i]?.ssh
      return [name, ssh ? { ssh } : {}]
    })
    return entries.length === 0 ? {} : { nodes: Object.fromEntries(entries) }
  },
  answersOf: (spec): Answers => {
    const all = Object.entries(spec.nodes)
    const hosts = all.map(([name, node]) => {
      const ssh = { ...spec['node-defaults']?.ssh, ...node.ssh }
      const first = Object.values(node.addresses ?? {}).flat()[0]
      return wordOf(ssh.host ?? first ?? name, ssh)
    })
    return { 'nodes.hosts': hosts.join(' '), 'nodes.names': all.map(([name]) => name).join(' ') }
  },
}

const areBrought = (machines: readonly Machine[]): boolean =>
  machines.length > 0 && machines.every(({ typed }) => typed === undefined)

function wordOf(host: string, { user, port, jump }: NonNullable<Node['ssh']>): string {
  const shown = host.includes(':') && port !== undefined ? `[${host}]` : host
  return `${user === undefined ? '' : `${user}@`}${shown}${port === undefined ? '' : `:${port}`}${jump === undefined ? '' : ` via ${jump}`}`
}

/** The machines that were named. */
function hostsOf({ answers }: Known): readonly Reachable[] {
  const read = readHosts(String(answers['nodes.hosts'] ?? ''))
  return typeof read === 'string' ? [] : read
}

const hostsQuestion = (): Question => ({
  id: 'nodes.hosts',
  kind: 'text',
  title: 'Which machines are to be the nodes?',
  found: [
    'Names or addresses that ssh reaches, with blanks between them, for example',
    '',
    '  192.168.1.11 192.168.1.12      as root, at the usual port',
    '  this admin@node2:2222          the machine you sit at, and another one',
    '  10.0.0.11 via bastion          through a jump host',
    '',
    'They are looked at next, all at once: nothing is changed on them.',
  ],
  explanation: [
    'Two machines are a cluster; three or more need no trick for the majority.',
    'Aliases, keys and users of ~/.ssh/config hold here as well. A user other than',
    'root needs sudo. ssh asks for passwords and for keys of machines that it does',
    'not know yet; what you type is kept nowhere.',
    '',
    'What is typed here is how nodes are reached from this machine now and later;',
    'the addresses that the cluster itself uses are asked for on another page.',
  ],
  check: (answer) => {
    const read = readHosts(String(answer))
    if (typeof read === 'string') return read
    if (read.length === 1) return 'One machine is no cluster: name at least two.'
    return read.length > 16 ? 'More than 16 nodes are too many for this stack.' : undefined
  },
  fields: ['nodes', 'nodes.*.ssh.host', 'nodes.*.ssh.port', 'nodes.*.ssh.user', 'nodes.*.ssh.jump'],
})

const reachQuestion = ({ typed }: Reachable, trouble: string): Question => ({
  id: `nodes.reach.${typed.replaceAll(' ', '-')}`,
  kind: 'one',
  title: `${typed} could not be looked at. What now?`,
  found: trouble.split('\n').flatMap((line) => wrap(line, 76).split('\n')),
  choices: [
    { name: 'again', label: 'try it once more, when you have mended it' },
    { name: 'change', label: 'name another machine, address, user or port' },
    { name: 'without', label: 'go on without knowing what it is: nothing can be proposed for it' },
  ],
  explanation: [
    'again: connects and looks once more; the other machines are left alone.',
    'change: back to the question for the machines.',
    'without: its disks and network cards have to be typed, and nothing of it is',
    'checked before `ha-bootstrap plan` reaches it. Good for a machine that is not',
    'there yet.',
  ],
  looks: [
    { word: 'again', does: 'tries it once more', with: { host: typed } },
    { word: 'change', does: 'goes back to the machines', with: { question: 'nodes.hosts' } },
  ],
  fields: [],
})

function namesQuestion(known: Known, hosts: readonly Reachable[]): Question {
  const { machines } = known
  const proposed = proposedNames(machines)
  const own = machines.map(({ facts }) => shortName(facts))
  const isTheirs = proposed?.every((name, i) => own[i] === undefined || own[i] === name) === true
  const least = machines.length
  return {
    id: 'nodes.names',
    kind: 'text',
    title: 'What are the nodes called?',
    found: [...machines.flatMap((machine, i) => foundOf(machine, hosts[i]?.typed)), ...findings(machines)],
    ...(proposed && {
      proposal: {
        answer: proposed.join(' '),
        because: isTheirs
          ? 'what they call themselves'
          : 'their own names cannot be used, so they are numbered',
      },
    }),
    explanation: [
      'The name is what `uname -n` prints on the node: DRBD, corosync, pacemaker and',
      'heartbeat know nodes by it. A node that has another name now gets this one',
      'when the cluster is applied. Short, lower case, no domain: that is asked for',
      'with the network. In the order of the machines above; the first one is node 1.',
    ],
    check: (answer) => namesFault(String(answer), hosts.length > 0 ? least : undefined, least),
    fields: ['nodes'],
  }
}

const hostName = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/

function namesFault(text: string, exactly: number | undefined, least: number): string | undefined {
  const names = wordsOf(text)
  const odd = names.find((name) => !hostName.test(name) || name.length > 63)
  if (odd !== undefined)
    return `"${odd}" cannot be a host name: small letters of English, digits and hyphens, at most 63 (RFC 1123).`
  if (new Set(names).size < names.length) return 'Two nodes cannot have the same name.'
  if (exactly !== undefined && names.length !== exactly)
    return `There are ${exactly} machines, and ${plural(names.length, 'name')}.`
  if (names.length < least)
    return `There are facts of ${plural(least, 'machine')}, and ${plural(names.length, 'name')}.`
  return names.length < 2 ? 'One node is no cluster: name at least two.' : undefined
}

const shortName = (facts: Facts | undefined): string | undefined =>
  facts?.system.nodename?.split('.')[0]?.toLowerCase()

/** What the machines call themselves where that will do, numbers where it will not. */
function proposedNames(machines: readonly Machine[]): string[] | undefined {
  if (machines.length < 2) return undefined
  const own = machines.map(({ facts }) => shortName(facts))
  const known = own.filter((name) => name !== undefined)
  const isUsable =
    new Set(known).size === known.length && known.every((name) => hostName.test(name) && name !== 'localhost')
  if (known.length === 0) return undefined
  if (!isUsable) return machines.map((_, i) => `node${i + 1}`)
  return known.length === machines.length ? known : undefined
}

function foundOf({ facts, trouble }: Machine, typed: string | undefined): string[] {
  if (!facts)
    return [`${typed ?? 'a machine'}: ${trouble === undefined ? 'not looked at' : 'could not be looked at'}`]
  const { system, disks, network, memory, processor } = facts
  const cards = network.interfaces.filter(({ kind }) => kind === 'nic').length
  const name = system.nodename ?? facts.node
  const lead = typed === undefined || typed === name ? name : `${typed}: ${name}`
  return [
    `${lead}, ${system.title ?? 'an unknown system'}`,
    `  ${[
      plural(disks.length, 'disk'),
      plural(cards, 'network card'),
      processor.threads === null ? undefined : plural(processor.threads, 'processor'),
      memory.totalBytes === null ? undefined : `${Math.round(memory.totalBytes / 2 ** 30)} GiB of memory`,
    ]
      .filter(Boolean)
      .join(', ')}`,
    ...clusterOf(facts).map((line) => `  ${line}`),
    ...(system.root === false ? ['  Not looked at as root, so much is not known.'] : []),
  ]
}

/** A cluster that is there already. */
function clusterOf({ cluster, node }: Facts): string[] {
  const { corosync, heartbeat, cman, pacemaker } = cluster
  const there = [
    corosync && !corosync.pristine && `corosync ${corosync.name ?? ''}`.trim(),
    pacemaker &&
      (pacemaker.resources ?? 0) > 0 &&
      `pacemaker with ${plural(pacemaker.resources!, 'resource')}`,
    heartbeat && 'heartbeat',
    cman && `cman ${cman.name ?? ''}`.trim(),
  ].filter((text): text is string => typeof text === 'string')
  return there.length === 0
    ? []
    : [
        `A cluster is configured on ${node} already: ${enumerate(there)}.`,
        'apply refuses to overwrite the files of another cluster.',
      ]
}

/** What does not fit together; what is only of interest is left to `facts`. */
const findings = (machines: readonly Machine[]): string[] => {
  const told = compareFacts(
    // The names are what is being asked for.
    machines.flatMap(({ facts }) => (facts ? [{ ...facts, node: facts.system.nodename ?? facts.node }] : [])),
  ).filter(({ severity }) => severity !== 'info')
  return told.length === 0
    ? []
    : [
        '',
        ...told.flatMap(({ sentence }) =>
          wrap(`! ${sentence}`, 76)
            .split('\n')
            .map((line, i) => (i === 0 ? line : `  ${line}`)),
        ),
      ]
}

/**
 * The machines under the names that they have in the cluster: what was said, else what is proposed. Of facts that were
 * brought along there may be more names than machines: the others have none.
 */
export function named(machines: readonly Machine[], { 'nodes.names': said = '' }: Answers): Machine[] {
  const exactly = areBrought(machines) ? undefined : machines.length
  const names =
    namesFault(String(said), exactly, machines.length) === undefined
      ? wordsOf(String(said))
      : (proposedNames(machines) ?? machines.map(({ facts }, i) => shortName(facts) ?? `node${i + 1}`))
  return names.map((name, i): Machine => {
    const machine = machines[i]
    if (!machine) return { name, facts: undefined }
    return { ...machine, name, facts: machine.facts && { ...machine.facts, node: name } }
  })
}

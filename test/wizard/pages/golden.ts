// Makes golden/*.txt: what the pages ask in cases that matter. Usage: node --import tsx test/wizard/pages/golden.ts
import { mkdirSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { stateOf } from '../../../src/wizard/flow.ts'
import { cluster } from '../../../src/wizard/pages/cluster.ts'
import { fencing } from '../../../src/wizard/pages/fencing.ts'
import { kind } from '../../../src/wizard/pages/kind.ts'
import { network } from '../../../src/wizard/pages/network.ts'
import type { Answers, Page, Question } from '../../../src/wizard/question.ts'
import { machinesOf } from './machines.ts'

export const folder = 'test/wizard/pages/golden'

interface Case {
  readonly facts: string
  readonly nodes?: readonly string[]
  readonly page: Page
  readonly answers: Answers
}

const kvm = { 'kind.profile': 'kvm' }

export const cases: { readonly [name: string]: Case } = {
  'network-kvm': { facts: 'kvm', page: network, answers: kvm },
  'network-kvm-change': { facts: 'kvm', page: network, answers: { ...kvm, 'network.plan': 'change' } },
  'network-kvm-leave': { facts: 'kvm', page: network, answers: { ...kvm, 'network.plan': 'leave' } },
  'network-one-card': { facts: 'odd-one-card', page: network, answers: kvm },
  'network-radio-only': {
    facts: 'odd-radio-only',
    page: network,
    answers: { ...kvm, 'network.plan': 'change' },
  },
  'network-radio-leave': {
    facts: 'odd-radio-only',
    page: network,
    answers: { ...kvm, 'network.plan': 'leave' },
  },
  'network-not-alike': {
    facts: 'kvm',
    page: network,
    answers: { ...kvm, 'network.plan': 'change', 'network.alike': 'no', 'network.lan.cards.node2': ['eno2'] },
  },
  'network-leased-address': {
    facts: 'odd-leased-address',
    page: network,
    answers: { ...kvm, 'network.plan': 'change' },
  },
  'network-kept': {
    facts: 'odd-leased-address',
    page: network,
    answers: {
      ...kvm,
      'network.plan': 'change',
      'network.names': 'lan',
      'network.lan.cards': ['eno2'],
      'network.lan.subnet': '10.7.0.0/24',
      'network.lan.addresses': '10.7.0.1 10.7.0.2',
    },
  },
  'network-unreachable': {
    facts: 'odd-unreachable',
    page: network,
    answers: { ...kvm, 'network.plan': 'change', 'network.lan.cards.node2': '52:54:00:aa:02:00' },
  },
  'network-twenty-cards': {
    facts: 'odd-twenty-cards',
    page: network,
    answers: { ...kvm, 'network.plan': 'change' },
  },
  'network-vlans': {
    facts: 'proxmox-raid10',
    nodes: ['anvil', 'bellows'],
    page: network,
    answers: { 'kind.profile': 'proxmox-raid10', 'network.vlans': 'management:40 70' },
  },
  // The users' network gets a card that was proposed for the other one.
  'network-moved': {
    facts: 'odd-twenty-cards',
    page: network,
    answers: { ...kvm, 'network.plan': 'change', 'network.lan.cards': ['enp65s0f0'] },
  },
  'network-plain': {
    facts: 'seed-001',
    nodes: ['lxeon', 'nettop'],
    page: network,
    answers: {
      'kind.profile': 'proxmox-raid10',
      'network.plan': 'change',
      'network.names': 'lan',
      'network.vlans': 'lan:374 7',
      'network.plain': ['nettop'],
      'network.lan.cards.lxeon': ['eth0', 'eth1'],
    },
  },
  'network-three-nodes-unknown': {
    facts: 'none',
    nodes: ['a', 'b', 'c'],
    page: network,
    answers: { ...kvm, 'network.plan': 'change', 'network.names': 'lan' },
  },
  'cluster-kvm': { facts: 'kvm', page: cluster, answers: kvm },
  'cluster-one-card': { facts: 'odd-one-card', page: cluster, answers: kvm },
  'cluster-device': {
    facts: 'kvm-qdevice',
    nodes: ['pier1', 'pier2'],
    page: cluster,
    answers: { 'kind.profile': 'kvm-qdevice', 'cluster.plan': 'change' },
  },
  'cluster-heartbeat': {
    facts: 'debian-heartbeat',
    nodes: ['main', 'standby'],
    page: cluster,
    answers: { 'kind.profile': 'debian-heartbeat', 'cluster.plan': 'change' },
  },
  'cluster-cman': {
    facts: 'seed-002',
    nodes: ['applejack', 'rainbowdash'],
    page: cluster,
    answers: { 'kind.profile': 'blade-fencing', 'network.names': 'lan san', 'cluster.plan': 'change' },
  },
  'cluster-four-nodes': {
    facts: 'kvm',
    nodes: ['node1', 'node2', 'node3', 'node4'],
    page: cluster,
    answers: { ...kvm, 'network.plan': 'change', 'network.names': 'lan', 'cluster.plan': 'change' },
  },
  'fencing-kvm': { facts: 'kvm', page: fencing, answers: kvm },
  'fencing-heartbeat': {
    facts: 'debian-heartbeat',
    nodes: ['main', 'standby'],
    page: fencing,
    answers: { 'kind.profile': 'debian-heartbeat' },
  },
  'fencing-chassis': {
    facts: 'blade-fencing',
    nodes: ['rowan', 'hazel'],
    page: fencing,
    answers: { 'kind.profile': 'blade-fencing' },
  },
  'fencing-guests': {
    facts: 'kvm',
    page: fencing,
    answers: { ...kvm, 'fencing.how': 'libvirt', 'fencing.key': '' },
  },
  'fencing-ups': {
    facts: 'seed-000',
    nodes: ['server1', 'server2'],
    page: fencing,
    answers: {
      'kind.profile': 'kvm-live-migration',
      'fencing.how': 'ups',
      'fencing.ups': 'ups1@localhost ups2@localhost',
    },
  },
  'fencing-sbd': { facts: 'kvm', page: fencing, answers: { ...kvm, 'fencing.how': 'sbd' } },
  'fencing-none': { facts: 'odd-unreachable', page: fencing, answers: { ...kvm, 'fencing.how': 'none' } },
}

/** What is asked in a case, as plain text. */
export function textOf({ facts, nodes = ['node1', 'node2'], page, answers }: Case): string {
  const machines = machinesOf(facts, nodes)
  const ground = { pages: [kind, network, cluster, fencing], machines, secrets: new Set<string>() }
  const { questions, known } = stateOf({ answers, seen: {} }, ground)
  return questions
    .filter((one) => one.page === page)
    .map(({ question }) => questionText(question, known.answers))
    .join('\n')
}

function questionText(
  { id, kind: sort, title, found, choices, proposal, looks }: Question,
  answers: Answers,
): string {
  const words = (answer: string | readonly string[]): string => [answer].flat().join(' ')
  return [
    `== ${id} (${sort})`,
    title,
    ...found.map((line) => `  ${line}`),
    ...(choices ?? []).map(({ name, label, because }) =>
      because === undefined ? `  - ${name}  ${label}` : `  x ${name}  ${label}: ${because}`,
    ),
    ...(looks ?? []).map(({ word, does, with: by }) => `  ${word}: ${does} ${JSON.stringify(by)}`),
    ...(answers[id] === undefined ? [] : [`answered: ${words(answers[id])}`]),
    ...(proposal ? [`proposed: ${words(proposal.answer)} (${proposal.because})`] : ['proposed: nothing']),
    '',
  ]
    .map((line) => line.trimEnd())
    .join('\n')
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  mkdirSync(folder, { recursive: true })
  for (const [name, one] of Object.entries(cases)) writeFileSync(`${folder}/${name}.txt`, textOf(one))
}

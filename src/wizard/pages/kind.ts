import { oncePer } from '../../core/once.ts'
import { enumerate, wrap } from '../../core/text.ts'
import { drbdDialect, platformOf } from '../../spec/effective.ts'
import { allProfiles } from '../../spec/load.ts'
import type { Profile } from '../../spec/load.ts'
import type { Node, SpecSource, Versions } from '../../spec/spec.ts'
import { textOf } from '../answered.ts'
import { everyPlatform, hanging, machineLines, platformTitle, sharedWwns } from '../kind/hardware.ts'
import { familyOfPackages, profileChoices, proposeProfile } from '../kind/propose-profile.ts'
import { stackOfProfile, stackQuestion } from '../kind/stack.ts'
import type { Known, Machine, Page, Question } from '../question.ts'

/** What the cluster is: its name, the profile that it follows, and the platforms of the nodes. */
export const kind: Page = {
  id: 'kind',
  title: 'What kind of cluster',
  questions: (known) => [
    nameQuestion(known),
    profileQuestion(known),
    stackOfKnown(known),
    ...platformQuestions(known),
  ],
  part: (known) => {
    const name = textOf(known, nameQuestion(known))
    const profile = profileName(known)
    const platforms = platformsOf(known)
    const versions = versionsOf(known)
    const one = new Set(Object.values(platforms))
    const stack = stackOf(known)
    const isOwnStack = stack === stackOfProfile(profileOf(known))
    const nodes = Object.fromEntries(
      known.machines.map((machine): [string, Node] => [
        machine.name,
        {
          ...(one.size > 1 && platforms[machine.name] && { platform: platforms[machine.name]! }),
          ...(versions[machine.name] && { versions: versions[machine.name]! }),
        },
      ]),
    )
    return {
      ...(name !== '' && { name }),
      ...(profile !== undefined && { profile }),
      ...(!isOwnStack && { stack: stack as NonNullable<SpecSource['stack']> }),
      'node-defaults': {
        ...(one.size === 1 && { platform: [...one][0]! }),
        ...(isOnProxmox(known) && { proxmox: true }),
      },
      nodes,
    }
  },
  comments: (known) => {
    const name = profileName(known)
    const proposed = proposeProfile(known.machines)
    const stack = stackOfKnown(known)
    return {
      ...(name !== undefined && proposed?.profile === name && { profile: proposed.because }),
      ...(stackOf(known) === 'cman' && { stack: stack.proposal!.because }),
    }
  },
  answersOf: (spec, machines) => ({
    'kind.name': spec.name,
    ...(spec.profile !== undefined && { 'kind.profile': spec.profile }),
    ...(spec.stack !== undefined && { 'kind.stack': spec.stack }),
    ...Object.fromEntries(
      machines
        .filter(({ facts }) => facts?.platform == null)
        .flatMap(({ name }): [string, string][] => {
          const platform = spec.nodes[name]?.platform ?? spec['node-defaults']?.platform
          return platform === undefined ? [] : [[`kind.platform.${name}`, platform]]
        }),
    ),
  }),
}

/** The profile that was chosen, or is proposed. */
export const profileName = oncePer((known: Known): string | undefined => {
  const name = textOf(known, profileQuestion(known))
  return Object.hasOwn(allProfiles, name) ? name : undefined
})

/** What decides where services run. */
export const stackOf = oncePer((known: Known): string => textOf(known, stackOfKnown(known)))

const profileOf = (known: Known): Profile | undefined => allProfiles[profileName(known) ?? '']

const stackOfKnown = (known: Known): Question => stackQuestion(known.machines, profileOf(known))

/** Whether Proxmox VE runs on the nodes, which no profile says of a cluster that it is not made for. */
export const isOnProxmox = (known: Known): boolean =>
  profileOf(known)?.spec['node-defaults']?.proxmox ??
  (stackOf(known) === 'cman' && known.machines.every(({ facts }) => facts?.system.proxmox !== false))

/** The platform of every node that is known to have one. */
export const platformsOf = oncePer(
  (known: Known): { readonly [node: string]: NonNullable<Node['platform']> } => {
    const questions = platformQuestions(known)
    return Object.fromEntries(
      known.machines.flatMap(({ name, facts }): [string, NonNullable<Node['platform']>][] => {
        const question = questions.find(({ id }) => id === `kind.platform.${name}`)
        const platform = question ? textOf(known, question) : (facts?.platform ?? '')
        return everyPlatform.includes(platform) ? [[name, platform as 'debian-12']] : []
      }),
    )
  },
)

/** Whether all nodes, and the profile, are of one family. */
export const isFamily = (known: Known, family: 'debian' | 'slackware'): boolean =>
  Object.values(platformsOf(known)).every((platform) => platform.startsWith(`${family}-`)) &&
  (allProfiles[profileName(known) ?? '']?.platforms ?? []).every((one) => one.startsWith(`${family}-`))

function nameQuestion({ machines }: Known): Question {
  const common = commonName(machines)
  return {
    id: 'kind.name',
    kind: 'text',
    title: 'What is the cluster called?',
    found: [],
    ...(common !== undefined && {
      proposal: {
        answer: common,
        because: `the names of ${enumerate(machines.map(({ name }) => name))} begin so`,
      },
    }),
    explanation: wrap(
      "The name stands in the cluster manager's configuration and in the headers of all files. Nodes of another cluster" +
        ' on the same network must have another name. To change it later the cluster has to be stopped.',
      78,
    ).split('\n'),
    check: (answer) =>
      /^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/.test(String(answer))
        ? undefined
        : "A cluster's name has 1 to 32 letters, digits, '_' and '-'.",
    fields: ['name'],
  }
}

/** What the nodes' names begin with, where that is a word of its own. */
function commonName(machines: readonly Machine[]): string | undefined {
  const [first = '', ...others] = machines.map(({ name }) => name)
  let length = others.length === 0 ? 0 : first.length
  while (length > 0 && !others.every((other) => other.startsWith(first.slice(0, length)))) length--
  const common = first.slice(0, length).replace(/[-_0-9]+$/, '')
  return common.length >= 3 && common !== 'node' && /^[A-Za-z0-9]/.test(common) ? common : undefined
}

function profileQuestion({ machines, answers }: Known): Question {
  const shared = sharedWwns(machines)
  const proposal = proposeProfile(machines)
  const choices = profileChoices(machines)
  const platforms = new Set(machines.flatMap(({ facts }) => facts?.platform ?? []))
  const chosen = String(answers['kind.profile'] ?? proposal?.profile ?? '')
  return {
    id: 'kind.profile',
    kind: 'one',
    title: 'What shall the cluster be like?',
    found: [
      ...machines.flatMap((machine) => machineLines(machine, shared)),
      ...(platforms.size > 1
        ? ['The nodes run different systems: one cluster needs one system on all.']
        : []),
      ...dialectLines(machines),
      ...(choices.every(({ because }) => because !== undefined)
        ? ['No kind fits all nodes: go back, and take out the one that does not fit.']
        : []),
    ],
    choices,
    ...(proposal && { proposal: { answer: proposal.profile, because: proposal.because } }),
    explanation: profileExplanation(chosen),
    fields: ['profile', 'stack', 'drbd', 'pacemaker', 'heartbeat'],
  }
}

function profileExplanation(chosen: string): string[] {
  const picture = Object.hasOwn(allProfiles, chosen) ? allProfiles[chosen] : undefined
  return [
    ...wrap(
      'A profile says what a cluster of its kind has in common: who decides (pacemaker, heartbeat, Proxmox VE), how DRBD' +
        ' replicates, what happens on failures. All of it can be said otherwise in cluster.yaml.',
      78,
    ).split('\n'),
    ...(picture ? ['', ...picture.picture.trimEnd().split('\n')] : []),
    ...Object.entries(allProfiles).flatMap(([name, { description, picture: drawn }]) => [
      '',
      `${name}:`,
      ...wrap(description.trim(), 76)
        .split('\n')
        .map((line) => `  ${line}`),
      ...(name === chosen ? [] : drawn.trimEnd().split('\n')),
    ]),
  ]
}

/** Which of DRBD's languages the files are written in, where the modules say it. */
function dialectLines(machines: readonly Machine[]): string[] {
  const found = machines.flatMap(({ name, facts }) => {
    const version = facts?.versions['drbd-module']
    return version === undefined
      ? []
      : [{ name, version, dialect: drbdDialect({ versions: { 'drbd-module': version } }) }]
  })
  const dialects = new Set(found.map(({ dialect }) => dialect))
  if (dialects.size > 1)
    return hanging(
      `DRBD differs: ${found.map(({ name, version }) => `${version} on ${name}`).join(', ')}. It must be the same on all.`,
    )
  const [dialect] = dialects
  if (dialect === undefined) return []
  const most = dialect === '9' ? 'DRBD 9' : `DRBD ${dialect}`
  return machines.length > 2 && dialect !== '9'
    ? hanging(
        `The kernel has ${most}, which copies data between two nodes: each resource is on a pair of them.`,
      )
    : hanging(`The kernel's module speaks ${most}; the files are written for it.`)
}

function platformQuestions(known: Known): Question[] {
  const profile = allProfiles[profileName(known) ?? '']
  const others = new Set(known.machines.flatMap(({ facts }) => facts?.platform ?? []))
  const [only] = others
  return known.machines
    .filter(({ facts }) => facts?.platform == null)
    .map(({ name, facts, trouble }) => ({
      id: `kind.platform.${name}`,
      kind: 'one',
      title: `What does ${name} run?`,
      found: facts
        ? [
            `${name} says that it is ${facts.system.title ?? 'nothing'}, which is not known here.`,
            'Choose what it was made from, if it is as good as that; nobody has tried it.',
          ]
        : hanging(`${name} was not looked at${trouble === undefined ? '' : `: ${trouble}`}`),
      choices: everyPlatform.map((id) => ({
        name: id,
        label: platformTitle(id),
        ...against(id, profile, facts),
      })),
      // A system that calls itself something else is not what the others are.
      ...(others.size === 1 &&
        !facts &&
        profile?.platforms.includes(only!) !== false && {
          proposal: { answer: only!, because: 'what the other nodes run' },
        }),
      explanation: wrap(
        'The release decides the versions of all programs, and so the language of every file, the names of packages and' +
          ' how services are started. What is found on the node later goes first where versions differ.',
        78,
      ).split('\n'),
      fields: ['nodes.*.platform'],
    }))
}

/** Why a node cannot run a platform: its packages are of another system, or the profile is not for it. */
function against(id: string, profile: Profile | undefined, facts: Machine['facts']): { because?: string } {
  const family = facts && familyOfPackages(facts)
  if (family !== undefined && !id.startsWith(family))
    return { because: `its packages are ${family === 'debian' ? "Debian's" : "Slackware's"}` }
  return profile && !profile.platforms.includes(id) ? { because: 'the profile does not know it' } : {}
}

/** Versions that the file must say, because the platform's own would give another language of DRBD. */
function versionsOf(known: Known): { [node: string]: Versions } {
  const platforms = platformsOf(known)
  return Object.fromEntries(
    known.machines.flatMap(({ name, facts }): [string, Versions][] => {
      const found = facts?.versions['drbd-module']
      const platform = platforms[name]
      if (found === undefined || platform === undefined) return []
      const shipped = platformOf({ platform }).versions['drbd-module']
      const dialect = (version: string): string => drbdDialect({ versions: { 'drbd-module': version } })
      return dialect(found) === dialect(shipped) ? [] : [[name, { 'drbd-module': found }]]
    }),
  )
}

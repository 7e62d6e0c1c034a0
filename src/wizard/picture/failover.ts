import { enumerate } from '../../core/text.ts'
import { stackOf } from '../../spec/effective.ts'
import { isFenced, targetsOf } from '../../spec/fencing.ts'
import type { Spec } from '../../spec/spec.ts'
import { isClone } from '../../spec/things.ts'

/** Things that run in one place together. */
interface Unit {
  readonly names: readonly string[]
  /** Where it may run, the best place first; nodes with the same score in the order of the file. */
  readonly nodes: readonly string[]
  /** Whether the first place is wished for. */
  readonly hasWish: boolean
}

/** What runs where, and what happens to it when a node is lost. */
export function failoverPicture(spec: Spec): string[] {
  const stack = stackOf(spec)
  const units = unitsOf(spec)
  const clones = Object.entries(spec.services ?? {}).filter(([, service]) => isClone(service))
  if (stack === 'none')
    return [
      spec['nodes'] && Object.values(spec.nodes).some(({ proxmox }) => proxmox)
        ? "Proxmox VE's own manager decides what runs where; nothing is moved by what is set up here."
        : 'Nothing fails over by itself: a person or a manager of its own decides (stack none).',
    ]
  if (units.length === 0 && clones.length === 0)
    return [
      stack === 'cman'
        ? 'rgmanager keeps no guest yet: a node that dies is fenced, and its guests stay down.'
        : 'The cluster runs nothing yet.',
    ]
  const nodes = Object.keys(spec.nodes)
  return [
    ...units.map(({ names, nodes: places, hasWish }) =>
      places.length === 0
        ? `${enumerate(names)}: nowhere`
        : `${enumerate(names)}: ${hasWish ? places[0] : `${places.slice(0, -1).join(', ')}${places.length > 1 ? ' or ' : ''}${places.at(-1)}`}${hasWish && places.length > 1 ? `, else ${places.slice(1).join(', then ')}` : ''}`,
    ),
    ...clones.map(([name]) => `${name}: on every node`),
    '',
    ...nodes.flatMap((node) => lossOf(spec, node, units)),
    '',
    ...quorumLines(spec, nodes.length),
  ]
}

function lossOf(spec: Spec, node: string, units: readonly Unit[]): string[] {
  const fences = Object.entries(spec.fencing?.devices ?? {})
    .filter(([, device]) => targetsOf(device).includes(node))
    .map(([name]) => name)
  const devices =
    fences.length > 1 ? `${fences.slice(0, -1).join(', ')} or ${fences.at(-1)}` : (fences[0] ?? '')
  const first =
    fences.length > 0
      ? `it is switched off by ${devices}`
      : spec.fencing?.sbd !== undefined
        ? 'its watchdog switches it off'
        : isFenced(spec)
          ? ''
          : 'nothing makes sure that it is dead'
  const others = Object.keys(spec.nodes).filter((other) => other !== node)
  const start = (names: readonly string[]): string =>
    `${enumerate(names)} ${names.length === 1 ? 'starts' : 'start'}`
  const homed = units.filter(({ hasWish, nodes }) => hasWish && nodes[0] === node)
  const roaming = units
    .filter(({ hasWish, nodes }) => !hasWish && nodes.includes(node))
    .flatMap(({ names }) => names)
  const moves = [
    ...homed.map(({ names, nodes }) =>
      nodes[1] === undefined ? `${enumerate(names)} stay off` : `${start(names)} on ${nodes[1]}`,
    ),
    ...(roaming.length === 0
      ? []
      : [
          `what ran there of ${enumerate(roaming)} starts ${others.length === 1 ? `on ${others[0]}` : 'on another node'}`,
        ]),
  ]
  const then = moves.length === 0 ? 'nothing has to move' : moves.join('; ')
  return [`${node} is lost: ${first === '' ? then : `${first}, then ${then}`}.`]
}

/** Groups, services and machines, joined where one runs with the other. */
function unitsOf(spec: Spec): Unit[] {
  const standby = new Set(
    Object.entries(spec.nodes).flatMap(([name, { standby: is }]) => (is === true ? [name] : [])),
  )
  const groups = Object.entries(spec.groups ?? {})
  const inGroup = new Map(
    groups.flatMap(([group, { members }]) => members.map((member) => [member, group] as const)),
  )
  interface Thing {
    readonly with?: readonly string[]
    readonly prefer?: { readonly [node: string]: number | string }
    readonly avoid?: readonly string[]
    readonly names: readonly string[]
  }
  const things = new Map<string, Thing>([
    ...Object.keys(spec.cman?.vms ?? {}).map((guest): [string, Thing] => [
      `guest ${guest}`,
      { names: [`guest ${guest}`] },
    ]),
    ...groups.map(([name, group]): [string, Thing] => [name, { ...group, names: group.members }]),
    ...[...Object.entries(spec.services ?? {}), ...Object.entries(spec.vms ?? {})]
      .filter(([name]) => !inGroup.has(name))
      .filter(([name]) => !(spec.services?.[name] && isClone(spec.services[name])))
      .map(([name, thing]): [string, Thing] => [name, { ...(thing as Omit<Thing, 'names'>), names: [name] }]),
  ])
  // Whatever runs with something else is one unit with it.
  const headOf = (name: string, seen: readonly string[] = []): string => {
    const [head] = (things.get(name)?.with ?? [])
      .map((other) => inGroup.get(other) ?? other)
      .filter((other) => things.has(other) && !seen.includes(other))
    return head === undefined ? name : headOf(head, [...seen, name])
  }
  const heads = new Map<string, string[]>()
  for (const name of things.keys()) heads.set(headOf(name), [...(heads.get(headOf(name)) ?? []), name])
  return [...heads.values()].map((members) => {
    const score = (node: string): number =>
      members.reduce(
        (sum, name) => sum + number(things.get(name)?.prefer?.[node]) + locations(spec, name, node),
        0,
      )
    const avoided = new Set(members.flatMap((name) => things.get(name)?.avoid ?? []))
    const nodes = Object.keys(spec.nodes).filter(
      (node) => !standby.has(node) && !avoided.has(node) && score(node) > Number.NEGATIVE_INFINITY,
    )
    const sorted = nodes
      .map((node, i) => ({ node, i }))
      .sort((a, b) => score(b.node) - score(a.node) || a.i - b.i)
    return {
      names: members.flatMap((name) => things.get(name)!.names),
      nodes: sorted.map(({ node }) => node),
      hasWish: nodes.length < 2 || new Set(nodes.map(score)).size > 1,
    }
  })
}

const locations = (spec: Spec, resource: string, node: string): number =>
  Object.values(spec.constraints?.locations ?? {})
    .filter((one) => one.resource === resource && one.node === node)
    .reduce((sum, { score }) => sum + number(score), 0)

const number = (score: number | string | undefined): number =>
  score === undefined
    ? 0
    : typeof score === 'number'
      ? score
      : score.startsWith('-')
        ? Number.NEGATIVE_INFINITY
        : 1_000_000

function quorumLines(spec: Spec, nodes: number): string[] {
  if (stackOf(spec) !== 'pacemaker') return []
  if (spec.pacemaker?.properties?.['no-quorum-policy'] === 'ignore')
    return ['Votes: a lost majority is ignored; whoever fences the other goes on.']
  const device = spec.quorum?.device
  if (device)
    return [`Votes: ${nodes} nodes and ${device.host}; the side that ${device.host} is with goes on.`]
  if (nodes === 2)
    return [
      'Votes: of two nodes one goes on alone (two_node); after both were off, both must come back first.',
    ]
  const most = Math.ceil(nodes / 2) - 1
  return [
    `Votes: ${nodes} nodes, ${most} of which may be lost; fewer than ${Math.floor(nodes / 2) + 1} stop everything.`,
  ]
}

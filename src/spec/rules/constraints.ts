import { atLeast } from '../../core/version.ts'
import { versionsOf } from '../effective.ts'
import { colocationEdges, cycles, key, orderEdges, parts, placed, placings } from '../constraint-graph.ts'
import { plainText } from '../values.ts'
import type { Placing } from '../constraint-graph.ts'
import { drbdBelow, drbdOfVm, findThing, groupsByMember, nodesOfDrbd } from '../things.ts'
import type { Report, Rule } from '../rule.ts'
import type { Path, Score, Spec } from '../spec.ts'

const source = 'Pacemaker Explained, Resource Constraints'

const isBan = (score: Score): boolean => score === '-INFINITY'

export const rules: Rule[] = [
  {
    code: 'CON001',
    severity: 'error',
    title: 'Nothing is constrained to itself.',
    why: 'It would wait for itself for ever; pacemaker drops such a constraint.',
    example: { bad: 'web: { lsb: apache2, after: [web] }', good: 'web: { lsb: apache2, after: [data] }' },
    source,
    check(spec, report) {
      for (const part of parts)
        for (const [name, thing] of placed(spec, part))
          for (const how of ['with', 'after'] as const)
            for (const [i, other] of (thing[how] ?? []).entries())
              if (other === name && findThing(spec, other) !== 'drbd')
                report([part, name, how, i], `${name} is ${how} itself.`, 'name another one, or take it out')
      for (const [name, said] of Object.entries(spec.constraints?.orders ?? {}))
        if (said.first === said.then && said['first-action'] === said['then-action'])
          report(
            ['constraints', 'orders', name],
            `Order ${name} puts ${said.first} before itself.`,
            'name two different ones',
          )
      for (const [name, said] of Object.entries(spec.constraints?.colocations ?? {}))
        if (said.resource === said.with && said.role === said['with-role'])
          report(
            ['constraints', 'colocations', name],
            `Colocation ${name} places ${said.with} by itself.`,
            'name two different ones',
          )
    },
  },
  {
    code: 'CON002',
    severity: 'error',
    title: 'Orders do not go round in a circle.',
    why: 'Each waits for the next: none of them ever starts.',
    example: {
      bad: 'a: { lsb: a, after: [b] }\nb: { lsb: b, after: [a] }',
      good: 'b: { lsb: b, after: [a] }',
    },
    source,
    check(spec, report) {
      cycles(
        orderEdges(spec).filter(({ from, to }) => from !== to),
        (names, path) =>
          report(
            path,
            `The order of start goes round in a circle: ${names.join(' after ')}.`,
            'take one of these orders out',
          ),
      )
    },
  },
  {
    code: 'CON003',
    severity: 'error',
    title: 'What must run together is not also kept apart.',
    why: 'No node satisfies both: the one that is placed second never runs.',
    example: {
      bad: 'a: { lsb: a, with: [b] }\nconstraints: { colocations: { apart: { resource: a, with: b, score: -INFINITY } } }',
      good: 'a: { lsb: a, with: [b] }',
    },
    source,
    check(spec, report) {
      const homes = groupsByMember(spec)
      const unit = (name: string): string => homes.get(name) ?? name
      const together = new Map<string, string>()
      const find = (name: string): string => {
        let root = name
        while (together.has(root)) root = together.get(root)!
        return root
      }
      for (const { from, to } of colocationEdges(spec)) {
        const a = find(unit(from))
        const b = find(unit(to))
        if (a !== b) together.set(a, b)
      }
      for (const [name, said] of Object.entries(spec.constraints?.colocations ?? {})) {
        if (said.score !== '-INFINITY' || said.resource === said.with) continue
        const a = key(spec, said.resource)
        const b = key(spec, said.with, said['with-role'] === 'Promoted' ? 'promotable' : undefined)
        if (a !== undefined && b !== undefined && find(unit(a)) === find(unit(b)))
          report(
            ['constraints', 'colocations', name],
            `Colocation ${name} keeps ${said.resource} and ${said.with} apart, but other constraints or a group keep them together.`,
            'take one of them out',
          )
      }
    },
  },
  {
    code: 'CON004',
    severity: 'error',
    title: 'A node is preferred or avoided, not both.',
    why: 'The ban always wins, so the preference is a mistake, or the ban is.',
    example: { bad: 'prefer: { node1: 50 }\navoid: [node1]', good: 'prefer: { node1: 50 }' },
    source,
    check(spec, report) {
      for (const [name, nodes] of placings(spec))
        for (const [node, all] of nodes) {
          const ban = all.find(({ score }) => isBan(score))
          const other = all.find(({ score }) => !isBan(score) && Number(score === 'INFINITY' ? 1 : score) > 0)
          if (ban && other)
            report(ban.path, `${name} prefers ${node} and must not run there.`, 'take one of them out')
        }
    },
  },
  {
    code: 'CON005',
    severity: 'error',
    title: 'Everything has a node where it may run.',
    why: 'Banned from all nodes it never starts; banned from all but one it does not survive that one.',
    example: { bad: 'avoid: [node1, node2]   # of two nodes', good: 'prefer: { node1: 50 }' },
    source,
    check(spec, report) {
      const homes = groupsByMember(spec)
      for (const [name, nodes] of placings(spec)) {
        const allowed = Object.keys(spec.nodes).filter(
          (node) => !(nodes.get(node) ?? []).some(({ score }) => isBan(score)),
        )
        const path = [...nodes.values()].flat().find(({ score }) => isBan(score))?.path
        if (path === undefined) continue
        const base = path[0] === 'constraints' ? path : path.slice(0, 3)
        if (allowed.length === 0)
          report(base, `${name} may not run on any node.`, 'leave it at least two nodes')
        else if (allowed.length === 1 && Object.keys(spec.nodes).length > 1 && !homes.has(name))
          report(
            base,
            `${name} may run on ${allowed[0]} only, so it does not survive the loss of that node.`,
            'write prefer instead of avoid, if it can run elsewhere',
            'warning',
          )
      }
    },
  },
  {
    code: 'CON006',
    severity: 'warning',
    title: 'Constraints on a DRBD resource name the promoted copy.',
    why: 'Without the role they are satisfied by a secondary, whose device cannot be opened.',
    example: {
      bad: 'orders: { x: { first: r0, then: web } }',
      good: 'orders: { x: { first: r0, first-action: promote, then: web } }',
    },
    source: "DRBD User's Guide 8.4, section 8.3",
    check(spec, report) {
      for (const [name, said] of Object.entries(spec.constraints?.orders ?? {}))
        if (findThing(spec, said.first) === 'drbd' && (said['first-action'] ?? 'start') === 'start')
          report(
            ['constraints', 'orders', name],
            `Order ${name} starts ${said.then} after DRBD resource ${said.first} has started, not after it was promoted.`,
            'add first-action: promote',
          )
      for (const [name, said] of Object.entries(spec.constraints?.colocations ?? {}))
        if (
          findThing(spec, said.with) === 'drbd' &&
          (said['with-role'] ?? 'Started') === 'Started' &&
          said.score !== '-INFINITY'
        )
          report(
            ['constraints', 'colocations', name],
            `Colocation ${name} places ${said.resource} with any copy of DRBD resource ${said.with}.`,
            'add with-role: Promoted',
          )
    },
  },
  {
    code: 'CON007',
    severity: 'warning',
    title: 'A preference leaves stickiness its say.',
    why: 'INFINITY outweighs any stickiness: the service moves back the moment the node returns, however often it dies; on several nodes it says nothing at all.',
    example: { bad: 'prefer: { node1: INFINITY }', good: 'prefer: { node1: 50 }' },
    source,
    check(spec, report) {
      for (const [name, nodes] of placings(spec)) {
        const must = [...nodes].filter(([, all]) => all.some(({ score }) => score === 'INFINITY'))
        const path = must[0]?.[1].find(({ score }) => score === 'INFINITY')?.path
        if (path === undefined) continue
        report(
          path,
          must.length > 1
            ? `${name} prefers ${must.map(([node]) => node).join(' and ')} with INFINITY each, which says nothing.`
            : `${name} prefers ${must[0]![0]} with INFINITY: it moves back as soon as that node returns.`,
          'write a number below the stickiness, such as 50',
        )
      }
    },
  },
  {
    code: 'CON008',
    severity: 'error',
    title: 'What needs a DRBD resource may run where that resource is.',
    why: 'It can only run where the resource is primary; banned from those nodes, or preferring another, it never runs as wanted.',
    example: {
      bad: 'r0: { disk: sdb, nodes: [node1, node2] }\nweb: { lsb: apache2, with: [r0], prefer: { node3: 50 } }',
      good: 'prefer: { node1: 50 }',
    },
    source,
    check(spec, report) {
      const all = placings(spec)
      for (const part of parts)
        for (const [name, thing] of placed(spec, part)) {
          const resources = (thing.with ?? []).filter((other) => findThing(spec, other) === 'drbd')
          const needed =
            part === 'services' ? drbdOfService(spec, name) : part === 'vms' ? drbdOfVm(spec.vms![name]!) : []
          checkHomes(spec, report, name, [...new Set([...resources, ...needed])], all.get(name))
        }
    },
  },
  {
    code: 'CON009',
    severity: 'error',
    title: 'Roles and promotions are asked of what can be promoted.',
    why: 'Only DRBD resources and promotable clones have roles; pacemaker refuses others.',
    example: {
      bad: 'colocations: { x: { resource: a, with: web-ip, with-role: Promoted } }',
      good: 'colocations: { x: { resource: a, with: r0, with-role: Promoted } }',
    },
    source,
    check(spec, report) {
      const promotable = (name: string): boolean => {
        if (findThing(spec, name, 'promotable') === 'drbd') return true
        const clone = spec.services?.[name]?.clone
        return typeof clone === 'object' && plainText(clone['promotable']) === 'true'
      }
      const check = (name: string, word: string | undefined, path: Path): void => {
        if (word === undefined || word === 'Started' || word === 'start' || word === 'stop') return
        if (findThing(spec, name) !== undefined && !promotable(name))
          report(
            path,
            `${name} has no roles, so ${word} means nothing for it.`,
            'take it out, or name a DRBD resource',
          )
      }
      for (const [name, said] of Object.entries(spec.constraints?.locations ?? {}))
        check(said.resource, said.role, ['constraints', 'locations', name, 'role'])
      for (const [name, said] of Object.entries(spec.constraints?.orders ?? {})) {
        check(said.first, said['first-action'], ['constraints', 'orders', name, 'first-action'])
        check(said.then, said['then-action'], ['constraints', 'orders', name, 'then-action'])
      }
      for (const [name, said] of Object.entries(spec.constraints?.colocations ?? {})) {
        check(said.resource, said.role, ['constraints', 'colocations', name, 'role'])
        check(said.with, said['with-role'], ['constraints', 'colocations', name, 'with-role'])
      }
    },
  },
  {
    code: 'CON010',
    severity: 'error',
    title: 'discovery of a location is for pacemaker 1.1.14 and newer.',
    why: 'The CIB schema of older releases has no resource-discovery; they refuse the whole configuration.',
    example: {
      bad: 'locations: { x: { resource: a, node: n1, score: -INFINITY, discovery: never } }   # Debian 7',
      good: 'locations: { x: { resource: a, node: n1, score: -INFINITY } }',
    },
    source: 'pacemaker-2.4.rng; refusal measured with crm_verify 2.1.5',
    check(spec, report) {
      const old = Object.entries(spec.nodes).find(
        ([, node]) => !atLeast(versionsOf(node).pacemaker, '1.1.14'),
      )
      if (!old) return
      for (const [name, said] of Object.entries(spec.constraints?.locations ?? {}))
        if (said.discovery !== undefined)
          report(
            ['constraints', 'locations', name, 'discovery'],
            `Location ${name} sets discovery, which pacemaker ${versionsOf(old[1]).pacemaker} on ${old[0]} does not know.`,
            'take discovery out',
          )
    },
  },
]

/** What a file system of the cluster is on. */
function drbdOfService(spec: Spec, name: string): readonly string[] {
  const device = spec.services?.[name]?.filesystem?.device
  return device === undefined ? [] : drbdBelow(spec, device).drbd
}

function checkHomes(
  spec: Spec,
  report: Report,
  name: string,
  resources: readonly string[],
  nodes: ReadonlyMap<string, Placing[]> | undefined,
): void {
  if (nodes === undefined) return
  for (const resource of resources) {
    const homes = nodesOfDrbd(spec, resource).filter((node) => spec.nodes[node])
    const banned = homes.filter((node) => (nodes.get(node) ?? []).some(({ score }) => isBan(score)))
    if (banned.length === homes.length && homes.length < Object.keys(spec.nodes).length)
      report(
        nodes.get(banned[0]!)![0]!.path.slice(0, 3),
        `${name} needs DRBD resource ${resource}, but may not run on ${homes.join(' or ')}, where that is.`,
        'let it run on one of them',
      )
    for (const [node, all] of nodes) {
      const wanted = all.find(({ score }) => !isBan(score) && Number(score === 'INFINITY' ? 1 : score) > 0)
      if (wanted && !homes.includes(node))
        report(
          wanted.path,
          `${name} prefers ${node}, but DRBD resource ${resource} is on ${homes.join(' and ')} only.`,
          `prefer ${homes.join(' or ')}`,
        )
    }
  }
}

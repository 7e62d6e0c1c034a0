import { all, parseXml } from './xml.ts'
import type { Element } from './xml.ts'

// The configuration part of a CIB and a crm script come out as the same meaning: attributes by name, roles and kinds in
// one spelling, IDs of constraints left aside.

export interface Primitive {
  agent: string
  params: { [name: string]: string }
  meta: { [name: string]: string }
  operations: { name: string; [attribute: string]: string }[]
}
export interface Meaning {
  primitives: { [id: string]: Primitive }
  groups: { [id: string]: string[] }
  clones: { [id: string]: { child: string; promotable: boolean; meta: { [name: string]: string } } }
  locations: { resource: string; node: string; score: string; role: string }[]
  orders: { first: string; firstAction: string; then: string; thenAction: string; kind: string }[]
  colocations: { resource: string; with: string; withRole: string; score: string }[]
  levels: { target: string; index: string; devices: string[] }[]
  properties: { [name: string]: string }
  resourceDefaults: { [name: string]: string }
  operationDefaults: { [name: string]: string }
}

const empty = (): Meaning => ({
  primitives: {},
  groups: {},
  clones: {},
  locations: [],
  orders: [],
  colocations: [],
  levels: [],
  properties: {},
  resourceDefaults: {},
  operationDefaults: {},
})

const roles: { readonly [role: string]: string } = { Master: 'Promoted', Slave: 'Unpromoted', Started: '' }
const roleOf = (role: string | undefined): string => roles[role ?? ''] ?? role ?? ''
const scoreOf = (score: string): string =>
  score.replace(/^\+?inf(inity)?$/i, 'INFINITY').replace(/^-inf(inity)?$/i, '-INFINITY')
const metaNames: { readonly [name: string]: string } = {
  'master-max': 'promoted-max',
  'master-node-max': 'promoted-node-max',
}
const metaOf = (pairs: { [name: string]: string }): { [name: string]: string } =>
  Object.fromEntries(Object.entries(pairs).map(([name, value]) => [metaNames[name] ?? name, value]))

function nvpairs(element: Element, set: string): { [name: string]: string } {
  return Object.fromEntries(
    element.children
      .filter((child) => child.name === set)
      .flatMap((child) =>
        all(child, 'nvpair').map((pair) => [pair.attributes.name!, pair.attributes.value!]),
      ),
  )
}

/** Reads a CIB, or only its configuration. */
export function parseCib(text: string): Meaning {
  const root = parseXml(text)
  const out = empty()
  for (const element of all(root, 'primitive')) {
    const { id, class: kind, provider, type } = element.attributes
    out.primitives[id!] = {
      agent: [kind, provider, type].filter((part) => part !== undefined).join(':'),
      params: nvpairs(element, 'instance_attributes'),
      meta: nvpairs(element, 'meta_attributes'),
      operations: all(element, 'op').map(({ attributes: { id: _, ...rest } }) => ({
        ...(rest as { name: string }),
        ...(rest.role && { role: roleOf(rest.role) }),
      })),
    }
  }
  for (const element of all(root, 'group'))
    out.groups[element.attributes.id!] = element.children
      .filter((child) => child.name === 'primitive')
      .map((child) => child.attributes.id!)
  for (const element of [...all(root, 'clone'), ...all(root, 'master')]) {
    const meta = metaOf(nvpairs(element, 'meta_attributes'))
    const { promotable, ...rest } = meta
    out.clones[element.attributes.id!] = {
      child: element.children.find((child) => child.name === 'primitive' || child.name === 'group')!
        .attributes.id!,
      promotable: element.name === 'master' || promotable === 'true',
      meta: rest,
    }
  }
  for (const { attributes: at } of all(root, 'rsc_location'))
    out.locations.push({
      resource: at.rsc!,
      node: at.node ?? '',
      score: scoreOf(at.score ?? ''),
      role: roleOf(at.role),
    })
  for (const { attributes: at } of all(root, 'rsc_order'))
    out.orders.push({
      first: at.first!,
      firstAction: at['first-action'] ?? 'start',
      then: at.then!,
      thenAction: at['then-action'] ?? at['first-action'] ?? 'start',
      kind:
        at.kind ?? (at.score === undefined || scoreOf(at.score) === 'INFINITY' ? 'Mandatory' : 'Optional'),
    })
  for (const { attributes: at } of all(root, 'rsc_colocation'))
    out.colocations.push({
      resource: at.rsc!,
      with: at['with-rsc']!,
      withRole: roleOf(at['with-rsc-role']),
      score: scoreOf(at.score ?? 'INFINITY'),
    })
  for (const { attributes: at } of all(root, 'fencing-level'))
    out.levels.push({ target: at.target!, index: at.index!, devices: at.devices!.split(',') })
  const sections: [string, keyof Meaning & ('properties' | 'resourceDefaults' | 'operationDefaults')][] = [
    ['crm_config', 'properties'],
    ['rsc_defaults', 'resourceDefaults'],
    ['op_defaults', 'operationDefaults'],
  ]
  for (const [section, key] of sections)
    for (const element of all(root, section))
      for (const pair of all(element, 'nvpair')) out[key][pair.attributes.name!] = pair.attributes.value!
  return out
}

/** Words of a statement of crmsh, quotes taken off. */
const words = (line: string): string[] =>
  [...line.matchAll(/(?:[^\s"]+|"[^"]*")+/g)].map(([word]) => word.replaceAll('"', ''))

const pairsOf = (list: readonly string[]): { [name: string]: string } =>
  Object.fromEntries(
    list.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]),
  )

/** Splits what follows a head at the keywords params, meta, op, operations. */
function clauses(list: readonly string[]): { keyword: string; words: string[] }[] {
  const out: { keyword: string; words: string[] }[] = [{ keyword: 'params', words: [] }]
  for (const word of list) {
    if (['params', 'meta', 'op', 'operations', 'utilization'].includes(word))
      out.push({ keyword: word, words: [] })
    else out[out.length - 1]!.words.push(word)
  }
  return out
}

const merged = (list: readonly string[], keyword: string): { [name: string]: string } =>
  Object.assign(
    {},
    ...clauses(list)
      .filter((clause) => clause.keyword === keyword)
      .map((clause) =>
        pairsOf(clause.words.filter((word) => word.includes('=') && !/^(\$|description=)/.test(word))),
      ),
  ) as { [name: string]: string }

/** Reads statements of crmsh's configure level, `crm configure` in front of them or not. */
export function parseCrm(text: string): Meaning {
  const out = empty()
  const statements = text
    .replace(/\\\s*\n/g, ' ')
    .split('\n')
    .map((line) => line.trim().replace(/^#?\s*crm configure\s+/, ''))
    .filter((line) => line !== '' && !line.startsWith('#'))
  for (const statement of statements) {
    const [verb = '', head = '', ...rest] = words(statement)
    if (verb === 'primitive') {
      const [agent = '', ...more] = rest
      out.primitives[head] = {
        agent: agent.includes(':') ? agent : `ocf:heartbeat:${agent}`,
        params: merged(more, 'params'),
        meta: merged(more, 'meta'),
        operations: clauses(more)
          .filter((clause) => clause.keyword === 'op')
          .map(({ words: [name = '', ...attributes] }) => {
            const given = pairsOf(attributes)
            return { name, interval: '0', ...given, ...(given.role && { role: roleOf(given.role) }) }
          }),
      }
    } else if (verb === 'group')
      out.groups[head] = rest.slice(0, rest.includes('meta') ? rest.indexOf('meta') : rest.length)
    else if (verb === 'ms' || verb === 'clone') {
      const { promotable, ...meta } = metaOf(merged(rest.slice(1), 'meta'))
      out.clones[head] = { child: rest[0]!, promotable: verb === 'ms' || promotable === 'true', meta }
    } else if (verb === 'location') {
      const [resource = '', ...more] = rest
      const [score = '', node = ''] = more.filter((word) => word !== 'rule')
      out.locations.push({ resource, node, score: scoreOf(score.replace(/:$/, '')), role: '' })
    } else if (verb === 'order') {
      const [kind = '', first = '', then = ''] = rest
      const [a = '', firstAction] = first.split(':')
      const [b = '', thenAction] = then.split(':')
      const strict = scoreOf(kind.replace(/:$/, ''))
      out.orders.push({
        first: a,
        firstAction: firstAction ?? 'start',
        then: b,
        thenAction: thenAction ?? firstAction ?? 'start',
        kind: strict === 'INFINITY' ? 'Mandatory' : strict === '0' ? 'Optional' : strict,
      })
    } else if (verb === 'colocation') {
      const [score = '', resource = '', withResource = ''] = rest
      const [name = '', role] = withResource.split(':')
      out.colocations.push({
        resource,
        with: name,
        withRole: roleOf(role),
        score: scoreOf(score.replace(/:$/, '')),
      })
    } else if (verb === 'fencing_topology') {
      let target = ''
      let index = 0
      for (const word of [head, ...rest]) {
        if (word.endsWith(':')) {
          target = word.slice(0, -1)
          index = 0
        } else out.levels.push({ target, index: String(++index), devices: word.split(',') })
      }
    } else if (verb === 'property')
      Object.assign(
        out.properties,
        pairsOf([head, ...rest].filter((word) => word.includes('=') && !word.startsWith('$'))),
      )
    else if (verb === 'rsc_defaults')
      Object.assign(
        out.resourceDefaults,
        pairsOf([head, ...rest].filter((word) => word.includes('=') && !word.startsWith('$'))),
      )
    else if (verb === 'op_defaults')
      Object.assign(
        out.operationDefaults,
        pairsOf([head, ...rest].filter((word) => word.includes('=') && !word.startsWith('$'))),
      )
  }
  return out
}

/** Seconds of pacemaker's times: 30s, 1min, 500ms, a bare number. */
export function seconds(time: string): number {
  const [, count = '', unit = ''] = /^(\d+)\s*(ms|s|sec|m|min|h)?$/.exec(time) ?? []
  return Number(count) * ({ ms: 0.001, m: 60, min: 60, h: 3600 }[unit] ?? 1)
}

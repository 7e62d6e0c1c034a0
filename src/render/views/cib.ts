import type {
  CibPlan,
  ColocationPlan,
  LocationPlan,
  OrderPlan,
  Pairs,
  PrimitivePlan,
} from '../../plan/cib.ts'
import type { Plan } from '../../plan/plan.ts'
import { cibDialect, cloneMeta, operationAttributes, roleText } from '../cib-dialect.ts'
import type { CibDialect } from '../cib-dialect.ts'
import type { View, ViewMap } from '../engine.ts'
import type { Template } from '../template.ts'

export const templates: Template[] = [
  {
    id: 'etc/ha-bootstrap/cib.xml',
    comment: 'xml',
    proof: 'cib',
    secrets: 'xml',
    place: (plan, node) =>
      plan.cluster.stack === 'pacemaker' && !node.proxmox
        ? [{ path: '/etc/ha-bootstrap/cib.xml', mode: 0o600, view: cibView(plan) }]
        : [],
  },
]

let last: { plan: Plan; view: ViewMap } | undefined

/** The same on every node, so it is made once for all of them. */
function cibView(plan: Plan): ViewMap {
  if (last?.plan === plan) return last.view
  const { cib } = plan
  const dialect = cibDialect(cib.pacemaker)
  const view = {
    schema: dialect.schema,
    properties: nvpairs('cib-bootstrap-options', cib.properties),
    nodes: plan.nodes.map((node) => ({
      id: dialect.nodesByName ? node.name : String(node.id),
      name: node.name,
      old: dialect.nodesByName,
      standby: cib.standby.includes(node.name),
    })),
    resources: resources(cib, dialect),
    locations: cib.locations.map((plan) => ({
      id: plan.id,
      attributes: attributes(location(plan, dialect)),
    })),
    colocations: cib.colocations.map((plan) => ({
      id: plan.id,
      attributes: attributes(colocation(plan, dialect)),
    })),
    orders: cib.orders.map((plan) => ({ id: plan.id, attributes: attributes(order(plan)) })),
    levels: dialect.fencingTopology
      ? cib.levels.map(({ node, index, devices }) => ({
          id: `level.${node}.${index}`,
          node,
          index: String(index),
          devices: devices.join(','),
        }))
      : [],
    'resource-defaults': nvpairs('rsc-options', cib.resourceDefaults),
    'operation-defaults': nvpairs('op-options', cib.operationDefaults),
  }
  last = { plan, view }
  return view
}

/** Groups and clones hold their primitives; the others stand alone, all in the order of the plan. */
function resources(cib: CibPlan, dialect: CibDialect): View[] {
  const byId = new Map(cib.primitives.map((plan) => [plan.id, plan]))
  const inside = new Set([
    ...cib.groups.flatMap(({ members }) => members),
    ...cib.clones.map(({ child }) => child),
  ])
  const single = cib.primitives.filter(({ id }) => !inside.has(id))
  return [
    ...cib.clones.map((clone) => {
      const element = dialect.master && clone.promotable ? 'master' : 'clone'
      const child = byId.get(clone.child)
      return {
        element,
        id: clone.id,
        members: child ? [primitive(child, dialect, 4)] : [],
        meta: nvset(`${clone.id}.meta`, cloneMeta(clone, dialect)),
      }
    }),
    ...cib.groups.map(({ id, members, meta }) => ({
      element: 'group',
      id,
      members: members.flatMap((member) => {
        const plan = byId.get(member)
        return plan ? [primitive(plan, dialect, 4)] : []
      }),
      meta: nvset(`${id}.meta`, meta),
    })),
    ...single.map((plan) => ({ element: '', id: plan.id, members: [primitive(plan, dialect, 3)], meta: [] })),
  ]
}

function primitive(plan: PrimitivePlan, dialect: CibDialect, depth: 3 | 4): ViewMap {
  return {
    in: '  '.repeat(depth),
    id: plan.id,
    attributes: attributes([
      ['class', plan.class],
      ['provider', plan.provider],
      ['type', plan.type],
      ['description', plan.description],
    ]),
    params: nvset(`${plan.id}.params`, plan.params),
    meta: nvset(`${plan.id}.meta`, plan.meta),
    operations: plan.operations.map((op) => ({
      id: `${plan.id}.${op.name}-${op.role ? `${op.role}-` : ''}${op.intervalS}s`,
      name: op.name,
      attributes: attributes(operationAttributes(op, dialect)),
    })),
  }
}

type Attributes = readonly (readonly [name: string, value: string | undefined])[]

const attributes = (all: Attributes): View[] =>
  all.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]))

const nvpairs = (id: string, values: Pairs): View[] =>
  values.map(([name, value]) => ({ id: `${id}.${name}`, name, value }))

/** None or one: an empty set of attributes would be noise. */
const nvset = (id: string, values: Pairs): View[] =>
  values.length === 0 ? [] : [{ id, pairs: nvpairs(id, values) }]

const location = (plan: LocationPlan, dialect: CibDialect): Attributes => [
  ['rsc', plan.resource],
  ['role', plan.role && roleText(plan.role, dialect)],
  ['node', plan.node],
  ['score', plan.score],
  ['resource-discovery', plan.discovery],
]

const colocation = (plan: ColocationPlan, dialect: CibDialect): Attributes => [
  ['score', plan.score],
  ['rsc', plan.resource],
  ['rsc-role', plan.role && roleText(plan.role, dialect)],
  ['with-rsc', plan.with],
  ['with-rsc-role', plan.withRole && roleText(plan.withRole, dialect)],
]

const order = (plan: OrderPlan): Attributes => [
  ['kind', plan.kind],
  ['first', plan.first],
  ['first-action', plan.firstAction],
  ['then', plan.then],
  ['then-action', plan.thenAction],
  ['symmetrical', plan.symmetrical === undefined ? undefined : String(plan.symmetrical)],
]

import type { CibPlan, ClonePlan, Pairs, PrimitivePlan, Role } from '../../plan/cib.ts'
import type { Plan } from '../../plan/plan.ts'
import { crmshWrites } from '../../core/quote.ts'
import { cibDialect, cloneMeta, operationAttributes, roleText } from '../cib-dialect.ts'
import type { CibDialect } from '../cib-dialect.ts'
import type { ViewMap } from '../engine.ts'
import type { Template } from '../template.ts'

export const templates: Template[] = [
  {
    id: 'etc/ha-bootstrap/cib.crm',
    comment: '#',
    proof: 'crmsh',
    secrets: 'crmsh',
    place: (plan, node) =>
      plan.cluster.stack === 'pacemaker' && !node.proxmox && crmshTakes(plan.cib)
        ? [{ path: '/etc/ha-bootstrap/cib.crm', mode: 0o600, view: crmshView(plan) }]
        : [],
  },
]

/** Whether crmsh can say it all; where it cannot, the XML stands alone. */
function crmshTakes({
  properties,
  resourceDefaults,
  operationDefaults,
  primitives,
  groups,
  clones,
}: CibPlan): boolean {
  const pairs = [
    properties,
    resourceDefaults,
    operationDefaults,
    ...primitives.flatMap(({ params, meta }) => [params, meta]),
    ...[...groups, ...clones].map(({ meta }) => meta),
  ]
  return pairs.flat().every(([, value]) => crmshWrites(value))
}

/** One statement of crmsh: what it defines, then its parts, each on a line of its own. */
type Statement = readonly string[]

let last: { plan: Plan; view: ViewMap } | undefined

/** The same on every node, so it is made once for all of them. */
function crmshView(plan: Plan): ViewMap {
  if (last?.plan === plan) return last.view
  const { cib } = plan
  const dialect = cibDialect(cib.pacemaker)
  const statements: Statement[] = [
    ...plan.nodes.map((node) => [
      dialect.nodesByName ? `node ${node.name}` : `node ${node.id}: ${node.name}`,
      ...(cib.standby.includes(node.name) ? ['attributes standby=on'] : []),
    ]),
    ...cib.primitives.map((primitive) => primitiveStatement(primitive, dialect)),
    ...cib.groups.map(({ id, members, meta }) => [`group ${id} ${members.join(' ')}`, ...part('meta', meta)]),
    ...cib.clones.map((clone) => cloneStatement(clone, dialect)),
    ...constraintStatements(cib, dialect),
    ...topologyStatement(cib, dialect),
    ['property cib-bootstrap-options:', ...assignments(cib.properties)],
    ['rsc_defaults rsc-options:', ...assignments(cib.resourceDefaults)],
    ['op_defaults op-options:', ...assignments(cib.operationDefaults)],
  ]
  const view = { statements: statements.map((parts) => parts.join(' \\\n  ')) }
  last = { plan, view }
  return view
}

/** A value as crmsh reads it: bare where it can be, else (a secret always) in double quotes with backslashes before `"` and `\`. */
export const crmshValue = (text: string): string =>
  /^[A-Za-z0-9_.,:%+/-]+$/.test(text) ? text : `"${text.replace(/["\\]/g, '\\$&')}"`

const assignments = (values: Pairs): string[] => values.map(([name, value]) => `${name}=${crmshValue(value)}`)

const part = (word: string, values: Pairs): string[] =>
  values.length === 0 ? [] : [`${word} ${assignments(values).join(' ')}`]

function primitiveStatement(plan: PrimitivePlan, dialect: CibDialect): Statement {
  const agent = [plan.class, plan.provider, plan.type].filter((word) => word !== undefined).join(':')
  // crmsh 4 writes what is not ASCII, and quotes, into the CIB as entities of entities: the XML alone has such a text.
  const description =
    plan.description !== undefined && /^[A-Za-z0-9 ,.:;()/_-]+$/.test(plan.description)
      ? [`description="${plan.description}"`]
      : []
  return [
    `primitive ${plan.id} ${agent}`,
    ...description,
    ...part('params', plan.params),
    ...part('meta', plan.meta),
    ...plan.operations.map(
      (op) => `op ${op.name} ${assignments(operationAttributes(op, dialect)).join(' ')}`,
    ),
  ]
}

const cloneStatement = (clone: ClonePlan, dialect: CibDialect): Statement => [
  `${dialect.master && clone.promotable ? 'ms' : 'clone'} ${clone.id} ${clone.child}`,
  ...part('meta', cloneMeta(clone, dialect)),
]

const oldScores = { Mandatory: 'inf', Optional: '0', Serialize: 'Serialize' } as const

function constraintStatements(cib: CibPlan, dialect: CibDialect): Statement[] {
  const role = (value: Role | undefined): string => (value ? `:${roleText(value, dialect)}` : '')
  return [
    ...cib.locations.map(({ id, resource, node, score, role: only, discovery }) => [
      [
        `location ${id} ${resource}`,
        ...(only ? [`role=${roleText(only, dialect)}`] : []),
        ...(discovery ? [`resource-discovery=${discovery}`] : []),
        `${shortScore(score)}: ${node}`,
      ].join(' '),
    ]),
    ...cib.colocations.map((plan) => [
      `colocation ${plan.id} ${shortScore(plan.score)}: ${plan.resource}${role(plan.role)} ${plan.with}${role(plan.withRole)}`,
    ]),
    ...cib.orders.map(({ id, kind, first, firstAction, then, thenAction, symmetrical }) => [
      [
        `order ${id} ${dialect.orderKinds ? kind : oldScores[kind]}:`,
        `${first}:${firstAction} ${then}:${thenAction}`,
        ...(symmetrical === undefined ? [] : [`symmetrical=${symmetrical}`]),
      ].join(' '),
    ]),
  ]
}

const shortScore = (score: string): string => score.replace('INFINITY', 'inf')

/** Devices of one level are joined by commas; levels follow each other. */
function topologyStatement(cib: CibPlan, dialect: CibDialect): Statement[] {
  if (cib.levels.length === 0 || !dialect.fencingTopology) return []
  const byNode = new Map<string, string[]>()
  for (const { node, devices } of cib.levels)
    byNode.set(node, [...(byNode.get(node) ?? []), devices.join(',')])
  return [['fencing_topology', ...[...byNode].map(([node, levels]) => `${node}: ${levels.join(' ')}`)]]
}

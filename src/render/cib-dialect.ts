import { atLeast } from '../core/version.ts'
import type { ClonePlan, OperationPlan, Pairs, Role } from '../plan/cib.ts'

/** What a version of pacemaker wants written differently (ChangeLog of ClusterLabs/pacemaker, its RELAX NG schemas). */
export interface CibDialect {
  /** Schema that the CIB is written for; newer versions upgrade it when they load it. */
  readonly schema: string
  /** Multi-state resources are <master>, crmsh's ms; else <clone> with promotable=true. */
  readonly master: boolean
  /** Promoted and Unpromoted, since 2.1; Master and Slave before. */
  readonly promotedRoles: boolean
  /** The IDs of nodes are their names, not corosync's numbers. */
  readonly nodesByName: boolean
  /** crmsh takes Mandatory and Optional for orders; the old one scores. */
  readonly orderKinds: boolean
  readonly fencingTopology: boolean
}

export function cibDialect(pacemaker: string): CibDialect {
  const since = (version: string): boolean => atLeast(pacemaker, version)
  return {
    schema: schemas.find(([version]) => since(version))![1],
    master: !since('2.0'),
    promotedRoles: since('2.1'),
    nodesByName: !since('1.1.8'),
    orderKinds: since('1.1.6'),
    fencingTopology: since('1.1.6'),
  }
}

/** The oldest schema of each series that holds all that we write. */
const schemas: readonly (readonly [since: string, schema: string])[] = [
  ['2.1.5', 'pacemaker-3.9'],
  ['2.1.0', 'pacemaker-3.7'],
  ['2.0.0', 'pacemaker-3.0'],
  ['1.1.14', 'pacemaker-2.4'],
  ['1.1.12', 'pacemaker-2.0'],
  ['1.1.6', 'pacemaker-1.2'],
  ['0', 'pacemaker-1.0'],
]

const oldRoles: { readonly [role: string]: string } = { Promoted: 'Master', Unpromoted: 'Slave' }

export const roleText = (role: Role, dialect: CibDialect): string =>
  dialect.promotedRoles ? role : (oldRoles[role] ?? role)

/** Meta attributes of a clone: before 2.0 a <master> has master-max, and its being promotable goes without saying. */
export const cloneMeta = (clone: ClonePlan, dialect: CibDialect): Pairs =>
  dialect.master && clone.promotable
    ? clone.meta
        .filter(([name]) => name !== 'promotable')
        .map(([name, value]) => [name.replace(/^promoted-/, 'master-'), value] as const)
    : clone.meta

/** Attributes of an operation in their order, without its name. */
export const operationAttributes = (op: OperationPlan, dialect: CibDialect): Pairs => [
  ['interval', `${op.intervalS}s`],
  ...(op.timeoutS === undefined ? [] : ([['timeout', `${op.timeoutS}s`]] as const)),
  ...(op.role === undefined ? [] : ([['role', roleText(op.role, dialect)]] as const)),
  ...(op.startDelayS === undefined ? [] : ([['start-delay', `${op.startDelayS}s`]] as const)),
  ...(op.onFail === undefined ? [] : ([['on-fail', op.onFail]] as const)),
]

import { createHash } from 'node:crypto'
import { HaError } from '../core/errors.ts'
import type { FoundDevice, PendingAction, Survey } from './survey.ts'

/** A plan as it was looked at and agreed to: what may happen, on nodes as they were then. */
export interface PlanFile {
  readonly 'ha-bootstrap-plan': 1
  readonly tool: string
  readonly cluster: string
  /** Hash of the resolved plan: the same spec, profile and version give the same. */
  readonly plan: string
  readonly madeAt: string
  readonly nodes: readonly BoundNode[]
}

interface BoundNode {
  readonly node: string
  readonly bootId: string
  readonly pending: readonly BoundAction[]
}

interface BoundAction {
  readonly step: string
  readonly why: string
  /** Mode, owner and SHA-256 of the file that would be replaced. */
  readonly file?: string
  readonly destroys?: readonly FoundDevice[]
}

export interface PlanFileInput {
  readonly tool: string
  readonly cluster: string
  readonly plan: string
  readonly surveys: readonly Survey[]
}

export const planFile = ({ tool, cluster, plan, surveys }: PlanFileInput): PlanFile => ({
  'ha-bootstrap-plan': 1,
  tool,
  cluster,
  plan,
  madeAt: new Date().toISOString(),
  nodes: surveys.map(({ node, bootId, steps }) => ({
    node,
    bootId,
    pending: steps.flatMap(({ step, pending }) => pending.map((action) => bind(step.id, action))),
  })),
})

const fingerprint = (now: PendingAction['now'][number]): string =>
  now === 'absent'
    ? 'absent'
    : `${now.mode} ${now.owner} ${now.content ? createHash('sha256').update(now.content).digest('hex') : 'unknown'}`

function bind(step: string, { action, now, destroys }: PendingAction): BoundAction {
  const file = now.map(fingerprint).join(', ')
  return {
    step,
    why: action.why,
    ...(file !== '' && { file }),
    ...(destroys.length > 0 && { destroys }),
  }
}

/**
 * What is not as it was when the plan was made, in sentences; empty where all is.
 */
export function changedSince(then: PlanFile, now: PlanFile): string[] {
  if (then.cluster !== now.cluster)
    return [`it is a plan for the cluster ${then.cluster}, not ${now.cluster}`]
  if (then.plan !== now.plan)
    return [
      then.tool === now.tool
        ? 'cluster.yaml, its profile or its facts have changed'
        : `it was made by ha-bootstrap ${then.tool}, and this is ${now.tool}`,
    ]
  return now.nodes.flatMap((node) => {
    const before = then.nodes.find((candidate) => candidate.node === node.node)
    if (!before) return [`${node.node} was not in it`]
    const booted = before.bootId === node.bootId ? [] : [`${node.node} was booted since`]
    return [...booted, ...changedActions(before, node).map((sentence) => `${node.node}: ${sentence}`)]
  })
}

function changedActions(then: BoundNode, now: BoundNode): string[] {
  const keyOf = ({ step, why }: BoundAction): string => `${step}\t${why}`
  const before = new Map(then.pending.map((action) => [keyOf(action), action]))
  const after = new Map(now.pending.map((action) => [keyOf(action), action]))
  return [
    ...[...before].filter(([key]) => !after.has(key)).map(([, { why }]) => `no longer to do: ${why}`),
    ...[...after].filter(([key]) => !before.has(key)).map(([, { why }]) => `to do as well: ${why}`),
    ...[...after].flatMap(([key, action]) => {
      const old = before.get(key)
      return old ? changedThings(old, action) : []
    }),
  ]
}

function changedThings(then: BoundAction, now: BoundAction): string[] {
  const file = then.file === now.file ? [] : [`the file has changed that this would replace: ${now.why}`]
  const devices = (now.destroys ?? []).flatMap((device) => {
    const before = then.destroys?.find(({ path }) => path === device.path)
    return before && JSON.stringify(before) === JSON.stringify(device)
      ? []
      : [`${device.path} is not the device it was (${deviceText(before)} then, ${deviceText(device)} now)`]
  })
  return [...file, ...devices]
}

const deviceText = (device: FoundDevice | undefined): string =>
  device === undefined
    ? 'not there'
    : `serial ${device.serial ?? 'unknown'}, ${device.sizeBytes ?? 'unknown'} bytes, ${device.state}`

/**
 * Reads what plan --output wrote.
 * @throws HaError usage for anything else.
 */
export function readPlanFile(name: string, text: string): PlanFile {
  const wrong = (why: string): HaError =>
    new HaError('usage', `${name} is not a plan that \`ha-bootstrap plan -o FILE\` has written (${why}).`, {
      hint: 'make it again',
    })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw wrong(`it is no JSON: ${(cause as Error).message}`)
  }
  const { 'ha-bootstrap-plan': format, cluster, plan, nodes } = (value ?? {}) as Partial<PlanFile>
  if (format !== 1) throw wrong('its format is not 1')
  const whole =
    typeof cluster === 'string' &&
    typeof plan === 'string' &&
    Array.isArray(nodes) &&
    nodes.every((node: Partial<BoundNode>) => typeof node.node === 'string' && Array.isArray(node.pending))
  if (!whole) throw wrong('something is missing in it')
  return value as PlanFile
}

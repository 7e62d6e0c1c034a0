import { resolve } from 'node:path'
import { HaError } from '../core/errors.ts'
import { nearest } from '../core/suggest.ts'
import { connectAll, oneAtATime } from '../host/connect.ts'
import type { ConnectOptions } from '../host/connect.ts'
import type { Connection, NodeAddress } from '../host/connection.ts'
import type { Plan } from '../plan/plan.ts'
import type { Program } from '../run/compile.ts'
import type { Selection } from '../run/payload.ts'
import { survey } from '../run/survey.ts'
import type { Survey } from '../run/survey.ts'
import { syncWait } from '../../steps/sync.ts'
import type { Invocation } from './command.ts'
import type { Prepared } from './prepare.ts'

export const addressesOf = (plan: Plan): NodeAddress[] =>
  plan.nodes.map(({ name, ssh }) => ({ name, ...ssh }))

/** How --ssh-config and the terminal want nodes to be reached. */
export const connectOptions = ({ flags, io }: Pick<Invocation, 'flags' | 'io'>): ConnectOptions => ({
  ...(typeof flags['ssh-config'] === 'string' && { configFile: resolve(flags['ssh-config']) }),
  ...(io.ask && { ask: oneAtATime(io.ask) }),
})

/**
 * Connects to the nodes of a plan, side by side.
 * @throws HaError connection that names every node that cannot be reached.
 */
export const connectNodes = (plan: Plan, options: ConnectOptions): Promise<Connection[]> =>
  connectAll(addressesOf(plan), options)

/** Runs all guards on all nodes at once: one round trip for each. */
export function surveyNodes(
  { plan, programs, payloads }: Prepared,
  connections: readonly Connection[],
  flags: Invocation['flags'],
): Promise<Survey[]> {
  const selections = selectionsOf(flags, programs)
  return Promise.all(
    plan.nodes.flatMap(({ name }, i) => {
      const selection = selections.get(name)
      return selection === undefined
        ? []
        : [
            survey({
              connection: connections[i]!,
              program: programs.get(name)!,
              payload: payloads.get(name)!,
              selection,
              contents: 'with-contents',
            }),
          ]
    }),
  )
}

/**
 * What --only, --skip, --wait-sync and --allow-destroy say for each node, in words that it knows; a node without a step that is meant
 * is left out.
 * @throws HaError usage for steps and nodes that do not exist.
 */
export function selectionsOf(
  flags: Invocation['flags'],
  programs: ReadonlyMap<string, Program>,
): ReadonlyMap<string, Selection> {
  const known = new Set([...programs.values()].flatMap(({ steps }) => steps.map(({ id }) => id)))
  const [only, skip] = (['only', 'skip'] as const).map((flag) => {
    const ids = list(flags[flag])
    for (const id of ids) if (!known.has(id)) throw noSuchStep(flag, id, [...known])
    return ids
  })
  const allowed = list(flags['allow-destroy']).map((word) => {
    const at = word.indexOf(':')
    if (at < 1 || !programs.has(word.slice(0, at)))
      throw new HaError('usage', `--allow-destroy ${word} does not begin with the name of a node.`, {
        hint: 'as in --allow-destroy node1:S4EWNX0M123456; `ha-bootstrap plan` shows the serial numbers',
      })
    return { node: word.slice(0, at), serial: word.slice(at + 1) }
  })
  // The cluster can start while the copies still become the same, so this step is only for who asks for it.
  const waits = flags['wait-sync'] === true || only!.includes(syncWait.id) ? [] : [syncWait.id]
  const selections = [...programs].map(([node, { steps }]): [string, Selection] => {
    const own = new Set(steps.map(({ id }) => id))
    return [
      node,
      {
        ...(only!.length > 0 && { only: only!.filter((id) => own.has(id)) }),
        skip: [...skip!, ...waits].filter((id) => own.has(id)),
        allow: allowed.flatMap((item) => (item.node === node ? [item.serial] : [])),
      },
    ]
  })
  return new Map(selections.filter(([, { only: left }]) => left?.length !== 0))
}

/** Ids of the steps that a selection leaves of a program, in order. */
export const selectedSteps = ({ steps }: Program, { only, skip = [] }: Selection): string[] =>
  steps.flatMap(({ id }) => ((only?.includes(id) ?? true) && !skip.includes(id) ? [id] : []))

function noSuchStep(flag: string, id: string, known: readonly string[]): HaError {
  const meant = nearest(id, known)
  return new HaError('usage', `--${flag} ${id}: there is no such step.`, {
    hint: meant === undefined ? `the steps are: ${known.join(', ')}` : `did you mean ${meant}?`,
  })
}

const list = (value: Invocation['flags'][string]): readonly string[] =>
  Array.isArray(value) ? (value as readonly string[]) : []

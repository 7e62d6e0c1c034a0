import { parseEvent } from '../src/run/events.ts'
import type { NodeEvent } from '../src/run/events.ts'

/** The events of one run on one node. */
export interface NodeRunEvents {
  readonly node: string
  /** Which plan and when, as the run's first event and the journal say it. */
  readonly plan: string
  readonly id: string
  readonly events: readonly NodeEvent[]
}

/** What a run over all nodes took, and what its commands alone took. */
export interface RunTime {
  readonly id: string
  /** How it ended on the nodes. */
  readonly ends: readonly string[]
  readonly changed: number
  /** From the first event to the last, of the node that took longest. */
  readonly wallS: number
  /** For each step the node whose actions took longest together, summed up. */
  readonly slowestS: number
  /** The steps, those that took longest first. */
  readonly steps: readonly { readonly id: string; readonly node: string; readonly seconds: number }[]
}

/** Splits what a node's journals hold: `@ ID` before the events of each run. */
export function readJournals(node: string, text: string): NodeRunEvents[] {
  return text
    .split(/^@ /m)
    .slice(1)
    .flatMap((part): NodeRunEvents[] => {
      const [id = '', ...lines] = part.split('\n')
      const events = lines.flatMap((line) => parseEvent(line) ?? [])
      const [plan] = events.find(({ kind }) => kind === 'begin')?.text.split(' ') ?? []
      return plan === undefined ? [] : [{ node, plan, id, events }]
    })
}

/**
 * The first run of which the journals of all nodes tell. Runs that an interruption left unfinished are followed by another,
 * which is the same apply going on; only a run that ended well on all nodes tells what the whole takes.
 * @throws Error where there is none
 */
export function firstApply(nodes: readonly (readonly NodeRunEvents[])[]): RunTime {
  const ended = nodes.map((runs) => runs.filter(({ events }) => endOf(events) === 'ok'))
  const firsts = ended.map((runs) => [...runs].sort((a, b) => (a.id < b.id ? -1 : 1))[0])
  if (firsts.some((run) => run === undefined))
    throw new Error('no run in the journals ended well on all nodes')
  return timeOf(firsts as NodeRunEvents[])
}

const endOf = (events: readonly NodeEvent[]): string =>
  events.find(({ kind }) => kind === 'end')?.text ?? 'unfinished'

/** Pure; each node is measured by its own clock, of which events know whole seconds. */
export function timeOf(runs: readonly NodeRunEvents[]): RunTime {
  const bySteps = new Map<string, { node: string; seconds: number }>()
  for (const { node, events } of runs)
    for (const [step, seconds] of actionSeconds(events)) {
      const slowest = bySteps.get(step)
      if (slowest === undefined || slowest.seconds < seconds) bySteps.set(step, { node, seconds })
    }
  const steps = [...bySteps]
    .map(([id, slowest]) => ({ id, ...slowest }))
    .sort((a, b) => b.seconds - a.seconds)
  return {
    id: runs[0]!.id,
    ends: runs.map(({ events }) => endOf(events)),
    changed: runs.reduce(
      (sum, { events }) => sum + events.filter(({ kind }) => kind === 'changed').length,
      0,
    ),
    wallS: Math.max(...runs.map(({ events }) => events.at(-1)!.atS - events[0]!.atS)),
    slowestS: steps.reduce((sum, { seconds }) => sum + seconds, 0),
    steps,
  }
}

/** Seconds from the start of each action to its end, for each step. */
function actionSeconds(events: readonly NodeEvent[]): Map<string, number> {
  const seconds = new Map<string, number>()
  let began: NodeEvent | undefined
  for (const event of events) {
    if (event.kind === 'start') began = event
    if ((event.kind !== 'changed' && event.kind !== 'failed') || began?.action !== event.action || !began)
      continue
    seconds.set(event.step, (seconds.get(event.step) ?? 0) + event.atS - began.atS)
    began = undefined
  }
  return seconds
}

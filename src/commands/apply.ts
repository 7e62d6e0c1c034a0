import { readFileSync } from 'node:fs'
import { hostname, userInfo } from 'node:os'
import type { ExitCode } from '../core/errors.ts'
import { HaError } from '../core/errors.ts'
import { posixQuote } from '../core/quote.ts'
import { connect, connectAll, remembering } from '../host/connect.ts'
import type { ConnectOptions } from '../host/connect.ts'
import type { Connection } from '../host/connection.ts'
import { redactor } from '../host/redact.ts'
import { changesText } from '../report/changes.ts'
import { outcomeText } from '../report/outcome.ts'
import type { NodeEvent } from '../run/events.ts'
import { execute } from '../run/execute.ts'
import type { NodeOutcome } from '../run/execute.ts'
import type { Selection } from '../run/payload.ts'
import { changedSince, readPlanFile } from '../run/plan-file.ts'
import type { Survey } from '../run/survey.ts'
import { JsonTelling, PlainTelling } from '../run/telling.ts'
import type { Telling, ToldStep } from '../run/telling.ts'
import { steps } from '../../steps/index.ts'
import type { CommandModule, Invocation, Io } from './command.ts'
import { addressesOf, connectOptions, selectedSteps, selectionsOf, surveyNodes } from './nodes.ts'
import { bindingOf } from './plan.ts'
import { prepare } from './prepare.ts'
import type { Prepared } from './prepare.ts'

export const run: CommandModule['run'] = async ({ flags, words, io }) => {
  const agreed = words[0] === undefined ? undefined : readPlan(words[0])
  const prepared = await prepare({ flags, io })
  const selections = selectionsOf(flags, prepared.programs)
  const memory = io.ask && remembering(io.ask)
  const options = connectOptions({ flags, io: { ...io, ask: memory?.ask } })
  const connections = await connectAll(addressesOf(prepared.plan), options)
  try {
    const surveys = await surveyNodes(prepared, connections, flags)
    if (agreed) refuseChanged(words[0]!, changedSince(agreed, bindingOf(prepared.plan, surveys)))
    if (!flags.json) {
      const { plan, files } = prepared
      const details = agreed ? 'titles' : flags.commands ? 'commands' : 'files'
      io.out(changesText({ plan, surveys, files, details, colour: io.colour }))
    }
    const refused = surveys.flatMap((survey) => survey.refused.map((text) => `${survey.node}: ${text}`))
    if (refused.length > 0) {
      if (flags.json) for (const sentence of refused) io.err(`${sentence}\n`)
      return 'facts'
    }
    if (surveys.every(({ pending }) => pending === 0)) return sayNothingToDo(flags, io, surveys)
    if (!flags.yes && !(await confirmed(io))) return 'interrupted'
    const again = commandLine(flags)
    const quiet: ConnectOptions = { ...options, ...(memory && { ask: memory.recall }) }
    return await go({ prepared, selections, connections, options: quiet, flags, io, again })
  } finally {
    await Promise.all(connections.map((connection) => connection.close()))
  }
}

interface Going {
  readonly prepared: Prepared
  readonly selections: ReadonlyMap<string, Selection>
  readonly connections: readonly Connection[]
  /** For connecting again while nobody can be asked. */
  readonly options: ConnectOptions
  readonly flags: Invocation['flags']
  readonly io: Io
  readonly again: string
}

async function go(going: Going): Promise<ExitCode> {
  const { prepared, selections, connections, options, flags, io, again } = going
  const { plan, programs, payloads } = prepared
  const redact = redactor(Object.values(prepared.secrets))
  const told = toldSteps(prepared, selections)
  const telling = await tellingFor(told, flags, io)
  const done = new Map(plan.nodes.map(({ name }): [string, string[]] => [name, []]))
  const stop = new AbortController()
  const leave = new AbortController()
  const nodes = plan.nodes.flatMap(({ name }, i) => {
    const selection = selections.get(name)
    return selection === undefined
      ? []
      : [
          {
            connection: connections[i]!,
            program: programs.get(name)!,
            payload: payloads.get(name)!,
            selection,
            reconnect: () => connect(addressesOf(plan)[i]!, options),
          },
        ]
  })
  const tellAll = (sentence: string): void =>
    nodes.forEach(({ program }) => telling.notice(program.node, sentence))
  const release = io.onInterrupt(() => {
    if (stop.signal.aborted) leave.abort()
    else {
      stop.abort()
      tellAll('Stopping behind the running action. Ctrl-C again leaves it to itself.')
    }
  })
  let outcomes: readonly NodeOutcome[]
  try {
    outcomes = await execute({
      nodes,
      order: steps.map(({ id }) => id),
      who: `${userInfo().username} on ${hostname()}`,
      onEvent: (node, event) => {
        if (event.kind === 'done') done.get(node)!.push(event.step)
        telling.event(node, hidden(event, redact))
      },
      onNotice: (node, sentence) => telling.notice(node, redact(sentence)),
      stop: stop.signal,
      leave: leave.signal,
    })
  } finally {
    release()
    await telling.end()
  }
  const shown = outcomes.map((outcome) => ({ ...outcome, text: redact(outcome.text) }))
  if (flags.json) for (const outcome of shown) io.out(`${JSON.stringify({ ...outcome, kind: 'outcome' })}\n`)
  else io.out(`\n${outcomeText({ outcomes: shown, programs, done, again, colour: io.colour })}`)
  return exitCodeOf(outcomes)
}

/** What other nodes are told is theirs: it may hold keys. */
const hidden = (event: NodeEvent, redact: (text: string) => string): NodeEvent => ({
  ...event,
  text: event.kind === 'share' ? event.text.split(' ')[0]! : redact(event.text),
})

function exitCodeOf(outcomes: readonly NodeOutcome[]): ExitCode {
  const hows = outcomes.map(({ how }) => how)
  if (hows.every((how) => how === 'ok')) return 'ok'
  if (hows.some((how) => how === 'failed' || how === 'died' || how === 'broken' || how === 'locked'))
    return 'stepFailed'
  return hows.includes('lost') ? 'connection' : 'interrupted'
}

/** The picture where there is a terminal that can move its cursor, and lines everywhere else. */
async function tellingFor(told: readonly ToldStep[], flags: Invocation['flags'], io: Io): Promise<Telling> {
  if (flags.json) return new JsonTelling(io.out)
  if (io.columns === undefined || process.env.TERM === 'dumb') return new PlainTelling(io.out, told)
  const { TerminalTelling } = await import('../run/progress.ts')
  return new TerminalTelling(told)
}

function toldSteps({ programs }: Prepared, selections: ReadonlyMap<string, Selection>): ToldStep[] {
  const selected = new Map(
    [...selections].map(([node, selection]) => [node, selectedSteps(programs.get(node)!, selection)]),
  )
  return steps.flatMap(({ id, title }) => {
    const nodes = [...selected].flatMap(([node, ids]) => (ids.includes(id) ? [node] : []))
    return nodes.length === 0 ? [] : [{ id, title, nodes }]
  })
}

function readPlan(name: string): ReturnType<typeof readPlanFile> {
  let text: string
  try {
    text = readFileSync(name, 'utf8')
  } catch (error) {
    throw new HaError('usage', `${name} cannot be read (${(error as Error).message}).`, {
      hint: 'make it with `ha-bootstrap plan -o FILE`',
    })
  }
  return readPlanFile(name, text)
}

function refuseChanged(name: string, changes: readonly string[]): void {
  if (changes.length === 0) return
  throw new HaError('facts', `${name} is no longer what would happen:\n    ${changes.join('\n    ')}`, {
    hint: `look again: \`ha-bootstrap plan -o ${posixQuote(name)}\``,
  })
}

function sayNothingToDo(flags: Invocation['flags'], io: Io, surveys: readonly Survey[]): ExitCode {
  if (flags.json)
    for (const { node } of surveys)
      io.out(`${JSON.stringify({ kind: 'outcome', node, how: 'ok', changed: 0 })}\n`)
  return 'ok'
}

async function confirmed(io: Io): Promise<boolean> {
  if (!io.ask)
    throw new HaError('usage', 'Nothing was changed: there is nobody to ask whether this is to be done.', {
      hint: 'say it with --yes, or run it in a terminal',
    })
  const answer = await io.ask({ node: '', kind: 'yes-no', text: 'Do this? Only yes is a yes' })
  if (answer?.trim() === 'yes') return true
  io.err('Nothing was changed.\n')
  return false
}

/** The same command again; whoever agreed once need not agree to what is left. */
function commandLine(flags: Invocation['flags']): string {
  const options = Object.entries(flags).flatMap(([name, value]): string[] => {
    if (value === undefined || value === false) return []
    if (value === true) return [`--${name}`]
    const list: readonly string[] = typeof value === 'string' ? [value] : value
    return list.flatMap((item) => [`--${name}`, posixQuote(item)])
  })
  // A plan that was half carried out is bound to what no longer is.
  return ['ha-bootstrap', 'apply', ...options].join(' ')
}

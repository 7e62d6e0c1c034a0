import type { Colours } from '../core/colour.ts'
import { plural } from '../core/text.ts'
import type { Plan } from '../plan/plan.ts'
import type { RenderedFile } from '../render/files.ts'
import type { FoundDevice, PendingAction, Survey, SurveyedStep } from '../run/survey.ts'
import { durationText, estimate } from './duration.ts'
import { fileDiff } from './file-diff.ts'

export interface ChangesInput {
  readonly plan: Plan
  readonly surveys: readonly Survey[]
  readonly files: ReadonlyMap<string, readonly RenderedFile[]>
  /** Commands are shown below the actions that run them. */
  readonly details: 'commands' | 'files' | 'titles'
  readonly colour: Colours
}

/** What would change, for people: per node and step, then what is destroyed and interrupted, then the sum. */
export function changesText(input: ChangesInput): string {
  const { plan, surveys, colour } = input
  const nodes = surveys.filter(({ pending }) => pending > 0)
  const parts = [
    ...nodes.map((survey) => nodeText(survey, input)),
    destroyedText(surveys, colour),
    interruptedText(surveys, colour),
    refusedText(surveys, colour),
    sumText(plan, surveys, colour),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function nodeText(survey: Survey, input: ChangesInput): string {
  const { colour } = input
  const steps = survey.steps.filter(({ pending }) => pending.length > 0)
  return [colour.bold(survey.node), ...steps.flatMap((step) => stepLines(survey.node, step, input))].join(
    '\n',
  )
}

function stepLines(node: string, { step, pending }: SurveyedStep, input: ChangesInput): string[] {
  const { colour } = input
  const mark =
    step.danger === 'destroys-data'
      ? colour.red(' (destroys data)')
      : step.danger === 'interrupts-service'
        ? colour.yellow(' (interrupts)')
        : ''
  return [
    `  ${colour.bold(step.title)}${mark} ${colour.dim(`[${step.id}]`)}`,
    ...pending.flatMap((item) => actionLines(node, item, input)),
  ]
}

function actionLines(node: string, item: PendingAction, input: ChangesInput): string[] {
  const { action } = item
  const { colour, details } = input
  if (action.do === 'put') return fileLines(node, action.path, item.now[0], input)
  const sign = item.destroys.length > 0 ? colour.red('-') : colour.yellow('~')
  const why = action.do === 'service' ? `${action.why} (${action.name}: ${action.want})` : action.why
  const script = details === 'commands' && action.do === 'run' ? action.script.text.trim().split('\n') : []
  const puts = action.do === 'run' ? (action.puts ?? []) : []
  return [
    `    ${sign} ${why}`,
    ...puts.flatMap((path, i) =>
      same(node, path, item.now[i], input) ? [] : fileLines(node, path, item.now[i], input),
    ),
    ...script.map((line) => colour.dim(`        ${line}`)),
  ]
}

type Now = PendingAction['now'][number] | undefined

const fileOf = (node: string, path: string, { files }: ChangesInput): RenderedFile =>
  files.get(node)!.find((file) => file.path === path)!

/** Whether a file that is put with others is as it is to be already. */
function same(node: string, path: string, now: Now, input: ChangesInput): boolean {
  if (now === undefined || now === 'absent' || now.content === undefined) return false
  const file = fileOf(node, path, input)
  return fileDiff(file, now.content).length === 0 && now.mode === file.mode.toString(8)
}

function fileLines(node: string, path: string, now: Now, input: ChangesInput): string[] {
  const { colour, details } = input
  if (now === 'absent' || now === undefined) return [`    ${colour.green('+')} ${path}`]
  const lines =
    now.content === undefined ? ['(cannot be compared)'] : fileDiff(fileOf(node, path, input), now.content)
  const shown = lines.length === 0 ? [`(mode or owner, now ${now.mode} ${now.owner})`] : lines
  return [
    `    ${colour.yellow('~')} ${path}`,
    ...(details === 'titles' ? [] : shown.map((line) => `        ${paintLine(line, colour)}`)),
  ]
}

const paintLine = (line: string, colour: Colours): string =>
  line.startsWith('+') ? colour.green(line) : line.startsWith('-') ? colour.red(line) : colour.dim(line)

interface OnNode extends FoundDevice {
  readonly node: string
}

/** Devices that lose what is on them, each once. */
export function destroyedDevices(surveys: readonly Survey[]): OnNode[] {
  const all = surveys.flatMap(({ node, steps }) =>
    steps.flatMap(({ pending }) =>
      pending.flatMap(({ destroys }) => destroys.map((device) => ({ node, ...device }))),
    ),
  )
  return all.filter(
    (device, i) => all.findIndex(({ node, path }) => node === device.node && path === device.path) === i,
  )
}

const sizeText = (bytes: number | undefined): string => {
  if (bytes === undefined) return 'size unknown'
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`
}

const stateWords: { readonly [state in FoundDevice['state']]: string } = {
  empty: 'empty',
  ours: 'begun by an earlier run',
  data: 'HOLDS DATA',
  used: 'IN USE',
}

function destroyedText(surveys: readonly Survey[], colour: Colours): string {
  const devices = destroyedDevices(surveys)
  if (devices.length === 0) return ''
  const lines = devices.flatMap(({ node, path, serial, sizeBytes, state, found }) => [
    `  ${node} ${path}`,
    `      ${sizeText(sizeBytes)}, ${serial === undefined ? 'no serial number' : `serial ${serial}`}: ${
      state === 'empty' ? 'empty' : colour.bold(stateWords[state])
    }`,
    ...(found === '' ? [] : found.split('\n').map((line) => `        ${line}`)),
  ])
  return [colour.red(colour.bold('Destroys data on:')), ...lines].join('\n')
}

function interruptedText(surveys: readonly Survey[], colour: Colours): string {
  const byTitle = new Map<string, string[]>()
  for (const { node, steps } of surveys)
    for (const { step, pending } of steps)
      if (step.danger === 'interrupts-service' && pending.length > 0)
        byTitle.set(step.title, [...(byTitle.get(step.title) ?? []), node])
  if (byTitle.size === 0) return ''
  const lines = [...byTitle].map(([title, nodes]) => `  ${title}: ${nodes.join(', ')}`)
  return [colour.yellow('Interrupts:'), ...lines].join('\n')
}

function refusedText(surveys: readonly Survey[], colour: Colours): string {
  const lines = surveys.flatMap(({ node, refused }) => refused.map((sentence) => `  ${node}: ${sentence}`))
  return lines.length === 0 ? '' : [colour.red(colour.bold('Refused:')), ...lines].join('\n')
}

function sumText(plan: Plan, surveys: readonly Survey[], colour: Colours): string {
  const pending = surveys.reduce((sum, survey) => sum + survey.pending, 0)
  const unchanged = surveys.reduce(
    (sum, { steps }) => sum + steps.reduce((of, step) => of + step.unchanged, 0),
    0,
  )
  const nodes = plural(surveys.length, 'node')
  if (pending === 0)
    return `Nothing to change: ${nodes}, ${plural(unchanged, 'thing')} looked at, all as they should be.`
  const { secondsS, syncS } = estimate(plan, surveys)
  const sync = syncS > 0 ? `; then ${durationText(syncS)} of initial synchronisation in the background` : ''
  return [
    colour.bold(`${nodes}: ${plural(pending, 'thing')} to do, ${unchanged} already as they should be.`),
    `About ${durationText(secondsS)}${sync}.`,
  ].join('\n')
}

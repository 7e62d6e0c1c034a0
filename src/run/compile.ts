import { createHash } from 'node:crypto'
import { sh, shLines, shVerbatim } from '../core/sh.ts'
import type { Sh } from '../core/sh.ts'
import type { NodePlan, Plan } from '../plan/plan.ts'
import type { RenderedFile } from '../render/files.ts'
import { runner } from './node-scripts.gen.ts'
import { isFor } from './step.ts'
import type { Action, Destroyed, Step } from './step.ts'

/** A step as it is on one node. */
export interface CompiledStep {
  readonly id: string
  readonly title: string
  readonly danger: Step['danger']
  readonly actions: readonly CompiledAction[]
}

export interface CompiledAction {
  /** As in events. */
  readonly number: number
  readonly action: Action
}

export interface Program {
  readonly node: string
  readonly steps: readonly CompiledStep[]
  /** POSIX sh; its head says how it is called. */
  readonly text: string
}

const defaultTimeoutS = 600

/**
 * All that is to be done on one node as one program.
 * @throws Error for an action that puts a file nobody rendered: that is our bug.
 */
export function compile(
  plan: Plan,
  node: NodePlan,
  files: readonly RenderedFile[],
  steps: readonly Step[],
): Program {
  let number = 0
  const compiled = steps.flatMap((step): CompiledStep[] => {
    const actions = isFor(step, plan, node) ? step.actions({ plan, node, files }) : []
    if (actions.length === 0) return []
    const { id, title, danger } = step
    return [{ id, title, danger, actions: actions.map((action) => ({ number: ++number, action })) }]
  })
  const byPath = new Map(files.map((file) => [file.path, file]))
  const shell = new Map(
    compiled.flatMap(({ actions }) =>
      actions.map(({ number: n, action }) => [n, parts(n, action, byPath)] as const),
    ),
  )
  const firstAsked = firstOf(shell)
  const text = shLines(
    sh`#!/bin/sh`,
    shVerbatim(`# ${node.name}: made by ha-bootstrap ${plan.tool} for cluster ${plan.cluster.name}.`),
    shVerbatim(runner),
    sh`ha_node=${node.name}`,
    sh`ha_plan=${planHash(plan)}`,
    sh`ha_step_ids=${compiled.map(({ id }) => id).join(',')}`,
    sh`ha_units=${unitsAsked([...shell.values()].map(({ guard }) => guard.text)).join(' ')}`,
    ...[...shell].map(([n, of]) => functions(n, of)),
    shVerbatim('ha_steps() {\n:'),
    ...compiled.flatMap(({ id, title, actions }) => [
      sh`ha_step ${id} ${title}`,
      ...actions.map((action) => call(action, firstAsked(action.number))),
    ]),
    shVerbatim('}\nha_main "$@"\n'),
  )
  return { node: node.name, steps: compiled, text: text.text }
}

/** What a run belongs to: the same for all nodes. */
export const planHash = (plan: Plan): string =>
  createHash('sha256').update(JSON.stringify(plan)).digest('hex').slice(0, 16)

/** The number of the first action whose guard is word for word that of another, where that is an earlier one. */
function firstOf(shell: ReadonlyMap<number, Parts>): (number: number) => number | undefined {
  const first = new Map([...shell].reverse().map(([number, { guard }]) => [guard.text, number]))
  return (number) => {
    const earliest = first.get(shell.get(number)?.guard.text ?? '')
    return earliest === number ? undefined : earliest
  }
}

/** Units of systemd of which guards ask, which a check has told by one question. One that is not found here is asked for by itself. */
function unitsAsked(guards: readonly string[]): string[] {
  const oneUnit = /\bha_(?:is|up_to_date|reloaded|unit_there|waits \S+ \S+) ([\w@.:-]+)/g
  const manyUnits = /\bha_units_are_read ([\w@.: -]+)/g
  return [
    ...new Set(
      guards.flatMap((guard) => [
        ...[...guard.matchAll(oneUnit)].flatMap(([, name]) => name ?? []),
        ...[...guard.matchAll(manyUnits)].flatMap(([, names]) => names?.trim().split(' ') ?? []),
      ]),
    ),
  ].sort()
}

function call({ number, action }: CompiledAction, twin: number | undefined): Sh {
  const kind = action.do === 'service' ? 'run' : action.do
  // A wait gets a little longer than its own limit, so that it can say why itself.
  const timeoutS =
    action.do === 'wait'
      ? action.timeoutS + 30
      : action.do === 'run'
        ? (action.timeoutS ?? defaultTimeoutS)
        : defaultTimeoutS
  return sh`ha_act ${number} ${kind} ${timeoutS} ${action.why}${twin === undefined ? shVerbatim('') : sh` ${twin}`}`
}

function functions(number: number, of: Parts): Sh {
  const { guard, act, progress, destroys, refuses, content } = of
  return shLines(
    define(`g${number}`, guard),
    define(`r${number}`, act),
    define(`p${number}`, progress),
    define(`c${number}`, content),
    ...(destroys ?? []).map((item, i) => define(`o${number}_${i}`, item.ours ?? sh`false`)),
    define(
      `d${number}`,
      (destroys || refuses) &&
        shLines(
          refuses && sh`case $1 in look | act) ha_refuses "$1" "$(\n${refuses}\n)" ;; esac`,
          ...(destroys ?? []).map(
            ({ path, disk, kept }, i) =>
              sh`${kept ? sh`{ [ "$1" = look ] && (${kept}) >/dev/null 2>&1; } || ` : shVerbatim('')}ha_destroys "$1" ${path} ${shVerbatim(`o${number}_${i}`)} ${disk?.path ?? ''} ${disk?.serial ?? ''} ${disk?.wwn ?? ''} ${disk?.sizeBytes ?? ''}`,
          ),
        ),
    ),
  )
}

const define = (name: string, body: Sh | undefined): Sh =>
  shVerbatim(body === undefined ? `${name}() { :; }` : `${name}() {\n${body.text}\n}`)

interface Parts {
  readonly guard: Sh
  readonly act: Sh
  readonly progress?: Sh | undefined
  readonly destroys?: readonly Destroyed[] | undefined
  readonly refuses?: Sh | undefined
  readonly content?: Sh | undefined
}

function parts(number: number, action: Action, files: ReadonlyMap<string, RenderedFile>): Parts {
  switch (action.do) {
    case 'put': {
      const file = files.get(action.path)
      if (file === undefined) throw new Error(`no file ${action.path} was rendered for a step to put`)
      const mode = (file.secrets.length > 0 ? file.mode & 0o770 : file.mode).toString(8)
      const owner = action.owner ?? 'root:root'
      return {
        guard: sh`ha_same ${action.path} ${mode} ${owner}`,
        act: sh`ha_put ${action.path} ${mode} ${owner}`,
        content: sh`ha_content ${action.path}`,
      }
    }
    case 'run':
      return {
        guard: action.unless,
        act: action.script,
        progress: action.progress,
        destroys: action.destroys,
        refuses: action.refuses,
        content: action.puts && shLines(...action.puts.map((path) => sh`ha_content ${path}`)),
      }
    case 'service':
      return {
        guard: sh`ha_is ${action.name} ${action.want}`,
        act: sh`ha_make ${action.name} ${action.want}`,
      }
    case 'wait':
      return {
        guard: action.until,
        act: action.otherwise
          ? shLines(
              sh`if ! (ha_wait ${action.timeoutS} ${shVerbatim(`g${number}`)}); then\n(`,
              action.otherwise,
              shVerbatim(')\nexit 1\nfi'),
            )
          : sh`ha_wait ${action.timeoutS} ${shVerbatim(`g${number}`)}`,
        progress: action.progress,
      }
  }
}

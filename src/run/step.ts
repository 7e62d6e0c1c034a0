import { sh } from '../core/sh.ts'
import type { Sh } from '../core/sh.ts'
import type { NodePlan, Plan } from '../plan/plan.ts'
import type { RenderedFile } from '../render/files.ts'

/** Something that is to be so on a node. Plain data: what makes it so, and a guard that says whether it is so already. */
export type Action =
  | {
      /** A rendered file at its place: whole or not at all, with mode and owner; the old one is kept. */
      readonly do: 'put'
      readonly why: string
      /** Path of a rendered file of this node. */
      readonly path: string
      /** USER:GROUP; root:root without it. */
      readonly owner?: string
    }
  | {
      readonly do: 'run'
      readonly why: string
      readonly script: Sh
      /**
       * The guard: true means there is nothing to do. Changes nothing, needs no more than what a bare node has, and is
       * asked again afterwards: an act whose guard is still false has failed. It looks at reality (the module is
       * loaded), never at a marker (we loaded it once), so that an interrupted run goes on where it was.
       */
      readonly unless: Sh
      /** Prints `PERCENT TEXT` or `- TEXT`, now and then, while the script runs. */
      readonly progress?: Sh
      /**
       * Prints why it must not be done here, a sentence on each line, or nothing. Asked in --check too, where each is told
       * before anything begins.
       */
      readonly refuses?: Sh
      /** Devices whose content is lost. The node looks at them immediately before the script. */
      readonly destroys?: readonly Destroyed[]
      /** Paths of rendered files that the script itself puts, because they must not change one by one. */
      readonly puts?: readonly string[]
      /** 600 without it. */
      readonly timeoutS?: number
      /** How long it takes as a rule, for the plan; under a second without it. */
      readonly takesS?: number
    }
  | {
      readonly do: 'service'
      readonly why: string
      /** Unit of systemd, script of rc.d (without rc.) or of init.d. */
      readonly name: string
      readonly want: 'started' | 'stopped' | 'enabled' | 'disabled'
    }
  | {
      /** Something that becomes true by itself or by the other nodes. */
      readonly do: 'wait'
      readonly why: string
      readonly until: Sh
      /** Says, when the time is over, why it did not come true as far as that can be seen; may `ha_fail`. */
      readonly otherwise?: Sh
      readonly progress?: Sh
      readonly timeoutS: number
      readonly takesS?: number
    }

export interface Destroyed {
  readonly path: string
  /**
   * The disk that it is or lies on, as the plan knows it: the device must be that disk, and its serial number is what its
   * owner allows. Undefined for an array, a volume or a DRBD device, which are allowed by their paths.
   */
  readonly disk?: {
    readonly path: string
    readonly serial: string | undefined
    readonly wwn: string | undefined
    readonly sizeBytes: number | undefined
  }
  /** True where what is on it is our own work of an interrupted run. */
  readonly ours?: Sh
  /**
   * True, as long as nothing was changed yet, where an action before this one takes over what is there: then nothing is
   * going to be lost, and nobody is told so. The look before the act does not ask it.
   */
  readonly kept?: Sh
}

export interface StepInput {
  readonly plan: Plan
  readonly node: NodePlan
  readonly files: readonly RenderedFile[]
}

export interface Step {
  readonly id: string
  /** In the imperative: what is done. */
  readonly title: string
  readonly on: 'every-node' | 'first-node' | 'other-nodes'
  readonly danger: 'none' | 'interrupts-service' | 'destroys-data'
  /** Pure and without live facts: the same plan gives the same actions. No actions: the step is not for this node. */
  readonly actions: (input: StepInput) => readonly Action[]
}

/** Whether a step is for a node. */
export const isFor = (step: Step, plan: Plan, node: NodePlan): boolean =>
  step.on === 'every-node' || (step.on === 'first-node') === (plan.nodes[0]!.name === node.name)

/** Puts for all files of which the path begins so. */
export const putAll = (files: readonly RenderedFile[], ...beginnings: readonly string[]): Action[] =>
  files
    .filter(({ path }) => beginnings.some((beginning) => path.startsWith(beginning)))
    .map(({ path }) => ({ do: 'put', why: `write ${path}`, path }))

/** Changes nothing, and ends the run where the piece of sh prints sentences. */
export const refusal = (why: string, sentences: Sh): Action => ({
  do: 'run',
  why,
  unless: sh`test -z "$(\n${sentences}\n)"`,
  refuses: sentences,
  // What refuses it ends the action before this.
  script: sh`:`,
})

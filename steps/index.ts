import type { Step } from '../src/run/step.ts'

/** The whole bootstrap in the order in which it happens. */
export const steps: readonly Step[] = []

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1]!

let missed = 0

/** Prints a measured ratio, or number, beside its goal; a goal that is missed makes the exit code 1 (see `exitCode`). */
export function print(what: string, value: string, goal: string, holds: boolean): void {
  if (!holds) missed++
  console.log(`${what.padEnd(44)} ${value.padStart(12)}   goal ${goal.padEnd(8)} ${holds ? 'ok' : 'MISSED'}`)
}

export const exitCode = (): number => (missed > 0 ? 1 : 0)

import * as fc from 'fast-check'

/** Draws values one after the other; what is drawn depends on fast-check's seed alone. */
export interface Draw {
  int(min: number, max: number): number
  /** True in about so many of a hundred cases. */
  chance(percent: number): boolean
  pick<T>(choices: readonly T[]): T
  /** Between min and max different entries, in their order. */
  some<T>(choices: readonly T[], min: number, max: number): T[]
  /** The fields of those of the entries that luck takes, each in about so many of a hundred cases. */
  fields(percent: number, entries: { readonly [key: string]: () => unknown }): { [key: string]: unknown }
}

/** An arbitrary of whatever build makes of its draws. */
export const drawn = <T>(build: (draw: Draw) => T): fc.Arbitrary<T> =>
  fc.gen().map((gen) => {
    const int = (min: number, max: number): number => gen(fc.integer, { min, max })
    const chance = (percent: number): boolean => int(0, 99) < percent
    const draw: Draw = {
      int,
      chance,
      pick: (choices) => choices[int(0, choices.length - 1)]!,
      some: (choices, min, max) => {
        const left = choices.map((_, i) => i)
        const count = int(min, Math.min(max, choices.length))
        const taken = Array.from({ length: count }, () => left.splice(int(0, left.length - 1), 1)[0]!)
        return taken.sort((a, b) => a - b).map((i) => choices[i]!)
      },
      fields: (percent, entries) =>
        Object.fromEntries(
          Object.entries(entries).flatMap(([key, value]) => (chance(percent) ? [[key, value()]] : [])),
        ),
    }
    return build(draw)
  })

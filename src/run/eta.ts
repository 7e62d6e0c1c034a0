/** How far back the speed is measured: a synchronisation slows down and speeds up with what else the disks do. */
const windowS = 120
/** A shorter look says nothing about the speed. */
const shortestS = 4

/** Says when something will be done, from what is known of how far it was at which time. */
export class Eta {
  readonly #seen: { readonly atS: number; readonly percent: number }[] = []

  /** Seconds that are left at the speed of the last two minutes; undefined as long as that cannot be said. */
  leftS(percent: number, atS: number): number | undefined {
    const before = this.#seen.at(-1)
    // It was begun anew, or the clock was set.
    if (before && (percent < before.percent || atS < before.atS)) this.#seen.length = 0
    this.#seen.push({ atS, percent })
    while (this.#seen.length > 2 && atS - this.#seen[0]!.atS > windowS) this.#seen.shift()
    const { atS: fromS, percent: from } = this.#seen[0]!
    if (atS - fromS < shortestS || percent <= from || percent >= 100) return undefined
    return ((100 - percent) * (atS - fromS)) / (percent - from)
  }
}

/** `2 h 05 min`, `3 min`, `40 s`: as exact as it is worth. */
export function spokenDuration(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`
}

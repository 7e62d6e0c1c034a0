const pending = new Set<() => void>()

/** Registers what must not stay behind when the program is interrupted; the result takes it off the list. */
export function cleanUpOnExit(action: () => void): () => void {
  pending.add(action)
  return () => pending.delete(action)
}

/** Runs and forgets everything registered. For cli.ts, on signals and errors. */
export function cleanUpNow(): void {
  for (const action of pending) {
    try {
      action()
    } catch {
      // The rest still wants to be cleaned up.
    }
  }
  pending.clear()
}

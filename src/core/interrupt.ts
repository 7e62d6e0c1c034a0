/** What is done at Ctrl-C instead of ending at once, while something is at work that must not be cut in the middle. */
let handler: (() => void) | undefined

/** Takes Ctrl-C over until the result is called. */
export function onInterrupt(act: () => void): () => void {
  handler = act
  return () => {
    if (handler === act) handler = undefined
  }
}

/** Whether somebody took it over. For cli.ts. */
export function interrupt(): boolean {
  handler?.()
  return handler !== undefined
}

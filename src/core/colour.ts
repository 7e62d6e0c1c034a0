import pico from 'picocolors'

export type Colours = ReturnType<typeof pico.createColors>

/**
 * Colours for a stream: only for a terminal that knows them, never with NO_COLOR or --no-color, always with FORCE_COLOR.
 * picocolors' own test is not used because it colours pipes when CI is set.
 */
export function coloursFor(stream: { readonly isTTY?: boolean }, argv: readonly string[]): Colours {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env
  const refused = Boolean(NO_COLOR) || argv.includes('--no-color')
  return pico.createColors(!refused && (Boolean(FORCE_COLOR) || (stream.isTTY === true && TERM !== 'dumb')))
}

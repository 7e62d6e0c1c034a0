/**
 * Quotes a word for any POSIX shell (dash, bash, busybox ash).
 * @throws TypeError for anything but a string without NUL, which no argument can hold.
 */
export function posixQuote(word: string): string {
  if (typeof word !== 'string') throw new TypeError(`only strings can be quoted, not ${typeof word}`)
  if (word.includes('\0')) throw new TypeError('a NUL character cannot be part of a shell word')
  if (/^[A-Za-z0-9_./:=@%+,-]+$/.test(word)) return word
  return `'${word.replaceAll("'", `'\\''`)}'`
}

/**
 * Whether a script of crmsh can hold a value: crmsh 4.4 reads its own text a second time and loses a backslash at the end
 * or before a quote, and writes what is not ASCII as entities of entities (measured).
 */
export const crmshWrites = (value: string): boolean =>
  /^[\x20-\x7e]*$/.test(value) && !/\\(?:"|$)/.test(value)

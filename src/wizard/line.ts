/** What of a line is on the screen, and before which of its characters the cursor stands. */
export interface Shown {
  readonly text: string
  readonly cursor: number
}

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u
const without = /\p{Mn}|\p{Me}|\p{Cf}/u

/** How many columns of a terminal a text takes. */
export const columnsOf = (text: string): number =>
  Array.from(text).reduce((sum, one) => sum + (without.test(one) ? 0 : wide.test(one) ? 2 : 1), 0)

/** The part of a line around the cursor that fits into some columns; < and > stand where it goes on. */
export function partOf({ text, cursor }: Shown, columns: number): Shown {
  if (columnsOf(text) <= columns) return { text, cursor }
  const all = Array.from(text)
  const at = Array.from(text.slice(0, cursor)).length
  let begin = at
  let end = at
  let taken = 0
  // Two columns for the signs, two for a wide character that just does not fit.
  const room = Math.max(4, columns - 4)
  const take = (one: string | undefined): boolean => {
    if (one === undefined || taken + columnsOf(one) > room) return false
    taken += columnsOf(one)
    return true
  }
  while (begin > 0 && take(all[begin - 1])) begin--
  while (end < all.length && take(all[end])) end++
  const lead = begin > 0 ? '<' : ''
  const before = lead + all.slice(begin, at).join('')
  return {
    text: before + all.slice(at, end).join('') + (end < all.length ? '>' : ''),
    cursor: before.length,
  }
}

/**
 * What makes one state of the input line out of the other: text, blanks and backspaces alone, which every terminal knows
 * and which is little for a slow line.
 */
export function redraw(before: Shown, after: Shown): string {
  const old = Array.from(before.text)
  const now = Array.from(after.text)
  const oldCursor = Array.from(before.text.slice(0, before.cursor)).length
  let same = 0
  while (same < old.length && same < now.length && old[same] === now[same]) same++
  // A mark that joins the character before it cannot be drawn alone.
  while (same > 0 && (without.test(old[same] ?? '') || without.test(now[same] ?? ''))) same--
  const isSame = same === old.length && same === now.length
  const back = (columns: number): string => '\b'.repeat(columns)
  const width = (some: readonly string[]): number => columnsOf(some.join(''))
  const nowCursor = columnsOf(after.text.slice(0, after.cursor))
  if (isSame) {
    const from = width(old.slice(0, oldCursor))
    return nowCursor <= from
      ? back(from - nowCursor)
      : now.slice(oldCursor, Array.from(after.text.slice(0, after.cursor)).length).join('')
  }
  const there =
    oldCursor >= same ? back(width(old.slice(same, oldCursor))) : old.slice(oldCursor, same).join('')
  const rest = now.slice(same).join('')
  const surplus = Math.max(0, width(old) - width(now))
  return there + rest + ' '.repeat(surplus) + back(width(now) + surplus - nowCursor)
}

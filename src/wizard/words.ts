/** The words of a text that was typed: what stands between blanks and commas. */
export const wordsOf = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '')

/** What arrays, groups, volumes, services and machines may be called. */
export const nameForm = /^[A-Za-z][A-Za-z0-9_-]{0,47}$/

/** Why something cannot be called so, in one sentence; undefined where it can. */
export const whyNotName = (name: string): string | undefined =>
  nameForm.test(name) ? undefined : `${name} is no name: letters, digits, '_' and '-', first a letter.`

/** Compares dotted versions number by number: negative when a is older than b. Suffixes after the numbers do not count. */
export function compareVersions(a: string, b: string): number {
  const numbers = (version: string): number[] =>
    (version.match(/^[0-9]+(\.[0-9]+)*/)?.[0] ?? '0').split('.').map(Number)
  const left = numbers(a)
  const right = numbers(b)
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** Whether version is wanted or newer. */
export const atLeast = (version: string, wanted: string): boolean => compareVersions(version, wanted) >= 0

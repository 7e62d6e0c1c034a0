const units = ['', 'K', 'M', 'G', 'T', 'P']

/**
 * Bytes for people: 40G, 1.5T, 10239M. Exact in the largest unit in which it is a short whole number or has one decimal
 * place; else rounded to one.
 */
export function formatBytes(bytes: number): string {
  const natural = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10))
  const value = bytes / 1024 ** natural
  if (Number.isInteger(value * 10)) return `${value}${units[natural]}`
  for (let unit = natural - 1; unit >= 0; unit--) {
    const smaller = bytes / 1024 ** unit
    if (smaller >= 1e6) break
    if (Number.isInteger(smaller)) return `${smaller}${units[unit]}`
  }
  return `${value.toFixed(1)}${units[natural]}`
}

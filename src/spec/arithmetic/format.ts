const units = ['', 'K', 'M', 'G', 'T', 'P']

/** Bytes for people: 40G, 159.9G; what would round to a whole number but is none is told in the next unit: 10239M, 2047.7G. */
export function formatBytes(bytes: number): string {
  const natural = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10))
  const value = bytes / 1024 ** natural
  const rounded = value.toFixed(1)
  if (Number.isInteger(value * 10) || !rounded.endsWith('.0')) return `${Number(rounded)}${units[natural]}`
  // 10G less a header must not read as 10.0G.
  const smaller = value * 1024
  return `${Number(smaller.toFixed(1))}${units[natural - 1]}`
}

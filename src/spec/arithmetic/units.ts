/** Bytes of a size such as 20G, 1.5T or a number; K, M, G and T are powers of 1024. */
export function bytesOf(size: number | string): number {
  const match = /^([0-9]+(?:\.[0-9]+)?)([KMGT]?)$/.exec(String(size))
  if (!match) throw new RangeError(`not a size: ${size}`)
  return Math.floor(Number(match[1]) * 1024 ** (match[2] ? 'KMGT'.indexOf(match[2]) + 1 : 0))
}

/** Milliseconds of a duration such as 30s, 500ms, 2min; a bare number is seconds. */
export function millisecondsOf(duration: number | string): number {
  const match = /^([0-9]+)(ms|s|min|m|h|)$/.exec(String(duration))
  if (!match) throw new RangeError(`not a duration: ${duration}`)
  const unit = { ms: 1, s: 1000, '': 1000, min: 60_000, m: 60_000, h: 3_600_000 }[match[2] as 's']
  return Number(match[1]) * unit
}

/** Seconds, rounded up: where a file takes whole seconds, no timeout may become shorter. */
export const secondsOf = (duration: number | string): number => Math.ceil(millisecondsOf(duration) / 1000)

/** Bytes per second of a DRBD rate; without a letter the unit is KiB/s (drbd.conf(5)). */
export function rateOf(rate: string): number {
  const match = /^([0-9]+)([KMG]?)$/.exec(rate)
  if (!match) throw new RangeError(`not a rate: ${rate}`)
  return Number(match[1]) * 1024 ** ('KMG'.indexOf(match[2] || 'K') + 1)
}

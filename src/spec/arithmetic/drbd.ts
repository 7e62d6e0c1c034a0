// Sizes and rates of DRBD. Metadata: measured with `drbdmeta create-md` (drbd-utils 9.22) on devices from 10 GB to 1 TiB.

const kib = 1024
const mib = 1024 * kib
const superblockBytes = 4096
/** Default size of the ring of the activity log: al-stripes 1, al-stripe-size 32 KiB (drbdmeta(8)). */
export const activityLogBytes = 32 * kib
/** Metadata on a device of its own needs this at least (DRBD User's Guide, "Estimating metadata size"). */
const smallestExternalBytes = mib

const roundUp = (value: number, step: number): number => Math.ceil(value / step) * step
const roundDown = (value: number, step: number): number => Math.floor(value / step) * step

/**
 * Bytes that internal metadata takes at the end of a device of `deviceBytes`; `peers` is the number of bitmaps: 1 up to
 * DRBD 8.4, --max-peers in 9.
 */
export function internalMetadataBytes(deviceBytes: number, peers: number): number {
  const bits = roundUp(Math.ceil(deviceBytes / 4096), 64)
  const bitmap = roundUp((bits / 8) * peers, 4096)
  return superblockBytes + activityLogBytes + bitmap
}

/** Bytes of the replicated device above a backing device with internal metadata; 0 where nothing is left. */
export const usableBytes = (deviceBytes: number, peers: number): number =>
  Math.max(0, roundDown(deviceBytes - internalMetadataBytes(deviceBytes, peers), 4096))

/** Smallest device for flexible external metadata of `dataBytes` of data. */
export const externalMetadataBytes = (dataBytes: number, peers: number): number =>
  Math.max(smallestExternalBytes, internalMetadataBytes(dataBytes, peers))

/** Smallest backing device whose replicated device has `wantedBytes` with internal metadata. */
export function backingBytesFor(wantedBytes: number, peers: number): number {
  let size = roundUp(wantedBytes, 4096)
  while (usableBytes(size, peers) < wantedBytes)
    size += Math.max(4096, roundUp(wantedBytes - usableBytes(size, peers), 4096))
  return size
}

/** What a link carries, in MiB/s: 110 of 1 Gbit/s Ethernet, after all headers. */
export const linkMiBps = (speedMbit: number): number => Math.max(1, Math.floor(speedMbit * 0.11))

/** Seconds a synchronisation of `bytes` takes at `mibPerSecond`. */
export const syncSeconds = (bytes: number, mibPerSecond: number): number =>
  Math.ceil(bytes / (mibPerSecond * mib))

export interface ResyncRates {
  /** c-max-rate: what the link carries. */
  readonly maxRate: string
  /** c-min-rate: 30 % of the link, shared by the resources that may synchronise at once. */
  readonly minRate: string
  /** c-fill-target: twice the bandwidth-delay product of a direct link (0.2 ms), in whole MiB. */
  readonly fillTarget: string
  /** resync-rate without the controller: 30 % of the link (DRBD User's Guide, "Configuring the rate of synchronization"). */
  readonly fixedRate: string
}

/** Largest c-max-rate of DRBD 8.4 (drbd_limits.h: 4 GiB/s). */
const largestRateMiBps = 4095
const roundTripSeconds = 0.0002

/** Rates of resynchronisation for a link of `speedMbit` that `resources` share. */
export function resyncRates(speedMbit: number, resources: number): ResyncRates {
  const link = Math.min(largestRateMiBps, linkMiBps(speedMbit))
  const inFlight = (2 * speedMbit * 1e6 * roundTripSeconds) / 8
  return {
    maxRate: `${link}M`,
    minRate: rateText((0.3 * link * mib) / Math.max(1, resources)),
    fillTarget: `${Math.max(1, Math.ceil(inFlight / mib))}M`,
    fixedRate: rateText(0.3 * link * mib),
  }
}

/** A rate as drbd.conf(5) has it: whole MiB/s from 1M on, else KiB/s; never below 250 KiB/s, the default of c-min-rate. */
const rateText = (bytesPerSecond: number): string =>
  bytesPerSecond >= mib
    ? `${Math.floor(bytesPerSecond / mib)}M`
    : `${Math.max(250, Math.floor(bytesPerSecond / kib))}K`

/**
 * Most extents of the activity log by dialect: 8.3 keeps them in 3833 slots; later the ring of 32 KiB has eight blocks, of
 * which one is being written, with 919 extents each.
 */
export const largestActivityLog = (dialect: '8.3' | '8.4' | '9'): number =>
  dialect === '8.3' ? 3833 : 919 * (activityLogBytes / 4096 - 1)

/** Fewest extents that drbdsetup takes. */
export const smallestActivityLog = (dialect: '8.3' | '8.4' | '9'): number => (dialect === '8.3' ? 7 : 67)

/**
 * Words that the grammar of drbd.conf keeps for itself in one dialect or another, so that neither a resource nor a host may
 * be called so (every word in drbdadm, drbdadm-84 and drbdadm-83 of drbd-utils 9.22 was tried as the name of both).
 */
export const drbdWords: ReadonlySet<string> = new Set(
  `
  address after after-resync-target after-sb-0pri after-sb-1pri after-sb-2pri al-extents
  al-updates allow-two-primaries alternate-link-address always-asbp ask become-primary-on
  before-resync-source before-resync-target bwlimit c-delay-target c-fill-target c-max-rate
  c-min-rate c-plan-ahead cmd-timeout-long cmd-timeout-medium cmd-timeout-short common compression
  congestion-extents congestion-fill connect-int connection connection-mesh cpu-mask cram-hmac-alg
  csums-after-crash-only csums-alg data-integrity-alg degr-wfc-timeout device dialog-refresh
  disable-ip-verification disable-write-same discard-my-data discard-zeroes-if-aligned disk
  disk-barrier disk-drain disk-flushes disk-timeout fence-peer fencing flexible-meta-disk floating
  global handlers host hosts ignore-on include initial-split-brain inside ipv4 ipv6 ko-count
  local-io-error max-bio-bvecs max-buffers max-epoch-size md-flushes memlimit meta-disk minor
  minor-count net no node-id on on-congestion on-io-error on-no-data-accessible options
  out-of-sync outdate-peer outdated-wfc-timeout outside path ping-int ping-timeout plugin port
  pri-lost pri-lost-after-sb pri-on-incon-degr protocol proxy rcvbuf-size read-balancing
  read-loops resource resync-after resync-rate rr-conflict rs-discard-granularity sdp
  shared-secret size skip sndbuf-size socket-check-timeout ssocks stacked-on-top-of
  stacked-timeouts startup syncer tcp-cork timeout unfence-peer unplug-watermark usage-count
  use-rle verify-alg via volume wait-after-sb wfc-timeout yes
`
    .trim()
    .split(/\s+/),
)

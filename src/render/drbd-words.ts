// Found by trying every word of drbdadm 9.22 and its parsers of 8.3 and 8.4 as the name of a resource and of a node.
const reserved = new Set(
  `address after after-resync-target after-sb-0pri after-sb-1pri after-sb-2pri al-extents al-updates
  allow-two-primaries alternate-link-address always-asbp ask become-primary-on before-resync-source
  before-resync-target bwlimit c-delay-target c-fill-target c-max-rate c-min-rate c-plan-ahead cmd-timeout-long
  cmd-timeout-medium cmd-timeout-short common compression congestion-extents congestion-fill connect-int connection
  connection-mesh cpu-mask cram-hmac-alg csums-after-crash-only csums-alg data-integrity-alg degr-wfc-timeout device
  dialog-refresh disable-ip-verification disable-write-same discard-my-data discard-zeroes-if-aligned disk
  disk-barrier disk-drain disk-flushes disk-timeout fence-peer fencing flexible-meta-disk floating global handlers
  host hosts ignore-on include initial-split-brain inside internal ipv4 ipv6 ko-count local-io-error max-bio-bvecs
  max-buffers max-epoch-size md-flushes memlimit meta-disk minor minor-count net no no-disk-barrier no-disk-drain
  no-disk-flushes no-md-flushes no-tcp-cork node-id on on-congestion on-io-error on-no-data-accessible options
  out-of-sync outdate-peer outdated-wfc-timeout outside path ping-int ping-timeout plugin port pri-lost
  pri-lost-after-sb pri-on-incon-degr protocol proxy rate rcvbuf-size read-balancing read-loops resource resync-after
  resync-rate rr-conflict rs-discard-granularity sci sdp shared-secret size skip sndbuf-size socket-check-timeout
  ssocks stacked-on-top-of stacked-timeouts startup syncer tcp-cork timeout unfence-peer unplug-watermark usage-count
  use-rle verify-alg via volume wait-after-sb wfc-timeout yes`.split(/\s+/),
)

/**
 * A name or path as drbd.conf(5) takes it: bare where its lexer reads it as one string, else between double quotes. The
 * schema lets no quote, backslash or control character into it.
 */
export function drbdWord(text: string): string {
  if (/["\\\n]/.test(text)) throw new TypeError(`not a word of drbd.conf: ${text}`)
  return /^[A-Za-z/][A-Za-z0-9/._-]*$/.test(text) && !reserved.has(text) ? text : `"${text}"`
}

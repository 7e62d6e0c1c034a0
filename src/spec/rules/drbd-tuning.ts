import { largestActivityLog, linkMiBps, smallestActivityLog } from '../arithmetic/drbd.ts'
import { rateOf } from '../arithmetic/units.ts'
import { drbdKeywords, moduleKnows } from '../drbd-keywords.ts'
import { drbdDialectOf, drbdNetwork, drbdNodes, drbdWords, drbdResources } from '../drbd.ts'
import { placeOf, sayings, sayingsOf } from '../drbd-said.ts'
import { stackOf, versionsOf } from '../effective.ts'
import type { Rule } from '../rule.ts'

const mib = 1024 ** 2

export const rules: Rule[] = [
  {
    code: 'DRB040',
    severity: 'warning',
    title: 'Resynchronisation leaves room on the link.',
    why: 'At more than the link carries, every write of an application waits behind the resynchronisation; about 30 % is the rule of thumb.',
    example: { bad: 'disk: { resync-rate: 110M }   # speed: 1000', good: 'disk: { resync-rate: 33M }' },
    source: 'DRBD User\'s Guide, "Configuring the rate of synchronization"',
    check(spec, report) {
      for (const [key, share] of [
        ['resync-rate', 0.5],
        ['c-min-rate', 0.5],
        ['c-max-rate', 1.1],
      ] as const)
        for (const { value, path, resource } of sayings<string>(spec, 'disk', key)) {
          const network = drbdNetwork(spec, resource ?? {})
          const speed = network === undefined ? undefined : spec.networks?.[network]?.speed
          const link = linkMiBps(speed ?? 1000)
          const rate = rateOf(value) / mib
          if (rate <= link * share) continue
          const what = rate > link ? 'more than' : 'more than half of'
          report(
            path,
            `${key} ${value} is ${what} the ${link}M that ${network ?? 'the link'} carries${speed === undefined ? ' at 1000 Mbit/s' : ''}.`,
            key === 'c-max-rate'
              ? `say c-max-rate: ${link}M, or leave it out`
              : `say ${key}: ${Math.max(1, Math.floor(link * 0.3))}M, or leave it out`,
          )
        }
    },
  },
  {
    code: 'DRB041',
    severity: 'warning',
    title: 'A fixed resync rate is not given to a rate controller.',
    why: 'While c-plan-ahead is not 0 the controller decides between c-min-rate and c-max-rate, and resync-rate is ignored.',
    example: { bad: 'disk: { resync-rate: 33M, c-plan-ahead: 20 }', good: 'disk: { resync-rate: 33M }' },
    source: 'drbd.conf(5) c-plan-ahead, resync-rate',
    check(spec, report) {
      for (const [name, resource] of drbdResources(spec)) {
        const { disk } = drbdWords(spec, resource)
        if (disk['resync-rate'] !== undefined && (disk['c-plan-ahead'] ?? 0) !== 0)
          report(
            placeOf(spec, name, 'disk', 'resync-rate'),
            `resync-rate ${disk['resync-rate']} is ignored, because c-plan-ahead is ${disk['c-plan-ahead']}.`,
            'say c-plan-ahead: 0, or c-max-rate instead of resync-rate',
          )
      }
    },
  },
  {
    code: 'DRB042',
    severity: 'error',
    title: 'The lowest rate is below the highest.',
    why: 'The controller would have no room to choose in.',
    example: {
      bad: 'disk: { c-min-rate: 100M, c-max-rate: 50M }',
      good: 'disk: { c-min-rate: 30M, c-max-rate: 100M }',
    },
    source: 'drbd.conf(5) c-min-rate, c-max-rate',
    check(spec, report) {
      for (const [name, resource] of drbdResources(spec)) {
        const { disk } = drbdWords(spec, resource)
        const [low, high] = [disk['c-min-rate'], disk['c-max-rate']]
        if (low !== undefined && high !== undefined && rateOf(low) > rateOf(high))
          report(
            placeOf(spec, name, 'disk', 'c-min-rate'),
            `c-min-rate ${low} is above c-max-rate ${high}.`,
            'make c-min-rate the smaller one, or leave both out',
          )
      }
    },
  },
  {
    code: 'DRB043',
    severity: 'error',
    title: 'Writes are flushed to the disk unless a battery keeps the cache.',
    why: 'Without flushes a power cut loses what the disk still had in its cache, on both nodes at once when they share the power, and DRBD does not know of it.',
    example: {
      bad: 'disk: { disk-flushes: false }',
      good: 'disk: { disk-flushes: false, battery-backed: true }',
    },
    source: 'drbd.conf(5) disk-flushes, md-flushes, disk-drain',
    check(spec, report) {
      for (const key of ['disk-flushes', 'md-flushes', 'disk-drain'] as const)
        for (const { value, path, resource } of sayings<boolean>(spec, 'disk', key)) {
          if (value) continue
          const battery = resource
            ? drbdWords(spec, resource).disk['battery-backed']
            : spec.drbd?.disk?.['battery-backed']
          if (!battery)
            report(
              path,
              `${key} is off, but no battery is said to keep the disks' caches.`,
              'leave it out; or say battery-backed: true if every node has such a cache',
            )
        }
    },
  },
  {
    code: 'DRB044',
    severity: 'warning',
    title: 'Options that are for finding faults, or dangerous, are off.',
    why: 'disk-timeout can make the kernel panic when a slow disk answers at last; data-integrity-alg costs speed and breaks connections over buffers that change in flight; without al-updates a crash means a full resynchronisation.',
    example: { bad: 'disk: { disk-timeout: 100 }', good: '# leave it out' },
    source: 'drbd.conf(5) disk-timeout, data-integrity-alg, al-updates, ko-count',
    check(spec, report) {
      for (const { value, path } of sayings<number>(spec, 'disk', 'disk-timeout'))
        if (value !== 0)
          report(
            path,
            `disk-timeout ${value} may let a slow disk take the kernel down.`,
            'leave disk-timeout out',
          )
      for (const { value, path } of sayings<string>(spec, 'net', 'data-integrity-alg'))
        report(
          path,
          `data-integrity-alg ${value} is for finding faults: it slows everything down and can break the connection.`,
          'leave it out, and verify on a schedule instead',
        )
      for (const { value, path } of sayings<boolean>(spec, 'disk', 'al-updates'))
        if (!value)
          report(
            path,
            'Without al-updates a crash of the primary means a full resynchronisation.',
            'leave al-updates out',
          )
      for (const { value, path } of sayings<number>(spec, 'net', 'ko-count'))
        if (value === 0)
          report(
            path,
            'With ko-count 0 a peer whose disk hangs stops this node for ever.',
            'leave ko-count out: it is 7',
          )
    },
  },
  {
    code: 'DRB045',
    severity: 'error',
    title: 'The activity log has a size that this DRBD takes.',
    why: 'drbdsetup refuses to attach the device otherwise, or silently uses the largest size that the log on disk has room for.',
    example: { bad: 'disk: { al-extents: 40 }   # module 8.4', good: 'disk: { al-extents: 1237 }' },
    source: 'drbd_limits.h; drbd.conf(5) al-extents',
    check(spec, report) {
      const dialect = drbdDialectOf(spec)
      const [least, most] = [smallestActivityLog(dialect), largestActivityLog(dialect)]
      for (const { value, path } of sayings<number>(spec, 'disk', 'al-extents')) {
        if (value < least)
          report(
            path,
            `al-extents ${value} is less than the ${least} that DRBD ${dialect} takes.`,
            `say ${least} to ${most}`,
          )
        else if (value > most)
          report(
            path,
            `al-extents ${value} is more than the ${most} that DRBD ${dialect} has room for.`,
            `say ${least} to ${most}`,
            dialect === '8.3' ? 'error' : 'warning',
          )
      }
    },
  },
  {
    code: 'DRB046',
    severity: 'warning',
    title: 'A disk that fails is detached, and a handler for it is called only when the policy says so.',
    why: "detach goes on with the peer's copy; pass_on hands the error to the file system. local-io-error is called with on-io-error call-local-io-error only.",
    example: { bad: 'disk: { on-io-error: pass_on }', good: 'disk: { on-io-error: detach }' },
    source: 'drbd.conf(5) on-io-error, local-io-error',
    check(spec, report) {
      for (const { value, path } of sayings<string>(spec, 'disk', 'on-io-error'))
        if (value === 'pass_on')
          report(
            path,
            "With on-io-error pass_on a failing disk stops the service instead of using the peer's copy.",
            'say on-io-error: detach',
          )
      for (const [name, resource] of drbdResources(spec)) {
        const { disk, handlers } = drbdWords(spec, resource)
        const calls = disk['on-io-error'] === 'call-local-io-error'
        if (handlers['local-io-error'] && !calls)
          report(
            placeOf(spec, name, 'handlers', 'local-io-error'),
            `The handler local-io-error is never called: on-io-error is ${disk['on-io-error'] ?? 'detach'}.`,
            'leave it out, or say on-io-error: call-local-io-error',
          )
        if (calls && !handlers['local-io-error'])
          report(
            placeOf(spec, name, 'disk', 'on-io-error'),
            'on-io-error calls the handler local-io-error, which is not set.',
            'say on-io-error: detach, or set handlers: { local-io-error: … }',
            'error',
          )
      }
    },
  },
  {
    code: 'DRB047',
    severity: 'warning',
    title: 'No handler reboots or halts a node that a cluster manager runs.',
    why: 'When the link fails both nodes may call it; with a cluster manager, fencing decides which one goes.',
    example: {
      bad: 'handlers: { pri-lost-after-sb: "echo b > /proc/sysrq-trigger" }',
      good: 'handlers: { pri-lost-after-sb: /usr/lib/drbd/notify-pri-lost-after-sb.sh }',
    },
    source: 'drbd.conf(5) handlers',
    check(spec, report) {
      for (const { value, path, key } of sayingsOf(spec, 'handlers')) {
        const found =
          /sysrq-trigger|\b(?:reboot|halt|poweroff) +-f\b|notify-emergency-(?:reboot|shutdown)/.exec(
            String(value),
          )
        if (found)
          report(
            path,
            `The handler ${key} takes the node down (${found[0]}), which can hit both nodes at once.`,
            stackOf(spec) === 'pacemaker'
              ? 'only notify here; pacemaker fences'
              : 'only notify here, and decide by hand',
          )
      }
    },
  },
  {
    code: 'DRB048',
    severity: 'warning',
    title: 'DRBD does not count itself at LINBIT.',
    why: 'The first create-md or promotion then asks the network, and may wait for a key to be pressed.',
    example: { bad: 'drbd: { usage-count: true }', good: 'drbd: { usage-count: false }' },
    source: 'drbd.conf(5) usage-count',
    check(spec, report) {
      if (spec.drbd?.['usage-count'])
        report(
          ['drbd', 'usage-count'],
          'usage-count asks usage.drbd.org when metadata are created, and may wait for Enter.',
          'leave usage-count out',
        )
    },
  },
  {
    code: 'DRB049',
    severity: 'error',
    title: 'A write times out sooner than DRBD tries to connect or ping.',
    why: 'timeout is in tenths of a second, connect-int and ping-int in seconds: timeout has to be the shorter time.',
    example: { bad: 'net: { timeout: 120, ping-int: 10 }', good: 'net: { timeout: 60, ping-int: 10 }' },
    source: 'drbd.conf(5) timeout',
    check(spec, report) {
      for (const [name, resource] of drbdResources(spec)) {
        const { net } = drbdWords(spec, resource)
        const timeout = net.timeout ?? 60
        for (const key of ['connect-int', 'ping-int'] as const) {
          const other = net[key] ?? 10
          if (timeout < other * 10 || (net.timeout === undefined && net[key] === undefined)) continue
          const path = placeOf(spec, name, 'net', net.timeout === undefined ? key : 'timeout')
          report(
            path,
            `timeout ${timeout} (${timeout / 10} s) is not shorter than ${key} ${other} (${other} s).`,
            `say a timeout below ${other * 10}, or a longer ${key}`,
          )
        }
      }
    },
  },
  {
    code: 'DRB050',
    severity: 'warning',
    title:
      'A start script that waits for the peer does not wait for ever, and where a manager starts DRBD nothing is said to it.',
    why: 'With 0 a node that comes up alone never finishes booting. Under pacemaker nobody reads these options.',
    example: {
      bad: 'startup: { wfc-timeout: 0 }',
      good: 'startup: { wfc-timeout: 120, degr-wfc-timeout: 60, outdated-wfc-timeout: 30 }',
    },
    source: 'drbd.conf(5) wfc-timeout, degr-wfc-timeout',
    check(spec, report) {
      const pacemaker = stackOf(spec) === 'pacemaker'
      for (const { value, path, key } of sayingsOf(spec, 'startup')) {
        if (key === 'become-primary-on') continue
        if (pacemaker)
          report(path, `${key} is of the start script, which pacemaker never calls.`, 'leave it out', 'info')
        else if (value === 0)
          report(
            path,
            `With ${key} 0 a node that starts alone waits for ever.`,
            `say ${key}: ${key === 'wfc-timeout' ? 120 : 60}`,
          )
      }
    },
  },
  {
    code: 'DRB051',
    severity: 'warning',
    title: 'Options are known to the DRBD of every node.',
    why: 'What the module does not know is left out of the files, because drbdadm would refuse all of them for one word.',
    example: { bad: 'disk: { c-plan-ahead: 20 }   # module 8.3.1', good: 'disk: { resync-rate: 33M }' },
    source: 'drbd.conf(5) of 8.3, 8.4 and 9; ChangeLog of DRBD',
    check(spec, report) {
      const dialect = drbdDialectOf(spec)
      for (const keyword of drbdKeywords) {
        if (['quorum', 'on-no-quorum', 'auto-promote'].includes(keyword.key)) continue
        const node = drbdNodes(spec).find(
          (own) => !moduleKnows(keyword, dialect, versionsOf(spec.nodes[own]!)['drbd-module']),
        )
        if (node === undefined) continue
        for (const { path } of sayings(spec, keyword.part, keyword.key))
          report(
            path,
            `${keyword.key} is unknown to DRBD ${versionsOf(spec.nodes[node]!)['drbd-module']} of ${node}.`,
            `leave ${keyword.key} out`,
          )
      }
    },
  },
  {
    code: 'DRB052',
    severity: 'error',
    title: 'A scheduled verify has an algorithm.',
    why: '`drbdadm verify` fails without verify-alg; from 8.4 on it is set by default.',
    example: {
      bad: 'verify-schedule: monthly   # module 8.3, no verify-alg',
      good: 'net: { verify-alg: sha1 }',
    },
    source: 'drbd.conf(5) verify-alg',
    check(spec, report) {
      if ((spec.drbd?.['verify-schedule'] ?? 'never') === 'never' || drbdDialectOf(spec) !== '8.3') return
      for (const [name, resource] of drbdResources(spec))
        if (!drbdWords(spec, resource).net['verify-alg'])
          report(
            ['drbd', 'verify-schedule'],
            `${name} is to be verified ${spec.drbd!['verify-schedule']}, but has no verify-alg.`,
            'say net: { verify-alg: sha1 }',
          )
    },
  },
  {
    code: 'DRB053',
    severity: 'warning',
    title: 'Replication has a network of its own.',
    why: 'Every write crosses it. On the network that clients use, each slows the other down, and one broken cable takes both.',
    example: {
      bad: 'drbd: { network: lan }   # lan has the gateway',
      good: 'drbd: { network: replication }',
    },
    source: 'DRBD User\'s Guide, "Preparing your network configuration"',
    check(spec, report) {
      const told = new Set<string>()
      for (const [name, resource] of drbdResources(spec)) {
        const network = drbdNetwork(spec, resource)
        const found = network === undefined ? undefined : spec.networks?.[network]
        if (network === undefined || !found || (found.gateway === undefined && found.gateway6 === undefined))
          continue
        if (told.has(network)) continue
        told.add(network)
        const said = resource.network !== undefined || spec.drbd?.network !== undefined
        report(
          said ? placeOf(spec, name, 'network') : ['drbd'],
          `DRBD replicates over ${network}, the network of the default gateway.`,
          'give the nodes a cable of their own for it and name that network',
        )
      }
    },
  },
]

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { computeTimeouts } from '../../../src/spec/arithmetic/timeouts.ts'
import type { Spec } from '../../../src/spec/spec.ts'

const test = suite('timeouts')

const spec = (more: object, nodes = 2): Spec =>
  ({
    version: 1,
    name: 'c',
    nodes: Object.fromEntries(Array.from({ length: nodes }, (_, i) => [`node${i + 1}`, {}])),
    ...more,
  })

const cases: [string, Spec, object][] = [
  ['defaults of two nodes', spec({}), { tokenMs: 3000, realTokenMs: 3000, consensusMs: 3600, stonithTimeoutMs: 60_000 }],
  ['token_coefficient counts from the third node', spec({}, 4), { tokenMs: 3000, realTokenMs: 4300, consensusMs: 5160 }],
  [
    'a coefficient of the spec',
    spec({ corosync: { token: 1000, token_coefficient: 100 } }, 3),
    { tokenMs: 1000, realTokenMs: 1100, consensusMs: 1320 },
  ],
  [
    'corosync 1.4 knows no coefficient',
    spec({ nodes: { a: { platform: 'debian-7' }, b: {}, c: {} } }),
    { realTokenMs: 3000 },
  ],
  ['consensus as it is said', spec({ corosync: { token: 5000, consensus: 9000 } }), { consensusMs: 9000 }],
  [
    'msgwait, stonith-timeout and the start follow the watchdog',
    spec({ fencing: { sbd: { devices: ['/dev/disk/by-id/a'], 'watchdog-timeout': 30, 'delay-start': true } } }),
    { sbdMsgwaitMs: 60_000, stonithTimeoutMs: 72_000, sbdDelayStartMs: 67_000, systemdStartS: 90 + 81 },
  ],
  [
    'a delay of a device makes stonith-timeout longer',
    spec({
      fencing: {
        sbd: { devices: ['/dev/disk/by-id/a'], 'watchdog-timeout': 30 },
        devices: { a: { agent: 'fence_sbd', delay: '10s', 'delay-max': '20s' } },
      },
    }),
    { stonithTimeoutMs: 108_000 },
  ],
  [
    'without disks the watchdog outlasts the quorum device',
    spec({ quorum: { device: { host: 'q' } }, fencing: { sbd: {} } }),
    { qdeviceSyncTimeoutMs: 30_000, sbdWatchdogMs: 35_000, stonithWatchdogTimeoutMs: 70_000, stonithTimeoutMs: 84_000 },
  ],
  ['a slow quorum device', spec({ quorum: { device: { host: 'q', timeout: 20_000 } } }), { qdeviceSyncTimeoutMs: 40_000 }],
  [
    'heartbeat by default',
    spec({ stack: 'heartbeat', drbd: {} }),
    { keepaliveMs: 1000, warntimeMs: 5000, deadtimeMs: 15_000, initdeadMs: 60_000, drbdTimeoutTenths: 60 },
  ],
  [
    'DRBD gives way to a short dead time',
    spec({ stack: 'heartbeat', drbd: {}, heartbeat: { deadtime: '4s', keepalive: '500ms' } }),
    { deadtimeMs: 4000, warntimeMs: 1000, drbdTimeoutTenths: 34, drbdPingTimeoutTenths: 5 },
  ],
  [
    'a slow DRBD makes the dead time longer',
    spec({ stack: 'heartbeat', drbd: { net: { timeout: 200 } } }),
    { deadtimeMs: 22_500, initdeadMs: 60_000 },
  ],
  ['initdead follows deadtime', spec({ stack: 'heartbeat', heartbeat: { deadtime: '40s' } }), { initdeadMs: 80_000 }],
]
for (const [title, input, expected] of cases) {
  test(title, () => {
    const all = computeTimeouts(input) as unknown as { [key: string]: unknown }
    assert.equal(Object.fromEntries(Object.keys(expected).map((key) => [key, all[key]])), expected)
  })
}

test('the dead time at start outlasts the spanning tree of a ring', () => {
  const slow = spec({
    stack: 'heartbeat',
    heartbeat: { deadtime: '40s' },
    networks: { lan: { subnet: '192.168.1.0/24', interface: 'br0' } },
    rings: ['lan'],
    nodes: { a: { interfaces: { br0: { bridge: { ports: [], stp: true, 'forward-delay': 30 } } } }, b: {} },
  })
  assert.is(computeTimeouts(slow).initdeadMs, 100_000)
})

test('migration takes twice the memory at the speed of the link', () => {
  const memory = (amount: string, more = {}): Spec =>
    spec({
      networks: { repl: { speed: 1000 } },
      libvirt: { 'migration-network': 'repl' },
      vms: { vm: { memory: amount, ...more } },
    })
  assert.is(computeTimeouts(memory('2G')).machines.vm!.migrateS, 240)
  // 64 GiB twice at 100 MB/s are 1374.4 s.
  assert.is(computeTimeouts(memory('64G')).machines.vm!.migrateS, 1380 + 60)
  assert.is(computeTimeouts(memory('2G', { 'migration-speed': 10 })).machines.vm!.migrateS, 410 + 60)
  assert.is(computeTimeouts(memory('64G', { timeouts: { migrate: '10min' } })).machines.vm!.migrateS, 600)
})

test('stopping pacemaker outlasts the evacuation of a node', () => {
  const vms = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`vm${i}`, { memory: '2G' }]))
  assert.is(computeTimeouts(spec({ vms })).systemdStopS, 1800)
  const one = { vms, pacemaker: { properties: { 'migration-limit': 1 } } }
  assert.is(computeTimeouts(spec(one)).systemdStopS, 20 * 240 + 240 + 60)
})

test.run()

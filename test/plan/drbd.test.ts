import { readFileSync } from 'node:fs'
import { resolve as path } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { drbdNodeIds, drbdSecrets } from '../../src/plan/drbd.ts'
import type { DrbdPlan } from '../../src/plan/drbd.ts'
import type { Plan } from '../../src/plan/plan.ts'
import { resolve } from '../../src/plan/resolve.ts'
import { renderNode } from '../../src/render/files.ts'
import { loadSpec } from '../../src/spec/load.ts'
import type { Spec } from '../../src/spec/spec.ts'

const test = suite('plan of DRBD')
const root = path(fileURLToPath(import.meta.url), '../../..')

async function load(file: string, change: (text: string) => string = (text) => text) {
  const { spec, hash } = await loadSpec(Buffer.from(change(readFileSync(path(root, file), 'utf8'))), file)
  return { spec: spec!, plan: resolve({ spec: spec!, hash: hash!, tool: '0' }) }
}

const drbdOf = async (file: string, change?: (text: string) => string): Promise<DrbdPlan> =>
  (await load(file, change)).plan.drbd!

const textOf = (plan: Plan, file: string, node = 0): string =>
  renderNode(plan, plan.nodes[node]!).find((rendered) => rendered.path === file)?.text ?? ''

const mesh = 'test/spec/good/drbd-9-three-nodes.yaml'
const external = 'test/spec/good/drbd-external-metadata.yaml'

test('a modern pair gets the recommended settings once, and resources nothing of their own', async () => {
  const drbd = await drbdOf('examples/kvm.yaml')
  assert.is(drbd.dialect, '8.4')
  assert.is(drbd.usageCount, false)
  assert.is(drbd.common.protocol, 'C')
  assert.equal(drbd.common.auth, { algorithm: 'sha256', secret: 'drbd' })
  assert.is(drbd.common.net.fencing, 'resource-and-stonith')
  assert.is(drbd.common.disk['c-max-rate'], '1100M')
  assert.is(drbd.common.allowTwoPrimaries, false, 'migration never stands in the file')
  assert.equal(
    drbd.resources.map((resource) => resource.settings),
    [{}, {}],
  )
})

test('a cluster of the days of 8.3 gets what its file says and nothing newer', async () => {
  const { plan } = await load('examples/seed-004.yaml')
  const { common } = plan.drbd!
  assert.is(common.auth, undefined)
  assert.is(common.net['max-buffers'], undefined)
  assert.is(common.disk['c-max-rate'], undefined)
  assert.equal(common.startup, {})
  const text = textOf(plan, '/etc/drbd.conf')
  assert.match(text, /resource r0 \{/, '8.3.1 reads no other files')
  assert.not.match(text, /include|cram-hmac|c-plan-ahead|udev|volume/)
})

test('what the spec says wins over our defaults', async () => {
  const drbd = await drbdOf('examples/kvm.yaml', (text) =>
    text.replace(
      'network: replication\n  resources',
      'network: replication\n  auth: { algorithm: sha1 }\n  net: { max-buffers: 4000, verify-alg: sha1 }\n  disk: { resync-rate: 33M }\n  handlers: { split-brain: /usr/bin/true }\n  resources',
    ),
  )
  assert.is(drbd.common.auth!.algorithm, 'sha1')
  assert.is(drbd.common.net['max-buffers'], 4000)
  assert.is(drbd.common.net['verify-alg'], 'sha1')
  assert.is(drbd.common.disk['resync-rate'], '33M')
  assert.is(drbd.common.disk['c-plan-ahead'], 0, 'else the controller would ignore the rate')
  assert.is(drbd.common.disk['c-max-rate'], undefined)
  assert.is(drbd.common.handlers['split-brain'], '/usr/bin/true')
})

test('a fence-peer of the user brings none of ours with it', async () => {
  const drbd = await drbdOf('examples/kvm.yaml', (text) =>
    text.replace(
      'network: replication\n  resources',
      'network: replication\n  handlers: { fence-peer: /sbin/mine }\n  resources',
    ),
  )
  assert.is(drbd.common.handlers['fence-peer'], '/sbin/mine')
  assert.is(drbd.common.handlers['unfence-peer'], undefined)
})

const handlers: [string, string, string, boolean][] = [
  ['debian-12', '', '/usr/lib/drbd/crm-fence-peer.sh --timeout 120 --dc-timeout 150', false],
  [
    'debian-12',
    'drbd-module: 9.2.10',
    '/usr/lib/drbd/crm-fence-peer.9.sh --timeout 120 --dc-timeout 150',
    false,
  ],
  ['debian-13', '', '/usr/local/lib/ha-bootstrap/drbd-fence-peer fence', true],
  [
    'debian-13',
    'drbd-utils: 9.28.0',
    '/usr/lib/drbd/crm-fence-peer.sh --timeout 120 --dc-timeout 150',
    false,
  ],
  ['debian-12', 'pacemaker: 2.1.8', '/usr/local/lib/ha-bootstrap/drbd-fence-peer fence', true],
]
for (const [platform, versions, handler, own] of handlers)
  test(`fence-peer of ${platform} ${versions || 'as shipped'}`, async () => {
    const { plan } = await load('examples/kvm.yaml', (text) =>
      text.replace('platform: debian-12', `platform: ${platform}\n  versions: { ${versions} }`),
    )
    assert.is(plan.drbd!.common.handlers['fence-peer'], handler)
    assert.is(textOf(plan, '/usr/local/lib/ha-bootstrap/drbd-fence-peer') !== '', own)
  })

test('a promotion waits longer than the handler that it waits for', async () => {
  const { plan } = await load('examples/kvm.yaml')
  const promotions = plan.cib.primitives.flatMap(({ operations }) =>
    operations.filter(({ name }) => name === 'promote').map(({ timeoutS }) => timeoutS),
  )
  assert.equal(promotions, [180, 180])
  const unfenced = await load('examples/kvm.yaml', (text) =>
    text.replace(/^drbd:\n/m, 'drbd:\n  net: { fencing: resource-only }\n'),
  )
  const [mail] = unfenced.plan.cib.primitives.filter(({ type }) => type === 'drbd')
  assert.is(mail!.operations.find(({ name }) => name === 'promote')!.timeoutS, 90)
})

test('DRBD 9 with three voters has quorum instead of fencing, and no copy where there is none', async () => {
  const { plan } = await load(mesh)
  const [db, web] = plan.drbd!.resources
  assert.is(db!.settings.options!.quorum, 'majority')
  assert.is(plan.drbd!.common.net.fencing, undefined)
  assert.is(plan.drbd!.common.handlers['fence-peer'], undefined)
  assert.equal(
    db!.hosts.map((host) => [host.node, host.nodeId, host.diskless]),
    [
      ['node1', 0, false],
      ['node2', 1, false],
      ['node3', 2, true],
    ],
  )
  assert.is(db!.maxPeers, 3)
  assert.is(web!.maxPeers, 2)
  assert.is(db!.hosts[0]!.family, 'ipv6')
  assert.match(textOf(plan, '/etc/drbd.d/db.res'), /address ipv6 \[fd00:10::1\]:7789;/)
  assert.match(textOf(plan, '/etc/drbd.d/web.res'), /resync-after db\/0;/)
})

test('node-ids come from the nodes, whatever the order of a resource', async () => {
  const { spec } = await load(mesh)
  const [name] = Object.keys(spec.drbd!.resources!)
  const resource = spec.drbd!.resources![name!]!
  assert.equal({ ...drbdNodeIds(spec, resource) }, { node1: 0, node2: 1, node3: 2 })
  const turned = { ...resource, nodes: ['node3', 'node2', 'node1'], diskless: undefined as never }
  assert.equal({ ...drbdNodeIds(spec, turned) }, { node3: 2, node2: 1, node1: 0 })
  assert.equal(
    { ...drbdNodeIds(spec, { ...resource, 'node-ids': { node3: 0 } }) },
    { node1: 2, node2: 1, node3: 0 },
  )
  const far = { ...spec, nodes: { ...spec.nodes, node1: { ...spec.nodes.node1, id: 4711 } } } as Spec
  assert.equal({ ...drbdNodeIds(far, resource) }, { node1: 0, node2: 1, node3: 2 })
})

test('devices that differ and metadata of their own stand with each node', async () => {
  const { plan } = await load(external)
  const text = textOf(plan, '/etc/drbd.d/r0.res', 1)
  assert.match(
    text,
    /on node1 \{\n.*address 10\.0\.0\.1:7800;\n.*ata-DATA_1; meta-disk .*ata-META_1-part1; \}/,
  )
  assert.match(text, /ata-DATA_2-part1; meta-disk .*ata-META_2-part1; \}/)
  assert.is(plan.drbd!.resources[0]!.volumes[0]!.device, '/dev/drbd4')
})

test('files with a secret are for root alone, and hold it only by name', async () => {
  const { plan } = await load(external)
  for (const file of renderNode(plan, plan.nodes[0]!).filter(({ proof }) => proof === 'drbdadm')) {
    assert.is(file.mode, file.secrets.length > 0 ? 0o600 : 0o644, file.path)
    if (file.text.includes('shared-secret')) assert.match(file.text, /shared-secret "@SECRET:[a-z0-9-]+@";/)
  }
})

test('dopd reads the file too, by its group', async () => {
  const { plan } = await load('examples/debian-heartbeat.yaml')
  assert.is(plan.drbd!.group, 'haclient')
  const file = renderNode(plan, plan.nodes[0]!).find(({ path: where }) =>
    where.endsWith('global_common.conf'),
  )
  assert.is(file!.mode, 0o640)
  assert.match(file!.text, /fence-peer ".*\/drbd-peer-outdater -t 5";/)
})

test('every secret is asked for once, and short enough for DRBD', async () => {
  const { spec } = await load(external)
  const secrets = drbdSecrets(spec)
  assert.equal(
    secrets.map((secret) => secret.name),
    ['drbd-all', 'drbd-r1'],
  )
  for (const { make, maxLength } of secrets) {
    assert.is(maxLength, 63)
    assert.ok(make.kind === 'hex' && make.bytes * 2 <= 63)
  }
  const without = { ...spec, drbd: { ...spec.drbd, auth: { algorithm: 'none' } } } as Spec
  assert.equal(drbdSecrets(without), [])
})

test('two primaries for one resource only stand with that resource', async () => {
  const { plan } = await load('examples/kvm.yaml', (text) =>
    text.replace('mail: { disk: vg0/mail }', 'mail: { disk: vg0/mail, dual-primary: always }'),
  )
  assert.match(textOf(plan, '/etc/drbd.d/mail.res'), /allow-two-primaries yes;/)
  assert.not.match(textOf(plan, '/etc/drbd.d/web.res'), /allow-two-primaries/)
  assert.not.match(textOf(plan, '/etc/drbd.d/global_common.conf'), /allow-two-primaries/)
})

// Where 8.3, 8.4 and 9 write the same thing.
const spelled: [string, string, readonly RegExp[]][] = [
  [
    'debian-6',
    '',
    [/^ {2}protocol C;$/m, /syncer \{[^}]*rate 33M;/, /disk \{[^}]*no-disk-flushes;/, /^ {4}always-asbp;$/m],
  ],
  [
    'debian-12',
    '',
    [/net \{\n {4}protocol C;/, /disk \{[^}]*resync-rate 33M;/, /disk-flushes no;/, /always-asbp yes;/],
  ],
  [
    'debian-12',
    'drbd-module: 9.2.10',
    [/net \{[^}]*fencing resource-and-stonith;/, /disk \{[^}]*resync-rate 33M;/],
  ],
]
for (const [platform, versions, patterns] of spelled)
  test(`spelling of ${platform} ${versions}`, async () => {
    const { plan } = await load('examples/kvm.yaml', (text) =>
      text
        .replace('platform: debian-12', `platform: ${platform}\n  versions: { ${versions} }`)
        .replace(
          'network: replication\n  resources',
          'network: replication\n  net: { always-asbp: true }\n  disk: { resync-rate: 33M, disk-flushes: false, battery-backed: true }\n  resources',
        ),
    )
    const text = textOf(plan, '/etc/drbd.d/global_common.conf')
    for (const pattern of patterns) assert.match(text, pattern)
    assert.not.match(text, /battery/)
  })

test.run()

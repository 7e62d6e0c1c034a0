import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { resolve } from '../../src/plan/resolve.ts'
import { renderNode } from '../../src/render/files.ts'
import { loadSpec } from '../../src/spec/load.ts'

const test = suite('files of live migration')

/** Files of the first node of examples/kvm.yaml with another transport, by path. */
async function filesWith(transport: string, platform = 'debian-12'): Promise<Map<string, string>> {
  const yaml = readFileSync('examples/kvm.yaml', 'utf8')
    .replace('platform: debian-12', `platform: ${platform}`)
    .replace(
      'migration-network: replication',
      `migration-network: replication, migration-transport: ${transport}`,
    )
  const { spec, hash } = await loadSpec(Buffer.from(yaml), 'cluster.yaml')
  const plan = resolve({ spec: spec!, hash: hash!, tool: 'test' })
  return new Map(renderNode(plan, plan.nodes[0]!).map(({ path, text }) => [path, text]))
}

test('ssh: keys, and no listening', async () => {
  const files = await filesWith('ssh')
  assert.match(files.get('/etc/ha-bootstrap/ssh-trust.sh')!, 'node1 node2')
  assert.not.ok(files.has('/etc/libvirt/libvirtd.conf'))
  assert.match(files.get('/etc/libvirt/qemu.conf')!, /^migration_address = "10\.0\.0\.1"$/m)
  assert.match(files.get('/etc/libvirt/qemu.conf')!, /^migration_host = "10\.0\.0\.1"$/m)
})

test('tcp: a socket on the address of the migration network only', async () => {
  const files = await filesWith('tcp')
  const socket = files.get('/etc/systemd/system/libvirtd-tcp.socket.d/ha-bootstrap.conf')!
  assert.match(socket, /^ListenStream=\nListenStream=10\.0\.0\.1:16509$/m)
  assert.match(files.get('/etc/libvirt/libvirtd.conf')!, /^auth_tcp = "none"$/m)
  assert.not.match(files.get('/etc/libvirt/libvirtd.conf')!, 'listen_tcp')
  assert.not.ok(files.has('/etc/ha-bootstrap/ssh-trust.sh'))
})

test('tcp before the sockets: libvirtd listens itself, there only', async () => {
  const files = await filesWith('tcp', 'debian-7')
  assert.match(
    files.get('/etc/libvirt/libvirtd.conf')!,
    /^listen_tls = 0\nlisten_tcp = 1\nlisten_addr = "10\.0\.0\.1"$/m,
  )
  assert.match(files.get('/etc/default/libvirt-bin')!, /^libvirtd_opts="-d -l"$/m)
  assert.not.ok([...files.keys()].some((path) => path.includes('libvirtd-tcp.socket')))
})

test('tls: certificates, no plain port', async () => {
  const files = await filesWith('tls')
  assert.match(files.get('/etc/libvirt/libvirtd.conf')!, /^auth_tls = "none"$/m)
  assert.not.match(files.get('/etc/libvirt/libvirtd.conf')!, 'tcp')
  assert.not.ok(files.has('/etc/default/libvirt-bin'))
})

test.run()

import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect as openSocket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HaError } from '../../src/core/errors.ts'
import { connect } from '../../src/host/connect.ts'
import type { NodeAddress } from '../../src/host/connection.ts'
import { startSshd, whyNoSshd } from './sshd.ts'
import type { Sshd } from './sshd.ts'

const why = whyNoSshd()
const all = suite(`what a real sshd refuses${why === undefined ? '' : ` (not here: ${why})`}`)
const test = why === undefined ? all : all.skip

const scratch = mkdtempSync(join(tmpdir(), 'ssh-refusals-'))
all.after(() => rmSync(scratch, { recursive: true, force: true }))

/** The one sentence that comes of connecting to a server with such a configuration. */
async function refusal(
  settings: string,
  more: (server: Sshd) => {
    config?: string
    address?: Partial<NodeAddress>
    meanwhile?: () => Promise<() => void>
  },
): Promise<{ message: string; hint: string }> {
  const server = await startSshd([{ name: 'hab-jump' }], settings)
  let after: (() => void) | undefined
  try {
    const { config = '', address = {}, meanwhile } = more(server)
    after = await meanwhile?.()
    const configFile = join(scratch, 'config')
    writeFileSync(configFile, config)
    const at = { name: 'node1', host: '127.0.0.1', port: server.port, user: 'root', identity: server.key }
    const connection = await connect({ ...at, ...address }, { configFile, knownHosts: server.knownHosts })
    await connection.close()
  } catch (error) {
    assert.instance(error, HaError)
    const { message, hint, exit } = error as HaError
    assert.is(exit, 'connection')
    return { message, hint: hint ?? '' }
  } finally {
    after?.()
    await server.stop()
  }
  return assert.unreachable() as never
}

test('no dialect in common', async () => {
  const { message, hint } = await refusal('', () => ({ config: 'HostKeyAlgorithms rsa-sha2-512\n' }))
  assert.match(
    message,
    /^node1 and this machine share no dialect of SSH: no matching host key type found \(it offers ssh-ed25519\)\.$/,
  )
  assert.match(hint, /HostKeyAlgorithms \+ssh-rsa/)
})

test('a user that sshd does not let in', async () => {
  const { message, hint } = await refusal('DenyUsers root', () => ({}))
  assert.match(message, /^node1 does not let root in with \/.*\/id\.$/)
  assert.match(hint, /ssh-copy-id -p \d+ -i \/.*\/id root@127\.0\.0\.1/)
})

test('too many keys', async () => {
  const { message, hint } = await refusal('MaxAuthTries 1', () => {
    const keys = [1, 2, 3].map((n) => join(scratch, `key${n}`))
    for (const key of keys) spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key])
    return { config: keys.map((key) => `IdentityFile ${key}\n`).join(''), address: { identity: keys[0]! } }
  })
  assert.match(message, /^node1 refused root after too many keys: \/.*key1/)
  assert.match(hint, /nodes\.node1\.ssh\.identity/)
})

test('a key that others may read', async () => {
  const { message } = await refusal('', (server) => {
    const open = join(scratch, 'open')
    copyFileSync(server.key, open)
    chmodSync(open, 0o644)
    return { address: { identity: open } }
  })
  assert.match(message, /^The key \/.*\/open cannot be used: bad permissions\.$/)
})

test('a jump host that forwards nothing', async () => {
  const { message } = await refusal('AllowTcpForwarding no', (server) => ({
    config: `Host bastion\n HostName localhost\n Port ${server.port}\n User hab-jump\n IdentityFile ${server.key}\n`,
    address: { jump: 'bastion' },
  }))
  assert.match(message, /^The jump host to node1 does not let connections through \(AllowTcpForwarding/)
})

test('a server that takes no more', async () => {
  const { message, hint } = await refusal('MaxStartups 1', (server) => ({
    meanwhile: async () => {
      const idle = openSocket(server.port, '127.0.0.1')
      idle.on('error', () => {})
      // It counts from the moment at which sshd greets it.
      await new Promise((resolve) => idle.once('data', resolve))
      return () => idle.destroy()
    },
  }))
  assert.match(message, /^node1 closed the connection before anybody could log in/)
  assert.match(hint, /MaxStartups/)
})

test('a revoked key', async () => {
  const { message } = await refusal('', (server) => {
    const revoked = join(scratch, 'revoked')
    const line = readFileSync(server.knownHosts, 'utf8').split('\n')[0]!
    writeFileSync(revoked, `@revoked ${line}\n`)
    return { config: `GlobalKnownHostsFile ${revoked}\n` }
  })
  assert.match(message, /^The key of node1 is marked as revoked\.$/)
})

all.run()

// A suite that speaks with one real sshd over many connections.
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import type { Test } from 'uvu'
import * as assert from 'uvu/assert'
import { HaError } from '../../src/core/errors.ts'
import { connect } from '../../src/host/connect.ts'
import type { ConnectOptions } from '../../src/host/connect.ts'
import type { Connection, NodeAddress } from '../../src/host/connection.ts'
import { startSshd, whyNoSshd } from './sshd.ts'
import type { Sshd, User } from './sshd.ts'

export interface OverSshd {
  readonly all: Test
  /** Skipped where there is no sshd. */
  readonly test: Test | Test['skip']
  readonly ground: {
    server: Sshd
    /** A folder for files, gone at the end. */
    scratch: string
  }
  at(more?: Partial<NodeAddress>): NodeAddress
  /** A connection that is closed after the test. */
  connected(more?: Partial<NodeAddress>, options?: ConnectOptions): Promise<Connection>
  /** Folders of ours that connections left where temporary files are. */
  folders(): string[]
}

export function overSshd(title: string, users: readonly User[]): OverSshd {
  const why = whyNoSshd()
  const all = suite(`${title}${why === undefined ? '' : ` (not here: ${why})`}`)
  const ground = {} as OverSshd['ground']
  const { TMPDIR: ordinary } = process.env
  const open: Connection[] = []
  // Where nobody else makes temporary files.
  const own = (): string => join(ground.scratch, 'tmp')
  const at = (more: Partial<NodeAddress> = {}): NodeAddress => ({
    name: 'node1',
    host: '127.0.0.1',
    port: ground.server.port,
    user: 'root',
    identity: ground.server.key,
    ...more,
  })
  if (why === undefined) {
    all.before(async () => {
      ground.server = await startSshd(users)
      ground.scratch = mkdtempSync(join(tmpdir(), 'ssh-test-'))
      // Users of a jump host must find their keys below it.
      chmodSync(ground.scratch, 0o755)
      mkdirSync(own())
      process.env.TMPDIR = own()
    })
    all.after.each(async () => {
      for (const connection of open.splice(0)) await connection.close()
    })
    all.after(async () => {
      await ground.server.stop()
      if (ordinary === undefined) delete process.env.TMPDIR
      else process.env.TMPDIR = ordinary
      rmSync(ground.scratch, { recursive: true, force: true })
    })
  }
  return {
    all,
    test: why === undefined ? all : all.skip,
    ground,
    at,
    connected: async (more = {}, options = {}) => {
      const connection = await connect(at(more), { knownHosts: ground.server.knownHosts, ...options })
      open.push(connection)
      return connection
    },
    folders: () => readdirSync(own()).filter((entry) => entry.startsWith('ha-bootstrap-ssh-')),
  }
}

/** The one sentence, with its hint, that comes of an attempt. */
export async function failure(attempt: () => Promise<unknown>): Promise<HaError> {
  try {
    await attempt()
  } catch (error) {
    assert.instance(error, HaError)
    assert.is((error as HaError).exit, 'connection')
    assert.not.match((error as HaError).message, /\n/)
    assert.ok((error as HaError).hint)
    return error as HaError
  }
  return assert.unreachable() as never
}

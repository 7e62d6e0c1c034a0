import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runner } from '../../src/run/node-scripts.gen.ts'

const test = suite('root of the nodes know each other')

const folder = mkdtempSync(join(tmpdir(), 'ha-bootstrap-trust-'))
test.after(() => rmSync(folder, { recursive: true, force: true }))

const shells: readonly (readonly string[])[] = [['dash'], ['bash', '--posix'], ['busybox', 'ash']]
const key = (type: string, blob: string): string => `${type} AAAA${blob}+/= root@somewhere`

/** A root of its own, in which a node has heard what the other shared. */
function node(
  shell: readonly string[],
  name: string,
  shared: string,
): { sh: (text: string) => string; path: (file: string) => string } {
  const top = mkdtempSync(join(folder, name))
  for (const part of ['root/.ssh', 'etc/ssh', 'var/lib/ha-bootstrap/run/shared'])
    mkdirSync(join(top, part), { recursive: true })
  writeFileSync(join(top, 'var/lib/ha-bootstrap/run/id'), 'now\n')
  writeFileSync(join(top, 'var/lib/ha-bootstrap/run/shared/ssh.node2'), shared)
  return {
    path: (file) => join(top, file),
    sh: (text) => {
      const { stdout, stderr, status } = spawnSync(
        shell[0]!,
        [...shell.slice(1), '-c', `${runner}\nset +e\n${text}`],
        {
          encoding: 'utf8',
          env: { ...process.env, HA_ROOT: top },
        },
      )
      assert.is(status, 0, stderr)
      return stdout
    },
  }
}

const enter = 'ha_ssh_enter node2 node2,10.0.0.2'

for (const shell of shells) {
  const name = shell.join(' ')

  test(`${name}: keys go in beside what is there, once, and old ones of ours go out`, () => {
    const { sh, path } = node(
      shell,
      'a',
      `user ${key('ssh-ed25519', 'one')}\nhost ${key('ssh-rsa', 'two')}\n`,
    )
    const theirs = 'ssh-rsa AAAAtheirs admin@desk'
    writeFileSync(
      path('root/.ssh/authorized_keys'),
      `ssh-ed25519 AAAAold ha-bootstrap:node2\n${theirs}\nssh-rsa AAAAthird ha-bootstrap:node22`,
    )
    sh(enter)
    sh(enter)
    assert.equal(readFileSync(path('root/.ssh/authorized_keys'), 'utf8').trim().split('\n'), [
      theirs,
      'ssh-rsa AAAAthird ha-bootstrap:node22',
      'ssh-ed25519 AAAAone+/= ha-bootstrap:node2',
    ])
    assert.is(
      readFileSync(path('etc/ssh/ssh_known_hosts'), 'utf8'),
      'node2,10.0.0.2 ssh-rsa AAAAtwo+/= ha-bootstrap:node2\n',
    )
    assert.is(statSync(path('root/.ssh/authorized_keys')).mode & 0o777, 0o600)
    assert.is(statSync(path('etc/ssh/ssh_known_hosts')).mode & 0o777, 0o644)
  })

  test(`${name}: what a node shares can be keys and nothing else`, () => {
    const hostile = [
      `user ${key('ssh-ed25519', 'good')}`,
      'user command="rm -rf /" ssh-ed25519 AAAAevil',
      'user ssh-ed25519 AAAA$(touch${IFS}x)',
      'host * ssh-ed25519 AAAAany',
      `host ${key('ssh-ed25519', 'host')}`,
      '@cert-authority * ssh-rsa AAAAca',
    ].join('\n')
    const { sh, path } = node(shell, 'b', `${hostile}\n`)
    sh(enter)
    assert.is(
      readFileSync(path('root/.ssh/authorized_keys'), 'utf8'),
      'ssh-ed25519 AAAAgood+/= ha-bootstrap:node2\n',
    )
    assert.is(
      readFileSync(path('etc/ssh/ssh_known_hosts'), 'utf8'),
      'node2,10.0.0.2 ssh-ed25519 AAAAhost+/= ha-bootstrap:node2\n',
    )
  })

  test(`${name}: a node that shared no keys is named`, () => {
    const { sh } = node(shell, 'c', 'nonsense\n')
    assert.ok(sh(`(${enter}) 2>&1 || true`).includes('node2 shared no keys.'))
  })
}

test.run()

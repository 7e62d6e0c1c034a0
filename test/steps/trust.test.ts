import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { shells, withRoot } from './root.ts'

const test = suite('root of the nodes know each other')

const key = (type: string, blob: string): string => `${type} AAAA${blob}+/= root@somewhere`

interface Heard {
  readonly sh: (piece: string) => string
  readonly path: (file: string) => string
  readonly file: (path: string, text: string) => void
}

/** A node that has heard what node2 shared. */
function heard(shell: readonly string[], shared: string, body: (node: Heard) => void): void {
  withRoot((root) => {
    root.file('home/run/id', 'now\n')
    root.file('home/run/shared/ssh.node2', shared)
    root.file('root/.ssh/known_hosts', '')
    root.file('etc/ssh/ssh_config', '')
    body({
      path: (file) => join(root.folder, file),
      file: root.file,
      sh: (piece) => {
        const { status, out } = root.sh(shell, `set +e\n${piece}`)
        assert.is(status, 0, out)
        return out
      },
    })
  })
}

const enter = 'ha_ssh_enter node2 node2,10.0.0.2'

for (const shell of shells) {
  const name = shell.join(' ')

  test(`${name}: keys go in beside what is there, once, and old ones of ours go out`, () => {
    heard(
      shell,
      `user ${key('ssh-ed25519', 'one')}\nhost ${key('ssh-rsa', 'two')}\n`,
      ({ sh, path, file }) => {
        const theirs = 'ssh-rsa AAAAtheirs admin@desk'
        file(
          'root/.ssh/authorized_keys',
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
      },
    )
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
    heard(shell, `${hostile}\n`, ({ sh, path }) => {
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
  })

  test(`${name}: a node that shared no keys is named`, () => {
    heard(shell, 'nonsense\n', ({ sh }) => {
      assert.ok(sh(`(${enter}) 2>&1 || true`).includes('node2 shared no keys.'))
    })
  })
}

test.run()

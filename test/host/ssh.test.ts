import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { HaError } from '../../src/core/errors.ts'
import { sh, shVerbatim } from '../../src/core/sh.ts'
import { connect, connectAll } from '../../src/host/connect.ts'
import type { ConnectOptions } from '../../src/host/connect.ts'
import type { NodeAddress, Question } from '../../src/host/connection.ts'
import { findProgram } from '../../src/host/exec.ts'
import { failure, overSshd } from './over-sshd.ts'
import { deafListener, freePort, password, startSshd } from './sshd.ts'
import type { User } from './sshd.ts'

/** What people have as a login shell; each speaks another language. */
const shells = ['dash', 'bash', 'tcsh', 'fish', 'busybox'].flatMap((shell) => findProgram(shell) ?? [])
const users: User[] = [
  ...shells.map((shell, i): User => ({ name: `hab-shell${i}`, shell, sudo: 'free' })),
  { name: 'hab-password', sudo: 'password' },
  { name: 'hab-nobody', sudo: 'none' },
  { name: 'hab-nologin', shell: '/usr/sbin/nologin' },
  {
    name: 'hab-talks',
    shell: findProgram('bash')!,
    sudo: 'free',
    loginScript: {
      path: '.bashrc',
      text: 'echo "welcome to this machine"; echo careful >&2; printf "no newline"\n',
    },
  },
]

const { all, test, ground, at, connected, folders } = overSshd('connections over a real sshd', users)

test('a program runs as root, with its exit code, output and errors apart', async () => {
  const node = await connected()
  const result = await node.run(sh`id -u; pwd; echo ${'it\'s "fine"'} >&2; exit 7`)
  assert.equal(result, { code: 7, stdout: '0\n/\n', stderr: 'it\'s "fine"\n', timedOut: false })
  assert.is(node.roundTrips, 2)
  assert.is(node.shown, `ssh -p ${ground.server.port} -i ${ground.server.key} root@127.0.0.1`)
})

for (const [i, shell] of shells.entries()) {
  test(`the login shell may be ${shell}; root is become with sudo`, async () => {
    const node = await connected({ user: `hab-shell${i}` })
    const words = [`it's`, '$HOME `id` !! "x" \\', 'two\nlines', 'ä✓', '']
    const { stdout } = await node.run(sh`id -u; printf '<%s>' ${words}; cat`, {
      input: 'read by the program',
    })
    assert.is(stdout, `0\n${words.map((word) => `<${word}>`).join('')}read by the program`)
    const lines: string[] = []
    const session = node.open(sh`read -r a; echo "got $a"; read -r b; echo "got $b"; exit 4`, (line) =>
      lines.push(line),
    )
    session.send('one')
    session.send('two')
    assert.equal(await session.ended, { code: 4, stderr: '', lost: false })
    assert.equal(lines, ['got one', 'got two'])
  })
}

test('whatever text an argument holds, the node sees the same', async () => {
  const node = await connected()
  const text = fc.string({ unit: 'binary', maxLength: 40 }).filter((text) => !text.includes('\0'))
  const nasty = fc.array(fc.constantFrom("'", '"', '\\', '\n', '$', '`', '!', ' ', 'é', '@', '%'), {
    maxLength: 12,
  })
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.oneof(
          text,
          nasty.map((parts) => parts.join('')),
        ),
        { minLength: 1, maxLength: 20 },
      ),
      async (words) => {
        const exact = words.map((word) => Buffer.from(word).toString())
        const { stdout, code } = await node.run(sh`printf '%s\\0' ${exact}`)
        assert.is(code, 0)
        assert.equal(stdout.split('\0').slice(0, -1), exact)
      },
    ),
    { numRuns: 10 },
  )
})

test('a big program and 5 MB of input arrive unchanged', async () => {
  const node = await connected()
  const bytes = Buffer.alloc(5_000_000, 'x').fill(0, 1000, 2000)
  const { stdout } = await node.run(sh`wc -c; wc -c`, { input: bytes })
  assert.match(stdout, /^\s*5000000\n\s*0\n$/)
  const long = Array.from({ length: 20_000 }, (_, i) => `: line ${i}`).join('\n')
  assert.is((await node.run(shVerbatim(`${long}\necho end\nexit 3`))).stdout, 'end\n')
})

test('a program that does not read its input, and one that ends with exec, do no harm', async () => {
  const node = await connected()
  assert.is((await node.run(sh`exit 0`, { input: 'x'.repeat(1_000_000) })).code, 0)
  assert.is((await node.run(sh`exec sh -c 'exit 9'`)).code, 9)
  assert.is((await node.run(sh`if then`)).code, 2)
})

test('what is left running on the node does not hold us', async () => {
  const node = await connected()
  assert.is((await node.run(sh`sleep 600 & echo $!`, { timeoutMs: 20_000 })).code, 0)
})

test('what a login script prints is no output of ours', async () => {
  const node = await connected({ user: 'hab-talks' })
  assert.equal(await node.run(sh`echo a`), { code: 0, stdout: 'a\n', stderr: '', timedOut: false })
})

test('neither the program nor a password is in a list of processes', async () => {
  const node = await connected({ user: 'hab-password' }, { ask: () => Promise.resolve(password) })
  const { stdout } = await node.run(sh`: hidden-word; tr '\\0' ' ' </proc/self/cmdline; ps -ef; exit 0`)
  assert.match(stdout, /sudo -S/)
  assert.not.match(stdout, /hidden-word/)
  assert.not.ok(stdout.includes(password))
})

test('sudo may want its password, which is asked once', async () => {
  const asked: Question[] = []
  const ask = (question: Question): Promise<string> => {
    asked.push(question)
    return Promise.resolve(asked.length === 1 ? 'wrong' : password)
  }
  const node = await connected({ user: 'hab-password' }, { ask })
  assert.is((await node.run(sh`id -u; cat`, { input: 'x' })).stdout, '0\nx')
  assert.is((await node.run(sh`id -u`)).stdout, '0\n')
  assert.equal(
    asked.map(({ kind, node: name }) => [kind, name]),
    [
      ['secret', 'node1'],
      ['secret', 'node1'],
    ],
  )
})

const refusals: { what: string; more: Partial<NodeAddress>; options?: ConnectOptions; says: RegExp }[] = [
  {
    what: 'sudo with a password and nobody to ask',
    more: { user: 'hab-password' },
    says: /wants the password/,
  },
  {
    what: 'sudo that does not know the user',
    more: { user: 'hab-nobody' },
    options: { ask: () => Promise.resolve(password) },
    says: /hab-nobody may not become root on node1/,
  },
  {
    what: 'a login shell that runs nothing',
    more: { user: 'hab-nologin' },
    says: /lets hab-nologin in but runs no/,
  },
  {
    what: 'a name that does not resolve',
    more: { host: 'no-such.invalid' },
    says: /no-such\.invalid of node1 does not/,
  },
  {
    what: 'a user that does not exist',
    more: { user: 'hab-unknown' },
    says: /does not let hab-unknown in with .*id/,
  },
  {
    what: 'a key file that is not there',
    more: { identity: '/nowhere/id' },
    says: /\/nowhere\/id is not there/,
  },
  {
    what: 'a jump host that is not there',
    more: { jump: 'root@127.0.0.1:1' },
    says: /jump host 127\.0\.0\.1 \(on the way to node1\) is there, but nothing listens at 127\.0\.0\.1 port 1/,
  },
]
for (const { what, more, options, says } of refusals) {
  test(`one sentence for ${what}`, async () => {
    const { message } = await failure(() => connected(more, options))
    assert.match(message, says)
    assert.equal(folders(), [])
  })
}

test('one sentence where nothing listens, where nothing answers, and where it is no sshd', async () => {
  const port = await freePort()
  assert.match((await failure(() => connected({ port }))).message, /nothing listens at 127\.0\.0\.1 port/)
  const config = join(ground.scratch, 'impatient')
  writeFileSync(config, 'ConnectTimeout 1\n')
  const full = await deafListener()
  try {
    const { message } = await failure(() => connected({ port: full.port }, { configFile: config }))
    assert.match(message, /^node1 does not answer at 127\.0\.0\.1 port \d+/)
  } finally {
    full.stop()
  }
  const answers: { with: string; says: RegExp }[] = [
    { with: '', says: /took the connection at 127\.0\.0\.1 port \d+ but sshd said nothing/ },
    {
      with: 'HTTP/1.1 400 Bad Request\r\n\r\n\0\n',
      says: /What answers at 127\.0\.0\.1 port \d+ is no sshd/,
    },
  ]
  for (const answer of answers) {
    const other = createServer((socket) => socket.on('error', () => {}) && socket.write(answer.with)).unref()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port: taken } = other.address() as AddressInfo
    const { message } = await failure(() => connected({ port: taken }, { configFile: config }))
    assert.match(message, answer.says)
    other.close()
  }
})

test('an unknown key is refused with its fingerprint where nobody can be asked', async () => {
  const { message, hint } = await failure(() => connected({}, { knownHosts: join(ground.scratch, 'none') }))
  assert.ok(message.includes(`ED25519 ${ground.server.fingerprint}`), message)
  assert.match(hint!, /accept it with `ssh .* root@127\.0\.0\.1 exit`/)
})

test('an unknown key is shown and asked about; yes is remembered, no is no', async () => {
  const knownHosts = join(ground.scratch, 'asked')
  const asked: Question[] = []
  const answering = (answer: string | undefined) => ({
    knownHosts,
    ask: (question: Question) => {
      asked.push(question)
      return Promise.resolve(answer)
    },
  })
  for (const answer of ['no', undefined])
    assert.match((await failure(() => connected({}, answering(answer)))).message, /was not accepted/)
  const node = await connected({}, answering('yes'))
  assert.is((await node.run(sh`echo in`)).stdout, 'in\n')
  assert.is(asked.length, 3)
  assert.is(asked[0]!.kind, 'yes-no')
  assert.ok(asked[0]!.text.includes(ground.server.fingerprint), asked[0]!.text)
  await connected({}, { knownHosts })
  assert.ok(readFileSync(knownHosts, 'utf8').length > 50)
})

test('a changed key is refused, and the line that holds the old one is named', async () => {
  const other = await startSshd()
  try {
    const knownHosts = join(ground.scratch, 'changed')
    const line = readFileSync(other.knownHosts, 'utf8')
      .split('\n')[0]!
      .replace(String(other.port), String(ground.server.port))
    writeFileSync(knownHosts, `# old keys\n${line}\n`)
    const ask = (): Promise<string> => assert.unreachable('a changed key is not for asking') as never
    const { message, hint } = await failure(() => connected({}, { knownHosts, ask }))
    assert.ok(message.includes(`${knownHosts}:2 `), message)
    assert.ok(hint!.includes(ground.server.fingerprint), hint)
    assert.ok(hint!.includes(`ssh-keygen -f ${knownHosts} -R '[127.0.0.1]:${ground.server.port}'`), hint)
  } finally {
    await other.stop()
  }
})

test("the user's own configuration counts: alias, port, user and key", async () => {
  const config = join(ground.scratch, 'config')
  writeFileSync(
    config,
    `Host mynode
  HostName 127.0.0.1
  Port ${ground.server.port}
  User hab-shell0
  IdentityFile ${ground.server.key}
  RemoteCommand echo not this
  RequestTTY force
  LocalCommand echo nor this
  ControlMaster auto
`,
  )
  const address = { name: 'node1', host: 'mynode' }
  const node = await connect(address, { knownHosts: ground.server.knownHosts, configFile: config })
  try {
    assert.is((await node.run(sh`echo "$SUDO_USER"`)).stdout, 'hab-shell0\n')
  } finally {
    await node.close()
  }
  writeFileSync(config, 'Hots mynode\n')
  const { message } = await failure(() => connect(address, { configFile: config }))
  assert.match(message, /config: line 1: Bad configuration option: hots/)
})

test('a jump host is gone through, and its own key is verified too', async () => {
  const jump = await startSshd([{ name: 'hab-jump' }])
  try {
    const config = join(ground.scratch, 'jump-config')
    writeFileSync(
      config,
      `Host bastion\n HostName localhost\n Port ${jump.port}\n User hab-jump\n IdentityFile ${jump.key}\n`,
    )
    const knownHosts = join(ground.scratch, 'both')
    writeFileSync(
      knownHosts,
      readFileSync(ground.server.knownHosts, 'utf8') + readFileSync(jump.knownHosts, 'utf8'),
    )
    const through = { jump: 'bastion' }
    const node = await connected(through, { configFile: config, knownHosts })
    assert.is((await node.run(sh`echo through`)).stdout, 'through\n')
    assert.ok(jump.connections().length > 0)
    await node.close()

    const unknown = await failure(() => connected(through, { configFile: config }))
    assert.match(
      unknown.message,
      /key of the jump host \[localhost\]:\d+ \(on the way to node1\) is not known yet/,
    )
    assert.ok(unknown.message.includes(jump.fingerprint), unknown.message)

    const asked: string[] = []
    const ask = (question: Question): Promise<string> => {
      asked.push(question.text)
      return Promise.resolve('yes')
    }
    await connected(through, { configFile: config, knownHosts: join(ground.scratch, 'fresh'), ask })
    assert.is(asked.length, 2)
    assert.ok(asked[0]!.includes(jump.fingerprint) && asked[1]!.includes(ground.server.fingerprint))

    const dead = await failure(() => connected({ ...through, port: 1 }, { configFile: config, knownHosts }))
    assert.match(dead.message, /jump host does not reach node1 at 127\.0\.0\.1 port 1: Connection refused/)
  } finally {
    await jump.stop()
  }
})

test('several programs run side by side over one login', async () => {
  const node = await connected()
  const results = await Promise.all([1, 2, 3, 4, 5].map((i) => node.run(sh`echo ${i}`)))
  assert.equal(
    results.map(({ stdout }) => stdout),
    ['1\n', '2\n', '3\n', '4\n', '5\n'],
  )
  assert.is(node.roundTrips, 6)
})

test('all nodes that cannot be reached are named at once', async () => {
  const port = await freePort()
  try {
    await connectAll([at(), at({ name: 'node2', port }), at({ name: 'node3', port })], {
      knownHosts: ground.server.knownHosts,
    })
    assert.unreachable()
  } catch (error) {
    assert.match((error as HaError).message, /^2 nodes cannot be reached:\n.*node2.*\n.*\n.*node3/)
  }
  assert.equal(folders(), [])
})

all.run()

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { freePort, password, startSshd, whyNoSshd } from '../host/sshd.ts'
import type { Sshd } from '../host/sshd.ts'
import { Terminal, built, whyNoTerminal } from './terminal.ts'

const why = whyNoTerminal() ?? whyNoSshd()
const all = suite(
  `the wizard and machines that do as they please${why === undefined ? '' : ` (not here: ${why})`}`,
)
const test = why === undefined ? all : all.skip

const folder = mkdtempSync(join(tmpdir(), 'wizard-nodes-'))
let good: Sshd
let other: Sshd
let asking: Sshd
let closed: number

all.before(async () => {
  if (why !== undefined) return
  await built()
  good = await startSshd()
  other = await startSshd()
  asking = await startSshd(
    [{ name: 'hab-word', sudo: 'free' }],
    // The first mention of a setting counts, but for those of a match.
    'Match all\n  PasswordAuthentication yes\n  PubkeyAuthentication no\n',
  )
  closed = await freePort()
  const key = (server: Sshd): string =>
    readFileSync(server.knownHosts, 'utf8').split('\n')[0]!.split(' ').slice(1).join(' ')
  writeFileSync(
    join(folder, 'known'),
    [
      `[127.0.0.1]:${good.port} ${key(good)}`,
      // Of a machine that was there before.
      `[127.0.0.1]:${other.port} ${key(good)}`,
      `[127.0.0.1]:${asking.port} ${key(asking)}`,
      '',
    ].join('\n'),
  )
  const host = (name: string, port: number, more = ''): string =>
    `Host ${name}\n  HostName 127.0.0.1\n  Port ${port}\n  User root\n${more}`
  writeFileSync(
    join(folder, 'config'),
    [
      host('good', good.port),
      host('closed', closed),
      host('changed', other.port),
      host('new', other.port, `  UserKnownHostsFile ${folder}/none\n  IdentityFile ${other.key}\n`),
      host('word', asking.port, '  User hab-word\n').replace('  User root\n', ''),
      `Host *\n  IdentityFile ${good.key}\n  UserKnownHostsFile ${folder}/known\n`,
    ].join('\n'),
  )
})
all.after(async () => {
  rmSync(folder, { recursive: true, force: true })
  await Promise.all([good, other, asking].map((server) => server?.stop()))
})

async function at(act: (terminal: Terminal) => Promise<void>): Promise<void> {
  const terminal = new Terminal(['init', '--ssh-config', join(folder, 'config')], { term: 'vt100' })
  try {
    assert.match(await terminal.prompt(), 'Which machines are to be the nodes?')
    await act(terminal)
  } finally {
    terminal.close()
  }
}

test('one that cannot be reached is told, tried again, and left out', () =>
  at(async (terminal) => {
    const screen = await terminal.answer('good closed')
    assert.match(screen, 'closed could not be looked at. What now?')
    assert.match(screen, 'nothing listens at 127.0.0.1 port')
    assert.match(terminal.history(), /good +done: /)
    assert.match(await terminal.answer('again'), 'closed could not be looked at. What now?')
    // The other one is known already.
    assert.is(terminal.history().split(/good +done: /).length, 2)
    const names = await terminal.answer('without')
    assert.match(names, 'What are the nodes called?')
    assert.match(names, 'closed: could not be looked at')
    assert.match(await terminal.answer('node1 node2'), 'What is the cluster called?')
  }))

test('it can be named anew', () =>
  at(async (terminal) => {
    await terminal.answer('this closed')
    const again = await terminal.answer('change')
    assert.match(again, 'Which machines are to be the nodes?')
    assert.match(again, 'Enter keeps: this closed.')
    const screen = await terminal.answer('this good')
    assert.match(screen, 'What are the nodes called?')
    assert.match(screen, 'so they are numbered')
  }))

test('another host key than before is told, and nothing is done there', () =>
  at(async (terminal) => {
    const screen = await terminal.answer('good changed')
    assert.match(screen, 'changed could not be looked at. What now?')
    assert.match(screen, 'The key of changed is not the one that')
  }))

test('a host key that is not known is asked for, and no is no', () =>
  at(async (terminal) => {
    const question = await terminal.answer('good new')
    assert.match(question, other.fingerprint)
    const screen = await terminal.answer('no')
    assert.match(screen, 'new could not be looked at. What now?')
    await terminal.answer('again')
    assert.match(await terminal.answer('yes'), 'What are the nodes called?')
  }))

test('a wrong password is asked for again, is not shown, and in the end told', () =>
  at(async (terminal) => {
    const question = await terminal.answer('good word')
    assert.match(question, /password/i)
    let screen = await terminal.answer('wrong')
    for (let i = 0; i < 2; i++) if (/password.*$/i.test(screen)) screen = await terminal.answer('wrong')
    assert.match(screen, 'word could not be looked at. What now?')
    assert.not.match(terminal.history(), 'wrong\n')
    await terminal.answer('again')
    assert.match(await terminal.answer(password), 'What are the nodes called?')
    assert.not.match(terminal.history(), password)
  }))

all.run()

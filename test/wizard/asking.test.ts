import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Terminal, built, whyNoTerminal } from './terminal.ts'
import type { TerminalOptions } from './terminal.ts'

const test = suite('the wizard at a terminal')

const factsOf = (name: string, ...nodes: string[]): string[] =>
  nodes.flatMap((node) => ['--facts', join(process.cwd(), 'test/wizard/facts', name, `${node}.json`)])

const kvm = ['init', ...factsOf('kvm', 'node1', 'node2')]

const missing = whyNoTerminal()
if (missing !== undefined) test.skip(missing, () => {})

/** A terminal for one test, and a folder that outlives it, for coming back. */
function at(
  name: string,
  options: TerminalOptions,
  act: (open: (argv?: string[]) => Terminal) => Promise<void>,
): void {
  if (missing !== undefined) return
  test(name, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wizard-'))
    const open: Terminal[] = []
    try {
      await act((argv = kvm) => {
        const terminal = new Terminal(argv, { folder, ...options })
        open.push(terminal)
        return terminal
      })
    } finally {
      open.forEach((terminal) => terminal.close())
      rmSync(folder, { recursive: true, force: true })
    }
  })
}

if (missing === undefined) test.before(built)

const answersIn = (folder: string): string => readFileSync(join(folder, 'cluster.answers.yaml'), 'utf8')

for (const term of ['vt100', 'linux', 'xterm'])
  at(`asks, explains, goes back and keeps answers on ${term}`, { term }, async (open) => {
    const terminal = open()
    assert.match(await terminal.prompt(), 'What are the nodes called?')
    assert.match(await terminal.answer('?'), '`uname -n` prints')
    assert.match(await terminal.answer(''), 'What is the cluster called?')
    assert.match(await terminal.answer('one two'), /one two[^]*\n>$/)
    assert.match(await terminal.answer('prod1'), 'What shall the cluster be like?')
    const back = await terminal.answer('<')
    assert.match(back, 'What is the cluster called?')
    assert.match(back, 'Enter keeps: prod1.')
    assert.match(await terminal.answer(''), 'What shall the cluster be like?')
    assert.match(answersIn(terminal.folder), 'kind.name: prod1')
    assert.is(statSync(join(terminal.folder, 'cluster.answers.yaml')).mode & 0o777, 0o600)
    terminal.type('q')
    terminal.key('Enter')
    assert.is(await terminal.ended(), 130)
    assert.match(terminal.screen(), 'goes on from there')
  })

for (const key of ['C-c', 'C-d'])
  at(`${key} loses nothing, and the next visit goes on`, {}, async (open) => {
    const first = open()
    await first.prompt()
    await first.answer('')
    first.type('half a na')
    await first.shows(/> half a na$/)
    first.key(key)
    assert.is(await first.ended(), 130)
    assert.match(answersIn(first.folder), 'nodes.names: "node1 node2"')
    const second = open()
    assert.match(await second.prompt(), 'What do you want to begin with?')
    assert.match(await second.answer(''), 'What is the cluster called?')
    second.key(key)
    assert.is(await second.ended(), 130)
  })

at('up and down walk through the choices, Esc goes back', {}, async (open) => {
  const terminal = open()
  await terminal.prompt()
  await terminal.answer('')
  await terminal.answer('prod1')
  terminal.key('Down')
  const first = /> (\S+)$/.exec(await terminal.shows(/> \S+$/))![1]!
  terminal.key('Down')
  await terminal.shows(new RegExp(`> (?!${first}$)\\S+$`))
  terminal.key('Up')
  await terminal.shows(new RegExp(`> ${first}$`))
  terminal.key('Escape')
  assert.match(await terminal.prompt(), 'What is the cluster called?')
})

at('the line can be changed anywhere in it', {}, async (open) => {
  const terminal = open()
  await terminal.prompt()
  await terminal.answer('')
  terminal.type('pod1')
  for (const key of ['Home', 'Right']) terminal.key(key)
  terminal.type('r')
  await terminal.shows(/> prod1$/)
  for (const key of ['End', 'BSpace', 'Left', 'Left', 'DC']) terminal.key(key)
  await terminal.shows(/> prd$/)
  terminal.key('C-u')
  await terminal.shows(/>$/)
})

for (const how of ['bracketed', 'plain'] as const)
  at(`what is pasted (${how}) answers one question at most`, {}, async (open) => {
    const terminal = open()
    await terminal.prompt()
    terminal.paste('node1 node2\nprod1\nkvm\n', how)
    if (how === 'bracketed') {
      await terminal.shows(/> node1 node2 prod1 kvm$/)
      terminal.key('C-u')
      terminal.type('node1 node2')
      terminal.key('Enter')
    }
    assert.match(await terminal.prompt(), /What is the cluster called\?[^]*\n>$/)
    assert.not.match(answersIn(terminal.folder), 'prod1')
  })

at('a name that is no host name is refused in words, and a wide one is drawn right', {}, async (open) => {
  const terminal = open()
  await terminal.prompt()
  assert.match(await terminal.answer('bücher 日本'), '"bücher" cannot be a host name')
  terminal.type('日本é')
  await terminal.shows(/> 日本é$/)
  terminal.key('Left')
  terminal.key('BSpace')
  await terminal.shows(/> 日é$/)
  terminal.key('C-u')
  terminal.type('x')
  await terminal.shows(/> x$/)
})

at('a window of another size is filled anew, and what was typed stays', {}, async (open) => {
  const terminal = open()
  await terminal.prompt()
  await terminal.answer('')
  terminal.type('prod')
  await terminal.shows(/> prod$/)
  terminal.resize(60, 20)
  const screen = await terminal.prompt()
  assert.match(screen, /> prod$/)
  assert.ok(
    screen.split('\n').every((line) => line.length <= 60),
    screen,
  )
  assert.match(await terminal.answer('1'), 'What shall the cluster be like?')
  assert.match(answersIn(terminal.folder), 'kind.name: prod1')
})

at('a line that is longer than the window stays on its line', { columns: 60 }, async (open) => {
  const terminal = open()
  await terminal.prompt()
  const names = Array.from({ length: 16 }, (_, i) => `machine${i}`).join(' ')
  terminal.type(names)
  const screen = await terminal.shows(/machine15$/)
  assert.match(screen, /\n> <[^\n]*machine15$/)
  terminal.key('Home')
  await terminal.shows(/\n> machine0 machine1 [^\n]*>$/)
})

for (const [name, what] of [
  ['odd-thirty-disks', 'Which disks'],
  ['odd-twenty-cards', 'Which network cards'],
] as const)
  at(`a long list (${name}) is shown in parts that fit`, {}, async (open) => {
    const terminal = open(['init', ...factsOf(name, 'node1', 'node2')])
    let screen = await terminal.prompt()
    const answers = ['', 'prod1', 'kvm', name === 'odd-twenty-cards' ? 'change' : 'take', '', '', '', '', '']
    for (const answer of answers) if (!screen.includes(what)) screen = await terminal.answer(answer)
    assert.match(screen, what)
    assert.ok(screen.split('\n').length <= 24)
    assert.match(screen, /lines 1 to [0-9]+ of [0-9]+; \+ shows more/)
    const next = await terminal.answer('+')
    assert.not.match(next, 'lines 1 to')
    assert.match(next, /- goes up/)
    assert.match(await terminal.answer('-'), 'lines 1 to')
  })

test('without a terminal it says what to do instead', async () => {
  const { run } = await import('../../src/host/exec.ts')
  const { code, stderr } = await run([process.execPath, 'dist/cli.js', 'init'])
  assert.is(code, 2)
  assert.match(stderr, '--answers FILE')
  assert.match(stderr, 'init --from-facts')
})

test.run()

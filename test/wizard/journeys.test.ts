import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadSpec } from '../../src/spec/load.ts'
import { commentsOf, specOf } from '../../src/wizard/spec-of.ts'
import { pages } from '../../src/wizard/pages/index.ts'
import { writeSpec } from '../../src/wizard/write.ts'
import { Terminal, built, whyNoTerminal } from './terminal.ts'
import { Typist, factsFiles } from './typist.ts'

const why = whyNoTerminal()
const all = suite(`whole visits at a terminal${why === undefined ? '' : ` (not here: ${why})`}`)
const test = why === undefined ? all : all.skip
if (why === undefined) all.before(built)

/** As much of a text as stands on one line, whatever comes after it. */
const begin = (text: string): string => text.slice(0, 60)

// Every example of which there are answers could be here; these have every page, every stack and every platform of today.
for (const [example, term] of [
  ['kvm', 'vt100'],
  ['debian-heartbeat', 'linux'],
  ['proxmox-raid10', 'xterm'],
  ['slackware-heartbeat', 'vt100'],
  ['blade-fencing', 'linux'],
] as const)
  test(`${example}: from the first question to the file, on ${term}`, async () => {
    const typist = new Typist(example)
    const terminal = new Terminal(['init', ...factsFiles(example).flatMap((file) => ['--facts', file])], {
      term,
    })
    try {
      let screen = await terminal.prompt()
      let asked = 0
      for (let step = typist.next(); step; step = typist.next()) {
        assert.ok(screen.includes(begin(step.question.title)), `${step.question.id} is not asked:\n${screen}`)
        const lines = screen.split('\n')
        assert.ok(lines.length <= 24 && lines.every((line) => line.length < 80), screen)
        asked++
        screen = await terminal.answer(step.typed)
      }
      assert.ok(asked <= 30, `${asked} screens for one cluster`)
      assert.match(screen, 'All is answered. What now?')
      assert.match(screen, /Enter takes: picture/)
      const picture = await terminal.answer('')
      assert.match(picture, 'The cluster')
      assert.match(picture, /Storage/)
      assert.match(await terminal.answer(''), 'All is answered. What now?')
      assert.match(await terminal.answer('write'), 'What now?')
      const checked = await terminal.answer('check')
      assert.match(terminal.history(), /cluster\.yaml: (no problems|[0-9]+ (warning|note)s?)/)
      assert.match(checked, 'Enter takes: plan')
      terminal.type('nothing')
      terminal.key('Enter')
      assert.is(await terminal.ended(), 0)

      const text = readFileSync(join(terminal.folder, 'cluster.yaml'), 'utf8')
      const { known } = typist.state
      assert.is(text, writeSpec(specOf(pages, known), commentsOf(pages, known)))
      const { problems } = await loadSpec(new TextEncoder().encode(text), 'cluster.yaml')
      assert.equal(
        problems.filter(({ severity }) => severity === 'error'),
        [],
      )
      if (typist.secrets.size > 0) {
        const secrets = join(terminal.folder, 'cluster.secrets.yaml')
        assert.is(statSync(secrets).mode & 0o777, 0o600)
        for (const name of typist.secrets)
          assert.match(readFileSync(secrets, 'utf8'), `"of-${name}`.slice(0, 16))
        for (const name of typist.secrets)
          assert.not.match(terminal.history() + text, `of-${name}`.slice(0, 16), 'a secret was shown')
      }
    } finally {
      terminal.close()
    }
  })

test('a cluster.yaml that is there is opened, one answer changed, and all else left as it is', async () => {
  const facts = factsFiles('kvm').flatMap((file) => ['--facts', file])
  const example = readFileSync('examples/kvm.yaml', 'utf8')
  const terminal = new Terminal(['init', '-f', 'cluster.yaml', ...facts], {
    files: { 'cluster.yaml': example },
  })
  try {
    let screen = await terminal.prompt()
    // Passwords are in no cluster.yaml.
    while (/password/.test(screen)) screen = await terminal.answer('secret word')
    assert.match(screen, 'All is answered. What now?')
    screen = await terminal.answer('answers')
    assert.match(screen, 'Which answer is to be changed?')
    screen = await terminal.answer('kind.name')
    assert.match(screen, 'Enter keeps: prod1.')
    assert.match(await terminal.answer('prod2'), 'All is answered. What now?')
    assert.match(await terminal.answer('write'), 'What now?')
    terminal.key('C-c')
    assert.is(await terminal.ended(), 0)
    assert.is(
      readFileSync(join(terminal.folder, 'cluster.yaml'), 'utf8'),
      example.replace('name: prod1', 'name: prod2'),
    )
  } finally {
    terminal.close()
  }
})

all.run()

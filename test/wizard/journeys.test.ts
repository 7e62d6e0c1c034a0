import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadSpec } from '../../src/spec/load.ts'
import { commentsOf, specOf } from '../../src/wizard/spec-of.ts'
import { pages } from '../../src/wizard/pages/index.ts'
import { writeSpec } from '../../src/wizard/write.ts'
import { Terminal, built, whyNoTerminal } from './terminal.ts'
import { factsFiles } from './typist.ts'
import { folder, visit, visits } from './visit.ts'

const why = whyNoTerminal()
const all = suite(`whole visits at a terminal${why === undefined ? '' : ` (not here: ${why})`}`)
const test = why === undefined ? all : all.skip
if (why === undefined) all.before(built)

for (const example of Object.keys(visits))
  test(`${example}: from the first question to the file`, async () => {
    const { typist, terminal, seen, asked } = await visit(example)
    try {
      const { way } = visits[example]!
      assert.ok(asked.size <= (way === 'take' ? 30 : 55), `${asked.size} screens for one cluster`)
      // What is left are names and the like, for which nobody is asked who does not write them into a file.
      const { known } = typist.state
      const all = pages.flatMap((page) => page.questions(known))
      const quiet = all.flatMap((question) => (question.quiet ? question.id : []))
      const left = Object.keys(typist.wanted).filter((id) => !asked.has(id) && !quiet.includes(id))
      if (way === 'change') assert.equal(left, [], 'answers that nobody was asked for')
      // Made anew by test/wizard/visit.ts, to be looked at before it is kept.
      assert.fixture(seen, readFileSync(`${folder}/${example}.txt`, 'utf8'))
      assert.match(seen, 'What runs where')
      assert.match(seen, /cluster\.yaml: (no problems|[0-9]+ (warning|note)s?)/)
      terminal.type('nothing')
      terminal.key('Enter')
      assert.is(await terminal.ended(), 0)

      const text = readFileSync(join(terminal.folder, 'cluster.yaml'), 'utf8')
      assert.is(text, writeSpec(specOf(pages, known), commentsOf(pages, known)))
      const { problems } = await loadSpec(new TextEncoder().encode(text), 'cluster.yaml')
      assert.equal(
        problems.filter(({ severity }) => severity === 'error'),
        [],
      )
      if (typist.secrets.size === 0) return
      const secrets = join(terminal.folder, 'cluster.secrets.yaml')
      assert.is(statSync(secrets).mode & 0o777, 0o600)
      const shown = terminal.history() + text
      for (const name of typist.secrets) {
        const secret = `of-${name}`.slice(0, 16)
        assert.match(readFileSync(secrets, 'utf8'), `"${secret}"`)
        assert.not.match(shown, secret, 'a secret was shown')
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

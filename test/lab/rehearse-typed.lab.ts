import { mkdirSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { built } from '../wizard/terminal.ts'
import { visit } from '../wizard/visit.ts'
import { reports } from './rehearsal.ts'

const test = suite('rehearse: from the last page of the wizard, what was typed on the facts of two machines')
test.before(built)

test('kvm', async () => {
  const state = resolve('.lab', 'rehearse-typed')
  mkdirSync(state, { recursive: true })
  const { terminal } = await visit('kvm', { patienceS: 5400, env: { XDG_STATE_HOME: state } })
  try {
    const screen = await terminal.answer('rehearse')
    const shown = terminal.history()
    process.stdout.write(shown.replace(/^/gm, '    '))
    assert.match(screen, 'What now?')
    reports(shown, { machine: 'mail', nodes: ['node1', 'node2'], on: 'node1' })
    terminal.type('nothing')
    terminal.key('Enter')
    assert.is(await terminal.ended(), 0)
  } finally {
    terminal.close()
    rmSync(state, { recursive: true, force: true })
  }
})

test.run()

import { copyFileSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sh } from '../../src/core/sh.ts'
import { exampleNames } from '../example-names.ts'
import { ownCli } from './cli.ts'
import { saidOtherwise } from './looks.ts'
import { raiseStage } from './scenario.ts'
import type { Stage } from './scenario.ts'
import { untouchedBy } from './untouched.ts'

const test = suite('guards: whatever they find, they change nothing')

let stage: Stage
const folder = mkdtempSync(join(tmpdir(), 'ha-guards-'))

/** Exit codes of --check: nothing to change, changes, something refused. */
const checked = [0, 6, 4]

test.before(async () => {
  // The one with most programs: what is installed is asked, and what is not there is missed.
  const spec = readFileSync('examples/kvm.yaml', 'utf8')
  stage = await raiseStage({ name: 'guards', spec, warm: true, memoryMiB: 1024 })
})
test.after(async () => {
  rmSync(folder, { recursive: true, force: true })
  await stage.end()
})

test('a listing tells what was changed', async () => {
  const told = await stage.must(
    'node1',
    untouchedBy(sh`touch /etc/hosts; modprobe dummy; ip link add name dummy7 type dummy`, [0]),
  )
  for (const line of [/> file \/etc\/hosts /, /> module dummy/, /> link dummy7/]) assert.match(told, line)
  await stage.must('node1', sh`ip link delete dummy7; modprobe -r dummy`)
  assert.is(await stage.must('node1', untouchedBy(sh`sleep 2`, [0])), '')
})

for (const example of exampleNames)
  test(`those of every node of ${example}`, async () => {
    const bundle = join(folder, example)
    // Secrets are made beside the spec.
    const spec = join(folder, `${example}.yaml`)
    copyFileSync(`examples/${example}.yaml`, spec)
    const { code } = await ownCli('generate', '-f', spec, '-o', bundle, '--no-prove')
    assert.is(code, 0)
    await stage.send('node1', bundle, '/tmp/guards')
    for (const program of readdirSync(join(bundle, 'install'), { withFileTypes: true }))
      if (program.isFile()) {
        const place = sh`HA_FILES=/tmp/guards/${program.name} HA_GUARD=/tmp/guards/netguard
export HA_FILES HA_GUARD`
        const check = sh`${place}
cd / && sh /tmp/guards/install/${program.name} --check --contents`
        assert.is(await stage.must('node1', untouchedBy(check, checked)), '', program.name)
        // What is installed here is what this one needs; the others would say nearly always that something is missing.
        if (example !== 'kvm') continue
        const looks = sh`${place}
${saidOtherwise(sh`/tmp/guards/install`, sh`${program.name}`)}`
        assert.is(await stage.must('node1', looks), '', program.name)
      }
  })

test.run()

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sh } from '../../src/core/sh.ts'
import { setCable, switchPower } from '../../src/lab/control.ts'
import { nodePid } from '../../src/lab/folder.ts'
import { onNode } from '../../src/lab/guest.ts'
import { cli } from './cli.ts'
import { raiseStage } from './scenario.ts'
import type { Stage } from './scenario.ts'

const test = suite('blades: the chassis switches the slot of a node that nobody hears, over SNMP')

let stage: Stage

test.before(async () => {
  const spec = readFileSync('test/lab/chassis.yaml', 'utf8')
  stage = await raiseStage({ name: 'chassis', spec, warm: true, memoryMiB: 768 })
})
test.after(() => stage.end())

const hasAddress = async (node: string): Promise<boolean> =>
  (await onNode(stage.folder, { name: node }, sh`ip -o address`)).stdout.includes(' 192.168.60.50/')

/** What the slot of a node was told. */
const switched = (node: string): string =>
  readFileSync(join(stage.folder.node(node), 'chassis.log'), 'utf8')
    .split('\n')
    .filter((line) => line.includes(' set '))
    .join('\n')

test('apply asks the chassis before it relies on it, and starts the address on rowan', async () => {
  assert.is((await cli(stage, 'apply', '--yes')).code, 0)
  await stage.until('rowan has the address', 600, () => hasAddress('rowan'))
})

test('rowan loses both its cables: its slot is switched off, then hazel has the address', async () => {
  const before = switched('rowan')
  for (const nic of ['lan0', 'cl0']) await setCable(stage.lab, stage.node('rowan'), nic, 'off')
  await stage.until('hazel has the address', 900, () => hasAddress('hazel'))
  assert.match(switched('rowan').slice(before.length), /set power 0/)
  assert.is(switched('hazel').includes('set power 0'), false, 'hazel was switched too')
})

test('switched on with its cables back rowan is a member again, and the address stays', async () => {
  assert.is(nodePid(stage.folder, stage.node('rowan')), undefined)
  await switchPower(stage.folder, stage.lab, stage.node('rowan'), 'on')
  for (const nic of ['lan0', 'cl0']) await setCable(stage.lab, stage.node('rowan'), nic, 'on')
  await stage.until('both are members and nothing runs twice', 900, async () => {
    const { stdout } = await onNode(stage.folder, { name: 'hazel' }, sh`crm_mon -1 2>/dev/null`)
    return (
      /Online: \[ (rowan hazel|hazel rowan) \]/.test(stdout) &&
      (await hasAddress('hazel')) &&
      !(await hasAddress('rowan'))
    )
  })
})

test.run()

import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { assemble } from '../../src/facts/assemble.ts'
import { readAnswers } from '../../src/facts/program.ts'
import type { Facts } from '../../src/facts/types.gen.ts'
import validate from '../../src/facts/validate.gen.js'

const test = suite('facts of whole nodes')

// test/facts/nodes/NAME.txt is all that a node answered; NAME.json is what is to be said of its storage.
const folder = 'test/facts/nodes'
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.txt'))
  .map((name) => name.slice(0, -'.txt'.length))

function factsOf(name: string): Facts {
  const output = readFileSync(join(folder, `${name}.txt`), 'utf8')
  const mark = /^([0-9a-f]{32}) now /m.exec(output)![1]!
  const answers = readAnswers(output, mark)
  const [first, last] = answers.clock
  return assemble('node1', answers, {
    sent: { beganMs: first!.ms - 40, endedMs: last!.ms + 20 },
    tool: '0.1.0',
  })
}

for (const name of names) {
  test(name, () => {
    const facts = factsOf(name)
    assert.ok(validate(facts), JSON.stringify(validate.errors))
    const { versions, platform, disks, arrays, lvm, drbd } = facts
    const seen = {
      platform,
      versions,
      disks: disks.map((disk) => ({
        name: disk.name,
        serial: disk.serial,
        wwn: disk.wwn,
        transport: disk.transport,
        sectors: [disk.logicalSector, disk.physicalSector],
        rotational: disk.rotational,
        multipath: disk.multipath,
        table: disk.table,
        blank: disk.blank,
        system: disk.system,
        reasons: disk.reasons.map(({ code, text }) => `${code}: ${text}`),
      })),
      arrays: arrays?.map(
        (array) => `${array.name} ${array.level} ${array.signatures?.map(({ type }) => type).join()}`,
      ),
      volumes: lvm?.groups.flatMap(({ name: group, volumes }) =>
        volumes.map((volume) => `${group}/${volume.name} ${volume.active ? 'active' : 'inactive'}`),
      ),
      drbd,
    }
    assert.equal(
      JSON.parse(JSON.stringify(seen)),
      JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')),
    )
  })
}

test('the clock is compared as NTP does it', () => {
  const { clock } = factsOf('debian-12-fresh-disks')
  // 40 ms to the node and 20 back: that they differ looks like 10 ms, and 30 is how far it can be off.
  assert.is(clock.offsetMs, 10)
  assert.is(clock.uncertaintyMs, 31)
})

test.run()

import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ownCli } from './cli.ts'

/** A virtual machine that moves live, and the nodes of its cluster. */
export interface Moving {
  readonly machine: string
  readonly nodes: readonly [string, string]
  /** Where it is preferred, and dies with its node; undefined where it may be on either. */
  readonly on?: string
}

/** Has the tool build a cluster in machines of the lab, from bare disks on, and let a node of it die. */
export function rehearsal(name: string, text: string, moving: Moving): void {
  const test = suite(`rehearse: ${name}, from bare disks to the death of a node`)
  test('every line of its report', async () => {
    const folder = resolve('.lab', `rehearse-${name}`)
    mkdirSync(folder, { recursive: true })
    const file = join(folder, 'cluster.yaml')
    writeFileSync(file, text)
    try {
      const { code, out } = await ownCli('rehearse', '-f', file, '--state', join(folder, 'lab'))
      assert.is(code, 0)
      reports(out, moving)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
  test.run()
}

/** Whether the last report in a text has every line of a cluster whose machine moves live and whose node dies. */
export function reports(text: string, { machine, nodes, on }: Moving): void {
  const report = text.slice(text.lastIndexOf('Rehearsal\n'))
  const [one, other] = nodes
  const victim = on ?? / (\S+) loses power: /.exec(report)?.[1]
  assert.ok(victim === one || victim === other, `${victim} loses power`)
  const survivor = victim === one ? other : one
  for (const line of [
    'A second apply would have nothing to do',
    'DRBD: every copy is up to date',
    `${machine} moves live from ${one} to ${other}`,
    `${machine} moves live from ${other} to ${one}`,
    `${victim} loses power: ${survivor} runs everything`,
    new RegExp(`${machine} lost no write: [0-9]+ were acknowledged`),
    `${victim} was fenced before others took over`,
    `${victim} is back, everything runs once and every copy is up to date`,
  ])
    assert.match(report, line)
}

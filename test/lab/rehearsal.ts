import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ownCli } from './cli.ts'

/**
 * Has the tool build a cluster in machines of the lab, from bare disks on, and let a node of it die.
 * @param shown lines that its report must have
 */
export function rehearsal(name: string, text: string, shown: readonly RegExp[]): void {
  const test = suite(`rehearse: ${name}, from bare disks to the death of a node`)
  test('every line of its report', async () => {
    const folder = resolve('.lab', `rehearse-${name}`)
    mkdirSync(folder, { recursive: true })
    const file = join(folder, 'cluster.yaml')
    writeFileSync(file, text)
    try {
      const { code, out } = await ownCli('rehearse', '-f', file, '--state', join(folder, 'lab'))
      assert.is(code, 0)
      const report = out.slice(out.lastIndexOf('Rehearsal\n'))
      for (const line of shown) assert.match(report, line)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
  test.run()
}

/** What every cluster with virtual machines that move live shows, wherever the first of them begins. */
export const machines = (first: string, one: string, other: string): readonly RegExp[] => [
  /A second apply would have nothing to do/,
  /DRBD: every copy is up to date/,
  new RegExp(`${first} moves live from ${one} to ${other}`),
  new RegExp(`${first} moves live from ${other} to ${one}`),
  new RegExp(`(${one}|${other}) loses power: (${one}|${other}) runs everything`),
  new RegExp(`${first} lost no write: [0-9]+ were acknowledged`),
  new RegExp(`(${one}|${other}) was fenced before others took over`),
  / is back, everything runs once and every copy is up to date/,
]

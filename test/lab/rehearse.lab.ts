import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ownCli } from './cli.ts'

const test = suite('rehearse: whole clusters, from bare disks to the death of a node')

interface Rehearsed {
  readonly name: string
  readonly text: string
  /** Lines that its report must have. */
  readonly shown: readonly RegExp[]
}

const example = (name: string): string => readFileSync(`examples/${name}.yaml`, 'utf8')

/** What every cluster with virtual machines that move live shows. */
const machines = (first: string, one: string, other: string): readonly RegExp[] => [
  /A second apply would have nothing to do/,
  /DRBD: every copy is up to date/,
  new RegExp(`${first} moves live from ${one} to ${other}`),
  new RegExp(`${first} moves live from ${other} to ${one}`),
  new RegExp(`${one} loses power: ${other} runs everything`),
  new RegExp(`${first} lost no write: [0-9]+ were acknowledged`),
  new RegExp(`${one} was fenced before others took over`),
  new RegExp(`${one} is back, everything runs once and every copy is up to date`),
]

const rehearsals: readonly Rehearsed[] = [
  { name: 'kvm', text: example('kvm'), shown: machines('mail', 'node1', 'node2') },
  {
    name: 'kvm-debian-13',
    text: example('kvm').replace('platform: debian-12', 'platform: debian-13'),
    shown: machines('mail', 'node1', 'node2'),
  },
  {
    name: 'kvm-live-migration',
    text: example('kvm-live-migration'),
    shown: machines('moodle', 'alder', 'birch'),
  },
]

for (const { name, text, shown } of rehearsals)
  test(name, async () => {
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

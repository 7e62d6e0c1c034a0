import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Facts } from '../../src/facts/types.gen.ts'
import type { LabFolder } from '../../src/lab/folder.ts'
import { readDocument } from '../../src/spec/document.ts'
import type { SpecSource } from '../../src/spec/spec.ts'
import { answersIn, writtenOf } from '../../src/wizard/draft.ts'
import { takeProposals } from '../../src/wizard/flow.ts'
import { pages } from '../../src/wizard/pages/index.ts'
import type { Known } from '../../src/wizard/question.ts'
import { differences, leftToFileOf, meaningOf } from '../wizard/meaning.ts'
import { Terminal, built } from '../wizard/terminal.ts'
import { Typist, sourceOf } from '../wizard/typist.ts'
import { typeAll } from '../wizard/visit.ts'
import { cli } from './cli.ts'
import { raiseStage } from './scenario.ts'

const test = suite('visits: the wizard typed on bare machines that have the hardware of an example')
test.before(built)

// The lab has neither Proxmox VE nor Slackware.

/**
 * The cluster of an example with disks and memory of lab machines, and with the card that the lab comes in by, which stays as
 * it is. The rest of what the lab changes for emulated machines is none of the wizard's business.
 */
function onLabMachines(example: string, folder: LabFolder): string {
  const source = sourceOf(example)
  const lab = readDocument(readFileSync(folder.spec), 'lab').value as SpecSource
  // What all nodes reach is the same disk on each, and is said once.
  const isShared = Object.values(source['node-defaults']?.disks ?? {}).some((disk) => disk?.multipath)
  const shared = isShared ? Object.values(lab.nodes)[0]!.disks : undefined
  const nodes = Object.entries(source.nodes).map(([name, node]) => {
    const { disks, interfaces = {}, 'volume-groups': groups } = lab.nodes[name]!
    const [kept] = Object.entries(interfaces).filter(([, { dhcp }]) => dhcp === true)
    return [
      name,
      {
        ...node,
        interfaces: { ...node.interfaces, [kept![0]]: kept![1] },
        ...(disks && !shared && { disks }),
        ...(groups && { 'volume-groups': groups }),
      },
    ]
  })
  const vms = Object.entries(source.vms ?? {}).map(([name, vm]) => [name, { ...vm, memory: '64M' }])
  return JSON.stringify({
    ...source,
    ...(shared && { 'node-defaults': { ...source['node-defaults'], disks: shared } }),
    nodes: Object.fromEntries(nodes) as SpecSource['nodes'],
    ...(vms.length > 0 && { vms: Object.fromEntries(vms) as SpecSource['vms'] }),
  })
}

for (const example of ['kvm', 'kvm-live-migration', 'kvm-qdevice', 'debian-heartbeat', 'blade-fencing'])
  test(`${example}: the same cluster`, async () => {
    const spec = readFileSync(`examples/${example}.yaml`, 'utf8')
    const stage = await raiseStage({ name: `visits-${example}`, spec, warm: false, memoryMiB: 768 })
    const folder = mkdtempSync(join(tmpdir(), 'ha-visits-'))
    const own = ['--ssh-config', stage.folder.sshConfig]
    const terminal = new Terminal(['init', ...own], { folder, patienceS: 600 })
    try {
      const names = Object.keys(sourceOf(example).nodes)
      assert.is((await cli(stage, 'facts', '-o', join(folder, 'looked'))).code, 0)
      const facts = names.map(
        (name) => JSON.parse(readFileSync(join(folder, 'looked', `${name}.json`), 'utf8')) as Facts,
      )
      const machines = facts.map((one) => ({ name: one.node, facts: one }))
      const text = onLabMachines(example, stage.folder)
      const bytes = Buffer.from(text)
      const source = readDocument(bytes, 'wanted').value as SpecSource
      const wanted = answersIn({ bytes, source }, pages, machines)
      const typist = new Typist(machines, wanted)

      assert.match(await terminal.prompt(), 'Which machines are to be the nodes?')
      await terminal.answer(names.join(' '))
      const { seen } = await typeAll(typist, terminal)
      process.stdout.write(seen.replace(/^/gm, '    '))
      assert.match(seen, /cluster\.yaml: (no problems|[0-9]+ (warning|note)s?)/)

      const file = join(folder, 'cluster.yaml')
      assert.ok(existsSync(file))
      const without = [...leftToFileOf(example), 'nodes.*.ssh']
      const meant = async (of: string): Promise<unknown> => (await meaningOf(of, facts, without)).plan
      const ground = { pages, machines, secrets: typist.secrets }
      const fromAnswers = async (known: Known): Promise<unknown> =>
        meant((await writtenOf(known, file, ground, undefined)).text)
      assert.equal(
        differences(await fromAnswers(typist.state.known), await meant(readFileSync(file, 'utf8'))),
        [],
        'what was typed',
      )
      // Names that nobody is asked for are said in files only.
      const all = takeProposals({ answers: wanted, seen: {} }, ground).state
      assert.equal([...all.unfit], [])
      assert.equal(differences(await meant(text), await fromAnswers(all.known)), [], 'what the example says')
    } finally {
      terminal.close()
      rmSync(folder, { recursive: true, force: true })
      await stage.end()
    }
  })

test.run()

import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { assemble } from '../../src/facts/assemble.ts'
import { matchDisks } from '../../src/facts/match.ts'
import { readAnswers } from '../../src/facts/program.ts'
import type { Disk, Facts, MdArray, VolumeGroup } from '../../src/facts/types.gen.ts'
import { bytesOf } from '../../src/spec/arithmetic/units.ts'
import { readDocument } from '../../src/spec/document.ts'
import { storage } from '../../src/wizard/pages/storage.ts'
import type { Answer, Answers, Known, Machine, Question } from '../../src/wizard/question.ts'
import { holds } from './holds.ts'

const test = suite('the page about storage')

interface Described {
  readonly disks: readonly string[]
  readonly groups?: { readonly [name: string]: { free: string; on: string; volumes: readonly string[] } }
  readonly arrays?: readonly string[]
  /** Arrays with nothing on them. */
  readonly free?: { readonly [name: string]: { level: string; size: string; on: readonly string[] } }
}

interface Asked {
  readonly proposal?: Answer | null
  readonly because?: string
  readonly found?: readonly string[]
  readonly choices?: { readonly [name: string]: string | null }
  readonly 'because-of'?: { readonly [name: string]: string }
  readonly refused?: string
}

interface Case {
  readonly what: string
  readonly kind?: string
  readonly machines: { readonly [name: string]: Described | null }
  readonly answers?: Answers
  readonly asked?: { readonly [id: string]: Asked | null }
  readonly part?: unknown
}

const read = (file: string): unknown => readDocument(readFileSync(file), file).value
const cases = read('test/wizard/storage/cases.yaml') as readonly Case[]
const base = (node: string): Facts =>
  JSON.parse(readFileSync(`test/wizard/facts/kvm/${node}.json`, 'utf8')) as Facts

/** Disks are sold in powers of 1000; the makers' formula of the number of sectors (IDEMA LBA1-03). */
const sold = (text: string): number => {
  const [, number, unit] = /^([0-9]+)(GB|TB)$/.exec(text)!
  const gigabytes = Number(number) * (unit === 'TB' ? 1000 : 1)
  return (97_696_368 + 1_953_504 * (gigabytes - 50)) * 512
}

/** `sdb 4TB hdd A1`, and behind it `system`, `wwn WWN`, or a reason's code with its text. */
function diskOf(text: string, model: Disk): Disk {
  const [name = '', size = '', kind = '', serial = '', code = '', ...rest] = text.split(' ')
  const isSystem = code === 'system'
  const wwn = code === 'wwn' ? rest[0]! : null
  const reasons: Disk['reasons'] = isSystem
    ? [{ code: 'system', text: 'the running system is on it' }]
    : code === '' || code === 'sectors' || wwn !== null
      ? []
      : [{ code: code as Disk['reasons'][number]['code'], text: rest.join(' ') }]
  return {
    ...model,
    name,
    path: `/dev/${name}`,
    byId: [`ata-ACME_${serial}`],
    serial,
    serials: [serial],
    wwn,
    vendor: 'ATA',
    model: `ACME ${size}`,
    sizeBytes: sold(size),
    logicalSector: code === 'sectors' ? Number(rest[0]) : 512,
    rotational: kind === 'hdd',
    transport: 'sata',
    multipath: [],
    table: null,
    signatures: [],
    partitions: isSystem
      ? [1, 2, 3].map((number) => ({
          name: `${name}${number}`,
          path: `/dev/${name}${number}`,
          number,
          startBytes: null,
          sizeBytes: null,
          type: null,
          label: null,
          uuid: null,
          signatures: [],
        }))
      : [],
    uses: code === 'array' ? [{ device: name, kind: 'array', by: rest.at(-1)! }] : [],
    blank: reasons.length === 0,
    system: isSystem,
    eligible: reasons.length === 0,
    reasons,
  }
}

const arrayOf = (name: string, level: string, sizeBytes: number | null, on: readonly string[]): MdArray => ({
  name,
  label: null,
  uuid: null,
  level,
  metadata: '1.2',
  state: 'clean',
  sizeBytes,
  devices: on.length,
  degraded: 0,
  chunkBytes: null,
  bitmap: 'internal',
  sync: null,
  members: on.map((device, slot) => ({ device, slot, state: 'in_sync' })),
  signatures: sizeBytes === null ? null : [],
})

function machineOf(name: string, described: Described | null, index: number): Machine {
  if (described === null) return { name, facts: undefined, trouble: 'no route to host' }
  const facts = base(`node${Math.min(index, 1) + 1}`)
  const groups = Object.entries(described.groups ?? {})
  return {
    name,
    facts: {
      ...facts,
      node: name,
      disks: described.disks.map((text) => diskOf(text, facts.disks[0]!)),
      arrays: [
        ...(described.arrays ?? []).map((array) => arrayOf(array, 'raid1', null, [])),
        ...Object.entries(described.free ?? {}).map(([array, { level, size, on }]) =>
          arrayOf(array, level, sold(size), on),
        ),
      ],
      lvm: {
        physicalVolumes: groups.map(([group, { on }]) => ({
          path: `/dev/${on}`,
          uuid: null,
          group,
          sizeBytes: null,
          freeBytes: null,
        })),
        groups: groups.map(([group, { free, volumes }]): VolumeGroup => ({
          name: group,
          uuid: null,
          sizeBytes: null,
          freeBytes: bytesOf(free),
          extentBytes: 4 * 1024 ** 2,
          partial: false,
          volumes: volumes.map((volume) => ({
            name: volume,
            hidden: false,
            sizeBytes: null,
            type: 'linear',
            active: true,
            devices: [],
          })),
        })),
        settings: [],
        devicesFile: false,
      },
    },
  }
}

function isAsked(
  question: Question | undefined,
  wanted: Asked | null,
  id: string,
  said: Answer | undefined,
): void {
  if (wanted === null) return assert.is(question, undefined, `${id} is asked`)
  assert.ok(question, `${id} is not asked`)
  if (wanted.proposal === null) assert.is(question.proposal, undefined, id)
  else if (wanted.proposal !== undefined) assert.equal(question.proposal?.answer, wanted.proposal, id)
  if (wanted.because !== undefined) assert.is(question.proposal?.because, wanted.because, id)
  if (wanted.found !== undefined) assert.equal(question.found, wanted.found, id)
  for (const [name, label] of Object.entries(wanted.choices ?? {})) {
    const choice = question.choices?.find((one) => one.name === name)
    assert.ok(choice, `${id} has no choice ${name}`)
    if (label === null) assert.ok(choice.because, `${id}: ${name} can be chosen`)
    else assert.equal([choice.label, choice.because], [label, undefined], id)
  }
  for (const [name, because] of Object.entries(wanted['because-of'] ?? {}))
    assert.is(question.choices?.find((one) => one.name === name)?.because, because, `${id} ${name}`)
  if (said !== undefined) assert.is(question.check?.(said), wanted.refused, id)
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

/** Answers of other pages, which this one builds on. */
const others = (answers: Answers): Answers =>
  Object.fromEntries(Object.entries(answers).filter(([id]) => !id.startsWith('storage.')))

for (const { what, kind = 'kvm', machines, answers = {}, asked = {}, part } of cases)
  test(what, () => {
    const before = { 'kind.profile': kind, 'network.names': 'lan replication' }
    const known: Known = {
      answers: { ...before, ...answers },
      machines: Object.entries(machines).map(([name, described], index) => machineOf(name, described, index)),
      seen: {},
    }
    const questions = new Map(storage.questions(known).map((one) => [one.id, one]))
    for (const [id, wanted] of Object.entries(asked)) isAsked(questions.get(id), wanted, id, answers[id])
    for (const id of Object.keys(answers))
      if (id.startsWith('storage.')) assert.ok(questions.has(id), `${id} is not asked`)
    if (part !== undefined) holds(storage.part(known), part, 'part')
    // Whatever came of it gives answers from which it comes again.
    const made = storage.part(known)
    if (made.drbd !== undefined) {
      const spec = { version: 1 as const, name: 'again', profile: kind, nodes: {}, ...made }
      const again: Known = {
        ...known,
        answers: { ...before, ...others(answers), ...storage.answersOf(spec, known.machines) },
      }
      assert.equal(plain(storage.part(again)), plain(made))
    }
    for (const { id, found, explanation, choices = [] } of questions.values()) {
      for (const line of [...found, ...explanation]) assert.ok(line.length <= 78, `${id}: ${line}`)
      for (const { label } of choices) assert.not.match(label, /\n|undefined|NaN/, id)
    }
  })

for (const capture of ['debian-12-fresh-disks', 'debian-12-raid-lvm-drbd-multipath'])
  test(`a real machine: ${capture}`, () => {
    const output = readFileSync(`test/facts/nodes/${capture}.txt`, 'utf8')
    const answers = readAnswers(output, /^([0-9a-f]{32}) now /m.exec(output)![1]!)
    const [first, last] = answers.clock
    const sent = { beganMs: first!.ms, endedMs: last!.ms }
    const facts = assemble('n1', answers, { sent, tool: 'test' })
    const known: Known = { answers: { 'kind.profile': 'kvm' }, machines: [{ name: 'n1', facts }], seen: {} }
    const disks = storage.questions(known).find(({ id }) => id === 'storage.disks.n1')!
    assert.is(disks.choices?.length, facts.disks.length)
    assert.is(new Set(disks.choices!.map(({ name }) => name)).size, facts.disks.length)
    const offered = disks.choices!.filter(({ because }) => because === undefined)
    assert.is(offered.length, facts.disks.filter(({ eligible }) => eligible).length)
    for (const { name } of disks.choices!) assert.not.match(name, /\s/)
    const proposed = (disks.proposal?.answer ?? []) as readonly string[]
    for (const name of proposed)
      assert.ok(
        offered.some((one) => one.name === name),
        name,
      )
    // Every disk that is written down is found again, and is the one that was meant.
    const written = storage.part(known).nodes?.n1?.disks ?? {}
    assert.is(Object.keys(written).length, proposed.length)
    for (const match of matchDisks(
      Object.entries(written).map(([name, disk]) => ({
        name,
        byId: disk['by-id'],
        wwn: disk.wwn,
        serial: disk.serial,
        path: disk.path,
      })),
      facts.disks,
    ))
      assert.is(match.found, 'one', match.name)
  })

test('there are cases', () => assert.ok(cases.length > 20))

test.run()

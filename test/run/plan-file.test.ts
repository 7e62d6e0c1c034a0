import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sh } from '../../src/core/sh.ts'
import { HaError } from '../../src/core/errors.ts'
import type { CompiledStep } from '../../src/run/compile.ts'
import { changedSince, planFile, readPlanFile } from '../../src/run/plan-file.ts'
import type { FoundDevice, FoundFile, Survey } from '../../src/run/survey.ts'

const test = suite('plan file')

const disk: FoundDevice = {
  state: 'empty',
  path: '/dev/disk/by-id/a',
  serial: 'A1',
  sizeBytes: 1000,
  found: '',
}
const file: FoundFile = { mode: '644', owner: 'root:root', content: Buffer.from('old') }
const step: CompiledStep = { id: 'raid', title: 'Make arrays', danger: 'destroys-data', actions: [] }

const survey = (more: Partial<Survey> = {}, device = disk, now = file): Survey => ({
  node: 'node1',
  bootId: 'boot-1',
  steps: [
    {
      step,
      unchanged: 0,
      pending: [
        { number: 1, action: { do: 'put', why: 'write /etc/x', path: '/etc/x' }, destroys: [], now: [now] },
        {
          number: 2,
          action: { do: 'run', why: 'make md1', script: sh`true`, unless: sh`false` },
          destroys: [device],
          now: [],
        },
      ],
    },
  ],
  pending: 2,
  refused: [],
  ...more,
})

const of = (value: Survey, plan = 'p'): ReturnType<typeof planFile> =>
  planFile({ tool: '1.0', cluster: 'c', plan, surveys: [value] })
const then = readPlanFile('plan.json', JSON.stringify(of(survey())))

const changes: { readonly [name: string]: readonly [ReturnType<typeof planFile>, readonly RegExp[]] } = {
  nothing: [of(survey()), []],
  'another spec': [of(survey(), 'q'), [/cluster\.yaml, its profile or its facts have changed/]],
  'a boot': [of(survey({ bootId: 'boot-2' })), [/^node1 was booted since$/]],
  'another disk': [of(survey({}, { ...disk, serial: 'B2' })), [/serial A1, .*then, serial B2.*now/]],
  'data on the disk': [
    of(survey({}, { ...disk, state: 'data', found: 'sda: ext4' })),
    [/empty then, .* data now/],
  ],
  'an edited file': [
    of(survey({}, disk, { ...file, content: Buffer.from('new') })),
    [/file has changed.*write \/etc\/x/],
  ],
  'another mode': [of(survey({}, disk, { ...file, mode: '600' })), [/file has changed/]],
  'something done meanwhile': [
    of(survey({ steps: [] })),
    [/^node1: no longer to do: write \/etc\/x$/, /^node1: no longer to do: make md1$/],
  ],
}

for (const [name, [now, expected]] of Object.entries(changes))
  test(`${name} is noticed`, () => {
    const found = changedSince(then, now)
    assert.is(found.length, expected.length, found.join('; '))
    for (const [i, pattern] of expected.entries()) assert.match(found[i]!, pattern)
  })

for (const text of [
  '',
  '{',
  '[]',
  'null',
  '{"ha-bootstrap-plan":2}',
  '{"ha-bootstrap-plan":1,"cluster":"c"}',
])
  test(`${JSON.stringify(text)} is no plan`, () => {
    assert.throws(
      () => readPlanFile('x.json', text),
      (error: unknown) => error instanceof HaError && error.message.startsWith('x.json is not a plan'),
    )
  })

test('contents of files are not in it', () => {
  assert.not.match(JSON.stringify(of(survey())), /old|b2xk/)
})

test.run()

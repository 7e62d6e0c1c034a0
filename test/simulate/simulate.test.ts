import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { resolve } from '../../src/plan/resolve.ts'
import type { Outcome, Simulation } from '../../src/simulate/outcome.ts'
import { simulate } from '../../src/simulate/simulate.ts'
import { simulationText } from '../../src/simulate/table.ts'
import { loadSpec } from '../../src/spec/load.ts'

const test = suite('simulate')

/** Simulates an example after a change of its text; the change must have hit. */
async function simulated(example: string, from: string | RegExp = '', to = ''): Promise<Simulation> {
  const name = new URL(`../../examples/${example}.yaml`, import.meta.url)
  const text = readFileSync(name, 'utf8')
  const changed = text.replace(from, to)
  if (from !== '') assert.is.not(changed, text)
  const { spec, hash, problems } = await loadSpec(Buffer.from(changed), example)
  assert.equal(
    problems.filter(({ severity }) => severity === 'error'),
    [],
  )
  return (await simulate(resolve({ spec: spec!, hash: hash!, tool: 'test' })))!
}

const lossOf = (simulation: Simulation, name: string): Outcome =>
  simulation.outcomes.find(({ lost }) => lost.name === name)!

test('a dead node is fenced and its machine starts on the other', async () => {
  const simulation = await simulated('kvm')
  assert.equal(simulation.normally, [
    { node: 'node1', runs: ['mail'] },
    { node: 'node2', runs: ['web'] },
  ])
  const { fenced, moves, stops, by } = lossOf(simulation, 'node1')
  assert.is(by, 'crm_simulate')
  assert.equal([fenced, moves, stops], [['node1'], [{ name: 'mail', from: 'node1', to: 'node2' }], []])
})

test('without a second ring the node without a delay dies', async () => {
  const simulation = await simulated('kvm', 'rings: [replication, lan]', 'rings: [replication]')
  const { fenced, moves } = lossOf(simulation, 'replication')
  assert.equal(fenced, ['node2'])
  assert.equal(moves, [{ name: 'web', from: 'node2', to: 'node1' }])
})

test('without a second ring and without a delay either dies', async () => {
  const simulation = await simulated('seed-000')
  assert.equal(lossOf(simulation, 'lan').fenced, ['server1 or server2'])
})

test('a machine that may not leave its node stops with it', async () => {
  const simulation = await simulated('kvm', 'prefer: { node1: 50 }', 'avoid: [node2]')
  const { moves, stops } = lossOf(simulation, 'node1')
  assert.equal([moves, stops], [[], ['mail']])
})

test('two rings: the loss of one is not noticed', async () => {
  const { fenced, moves, stops, doubles } = lossOf(await simulated('kvm'), 'lan')
  assert.equal([fenced, moves, stops, doubles], [[], [], [], []])
})

test('without fencing a lost ring runs everything twice', async () => {
  assert.equal(lossOf(await simulated('seed-003-pacemaker'), 'lan').doubles, ['my_services'])
})

test('heartbeat: the line of a dead node goes to the other', async () => {
  const simulation = await simulated('seed-003-heartbeat')
  const name = simulation.normally.find(({ node }) => node === 'node1')!.runs[0]!
  assert.equal(lossOf(simulation, 'node1').moves, [{ name, from: 'node1', to: 'node2' }])
  assert.equal(lossOf(simulation, 'node2').moves, [])
  assert.equal(lossOf(simulation, 'lan').doubles, [name])
})

test('the table fits into 80 columns', async () => {
  for (const example of ['kvm', 'seed-000', 'seed-002', 'seed-003-pacemaker', 'seed-004']) {
    const text = simulationText(await simulated(example), (line) => line)
    const long = text.split('\n').filter((line) => line.length > 80)
    assert.equal(long, [], example)
  }
})

test.run()

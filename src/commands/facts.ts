import { mkdir, rename, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { HaError } from '../core/errors.ts'
import type { ExitCode } from '../core/errors.ts'
import { nearest } from '../core/suggest.ts'
import { toolVersion } from '../core/tool.gen.ts'
import { collectFacts } from '../facts/collect.ts'
import { compareFacts, matchText } from '../facts/compare.ts'
import type { Finding } from '../facts/compare.ts'
import { probeFindings, probePeers } from '../facts/probe.ts'
import type { Reached } from '../facts/probe.ts'
import type { Facts } from '../facts/types.gen.ts'
import { connect } from '../host/connect.ts'
import type { ConnectOptions } from '../host/connect.ts'
import type { Connection, NodeAddress } from '../host/connection.ts'
import { resolve } from '../plan/resolve.ts'
import type { Plan } from '../plan/plan.ts'
import type { CommandModule, Invocation, Io } from './command.ts'
import { factsText, findingText } from './facts-text.ts'
import { addressOf, diskPairs, matchesOf, targetsOf } from './facts-plan.ts'
import { countProblems, defaultSpec, loadSpecFile } from './input.ts'
import { connectOptions } from './nodes.ts'
import { problemText } from './problems.ts'

interface Collected {
  readonly facts: Facts
  readonly connection: Connection
}

interface Failed {
  readonly node: string
  readonly error: HaError
}

export const run: CommandModule['run'] = async ({ flags, words, io }) => {
  const plan = flags.local === true ? undefined : await planOf({ flags, io })
  if (plan === 'spec') return 'spec'
  const addresses = plan ? chosen(plan, words) : [thisMachine(words)]
  const options = connectOptions({ flags, io })
  const results = await Promise.all(addresses.map((address) => collect(address, options)))
  const collected = results.flatMap((result) => ('facts' in result ? [result] : []))
  const failed = results.flatMap((result) => ('facts' in result ? [] : [result]))
  try {
    const reached = flags.probe === true && plan ? await probe(plan, collected) : []
    const all = collected.map(({ facts }) => facts)
    const folder = typeof flags.output === 'string' ? flags.output : 'facts'
    const files = await write(folder, all)
    const findings = [
      ...compareFacts(all, plan ? diskPairs(plan, all) : []),
      ...(plan ? all.flatMap((facts) => wrongDisks(plan, facts)) : []),
      ...probeFindings(reached, all),
    ]
    if (flags.json) printJson(io, { all, files, findings, reached, failed })
    else print(io, { all, files, findings, reached, failed })
  } finally {
    await Promise.all(collected.map(({ connection }) => connection.close()))
  }
  return worst(failed)
}

/** Nodes and addresses come from the spec, even where it still has errors of other kinds. */
async function planOf({ flags, io }: Pick<Invocation, 'flags' | 'io'>): Promise<Plan | 'spec'> {
  const name = typeof flags.file === 'string' ? flags.file : defaultSpec
  const { spec, hash, problems } = await loadSpecFile(name, { io, flags: {} })
  if (spec && hash !== undefined && countProblems(problems).errors === 0)
    return resolve({ spec, hash, tool: toolVersion })
  for (const problem of problems) if (problem.severity === 'error') io.err(`${problemText(problem, io)}\n`)
  io.err(`${name} has errors, so it does not say how the nodes are reached.\n`)
  return 'spec'
}

function chosen(plan: Plan, words: readonly string[]): NodeAddress[] {
  const known = plan.nodes.map(({ name }) => name)
  const unknown = words.find((word) => !known.includes(word))
  if (unknown !== undefined) {
    const near = nearest(unknown, known)
    throw new HaError('usage', `There is no node ${unknown} in this cluster.`, {
      hint: near === undefined ? `its nodes are ${known.join(', ')}` : `did you mean ${near}?`,
    })
  }
  return plan.nodes.filter(({ name }) => words.length === 0 || words.includes(name)).map(addressOf)
}

/** Without a spec: the machine we stand on, under its own name. */
function thisMachine(words: readonly string[]): NodeAddress {
  const name = words[0] ?? hostname().split('.')[0]!.toLowerCase()
  if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name))
    throw new HaError('usage', `${name} cannot be the name of a node.`, {
      hint: 'name the node: ha-bootstrap facts --local NODE',
    })
  return { name, host: 'localhost' }
}

async function collect(address: NodeAddress, options: ConnectOptions): Promise<Collected | Failed> {
  let connection: Connection | undefined
  try {
    connection = await connect(address, options)
    return { facts: await collectFacts(connection, { tool: toolVersion }), connection }
  } catch (error) {
    await connection?.close()
    if (error instanceof HaError && error.exit !== 'bug') return { node: address.name, error }
    throw error
  }
}

async function probe(plan: Plan, collected: readonly Collected[]): Promise<Reached[]> {
  const all = await Promise.all(
    collected.map(({ facts, connection }) => probePeers(connection, targetsOf(plan, facts))),
  )
  return all.flat()
}

/** Written beside and put in place, so that no other program finds half a file. */
async function write(folder: string, all: readonly Facts[]): Promise<string[]> {
  await mkdir(folder, { recursive: true })
  return Promise.all(
    all.map(async (facts) => {
      const path = join(folder, `${facts.node}.json`)
      const draft = `${path}.${process.pid}.new`
      await writeFile(draft, `${JSON.stringify(facts, null, 2)}\n`)
      await rename(draft, path)
      return path
    }),
  )
}

const wrongDisks = (plan: Plan, facts: Facts): Finding[] =>
  matchesOf(plan, facts).flatMap((match): Finding[] => {
    const text = matchText(facts.node, match)
    return text === undefined
      ? []
      : [
          {
            severity: 'error',
            nodes: [facts.node],
            sentence: text,
            fix: 'name the disk that is meant, by its by-id name, WWN or serial number',
          },
        ]
  })

interface Outcome {
  readonly all: readonly Facts[]
  readonly files: readonly string[]
  readonly findings: readonly Finding[]
  readonly reached: readonly Reached[]
  readonly failed: readonly Failed[]
}

function print(io: Io, { all, files, findings, reached, failed }: Outcome): void {
  for (const facts of all) io.out(`${factsText(facts, io)}\n`)
  if (reached.length > 0) {
    io.out(`${io.colour.bold('Between the nodes')}\n`)
    for (const { node, peer, network, interface: device, answers, whole } of reached)
      io.out(
        `  ${node} to ${peer} on ${network}${device === null ? '' : ` by ${device}`}: ${answers ? (whole === true ? 'answers, whole MTU' : whole === false ? 'answers, not with the whole MTU' : 'answers') : 'no answer'}\n`,
      )
    io.out('\n')
  }
  for (const finding of findings) io.out(`${findingText(finding, io)}\n`)
  for (const file of files) io.out(`wrote ${file}\n`)
  for (const { node, error } of failed) {
    io.err(`${io.colour.red('error:')} ${node}: ${error.message}\n`)
    if (error.hint !== undefined) io.err(`  ${error.hint}\n`)
  }
}

function printJson(io: Io, { all, files, findings, reached, failed }: Outcome): void {
  const errors = failed.map(({ node, error }) => ({ node, sentence: error.message, hint: error.hint }))
  io.out(`${JSON.stringify({ nodes: all, files, findings, reached, failed: errors }, null, 2)}\n`)
}

/** A node that cannot be reached goes before one that answered nonsense. */
const worst = (failed: readonly Failed[]): ExitCode =>
  failed.find(({ error }) => error.exit === 'connection')?.error.exit ?? failed[0]?.error.exit ?? 'ok'

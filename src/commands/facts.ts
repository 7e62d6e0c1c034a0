import { mkdir, rename, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { HaError, errorText } from '../core/errors.ts'
import type { ExitCode } from '../core/errors.ts'
import { nearest } from '../core/suggest.ts'
import { plural } from '../core/text.ts'
import { toolVersion } from '../core/tool.gen.ts'
import { collectFacts } from '../facts/collect.ts'
import { compareFacts } from '../facts/compare.ts'
import type { Finding } from '../facts/compare.ts'
import { ownerOf, probeFindings, probePeers } from '../facts/probe.ts'
import type { Reached } from '../facts/probe.ts'
import type { Facts } from '../facts/types.gen.ts'
import { connect } from '../host/connect.ts'
import type { ConnectOptions } from '../host/connect.ts'
import type { Connection, NodeAddress } from '../host/connection.ts'
import { resolve } from '../plan/resolve.ts'
import type { Plan } from '../plan/plan.ts'
import type { CommandModule, Invocation, Io } from './command.ts'
import { factsText, findingText } from './facts-text.ts'
import { diskPairs, differences, targetsOf } from './facts-plan.ts'
import { countProblems, defaultSpec, loadSpecFile } from './input.ts'
import { addressesOf, connectOptions } from './nodes.ts'
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
  if (flags.local === true && flags.probe === true)
    throw new HaError(
      'usage',
      '--probe tries the ways between the nodes of cluster.yaml, and --local asks for none.',
    )
  const cluster = flags.local === true ? undefined : await clusterOf({ flags, io })
  if (cluster === 'spec') return 'spec'
  const plan = cluster?.plan
  const addresses = cluster ? chosen(cluster.addresses, words) : [thisMachine(words)]
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
      ...(plan ? all.flatMap((facts) => differences(plan, facts)) : []),
      ...probeFindings(reached, all),
    ]
    if (flags.json) printJson(io, { all, files, findings, reached, failed })
    else print(io, { all, files, findings, reached, failed })
  } finally {
    await Promise.all(collected.map(({ connection }) => connection.close()))
  }
  return worst(failed)
}

interface Cluster {
  readonly addresses: readonly NodeAddress[]
  /** Undefined where the spec has errors. */
  readonly plan: Plan | undefined
}

/** How nodes are reached is known from a spec that still has errors of other kinds; then that is all it is asked. */
async function clusterOf({ flags, io }: Pick<Invocation, 'flags' | 'io'>): Promise<Cluster | 'spec'> {
  const name = typeof flags.file === 'string' ? flags.file : defaultSpec
  const { spec, hash, problems } = await loadSpecFile(name, { io, flags: {} })
  const { errors } = countProblems(problems)
  if (spec && hash !== undefined && errors === 0) {
    const plan = resolve({ spec, hash, tool: toolVersion })
    return { addresses: addressesOf(plan), plan }
  }
  if (!spec) {
    for (const problem of problems) if (problem.severity === 'error') io.err(`${problemText(problem, io)}\n`)
    io.err(`${name} has errors, so it does not say how the nodes are reached.\n`)
    return 'spec'
  }
  io.err(
    `${name} has ${plural(errors, 'error')} (see \`ha-bootstrap check\`); the nodes are looked at all the same.\n`,
  )
  const addresses = Object.entries(spec.nodes).map(([node, { ssh, addresses: own = {} }]): NodeAddress => {
    const first = Object.values(own).flat()[0]
    return { name: node, ...ssh, host: ssh?.host ?? first ?? node }
  })
  return { addresses, plan: undefined }
}

function chosen(addresses: readonly NodeAddress[], words: readonly string[]): readonly NodeAddress[] {
  const known = addresses.map(({ name }) => name)
  const unknown = words.find((word) => !known.includes(word))
  if (unknown !== undefined) {
    const near = nearest(unknown, known)
    throw new HaError('usage', `There is no node ${unknown} in this cluster.`, {
      hint: near === undefined ? `its nodes are ${known.join(', ')}` : `did you mean ${near}?`,
    })
  }
  return addresses.filter(({ name }) => words.length === 0 || words.includes(name))
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
  if (all.length === 0) return []
  try {
    await mkdir(folder, { recursive: true })
    return await Promise.all(
      all.map(async (facts) => {
        const path = join(folder, `${facts.node}.json`)
        const draft = `${path}.${process.pid}.new`
        await writeFile(draft, `${JSON.stringify(facts, null, 2)}\n`)
        await rename(draft, path)
        return path
      }),
    )
  } catch (cause) {
    throw new HaError('usage', `The facts cannot be written: ${(cause as Error).message}.`, {
      hint: 'name another folder with -o',
      cause,
    })
  }
}

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
    for (const one of reached) io.out(`  ${reachedText(one, all)}\n`)
    io.out('\n')
  }
  for (const finding of findings) io.out(`${findingText(finding, io)}\n`)
  for (const file of files) io.out(`wrote ${file}\n`)
  for (const { node, error } of failed) io.err(errorText(error, node, io.colour.red))
}

/** `node1 bond0 to node2 bond0 on replication: answers, whole MTU`. */
function reachedText(one: Reached, all: readonly Facts[]): string {
  const { node, peer, network, interface: device, answers, whole, mac, mtu } = one
  const owner = mac === null ? undefined : ownerOf(mac, all)
  const there = owner?.node === peer ? ` ${owner.name}` : ''
  const result = answers
    ? `answers${whole === true ? `, ${mtu} bytes pass` : whole === false ? `, ${mtu} bytes do not pass` : ''}`
    : 'no answer'
  return `${node}${device === null ? '' : ` ${device}`} to ${peer}${there} on ${network}: ${result}`
}

function printJson(io: Io, { all, files, findings, reached, failed }: Outcome): void {
  const errors = failed.map(({ node, error }) => ({ node, sentence: error.message, hint: error.hint }))
  io.out(`${JSON.stringify({ nodes: all, files, findings, reached, failed: errors }, null, 2)}\n`)
}

/** A node that cannot be reached goes before one that answered nonsense. */
const worst = (failed: readonly Failed[]): ExitCode =>
  failed.find(({ error }) => error.exit === 'connection')?.error.exit ?? failed[0]?.error.exit ?? 'ok'

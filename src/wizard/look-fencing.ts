import { sh } from '../core/sh.ts'
import { HaError } from '../core/errors.ts'
import { findProgram, run } from '../host/exec.ts'
import { fenceAgent, isNativeAgent } from '../spec/fence-agents.ts'
import type { FenceDevice } from '../spec/spec.ts'
import type { Found } from './converse.ts'
import { chosenIn, listIn, strange } from './look-means.ts'
import type { Means } from './look-means.ts'
import type { Look } from './question.ts'

const timeoutMs = 40_000

/** Asks fence devices for the state of the power, from a node that would use them. Switches nothing. */
export async function test(look: Look, words: readonly string[], means: Means): Promise<Found> {
  const names = listIn(look, 'devices')
  const odd = strange(words, names)
  if (odd !== undefined) return { lines: [odd] }
  const lines: string[] = []
  const seen: { [look: string]: string } = {}
  for (const name of chosenIn(names, words)) {
    const device = means.spec.fencing?.devices?.[name]
    if (!device) {
      lines.push(`${name} is not described yet.`)
      continue
    }
    const { line, result } = await ask(name, device, means)
    lines.push(line)
    if (result !== undefined) seen[`test.${name}`] = result
  }
  return { lines, seen }
}

interface Tested {
  readonly line: string
  /** ok, or what was wrong; undefined where it could not be asked. */
  readonly result?: string
}

async function ask(name: string, device: FenceDevice, means: Means): Promise<Tested> {
  const { agent, targets = [], params = {}, plugs } = device
  if (!isNativeAgent(agent))
    return { line: `${name}: plugins of cluster-glue cannot be asked before they are installed.` }
  const missing = Object.values(params).find(
    (value) => typeof value === 'object' && means.secret(value.secret) === undefined,
  )
  if (missing !== undefined) return { line: `${name}: its password was not said yet, so it cannot be asked.` }
  const plug = plugs && Object.values(plugs)[0]
  const input = [
    // What pacemaker itself uses for its monitor operation asks no outlet.
    `action=${fenceAgent(agent)?.needsPlug === true && plug === undefined ? 'monitor' : 'status'}`,
    ...(plug === undefined ? [] : [`plug=${plug}`]),
    ...Object.entries(params).map(
      ([key, value]) => `${key}=${typeof value === 'object' ? means.secret(value.secret)! : String(value)}`,
    ),
    '',
  ].join('\n')
  // A node is fenced by the others.
  const nodes = means.known.machines.map(({ name: node }) => node)
  const others = [
    ...nodes.filter((node) => !targets.includes(node)),
    ...nodes.filter((node) => targets.includes(node)),
  ]
  for (const node of others) {
    const connection = means.connection(node)
    if (!connection) continue
    means.console.print(['', `Asking ${name} for the state of the power, from ${node} ...`])
    try {
      const { code, stdout, stderr, timedOut } = await connection.run(
        sh`command -v ${agent} >/dev/null 2>&1 || exit 127
exec ${agent}`,
        { input, timeoutMs },
      )
      if (code !== 127) return told(name, node, { code, stdout, stderr, timedOut })
    } catch (error) {
      if (!(error instanceof HaError) || error.exit === 'bug') throw error
      means.console.print([`  ${error.message}`])
    }
  }
  const path = findProgram(agent)
  if (path === undefined)
    return {
      line: `${name} could not be asked: ${agent} is installed neither on the nodes yet nor here (Debian: fence-agents).`,
    }
  means.console.print(['', `Asking ${name} for the state of the power, from this machine ...`])
  return told(name, 'this machine', await run([path], { input, timeoutMs }))
}

/** Exit codes of fence agents (fence-agents, FenceAgentAPI.md): 0 on or done, 2 off, 1 anything else. */
function told(
  name: string,
  from: string,
  {
    code,
    stdout,
    stderr,
    timedOut,
  }: { readonly code: number; readonly stdout: string; readonly stderr: string; readonly timedOut: boolean },
): Tested {
  if (code === 0 || code === 2) {
    const state = code === 2 ? 'off' : /status:\s*(\w+)/i.exec(stdout)?.[1]?.toLowerCase()
    return {
      line: `${name} answers ${from}${state === undefined ? '' : `: the power is ${state}`}. User and password are right.`,
      result: 'ok',
    }
  }
  const said = `${stderr}\n${stdout}`
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.endsWith("Please use '-h' for usage"))
  const why = timedOut
    ? `no answer within ${timeoutMs / 1000} s`
    : (said.filter((line) => /error|fail/i.test(line)).at(-1) ?? said.at(-1) ?? `exit code ${code}`)
        // Agents put their time and name before it, and some the exit code of a program of theirs.
        .replace(/^[-0-9]+ [0-9:,]+ \w+: (Returned [0-9]+: )?/, '')
        .trim()
        .slice(0, 160)
  return { line: `${name} does not answer ${from}: ${why}`, result: why }
}

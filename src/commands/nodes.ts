import { resolve } from 'node:path'
import { connectAll } from '../host/connect.ts'
import type { SshFiles } from '../host/ssh-settings.ts'
import type { Connection } from '../host/connection.ts'
import type { Plan } from '../plan/plan.ts'
import { survey } from '../run/survey.ts'
import type { Survey } from '../run/survey.ts'
import type { Selection } from '../run/payload.ts'
import type { Invocation } from './command.ts'
import type { Prepared } from './prepare.ts'

/**
 * Connects to the nodes of a plan, side by side.
 * @throws HaError connection that names every node that cannot be reached.
 */
export const connectNodes = (plan: Plan, flags: Invocation['flags']): Promise<Connection[]> =>
  connectAll(
    plan.nodes.map(({ name, ssh }) => ({ name, ...ssh })),
    sshFilesOf(flags),
  )

/** What --ssh-config says. */
export const sshFilesOf = (flags: Invocation['flags']): SshFiles => {
  const configFile = flags['ssh-config']
  return typeof configFile === 'string' ? { configFile: resolve(configFile) } : {}
}

/** Runs all guards on all nodes at once: one round trip for each. */
export const surveyNodes = (
  { plan, programs, payloads }: Prepared,
  connections: readonly Connection[],
  flags: Invocation['flags'],
): Promise<Survey[]> =>
  Promise.all(
    plan.nodes.map(({ name }, i) =>
      survey({
        connection: connections[i]!,
        program: programs.get(name)!,
        payload: payloads.get(name)!,
        selection: selectionOf(flags, name),
        contents: 'with-contents',
      }),
    ),
  )

/** What --only, --skip and --allow-destroy say. NODE:SERIAL; the serial number is all a node needs to know. */
export function selectionOf(flags: Invocation['flags'], node: string): Selection {
  const list = (name: string): string[] => {
    const value = flags[name]
    return Array.isArray(value) ? [...(value as readonly string[])] : []
  }
  const allow = list('allow-destroy').flatMap((word) => {
    const at = word.indexOf(':')
    return word.slice(0, at) === node ? [word.slice(at + 1)] : []
  })
  return { only: list('only'), skip: list('skip'), allow }
}

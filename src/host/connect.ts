import { lookup } from 'node:dns/promises'
import { hostname, networkInterfaces } from 'node:os'
import { HaError } from '../core/errors.ts'
import type { Ask, Connection, NodeAddress } from './connection.ts'
import { localWay } from './local.ts'
import { sshWay } from './ssh.ts'
import type { SshFiles } from './ssh-settings.ts'
import { connectOver } from './way.ts'

export interface ConnectOptions extends SshFiles {
  /** Asks the person at the terminal; without it whatever would have to be asked is an error that says what to do. */
  readonly ask?: Ask
}

/**
 * Connects to a node: directly where it is the machine we stand on, and else over ssh.
 * @throws HaError connection.
 */
export async function connect(address: NodeAddress, options: ConnectOptions = {}): Promise<Connection> {
  const way = (await isThisMachine(address))
    ? localWay(address.name)
    : await sshWay(address, options, options.ask)
  return connectOver(way, options.ask)
}

/**
 * Connects to all nodes at once; questions come one after the other.
 * @throws HaError connection that names every node that cannot be reached; none stays connected then.
 */
export async function connectAll(
  addresses: readonly NodeAddress[],
  options: ConnectOptions = {},
): Promise<Connection[]> {
  const ask = options.ask && oneAtATime(options.ask)
  const tried = await Promise.allSettled(
    addresses.map((address) => connect(address, { ...options, ...(ask && { ask }) })),
  )
  const connections = tried.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  const errors = tried.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []))
  if (errors.length === 0) return connections
  await Promise.all(connections.map((connection) => connection.close()))
  throw allOf(errors)
}

/**
 * Whether an address leads back to us: one of our own addresses, or our own name where no name server knows it. Another
 * port than sshd's usual one, or a jump host, leads elsewhere even from here (a port forwarded to a virtual machine).
 */
export async function isThisMachine({ host, port, jump }: NodeAddress): Promise<boolean> {
  if (jump !== undefined || (port !== undefined && port !== 22)) return false
  const own = new Set(Object.values(networkInterfaces()).flatMap((list) => list?.map(plainAddress) ?? []))
  const isOwn = (address: string): boolean => /^(127\.|::1$)/.test(address) || own.has(address)
  try {
    return (await lookup(host, { all: true })).every(({ address }) => isOwn(address))
  } catch {
    return host === hostname() || host === hostname().split('.')[0]
  }
}

const plainAddress = ({ address }: { readonly address: string }): string => address.replace(/%.*/, '')

/** Asks nobody before the question before is answered. */
export function oneAtATime(ask: Ask): Ask {
  let before: Promise<unknown> = Promise.resolve()
  return (question) => {
    const answer = before.then(() => ask(question))
    before = answer.catch(() => undefined)
    return answer
  }
}

/** Keeps the secrets that somebody typed, for connecting again at a time when nobody can be asked. */
export function remembering(ask: Ask): { readonly ask: Ask; readonly recall: Ask } {
  const said = new Map<string, string>()
  return {
    ask: async (question) => {
      const answer = await ask(question)
      if (question.kind === 'secret' && answer !== undefined)
        said.set(`${question.node} ${question.text}`, answer)
      return answer
    },
    recall: ({ node, text }) => Promise.resolve(said.get(`${node} ${text}`)),
  }
}

/** All that is wrong at once; one alone stays as it is. */
function allOf(errors: readonly unknown[]): unknown {
  const bug = errors.find((error) => !(error instanceof HaError))
  if (errors.length === 1 || bug !== undefined) return bug ?? errors[0]
  const lines = (errors as HaError[]).map(
    ({ message, hint }) => `  ${message}${hint === undefined ? '' : `\n    ${hint}`}`,
  )
  return new HaError('connection', `${errors.length} nodes cannot be reached:\n${lines.join('\n')}`)
}

import type { NodeAddress } from '../host/connection.ts'

/** How a machine is reached, as it was typed. */
export interface Reachable {
  /** The words of it, by which it is known until it has a name. */
  readonly typed: string
  /** Undefined for the machine that we run on. */
  readonly ssh: Omit<NodeAddress, 'name'> | undefined
}

export const thisMachine = 'this'

/**
 * Reads `this`, `HOST`, `USER@HOST:PORT` and `HOST via JUMP`, one after the other; IPv6 addresses with a port stand in
 * brackets.
 * @returns the machines, or one sentence about what cannot be read.
 */
export function readHosts(text: string): readonly Reachable[] | string {
  const words = text.split(/[\s,;]+/).filter(Boolean)
  const out: Reachable[] = []
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    if (word.toLowerCase() === 'via') return 'Before "via" stands the machine that is behind it.'
    if (word.toLowerCase() === thisMachine) {
      out.push({ typed: thisMachine, ssh: undefined })
      continue
    }
    const read = readHost(word)
    if (typeof read === 'string') return read
    const jump = words[i + 1]?.toLowerCase() === 'via' ? words[i + 2] : undefined
    if (words[i + 1]?.toLowerCase() === 'via') {
      if (jump === undefined || !host.test(jump)) return `After "via" stands the name of a jump host.`
      i += 2
    }
    out.push({
      typed: jump === undefined ? word : `${word} via ${jump}`,
      ssh: { ...read, ...(jump !== undefined && { jump }) },
    })
  }
  const twice = out.find(({ typed }, i) => out.findIndex((other) => other.typed === typed) < i)
  return twice === undefined ? out : `${twice.typed} stands there twice.`
}

const host = /^[A-Za-z0-9]([A-Za-z0-9.:-]*[A-Za-z0-9])?$/

function readHost(word: string): Omit<NodeAddress, 'name'> | string {
  const match =
    /^(?:([^@]*)@)?\[([0-9A-Fa-f:.]+)\](?::([0-9]+))?$/.exec(word) ??
    /^(?:([^@]*)@)?([^:@[\]]+)(?::([0-9]+))?$/.exec(word) ??
    /^(?:([^@]*)@)?([0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)()$/.exec(word)
  if (!match) return `"${word}" is not of the form HOST, USER@HOST or USER@HOST:PORT.`
  const [, user, name = '', port] = match
  if (!host.test(name) && !/^[0-9A-Fa-f:.]*::[0-9A-Fa-f:.]*$/.test(name))
    return `"${name}" is neither a host name nor an address.`
  if (/^[0-9.]+$/.test(name) && !isIPv4(name)) return `"${name}" is not an IPv4 address.`
  if (user !== undefined && !/^[a-z_][a-z0-9_-]{0,31}$/.test(user)) return `"${user}" is not a login name.`
  if (port && (Number(port) < 1 || Number(port) > 65535)) return `${port} is not a port: they go to 65535.`
  return { host: name, ...(user !== undefined && { user }), ...(port && { port: Number(port) }) }
}

const isIPv4 = (text: string): boolean =>
  /^(\d{1,3}\.){3}\d{1,3}$/.test(text) && text.split('.').every((part) => Number(part) < 256)

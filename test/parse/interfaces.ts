/** A stanza of interfaces(5); options by one spelling of theirs, commands in order. */
export interface Stanza {
  readonly name: string
  readonly family: string
  readonly method: string
  readonly auto: boolean
  readonly options: { [option: string]: string }
  readonly commands: string[]
}

const aliases: { readonly [option: string]: string } = {
  slaves: 'bond-slaves',
  'bridge-ports': 'bridge-ports',
  'vlan-raw-device': 'vlan-raw-device',
}
const bondModes = [
  'balance-rr',
  'active-backup',
  'balance-xor',
  'broadcast',
  '802.3ad',
  'balance-tlb',
  'balance-alb',
]

/** Reads /etc/network/interfaces; `_` and `-` are the same, bond modes get their names, netmasks become prefix lengths. */
export function parseInterfaces(text: string): Stanza[] {
  const auto = new Set<string>()
  const stanzas: Stanza[] = []
  let current: Stanza | undefined
  for (const raw of text.replace(/\\\n/g, ' ').split('\n')) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) continue
    const [word = '', ...rest] = line.split(/\s+/)
    if (word === 'auto' || word === 'allow-auto') {
      rest.forEach((name) => auto.add(name))
      current = undefined
    } else if (word === 'iface') {
      const [name = '', family = 'inet', method = 'static'] = rest
      current = { name, family, method, auto: false, options: {}, commands: [] }
      stanzas.push(current)
    } else if (word === 'source' || word === 'source-directory' || word.startsWith('allow-')) {
      current = undefined
    } else if (!current) {
      throw new Error(`interfaces: ${line} is in no stanza`)
    } else if (/^(pre-|post-)?(up|down)$/.test(word)) {
      // A shell takes the rest of the line, comments included.
      current.commands.push(`${word} ${rest.join(' ').replace(/\s*#.*$/, '')}`)
    } else {
      const dashed = word.replaceAll('_', '-')
      current.options[aliases[dashed] ?? dashed] = rest.join(' ')
    }
  }
  return stanzas.map((stanza) => ({
    ...stanza,
    auto: auto.has(stanza.name),
    options: normal(stanza.options),
  }))
}

function normal(options: { [option: string]: string }): { [option: string]: string } {
  const { netmask, ...out } = options
  if (netmask && out.address && !out.address.includes('/')) {
    const bits = netmask
      .split('.')
      .map((byte) => Number(byte).toString(2).replace(/0/g, '').length)
      .reduce((sum, count) => sum + count, 0)
    out.address = `${out.address}/${bits}`
  }
  const mode = out['bond-mode']
  if (mode && /^[0-6]$/.test(mode)) out['bond-mode'] = bondModes[Number(mode)]!
  return out
}

/** Arrays of Slackware's rc.inet1.conf by index, and its plain variables. */
export function parseRcInet1(text: string): {
  interfaces: { [index: string]: { [variable: string]: string } }
  variables: { [name: string]: string }
} {
  const interfaces: { [index: string]: { [variable: string]: string } } = {}
  const variables: { [name: string]: string } = {}
  for (const raw of text.split('\n')) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) continue
    const match = /^([A-Z0-9_]+)(?:\[(\d+)\])?="?([^"]*)"?$/.exec(line)
    if (!match) throw new Error(`rc.inet1.conf: not an assignment: ${line}`)
    const [, name = '', index, value = ''] = match
    if (index === undefined) variables[name] = value
    else (interfaces[index] ??= {})[name] = value
  }
  return { interfaces, variables }
}

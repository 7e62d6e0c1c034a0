// Small files: hosts, fstab, modules, shell assignments, LVM filters.

const meaningful = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.replace(/#.*$/, '').trim())
    .filter((line) => line !== '')

/** Names by address, in order. */
export function parseHosts(text: string): { [address: string]: string[] } {
  const out: { [address: string]: string[] } = {}
  for (const line of meaningful(text)) {
    const [address = '', ...names] = line.split(/\s+/)
    ;(out[address] ??= []).push(...names)
  }
  return out
}

export interface Mount {
  readonly device: string
  readonly type: string
  readonly options: string
  readonly pass: string
}

/** Lines of fstab(5) by mount point. */
export function parseFstab(text: string): { [mount: string]: Mount } {
  return Object.fromEntries(
    meaningful(text).map((line) => {
      const [device = '', mount = '', type = '', options = 'defaults', , pass = '0'] = line.split(/\s+/)
      return [mount, { device, type, options, pass }]
    }),
  )
}

/** Words that stand on lines of their own: /etc/modules. */
export const parseWords = (text: string): string[] => meaningful(text)

/** NAME=value lines of a shell file; quotes are taken off. */
export function parseAssignments(text: string): { [name: string]: string } {
  return Object.fromEntries(
    meaningful(text)
      .map((line) => /^(?:export\s+)?([A-Za-z_]\w*)=(?:"([^"]*)"|'([^']*)'|(\S*))$/.exec(line))
      .filter((match) => match !== null)
      .map(([, name, double, single, bare]) => [name!, double ?? single ?? bare ?? '']),
  )
}

/** Patterns of `filter` or `global_filter` in order. */
export function parseLvmFilter(text: string): { kind: string; patterns: string[] } | undefined {
  const match = /^\s*(filter|global_filter)\s*=\s*\[((?:\s*"[^"]*"\s*,?)*)\s*\]/m.exec(
    text.replace(/^\s*#.*$/gm, ''),
  )
  if (!match) return undefined
  return { kind: match[1]!, patterns: [...match[2]!.matchAll(/"([^"]*)"/g)].map(([, pattern]) => pattern!) }
}

/**
 * Whether LVM takes a device that has these names, after lvm.conf(5): of every name the first pattern that matches
 * counts; the device is taken if one of its names is, refused if one is refused and none taken, taken if nothing matches.
 */
export function lvmAccepts(patterns: readonly string[], names: readonly string[]): boolean {
  const verdicts = names.map((name) => {
    for (const pattern of patterns) {
      const separator = pattern[1]!
      const expression = new RegExp(pattern.slice(2, pattern.lastIndexOf(separator)))
      if (expression.test(name)) return pattern[0]
    }
    return undefined
  })
  return verdicts.includes('a') || !verdicts.includes('r')
}

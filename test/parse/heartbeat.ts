// Readers of ha.cf, haresources and authkeys, after ha.cf(5) and ResourceManager.

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.replace(/#.*$/, '').trim())
    .filter((line) => line !== '')

/** Directives in order: `node a` and `node b` are two values of node. */
export function parseHaCf(text: string): { [directive: string]: string[] } {
  const out: { [directive: string]: string[] } = {}
  for (const line of lines(text)) {
    const [, directive, value] = /^(\S+)\s*(.*)$/.exec(line)!
    ;(out[directive!] ??= []).push(value!.replace(/\s+/g, ' '))
  }
  return out
}

/** Milliseconds of a time of ha.cf: seconds unless it ends in ms. */
export const haMilliseconds = (value: string): number =>
  value.endsWith('ms') ? Number(value.slice(0, -2)) : Number(value) * 1000

export interface HaResource {
  readonly script: string
  readonly arguments: readonly string[]
}

/** Groups of haresources: a trailing backslash continues a line, one inside it is a resource of that name. */
export function parseHaresources(text: string): { node: string; resources: HaResource[] }[] {
  // The end of the file ends the last line, whatever stands before it.
  const logical = text
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .join('\n')
    .replace(/\\\n/g, ' ')
  return logical
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [node = '', ...words] = line.split(/\s+/)
      const resources = words.map((word) => {
        const [script = '', ...args] = word.split('::')
        return /^[0-9.]+(\/.*)?$/.test(script)
          ? { script: 'IPaddr', arguments: [script] }
          : { script, arguments: args }
      })
      return { node, resources }
    })
}

/** The key that is used, by its number, and all keys. */
export function parseAuthkeys(text: string): {
  used: string
  keys: { [index: string]: { method: string; secret: string } }
} {
  const keys: { [index: string]: { method: string; secret: string } } = {}
  let used = ''
  for (const line of lines(text)) {
    const [first = '', method = '', ...secret] = line.split(/\s+/)
    if (first === 'auth') used = method
    else keys[first] = { method, secret: secret.join(' ') }
  }
  return { used, keys }
}

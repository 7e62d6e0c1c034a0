/** A section of corosync.conf: values by key, and the sections in it by name, each as often as it stands there. */
export interface CorosyncSection {
  readonly values: { [key: string]: string }
  readonly sections: { [name: string]: CorosyncSection[] }
}

const section = (): CorosyncSection => ({ values: {}, sections: {} })

/** Reads corosync.conf(5): one `key: value`, `name {` or `}` on a line. */
export function parseCorosync(text: string): CorosyncSection {
  const stack = [section()]
  for (const raw of text.split('\n')) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) continue
    const inside = stack[stack.length - 1]!
    if (line === '}') {
      stack.pop()
      if (stack.length === 0) throw new Error('corosync.conf: } without {')
    } else if (line.endsWith('{')) {
      const child = section()
      ;(inside.sections[line.slice(0, -1).trim()] ??= []).push(child)
      stack.push(child)
    } else {
      const colon = line.indexOf(':')
      if (colon < 0) throw new Error(`corosync.conf: no colon in ${line}`)
      inside.values[line.slice(0, colon).trim()] = line.slice(colon + 1).trim()
    }
  }
  if (stack.length !== 1) throw new Error('corosync.conf: a section is not closed')
  return stack[0]!
}

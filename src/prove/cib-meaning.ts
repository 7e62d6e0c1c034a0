/** An element of machine-written XML without text content. */
export interface Element {
  readonly name: string
  readonly attributes: { readonly [name: string]: string }
  readonly children: Element[]
}

const entities: { readonly [name: string]: string } = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const unescape = (text: string): string =>
  text.replace(/&(?:#([0-9]+)|#x([0-9a-fA-F]+)|([a-z]+));/g, (whole, decimal, hex, name) =>
    decimal
      ? String.fromCodePoint(Number(decimal))
      : hex
        ? String.fromCodePoint(Number.parseInt(hex as string, 16))
        : (entities[name as string] ?? (whole as string)),
  )

/**
 * Reads XML as pacemaker's tools and we write it: elements and attributes only.
 * @throws SyntaxError when elements do not close as they opened.
 */
export function readXml(text: string): Element {
  const root: Element = { name: '', attributes: {}, children: [] }
  const open: Element[] = [root]
  const tag =
    /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<(\/?)([A-Za-z_][\w.-]*)((?:\s+[\w.:-]+=(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/g
  for (const [, closes, name, rest, empty] of text.matchAll(tag)) {
    if (name === undefined) continue
    if (closes) {
      if (open.pop()?.name !== name) throw new SyntaxError(`</${name}> closes another element`)
      continue
    }
    const attributes = Object.fromEntries(
      [...(rest ?? '').matchAll(/([\w.:-]+)=(?:"([^"]*)"|'([^']*)')/g)].map((match) => [
        match[1]!,
        unescape(match[2] ?? match[3] ?? ''),
      ]),
    )
    const element: Element = { name, attributes, children: [] }
    open.at(-1)!.children.push(element)
    if (!empty) open.push(element)
  }
  if (open.length !== 1 || root.children.length !== 1) throw new SyntaxError('not one closed element')
  return root.children[0]!
}

/** IDs of these are made up by whoever writes the XML and mean nothing. */
const namelessElements = new Set([
  'nvpair',
  'op',
  'instance_attributes',
  'meta_attributes',
  'cluster_property_set',
  'fencing-level',
  'operations',
])

/** What a CIB means, one line for everything it defines; order and made-up IDs do not count, nor do descriptions. */
export function meaningOf(cib: string): Set<string> {
  const configuration = readXml(cib).children.find(({ name }) => name === 'configuration')
  return new Set((configuration?.children ?? []).flatMap((section) => section.children.map(lineOf)))
}

function lineOf(element: Element): string {
  const { name, attributes, children } = element
  const said = Object.entries(attributes)
    .filter(
      ([key]) =>
        key !== 'description' &&
        !(key === 'id' && namelessElements.has(name)) &&
        !(name === 'node' && key === 'type') &&
        !(name === 'instance_attributes' && key === 'id'),
    )
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .sort()
  const inner = children.map(lineOf)
  // The members of a group are in order; nothing else is.
  if (name !== 'group') inner.sort()
  return `${name}(${said.join(' ')})${inner.length > 0 ? `{${inner.join(' ')}}` : ''}`
}

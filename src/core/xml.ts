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
        : (entities[name as string] ?? whole),
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

/** An element; text between children is not kept, text alone is. */
export interface Element {
  readonly name: string
  readonly attributes: { [name: string]: string }
  readonly children: Element[]
  text: string
}

const entities: { readonly [name: string]: string } = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }
const decode = (text: string): string => text.replace(/&(\w+);/g, (_, name: string) => entities[name] ?? '')

/** Reads XML of the plain kind that clusters and libvirt write: no DTD, no CDATA, no processing instructions but the first. */
export function parseXml(source: string): Element {
  const text = source.replace(/<\?xml[^>]*\?>/, '').replace(/<!--[\s\S]*?-->/g, '')
  const root: Element = { name: '', attributes: {}, children: [], text: '' }
  const stack = [root]
  let last = 0
  for (const match of text.matchAll(
    /<(\/?)([A-Za-z_][\w:.-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/g,
  )) {
    const inside = stack[stack.length - 1]!
    inside.text += decode(text.slice(last, match.index)).trim()
    last = match.index + match[0].length
    const [, closing, name = '', attributes = '', empty] = match
    if (closing) {
      if (inside.name !== name) throw new Error(`XML: </${name}> closes ${inside.name}`)
      stack.pop()
      continue
    }
    const element: Element = { name, attributes: {}, children: [], text: '' }
    for (const [, key, double, single] of attributes.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g))
      element.attributes[key!] = decode(double ?? single ?? '')
    inside.children.push(element)
    if (!empty) stack.push(element)
  }
  if (stack.length !== 1) throw new Error(`XML: ${stack[stack.length - 1]!.name} is not closed`)
  if (root.children.length !== 1) throw new Error('XML: not exactly one element at the top')
  return root.children[0]!
}

/** All elements of a name below an element, at any depth, in order. */
export function all(element: Element, name: string): Element[] {
  return element.children.flatMap((child) => [...(child.name === name ? [child] : []), ...all(child, name)])
}

/** The one element of a name below an element. */
export function one(element: Element, name: string): Element {
  const found = all(element, name)
  if (found.length !== 1) throw new Error(`XML: ${found.length} ${name} in ${element.name}`)
  return found[0]!
}

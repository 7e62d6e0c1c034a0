import { readXml } from '../core/xml.ts'
import type { Element } from '../core/xml.ts'

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

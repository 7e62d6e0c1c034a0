import { oncePer } from '../core/once.ts'
import type { Interface, Network, Node } from '../spec/spec.ts'
import { network as page } from './pages/network.ts'
import type { Known, Part } from './question.ts'

/** A network as the answers make it so far. */
export interface KnownNetwork {
  readonly name: string
  readonly network: Network
}

const partOf = oncePer((known: Known): Part => page.part(known))

/** The networks of the nodes, in the order of the file. */
export const networksOf = (known: Known): KnownNetwork[] =>
  Object.entries(partOf(known).networks ?? {}).map(([name, network]) => ({ name, network }))

/** Bridges that every node has, for the cards of guests. */
export function bridgesOf(known: Known): string[] {
  const part = partOf(known)
  const every = Object.values(part.nodes ?? {}).map((node) => bridgesIn(node.interfaces))
  const shared = bridgesIn(part['node-defaults']?.interfaces)
  const [first = [], ...others] = every
  return [...new Set([...shared, ...first.filter((name) => others.every((names) => names.includes(name)))])]
}

const bridgesIn = (interfaces: { readonly [name: string]: Interface } | undefined): string[] =>
  Object.entries(interfaces ?? {}).flatMap(([name, { bridge }]) => (bridge ? [name] : []))

/** The network for what only nodes say to each other: without gateway, fast, and rather not the first, which is the users'. */
export function networkBetween(networks: readonly KnownNetwork[]): KnownNetwork | undefined {
  const rank = ({ network }: KnownNetwork): number =>
    (network.gateway === undefined && network.gateway6 === undefined ? 1e6 : 0) + (network.speed ?? 0)
  return [...networks].reverse().sort((a, b) => rank(b) - rank(a))[0]
}

/** What the nodes are called and addressed as, as far as the page about networks says it. */
export const nodesOf = (known: Known): { readonly [name: string]: Node } => partOf(known).nodes ?? {}

import type { NodeFacts } from '../facts/read.ts'
import type { SpecSource, Node } from './types.gen.ts'

/** What cluster.yaml says after its profile and the node defaults were merged into it (see merge.ts). */
export type Spec = Omit<SpecSource, 'node-defaults' | 'nodes'> & {
  nodes: { [name: string]: Node }
  facts?: { readonly [node: string]: NodeFacts }
}

/** Where a value stands: keys and list positions from the top of the document. */
export type Path = readonly (string | number)[]

export type { SpecSource }
export type * from './types.gen.ts'

import type { NodeFacts } from '../facts/read.ts'
import type { Spec } from './spec.ts'

/** Adds what was found on the nodes to a merged spec; versions that the spec states itself stay, a rule compares the two. */
export function withFacts(spec: Spec, facts: readonly NodeFacts[]): Spec {
  if (facts.length === 0) return spec
  const byNode = Object.fromEntries(facts.map((found) => [found.node, found]))
  const nodes = Object.entries(spec.nodes).map(([name, node]) => {
    const found = byNode[name]
    return [name, found ? { ...node, versions: { ...found.versions, ...node.versions } } : node]
  })
  return { ...spec, nodes: Object.fromEntries(nodes) as Spec['nodes'], facts: byNode }
}

import { isTree } from './merge.ts'
import type { Tree } from './merge.ts'
import { branchesOf, nodeAt, valueAt } from './schema-node.ts'
import type { SchemaNode } from './schema-node.ts'
import type { SchemaProblem } from './schema-problems.ts'
import type { Path, Spec } from './spec.ts'

/** What a breach of the schema leaves open: a value; with `keys`, also which keys the mapping around it has. */
export interface Doubt {
  readonly path: Path
  readonly keys: boolean
}

/** What a breach of the schema leaves open. */
export function doubtOf({ code, path, atKey, missing }: SchemaProblem, schema: SchemaNode): Doubt {
  // Of two entries that are the same, either may have been meant otherwise.
  const at = missing !== undefined ? [...path, missing] : code === 'SCH009' ? path.slice(0, -1) : path
  // Inside a field that could also be of another kind, that may have been meant.
  const choices = at.findIndex((_, length) => {
    const field = nodeAt(schema, at.slice(0, length))
    return field !== undefined && branchesOf(schema, field).length > 1
  })
  return choices > 0
    ? { path: at.slice(0, choices), keys: false }
    : { path: at, keys: atKey && missing === undefined }
}

/** Thrown when something is read that the file does not say, or says wrongly; one for all, because its stack means nothing. */
export const notKnown = new Error('what is read is not known')

/** What is in doubt at and below one place of a spec. */
interface Veil {
  /** Nothing is known of the value here. */
  wrong: boolean
  /** A key may be misspelt, so that of all keys only these are as they are meant. */
  sure?: Set<string>
  readonly below: Map<string, Veil>
}

const clear = (): Veil => ({ wrong: false, below: new Map() })

/**
 * The merged spec as far as it is known: to read what is in doubt throws `notKnown`. A rule that stops there has until then
 * done what it would do whatever is meant, so that what it reported holds. `written` is what the file itself says.
 */
export function asFarAsKnown(spec: Spec, doubts: readonly Doubt[], written: Tree): Spec {
  const root = clear()
  for (const { path, keys } of doubts) {
    const around = path.slice(0, -1)
    for (const place of placesOf(path, spec)) veilAt(root, place).wrong = true
    if (!keys) continue
    const said = keysOf(valueAt(written, around))
    // What is misspelt may be node-defaults themselves.
    const defaults = around.length === 0 && !said.includes('node-defaults') ? ['node-defaults'] : around
    if (around[0] !== 'node-defaults') allow(veilAt(root, around), said)
    if (defaults[0] !== 'node-defaults') continue
    for (const place of placesOf(defaults, spec)) {
      // What they say besides goes into the mappings of a node, but into nothing else of it.
      const own = valueAt(written, place)
      const fixed = keysOf(own).filter((key) => !isTree((own as Tree)[key]))
      allow(veilAt(root, place), [...keysOf(valueAt(written, defaults)), ...fixed])
    }
  }
  // Facts are not out of the file.
  root.sure?.add('facts')
  return behind(spec, root) as Spec
}

const keysOf = (value: unknown): string[] => (isTree(value) ? Object.keys(value) : [])

/** Where a path of the file is in the merged spec: what node-defaults say, on every node. */
const placesOf = (path: Path, spec: Spec): Path[] =>
  path[0] === 'node-defaults'
    ? Object.keys(spec.nodes).map((node) => ['nodes', node, ...path.slice(1)])
    : [path]

/** Makes these the only sure keys, of those that were. */
function allow(veil: Veil, keys: readonly string[]): void {
  veil.sure = new Set(keys.filter((key) => veil.sure?.has(key) ?? true))
}

function veilAt(root: Veil, path: Path): Veil {
  let veil = root
  for (const step of path) {
    const next = veil.below.get(String(step)) ?? clear()
    veil.below.set(String(step), next)
    veil = next
  }
  return veil
}

function behind(value: object, veil: Veil): object {
  const { below, sure } = veil
  const seen = new Map<string, object>()
  const open = (key: string): boolean => sure !== undefined && !sure.has(key)
  const isThere = (target: object, key: string | symbol): void => {
    if (typeof key === 'symbol') return
    if (open(key) || (below.get(key)?.wrong && !Object.hasOwn(target, key))) throw notKnown
  }
  return new Proxy(value, {
    get(target, key) {
      const child: unknown = Reflect.get(target, key)
      if (typeof key === 'symbol') return child
      const doubt = below.get(key)
      if (open(key) || doubt?.wrong) throw notKnown
      if (!doubt || typeof child !== 'object' || child === null) return child
      // The same each time, as the value itself is.
      if (!seen.has(key)) seen.set(key, behind(child, doubt))
      return seen.get(key)
    },
    has(target, key) {
      isThere(target, key)
      return Reflect.has(target, key)
    },
    getOwnPropertyDescriptor(target, key) {
      isThere(target, key)
      return Reflect.getOwnPropertyDescriptor(target, key)
    },
    ownKeys(target) {
      if (sure) throw notKnown
      for (const key of below.keys()) isThere(target, key)
      return Reflect.ownKeys(target)
    },
  })
}

import type { DrbdResource, Path, Spec } from './spec.ts'

type Part = 'net' | 'disk' | 'options' | 'startup' | 'handlers'

/** Where a setting of DRBD is said: for all resources, or by one of them. */
export interface Saying<T> {
  readonly value: T
  readonly path: Path
  /** Undefined where it holds for all resources. */
  readonly name: string | undefined
  readonly resource: DrbdResource | undefined
}

/** A resource calls its disk options so, because disk is its backing device. */
const partOf = (part: Part): 'net' | 'disk-options' | 'options' | 'startup' | 'handlers' =>
  part === 'disk' ? 'disk-options' : part

/** Every place where this option is said, with what is said there. */
export function sayings<T = unknown>(spec: Spec, part: Part, key: string): Saying<T>[] {
  const all = (spec.drbd?.[part] as { readonly [key: string]: T } | undefined)?.[key]
  const found: Saying<T>[] = []
  if (all !== undefined)
    found.push({ value: all, path: ['drbd', part, key], name: undefined, resource: undefined })
  for (const [name, resource] of Object.entries(spec.drbd?.resources ?? {})) {
    const own = (resource[partOf(part)] as { readonly [key: string]: T } | undefined)?.[key]
    if (own !== undefined)
      found.push({ value: own, path: ['drbd', 'resources', name, partOf(part), key], name, resource })
  }
  return found
}

/** Every key said in a part, and where. */
export function sayingsOf(spec: Spec, part: Part): (Saying<unknown> & { readonly key: string })[] {
  const keys = new Set([
    ...Object.keys(spec.drbd?.[part] ?? {}),
    ...Object.values(spec.drbd?.resources ?? {}).flatMap((resource) =>
      Object.keys(resource[partOf(part)] ?? {}),
    ),
  ])
  return [...keys].flatMap((key) => sayings(spec, part, key).map((saying) => ({ ...saying, key })))
}

/** Where a setting that holds for a resource is said: with the resource, else for all, else the resource itself. */
export function placeOf(spec: Spec, name: string, ...keys: readonly string[]): Path {
  const own = keys.map((key, i) => (i === 0 && key === 'disk' ? 'disk-options' : key))
  if (at(spec.drbd?.resources?.[name], own) !== undefined) return ['drbd', 'resources', name, ...own]
  return at(spec.drbd, keys) === undefined ? ['drbd', 'resources', name] : ['drbd', ...keys]
}

const at = (value: unknown, keys: readonly string[]): unknown =>
  keys.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? (inner as { [key: string]: unknown })[key] : undefined,
    value,
  )

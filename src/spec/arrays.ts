import { deviceBytes } from './capacity.ts'
import { drbdNumbers } from './devices.ts'
import type { Path, Raid, Spec } from './spec.ts'

/** Every array of every node, with its place. */
export function* arraysOf(spec: Spec): Generator<{ node: string; name: string; raid: Raid; path: Path }> {
  for (const [node, { raid }] of Object.entries(spec.nodes)) {
    for (const [name, value] of Object.entries(raid ?? {}))
      yield { node, name, raid: value, path: ['nodes', node, 'raid', name] }
  }
}

/** Sizes of the members that are known, with their position. */
export function memberSizes(
  spec: Spec,
  node: string,
  raid: Raid,
): { device: string; index: number; bytes: number }[] {
  const numbers = drbdNumbers(spec)
  return raid.devices.flatMap((device, index) => {
    if (device === 'missing' || spec.nodes[node]!.raid?.[device]) return []
    const bytes = deviceBytes(spec, spec.nodes[node]!, device, numbers)
    return bytes === undefined ? [] : [{ device, index, bytes }]
  })
}

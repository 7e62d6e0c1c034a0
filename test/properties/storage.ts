import type { Situation, Tree } from './cluster.ts'

export interface Storage {
  /** raid and volume-groups, alike on all nodes. */
  readonly shared: Tree
  readonly disks: readonly Tree[]
  /** Devices that are free to be used, the same reference on every node. */
  readonly free: readonly string[]
  /** A volume for external metadata, if there is one. */
  readonly metadata: string | undefined
}

/** Disks, perhaps md over them, perhaps LVM over that. */
export function randomStorage({ draw, nodes }: Situation): Storage {
  const wanted = draw.int(0, 3)
  const raid = draw.chance(40)
  const lvm = draw.chance(60)
  const level = draw.pick([1, 5, 6, 10, 0])
  const members = raid ? { 0: 2, 1: 2, 5: 3, 6: 4, 10: 4 }[level as 1] : lvm ? draw.int(1, 2) : wanted
  const partitioned = !raid && !lvm && draw.chance(40)
  const by = draw.pick(['serial', 'by-id', 'wwn'] as const)
  const names = Array.from({ length: members }, (_, i) => draw.pick(['data', 'ssd', 'd']) + String(i + 1))
  const unique = [...new Set(names)]
  const identity = (node: number, disk: number): string =>
    by === 'serial'
      ? `WD-${node}-${disk}`
      : by === 'by-id'
        ? `ata-ST4000NM_ZC${node}${disk}`
        : `0x5000c500a${node}b2c3${String(disk).padStart(2, '0')}d`
  const disks = nodes.map((_, node) =>
    Object.fromEntries(
      unique.map((name, disk) => [
        name,
        {
          [by]:
            by === 'wwn'
              ? `0x5000c5000000${String(node).padStart(2, '0')}${String(disk).padStart(2, '0')}`
              : identity(node, disk),
          size: 4000787030016,
          ...(partitioned && {
            partitions: { small: { size: '1G', type: 'linux' }, drbd: { type: 'drbd' } },
          }),
        },
      ]),
    ),
  )
  const array = raid ? 'md1' : undefined
  const group = draw.pick(['vg0', 'vg-data', 'vg_1.x'])
  const volumes = Object.fromEntries(
    Array.from({ length: Math.max(1, wanted) }, (_, i) => [
      draw.pick(['v', 'lv-', 'x.']) + String(i),
      { size: draw.pick(['20G', '100G', 21474836480]) },
    ]),
  )
  const shared: Tree = {
    ...(array && {
      raid: {
        [array]: {
          level,
          devices: unique,
          ...(level === 10 && draw.fields(50, { layout: () => draw.pick(['n2', 'f2', 'o2']) })),
          ...(level !== 1 && draw.fields(40, { chunk: () => draw.pick(['64K', '512K']) })),
          ...(level !== 0 && draw.fields(40, { bitmap: () => 'internal' })),
        },
      },
    }),
    ...(lvm && {
      'volume-groups': {
        [group]: { devices: array ? [array] : unique, volumes: { ...volumes, meta: { size: '1G' } } },
      },
    }),
  }
  const free = lvm
    ? Object.keys(volumes).map((volume) => `${group}/${volume}`)
    : array
      ? [array]
      : unique.map((name) => (partitioned ? `${name}/drbd` : name))
  return { shared, disks, free: free.slice(0, wanted), metadata: lvm ? `${group}/meta` : undefined }
}

import { names } from './cluster.ts'
import type { Situation, Tree } from './cluster.ts'
import type { Networks } from './networks.ts'
import type { Storage } from './storage.ts'

export interface Drbd {
  /** Part of the spec: the key drbd, or nothing. */
  readonly section: Tree
  readonly resources: readonly string[]
}

/** One resource for each free device, with options of the dialect. */
export function randomDrbd(
  { draw, dialect, nodes, stack }: Situation,
  networks: Networks,
  storage: Storage,
): Drbd {
  if (storage.free.length === 0 || stack === 'cman') return { section: {}, resources: [] }
  const taken = draw.some(names, storage.free.length, storage.free.length)
  const two = nodes.length === 2 || dialect === '9' ? undefined : nodes.slice(0, 2)
  const external = storage.metadata !== undefined && draw.chance(20)
  const resources = Object.fromEntries(
    storage.free.map((device, i) => [
      taken[i]!,
      {
        ...(two && { nodes: two }),
        ...(dialect !== '8.3' && draw.chance(20)
          ? { volumes: { 0: { disk: device } } }
          : { disk: device, ...(external && i === 0 && { metadata: storage.metadata }) }),
        ...(dialect === '9' &&
          nodes.length === 3 &&
          draw.chance(20) && { nodes: nodes.slice(0, 2), diskless: [nodes[2]] }),
        ...(dialect === '9' &&
          draw.fields(15, {
            'max-peers': () => 7,
            'node-ids': () => Object.fromEntries(nodes.map((node, n) => [node, n + 3])),
          })),
        ...draw.fields(20, { port: () => 7900 + i, minor: () => 10 + i, protocol: () => 'C' }),
      },
    ]),
  )
  for (const resource of Object.values(resources) as Tree[]) if (resource.volumes) delete resource.minor
  const section = {
    drbd: {
      network: networks.replication,
      ...draw.fields(25, {
        protocol: () => draw.pick(['A', 'B', 'C', 'C']),
        auth: () => ({ algorithm: draw.pick(['sha1', 'sha256']), secret: 'drbd' }),
        net: () => ({
          'after-sb-0pri': draw.pick(['discard-zero-changes', 'disconnect', `discard-node-${nodes[0]}`]),
          ...draw.fields(30, {
            'after-sb-1pri': () => draw.pick(['discard-secondary', 'disconnect', 'consensus']),
            'after-sb-2pri': () => 'disconnect',
            'max-buffers': () => 8000,
            'max-epoch-size': () => 8000,
            'sndbuf-size': () => draw.pick([0, '512K']),
            'verify-alg': () => draw.pick(['sha1', 'crc32c']),
            'ping-timeout': () => 10,
            'ko-count': () => 7,
          }),
        }),
        disk: () => ({
          'on-io-error': 'detach',
          ...draw.fields(30, {
            'resync-rate': () => '33M',
            'al-extents': () => 1237,
            'c-max-rate': () => '100M',
            'c-plan-ahead': () => 20,
          }),
        }),
        startup: () => ({ 'wfc-timeout': 120, 'degr-wfc-timeout': 60 }),
        handlers: () => ({ 'split-brain': "/usr/lib/drbd/notify-split-brain.sh 'root; x' # {" }),
        'dual-primary': () => 'migration',
        ...(dialect === '9' &&
          nodes.length > 2 && {
            options: () => ({ quorum: 'majority', 'on-no-quorum': draw.pick(['suspend-io', 'io-error']) }),
          }),
        'verify-schedule': () => draw.pick(['never', 'monthly']),
      }),
      resources,
    },
  }
  return { section, resources: storage.free.map((_, i) => taken[i]!) }
}

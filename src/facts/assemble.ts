import { platformIds } from '../platform/platform.ts'
import { disksOf } from './disks.ts'
import type { Answers } from './program.ts'
import type { Topic } from './topic.ts'
import { arrays } from './topics/arrays.ts'
import { block } from './topics/block.ts'
import type { Block } from './topics/block.ts'
import { clock } from './topics/clock.ts'
import { cluster } from './topics/cluster.ts'
import { drbd } from './topics/drbd.ts'
import { lvm } from './topics/lvm.ts'
import { management } from './topics/management.ts'
import { memory } from './topics/memory.ts'
import { network } from './topics/network.ts'
import { packages } from './topics/packages.ts'
import { processor } from './topics/processor.ts'
import { services } from './topics/services.ts'
import { signatures } from './topics/signatures.ts'
import { system } from './topics/system.ts'
import type { Clock, Facts } from './types.gen.ts'
import { versionsOf } from './versions.ts'

/** All topics in the order in which they are asked. */
export const topics: readonly Topic<unknown>[] = [
  system,
  processor,
  memory,
  clock,
  block,
  signatures,
  arrays,
  lvm,
  drbd,
  network,
  packages,
  services,
  cluster,
  management,
]

/** When the controller sent the program and had its whole answer, by its own clock; milliseconds since 1970. */
export interface Sent {
  readonly beganMs: number
  readonly endedMs: number
}

/** Puts the answers of a node together. Pure. */
export function assemble(
  node: string,
  answers: Answers,
  { sent, tool }: { readonly sent: Sent; readonly tool: string },
): Facts {
  const read = <T>(topic: Topic<T>): T => topic.parse(answers.topics.get(topic.name)?.output ?? '')
  const found = {
    system: read(system),
    block: read(block),
    probes: read(signatures),
    lvm: read(lvm),
    drbd: read(drbd),
    packages: read(packages),
    ...read(cluster),
  }
  const signaturesOf = (path: string) => {
    const probe = found.probes.find((candidate) => candidate.path === path)
    return probe?.signatures ? [...probe.signatures] : null
  }
  return {
    facts: 2,
    node,
    platform: platformIds.includes(found.system.platform ?? '') ? found.system.platform : null,
    versions: versionsOf(found),
    collected: {
      at: new Date(sent.endedMs).toISOString(),
      tool,
      incomplete: topics.filter(({ name }) => answers.topics.get(name)?.code !== 0).map(({ name }) => name),
    },
    system: found.system,
    processor: read(processor),
    memory: read(memory),
    clock: { ...offset(answers.clock, sent), ...read(clock) },
    disks: disksOf(found),
    arrays: read(arrays).map((array) => ({ ...array, signatures: signaturesOf(`/dev/${array.name}`) })),
    lvm: found.lvm && {
      ...found.lvm,
      groups: found.lvm.groups.map((group) => ({
        ...group,
        volumes: group.volumes.map((volume) => ({
          ...volume,
          active: isActive(found.block, group.name, volume.name),
        })),
      })),
    },
    drbd: {
      ...found.drbd,
      metadata: found.probes.flatMap(({ path, signatures: list }) =>
        (list ?? [])
          .filter(({ type }) => type === 'drbd')
          .map(({ version }) => ({ path: nameOf(path, found.block.links), version })),
      ),
    },
    network: read(network),
    packages: found.packages,
    services: read(services),
    cluster: found.cluster,
    management: read(management),
  }
}

const isActive = ({ devices }: Block, group: string, volume: string): boolean => {
  const name = [group, volume].map((part) => part.replaceAll('-', '--')).join('-')
  return devices.some(({ mapper }) => mapper?.name === name)
}

/** /dev/mapper/NAME for /dev/dm-N, whose numbers mean nothing to anybody. */
function nameOf(path: string, links: { readonly [path: string]: string }): string {
  const name = path.slice('/dev/'.length)
  return Object.keys(links).find((link) => links[link] === name && link.startsWith('/dev/mapper/')) ?? path
}

/** As NTP does it: from both ends of the question, so that the time it took falls out where both ways were as long. */
function offset(
  clocks: Answers['clock'],
  { beganMs, endedMs }: Sent,
): Pick<Clock, 'offsetMs' | 'uncertaintyMs'> {
  const [first, last] = [clocks[0], clocks.at(-1)]
  if (!first || !last || clocks.length < 2) return { offsetMs: null, uncertaintyMs: null }
  const onTheWay = Math.max(0, endedMs - beganMs - (last.ms - first.ms))
  return {
    offsetMs: Math.round((first.ms - beganMs + (last.ms - endedMs)) / 2),
    uncertaintyMs: Math.round(onTheWay / 2 + Math.max(first.exactMs, last.exactMs)),
  }
}

import { matchText } from '../facts/compare.ts'
import type { DiskPair, Finding } from '../facts/compare.ts'
import { matchCards } from '../facts/match-cards.ts'
import type { CardMatch } from '../facts/match-cards.ts'
import { matchDisks } from '../facts/match.ts'
import type { DiskMatch, WantedDisk } from '../facts/match.ts'
import type { Target } from '../facts/probe.ts'
import type { Disk, Facts } from '../facts/types.gen.ts'
import type { NodePlan, Plan } from '../plan/plan.ts'

/** The disks that a plan names on a node, as facts know disks. */
export const wantedDisks = ({ storage }: NodePlan): WantedDisk[] =>
  storage.disks.map(({ name, path, serial, wwn, sizeBytes }) => ({
    name,
    // What the spec calls by its WWN has a link by it there too.
    byId: /^\/dev\/disk\/by-id\/(.+)$/.exec(path)?.[1],
    wwn,
    serial,
    path,
    sizeBytes,
    multipath: path.startsWith('/dev/mapper/'),
  }))

export function matchesOf(plan: Plan, facts: Facts): DiskMatch[] {
  const node = plan.nodes.find(({ name }) => name === facts.node)
  return node ? matchDisks(wantedDisks(node), facts.disks) : []
}

/** Where a node is not what the plan takes it for: its system, its disks, its network cards. */
export function differences(plan: Plan, facts: Facts): Finding[] {
  const node = plan.nodes.find(({ name }) => name === facts.node)
  if (!node) return []
  const error = (sentence: string, fix: string): Finding => ({
    severity: 'error',
    nodes: [node.name],
    sentence,
    fix,
  })
  const findings: Finding[] = []
  if (facts.system.platform !== null && facts.system.platform !== node.platform.id)
    findings.push(
      error(
        `${node.name} is ${facts.system.platform}, cluster.yaml takes it for ${node.platform.id}.`,
        `write platform: ${facts.system.platform}`,
      ),
    )
  for (const match of matchesOf(plan, facts)) {
    const text = matchText(node.name, match)
    if (text !== undefined)
      findings.push(error(text, 'name the disk that is meant, by its by-id name, WWN or serial number'))
  }
  for (const match of cardsOf(node, facts))
    if (match.found !== 'one')
      findings.push(
        error(`${match.name} of ${node.name}: ${match.text}.`, 'name the card that is meant, by mac or pci'),
      )
  return findings
}

/** Cards without address or place may be named by the system or by us; only those that say more can be wrong. */
const cardsOf = (node: NodePlan, facts: Facts): CardMatch[] =>
  matchCards(
    node.network.interfaces.filter(({ kind, mac, pci }) => kind === 'nic' && (mac ?? pci) !== undefined),
    facts.network.interfaces,
  )

/** Disks below the copies of every DRBD resource, found on the nodes that were looked at. */
export function diskPairs(plan: Plan, all: readonly Facts[]): DiskPair[] {
  return (plan.drbd?.resources ?? []).flatMap((resource) => {
    const sides = resource.hosts.flatMap((host) => {
      const node = plan.nodes.find(({ name }) => name === host.node)
      const facts = all.find((candidate) => candidate.node === host.node)
      if (!node || !facts) return []
      const found = new Map(matchesOf(plan, facts).map((match) => [match.name, match]))
      const disks = Object.values(host.volumes)
        .flatMap(({ disk }) => disksBelow(node, disk))
        .flatMap((name): Disk[] => {
          const match = found.get(name)
          return match?.found === 'one' ? [match.disk] : []
        })
      return [{ node: host.node, disks: [...new Set(disks)] }]
    })
    return [{ of: `DRBD resource ${resource.name}`, sides }]
  })
}

/** Names of the plan's disks on which a device of it stands. */
function disksBelow({ storage }: Pick<NodePlan, 'storage'>, path: string): string[] {
  const disk = storage.disks.find(
    (candidate) => candidate.path === path || candidate.partitions.some((part) => part.path === path),
  )
  if (disk) return [disk.name]
  const below = [
    ...storage.arrays.filter((array) => array.path === path).flatMap(({ devices }) => devices),
    ...storage.groups
      .filter(({ volumes }) => volumes.some((volume) => volume.path === path))
      .flatMap(({ devices }) => devices),
  ]
  return below.flatMap((device) => disksBelow({ storage }, device))
}

/** Addresses of other nodes that a node can try: on networks where it has its own address already. */
export function targetsOf(plan: Plan, facts: Facts): Target[] {
  const own = plan.nodes.find(({ name }) => name === facts.node)
  const here = new Set(
    facts.network.interfaces.flatMap(({ addresses }) => addresses?.map(({ address }) => address) ?? []),
  )
  return plan.nodes
    .filter(({ name }) => name !== facts.node)
    .flatMap((peer) =>
      Object.entries(peer.addresses)
        .filter(([network]) => here.has(own?.addresses[network] ?? ''))
        .map(([network, address]) => ({
          network,
          peer: peer.name,
          address,
          mtu: plan.networks[network]?.mtu ?? 1500,
        })),
    )
}

import { sh } from '../core/sh.ts'
import type { Sh } from '../core/sh.ts'
import type { BundleMember, ServiceBundle } from '../plan/cib.ts'
import type { Plan } from '../plan/plan.ts'

/** One DRBD device as /proc/drbd shows it; the first of each pair is this node. */
export interface DrbdView {
  readonly connection: string
  readonly roles: readonly [string, string]
  readonly disks: readonly [string, string]
}

/** What runs on a node, as the kernel and the programs themselves show it, whatever the cluster manager believes. */
export interface NodeView {
  readonly drbd: ReadonlyMap<number, DrbdView>
  readonly addresses: ReadonlySet<string>
  readonly mounts: ReadonlySet<string>
  readonly machines: ReadonlySet<string>
  readonly units: ReadonlyMap<string, string>
}

const unitsOf = (plan: Plan): string[] => [
  ...new Set(
    plan.cib.bundles.flatMap(({ members }) =>
      members.flatMap((member) => (member.kind === 'daemon' ? [member.script] : [])),
    ),
  ),
]

/** Asks a node in one round trip. */
export function lookCommand(plan: Plan): Sh {
  const units = unitsOf(plan)
  return sh`echo '== drbd'
cat /proc/drbd 2>/dev/null
echo '== addresses'
ip -o address
echo '== mounts'
cat /proc/mounts
echo '== machines'
virsh -q list --name 2>/dev/null
echo '== units'
for unit in ${units}; do echo "$unit $(systemctl is-active "$unit")"; done
:`
}

export function readView(text: string): NodeView {
  const sections = new Map(
    text
      .split(/^== /m)
      .slice(1)
      .map((section): [string, string[]] => {
        const [name = '', ...lines] = section.split('\n')
        return [name, lines.filter((line) => line.trim() !== '')]
      }),
  )
  const lines = (name: string): string[] => sections.get(name) ?? []
  return {
    drbd: new Map(
      lines('drbd').flatMap((line) => {
        const [, minor, connection, mine, peers, disk, peerDisk] =
          /^ *([0-9]+): cs:(\S+) ro:(\w+)\/(\w+) ds:(\w+)\/(\w+)/.exec(line) ?? []
        return minor === undefined
          ? []
          : [[Number(minor), { connection: connection!, roles: [mine!, peers!], disks: [disk!, peerDisk!] }]]
      }),
    ),
    addresses: new Set(lines('addresses').flatMap((line) => / inet6? ([0-9a-f.:]+)/.exec(line)?.[1] ?? [])),
    mounts: new Set(lines('mounts').map((line) => line.split(' ')[1]!)),
    machines: new Set(lines('machines').map((line) => line.trim())),
    units: new Map(lines('units').map((line) => line.split(' ') as [string, string])),
  }
}

/** How much of a bundle runs on a node; what can be seen only through the cluster manager is left out. */
export function presence(plan: Plan, bundle: ServiceBundle, view: NodeView): 'whole' | 'partly' | 'nothing' {
  const seen = bundle.members.flatMap((member) => runs(plan, member, view) ?? [])
  if (seen.length > 0 && seen.every(Boolean)) return 'whole'
  return seen.some(Boolean) ? 'partly' : 'nothing'
}

function runs(plan: Plan, member: BundleMember, view: NodeView): boolean | undefined {
  switch (member.kind) {
    case 'drbd':
      return minorsOf(plan, member.name).every((minor) => view.drbd.get(minor)?.roles[0] === 'Primary')
    case 'address':
      return view.addresses.has(member.cidr.replace(/\/.*/, ''))
    case 'filesystem':
      return view.mounts.has(member.mount)
    case 'vm':
      return view.machines.has(member.name)
    case 'daemon':
      return view.units.get(member.script) === 'active'
    case 'agent':
      return undefined
  }
}

const minorsOf = (plan: Plan, resource: string): number[] =>
  (plan.drbd?.resources ?? [])
    .filter(({ name }) => name === resource)
    .flatMap(({ volumes }) => volumes.map(({ minor }) => minor))

/** Whether every device of DRBD that the node has is connected and the same on both sides. */
export const drbdInOrder = (plan: Plan, node: string, view: NodeView): boolean =>
  (plan.drbd?.resources ?? [])
    .filter(({ hosts }) => hosts.some((host) => host.node === node && !host.diskless))
    .flatMap(({ volumes }) => volumes)
    .every(({ minor }) => {
      const device = view.drbd.get(minor)
      return device?.connection === 'Connected' && device.disks.every((disk) => disk === 'UpToDate')
    })

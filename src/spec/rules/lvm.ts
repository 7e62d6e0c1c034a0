import { formatBytes } from '../arithmetic/format.ts'
import { bytesOf } from '../arithmetic/units.ts'
import { deviceBytes } from '../capacity.ts'
import { drbdNumbers, findDevice, forNode } from '../devices.ts'
import { dualPrimaryOf } from '../machines.ts'
import type { Rule } from '../rule.ts'
import type { LogicalVolume, Node, Path, Spec, VolumeGroup } from '../spec.ts'

const mib = 1024 * 1024
const defaultExtent = 4 * mib

function* groupsOf(
  spec: Spec,
): Generator<{ node: string; name: string; group: VolumeGroup; owner: Node; path: Path }> {
  for (const [node, owner] of Object.entries(spec.nodes)) {
    for (const [name, group] of Object.entries(owner['volume-groups'] ?? {}))
      yield { node, name, group, owner, path: ['nodes', node, 'volume-groups', name] }
  }
}

const typeOf = (volume: LogicalVolume): NonNullable<LogicalVolume['type']> =>
  volume.type ?? (volume.pool !== undefined ? 'thin' : volume.stripes !== undefined ? 'striped' : 'linear')

/** Parts of names that LVM keeps for its own hidden volumes, and names of things in /dev. */
const reservedVolume =
  /^(snapshot|pvmove)|_(cdata|cmeta|corig|cvol|iorig|mimage|mlog|pmspare|rimage|rmeta|tdata|tmeta|vdata|vorigin|wcorig)/
const reservedGroup =
  /^(bus|block|char|cpu|disk|dm-[0-9]+|drbd|drbd[0-9]+|fd|input|loop[0-9]*|mapper|md|md[0-9]+|mem|net|null|pts|shm|snd|vfio|zero|[hsv]d[a-z]+|nvme[0-9].*)$/

export const rules: Rule[] = [
  {
    code: 'LVM001',
    severity: 'error',
    title: 'Logical volumes fit into their group.',
    why: 'lvcreate fails on the node after everything below was made.',
    example: {
      bad: 'vg0: { devices: [d], volumes: { a: { size: 2T } } }   # d has 1T',
      good: 'vg0: { devices: [d], volumes: { a: { size: 900G } } }',
    },
    source: 'lvcreate(8), pvcreate(8): data begin at 1 MiB, whole extents',
    check(spec, report) {
      const numbers = drbdNumbers(spec)
      for (const { node, name, group, owner, path } of groupsOf(spec)) {
        const extent = bytesOf(group['extent-size'] ?? defaultExtent)
        const sizes = group.devices.map((device) => deviceBytes(spec, owner, device, numbers))
        if (group.existing || sizes.some((size) => size === undefined)) continue
        const extents = (sizes as number[]).reduce(
          (sum, size) => sum + Math.max(0, Math.floor((size - mib) / extent)),
          0,
        )
        const volumes = Object.values(group.volumes ?? {}).filter((volume) => typeOf(volume) !== 'thin')
        const wanted = volumes.reduce((sum, volume) => sum + Math.ceil(bytesOf(volume.size) / extent), 0)
        if (wanted > extents)
          report(
            [...path, 'volumes'],
            `The volumes of ${name} on ${node} need ${formatBytes(wanted * extent)}, and the group has ${formatBytes(extents * extent)}.`,
            'make them smaller, or add a device to the group',
          )
      }
    },
  },
  {
    code: 'LVM002',
    severity: 'error',
    title: 'A thin volume is in a thin pool, and nothing else is.',
    why: 'lvcreate -V needs a pool of the same group; a pool is not itself in a pool.',
    example: {
      bad: 'a: { size: 20G, type: thin }',
      good: 'pool0: { size: 100G, type: thin-pool }\na: { size: 20G, pool: pool0 }',
    },
    source: 'lvmthin(7)',
    check(spec, report) {
      for (const { node, name, group, path } of groupsOf(spec)) {
        for (const [volume, value] of Object.entries(group.volumes ?? {})) {
          const where = [...path, 'volumes', volume]
          const pool = value.pool === undefined ? undefined : group.volumes?.[value.pool]
          if (typeOf(value) === 'thin' && value.pool === undefined)
            report(
              where,
              `The thin volume ${name}/${volume} of ${node} does not say its pool.`,
              'add pool: with the name of a thin-pool of the same group',
            )
          else if (typeOf(value) !== 'thin' && value.pool !== undefined)
            report(
              [...where, 'pool'],
              `${name}/${volume} of ${node} is ${typeOf(value)} and cannot be in the pool ${value.pool}.`,
              'write type: thin, or remove pool',
            )
          else if (value.pool !== undefined && !group.existing && (!pool || typeOf(pool) !== 'thin-pool'))
            report(
              [...where, 'pool'],
              pool
                ? `${name}/${value.pool} of ${node} is not a thin pool.`
                : `There is no thin pool ${value.pool} in ${name} of ${node}.`,
              `add ${value.pool}: { size: …, type: thin-pool } to the volumes`,
            )
        }
      }
    },
  },
  {
    code: 'LVM003',
    severity: 'warning',
    title: 'Thin volumes fit into their pool.',
    why: 'When a pool is full, writes fail on this node, DRBD detaches its disk, and the file systems above a lone copy break.',
    example: {
      bad: 'p: { size: 50G, type: thin-pool }\na: { size: 80G, pool: p }',
      good: 'p: { size: 100G, type: thin-pool }\na: { size: 80G, pool: p }',
    },
    source: 'lvmthin(7) "Data space exhaustion"',
    check(spec, report) {
      for (const { node, name, group, path } of groupsOf(spec)) {
        for (const [pool, value] of Object.entries(group.volumes ?? {})) {
          if (typeOf(value) !== 'thin-pool') continue
          const thin = Object.values(group.volumes ?? {}).filter((volume) => volume.pool === pool)
          const promised = thin.reduce((sum, volume) => sum + bytesOf(volume.size), 0)
          if (promised > bytesOf(value.size))
            report(
              [...path, 'volumes', pool, 'size'],
              `The thin volumes of ${name}/${pool} on ${node} promise ${formatBytes(promised)}, and the pool has ${formatBytes(bytesOf(value.size))}.`,
              'make the pool larger, or watch it with dmeventd (thin_pool_autoextend_threshold)',
            )
        }
      }
    },
  },
  {
    code: 'LVM004',
    severity: 'error',
    title: 'A volume group on DRBD is active on one node at a time.',
    why: "LVM's metadata have no lock between the nodes: with two primaries both would write them, and every volume in the group is lost.",
    example: {
      bad: 'drbd: { resources: { r0: { disk: md1, dual-primary: always } } }   # vg0: { devices: [r0] }',
      good: 'drbd: { resources: { r0: { disk: md1 } } }',
    },
    source: 'lvmlockd(8); drbd.conf(5) allow-two-primaries',
    check(spec, report) {
      const told = new Set<string>()
      const numbers = drbdNumbers(spec)
      for (const { name, group, owner } of groupsOf(spec)) {
        for (const device of group.devices) {
          const found = findDevice(spec, owner, device, numbers)
          if (found?.kind !== 'drbd' || told.has(found.resource)) continue
          const mode = dualPrimaryOf(spec, found.resource)
          if (mode === 'never') continue
          told.add(found.resource)
          const own = spec.drbd?.resources?.[found.resource]?.['dual-primary'] !== undefined
          // Proxmox VE takes a cluster-wide lock for every change it makes to a shared group.
          const locked = Object.values(spec.nodes).every((other) => other.proxmox)
          report(
            own
              ? ['drbd', 'resources', found.resource, 'dual-primary']
              : ['drbd', 'resources', found.resource],
            `The volume group ${name} is on DRBD ${found.resource}, which may have two primaries (dual-primary: ${mode})${locked ? "; Proxmox VE's lock holds for its own changes only" : ''}.`,
            locked
              ? 'never run lvcreate, lvremove or lvresize by hand; or put DRBD on the logical volumes'
              : `write dual-primary: never for ${found.resource}, or put DRBD on the logical volumes: one resource for each`,
            locked ? 'warning' : 'error',
          )
        }
      }
    },
  },
  {
    code: 'LVM005',
    severity: 'error',
    title: 'A volume is striped over no more devices than its group has.',
    why: 'lvcreate refuses it.',
    example: {
      bad: 'vg0: { devices: [a, b], volumes: { x: { size: 1G, stripes: 3 } } }',
      good: 'vg0: { devices: [a, b], volumes: { x: { size: 1G, stripes: 2 } } }',
    },
    source: 'lvcreate(8) --stripes',
    check(spec, report) {
      for (const { node, name, group, path } of groupsOf(spec)) {
        for (const [volume, value] of Object.entries(group.volumes ?? {})) {
          const where = [...path, 'volumes', volume]
          if (typeOf(value) === 'striped' && value.stripes === undefined)
            report(
              [...where, 'type'],
              `${name}/${volume} of ${node} is striped, but does not say over how many devices.`,
              'add stripes',
            )
          else if (value.stripes !== undefined && value.type === 'linear')
            report(
              [...where, 'stripes'],
              `${name}/${volume} of ${node} is linear and has stripes.`,
              'remove stripes, or write type: striped',
            )
          else if (value.stripes !== undefined && !group.existing && value.stripes > group.devices.length)
            report(
              [...where, 'stripes'],
              `${name}/${volume} of ${node} has ${value.stripes} stripes, and the group has ${group.devices.length} ${group.devices.length === 1 ? 'device' : 'devices'}.`,
              'use fewer stripes, or add devices to the group',
            )
        }
      }
    },
  },
  {
    code: 'LVM006',
    severity: 'error',
    title: 'Names of groups and volumes are free.',
    why: "A group is a directory in /dev beside the kernel's own, and LVM keeps some names for its hidden volumes.",
    example: {
      bad: 'volume-groups: { disk: { devices: [md0] } }',
      good: 'volume-groups: { vg0: { devices: [md0] } }',
    },
    source: 'lvm(8) "Valid names"',
    check(spec, report) {
      for (const { node, name, group, owner, path } of groupsOf(spec)) {
        if (reservedGroup.test(name))
          report(
            path,
            `A volume group cannot be called ${name} on ${node}: /dev/${name} is something else.`,
            'choose a name such as vg0',
          )
        else if (owner.disks?.[name] || owner.raid?.[name] || spec.drbd?.resources?.[name])
          report(
            path,
            `${name} on ${node} is a volume group and ${owner.disks?.[name] ? 'a disk' : owner.raid?.[name] ? 'an array' : 'a DRBD resource'} too; a reference to it would be ambiguous.`,
            'give the group another name',
          )
        for (const volume of Object.keys(group.volumes ?? {})) {
          if (reservedVolume.test(volume))
            report(
              [...path, 'volumes', volume],
              `LVM keeps the name ${volume} (in ${name} of ${node}) for its own volumes.`,
              'choose another name',
            )
        }
      }
    },
  },
  {
    code: 'LVM007',
    severity: 'error',
    title: 'The extent size is one that LVM takes.',
    why: 'vgcreate refuses others.',
    example: {
      bad: 'vg0: { devices: [md0], extent-size: 5000000 }',
      good: 'vg0: { devices: [md0], extent-size: 4M }',
    },
    source: 'vgcreate(8) --physicalextentsize: a power of two from 1K, or a multiple of 128K',
    check(spec, report) {
      for (const { node, name, group, path } of groupsOf(spec)) {
        if (group['extent-size'] === undefined) continue
        const bytes = bytesOf(group['extent-size'])
        const powerOfTwo = bytes >= 1024 && Math.log2(bytes) % 1 === 0
        if (!powerOfTwo && bytes % (128 * 1024) !== 0)
          report(
            [...path, 'extent-size'],
            `The extent size ${group['extent-size']} of ${name} on ${node} is neither a power of two from 1K nor a multiple of 128K.`,
            'write 4M, or leave it out',
          )
      }
    },
  },
  {
    code: 'LVM008',
    severity: 'error',
    title: 'A volume group lies on DRBD wholly or not at all.',
    why: 'When the DRBD device is Secondary the group is incomplete, and its volumes cannot be activated on either node.',
    example: { bad: 'vg0: { devices: [r0, md2] }', good: 'vg0: { devices: [r0] }\nvg1: { devices: [md2] }' },
    source: 'vgchange(8): partial volume groups are not activated',
    check(spec, report) {
      const numbers = drbdNumbers(spec)
      for (const { node, name, group, owner, path } of groupsOf(spec)) {
        const kinds = group.devices.map((device) => findDevice(spec, owner, device, numbers))
        const local = kinds.findIndex((found) => found !== undefined && found.kind !== 'drbd')
        const replicated = kinds.findIndex((found) => found?.kind === 'drbd')
        if (local >= 0 && replicated >= 0)
          report(
            [...path, 'devices', local],
            `${group.devices[local]} of ${name} on ${node} is local, but ${group.devices[replicated]} in the same group is DRBD.`,
            'put the local device into a group of its own',
          )
      }
    },
  },
  {
    code: 'LVM009',
    severity: 'warning',
    title: 'The copies of a DRBD resource are both thin or both thick.',
    why: 'A resynchronisation or verify fills the thin side wholly, and what was discarded on one side still takes room on the other.',
    example: { bad: 'node1: vg0/vm1 thin\nnode2: vg0/vm1 linear', good: 'both thin, or both linear' },
    source: 'drbd.conf(5) rs-discard-granularity',
    check(spec, report) {
      for (const { name, volumes } of drbdNumbers(spec)) {
        for (const { disk, path } of volumes) {
          const thin: string[] = []
          const thick: string[] = []
          for (const [node, owner] of Object.entries(spec.nodes)) {
            const [group = '', volume = ''] = (forNode(disk, node) ?? '').split('/')
            const value = owner['volume-groups']?.[group]?.volumes?.[volume]
            if (value) (typeOf(value) === 'thin' ? thin : thick).push(node)
          }
          if (thin.length > 0 && thick.length > 0)
            report(
              [...path, 'disk'],
              `DRBD ${name} is on a thin volume on ${thin.join(', ')} and on a full one on ${thick.join(', ')}.`,
              'make both thin, or both linear',
            )
        }
      }
    },
  },
]

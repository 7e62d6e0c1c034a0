import { startsDaemon } from '../../platform/services.ts'
import { findDevice } from '../devices.ts'
import { dualPrimaryOf } from '../machines.ts'
import type { Rule } from '../rule.ts'
import type { Service } from '../spec.ts'
import {
  backingDevices,
  drbdBelow,
  groupsByMember,
  isClone,
  numbersByName,
  namedServices,
} from '../things.ts'

const clusterFilesystems = new Set(['gfs2', 'ocfs2'])

const plainMount = (mount: string): string => mount.replace(/\/+/g, '/').replace(/(.)\/$/, '$1')

const isDaemon = (service: Service | undefined): boolean =>
  service?.lsb !== undefined || service?.systemd !== undefined || startsDaemon(service?.agent ?? '')

/** What every node needs of its own: to start, to be reached, and to keep what the cluster's programs know. */
const isOfSystem = (mount: string): boolean =>
  ['/', '/root', '/tmp', '/var', '/var/lib', '/var/log', '/var/cache', '/var/spool', '/var/tmp'].includes(
    mount,
  ) ||
  /^\/(boot|bin|sbin|lib(32|64|x32)?|etc|proc|sys|dev|usr|run)(\/|$)/.test(mount) ||
  /^\/var\/(run|lock|lib\/(pacemaker|corosync|heartbeat|drbd|ha-bootstrap|dpkg|apt|systemd))(\/|$)/.test(
    mount,
  )

export const rules: Rule[] = [
  {
    code: 'SVC006',
    severity: 'error',
    title: 'A file system of the cluster is mounted from the DRBD device, never from what lies below it.',
    why: 'Writes past DRBD reach one node only: the copies differ without anyone knowing, and the next resync destroys one of them.',
    example: {
      bad: 'filesystem: { device: vg0/data, mount: /data, type: ext4 }   # backing device of r0',
      good: 'filesystem: { device: r0, mount: /data, type: ext4 }',
    },
    source: "DRBD User's Guide 8.4, section 5.2",
    check(spec, report) {
      const backing = new Map(Object.keys(spec.nodes).map((node) => [node, backingDevices(spec, node)]))
      const lookFor = (reference: string, node: string): string | undefined => {
        const found = findDevice(spec, spec.nodes[node]!, reference, [])
        return found && backing.get(node)?.get(found.path)
      }
      for (const [name, { filesystem }] of namedServices(spec)) {
        if (!filesystem) continue
        for (const node of Object.keys(spec.nodes)) {
          const resource = lookFor(filesystem.device, node)
          if (resource === undefined) continue
          report(
            ['services', name, 'filesystem', 'device'],
            `Service ${name} mounts ${filesystem.device}, which is the backing device of DRBD resource ${resource}.`,
            `write device: ${resource}`,
          )
          break
        }
      }
      for (const [node, { filesystems }] of Object.entries(spec.nodes))
        for (const [mount, { device }] of Object.entries(filesystems ?? {})) {
          const resource = device === undefined ? undefined : lookFor(device, node)
          if (resource !== undefined)
            report(
              ['nodes', node, 'filesystems', mount, 'device'],
              `${mount} of ${node} is mounted from ${device}, which is the backing device of DRBD resource ${resource}.`,
              'mount it as a service of the cluster, from the DRBD resource',
            )
        }
    },
  },
  {
    code: 'SVC007',
    severity: 'error',
    title: 'Every mount point is used once.',
    why: 'The second mount hides the first; what is written goes to the wrong device.',
    example: {
      bad: 'a: { filesystem: { device: r0, mount: /data, type: ext4 } }\nb: { filesystem: { device: r1, mount: /data, type: ext4 } }',
      good: 'b: { filesystem: { device: r1, mount: /data2, type: ext4 } }',
    },
    source: 'mount(8)',
    check(spec, report) {
      const seen = new Map<string, string>()
      for (const [name, { filesystem }] of namedServices(spec)) {
        if (!filesystem) continue
        const mount = plainMount(filesystem.mount)
        const path = ['services', name, 'filesystem', 'mount']
        const other = seen.get(mount)
        if (other !== undefined)
          report(
            path,
            `Services ${other} and ${name} are both mounted on ${mount}.`,
            'choose another mount point',
          )
        else seen.set(mount, name)
        if (isOfSystem(mount))
          report(
            path,
            `Service ${name} would be mounted on ${mount}, over files that every node needs to start.`,
            'choose a directory of its own, such as /data',
          )
        const local = Object.entries(spec.nodes).find(([, node]) =>
          Object.keys(node.filesystems ?? {}).some((at) => plainMount(at) === mount),
        )
        if (local)
          report(
            path,
            `${mount} is mounted by service ${name} and by ${local[0]} itself.`,
            `remove ${mount} from the filesystems of the node; the cluster mounts it`,
          )
      }
    },
  },
  {
    code: 'SVC032',
    severity: 'warning',
    title: 'A group mounts its file systems before it starts what may use them.',
    why: 'Members start in the order in which they stand: a daemon before every file system of its group begins on the empty directory below the mount point, and keeps its files open there.',
    example: {
      bad: 'members: [apache, www-fs]',
      good: 'members: [www-fs, apache]',
    },
    source: 'Pacemaker Explained, Groups; haresources: from left to right',
    check(spec, report) {
      for (const [name, { members }] of Object.entries(spec.groups ?? {})) {
        const mount = members.findIndex((member) => spec.services?.[member]?.filesystem)
        const daemon = members.findIndex((member) => isDaemon(spec.services?.[member]))
        if (mount > daemon && daemon >= 0)
          report(
            ['groups', name, 'members', daemon],
            `Group ${name} starts ${members[daemon]} before it mounts any file system.`,
            `put ${members[mount]} before ${members[daemon]}, if that reads or writes there`,
          )
      }
    },
  },
  {
    code: 'SVC008',
    severity: 'error',
    title: 'A file system below another is mounted after it, in the same place.',
    why: 'Mounted first it is hidden by the other, and cannot be unmounted when the node has to let go.',
    example: { bad: 'members: [logs, data]   # /data/logs before /data', good: 'members: [data, logs]' },
    source: 'mount(8)',
    check(spec, report) {
      const homes = groupsByMember(spec)
      const mounted = namedServices(spec).flatMap(([name, { filesystem }]) =>
        filesystem ? [{ name, mount: plainMount(filesystem.mount) }] : [],
      )
      for (const inner of mounted)
        for (const outer of mounted) {
          if (inner === outer || !inner.mount.startsWith(`${outer.mount}/`)) continue
          const home = homes.get(inner.name)
          const members = home === undefined ? [] : spec.groups![home]!.members
          if (home !== undefined && homes.get(outer.name) === home) {
            if (members.indexOf(outer.name) < members.indexOf(inner.name)) continue
            report(
              ['groups', home, 'members'],
              `Group ${home} mounts ${inner.mount} (${inner.name}) before ${outer.mount} (${outer.name}).`,
              `put ${outer.name} before ${inner.name}`,
            )
            continue
          }
          const own = spec.services![inner.name]!
          const related = [own, ...(home === undefined ? [] : [spec.groups![home]!])].some(
            (thing) =>
              [...(thing.after ?? [])].some(
                (other) => other === outer.name || other === homes.get(outer.name),
              ) &&
              [...(thing.with ?? [])].some(
                (other) => other === outer.name || other === homes.get(outer.name),
              ),
          )
          if (!related && spec.constraints === undefined)
            report(
              ['services', inner.name, 'filesystem', 'mount'],
              `${inner.mount} (${inner.name}) lies below ${outer.mount} (${outer.name}), but nothing mounts it after and with it.`,
              `put both into one group in order, or write with: [${outer.name}] and after: [${outer.name}]`,
            )
        }
    },
  },
  {
    code: 'SVC009',
    severity: 'error',
    title:
      'A file system for one node is never on a DRBD resource that both nodes have primary all the time.',
    why: 'ext4, xfs and btrfs mounted twice destroy themselves within minutes; two primaries take away the last guard against it.',
    example: {
      bad: 'r0: { disk: sdb, dual-primary: always }   # with type: ext4',
      good: 'r0: { disk: sdb }',
    },
    source: "DRBD User's Guide 8.4, section 1.3 dual-primary mode",
    check(spec, report) {
      const numbers = numbersByName(spec)
      for (const [name, { filesystem }] of namedServices(spec)) {
        if (!filesystem || clusterFilesystems.has(filesystem.type) || filesystem.type === 'nfs') continue
        const on = drbdBelow(spec, filesystem.device, numbers).drbd.find(
          (resource) => dualPrimaryOf(spec, resource) === 'always',
        )
        if (on !== undefined)
          report(
            ['services', name, 'filesystem', 'type'],
            `Service ${name} has ${filesystem.type} on DRBD resource ${on}, which is primary on both nodes.`,
            `write dual-primary: never for ${on}, or use a cluster file system (gfs2, ocfs2)`,
          )
      }
    },
  },
  {
    code: 'SVC010',
    severity: 'error',
    title: 'A cluster file system is a clone on a DRBD resource that is primary on both nodes.',
    why: 'On a secondary the device cannot even be opened; without the clone it runs on one node, where ext4 would do.',
    example: {
      bad: 'shared: { filesystem: { device: r0, mount: /shared, type: gfs2 } }',
      good: 'shared: { filesystem: { device: r0, mount: /shared, type: gfs2 }, clone: true }   # and dual-primary: always',
    },
    source: "DRBD User's Guide 8.4, chapters 9 and 10",
    check(spec, report) {
      const numbers = numbersByName(spec)
      for (const [name, service] of namedServices(spec)) {
        const { filesystem } = service
        if (!filesystem || !clusterFilesystems.has(filesystem.type)) continue
        const on = drbdBelow(spec, filesystem.device, numbers).drbd.find(
          (resource) => dualPrimaryOf(spec, resource) !== 'always',
        )
        if (on !== undefined)
          report(
            ['services', name, 'filesystem', 'type'],
            `Service ${name} has the cluster file system ${filesystem.type}, but DRBD resource ${on} is primary on one node only.`,
            `write dual-primary: always for ${on}, or use ext4 or xfs`,
          )
        else if (!isClone(service))
          report(
            ['services', name],
            `Service ${name} has the cluster file system ${filesystem.type}, but is no clone.`,
            'add clone: true',
          )
      }
    },
  },
]

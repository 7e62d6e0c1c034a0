import { compareVersions } from '../../core/version.ts'
import { formatBytes } from '../arithmetic/format.ts'
import { bytesOf, secondsOf } from '../arithmetic/units.ts'
import { platformOf, lowestVersion, defaultSpeedMbit } from '../effective.ts'
import { machineConfig, migratesLive } from '../machines.ts'
import type { Rule } from '../rule.ts'
import type { Spec, Vm } from '../spec.ts'

const machinesOf = (spec: Spec): [string, Vm][] => Object.entries(spec.vms ?? {})

/** The agent's own time to stop a guest; a shorter one kills guests that shut down normally. */
const shortestStopS = 60

/** What a migration gets of a link: headers, and pages that change while they are sent. */
const migrationShare = 0.8

export const rules: Rule[] = [
  {
    code: 'VMS021',
    severity: 'error',
    title: 'Guests see a processor that every node has.',
    why: 'host-passthrough shows the guest everything of this host; on another processor it crashes after the move, or does not start.',
    example: {
      bad: 'vm1: { cpu-model: host-passthrough }   # cpu: Skylake-Server and EPYC',
      good: 'vm1: { cpu-model: Westmere }',
    },
    source: 'libvirt formatdomain, CPU model and topology; virsh hypervisor-cpu-baseline',
    check(spec, report) {
      const models = new Map(Object.entries(spec.nodes).map(([node, { cpu }]) => [node, cpu]))
      const different = new Set(models.values())
      if (different.size === 1 && !different.has(undefined)) return
      for (const [name, vm] of machinesOf(spec)) {
        if (vm['cpu-model'] !== 'host-passthrough' && vm['cpu-model'] !== 'host-model') continue
        const known = [...models].filter(([, model]) => model !== undefined)
        if (new Set(known.map(([, model]) => model)).size > 1)
          report(
            ['vms', name, 'cpu-model'],
            `${name} sees the processor of its host, and the nodes have different ones: ${known.map(([node, model]) => `${model} (${node})`).join(', ')}.`,
            'leave cpu-model out, or name one that all nodes have (virsh hypervisor-cpu-baseline)',
          )
        else
          report(
            ['vms', name, 'cpu-model'],
            `${name} sees the processor of its host, and the spec does not say that the nodes have the same.`,
            'write cpu: for every node, or leave cpu-model out',
            'warning',
          )
      }
    },
  },
  {
    code: 'VMS022',
    severity: 'error',
    title: 'The machine type has a version that every node has.',
    why: 'pc and q35 mean the newest of each QEMU, another machine on every release; a version that one node does not have fails there.',
    example: { bad: 'vm1: { machine: q35 }', good: 'vm1: { machine: pc-q35-7.2 }' },
    source: 'QEMU "Migration framework": versioned machine types; `qemu-system-x86_64 -machine help`',
    check(spec, report) {
      const lowest = lowestVersion(spec, 'qemu')
      for (const [name, { machine }] of machinesOf(spec)) {
        if (machine === undefined) continue
        const version = /^pc-(?:q35-|i440fx-)?([0-9]+\.[0-9]+)$/.exec(machine)?.[1]
        const where = ['vms', name, 'machine']
        if (machine === 'pc' || machine === 'q35')
          report(
            where,
            `The machine type ${machine} of ${name} is another one on every release of QEMU.`,
            `leave it out, or write the version: ${machine === 'pc' ? 'pc-i440fx' : 'pc-q35'}-${/^[0-9]+\.[0-9]+/.exec(lowest)?.[0] ?? lowest}`,
          )
        else if (version === undefined)
          report(
            where,
            `${machine} of ${name} is no machine type of QEMU.`,
            'leave it out, or write one such as pc-q35-7.2',
          )
        else if (compareVersions(version, lowest) > 0)
          report(
            where,
            `The machine type ${machine} of ${name} needs QEMU ${version}, and a node has ${lowest}.`,
            'leave it out; the lowest of all nodes is taken',
          )
      }
    },
  },
  {
    code: 'VMS032',
    severity: 'error',
    title: 'A machine has memory enough to start.',
    why: 'A size without a letter is bytes: 8 is not 8G, and no system starts in that.',
    example: { bad: 'memory: 8', good: 'memory: 8G' },
    source: 'libvirt formatdomain, memory',
    check(spec, report) {
      for (const [name, { memory }] of machinesOf(spec))
        if (bytesOf(memory) < 16 * 1024 ** 2)
          report(
            ['vms', name, 'memory'],
            `${name} has ${bytesOf(memory)} bytes of memory.`,
            `write the unit, as in ${/^[0-9]+$/.test(String(memory)) ? `${memory}G` : '1G'}`,
          )
    },
  },
  {
    code: 'VMS023',
    severity: 'warning',
    title: 'The nodes that are left can hold all machines when one dies.',
    why: 'Otherwise some guests stay down after a failure, or the host runs out of memory and kills one.',
    example: {
      bad: 'node-defaults: { memory: 16G }   # three guests of 8G',
      good: 'node-defaults: { memory: 32G }',
    },
    source: 'pacemaker: placement-strategy; VirtualDomain autoset_utilization_host_memory',
    check(spec, report) {
      const nodes = Object.entries(spec.nodes).filter(([, node]) => !node.standby)
      const memories = nodes.flatMap(([, { memory }]) => (memory === undefined ? [] : [bytesOf(memory)]))
      if (memories.length === 0 || memories.length < nodes.length) return
      // The host itself, its page cache and QEMU's own needs.
      const usable = (bytes: number): number => Math.max(bytes * 0.9, bytes - 8 * 1024 ** 3)
      const largest = Math.max(...memories)
      const machines = machinesOf(spec).filter(([, vm]) => vm.autostart !== false)
      const wanted = machines.reduce((sum, [, vm]) => sum + bytesOf(vm.memory), 0)
      for (const [name, vm] of machines) {
        if (bytesOf(vm.memory) >= largest)
          report(
            ['vms', name, 'memory'],
            `${name} has ${formatBytes(bytesOf(vm.memory))} of memory, and the largest node has ${formatBytes(largest)}.`,
            'give it less than a node has',
            'error',
          )
      }
      const left = memories
        .sort((a, b) => b - a)
        .slice(1)
        .reduce((sum, bytes) => sum + usable(bytes), 0)
      if (nodes.length > 1 && wanted > left)
        report(
          ['vms'],
          `The virtual machines need ${formatBytes(wanted)} of memory, and when the largest node dies the others have ${formatBytes(Math.floor(left))} for them.`,
          'give the machines less memory or the nodes more, or set priority so that the important ones stay',
        )
    },
  },
  {
    code: 'VMS024',
    severity: 'error',
    title: "The definition of a machine lies outside libvirt's own directories, in a file of its own.",
    why: 'The agent undefines a persistent machine before it starts it, and libvirt then deletes its file in /etc/libvirt/qemu.',
    example: {
      bad: 'vm1: { config: /etc/libvirt/qemu/vm1.xml }',
      good: 'vm1: { config: /etc/libvirt/vm1.xml }',
    },
    source: 'ocf:heartbeat:VirtualDomain, verify_undefined',
    check(spec, report) {
      const files = new Map<string, string>()
      for (const [name, vm] of machinesOf(spec)) {
        const config = machineConfig(name, vm)
        const plain = config.replace(/\/+/g, '/').replace(/\/\.\//g, '/')
        const other = files.get(plain)
        if (/(^|\/)\.\.(\/|$)/.test(config))
          report(
            ['vms', name, 'config'],
            `The definition of ${name} is at ${config}, a path with "..".`,
            'write the path without it',
          )
        else if (/^\/(etc|run|var\/run|var\/lib)\/libvirt\/(qemu|storage|autostart)(\/|$)/.test(plain))
          report(
            ['vms', name, 'config'],
            `The definition of ${name} is in ${plain.slice(0, plain.lastIndexOf('/'))}, where libvirt deletes it.`,
            'leave config out, or put it elsewhere',
          )
        else if (plain.startsWith('/etc/ha-bootstrap/') && !plain.startsWith('/etc/ha-bootstrap/vm/'))
          report(
            ['vms', name, 'config'],
            `The definition of ${name} is at ${plain}, among our own files.`,
            `leave config out, or write /etc/ha-bootstrap/vm/${name}.xml`,
          )
        else if (!plain.endsWith('.xml'))
          report(
            ['vms', name, 'config'],
            `The definition of ${name} is at ${config}, which does not end in .xml.`,
            `write ${plain.replace(/\/$/, '')}.xml`,
          )
        else if (other !== undefined)
          report(
            ['vms', name, 'config'],
            `${name} and ${other} have the same file for their definitions: ${plain}.`,
            'give each its own, or leave config out',
          )
        files.set(plain, name)
      }
    },
  },
  {
    code: 'VMS025',
    severity: 'error',
    title: 'UUIDs of machines are different.',
    why: 'libvirt knows a guest by its UUID: a second one with the same replaces it, or is refused.',
    example: {
      bad: 'a: { uuid: 6a1f… }\nb: { uuid: 6a1f… }',
      good: 'leave uuid out: it follows from the names',
    },
    source: 'libvirt formatdomain, uuid',
    check(spec, report) {
      const seen = new Map<string, string>()
      for (const [name, { uuid }] of machinesOf(spec)) {
        if (uuid === undefined) continue
        const other = seen.get(uuid)
        if (/^[0-]+$/.test(uuid) || /^[f-]+$/.test(uuid))
          report(['vms', name, 'uuid'], `${uuid} of ${name} is no UUID that libvirt takes.`, 'leave it out')
        else if (other !== undefined)
          report(
            ['vms', name, 'uuid'],
            `${name} and ${other} have the same UUID ${uuid}.`,
            'leave it out for one of them',
          )
        else seen.set(uuid, name)
      }
    },
  },
  {
    code: 'VMS026',
    severity: 'error',
    title: 'Plain TCP for migration is on an isolated network only.',
    why: 'libvirt over TCP asks for no password: whoever reaches the port is root on the node and reads the memory of every guest.',
    example: {
      bad: 'libvirt: { migration-transport: tcp, migration-network: lan }',
      good: 'libvirt: { migration-transport: ssh, migration-network: replication }',
    },
    source: 'libvirt "Remote support", qemu+tcp; libvirtd.conf auth_tcp',
    check(spec, report) {
      if (spec.libvirt?.['migration-transport'] !== 'tcp') return
      const name = spec.libvirt['migration-network']
      const network = name === undefined ? undefined : spec.networks?.[name]
      const where = ['libvirt', 'migration-transport']
      if (name === undefined)
        report(
          where,
          'Migration is over plain TCP without a network of its own, so libvirt would listen on every address.',
          'add migration-network: with an isolated network, or write migration-transport: ssh',
        )
      else if (network && (network.gateway !== undefined || network.gateway6 !== undefined))
        report(
          where,
          `Migration is over plain TCP on ${name}, which has a gateway and so is not isolated.`,
          'use a network without a gateway, or write migration-transport: ssh',
        )
      else if (network && guestsOn(spec, name))
        report(
          where,
          `Migration is over plain TCP on ${name}, and guests are on its bridge: every guest could be root on the nodes.`,
          'use a network without guests, or write migration-transport: ssh',
        )
    },
  },
  {
    code: 'VMS027',
    severity: 'warning',
    title: 'A guest has time to shut down.',
    why: 'When the stop times out pacemaker fences the node, with everything on it.',
    example: { bad: 'timeouts: { stop: 20s }', good: 'timeouts: { stop: 240s }' },
    source: 'ocf:heartbeat:VirtualDomain stop; pacemaker on-fail of stop',
    check(spec, report) {
      for (const [name, { timeouts }] of machinesOf(spec)) {
        if (timeouts?.stop !== undefined && secondsOf(timeouts.stop) < shortestStopS)
          report(
            ['vms', name, 'timeouts', 'stop'],
            `${name} has ${timeouts.stop} to shut down; a guest that needs longer gets its node fenced.`,
            'write 240s',
          )
      }
    },
  },
  {
    code: 'VMS028',
    severity: 'warning',
    title: 'A live migration can end in its time.',
    why: 'All memory of the guest goes over the network; when the time is over the migration fails, and the guest is stopped and started instead.',
    example: {
      bad: 'vm1: { memory: 64G, timeouts: { migrate: 60s } }   # 1 Gbit/s',
      good: 'vm1: { memory: 64G, timeouts: { migrate: 20min } }',
    },
    source: 'ocf:heartbeat:VirtualDomain migrate_to',
    check(spec, report) {
      const network = spec.networks?.[spec.libvirt?.['migration-network'] ?? '']
      const linkBytes = ((network?.speed ?? defaultSpeedMbit) * 1e6 * migrationShare) / 8
      for (const [name, vm] of machinesOf(spec)) {
        if (vm.timeouts?.migrate === undefined || !migratesLive(spec, vm)) continue
        const speed =
          vm['migration-speed'] === undefined
            ? linkBytes
            : Math.min(linkBytes, vm['migration-speed'] * 1024 ** 2)
        const needed = Math.ceil(bytesOf(vm.memory) / speed)
        if (secondsOf(vm.timeouts.migrate) < needed)
          report(
            ['vms', name, 'timeouts', 'migrate'],
            `${name} has ${vm.timeouts.migrate} to move, and its ${formatBytes(bytesOf(vm.memory))} of memory need ${needed} s at ${Math.round(speed / 1024 ** 2)} MiB/s.`,
            `write ${needed * 2}s or more`,
          )
      }
    },
  },
  {
    code: 'VMS029',
    severity: 'warning',
    title: 'A machine has what it boots from, and a way to see it.',
    why: 'The firmware finds nothing to start, and without a console nobody sees why.',
    example: {
      bad: 'vm1: { boot: [cdrom], disks: [{ drbd: vm1 }] }',
      good: 'vm1: { boot: [disk, cdrom], disks: [{ drbd: vm1 }, { cdrom: /var/lib/libvirt/images/debian.iso }] }',
    },
    source: 'libvirt formatdomain, operating system booting',
    check(spec, report) {
      for (const [name, vm] of machinesOf(spec)) {
        const disks = vm.disks ?? []
        const has = {
          disk: disks.some((disk) => disk.cdrom === undefined),
          cdrom: disks.some((disk) => disk.cdrom !== undefined),
          network: (vm.nics ?? []).length > 0,
        }
        for (const [i, device] of (vm.boot ?? ['disk' as const]).entries()) {
          if (has[device]) continue
          const what = { disk: 'disk', cdrom: 'CD image', network: 'network card' }[device]
          report(
            vm.boot ? ['vms', name, 'boot', i] : ['vms', name],
            `${name} boots from ${device === 'network' ? 'the network' : `a ${what}`}, but has no ${what}.`,
            vm.boot ? `remove ${device} from boot, or add a ${what}` : 'add disks',
          )
        }
        if (vm.console?.length === 0)
          report(
            ['vms', name, 'console'],
            `${name} has no console.`,
            'write console: [serial, vnc], or leave it out',
          )
      }
    },
  },
  {
    code: 'VMS030',
    severity: 'info',
    title: 'Live migration has a network of its own.',
    why: 'The memory of the guest goes in clear text, and as fast as it can: on the network of the users it is readable, and takes their bandwidth.',
    example: {
      bad: 'vms: { vm1: { live-migration: true } }   # libvirt says nothing',
      good: 'libvirt: { migration-network: replication }',
    },
    source: 'libvirt "Guest migration": native transport is not encrypted; qemu.conf migration_host',
    check(spec, report) {
      if (spec.libvirt?.['migration-network'] !== undefined) return
      const [name] = machinesOf(spec).find(([, vm]) => migratesLive(spec, vm)) ?? []
      if (name !== undefined && Object.keys(spec.networks ?? {}).length > 1)
        report(
          spec.libvirt ? ['libvirt'] : ['vms', name],
          `${name} moves live, but no network is named for that; its memory goes wherever the other node's name leads.`,
          'add libvirt: { migration-network: NETWORK }, best the one of the replication',
        )
    },
  },
  {
    code: 'VMS031',
    severity: 'warning',
    title: 'libvirt listens for migration over tls or tcp.',
    why: 'Where no socket of systemd does it, libvirtd listens only when it is started with -l; without that every migration is refused.',
    example: {
      bad: 'libvirt: { migration-transport: tls }   # platform: slackware-15.0',
      good: 'libvirt: { migration-transport: ssh }',
    },
    source: 'libvirtd(8) --listen',
    check(spec, report) {
      const transport = spec.libvirt?.['migration-transport']
      if (transport !== 'tls' && transport !== 'tcp') return
      const nodes = Object.entries(spec.nodes).filter(([, node]) => platformOf(node).family === 'slackware')
      if (nodes.length > 0)
        report(
          ['libvirt', 'migration-transport'],
          `Migration is over ${transport}, and libvirtd on ${nodes.map(([name]) => name).join(', ')} does not listen unless rc.libvirt starts it with -l.`,
          'write migration-transport: ssh, or add -l to the options in /etc/rc.d/rc.libvirt',
        )
    },
  },
]

/** Whether guests have cards on the bridge by which the nodes reach a network. */
function guestsOn(spec: Spec, network: string): boolean {
  const found = spec.networks?.[network]
  const bridges = new Set([found?.interface, ...Object.values(found?.['interface-of'] ?? {})])
  return machinesOf(spec).some(([, { nics }]) =>
    (nics ?? []).some((nic) =>
      bridges.has(nic.bridge ?? spec.libvirt?.networks?.[nic.network ?? '']?.bridge ?? ''),
    ),
  )
}

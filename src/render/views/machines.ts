import { oncePer } from '../../core/once.ts'
import { atLeast } from '../../core/version.ts'
import type { MachineDisk, MachinePlan } from '../../plan/machines.ts'
import type { NodePlan, Plan } from '../../plan/plan.ts'
import type { ViewMap } from '../engine.ts'
import { xmlComment } from '../engine.ts'
import type { Placement, Template } from '../template.ts'

const bootDevices = { disk: 'hd', network: 'network', cdrom: 'cdrom' } as const

/** The lowest libvirt of the nodes: a definition must be the same on all, so the oldest must understand it. */
function lowestLibvirt(plan: Plan): string {
  return plan.nodes
    .map((node) => node.versions.libvirt)
    .reduce((low, version) => (atLeast(version, low) ? low : version))
}

function diskView(disk: MachineDisk, libvirt: string): ViewMap {
  // io=native needs O_DIRECT; cache none and directsync have it. discard: libvirt 1.0.6.
  const direct = disk.cache === 'none' || disk.cache === 'directsync'
  const attributes =
    disk.kind === 'cdrom'
      ? ''
      : ` cache="${disk.cache}"` +
        (direct && atLeast(libvirt, '0.8.8') ? ' io="native"' : '') +
        (disk.discard && atLeast(libvirt, '1.0.6') ? ' discard="unmap"' : '')
  return {
    type: disk.kind === 'block' ? 'block' : 'file',
    device: disk.kind === 'cdrom' ? 'cdrom' : 'disk',
    format: disk.format,
    attributes,
    sourceKey: disk.kind === 'block' ? 'dev' : 'file',
    source: disk.source,
    target: disk.target,
    bus: disk.bus,
    readonly: disk.kind === 'cdrom',
  }
}

function machineView(machine: MachinePlan, libvirt: string): ViewMap {
  const uefi = machine.firmware === 'uefi'
  const passthrough = machine.cpuModel === 'host-passthrough' || machine.cpuModel === 'host-model'
  const graphics = machine.console.filter((kind) => kind !== 'serial')
  return {
    domainType: machine.domainType,
    name: machine.name,
    uuid: machine.uuid,
    title: machine.title ?? '',
    memory: String(machine.memoryKiB),
    cpus: String(machine.cpus),
    machine: machine.machine,
    // libvirt chooses the firmware itself since 5.2, and by its features since 7.2.
    autoUefi: uefi && atLeast(libvirt, '5.2'),
    firmwareFeatures: atLeast(libvirt, '7.2'),
    loader: uefi && !atLeast(libvirt, '5.2') ? '/usr/share/OVMF/OVMF_CODE.fd' : '',
    boot: machine.boot.map((device) => bootDevices[device]),
    cpuPassthrough: passthrough && machine.cpuModel === 'host-passthrough',
    cpuModel: passthrough ? '' : (machine.cpuModel ?? ''),
    cpuBecause: xmlComment(machine.cpuBecause),
    // Emulation lacks a feature or two (vme) of every model; guests do without them.
    cpuCheck: atLeast(libvirt, '3.2') ? (machine.domainType === 'kvm' ? 'partial' : 'none') : '',
    cpuFallback: 'forbid',
    timers: atLeast(libvirt, '0.9.8'),
    disks: machine.disks.map((disk) => diskView(disk, libvirt)),
    scsi: machine.disks.some((disk) => disk.bus === 'scsi'),
    nics: machine.nics.map((nic) => ({
      kind: nic.kind,
      mac: nic.mac,
      source: nic.source,
      vlan: nic.vlan === undefined ? '' : String(nic.vlan),
      model: nic.model,
    })),
    serial: machine.console.includes('serial'),
    agent: atLeast(libvirt, '0.9.10'),
    graphics,
    video:
      graphics.length === 0
        ? ''
        : graphics.includes('spice')
          ? 'qxl'
          : atLeast(libvirt, '1.3')
            ? 'virtio'
            : 'cirrus',
    rng: atLeast(libvirt, '1.0.3'),
  }
}

/** Whether libvirt runs the machines of this node: Proxmox VE has its own way. */
const hasLibvirt = (plan: Plan, node: NodePlan): boolean => plan.libvirt !== undefined && !node.proxmox

/** libvirt listens by systemd's sockets since 5.6; before, its own settings and -l decide. */
const listensBySocket = (node: NodePlan): boolean =>
  node.platform.init === 'systemd' && atLeast(node.versions.libvirt, '5.6')

const migrationAddress = (plan: Plan, node: NodePlan): string =>
  (plan.libvirt?.migrationNetwork && node.addresses[plan.libvirt.migrationNetwork]) || ''

/** Nodes with a copy of each DRBD resource. */
const holders = oncePer(
  (plan: Plan) =>
    new Map(
      (plan.drbd?.resources ?? []).map(({ name, hosts }) => [
        name,
        new Set(hosts.filter((host) => !host.diskless).map((host) => host.node)),
      ]),
    ),
)

/** The machines as libvirt reads them; the same on every node that has their disks, so that they can move. */
const domains = oncePer((plan: Plan): ReadonlyMap<string, readonly Placement[]> => {
  const libvirt = lowestLibvirt(plan)
  const byNode = new Map(plan.nodes.map((node): [string, Placement[]] => [node.name, []]))
  for (const machine of plan.machines) {
    const placement = { path: machine.config, mode: 0o644, view: machineView(machine, libvirt) }
    for (const [node, placements] of byNode) {
      if (machine.drbd.every((resource) => holders(plan).get(resource)?.has(node) ?? true))
        placements.push(placement)
    }
  }
  return byNode
})

export const templates: Template[] = [
  {
    id: 'etc/ha-bootstrap/vm/domain.xml',
    comment: 'xml',
    proof: 'libvirt-domain',
    place: (plan, node) => (hasLibvirt(plan, node) ? domains(plan).get(node.name)! : []),
  },
  {
    id: 'etc/ha-bootstrap/net/network.xml',
    comment: 'xml',
    proof: 'libvirt-network',
    place: (plan, node) =>
      hasLibvirt(plan, node)
        ? plan.libvirt!.networks.map((network) => ({
            path: `/etc/ha-bootstrap/net/${network.name}.xml`,
            mode: 0o644,
            view: { ...network },
          }))
        : [],
  },
  {
    id: 'etc/libvirt/qemu.conf',
    comment: '#',
    proof: 'none',
    // Where a migration goes can be said since libvirt 1.2.
    place: (plan, node) => {
      const address = migrationAddress(plan, node)
      if (!hasLibvirt(plan, node) || address === '' || !atLeast(node.versions.libvirt, '1.2')) return []
      return [
        {
          path: '/etc/libvirt/qemu.conf',
          mode: 0o600,
          view: { address, network: plan.libvirt!.migrationNetwork! },
        },
      ]
    },
  },
  {
    id: 'etc/libvirt/libvirtd.conf',
    comment: '#',
    proof: 'none',
    place: (plan, node) => {
      if (!hasLibvirt(plan, node) || plan.libvirt!.migrationTransport === 'ssh') return []
      return [
        {
          path: '/etc/libvirt/libvirtd.conf',
          mode: 0o644,
          view: {
            tcp: plan.libvirt!.migrationTransport === 'tcp',
            network: plan.libvirt!.migrationNetwork ?? '',
            listens: !listensBySocket(node),
            address: migrationAddress(plan, node) || '0.0.0.0',
            names: '',
          },
        },
      ]
    },
  },
  {
    id: 'etc/systemd/system/libvirtd-tcp.socket.d-ha-bootstrap.conf',
    comment: '#',
    proof: 'none',
    place: (plan, node) => {
      const address = migrationAddress(plan, node)
      if (!hasLibvirt(plan, node) || plan.libvirt!.migrationTransport !== 'tcp' || address === '') return []
      if (!listensBySocket(node)) return []
      return [
        {
          path: '/etc/systemd/system/libvirtd-tcp.socket.d/ha-bootstrap.conf',
          mode: 0o644,
          view: { address: address.includes(':') ? `[${address}]` : address },
        },
      ]
    },
  },
  {
    id: 'etc/ha-bootstrap/ssh-trust.sh',
    comment: '#',
    proof: 'sh',
    place: (plan, node) => {
      const migrates = plan.machines.some(({ liveMigration }) => liveMigration)
      const nodes = plan.nodes.map(({ name }) => name)
      if (!hasLibvirt(plan, node) || plan.libvirt!.migrationTransport !== 'ssh' || !migrates) return []
      // OpenSSH has Ed25519 since 6.5 (2014).
      const type = node.platform.init === 'sysv' || node.platform.id === 'slackware-13.37' ? 'rsa' : 'ed25519'
      return [{ path: '/etc/ha-bootstrap/ssh-trust.sh', mode: 0o755, view: { type, nodes: nodes.join(' ') } }]
    },
  },
  {
    id: 'etc/default/libvirt-bin',
    comment: '#',
    proof: 'sh',
    place: (plan, node) =>
      hasLibvirt(plan, node) &&
      plan.libvirt!.migrationTransport !== 'ssh' &&
      node.platform.family === 'debian' &&
      node.platform.init === 'sysv'
        ? [{ path: '/etc/default/libvirt-bin', mode: 0o644, view: {} }]
        : [],
  },
  {
    id: 'etc/default/libvirt-guests',
    comment: '#',
    proof: 'sh',
    place: (plan, node) =>
      hasLibvirt(plan, node) && node.platform.family === 'debian' && atLeast(node.versions.libvirt, '0.9.12')
        ? [{ path: '/etc/default/libvirt-guests', mode: 0o644, view: {} }]
        : [],
  },
]

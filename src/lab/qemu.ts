import { join } from 'node:path'
import type { Accelerator, Lab, LabNode, LabSwitch } from './lab.ts'

export const qemu = 'qemu-system-x86_64'

/** Names of the files in a node's folder. */
export const nodeFiles = {
  system: 'system.qcow2',
  seed: 'seed.tar',
  console: 'serial.log',
  pid: 'pid',
} as const

/** The blob that the first boot reads (src/lab/first-boot.ts). */
export const seedName = 'opt/ha-bootstrap/seed'

export const monitorSocket = (lab: Lab, node: LabNode): string =>
  join(lab.sockets, `n${lab.nodes.indexOf(node)}.mon`)

/** Identity of a NIC for set_link; names in the spec may hold what QEMU takes for its own signs. */
export const nicId = (slot: number): string => `nic${slot}`

/**
 * How QEMU is to compute: on the host's CPU, or by emulating all it can. Hosts that are virtual machines themselves refuse to
 * set ARCH_CAPABILITIES for a guest (seen with QEMU 7.2), which needs it for nothing. Translated code may take
 * 256 MiB; without a limit it grows to 1 GiB beside the guest's memory.
 */
export const acceleration = (accelerator: Accelerator): string[] =>
  accelerator === 'kvm'
    ? ['-accel', 'kvm', '-cpu', 'host,-arch-capabilities']
    : ['-accel', 'tcg,thread=multi,tb-size=256', '-cpu', 'max']

/** A comma in a value of QEMU's options is written twice. */
const value = (text: string): string => text.replaceAll(',', ',,')

/** The command that starts a node and returns when it runs. */
export function nodeCommand(lab: Lab, node: LabNode, folder: string): string[] {
  const file = (name: string): string => value(join(folder, name))
  const { management } = node
  const argv = [
    qemu,
    '-name',
    value(node.name),
    '-nodefaults',
    '-no-user-config',
    '-display',
    'none',
    ...acceleration(lab.accelerator),
    '-m',
    String(node.memoryMiB),
    '-smp',
    String(node.cpus),
    '-fw_cfg',
    `name=${seedName},file=${file(nodeFiles.seed)}`,
    '-device',
    'virtio-rng-pci,addr=0x1f',
    // What was written before power is lost stays in the host's memory; only a crash of the host would lose it.
    '-drive',
    `file=${file(nodeFiles.system)},format=qcow2,if=none,id=system,cache=unsafe`,
    '-device',
    'virtio-blk-pci,drive=system,serial=SYSTEM,addr=0x2,bootindex=0',
    '-netdev',
    `user,id=management,ipv6=off,hostfwd=tcp:127.0.0.1:${node.sshPort}-:22`,
    '-device',
    nic('management', management.mac, management.slot),
  ]
  for (const { mac, slot, cable } of node.nics)
    argv.push('-netdev', dgram(`link${slot}`, lab, cable), '-device', nic(`link${slot}`, mac, slot))
  let slot = Math.max(management.slot, ...node.nics.map((one) => one.slot))
  const next = (): string => `0x${(++slot).toString(16)}`
  // Above all NICs and in the order of the spec, so that the kernel finds them in this order.
  for (const [i, disk] of node.disks.entries()) {
    const device = (path: string, more: string, id: string): string[] => [
      '-drive',
      `file=${value(path)},format=raw,if=none,id=${id},cache=unsafe${more}`,
    ]
    if (!disk.shared) {
      argv.push(...device(join(folder, diskFile(disk.name)), '', `disk${i}`))
      argv.push('-device', `virtio-blk-pci,drive=disk${i},serial=${value(disk.serial)},addr=${next()}`)
      continue
    }
    for (const path of ['a', 'b']) {
      const id = `disk${i}${path}`
      // QEMU's lock would refuse the file to the second path and the second machine.
      argv.push(...device(join(folder, '..', '..', sharedFile(disk.name)), ',file.locking=off', id))
      argv.push('-device', `virtio-scsi-pci,id=scsi${id},addr=${next()}`)
      argv.push(
        '-device',
        `scsi-hd,bus=scsi${id}.0,drive=${id},share-rw=on,serial=${value(disk.serial)},wwn=${disk.shared.wwn}`,
      )
    }
  }
  return [
    ...argv,
    '-chardev',
    `file,id=console,path=${file(nodeFiles.console)},append=on`,
    '-serial',
    'chardev:console',
    '-monitor',
    `unix:${value(monitorSocket(lab, node))},server=on,wait=off`,
    '-pidfile',
    join(folder, nodeFiles.pid),
    '-daemonize',
  ]
}

export const diskFile = (name: string): string => `disk-${name}.raw`
export const sharedFile = (name: string): string => `shared-${name}.raw`

// Without a ROM nothing tries to boot from the network.
const nic = (netdev: string, mac: string, slot: number): string =>
  `virtio-net-pci,netdev=${netdev},id=${nicId(slot)},mac=${mac},addr=0x${slot.toString(16)},romfile=`

const dgram = (id: string, { sockets }: Lab, { here, there }: { here: string; there: string }): string =>
  `dgram,id=${id},local.type=unix,local.path=${value(join(sockets, here))}` +
  `,remote.type=unix,remote.path=${value(join(sockets, there))}`

/** A QEMU without a machine, which passes frames between its ports. */
export function switchCommand(lab: Lab, { name, gateway, ports }: LabSwitch, folder: string): string[] {
  return [
    qemu,
    '-name',
    name,
    '-machine',
    'none',
    '-nodefaults',
    '-no-user-config',
    '-display',
    'none',
    ...ports.flatMap((port, i) => [
      '-netdev',
      dgram(`port${i}`, lab, port),
      '-netdev',
      `hubport,id=hub${i},hubid=0,netdev=port${i}`,
    ]),
    ...(gateway
      ? [
          '-netdev',
          `user,id=gateway,ipv6=off,restrict=on,net=${gateway.subnet},host=${gateway.address},dns=${gateway.spare}`,
          '-netdev',
          'hubport,id=uplink,hubid=0,netdev=gateway',
        ]
      : []),
    '-pidfile',
    join(folder, nodeFiles.pid),
    '-daemonize',
  ]
}

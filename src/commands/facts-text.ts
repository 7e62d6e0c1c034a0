import { enumerate, plural, wrap } from '../core/text.ts'
import type { Finding } from '../facts/compare.ts'
import type { Disk, Facts, Interface } from '../facts/types.gen.ts'
import { formatBytes } from '../spec/arithmetic/format.ts'
import type { Io } from './command.ts'

type Screen = Pick<Io, 'colour' | 'columns'>

/** What was found on a node, for people: 80 columns, and wider where names are. */
export function factsText(facts: Facts, screen: Screen): string {
  const { colour } = screen
  const width = screen.columns ?? 80
  const { system, collected } = facts
  const title = [system.title ?? 'unknown system', system.kernel && `kernel ${system.kernel}`, system.init]
  const lines = [
    `${colour.bold(facts.node)}  ${title.filter(Boolean).join(', ')}`,
    ...labelled('machine', machine(facts), width),
    ...labelled('clock', clock(facts), width),
    ...labelled('fencing', management(facts), width),
    ...labelled('versions', versions(facts), width),
    ...labelled('cluster', clusters(facts), width),
    '',
    colour.bold('  Disks'),
    ...(facts.disks.length === 0
      ? ['    none found']
      : facts.disks.flatMap((disk) => diskLines(disk, screen, width))),
    ...(facts.disks.length === 0
      ? []
      : [colour.dim('  + blank and unused   - not to be written to as it is')]),
    ...arrayLines(facts),
    '',
    colour.bold('  Network') +
      (facts.network.managers.length > 0 ? ` by ${enumerate(facts.network.managers)}` : ''),
    ...facts.network.interfaces
      .filter(
        ({ kind, addresses }) => kind !== 'loopback' && (kind !== 'virtual' || (addresses?.length ?? 0) > 0),
      )
      .flatMap((one) => interfaceLines(one, facts, width)),
  ]
  if (system.root === false) lines.push('', colour.yellow('  Not as root: much could not be looked at.'))
  if (collected.incomplete.length > 0)
    lines.push('', colour.yellow(`  Not all was said about ${enumerate(collected.incomplete)}.`))
  return `${lines.join('\n')}\n`
}

function labelled(label: string, text: string, width: number): string[] {
  if (text === '') return []
  const [first = '', ...more] = wrap(text, width - 12).split('\n')
  return [`  ${label.padEnd(10)}${first}`, ...more.map((line) => `${' '.repeat(12)}${line}`)]
}

function machine({ system, processor, memory }: Facts): string {
  const kind = [system.vendor, system.product].filter(Boolean).join(' ')
  return [
    kind + (system.virtual !== null && system.virtual !== 'none' ? ` (${system.virtual})` : ''),
    processor.threads === null ? '' : plural(processor.threads, 'processor'),
    memory.totalBytes === null
      ? ''
      : `${formatBytes(Math.round(memory.totalBytes / 2 ** 20) * 2 ** 20)} of memory`,
    processor.kvm ? 'KVM' : 'no KVM',
    system.firmware === null ? '' : system.firmware.toUpperCase(),
  ]
    .map((part) => part.trim())
    .filter(Boolean)
    .join(', ')
}

function clock({ clock: { daemon, synchronized, offsetMs, uncertaintyMs } }: Facts): string {
  const by =
    daemon === null
      ? 'nobody sets it'
      : `set by ${daemon}${synchronized === false ? ', not yet synchronised' : ''}`
  // Less than the way to the node may have taken is nothing.
  const isOff = offsetMs !== null && Math.abs(offsetMs) > (uncertaintyMs ?? 0) + 500
  return isOff
    ? `${by}; ${(Math.abs(offsetMs) / 1000).toFixed(1)} s ${offsetMs > 0 ? 'ahead of' : 'behind'} this machine`
    : by
}

function management({ management: { bmc, address, device, watchdogs } }: Facts): string {
  const board =
    bmc === null
      ? 'whether there is a BMC is not known'
      : bmc
        ? `BMC${address === null ? '' : ` at ${address}`}${device === null ? ' (no driver for it is loaded)' : ''}`
        : 'no BMC'
  return [
    board,
    ...watchdogs.map(({ device: path, identity }) => (identity === null ? path : `${path} (${identity})`)),
  ].join(', ')
}

/** What is installed, and in brackets what could be. */
function versions({ versions: all, packages, drbd }: Facts): string {
  const installed = new Set([...Object.keys(packages.installed), ...Object.keys(packages.programs)])
  const names: { readonly [name: string]: readonly string[] } = {
    libvirt: ['libvirt-daemon-system', 'libvirt-bin', 'libvirt'],
    qemu: ['qemu-system-x86', 'qemu-kvm', 'pve-qemu-kvm', 'qemu'],
    'drbd-utils': ['drbd-utils', 'drbd8-utils'],
  }
  return Object.entries(all)
    .filter(([name]) => name !== 'kernel')
    .map(([name, version]) => {
      const isThere =
        name === 'drbd-module' ||
        (name === 'drbd-utils' && drbd.utils !== null) ||
        (names[name] ?? [name]).some((candidate) => installed.has(candidate))
      return isThere ? `${name} ${version}` : `(${name} ${version})`
    })
    .join(', ')
}

function clusters({ cluster, drbd }: Facts): string {
  const { corosync, pacemaker, heartbeat, cman, proxmox } = cluster
  return [
    corosync &&
      (corosync.pristine
        ? "corosync.conf is Debian's own example"
        : `corosync ${corosync.name ?? ''} with ${plural(corosync.nodes.length, 'node')}`),
    pacemaker && `pacemaker with ${plural(pacemaker.resources ?? 0, 'resource')}`,
    heartbeat && `heartbeat with ${plural(heartbeat.nodes.length, 'node')}`,
    cman && `cman ${cman.name ?? ''}`,
    proxmox && 'Proxmox VE',
    drbd.configured.length > 0 && `DRBD ${drbd.configured.join(', ')}`,
  ]
    .filter(Boolean)
    .join(', ')
}

function diskLines(disk: Disk, { colour }: Screen, width: number): string[] {
  const kind = [disk.transport, disk.rotational === null ? '' : disk.rotational ? 'hdd' : 'ssd']
    .filter(Boolean)
    .join(' ')
  const size = disk.sizeBytes === null ? '?' : formatBytes(disk.sizeBytes)
  const head = `${disk.name.padEnd(9)}${size.padStart(8)}  ${kind.padEnd(11)} ${bestName(disk)}`
  const sign = disk.eligible ? colour.green('+') : colour.dim('-')
  // What stands on a disk can be a long story; the file tells all of it.
  const told = disk.reasons.slice(0, 4).map(({ text }) => text)
  if (disk.reasons.length > 4) told.push(`and ${disk.reasons.length - 4} more`)
  const why = wrap(told.join('; '), width - 8)
  return [
    `  ${sign} ${head}`.trimEnd(),
    ...(why === '' ? [] : why.split('\n').map((line) => `        ${line}`)),
  ]
}

/** The name to be written into cluster.yaml. */
function bestName({ byId, wwn, serial }: Disk): string {
  const readable = byId.find(
    (name) => /^(ata|nvme|virtio|usb|scsi-S)/.test(name) && !/^nvme-(eui|naa|nvme)\./.test(name),
  )
  const name = readable ?? byId[0]
  if (name !== undefined) return `by-id ${name}`
  if (wwn !== null) return `wwn ${wwn}`
  return serial === null ? 'nothing tells it from others' : `serial ${serial}`
}

function arrayLines({ arrays, lvm }: Facts): string[] {
  return [
    ...(arrays ?? []).map(({ name, level, sizeBytes, members, degraded }) => {
      const size = sizeBytes === null ? '?' : formatBytes(sizeBytes)
      const state = degraded ? `, ${degraded} missing` : ''
      return `    ${name.padEnd(9)}${size.padStart(8)}  ${level ?? 'array'} of ${enumerate(members.map(({ device }) => device))}${state}`
    }),
    ...(lvm?.groups ?? []).map(({ name, sizeBytes, freeBytes, volumes }) => {
      const size = sizeBytes === null ? '?' : formatBytes(sizeBytes)
      const free = freeBytes === null ? '' : `, ${formatBytes(freeBytes)} free`
      return `    ${name.padEnd(9)}${size.padStart(8)}  volume group, ${plural(volumes.filter(({ hidden }) => !hidden).length, 'volume')}${free}`
    }),
  ]
}

function interfaceLines(one: Interface, { network: { client, routes } }: Facts, width: number): string[] {
  const state = one.up === false ? 'off' : one.carrier === false ? 'no carrier' : one.up ? 'up' : ''
  const what = [
    one.bond && `bond of ${one.ports.length === 0 ? 'nothing' : enumerate(one.ports)}`,
    one.bridge && `bridge of ${one.ports.length === 0 ? 'nothing' : enumerate(one.ports)}`,
    one.vlan && `VLAN ${one.vlan.id} on ${one.vlan.parent}`,
    one.kind === 'nic' && [one.driver, one.pci].filter(Boolean).join(' '),
  ]
  const more = [
    one.bond?.mode,
    one.speedMbit !== null && `${one.speedMbit} Mbit/s`,
    one.mtu !== null && one.mtu !== 1500 && `MTU ${one.mtu}`,
    ...(one.addresses ?? [])
      .filter(({ scope }) => scope !== 'link')
      .map(({ address, prefix, dynamic }) => `${address}/${prefix}${dynamic ? ' (dynamic)' : ''}`),
    routes?.some(({ to, interface: by }) => to === 'default' && by === one.name) && 'default route',
    one.master && `in ${one.master}`,
    one.neighbour && `at ${[one.neighbour.name, one.neighbour.port].filter(Boolean).join(' ')}`,
    one.name === client && 'we came in here',
  ]
  const mac = (one.permanentMac ?? one.mac ?? '').padEnd(17)
  const head = `    ${one.name.padEnd(9)} ${state.padEnd(10)}  ${mac}  ${what.filter(Boolean).join(', ')}`
  const rest = wrap(more.filter(Boolean).join(', '), width - 14)
  return [
    ...wrapHanging(head.trimEnd(), width),
    ...(rest === '' ? [] : rest.split('\n').map((line) => `${' '.repeat(14)}${line}`)),
  ]
}

/** A line that is too long goes on below where its details are. */
function wrapHanging(line: string, width: number): string[] {
  if (line.length <= width) return [line]
  const at = line.lastIndexOf(' ', width)
  return [
    line.slice(0, at),
    ...wrap(line.slice(at + 1), width - 14)
      .split('\n')
      .map((more) => `${' '.repeat(14)}${more}`),
  ]
}

/** A finding as the rules write theirs: severity, sentence and what mends it. */
export function findingText({ severity, sentence, fix }: Finding, { colour, columns }: Screen): string {
  const paint = severity === 'error' ? colour.red : severity === 'warning' ? colour.yellow : colour.cyan
  const width = columns ?? Number.POSITIVE_INFINITY
  const [first = '', ...more] = wrap(`${severity} ${sentence}`, width - 4).split('\n')
  const fixes = wrap(`fix: ${fix}`, width - 7).split('\n')
  return [
    paint(severity) + first.slice(severity.length),
    ...more.map((line) => `    ${line}`),
    ...fixes.map((line, i) => (i === 0 ? `  ${line}` : `       ${line}`)),
  ].join('\n')
}

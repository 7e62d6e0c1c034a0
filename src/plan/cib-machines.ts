import type { MachineTimeouts, Timeouts } from '../spec/arithmetic/timeouts.ts'
import type { Spec } from '../spec/spec.ts'
import { atLeast } from '../core/version.ts'
import { hostsNetwork } from '../spec/effective.ts'
import { drbdOfVm } from '../spec/things.ts'
import { op, pairs } from './cib-draft.ts'
import { promotedMax } from './cib-drbd.ts'
import type { CibDraft } from './cib-draft.ts'
import type { LibvirtPlan, MachinePlan } from './machines.ts'

/** Where a virtual machine's definition is when nothing else says. */
const defaultConfig = (name: string): string => `/etc/ha-bootstrap/vm/${name}.xml`

const machineDefaults: MachineTimeouts = { startS: 120, stopS: 240, monitorS: 30, migrateS: 240 }

/** Adds ocf:heartbeat:VirtualDomain for every virtual machine. */
export function addMachines(
  draft: CibDraft,
  spec: Spec,
  {
    timeouts,
    machines,
    libvirt,
    pacemaker,
  }: {
    readonly timeouts: Timeouts
    readonly machines: readonly MachinePlan[]
    readonly libvirt: LibvirtPlan | undefined
    readonly pacemaker: string
  },
): void {
  const planned = new Map(machines.map((machine) => [machine.name, machine]))
  // resource-agents 4 came with the platforms that have pacemaker 2; older agents do not know these parameters.
  const modern = atLeast(pacemaker, '2.0')
  // libvirt listens for plain TCP on the migration network alone, where /etc/hosts knows the nodes as NODE-NETWORK.
  const network = libvirt?.migrationTransport === 'tcp' ? libvirt.migrationNetwork : undefined
  const suffix = network !== undefined && network !== hostsNetwork(spec) ? `-${network}` : undefined
  for (const [name, vm] of Object.entries(spec.vms ?? {})) {
    const machine = planned.get(name)
    const times = timeouts.machines[name] ?? machineDefaults
    // Pacemaker can only migrate to a node that has the disks already; elsewhere it stops and starts.
    const migrates =
      (machine?.liveMigration ?? vm['live-migration'] ?? false) &&
      drbdOfVm(vm).every((resource) => promotedMax(spec, resource) === 2)
    const speed = vm['migration-speed']
    const downtime = vm['migration-downtime']
    draft.primitives.push({
      id: name,
      description: vm.description,
      class: 'ocf',
      provider: 'heartbeat',
      type: 'VirtualDomain',
      params: pairs(vm.params, {
        config: machine?.config ?? vm.config ?? defaultConfig(name),
        hypervisor: 'qemu:///system',
        ...(migrates && { migration_transport: libvirt?.migrationTransport ?? 'ssh' }),
        ...(migrates && suffix !== undefined && { migration_network_suffix: suffix }),
        ...(modern && {
          // They would rewrite the CIB at every start.
          autoset_utilization_cpu: 'false',
          autoset_utilization_hv_memory: 'false',
        }),
        ...(modern &&
          migrates && {
            migration_downtime: downtime === undefined ? undefined : String(downtime),
            migration_speed: speed === undefined ? undefined : String(speed),
          }),
      }),
      meta: pairs(vm.meta, {
        ...(migrates && { 'allow-migrate': 'true' }),
        ...(vm.autostart === false && { 'target-role': 'Stopped' }),
      }),
      operations: [
        op('start', 0, times.startS),
        op('stop', 0, times.stopS),
        ...(migrates ? [op('migrate_to', 0, times.migrateS), op('migrate_from', 0, times.migrateS)] : []),
        op('monitor', 30, times.monitorS),
      ],
      origin: 'vm',
    })
  }
}

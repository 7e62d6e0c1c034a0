import { sh } from '../src/core/sh.ts'
import type { MachinePlan } from '../src/plan/machines.ts'
import { putAll } from '../src/run/step.ts'
import type { Action, Step } from '../src/run/step.ts'

/** Definitions that the cluster starts machines from. libvirt itself keeps none, or it would start them a second time. */
export const machines: Step = {
  id: 'machines',
  title: 'Put definitions of virtual machines in place',
  on: 'every-node',
  danger: 'none',
  actions: ({ plan, node, files }) => {
    const definitions = files
      .filter(({ template }) => template === 'etc/ha-bootstrap/vm/domain.xml')
      .map(({ path }) => path)
    const here = plan.machines.filter(({ config }) => definitions.includes(config))
    return [
      ...putAll(files, ...definitions),
      ...(node.proxmox ? [] : [...hardware(here), ...here.map(alone)]),
    ]
  },
}

/** What the host must have, before a machine fails to start and takes its group with it. */
function hardware(here: readonly MachinePlan[]): Action[] {
  const models = new Set(
    here.flatMap(({ domainType, cpuModel }) => (domainType === 'kvm' ? (cpuModel ?? []) : [])),
  )
  const named = [...models].filter((model) => !model.startsWith('host-'))
  if (!here.some(({ domainType }) => domainType === 'kvm')) return []
  return [
    {
      do: 'run',
      why: 'make sure that this node can run machines with KVM',
      unless: sh`[ -c /dev/kvm ]`,
      script: sh`modprobe kvm_intel 2>/dev/null || modprobe kvm_amd 2>/dev/null || :
[ -c /dev/kvm ] || ha_fail 'This node has no /dev/kvm: is virtualisation (VT-x, AMD-V) switched off in its firmware? hypervisor: qemu in cluster.yaml emulates, slowly.'`,
    },
    ...named.map((model): Action => ({
      do: 'run',
      why: `make sure that this node can be a ${model}`,
      unless: sh`ha_cpu_usable ${model}`,
      script: sh`ha_fail ${`libvirt says that this node cannot run CPU model ${model} (virsh domcapabilities --virttype kvm). Choose one in cluster.yaml that all nodes have.`}`,
    })),
  ]
}

const alone = ({ name, uuid }: MachinePlan): Action => ({
  do: 'run',
  why: `leave starting ${name} to the cluster`,
  unless: sh`ha_guest_is_clusters ${name} ${uuid}`,
  script: sh`ha_guest_to_cluster ${name} ${uuid}`,
})

import type { Node, Vm, VmDisk } from '../../spec/spec.ts'
import type { Known, Part } from '../question.ts'
import { layMachines } from './lay.ts'
import { memoryOf, timeoutQuestion, withoutKvm } from './questions.ts'

/** Less than what staying counts (resource-stickiness 100): a machine that moved does not go back by itself. */
const score = 50

export function machinesPart(known: Known): Part {
  const { machines, bridges, migration, folder } = layMachines(known)
  if (machines.length === 0) return {}
  const isEmulated = withoutKvm(known).length > 0
  const stop = known.answers[timeoutQuestion.id]
  const vms = machines.map(({ name, memory, cpus, disks, node, config }): [string, Vm] => [
    name,
    {
      ...(isEmulated && { hypervisor: 'qemu' }),
      ...(memory !== '' && { memory }),
      ...(cpus > 0 && { cpus }),
      disks: disks.map((disk): VmDisk =>
        disk.startsWith('/')
          ? { file: disk, format: /\.(raw|img)$/.test(disk) ? 'raw' : 'qcow2' }
          : { drbd: disk },
      ),
      nics: bridges.map((bridge) => ({ bridge })),
      ...(config !== '' && { config }),
      ...(node !== undefined && { prefer: { [node]: score } }),
      ...(typeof stop === 'string' && stop !== '' && { timeouts: { start: stop, stop, migrate: stop } }),
    } as Vm,
  ])
  const sizes = memoryOf(known)
  const one = new Set(Object.values(sizes))
  const isSame = one.size === 1 && Object.keys(sizes).length === known.machines.length
  return {
    ...(isSame && { 'node-defaults': { memory: sizeWord([...one][0]!) } }),
    ...(!isSame &&
      one.size > 0 && {
        nodes: Object.fromEntries(
          known.machines.map(({ name }): [string, Node] => [
            name,
            sizes[name] === undefined ? {} : { memory: sizeWord(sizes[name]) },
          ]),
        ),
      }),
    vms: Object.fromEntries(vms),
    ...(folder === undefined && migration !== undefined && { libvirt: { 'migration-network': migration } }),
  }
}

const sizeWord = (bytes: number): string =>
  bytes % 1024 ** 3 === 0 ? `${bytes / 1024 ** 3}G` : `${Math.floor(bytes / 1024 ** 2)}M`

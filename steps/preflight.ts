import { sh, shLines } from '../src/core/sh.ts'
import type { Sh } from '../src/core/sh.ts'
import type { NodePlan, Plan } from '../src/plan/plan.ts'
import { refusal } from '../src/run/step.ts'
import type { Step } from '../src/run/step.ts'

/** Seconds since 1970 of a moment that is past for certain: a clock that says less is wrong. 1 January 2025. */
const past = 1_735_689_600
/**
 * MiB that the packages of an example need when none of their dependencies is there, with the downloads beside what is
 * unpacked (measured on Debian 12), and some reserve.
 */
const roomMib = { cluster: 600, machines: 1000 }

/** Is this the machine of the plan, and can it carry what is to come? All that speaks against it is said at once. */
export const preflight: Step = {
  id: 'preflight',
  title: 'Look whether the node is what the plan was made for',
  on: 'every-node',
  danger: 'none',
  actions: ({ plan, node }) => [refusal('compare the node with the plan', shLines(...looks(plan, node)))],
}

function looks(plan: Plan, node: NodePlan): (Sh | undefined)[] {
  const { platform, software } = node
  const packages = platform.family === 'debian' && software.packages.length > 0
  return [
    sh`ha_look_root`,
    sh`ha_look_platform ${platform.id} ${platform.title} ${platform.init}`,
    needsAmd64(node) ? sh`ha_look_machine x86_64` : undefined,
    sh`ha_look_clock ${past}`,
    sh`ha_look_container`,
    // Releases whose module is a package of its own get it later.
    sh`ha_look_modules ${software.modules.filter((name) => name !== 'drbd' || !ownModule(node))}`,
    packages
      ? sh`ha_deb_installed ${software.packages} || ha_look_room ${room(plan)} / /usr /var /var/cache/apt/archives`
      : undefined,
    rebuildsRamdisk(node) ? sh`ha_look_boot` : undefined,
    ...diskLooks(node),
    ...node.network.interfaces
      .filter(({ kind, mac }) => kind === 'nic' && mac !== undefined)
      .map(({ name, mac }) => sh`ha_look_mac ${name} ${mac!}`),
    sh`ha_look_cluster ${plan.cluster.name} ${plan.cluster.stack}`,
  ]
}

const needsAmd64 = ({ software }: NodePlan): boolean =>
  software.packages.some((name) => /amd64|x86|grub-pc|^qemu/.test(name))

const ownModule = ({ software }: NodePlan): boolean =>
  software.packages.some((name) => /^drbd8-modules|^drbd-dkms/.test(name))

const room = (plan: Plan): number => (plan.machines.length > 0 ? roomMib.machines : roomMib.cluster)

const rebuildsRamdisk = ({ platform, storage }: NodePlan): boolean =>
  platform.family === 'debian' && (storage.arrays.length > 0 || storage.lvmFilter !== undefined)

function diskLooks({ storage }: NodePlan): Sh[] {
  const wwids = new Map((storage.multipath?.aliases ?? []).map((alias) => [alias.name, alias.wwid]))
  return [
    ...storage.disks.map(({ name, path, serial, linkedByUs }) => {
      const wwid = wwids.get(name)
      if (wwid !== undefined) return sh`[ -e ${path} ] || ha_look_wwid ${name} ${wwid}`
      return linkedByUs && serial !== undefined
        ? sh`ha_look_serial ${name} ${serial}`
        : sh`ha_look_disk ${name} ${path}`
    }),
    sh`ha_look_same ${storage.disks.map(({ path }) => path)}`,
  ]
}

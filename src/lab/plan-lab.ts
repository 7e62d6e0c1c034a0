import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { HaError } from '../core/errors.ts'
import { toolVersion } from '../core/tool.gen.ts'
import type { Plan } from '../plan/plan.ts'
import { resolve } from '../plan/resolve.ts'
import { nodeNames } from '../spec/effective.ts'
import { loadSpec } from '../spec/load.ts'
import type { Spec } from '../spec/spec.ts'
import { findAccelerator } from './accelerator.ts'
import { makeFolder, socketFolder, writeLab } from './folder.ts'
import type { LabFolder } from './folder.ts'
import { findImage } from './image.ts'
import { bmcSecret } from './lab.ts'
import type { Lab } from './lab.ts'
import { overlay } from './overlay.ts'
import type { Overlaid } from './overlay.ts'
import { freeTcpPorts, freeUdpPorts } from './ports.ts'
import { requireSnmp } from './programs.ts'
import { makeKey } from './raise.ts'
import { layCables } from './wiring.ts'

export interface LabWishes {
  readonly memoryMiB: number
  readonly cpus: number
  /** Install the packages of the plan into the image, which is much faster than inside an emulated machine. */
  readonly warm: boolean
  readonly cache: string
}

export const defaultMemoryMiB = 1024

/**
 * Decides everything about a lab for a spec and writes it into its folder: the spec and secrets that are applied inside,
 * and lab.json, from which any process can raise and end it. Builds images that are missing; starts nothing.
 * @throws HaError facts when there can be no lab of this cluster here.
 */
export async function planLab(
  folder: LabFolder,
  spec: Spec,
  wishes: LabWishes,
  say: (line: string) => void,
): Promise<{ lab: Lab; overlaid: Overlaid }> {
  makeFolder(folder)
  const names = nodeNames(spec)
  const [sshPorts, bmcPorts] = [await freeTcpPorts(names.length), await freeUdpPorts(names.length + 1)]
  const bmc = { user: 'fence', password: randomBytes(6).toString('hex') }
  const overlayWith = (nestedKvm: boolean): Overlaid =>
    overlay(spec, {
      nodes: Object.fromEntries(
        names.map((name, i) => [name, { sshPort: sshPorts[i]!, bmcPort: bmcPorts[i]! }]),
      ),
      chassisPort: bmcPorts.at(-1)!,
      identity: folder.identity,
      bmcUser: bmc.user,
      memoryMiB: wishes.memoryMiB,
      nestedKvm,
    })
  // Which images are needed does not depend on KVM, and whether KVM works is found with an image.
  const { plan } = await planOf(overlayWith(false), folder.spec)
  const images = await findImages(plan, wishes, say)
  const accelerator = await findAccelerator([...images.values()][0]!, say)
  const overlaid = overlayWith(accelerator === 'kvm' && hasNestedKvm())
  if (Object.keys(overlaid.slots).length > 0) requireSnmp()
  const { text, spec: merged } = await planOf(overlaid, folder.spec)
  await makeKey(folder.identity, `lab of ${spec.name}`)
  const wiring = layCables(merged, overlaid.management, overlaid.gateways)
  const lab: Lab = {
    version: 1,
    name: spec.name,
    accelerator,
    sockets: socketFolder(folder),
    bmc,
    nodes: plan.nodes.map(({ name, platform }, i) => ({
      name,
      image: images.get(platform.id)!,
      memoryMiB: wishes.memoryMiB,
      cpus: wishes.cpus,
      sshPort: sshPorts[i]!,
      bmcPort: bmcPorts[i]!,
      management: overlaid.management[name]!,
      nics: wiring.nics[name]!,
      disks: overlaid.disks[name]!,
    })),
    switches: wiring.switches,
    ...(Object.keys(overlaid.slots).length > 0 && {
      chassis: { port: bmcPorts.at(-1)!, ...bmc, slots: overlaid.slots },
    }),
  }
  writeLab(folder, lab)
  writeFileSync(folder.spec, text)
  writeFileSync(folder.secrets, `${bmcSecret}: "${bmc.password}"\n`, { mode: 0o600 })
  return { lab, overlaid }
}

/** What was made must hold to the same rules as what a person writes. */
async function planOf(
  { spec: source }: Overlaid,
  file: string,
): Promise<{ text: string; spec: Spec; plan: Plan }> {
  const text = `# The cluster as it is applied inside the lab. Made by ha-bootstrap from the cluster.yaml of the real one.
${JSON.stringify(source, null, 2)}
`
  const { spec, hash, problems } = await loadSpec(Buffer.from(text), file)
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (errors.length > 0 || !spec || hash === undefined)
    throw new HaError(
      'facts',
      `The lab cannot take this cluster over: ${errors.map(({ code, sentence }) => `${code} ${sentence}`).join('; ')}`,
    )
  return { text, spec, plan: resolve({ spec, hash, tool: toolVersion }) }
}

/** One image for each platform. */
async function findImages(
  plan: Plan,
  { warm, cache }: LabWishes,
  say: (line: string) => void,
): Promise<ReadonlyMap<string, string>> {
  const images = new Map<string, string>()
  for (const { platform } of plan.nodes) {
    if (images.has(platform.id)) continue
    const same = plan.nodes.filter((node) => node.platform.id === platform.id)
    const packages = warm ? [...new Set(same.flatMap(({ software }) => software.packages))] : []
    images.set(platform.id, await findImage(platform.id, packages, cache, say))
  }
  return images
}

function hasNestedKvm(): boolean {
  return ['intel', 'amd'].some((vendor) => {
    try {
      return /^[1Y]/.test(readFileSync(`/sys/module/kvm_${vendor}/parameters/nested`, 'utf8'))
    } catch {
      return false
    }
  })
}

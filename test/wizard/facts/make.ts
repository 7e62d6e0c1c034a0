// Makes EXAMPLE/NODE.json: facts of machines that fit examples/*.yaml, freshly installed and with nothing configured.
// Usage: node --import tsx test/wizard/facts/make.ts
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { Disk, Facts } from '../../../src/facts/types.gen.ts'
import { bytesOf } from '../../../src/spec/arithmetic/units.ts'
import { loadSpec } from '../../../src/spec/load.ts'
import type { Disk as SpecDisk, Node, Spec } from '../../../src/spec/spec.ts'
import { networkOf } from './cards.ts'
import type { Cabling } from './cards.ts'
import { odd } from './odd.ts'
import { array, bootDisk, disk, withPartitions } from './disks.ts'
import type { DiskSaid } from './disks.ts'
import { digits, gib, machine } from './parts.ts'

/** What an example does not say of its machines. */
interface Hardware extends Cabling {
  readonly memory?: string
  readonly boot?: DiskSaid
}

const ssd: DiskSaid = {
  name: 'nvme0n1',
  model: 'Samsung SSD 970 EVO 250GB',
  serial: 'S465NX0K',
  sizeBytes: 250059350016,
}
const sata: DiskSaid = {
  name: 'sda',
  model: 'ST3250310AS',
  serial: '6RY0',
  sizeBytes: 250059350016,
  rotational: true,
  wwn: null,
}

const hardware: { readonly [example: string]: Hardware } = {
  'blade-fencing': {
    memory: '48G',
    cables: [],
    boot: {
      ...sata,
      model: 'INTEL SSDSC2KB240G8',
      serial: 'BTYF',
      sizeBytes: 240057409536,
      rotational: false,
    },
  },
  'debian-heartbeat': { cables: ['cable'], boot: ssd },
  'kvm-live-migration': { cables: ['replication'], boot: ssd, lldp: true },
  'kvm-qdevice': {
    cables: ['replication'],
    boot: {
      ...sata,
      model: 'INTEL SSDSC2KB240G8',
      serial: 'PHYF',
      sizeBytes: 240057409536,
      rotational: false,
    },
  },
  kvm: { cables: ['replication'], boot: ssd, lldp: true },
  'proxmox-raid10': { memory: '256G', cables: ['replication'], lldp: true },
  'seed-000': { memory: '16G', cables: [], boot: sata },
  'seed-001': { memory: '24G', cables: [] },
  'seed-002': { memory: '32G', cables: [], boot: sata },
  'seed-003-heartbeat': { memory: '1G', cables: [], boot: { ...sata, sizeBytes: 80026361856 } },
  'seed-003-pacemaker': { memory: '1G', cables: [], boot: { ...sata, sizeBytes: 80026361856 } },
  'seed-004': { memory: '8G', cables: ['replication'], boot: sata },
  'slackware-heartbeat': { memory: '16G', cables: ['cable'], boot: sata },
  'slackware-pacemaker': { memory: '16G', cables: ['cable'], boot: sata },
}

/** Sizes as the makers print them in the names of their models. */
const sizes: readonly (readonly [RegExp, number])[] = [
  [/ST4000/, 4000787030016],
  [/ST2000|870_EVO_2TB/, 2000398934016],
  [/S4EVNF/, 1000204886016],
  [/SSDSC2KB240G8/, 240057409536],
  [/eui\.0025385a/, 1920383410176],
  [/WD10EZEX/, 1000204886016],
]

/** The disks of a node as its kernel would show them. */
function disksOf(spec: Spec, name: string, platform: string, boot: DiskSaid | undefined): Disk[] {
  const { disks: wanted = {}, raid = {} } = spec.nodes[name]!
  const existing = Object.values(raid).some((one) => one.existing)
  const system =
    boot && !Object.values(wanted).some(({ path }) => path === `/dev/${boot.name}`) ? boot : undefined
  const own = existing
    ? []
    : system
      ? [
          bootDisk(
            { ...system, serial: `${system.serial}${digits(name, 6).toUpperCase()}` },
            platform.startsWith('debian-1') ? 'uefi' : 'bios',
          ),
        ]
      : []
  let letter = own[0]?.name === 'sda' ? 1 : 0
  return Object.entries(wanted)
    .flatMap(([label, said]) => {
      const kernel =
        said.path?.slice('/dev/'.length) ??
        (said.wwn?.startsWith('eui') ? 'nvme0n1' : `sd${String.fromCharCode(97 + letter++)}`)
      const found = asFound(spec, name, label, said, kernel)
      if (said.multipath !== true) return [found]
      const other = `sd${String.fromCharCode(97 + letter++)}`
      return joined(found, {
        ...found,
        name: other,
        path: `/dev/${other}`,
        byPath: ['pci-0000:3b:00.1-sas-phy0-lun-0'],
        place: found.place!.replace(/\w+$/, other),
      })
    })
    .concat(own)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Two paths to one disk. */
const joined = (first: Disk, second: Disk): Disk[] =>
  [first, second].map((path, index, both) => {
    const twin = both[1 - index]!.name
    return {
      ...path,
      vendor: 'Intel',
      transport: 'sas',
      multipath: [twin],
      eligible: false,
      reasons: [{ code: 'twin', text: `${twin} is the same disk by another path` }],
    }
  })

function asFound(spec: Spec, node: string, label: string, said: SpecDisk, kernel: string): Disk {
  const link = said['by-id']
  const text = link ?? said.serial ?? said.wwn ?? said.path ?? label
  const sizeBytes =
    said.size === undefined
      ? (sizes.find(([model]) => model.test(text))?.[1] ?? 500107862016)
      : bytesOf(said.size)
  const [, word, serial] = /^ata-(.+)_([^_]+)$/.exec(link ?? '') ?? []
  const isNvme = kernel.startsWith('nvme')
  const model =
    word?.replaceAll('_', ' ') ??
    (said.serial
      ? 'Samsung SSD 860 EVO 1TB'
      : isNvme
        ? 'SAMSUNG MZQL21T9HCJR-00A07'
        : said.wwn
          ? 'Multi-Flex'
          : 'ST3500418AS')
  const bare = disk({
    name: kernel,
    model,
    serial:
      serial ??
      said.serial ??
      `${isNvme ? 'S64HNE0' : 'Z2A'}${digits(said.wwn ?? node + label, 6).toUpperCase()}`,
    sizeBytes,
    rotational: /^(ST|WDC)/.test(model),
    ...(said.wwn !== undefined ? { wwn: said.wwn } : said.path !== undefined ? { wwn: null } : {}),
    ...(link !== undefined && { byId: [link] }),
    ...(said.multipath && { byId: [`scsi-3${said.wwn!.slice(2)}`] }),
  })
  return partitioned(spec.nodes[node]!, label, said, bare)
}

/** Partitions below an array that the installer made are there already. */
function partitioned(node: Node, label: string, said: SpecDisk, bare: Disk): Disk {
  const arrays = Object.entries(node.raid ?? {}).filter(([, { existing }]) => existing)
  if (!arrays.some(([, { devices }]) => devices.some((device) => device.startsWith(`${label}/`)))) return bare
  const parts = Object.entries(said.partitions ?? {})
  const sized = parts.reduce((sum, [, { size }]) => sum + (size === undefined ? 0 : bytesOf(size)), 0)
  return withPartitions(
    bare,
    parts.map(([part, { size, type }]) => {
      const [name] = arrays.find(([, { devices }]) => devices.includes(`${label}/${part}`)) ?? []
      const sizeBytes =
        size === undefined ? Math.floor((bare.sizeBytes! - sized) / 1024 ** 2 - 2) * 1024 ** 2 : bytesOf(size)
      return {
        sizeBytes,
        type: type ?? 'linux',
        ...(name !== undefined && { holds: 'linux_raid_member', use: 'mount', by: '/' }),
      }
    }),
    said.table === 'msdos' ? 'dos' : 'gpt',
  )
}

/** Arrays that the installer made, with the root file system on the first. */
function arraysOf(node: Node, disks: readonly Disk[]): { disks: Disk[]; arrays: Facts['arrays'] } {
  const made = Object.entries(node.raid ?? {}).filter(([, { existing }]) => existing)
  const [name, raid] = made[0] ?? []
  if (!name || !raid) return { disks: [...disks], arrays: [] }
  const holding = disks.map((one) => {
    const used = one.uses.flatMap(({ device }) => [
      { device, kind: 'array' as const, by: name },
      { device: name, kind: 'mount' as const, by: '/' },
    ])
    const reasons = used.map(({ device, kind, by }) =>
      kind === 'array'
        ? { code: 'array' as const, text: `${device} is in the array ${by}` }
        : { code: 'mounted' as const, text: `${device} is mounted on ${by}` },
    )
    const kept = one.reasons.filter(({ code }) => code !== 'mounted')
    return used.length === 0
      ? one
      : { ...one, uses: used, reasons: [...kept.slice(0, 1), ...reasons, ...kept.slice(1)] }
  })
  const members = holding.flatMap(({ uses }) =>
    uses.filter(({ kind }) => kind === 'array').map(({ device }) => device),
  )
  const size = Math.min(
    ...holding
      .flatMap(({ partitions }) => partitions)
      .filter((part) => members.includes(part.name))
      .map((part) => part.sizeBytes!),
  )
  return { disks: holding, arrays: [array(name, `raid${raid.level}`, members, size)] }
}

/** Facts of every node of an example. */
export async function factsOfExample(example: string): Promise<Facts[]> {
  const file = `examples/${example}.yaml`
  const { spec } = await loadSpec(readFileSync(file), file)
  const said = hardware[example]
  if (!spec || !said) throw new Error(`${file}: nothing is known of its machines`)
  return Object.entries(spec.nodes).map(([name, node]) => {
    const platform = node.platform ?? 'debian-12'
    const bmc = Object.values(spec.fencing?.devices ?? {}).find(
      ({ targets, agent }) => targets?.includes(name) && /ipmi/.test(agent),
    )?.params
    const base = machine({
      node: name,
      platform,
      memoryBytes: bytesOf(node.memory ?? said.memory ?? '16G'),
      packages: said.lldp ? ['lldpd'] : [],
      proxmox: node.proxmox ?? false,
      bmc: (bmc?.ip ?? bmc?.ipaddr) as string | undefined,
    })
    const versions = { ...base.versions, ...node.versions } as Facts['versions']
    const all = disksOf(spec, name, platform, name === 'nettop' ? undefined : said.boot)
    const stored = name === 'nettop' ? { disks: [installedOn(all[0]!)], arrays: [] } : arraysOf(node, all)
    return { ...base, versions, ...stored, network: networkOf(spec, name, base, said) }
  })
}

/** The disk of a machine that has only one, with room left in its fourth partition. */
const installedOn = (bare: Disk): Disk =>
  withPartitions(
    bare,
    [
      { sizeBytes: 20 * gib, type: 'linux', holds: 'ext3', use: 'mount', by: '/' },
      { sizeBytes: 2 * gib, type: 'swap', holds: 'swap', use: 'swap', by: '' },
      { sizeBytes: gib, type: 'linux', holds: 'ext3', use: 'mount', by: '/boot' },
      { sizeBytes: 440 * gib, type: 'linux' },
    ],
    'dos',
  )

export const folder = 'test/wizard/facts'
export const examples = Object.keys(hardware)

/** Everything that this script makes: file by path below the folder. */
export async function allFixtures(): Promise<Map<string, Facts>> {
  const files = new Map<string, Facts>()
  for (const example of examples)
    for (const facts of await factsOfExample(example)) files.set(`${example}/${facts.node}.json`, facts)
  const [node1, node2] = await factsOfExample('kvm')
  for (const [name, machines] of Object.entries(odd(node1!, node2!)))
    for (const facts of machines) files.set(`${name}/${facts.node}.json`, facts)
  return files
}

export const text = (facts: Facts): string => `${JSON.stringify(facts, null, 1)}\n`

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const files = await allFixtures()
  for (const name of new Set([...files.keys()].map((path) => path.split('/')[0]!))) {
    rmSync(`${folder}/${name}`, { recursive: true, force: true })
    mkdirSync(`${folder}/${name}`)
  }
  for (const [path, facts] of files) writeFileSync(`${folder}/${path}`, text(facts))
}

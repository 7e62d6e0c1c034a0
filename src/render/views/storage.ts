import { partitionTypes } from '../../plan/partitions.ts'
import type { ArrayPlan, DiskPlan } from '../../plan/storage.ts'
import type { NodePlan } from '../../plan/plan.ts'
import type { Template } from '../template.ts'

/** udev properties that may hold a serial number, as lsblk looks for them. */
const serialProperties = ['ID_SCSI_SERIAL', 'ID_SERIAL_SHORT', 'ID_SERIAL']

const mibBytes = 1024 ** 2
const sectorBytes = 512

/** Lines of sfdisk's input: every partition begins at a whole MiB after the one before, the last may take the rest. */
function sfdiskLines(disk: DiskPlan): string[] {
  return disk.partitions.map((partition) => {
    const type = partitionTypes[partition.type]![disk.table === 'msdos' ? 'msdos' : 'gpt']
    // Whole MiB, so that the next partition is aligned too. Not with sfdisk's word MiB: it would take less where there is less.
    const sectors =
      partition.sizeBytes && Math.ceil(partition.sizeBytes / mibBytes) * (mibBytes / sectorBytes)
    return [
      `${partition.number}: ${sectors ? `size=${sectors}` : 'size=+'}`,
      `type=${type}`,
      ...(disk.table === 'gpt' ? [`name="${partition.name}"`] : []),
    ].join(', ')
  })
}

/** What parted calls a type: the name of a file system, and a flag. */
const partedTypes: { readonly [type: string]: { readonly system?: string; readonly flag?: string } } = {
  raid: { flag: 'raid' },
  lvm: { flag: 'lvm' },
  swap: { system: 'linux-swap' },
  esp: { system: 'fat32', flag: 'boot' },
  'bios-boot': { flag: 'bios_grub' },
}

/** Arguments of parted, in its own MiB; the last partition without a size goes to the end of the disk. */
function partedCommands(disk: DiskPlan): string[] {
  let startMib = 1
  return disk.partitions.flatMap((partition) => {
    const { system, flag } = partedTypes[partition.type] ?? {}
    const endMib = partition.sizeBytes && startMib + Math.ceil(partition.sizeBytes / mibBytes)
    const words = [
      'mkpart',
      disk.table === 'msdos' ? 'primary' : partition.name,
      ...(system ? [system] : []),
      `${startMib}MiB`,
      endMib ? `${endMib}MiB` : '100%',
    ]
    startMib = endMib ?? startMib
    return [words.join(' '), ...(flag ? [`set ${partition.number} ${flag} on`] : [])]
  })
}

function arrayLine(array: ArrayPlan): string {
  const spares = array.spares.length > 0 ? ` spares=${array.spares.length}` : ''
  return `ARRAY ${array.path} metadata=${array.metadata} UUID=${array.uuid}${spares}`
}

function arrayComment(array: ArrayPlan): string {
  const parts = [`RAID ${array.level}`, ...(array.layout ? [`layout ${array.layout}`] : [])]
  const spares = array.spares.length > 0 ? `; spare: ${array.spares.join(' ')}` : ''
  const whose = array.existing ? `; the installation's, its line is what mdadm --detail --scan prints` : ''
  return `${parts.join(', ')} of ${array.devices.join(' ')}${spares}${whose}`
}

/** Disks that get a partition table from us, where this program writes it. */
const partitionedDisks = ({ storage }: NodePlan, program: 'sfdisk' | 'parted'): readonly DiskPlan[] =>
  storage.partitioner === program
    ? storage.disks.filter((disk) => disk.table !== 'none' && disk.partitions.length > 0 && !disk.existing)
    : []

/** What the filter is there for, as its patterns show. */
const filterReasons = (patterns: readonly string[]) => ({
  carriers: patterns.some((pattern) => pattern.startsWith('a|')),
  guests: patterns.some((pattern) => pattern.startsWith('r|^/dev/drbd')),
})

const options = (words: readonly string[]): string => words.join(' ')

const isDebian = (node: NodePlan): boolean => node.platform.family === 'debian'
/** Debian's grub-mkconfig reads /etc/default/grub.d since Debian 8. */
const hasGrubD = (node: NodePlan): boolean => isDebian(node) && node.platform.init === 'systemd'
const isGrub = (node: NodePlan): boolean => node.storage.boot.loader.startsWith('grub')
/** os-prober must not look where DRBD lives. */
const noProber = (node: NodePlan): boolean => isGrub(node) && node.storage.backing.length > 0
const hasGrubDefaults = (node: NodePlan): boolean =>
  isGrub(node) && (node.storage.boot.cmdline.length > 0 || noProber(node))
const grubDefaults = (node: NodePlan) => ({
  cmdline: options(node.storage.boot.cmdline),
  noProber: noProber(node),
})

export const templates: Template[] = [
  {
    id: 'etc/lvm/lvmlocal.conf',
    comment: '#',
    proof: 'lvm',
    place: (_plan, { storage }) =>
      storage.lvmFilter?.kind === 'global_filter' || storage.lvmSystemId
        ? [
            {
              path: '/etc/lvm/lvmlocal.conf',
              mode: 0o644,
              view: {
                filter: storage.lvmFilter !== undefined,
                ...filterReasons(storage.lvmFilter?.patterns ?? []),
                patterns: (storage.lvmFilter?.patterns ?? [])
                  .map((pattern) => `"${pattern}"`)
                  .join(',\n\t\t'),
                devicesFile: storage.lvmFilter?.devicesFile === 'off',
                systemId: storage.lvmSystemId,
              },
            },
          ]
        : [],
  },
  {
    id: 'etc/lvm/lvm.conf',
    comment: '#',
    proof: 'lvm',
    place: (_plan, { storage }) =>
      storage.lvmFilter?.kind === 'filter'
        ? [
            {
              path: '/etc/lvm/lvm.conf',
              mode: 0o644,
              view: {
                filter: true,
                ...filterReasons(storage.lvmFilter.patterns),
                patterns: storage.lvmFilter.patterns.map((pattern) => `"${pattern}"`).join(', '),
              },
            },
          ]
        : [],
  },
  {
    id: 'etc/mdadm/mdadm.conf',
    comment: '#',
    proof: 'mdadm',
    place: (plan, node) =>
      node.storage.arrays.length === 0
        ? []
        : [
            {
              path: isDebian(node) ? '/etc/mdadm/mdadm.conf' : '/etc/mdadm.conf',
              mode: 0o644,
              view: {
                mail: plan.cluster.mail,
                arrays: node.storage.arrays.map((array) => ({
                  line: array.existing ? false : arrayLine(array),
                  comment: arrayComment(array),
                })),
              },
            },
          ],
  },
  {
    id: 'etc/udev/rules.d/61-ha-bootstrap-disks.rules',
    comment: '#',
    proof: 'none',
    place: (_plan, { storage }) => {
      const disks = storage.disks.filter((disk) => disk.linkedByUs && disk.serial !== undefined)
      if (disks.length === 0) return []
      const view = {
        disks: disks.map((disk) => ({
          name: disk.name,
          // udev writes blanks as underscores into its properties.
          serial: disk.serial!.replace(/ +/g, '_'),
          properties: serialProperties.map((property) => ({ braces: `{${property}}` })),
        })),
      }
      return [{ path: '/etc/udev/rules.d/61-ha-bootstrap-disks.rules', mode: 0o644, view }]
    },
  },
  {
    id: 'etc/ha-bootstrap/disks/disk.sfdisk',
    comment: '#',
    proof: 'sfdisk',
    place: (_plan, node) =>
      partitionedDisks(node, 'sfdisk').map((disk) => {
        const path = `/etc/ha-bootstrap/disks/${disk.name}.sfdisk`
        return {
          path,
          mode: 0o644,
          view: {
            name: disk.name,
            device: disk.path,
            path,
            label: disk.table === 'msdos' ? 'dos' : 'gpt',
            labelId: disk.tableId ?? '',
            partitions: sfdiskLines(disk).map((line) => ({ line })),
          },
        }
      }),
  },
  {
    id: 'etc/ha-bootstrap/disks/disk.parted.sh',
    comment: '#',
    proof: 'sh',
    place: (_plan, node) =>
      partitionedDisks(node, 'parted').map((disk) => ({
        path: `/etc/ha-bootstrap/disks/${disk.name}.parted.sh`,
        mode: 0o755,
        view: {
          name: disk.name,
          device: disk.path,
          label: disk.table,
          commands: partedCommands(disk),
        },
      })),
  },
  {
    id: 'etc/ha-bootstrap/fstab',
    comment: '#',
    proof: 'none',
    place: (_plan, { storage }) =>
      storage.filesystems.length === 0
        ? []
        : [
            {
              path: '/etc/ha-bootstrap/fstab',
              mode: 0o644,
              view: {
                lines: storage.filesystems.map((line) =>
                  [line.device, line.mount, line.type, line.options, '0', String(line.pass)].join(' '),
                ),
              },
            },
          ],
  },
  {
    id: 'etc/multipath/conf.d/ha-bootstrap.conf',
    comment: '#',
    proof: 'none',
    place: (_plan, { storage, platform }) => {
      const { multipath } = storage
      if (!multipath || multipath.aliases.length + multipath.blacklist.length === 0) return []
      // multipath-tools reads a folder since 0.6; before there was one file.
      const path =
        platform.init === 'systemd' || platform.id === 'slackware-15.0'
          ? '/etc/multipath/conf.d/ha-bootstrap.conf'
          : '/etc/multipath.conf'
      return [
        {
          path,
          mode: 0o644,
          view: {
            aliases: multipath.aliases.map((alias) => ({ ...alias })),
            blacklist: multipath.blacklist,
            // Since 0.7.8 the default is strict: only what `multipath -a` was once told of is joined.
            findByPaths: platform.init === 'systemd' && multipath.aliases.length > 0,
          },
        },
      ]
    },
  },
  {
    id: 'etc/ha-bootstrap/debconf-grub.seed',
    comment: '#',
    proof: 'debconf',
    place: (_plan, node) => {
      const { loader, disks } = node.storage.boot
      if (!isDebian(node) || !isGrub(node) || disks.length === 0) return []
      const lines =
        loader === 'grub-pc'
          ? [`grub-pc grub-pc/install_devices multiselect ${disks.join(', ')}`]
          : ['grub-efi-amd64 grub2/force_efi_extra_removable boolean true']
      return [
        {
          path: '/etc/ha-bootstrap/debconf-grub.seed',
          mode: 0o644,
          view: { package: loader === 'grub-pc' ? 'grub-pc' : 'grub-efi-amd64', lines },
        },
      ]
    },
  },
  {
    id: 'etc/default/grub.d/ha-bootstrap.cfg',
    comment: '#',
    proof: 'sh',
    place: (_plan, node) =>
      hasGrubD(node) && hasGrubDefaults(node)
        ? [{ path: '/etc/default/grub.d/ha-bootstrap.cfg', mode: 0o644, view: grubDefaults(node) }]
        : [],
  },
  {
    id: 'etc/ha-bootstrap/grub.default',
    comment: '#',
    proof: 'sh',
    place: (_plan, node) =>
      !hasGrubD(node) && hasGrubDefaults(node)
        ? [{ path: '/etc/ha-bootstrap/grub.default', mode: 0o644, view: grubDefaults(node) }]
        : [],
  },
  {
    id: 'etc/ha-bootstrap/lilo.conf',
    comment: '#',
    proof: 'none',
    place: (_plan, { storage }) => {
      const { loader, disks, cmdline } = storage.boot
      if (loader !== 'lilo' || disks.length + cmdline.length === 0) return []
      const mirror = storage.arrays.find((array) =>
        disks.every((disk) => array.devices.some((device) => device.startsWith(disk))),
      )
      const view = {
        disks: disks.length > 0,
        boot: mirror && disks.length > 1 ? mirror.path : (disks[0] ?? ''),
        extra: mirror && disks.length > 1 ? disks.join(',') : '',
        cmdline: options(cmdline),
      }
      return [{ path: '/etc/ha-bootstrap/lilo.conf', mode: 0o644, view }]
    },
  },
  {
    id: 'etc/systemd/logind.conf.d/ha-bootstrap.conf',
    comment: '#',
    proof: 'none',
    place: (_plan, { storage }) => {
      const { powerKey } = storage.boot
      if (!powerKey) return []
      const view = { ignore: powerKey.action === 'ignore', powerKey: powerKey.action }
      return [{ path: powerKey.file, mode: 0o644, view }]
    },
  },
]

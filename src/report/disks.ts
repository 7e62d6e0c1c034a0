import type { NodePlan } from '../plan/plan.ts'
import type { ArrayPlan, GroupOfVolumesPlan } from '../plan/storage.ts'
import { blocks, command, sh } from './markdown.ts'

/** Commands that destroy what is on the disks, with a look at them first; then what is made on them. */
export function disks(node: NodePlan): string | undefined {
  const { storage } = node
  const list = storage.disks.filter((disk) => !disk.existing)
  const arrays = storage.arrays.filter((array) => !array.existing)
  const groups = storage.groups.filter((group) => !group.onDrbd)
  const partitioned = list.filter((disk) => disk.partitions.length > 0)
  // Partitions of the installation's disks that new arrays take.
  const members = arrays
    .flatMap((array) => [...array.devices, ...array.spares])
    .filter((device) => device !== 'missing' && !list.some(({ path }) => device.startsWith(path)))
  const local = localFilesystems(node)
  const destroys = partitioned.length + arrays.length + groups.filter(({ existing }) => !existing).length > 0
  const made = groups.flatMap(createGroup)
  if (!destroys && made.length === 0 && local === undefined) return undefined
  return blocks(
    `### Disks of ${node.name}`,
    destroys
      ? blocks(
          '**This destroys what is on them.** Look first; all of these must be empty:',
          sh(
            ...[...list.map(({ path }) => path), ...members].map((path) =>
              command('wipefs', '--no-act', path),
            ),
            'lsblk -o NAME,SIZE,SERIAL,FSTYPE,MOUNTPOINT',
          ),
        )
      : undefined,
    partitioned.length + arrays.length + made.length > 0
      ? sh(
          ...partitioned.map((disk) =>
            storage.partitioner === 'parted'
              ? command('sh', `/etc/ha-bootstrap/disks/${disk.name}.parted.sh`)
              : `sfdisk ${command(disk.path)} < /etc/ha-bootstrap/disks/${disk.name}.sfdisk`,
          ),
          ...arrays.map(createArray),
          ...made,
        )
      : undefined,
    local,
  )
}

function createArray(array: ArrayPlan): string {
  const slow = array.devices.filter((device) => array.writeMostly.includes(device))
  return command(
    'mdadm',
    '--create',
    array.path,
    `--level=${array.level}`,
    `--raid-devices=${array.devices.length}`,
    ...(array.spares.length > 0 ? [`--spare-devices=${array.spares.length}`] : []),
    ...(array.layout ? [`--layout=${array.layout}`] : []),
    ...(array.chunkBytes ? [`--chunk=${array.chunkBytes / 1024}`] : []),
    `--metadata=${array.metadata}`,
    ...(array.consistencyPolicy
      ? [`--consistency-policy=${array.consistencyPolicy}`]
      : [`--bitmap=${array.bitmap}`]),
    // Superblocks 0.90 have no name.
    ...(array.metadata === '0.90' ? [] : ['--homehost=any', `--name=${array.label}`]),
    `--uuid=${array.uuid}`,
    ...array.devices.filter((device) => !slow.includes(device)),
    // It holds for the devices after it.
    ...(slow.length > 0 ? ['--write-mostly', ...slow] : []),
    ...array.spares,
  )
}

const size = (bytes: number): string =>
  bytes % 1024 ** 3 === 0
    ? `${bytes / 1024 ** 3}G`
    : bytes % 1024 ** 2 === 0
      ? `${bytes / 1024 ** 2}M`
      : `${bytes}b`

/** A group and its volumes, thin pools before what is in them; of a group that is there only the volumes. */
export function createGroup(group: GroupOfVolumesPlan): string[] {
  const pools = group.volumes.filter(({ type }) => type === 'thin-pool')
  const others = group.volumes.filter(({ type }) => type !== 'thin-pool')
  const extent = size(group.extentBytes)
  const alone = group.autoactivation === 'off' ? ['--setautoactivation', 'n'] : []
  return [
    ...(group.existing
      ? []
      : [
          command('pvcreate', ...group.devices),
          command('vgcreate', '-s', extent, ...alone, group.name, ...group.devices),
        ]),
    ...[...pools, ...others].map((volume) =>
      command(
        'lvcreate',
        '--name',
        volume.name,
        ...(volume.type === 'thin'
          ? ['--type', 'thin', '--virtualsize', size(volume.sizeBytes), '--thinpool', volume.pool ?? '']
          : [...(volume.type === 'linear' ? [] : ['--type', volume.type]), '--size', size(volume.sizeBytes)]),
        ...(volume.stripes ? ['--stripes', String(volume.stripes)] : []),
        group.name,
      ),
    ),
  ]
}

/** What the running system lives on: formatted and filled by its installer, and never mounted over. */
const systemMount = /^\/$|^\/(boot|usr|var)(\/efi)?$/

/** File systems of the node itself: made where the device is new, entered in /etc/fstab, mounted. */
function localFilesystems(node: NodePlan): string | undefined {
  const { storage } = node
  if (storage.filesystems.length === 0) return undefined
  const fresh = new Set([
    ...storage.disks
      .filter(({ existing }) => !existing)
      .flatMap(({ path, partitions }) => [path, ...partitions.map((partition) => partition.path)]),
    ...storage.arrays.filter(({ existing }) => !existing).map(({ path }) => path),
    ...storage.groups
      .filter(({ onDrbd }) => !onDrbd)
      .flatMap(({ volumes }) => volumes.map(({ path }) => path)),
  ])
  const made = storage.filesystems.filter(
    ({ device, mount }) => !systemMount.test(mount) && fresh.has(device),
  )
  const mounts = storage.filesystems.filter(
    ({ mount, options }) => mount !== 'none' && !systemMount.test(mount) && !/(^|,)noauto(,|$)/.test(options),
  )
  const moved = storage.filesystems.filter(
    ({ device, mount }) => systemMount.test(mount) && fresh.has(device),
  )
  const merge = [
    "sed -i '/^# ha-bootstrap begin$/,/^# ha-bootstrap end$/d' /etc/fstab",
    "sed -n '/^# ha-bootstrap begin$/,/^# ha-bootstrap end$/p' /etc/ha-bootstrap/fstab >> /etc/fstab",
  ]
  return blocks(
    made.length > 0
      ? blocks(
          'File systems on what was just made:',
          sh(
            ...made.map(({ type, device }) =>
              type === 'swap' ? command('mkswap', device) : command(`mkfs.${type}`, device),
            ),
          ),
        )
      : undefined,
    'Their lines in `/etc/fstab`, between marks, so that it can be repeated:',
    sh(
      ...merge,
      ...mounts.flatMap(({ mount }) => [
        command('mkdir', '-p', mount),
        `mountpoint -q ${command(mount)} || ${command('mount', mount)}`,
      ]),
      ...(storage.filesystems.some(({ type }) => type === 'swap') ? ['swapon -a'] : []),
    ),
    moved.length > 0
      ? `The running system has files in ${moved.map(({ mount }) => `\`${mount}\``).join(', ')}: make the new file system, copy them there and compare before the next boot.`
      : undefined,
  )
}

/** The boot loader on every disk of the mirror, and its settings. */
export function bootLoader(node: NodePlan): string | undefined {
  const { loader, disks: targets, cmdline } = node.storage.boot
  if (loader === 'none' || targets.length + cmdline.length === 0) return undefined
  const debian = node.platform.family === 'debian'
  const old = debian && node.platform.init !== 'systemd'
  if (loader === 'lilo')
    return blocks(
      `### Boot loader of ${node.name}`,
      'Put the lines of `/etc/ha-bootstrap/lilo.conf` into `/etc/lilo.conf`, in place of its own, then:',
      sh('lilo -v'),
    )
  return blocks(
    `### Boot loader of ${node.name}`,
    old
      ? 'Put the lines of `/etc/ha-bootstrap/grub.default` at the end of `/etc/default/grub` first.'
      : undefined,
    sh(
      ...(debian && targets.length > 0 ? ['debconf-set-selections /etc/ha-bootstrap/debconf-grub.seed'] : []),
      ...(loader === 'grub-pc' ? targets.map((target) => command('grub-install', '--recheck', target)) : []),
      ...(debian ? ['update-grub'] : ['grub-mkconfig -o /boot/grub/grub.cfg']),
    ),
    loader === 'grub-efi' && targets.length > 0
      ? 'Every one of these disks has an ESP of its own: mount each in turn and run `grub-install --target=x86_64-efi --efi-directory=MOUNT --removable`, so that any disk can start the machine.'
      : undefined,
  )
}

import type { NodePlan } from '../plan/plan.ts'
import { arrayWords, groupOptions, volumeOptions, volumesInOrder } from '../plan/storage-words.ts'
import { localFilesystemsOf } from '../plan/filesystems.ts'
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
    partitioned.length > 0 && storage.partitioner === 'sfdisk'
      ? 'The tables count sectors of 512 bytes. Where `blockdev --getss DISK` says 4096, let `sh install.sh --apply --only disks` make them, which converts them.'
      : undefined,
    local,
  )
}

const createArray = (array: ArrayPlan): string => command('mdadm', ...arrayWords(array))

/** A group and its volumes, thin pools before what is in them; of a group that is there only the volumes. */
export const createGroup = (group: GroupOfVolumesPlan): string[] => [
  ...(group.existing
    ? []
    : [
        command('pvcreate', ...group.devices),
        command('vgcreate', ...groupOptions(group), group.name, ...group.devices),
      ]),
  ...volumesInOrder(group).map((volume) =>
    command('lvcreate', '--name', volume.name, ...volumeOptions(volume), group.name),
  ),
]

/** File systems of the node itself: made where the device is new, entered in /etc/fstab, mounted. */
function localFilesystems(node: NodePlan): string | undefined {
  const { storage } = node
  if (storage.filesystems.length === 0) return undefined
  const { made, mounted: mounts, moved } = localFilesystemsOf(node)
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

import { createHash } from 'node:crypto'
import { sh, shVerbatim } from '../core/sh.ts'
import type { Sh } from '../core/sh.ts'
import { seedName } from './qemu.ts'

/** What an image is made of; the same ingredients are the same image. */
export interface Recipe {
  readonly codename: string
  /** Lines of sources.list(5); without any mmdebstrap takes its own. */
  readonly sources: readonly string[]
  readonly aptOptions: readonly string[]
  /** The same as the guest needs them, where they differ: the host's loopback has another address there. */
  readonly guestAptOptions: readonly string[]
  /** Certificates of the host's own authorities, by file name; for mirrors behind https. */
  readonly certificates: { readonly [name: string]: string }
  /** Installed beforehand and kept from starting, to save the time that apt takes in an emulated machine. */
  readonly packages: readonly string[]
}

/** Releases that can be built, by platform. */
export const codenames: { readonly [platform: string]: string } = {
  'debian-12': 'bookworm',
  'debian-13': 'trixie',
}

/** What Debian's installer leaves behind on a minimal machine with an SSH server. */
const basePackages = (codename: string): string[] => [
  'linux-image-cloud-amd64',
  'grub-pc',
  'systemd-sysv',
  'udev',
  'dbus',
  'openssh-server',
  'ifupdown',
  codename === 'bookworm' ? 'isc-dhcp-client' : 'dhcpcd-base',
  'iproute2',
  'iputils-ping',
  'kmod',
  'initramfs-tools',
  'zstd',
  'e2fsprogs',
  'fdisk',
  'procps',
  'sudo',
  'less',
  'netbase',
]

/** Size of the system disk; it is sparse. */
const diskMiB = 6144

export const recipeHash = (recipe: Recipe): string =>
  createHash('sha256').update(scriptWith(recipe, 'UUID').text).digest('hex').slice(0, 16)

/**
 * Takes what makes one machine of the image (name, keys, network) from QEMU at the first boot, and then itself away.
 */
const firstBoot = {
  unit: `[Unit]
Description=Take name, keys and network from the host
DefaultDependencies=no
After=systemd-remount-fs.service systemd-modules-load.service systemd-udev-trigger.service
Before=sysinit.target network-pre.target networking.service ssh.service shutdown.target
Wants=network-pre.target
Conflicts=shutdown.target

[Service]
Type=oneshot
ExecStart=/bin/sh /etc/first-boot

[Install]
WantedBy=sysinit.target
`,
  script: `set -e
modprobe qemu_fw_cfg
tar -C / -xf /sys/firmware/qemu_fw_cfg/by_name/${seedName}/raw
hostname "$(cat /etc/hostname)"
rm -f /etc/systemd/system/first-boot.service /etc/systemd/system/sysinit.target.wants/first-boot.service /etc/first-boot
`,
} as const

/**
 * The kernel counts ticks of the timer at boot and gives up when too few come, as happens to an emulated machine on a busy
 * host: "8254 timer not connected to IO-APIC".
 */
const kernelParameters = 'console=tty0 console=ttyS0 no_timer_check'

/** GRUB's first menu; Debian's own takes its place as soon as something calls update-grub. */
const menu = (uuid: string): string => `set timeout=0
menuentry Debian {
  search --no-floppy --fs-uuid --set=root ${uuid}
  linux /vmlinuz root=UUID=${uuid} ro ${kernelParameters} quiet
  initrd /initrd.img
}
`

/** Builds the image in the current folder as image.qcow2; needs root, for what is unpacked belongs to many users. */
export function buildScript(recipe: Recipe): Sh {
  const hash = recipeHash(recipe)
  return scriptWith(
    recipe,
    [hash.slice(0, 8), hash.slice(8, 12), '4000', '8000', `${hash.slice(12, 16)}00000000`].join('-'),
  )
}

/** @param uuid of the root file system */
function scriptWith(recipe: Recipe, uuid: string): Sh {
  return sh`set -eu
umask 022
cat >sources.list <<'END'
${lines(recipe.sources)}
END
cat >apt.conf <<'END'
${lines(recipe.aptOptions)}
END
cat >first-boot.service <<'END'
${shVerbatim(firstBoot.unit)}END
cat >first-boot <<'END'
${shVerbatim(firstBoot.script)}END
cat >grub.cfg <<'END'
${shVerbatim(menu(uuid))}END
mkdir certificates
${certificateFiles(recipe)}
cat >before-all <<'END'
set -eu
printf '#!/bin/sh\nexit 101\n' >"$1/usr/sbin/policy-rc.d"
chmod 755 "$1/usr/sbin/policy-rc.d"
cp apt.conf "$1/etc/apt/apt.conf.d/80host"
echo 'grub-pc grub-pc/install_devices_empty boolean true' | chroot "$1" debconf-set-selections
END
cat >after-all <<'END'
${afterAll(recipe.packages)}${lastOptions(recipe)}
END
mmdebstrap --mode=root --variant=minbase \
  --include=${[...basePackages(recipe.codename), ...(hasCertificates(recipe) ? ['ca-certificates'] : [])].join(',')} \
  --skip=cleanup/apt/lists --essential-hook='sh before-all "$1"' --customize-hook='sh after-all "$1"' \
  ${aptopts(recipe)}${recipe.codename} root.tar ${recipe.sources.length > 0 ? ['sources.list'] : []}
mkdir root
tar -C root -xf root.tar
rm root.tar
printf 'UUID=%s / ext4 errors=remount-ro 0 1\n' ${uuid} >root/etc/fstab
printf 'GRUB_TIMEOUT=0\nGRUB_CMDLINE_LINUX_DEFAULT=quiet\nGRUB_CMDLINE_LINUX="${shVerbatim(kernelParameters)}"\n' >root/etc/default/grub
mkdir -p root/boot/grub/i386-pc
cp grub.cfg root/boot/grub/grub.cfg
cp root/usr/lib/grub/i386-pc/*.mod root/usr/lib/grub/i386-pc/*.lst root/boot/grub/i386-pc/
chroot root grub-mkimage -O i386-pc -o /boot/grub/i386-pc/core.img -p '(hd0,msdos1)/boot/grub' biosdisk part_msdos ext2
# A disk with one partition from 1 MiB on, and GRUB in front of it, made without a loop device.
mke2fs -q -t ext4 -U ${uuid} -E offset=1048576 -d root disk.raw ${`${diskMiB - 1}M`}
truncate -s ${`${diskMiB}M`} disk.raw
echo 'start=2048,type=83,bootable' | sfdisk -q --no-tell-kernel disk.raw
dd if=root/usr/lib/grub/i386-pc/boot.img of=disk.raw bs=440 count=1 conv=notrunc status=none
dd if=root/boot/grub/i386-pc/core.img of=disk.raw bs=512 seek=1 conv=notrunc status=none
qemu-img convert -O qcow2 disk.raw image.qcow2
`
}

const lines = (texts: readonly string[]): Sh => shVerbatim(texts.join('\n'))

const differs = ({ aptOptions, guestAptOptions }: Recipe): boolean =>
  aptOptions.join('\n') !== guestAptOptions.join('\n')

/** A proxy is wanted before there is anything to write it into. */
const aptopts = ({ aptOptions }: Recipe): Sh =>
  shVerbatim(
    aptOptions
      .filter((line) => line.includes('::Proxy'))
      .map((line) => sh`--aptopt=${line.replace(/;$/, '')} `.text)
      .join(''),
  )

/** What only holds on the host is taken away in the end. */
const lastOptions = (recipe: Recipe): Sh =>
  differs(recipe)
    ? sh`
rm -f "$root/etc/apt/apt.conf.d/99mmdebstrap"
cat >"$root/etc/apt/apt.conf.d/80host" <<'OPTIONS'
${lines(recipe.guestAptOptions)}
OPTIONS`
    : shVerbatim('')

const hasCertificates = ({ certificates }: Recipe): boolean => Object.keys(certificates).length > 0

const certificateFiles = ({ certificates }: Recipe): Sh =>
  lines(Object.entries(certificates).map(([name, text]) => sh`printf %s ${text} >certificates/${name}`.text))

/** What of the new packages would start at boot by itself is switched off: no more runs than on a bare machine. */
const afterAll = (packages: readonly string[]): Sh => sh`set -eu
root=$1
if [ -n "$(ls certificates)" ]; then
  cp certificates/* "$root/usr/local/share/ca-certificates/"
  chroot "$root" update-ca-certificates
fi
${packages.length > 0 ? installed(packages) : shVerbatim('')}
[ ! -e "$root/etc/apt/sources.list.d/0000sources.list" ] ||
  mv "$root/etc/apt/sources.list.d/0000sources.list" "$root/etc/apt/sources.list"
rm -f "$root"/etc/ssh/ssh_host_* "$root/usr/sbin/policy-rc.d" "$root/var/lib/dbus/machine-id"
: >"$root/etc/machine-id"
cp first-boot "$root/etc/first-boot"
cp first-boot.service "$root/etc/systemd/system/first-boot.service"
chroot "$root" systemctl enable first-boot.service
ln -sf "$(cd "$root" && ls boot/initrd.img-*)" "$root/initrd.img"`

const installed = (packages: readonly string[]): Sh => sh`enabled() {
  {
    chroot "$root" systemctl list-unit-files --state=enabled --no-legend | cut -d' ' -f1
    (cd "$root/etc" && ls -d rc[2-5].d/S*) | sed 's|.*/S[0-9]*||'
  } | LC_ALL=C sort -u
}
enabled >before
chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends ${packages}
enabled >after
LC_ALL=C comm -13 before after | while read -r unit; do
  chroot "$root" systemctl disable "$unit" || chroot "$root" update-rc.d "$unit" disable
done`

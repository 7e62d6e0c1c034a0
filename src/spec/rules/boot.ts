import { defaultMetadata } from '../arithmetic/raid.ts'
import { drbdNumbers, findDevice } from '../devices.ts'
import { loaderOf, logindDropIn } from '../boot.ts'
import { platformOf } from '../effective.ts'
import type { Rule } from '../rule.ts'
import type { Boot, Node, Path, Spec } from '../spec.ts'

function* bootsOf(
  spec: Spec,
): Generator<{ node: string; owner: Node; boot: Boot; loader: string; path: Path }> {
  for (const [node, owner] of Object.entries(spec.nodes)) {
    if (!owner.boot) continue
    const loader = loaderOf(owner)
    yield { node, owner, boot: owner.boot, loader, path: ['nodes', node, 'boot'] }
  }
}

/** Names of the disks that get a loader; what is not a disk is left out. */
const bootDisks = (owner: Node, boot: Boot): string[] =>
  (boot.disks ?? []).filter((disk) => owner.disks?.[disk])

export const rules: Rule[] = [
  {
    code: 'BOO001',
    severity: 'error',
    title: 'The boot loader goes onto disks.',
    why: 'The firmware reads the first sectors, or the ESP, of a whole disk; a loader in a partition, array or volume is not found.',
    example: { bad: 'boot: { disks: [md0] }', good: 'boot: { disks: [system1, system2] }' },
    source: 'grub-install(8)',
    check(spec, report) {
      const numbers = drbdNumbers(spec)
      for (const { node, owner, boot, path } of bootsOf(spec)) {
        for (const [i, disk] of (boot.disks ?? []).entries()) {
          const found = findDevice(spec, owner, disk, numbers)
          if (!found || found.kind === 'disk') continue
          if (
            found.kind === 'path' &&
            !/-part[0-9]+$|^\/dev\/md|^\/dev\/[shv]d[a-z]+[0-9]+$/.test(found.path)
          )
            continue
          report(
            [...path, 'disks', i],
            `The boot loader of ${node} is to go onto ${disk}, which is not a disk.`,
            'name the disks themselves, each of a mirror',
          )
        }
      }
    },
  },
  {
    code: 'BOO002',
    severity: 'error',
    title: 'Every disk of the boot mirror has a boot loader.',
    why: 'The mirror survives the death of a disk, but the machine does not start again when that disk had the only loader.',
    example: {
      bad: 'boot: { disks: [system1] }   # md0 mirrors system1 and system2',
      good: 'boot: { disks: [system1, system2] }',
    },
    source: 'grub-install(8); Debian: grub-pc/install_devices',
    check(spec, report) {
      for (const { node, owner, boot, loader, path } of bootsOf(spec)) {
        if (loader === 'none' || !boot.disks) continue
        const disks = bootDisks(owner, boot)
        const told = new Set<string>()
        for (const [array, raid] of Object.entries(owner.raid ?? {})) {
          const members = [...new Set(raid.devices.map((device) => device.split('/')[0]!))].filter(
            (name) => owner.disks?.[name],
          )
          // Where one member's disk starts the machine, all have to.
          if (raid.level === 0 || !members.some((member) => disks.includes(member))) continue
          for (const member of members.filter((name) => !disks.includes(name) && !told.has(name))) {
            told.add(member)
            report(
              [...path, 'disks'],
              `${array} of ${node} is on ${members.join(' and ')}, but ${member} has no boot loader.`,
              `write disks: [${[...members, ...disks.filter((name) => !members.includes(name))].join(', ')}]`,
            )
          }
        }
      }
    },
  },
  {
    code: 'BOO003',
    severity: 'error',
    title: 'A boot disk has the partition that its loader needs.',
    why: 'GRUB for BIOS keeps its core in a bios-boot partition when the table is GPT, and GRUB for UEFI is a file on an ESP; without it grub-install fails.',
    example: {
      bad: 'boot: { loader: grub-pc, disks: [s1] }   # s1: gpt, root only',
      good: 's1: { partitions: { bios: { size: 1M, type: bios-boot }, root: { type: raid } } }',
    },
    source: 'GRUB manual "BIOS installation"; UEFI specification 13.3',
    check(spec, report) {
      for (const { node, owner, boot, loader, path } of bootsOf(spec)) {
        const wanted = loader === 'grub-pc' ? 'bios-boot' : loader === 'grub-efi' ? 'esp' : undefined
        if (wanted === undefined) continue
        for (const name of bootDisks(owner, boot)) {
          const disk = owner.disks![name]!
          // A disk whose partitions we do not make has what its installer made.
          if (!disk.partitions || (wanted === 'bios-boot' && (disk.table ?? 'gpt') !== 'gpt')) continue
          if (!Object.values(disk.partitions).some(({ type }) => type === wanted))
            report(
              [...path, 'disks', boot.disks!.indexOf(name)],
              `${loader} on ${name} of ${node} needs a partition of type ${wanted}, and there is none.`,
              wanted === 'esp'
                ? 'add esp: { size: 512M, type: esp } to its partitions'
                : 'add bios: { size: 1M, type: bios-boot } to its partitions',
            )
        }
      }
    },
  },
  {
    code: 'BOO004',
    severity: 'error',
    title: 'An ESP is not in an array that the firmware cannot read.',
    why: 'The firmware reads a plain FAT file system: only with the superblock at the end (1.0) each half looks like one, and what the firmware writes reaches one half only.',
    example: {
      bad: 'md0: { level: 1, devices: [s1/esp, s2/esp] }',
      good: 'one ESP on each disk, grub-install for each',
    },
    source: 'UEFI specification 13.3; md(4) superblock versions',
    check(spec, report) {
      for (const [node, owner] of Object.entries(spec.nodes)) {
        for (const [array, raid] of Object.entries(owner.raid ?? {})) {
          for (const [i, device] of raid.devices.entries()) {
            const [disk = '', partition = ''] = device.split('/')
            if (owner.disks?.[disk]?.partitions?.[partition]?.type !== 'esp') continue
            const readable = raid.level === 1 && ['1.0', '0.90'].includes(raid.metadata ?? defaultMetadata)
            report(
              ['nodes', node, 'raid', array, 'devices', i],
              readable
                ? `${array} of ${node} mirrors the ESP ${device}; what the firmware writes there reaches one half only.`
                : `${array} of ${node} has the ESP ${device} in it, in a form that no firmware reads.`,
              'leave the ESP of each disk alone; GRUB is installed into each',
              readable ? 'warning' : 'error',
            )
            break
          }
        }
      }
    },
  },
  {
    code: 'BOO005',
    severity: 'error',
    title: 'The loader exists on the platform.',
    why: 'Debian removed LILO with release 10 and has GRUB for UEFI since release 6; Slackware has GRUB since 14.',
    example: { bad: 'platform: debian-12   # boot: { loader: lilo }', good: 'boot: { loader: grub-pc }' },
    source: 'package indexes of Debian and Slackware',
    check(spec, report) {
      for (const { node, owner, boot, path } of bootsOf(spec)) {
        const { id, family, title } = platformOf(owner)
        const { loader } = boot
        const missing =
          loader === 'lilo'
            ? family === 'debian' && /^debian-1[0-9]/.test(id)
            : loader === 'grub-efi'
              ? id === 'debian-5' || id === 'slackware-13.37'
              : loader === 'grub-pc' && id === 'slackware-13.37'
        if (missing)
          report(
            [...path, 'loader'],
            `${title} on ${node} has no ${loader}.`,
            family === 'debian' ? 'write loader: grub-pc' : 'write loader: lilo',
          )
      }
    },
  },
  {
    code: 'BOO006',
    severity: 'error',
    title: 'LILO can read the array that it boots from.',
    why: 'LILO reads one half as if it were no array, so the superblock must be at its end.',
    example: {
      bad: 'boot: { loader: lilo, disks: [a, b] }   # md0: metadata "1.2"',
      good: 'md0: { level: 1, metadata: "0.90", devices: [a/root, b/root] }',
    },
    source: 'lilo.conf(5) raid-extra-boot; md(4)',
    check(spec, report) {
      for (const { node, owner, boot, loader } of bootsOf(spec)) {
        if (loader !== 'lilo') continue
        const disks = bootDisks(owner, boot)
        const mounts = owner.filesystems ?? {}
        const root = (mounts['/boot'] ?? mounts['/'])?.device
        for (const [array, raid] of Object.entries(owner.raid ?? {})) {
          if (root !== undefined && root !== array) continue
          if (root === undefined && !raid.devices.some((device) => disks.includes(device.split('/')[0]!)))
            continue
          const where = ['nodes', node, 'raid', array]
          if (raid.level !== 1)
            report(
              [...where, 'level'],
              `LILO on ${node} boots from ${array}, which is RAID ${raid.level}; it reads RAID 1 only.`,
              'make a small RAID 1 for /boot',
            )
          else if (!['1.0', '0.90'].includes(raid.metadata ?? defaultMetadata))
            report(
              [...where, raid.metadata === undefined ? 'devices' : 'metadata'],
              `LILO on ${node} boots from ${array}, whose metadata ${raid.metadata ?? defaultMetadata} are at its beginning.`,
              'write metadata: "0.90"',
            )
        }
      }
    },
  },
  {
    code: 'BOO007',
    severity: 'warning',
    title: 'What is said about booting takes effect.',
    why: 'Kernel parameters go into the configuration of a boot loader, and the power key is a setting of logind.',
    example: {
      bad: 'boot: { loader: none, cmdline: ["acpi=off"] }',
      good: 'boot: { loader: grub-pc, disks: [s1], cmdline: ["acpi=off"] }',
    },
    source: 'grub-mkconfig; logind.conf(5)',
    check(spec, report) {
      for (const { node, owner, boot, loader, path } of bootsOf(spec)) {
        if (loader === 'none' && boot.cmdline?.length)
          report(
            [...path, 'cmdline'],
            `The kernel parameters of ${node} go nowhere: we leave its boot loader alone.`,
            'write loader: grub-pc or grub-efi, or remove cmdline',
          )
        if (loader === 'none' && boot.disks?.length)
          report(
            [...path, 'disks'],
            `The boot disks of ${node} are named, but we leave its boot loader alone.`,
            'write loader: grub-pc or grub-efi, or remove disks',
          )
        // Where nobody looks at the key, it is ignored without a word.
        const isDone = boot['power-key'] === 'ignore' && owner['packages-absent']?.includes('acpid') === true
        if (boot['power-key'] !== undefined && !isDone && logindDropIn(owner) === undefined)
          report(
            [...path, 'power-key'],
            `${platformOf(owner).title} on ${node} has no logind; power-key does nothing there.`,
            'remove power-key; without acpid the key cuts the power (packages-absent: [acpid])',
          )
      }
    },
  },
]

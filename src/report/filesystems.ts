import { movingFilesystems, sharedDevices } from '../plan/filesystems.ts'
import type { FilesystemMember } from '../plan/filesystems.ts'
import type { Plan } from '../plan/plan.ts'
import { blocks, command, sh } from './markdown.ts'

/** The file system of a shared disk is made on one node, for all of them. */
export function sharedDisks(plan: Plan): string | undefined {
  const shared = sharedDevices(plan)
  const filesystems = movingFilesystems(plan).filter(({ device }) => shared.has(device))
  if (filesystems.length === 0) return undefined
  return blocks(
    '### Shared disks, once',
    `**This destroys what is on them, for every node.** On every node \`multipath -ll\` must show each with all its paths. No other node can see from here that one is mounted elsewhere: never when any node has ever run from them. Then on ${plan.nodes[0]!.name} alone:`,
    sh(
      ...filesystems.map(({ device }) => command('wipefs', '--no-act', device)),
      ...filesystems.flatMap(makeFilesystem),
    ),
  )
}

/** Makes a file system and the directories that the spec wants on it. */
export function makeFilesystem({ type, device, mount, directories }: FilesystemMember): string[] {
  const inside =
    directories.length === 0
      ? []
      : [
          command('mount', '-t', type, device, mount),
          command('mkdir', '-p', ...directories.map((directory) => `${mount}/${directory}`)),
          command('umount', mount),
        ]
  return [command(`mkfs.${type}`, device), ...inside]
}

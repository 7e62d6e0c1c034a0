import { platformOf } from './effective.ts'
import type { Boot, Node } from './spec.ts'

/** The boot loader of a node: as it says; the platform's own where something is to be done with it; else we leave it alone. */
export function loaderOf(node: Node): NonNullable<Boot['loader']> {
  if (node.boot?.loader) return node.boot.loader
  if (!node.boot?.disks && !node.boot?.cmdline) return 'none'
  return platformOf(node).family === 'debian' ? 'grub-pc' : 'lilo'
}

import { platformOf } from './effective.ts'
import type { Boot, Node } from './spec.ts'

/** The boot loader of a node: as it says; the platform's own where something is to be done with it; else we leave it alone. */
export function loaderOf(node: Node): NonNullable<Boot['loader']> {
  if (node.boot?.loader) return node.boot.loader
  if (!node.boot?.disks && !node.boot?.cmdline) return 'none'
  return platformOf(node).family === 'debian' ? 'grub-pc' : 'lilo'
}

/** Where the power key of logind is set; undefined on platforms without one. Slackware has elogind since 15.0. */
export function logindDropIn(node: Node): string | undefined {
  const { id, init } = platformOf(node)
  if (init === 'systemd') return '/etc/systemd/logind.conf.d/ha-bootstrap.conf'
  return id === 'slackware-15.0' ? '/etc/elogind/logind.conf.d/ha-bootstrap.conf' : undefined
}

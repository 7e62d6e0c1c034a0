import type { NodePlan, Plan } from '../plan/plan.ts'
import type { ViewMap } from './engine.ts'

/** Programs that prove a file (src/prove has one file for each). */
export type Proof =
  | 'drbdadm'
  | 'corosync'
  | 'heartbeat'
  | 'cib'
  | 'crmsh'
  | 'cluster.conf'
  | 'ifupdown'
  | 'ifupdown2'
  | 'libvirt-domain'
  | 'libvirt-network'
  | 'lvm'
  | 'sfdisk'
  | 'debconf'
  | 'mdadm'
  | 'sh'
  | 'systemd'
  | 'chrony'
  | 'sysctl'
  | 'rc.inet1'
  | 'link'
  | 'xml'
  | 'none'

/**
 * How a secret is written into a file: what would end its place there is escaped, or refused where it cannot be. A binary
 * file is one token and nothing else; it becomes the bytes of the base64 secret.
 */
export type SecretQuoting = 'plain' | 'xml' | 'double-quoted' | 'single-quoted' | 'crmsh' | 'binary'

/** How a comment looks in the file; none for files that cannot hold one. */
export type CommentStyle = '#' | '//' | 'xml' | 'none'

export interface Placement {
  /** Absolute path on the node. */
  readonly path: string
  /** Permission bits, 0o644 for most. */
  readonly mode: number
  readonly view: ViewMap
  /** Overrides the template's proof where it depends on versions. */
  readonly proof?: Proof
}

/** A template and what is made of it: which files on which node, with what in them. Pure. */
export interface Template {
  /** Path of the template below templates/, without .hbs. */
  readonly id: string
  readonly comment: CommentStyle
  readonly proof: Proof
  readonly secrets?: SecretQuoting
  readonly place: (plan: Plan, node: NodePlan) => readonly Placement[]
}

export { secretToken } from '../plan/secrets.ts'

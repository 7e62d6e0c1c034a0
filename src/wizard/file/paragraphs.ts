/** Keys of the top level in the order in which they are written; a blank line before each paragraph. */
export const paragraphs: readonly (readonly string[])[] = [
  ['version', 'name', 'description', 'profile', 'stack', 'mail'],
  ['networks', 'rings', 'hosts-network', 'quorum', 'hosts', 'dns', 'time'],
  ['node-defaults', 'nodes'],
  ['drbd'],
  ['corosync', 'heartbeat', 'cman', 'pacemaker'],
  ['fencing'],
  ['services', 'vms', 'libvirt', 'groups', 'constraints'],
]

/** Whether a key of the top level begins a paragraph when it stands behind that other one. */
export const beginsParagraph = (key: string, before: string): boolean =>
  paragraphs.findIndex((keys) => keys.includes(key)) !== paragraphs.findIndex((keys) => keys.includes(before))

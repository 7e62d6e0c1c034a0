import { HaError } from '../core/errors.ts'
import { findProgram } from '../host/exec.ts'
import { qemu } from './qemu.ts'

/** What the lab runs on the host, and the Debian package it is in. */
const programs: readonly (readonly [program: string, debianPackage: string])[] = [
  [qemu, 'qemu-system-x86'],
  ['qemu-img', 'qemu-utils'],
  ['mmdebstrap', 'mmdebstrap'],
  ['ipmi_sim', 'openipmi'],
  ['mke2fs', 'e2fsprogs'],
  ['sfdisk', 'fdisk'],
  ['ssh', 'openssh-client'],
  ['ssh-keygen', 'openssh-client'],
  ['flock', 'util-linux'],
  ['setsid', 'util-linux'],
  ['tar', 'tar'],
  ['bash', 'bash'],
]

/**
 * @throws HaError facts, with the one command that installs everything that is missing.
 */
export function requirePrograms(find: (name: string) => string | undefined = findProgram): void {
  requireAll(programs, find)
}

/** The same for what only clusters of modular servers need. */
export const requireSnmp = (): void => requireAll([['snmpd', 'snmpd']], findProgram)

function requireAll(needed: typeof programs, find: (name: string) => string | undefined): void {
  const missing = needed.filter(([program]) => find(program) === undefined)
  if (missing.length === 0) return
  const packages = [...new Set(missing.map(([, debianPackage]) => debianPackage))]
  throw new HaError(
    'facts',
    `The lab needs programs that are not installed here: ${missing.map(([program]) => program).join(', ')}.`,
    { hint: `apt-get install --no-install-recommends ${packages.join(' ')}` },
  )
}

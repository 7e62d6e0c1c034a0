import { drbdSecrets } from './drbd.ts'
import type { Spec, Values } from '../spec/spec.ts'
import { membershipSecrets } from './membership.ts'

/** A secret the cluster needs: what it is for and how it comes into being. Its value is never here. */
export interface SecretPlan {
  readonly name: string
  readonly purpose: string
  /** hex and base64 are made by us at random; given is known to the outside (a BMC's password) and can only be asked for. */
  readonly make: { readonly kind: 'hex' | 'base64'; readonly bytes: number } | { readonly kind: 'given' }
  /** Longest value the reading program takes. */
  readonly maxLength?: number
}

/** Stands for a secret in a plan or view; it is replaced when the file is written, so that neither ever holds one. */
export const secretToken = (name: string): string => `@SECRET:${name}@`

export function resolveSecrets(spec: Spec): SecretPlan[] {
  return [...drbdSecrets(spec), ...membershipSecrets(spec), ...agentSecrets(spec)]
}

/** Secrets that parameters of fence devices, services and virtual machines refer to: they come from outside. */
function agentSecrets(spec: Spec): SecretPlan[] {
  const purposes = new Map<string, string[]>()
  const add = (of: string, params: Values | undefined): void => {
    for (const [key, value] of Object.entries(params ?? {}))
      if (typeof value === 'object')
        purposes.set(value.secret, [...(purposes.get(value.secret) ?? []), `${key} of ${of}`])
  }
  for (const [name, device] of Object.entries(spec.fencing?.devices ?? {}))
    add(`fence device ${name}`, device.params)
  for (const [name, service] of Object.entries(spec.services ?? {})) add(`service ${name}`, service.params)
  for (const [name, vm] of Object.entries(spec.vms ?? {})) add(`virtual machine ${name}`, vm.params)
  return [...purposes].map(([name, uses]) => ({
    name,
    purpose: uses.join(', '),
    make: { kind: 'given' },
  }))
}

import { drbdSecrets } from './drbd.ts'
import type { Spec } from '../spec/spec.ts'
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
  return [...drbdSecrets(spec), ...membershipSecrets(spec)]
}

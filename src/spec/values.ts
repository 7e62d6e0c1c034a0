import type { Value } from './spec.ts'

/** A value as text; a secret and nothing have none. */
export const plainText = (value: Value | undefined): string =>
  value === undefined || typeof value === 'object' ? '' : String(value)

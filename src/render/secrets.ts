import { HaError } from '../core/errors.ts'
import type { SecretPlan } from '../plan/secrets.ts'
import type { SecretQuoting } from './template.ts'

export type SecretValues = { readonly [name: string]: string }

const token = /@SECRET:([A-Za-z0-9_-]+)@/g

/** What a value must be like where it is written without or with quotes, and how it is written there. */
const quotings: {
  readonly [quoting in Exclude<SecretQuoting, 'binary'>]: {
    readonly accepts: RegExp
    readonly must: string
    readonly write: (value: string) => string
  }
} = {
  plain: {
    accepts: /^[A-Za-z0-9_.,:@%+=/~*?!^-]+$/,
    must: "of letters, digits and '_.,:@%+=/~*?!^-' only",
    write: (value) => value,
  },
  'double-quoted': {
    // drbd.conf and sh do not agree on what a backslash means between double quotes.
    accepts: /^[^\u0000-\u001f\u007f"\\$`]+$/,
    must: 'without double quotes, backslashes, dollar signs, backticks and control characters',
    write: (value) => value,
  },
  // Between double quotes, with backslashes before `"` and backslashes (measured with crmsh 4.4).
  crmsh: {
    accepts: /^(?!.*\\(?:"|$))[\x20-\x7e]+$/,
    must: 'of ASCII characters, without a backslash at the end or before a double quote',
    write: (value) => value.replace(/["\\]/g, '\\$&'),
  },
  'single-quoted': {
    accepts: /^[^\u0000-\u001f\u007f']+$/,
    must: 'without single quotes and control characters',
    write: (value) => value,
  },
  xml: {
    accepts: /^[^\u0000-\u001f\u007f\ufffe\uffff]+$/,
    must: 'without control characters',
    write: (value) =>
      value
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replaceAll('"', '&quot;')
        .replaceAll("'", '&apos;'),
  },
}

/** Why a value cannot be used, as the end of "the secret NAME must be …"; undefined when it can. */
export function secretFault(
  value: string,
  quoting: SecretQuoting,
  secret: SecretPlan | undefined,
): string | undefined {
  if (quoting === 'binary') {
    const bytes = Buffer.from(value, 'base64')
    if (bytes.length === 0 || bytes.toString('base64').replace(/=+$/, '') !== value.replace(/=+$/, ''))
      return 'base64'
    if (secret?.make.kind === 'base64' && bytes.length < secret.make.bytes)
      return `base64 of at least ${secret.make.bytes} bytes`
    return undefined
  }
  if (secret?.maxLength !== undefined && Buffer.byteLength(value) > secret.maxLength)
    return `at most ${secret.maxLength} bytes long`
  return quotings[quoting].accepts.test(value) ? undefined : quotings[quoting].must
}

export interface SecretHolder {
  readonly text: string
  readonly secretQuoting: SecretQuoting
}

/**
 * The bytes of a file with its secrets in it. Secrets without a value stay named blanks.
 * @throws HaError spec when a value cannot be written where the file wants it.
 */
export function fillSecrets(
  file: SecretHolder,
  values: SecretValues,
  secrets: readonly SecretPlan[],
): Buffer {
  const quoting = file.secretQuoting
  const check = (name: string, value: string): void => {
    const fault = secretFault(
      value,
      quoting,
      secrets.find((secret) => secret.name === name),
    )
    if (fault) throw new HaError('spec', `The secret ${name} must be ${fault}.`)
  }
  const whole = /^@SECRET:([A-Za-z0-9_-]+)@\n?$/.exec(file.text)
  if (quoting === 'binary' && whole) {
    const value = values[whole[1]!]
    if (value === undefined) return Buffer.from(file.text)
    check(whole[1]!, value)
    return Buffer.from(value, 'base64')
  }
  if (quoting === 'binary') throw new Error('a binary file is one secret and nothing else')
  const text = file.text.replace(token, (blank: string, name: string) => {
    const value = values[name]
    if (value === undefined) return blank
    check(name, value)
    return quotings[quoting].write(value)
  })
  return Buffer.from(text)
}

/** A value of the right form for a secret that no cluster uses; for proving files. */
export function testValue(secret: SecretPlan): string {
  if (secret.make.kind === 'hex') return '5e'.repeat(secret.make.bytes)
  if (secret.make.kind === 'base64') return Buffer.alloc(secret.make.bytes, 0x5e).toString('base64')
  return 'not-a-secret'.slice(0, secret.maxLength)
}

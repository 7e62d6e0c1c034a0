import { posixQuote } from '../core/quote.ts'

export type Redact = (text: string) => string

/** What stands where a secret was. */
export const redacted = '•••'

/** A shorter value is a word of everyday life: replacing it would spoil the text and tell the secret by its absence. */
const shortest = 4

/**
 * Replaces known secrets in whatever is shown of a node's output, also where a program quoted or encoded them for sh, JSON,
 * XML, a URL or base64. Lines may come one at a time: each line of a secret with several counts by itself.
 */
export function redactor(secrets: Iterable<string>): Redact {
  const forms = new Set<string>()
  for (const secret of secrets)
    for (const part of new Set([secret, ...secret.split(/\r?\n/)]))
      for (const form of formsOf(part.trim())) if (form.length >= shortest) forms.add(form)
  if (forms.size === 0) return (text) => text
  // The longest first, so that a secret which holds another one is replaced whole.
  const pattern = [...forms]
    .sort((a, b) => b.length - a.length)
    .map((form) => form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'))
    .join('|')
  const all = new RegExp(pattern, 'g')
  return (text) => text.replace(all, redacted)
}

const formsOf = (secret: string): string[] => [
  secret,
  // Without the quotes around it, because more may stand between them.
  secret.replaceAll("'", "'\\''"),
  posixQuote(secret.replaceAll('\0', '')),
  JSON.stringify(secret).slice(1, -1),
  secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
  encodeUrl(secret),
  Buffer.from(secret).toString('base64'),
]

function encodeUrl(secret: string): string {
  try {
    return encodeURIComponent(secret)
  } catch {
    // Half a character of UTF-16 has no such form.
    return secret
  }
}

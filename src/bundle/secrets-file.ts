import { randomBytes } from 'node:crypto'
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { cleanUpOnExit } from '../core/cleanup.ts'
import { HaError } from '../core/errors.ts'
import type { SecretPlan } from '../plan/secrets.ts'
import { readDocument } from '../spec/document.ts'
import { layOut } from '../spec/layout.ts'
import type { SecretValues } from '../render/secrets.ts'

export interface SecretsFile {
  readonly path: string
  /** As it is now; empty when there is none. */
  readonly text: string
  readonly values: SecretValues
  /** Names that stand in the file, with or without a value. */
  readonly names: ReadonlySet<string>
  /** Line of a secret in the file. */
  lineOf(name: string): number | undefined
  /** Permission bits when others than the owner may read it. */
  readonly openTo: number | undefined
}

/** The secrets of a spec are in a file beside it: cluster.yaml and cluster.secrets.yaml. */
export const secretsPathOf = (spec: string): string =>
  spec === '-' ? 'cluster.secrets.yaml' : `${spec.replace(/\.ya?ml$/, '')}.secrets.yaml`

/**
 * Reads the secrets, if there are any yet.
 * @throws HaError spec for what is not a mapping from names to texts.
 */
export function readSecretsFile(path: string): SecretsFile {
  let bytes: Buffer
  let mode: number
  try {
    bytes = readFileSync(path)
    mode = statSync(path).mode & 0o777
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT')
      return { path, text: '', values: {}, names: new Set(), lineOf: () => undefined, openTo: undefined }
    throw new HaError('usage', `The secrets file ${path} cannot be read (${message}).`, { cause: error })
  }
  const document = readDocument(bytes, path)
  const problem = document.problems.find(({ severity }) => severity === 'error')
  // Never the text around the place: it is a secret.
  if (problem)
    throw new HaError('spec', 'The secrets file is not YAML that can be read.', {
      where: `${path}:${problem.line}:${problem.column}`,
      hint: 'one `name: "value"` on each line',
    })
  const value = document.value ?? {}
  const lineOf = (name: string): number | undefined => document.keyPlace([name])?.line
  if (typeof value !== 'object' || Array.isArray(value))
    throw new HaError('spec', 'The secrets file is not a mapping of names to values.', {
      where: path,
      hint: 'one `name: "value"` on each line',
    })
  const wrong = Object.entries(value).find(([, secret]) => secret !== null && typeof secret !== 'string')
  if (wrong)
    throw new HaError('spec', `The secret ${wrong[0]} is not a text.`, {
      where: `${path}:${lineOf(wrong[0]) ?? 1}`,
      hint: 'put its value between double quotes; YAML reads 0123 or true as something else',
    })
  const entries = Object.entries(value as { readonly [name: string]: string | null })
  return {
    path,
    text: bytes.toString('utf8'),
    values: Object.fromEntries(
      entries.filter((entry): entry is [string, string] => entry[1] !== null && entry[1] !== ''),
    ),
    names: new Set(entries.map(([name]) => name)),
    lineOf,
    openTo: (mode & 0o077) === 0 ? undefined : mode,
  }
}

export interface CompletedSecrets {
  readonly values: SecretValues
  /** Made just now. */
  readonly made: readonly string[]
  /** Known to somebody else, who has not told yet. */
  readonly blank: readonly string[]
  /** In the file, but of no use to this cluster. */
  readonly unused: readonly string[]
  /** What the file has to say; the same as before when nothing is missing. */
  readonly text: string
}

/** Makes what is missing. What stands in the file already stays as it is, byte by byte. */
export function completeSecrets(
  file: SecretsFile,
  secrets: readonly SecretPlan[],
  cluster: string,
): CompletedSecrets {
  const values: { [name: string]: string } = {}
  const made: string[] = []
  const blank: string[] = []
  const lines: string[] = []
  for (const { name, purpose, make } of secrets) {
    const known = file.values[name]
    if (known !== undefined) values[name] = known
    else if (make.kind === 'given') {
      blank.push(name)
      if (!file.names.has(name)) lines.push(`# ${purpose}: put it here.`, `${name}: null`)
    } else {
      if (file.names.has(name))
        throw new HaError('spec', `The secret ${name} has no value.`, {
          where: `${file.path}:${file.lineOf(name) ?? 1}`,
          hint: 'take the line away and a value is made, or write one',
        })
      values[name] = randomBytes(make.bytes).toString(make.kind)
      made.push(name)
      lines.push(`# ${purpose}`, `${name}: "${values[name]}"`)
    }
  }
  const known = new Set(secrets.map((secret) => secret.name))
  return {
    values,
    made,
    blank,
    unused: [...file.names].filter((name) => !known.has(name)),
    text: lines.length === 0 ? file.text : appended(file.text, lines, cluster),
  }
}

/** The text with lines behind it; a new file says first what it is. */
function appended(text: string, lines: readonly string[], cluster?: string): string {
  const head =
    text === ''
      ? `# Secrets${cluster === undefined ? '' : ` of cluster ${cluster}`}: keep this file private and together with its cluster.yaml.\n` +
        '# Values that are here are never made anew; null is what only you know.\n'
      : ''
  const before = text === '' || text.endsWith('\n') ? text : `${text}\n`
  return `${before}${head}${lines.join('\n')}\n`
}

/** A secret that somebody has said. */
export interface SaidSecret {
  readonly name: string
  /** What it is for, in a few words: a comment in the file. */
  readonly purpose: string
  readonly value: string
}

/**
 * Puts a secret into the file at once, so that it is nowhere else. One that is there already gets the new value; everything
 * else in the file stays as it is, byte by byte.
 * @throws HaError spec for a file that is no mapping from names to texts.
 */
export function keepSecret(path: string, { name, purpose, value }: SaidSecret): void {
  const { text, names } = readSecretsFile(path)
  const written = JSON.stringify(value)
  const there = layOut(text)?.entries.find(({ key }) => key === name)?.value
  if (!names.has(name) || !there) {
    const lines = [
      `# ${purpose}`,
      `${/^[A-Za-z_][\w-]*$/.test(name) ? name : JSON.stringify(name)}: ${written}`,
    ]
    writePrivately(path, appended(text, lines))
    return
  }
  const gap = there.start === there.end && text[there.start - 1] === ':' ? ' ' : ''
  writePrivately(path, `${text.slice(0, there.start)}${gap}${written}${text.slice(there.end)}`)
}

/** Replaces a file by a private one (0600 from its first byte); never leaves half of it. */
export function writePrivately(path: string, text: string): void {
  const target = realPath(path)
  const temporary = `${target}.new-${process.pid}`
  const forget = cleanUpOnExit(() => rmSync(temporary, { force: true }))
  try {
    rmSync(temporary, { force: true })
    const handle = openSync(temporary, 'wx', 0o600)
    try {
      fchmodSync(handle, 0o600)
      const bytes = Buffer.from(text)
      for (let at = 0; at < bytes.length;) at += writeSync(handle, bytes, at)
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    renameSync(temporary, target)
  } catch (error) {
    rmSync(temporary, { force: true })
    const { code, message } = error as NodeJS.ErrnoException
    throw new HaError(
      'stepFailed',
      `${path} could not be written (${code ?? message}); it is as it was before.`,
      {
        cause: error,
      },
    )
  } finally {
    forget()
  }
}

/** Where a link leads, so that the link stays one. */
function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

import { createHash } from 'node:crypto'
import { lstatSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { HaError } from '../core/errors.ts'

/** A file of the bundle, before it is written. */
export interface BundleFile {
  /** Relative to the bundle, with /. */
  readonly path: string
  readonly mode: number
  readonly bytes: Uint8Array
}

export interface Manifest {
  readonly format: 1
  readonly cluster: string
  readonly tool: string
  /** Mode in octal and SHA-256 of every file but the manifest. */
  readonly files: { readonly [path: string]: readonly [mode: string, sha256: string] }
}

/** How we know again what we wrote. */
export const manifestName = '.ha-bootstrap.json'

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

const octal = (mode: number): string => mode.toString(8).padStart(4, '0')

export function manifestOf(files: readonly BundleFile[], cluster: string, tool: string): Manifest {
  const entries = files.map(({ path, mode, bytes }) => [path, [octal(mode), sha256(bytes)]] as const)
  return { format: 1, cluster, tool, files: Object.fromEntries(entries) }
}

export const manifestText = (manifest: Manifest): string => `${JSON.stringify(manifest, null, 1)}\n`

export interface ExistingBundle {
  readonly manifest: Manifest
  /** Files that somebody has taken away; they are simply written again. */
  readonly missing: readonly string[]
}

/** At most this many names in one message. */
const fewNames = 12

/**
 * What is in the folder now: nothing (undefined) or a bundle exactly as it was written.
 * @throws HaError facts naming every file that we did not write or that was edited since.
 */
export function inspectFolder(folder: string, cluster: string): ExistingBundle | undefined {
  let found: ReadonlyMap<string, 'file' | 'other'>
  try {
    found = walk(folder)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    if (code === 'ENOTDIR') throw refusal(`${folder} is a file, not a folder`, [])
    throw new HaError('stepFailed', `${folder} cannot be read (${message}).`, { cause: error })
  }
  if (found.size === 0) return undefined
  const manifest = readManifest(folder)
  if (!manifest) throw refusal(`${folder} holds files that ha-bootstrap did not write`, [...found.keys()])
  if (manifest.cluster !== cluster)
    throw refusal(`${folder} holds the bundle of another cluster, ${manifest.cluster}`, [])
  const foreign = [...found.keys()].filter((path) => !(path in manifest.files) && path !== manifestName)
  const edited = Object.entries(manifest.files).flatMap(([path, [mode, hash]]) => {
    if (found.get(path) === undefined) return []
    const now = octal(lstatSync(join(folder, path)).mode & 0o7777)
    if (now !== mode) return [`${path} (mode ${now}, was ${mode})`]
    return sha256(readFileSync(join(folder, path))) === hash ? [] : [`${path} (edited)`]
  })
  const strange = [...foreign.map((path) => `${path} (not ours)`), ...edited]
  if (strange.length > 0)
    throw refusal(
      `${folder} was changed since ha-bootstrap wrote it, and nothing in it was touched now`,
      strange,
      folder,
    )
  return { manifest, missing: Object.keys(manifest.files).filter((path) => !found.has(path)) }
}

function refusal(sentence: string, names: readonly string[], ours?: string): HaError {
  const shown = names.slice(0, fewNames).map((name) => `\n    ${name}`)
  const more = names.length > fewNames ? `\n    and ${names.length - fewNames} more` : ''
  return new HaError('facts', `${sentence}${names.length > 0 ? ':' : '.'}${shown.join('')}${more}`, {
    hint: ours
      ? `move ${ours} away, or name another folder with --output`
      : 'name another folder with --output',
  })
}

/** Everything below folder; a folder of which nothing is a file counts itself. */
function walk(folder: string, below = ''): Map<string, 'file' | 'other'> {
  const found = new Map<string, 'file' | 'other'>()
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    if (!entry.isDirectory()) {
      found.set(path, entry.isFile() ? 'file' : 'other')
      continue
    }
    const inside = walk(folder, path)
    if (inside.size === 0) found.set(`${path}/`, 'other')
    for (const [name, kind] of inside) found.set(name, kind)
  }
  return found
}

function readManifest(folder: string): Manifest | undefined {
  try {
    const value = JSON.parse(readFileSync(join(folder, manifestName), 'utf8')) as Partial<Manifest>
    return value.format === 1 && typeof value.files === 'object' ? (value as Manifest) : undefined
  } catch {
    return undefined
  }
}

import {
  chmodSync,
  closeSync,
  existsSync,
  fchmodSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { cleanUpOnExit } from '../core/cleanup.ts'
import { HaError } from '../core/errors.ts'
import type { BundleFile } from './manifest.ts'

/**
 * Puts a bundle in the place of folder: everything is written beside it first, then the two change places. Whatever goes
 * wrong before leaves folder as it was.
 * @throws HaError stepFailed
 */
export function replaceFolder(folder: string, files: readonly BundleFile[], folderMode: number): void {
  const target = resolve(folder)
  const beside = (kind: string): string =>
    join(dirname(target), `.${basename(target)}.${kind}-${process.pid}`)
  const fresh = beside('new')
  const old = beside('old')
  const forget = cleanUpOnExit(() => rmSync(fresh, { recursive: true, force: true }))
  try {
    mkdirSync(dirname(target), { recursive: true })
    writeTree(fresh, files)
    chmodSync(fresh, folderMode)
    if (existsSync(target)) renameSync(target, old)
    try {
      renameSync(fresh, target)
    } catch (error) {
      if (existsSync(old)) renameSync(old, target)
      throw error
    }
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true })
    throw writeError(folder, error)
  } finally {
    forget()
  }
  try {
    rmSync(old, { recursive: true, force: true })
  } catch {
    // The new bundle is in place; the next run tries again.
  }
}

function writeError(folder: string, error: unknown): HaError {
  if (error instanceof HaError) return error
  const { code, message } = error as NodeJS.ErrnoException
  const why =
    code === 'ENOSPC' || code === 'EDQUOT'
      ? 'the disk is full'
      : code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
        ? 'this user may not write there'
        : code === 'EBUSY' || code === 'EXDEV'
          ? 'it is a mount point; name a folder in it'
          : message
  return new HaError('stepFailed', `${folder} could not be written: ${why}. It is as it was before.`, {
    cause: error,
  })
}

/**
 * Clears up after an earlier run that was killed: a new folder that had no name yet goes, an old one that had lost its
 * name gets it back.
 */
export function recoverFolder(folder: string): void {
  const target = resolve(folder)
  if (!existsSync(dirname(target))) return
  const pattern = new RegExp(
    `^\\.${basename(target).replace(/[^A-Za-z0-9_-]/g, '\\$&')}\\.(new|old)-([0-9]+)$`,
  )
  for (const name of readdirSync(dirname(target))) {
    const [, kind, pid] = pattern.exec(name) ?? []
    if (kind === undefined || isAlive(Number(pid))) continue
    const path = join(dirname(target), name)
    if (kind === 'old' && !existsSync(target)) renameSync(path, target)
    else rmSync(path, { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Files with their exact modes, private until then; folders 0755 below a top that stays 0700 until all is there. */
function writeTree(top: string, files: readonly BundleFile[]): void {
  mkdirSync(top, { mode: 0o700 })
  const made = new Set<string>()
  const makeFolder = (folder: string): void => {
    if (folder === '.' || made.has(folder)) return
    makeFolder(dirname(folder))
    mkdirSync(join(top, folder), { mode: 0o755 })
    chmodSync(join(top, folder), 0o755)
    made.add(folder)
  }
  for (const { path, mode, bytes } of files) {
    makeFolder(dirname(path))
    const handle = openSync(join(top, path), 'wx', 0o600)
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(handle, bytes, at)
      fchmodSync(handle, mode)
    } finally {
      closeSync(handle)
    }
  }
}

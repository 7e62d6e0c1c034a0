import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import { runner } from '../../src/run/node-scripts.gen.ts'
import { shells } from '../steps/root.ts'

/** A root for all tests of a suite, in which pieces of sh run behind the runner's functions. */
export interface StorageRoot {
  readonly root: string
  readonly put: (path: string, text: string, mode?: number) => void
  /** What every shell answers, which must be the same. */
  readonly sh: (text: string) => string
  /** yes or no. */
  readonly ask: (question: string) => string
  readonly remove: () => void
}

export function storageRoot(): StorageRoot {
  const root = mkdtempSync(join(tmpdir(), 'ha-bootstrap-storage-'))
  const put = (path: string, text: string, mode = 0o644): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
    chmodSync(join(root, path), mode)
  }
  const sh = (text: string): string => {
    const [first, ...others] = shells.map(([command, ...options]) => {
      const { stdout, stderr } = spawnSync(
        command!,
        [...options, '-c', `. ${root}/runner\nPATH=${root}/bin:$PATH\n${text}`, join(root, 'program')],
        {
          encoding: 'utf8',
          env: { ...process.env, HA_ROOT: root, HA_HOME: join(root, 'home'), HA_FILES: join(root, 'files') },
        },
      )
      return `${stdout}${stderr}`
    })
    for (const other of others) assert.is(other, first)
    return first!
  }
  put('runner', `${runner}\nha_node=here\n`)
  return {
    root,
    put,
    sh,
    ask: (question) => sh(`if ${question}; then echo yes; else echo no; fi`).trim(),
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}

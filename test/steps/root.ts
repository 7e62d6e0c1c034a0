import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { runner } from '../../src/run/node-scripts.gen.ts'

/** Those that may be /bin/sh of a node. */
export const shells: readonly (readonly string[])[] = [['dash'], ['bash', '--posix'], ['busybox', 'ash']]

/** A root of a file system of its own, in which functions of the runner can be called. */
export interface Root {
  readonly folder: string
  readonly file: (path: string, text: string) => void
  /** A program before those of the system. */
  readonly program: (name: string, text: string) => void
  /** Runs a piece of sh behind the runner's functions, as a program of a bundle. */
  readonly sh: (shell: readonly string[], piece: string) => { status: number | null; out: string }
}

export function withRoot(body: (root: Root) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'ha-bootstrap-root-'))
  const file = (path: string, text: string, mode = 0o644): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text, { mode })
  }
  try {
    // The runner sets PATH; what is ours comes after that. What runs on this machine runs not on that node.
    file(
      'bundle/install/node',
      `${runner}\nha_process_names() { :; }\nPATH=${folder}/bin:$PATH\n. "$PIECE"\n`,
    )
    mkdirSync(join(folder, 'home/run'), { recursive: true })
    body({
      folder,
      file: (path, text) => file(path, text),
      program: (name, text) => file(`bin/${name}`, text, 0o755),
      sh: ([shell, ...options], piece) => {
        file('piece', piece)
        const { status, stdout, stderr } = spawnSync(
          shell!,
          [...options, join(folder, 'bundle/install/node')],
          {
            encoding: 'utf8',
            env: {
              PATH: process.env['PATH'],
              HA_ROOT: folder,
              HA_HOME: join(folder, 'home'),
              PIECE: join(folder, 'piece'),
            },
          },
        )
        return { status, out: stdout + stderr }
      },
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Stage } from './scenario.ts'

export interface Told {
  readonly code: number | null
  /** Standard output and error, as they came. */
  readonly out: string
}

/** Calls ha-bootstrap on a lab as a user would, and tells what it says while it says it. */
export const cli = (
  { folder }: Pick<Stage, 'folder'>,
  command: string,
  ...words: readonly string[]
): Promise<Told> => ownCli(command, '-f', folder.spec, '--ssh-config', folder.sshConfig, ...words)

/** The same with nothing but the words that are given. */
export async function ownCli(...words: readonly string[]): Promise<Told> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli.ts', ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  let out = ''
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      out += `${line}\n`
      process.stdout.write(`    ${line}\n`)
    })
  return { code: await ended, out }
}

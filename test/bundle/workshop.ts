import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { coloursFor } from '../../src/core/colour.ts'
import { HaError } from '../../src/core/errors.ts'
import type { CommandModule } from '../../src/commands/command.ts'

export interface Told {
  /** The exit code's name. */
  readonly exit: string
  readonly out: string
  readonly err: string
}

/** Calls a command as cli.ts does, without a process of its own. */
export async function call(
  command: CommandModule,
  words: readonly string[],
  flags: { readonly [name: string]: string | boolean } = {},
  stdin = '',
): Promise<Told> {
  let out = ''
  let err = ''
  const io = {
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    stdin: async () => Buffer.from(stdin),
    colour: coloursFor({}, ['--no-color']),
    columns: undefined,
    ask: undefined,
    onInterrupt: () => () => {},
  }
  try {
    return { exit: await command.run({ flags, words, io }), out, err }
  } catch (error) {
    if (!(error instanceof HaError)) throw error
    return { exit: error.exit, out, err: `${err}${error.message}\n${error.hint ?? ''}` }
  }
}

/** A folder for one test, gone afterwards. */
export async function inFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ha-bootstrap-test-'))
  try {
    await body(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

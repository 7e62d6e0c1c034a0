import type { Colours } from '../core/colour.ts'
import type { ExitCode } from '../core/errors.ts'
import type { Ask } from '../host/connection.ts'
import type { Console } from '../wizard/converse.ts'

/** Where a command speaks and listens; tests put their own in its place. */
export interface Io {
  out(text: string): void
  err(text: string): void
  stdin(): Promise<Uint8Array>
  readonly colour: Colours
  /** Width of the terminal; undefined where there is none. */
  readonly columns: number | undefined
  /** Asks who sits at the terminal; undefined where nobody does. */
  readonly ask: Ask | undefined
  /** The same for whole screens of questions; undefined where nobody sits at both ends. */
  readonly console?: Console | undefined
  /** Takes Ctrl-C over until the result is called. */
  onInterrupt(act: () => void): () => void
}

export interface Invocation {
  readonly flags: { readonly [name: string]: string | boolean | readonly string[] | undefined }
  readonly words: readonly string[]
  readonly io: Io
}

export interface CommandModule {
  run(invocation: Invocation): Promise<ExitCode>
}

export interface Flag {
  readonly type: 'string' | 'boolean'
  readonly short?: string
  /** Whether it may be given more than once; its value is a list then. */
  readonly many?: true
  /** What stands for the value in the help: FILE. */
  readonly value?: string
  readonly help: string
}

/** A verb of the program as plain data; its code is loaded when it is called. */
export interface Command {
  readonly name: string
  /** One line for the list of commands. */
  readonly summary: string
  /** What may follow the name. */
  readonly usage: string
  /** Further lines of the help, at most 80 columns. */
  readonly details: string
  readonly flags: { readonly [name: string]: Flag }
  readonly maximumWords: number
  readonly load: () => Promise<CommandModule>
}

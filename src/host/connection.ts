import type { Sh } from '../core/sh.ts'
import type { RunResult } from './exec.ts'

export interface RemoteOptions {
  readonly input?: string | Buffer
  /** After this the connection's program is ended here; what runs on the node may go on. 60000 without it. */
  readonly timeoutMs?: number
  /** Ends it the same way. */
  readonly signal?: AbortSignal
}

export interface SessionEnd {
  /** The program's exit code; 255 where the connection broke before it was known. */
  readonly code: number
  /** What the program, or else the connection, said on standard error. */
  readonly stderr: string
  /** The connection broke, or the program was never reached. */
  readonly lost: boolean
}

export interface Session {
  /** Sends a line to the program's standard input. */
  send(line: string): void
  /** Closes its standard input. */
  end(): void
  /** Leaves it: nothing more is read, and what runs on the node may go on. */
  leave(): void
  /** When it has ended, for whatever reason; never rejects. */
  readonly ended: Promise<SessionEnd>
}

/**
 * A way to one node. All programs run as root there, in English, in /, with a PATH that knows the programs of
 * administrators, through sudo where the user is not root; whatever login shell the user has. Several may run at once.
 */
export interface Connection {
  /** Name of the node in the spec. */
  readonly node: string
  readonly transport: 'local' | 'ssh'
  /** As a person would type it: `ssh -p 2222 admin@192.168.1.11`, or `this machine`. */
  readonly shown: string
  /**
   * Runs a piece of sh in one round trip; exit codes are the program's. The program's text is in no argument list, and
   * its standard input holds the input and nothing else.
   * @throws HaError connection when the node cannot be reached or the connection breaks.
   */
  run(program: Sh, options?: RemoteOptions): Promise<RunResult>
  /** Starts a piece of sh that stays in touch: its lines come as they are printed. */
  open(program: Sh, onLine: (line: string) => void): Session
  /** How many times something was sent to the node so far; logging in is one. */
  readonly roundTrips: number
  /** Ends what still runs here and leaves nothing behind; may be called twice. */
  close(): Promise<void>
}

/** How a node is reached; what is not said is left to OpenSSH's own configuration. */
export interface NodeAddress {
  readonly name: string
  /** Name, address, or an alias in ~/.ssh/config. */
  readonly host: string
  readonly port?: number
  readonly user?: string
  /** As ssh -J takes it. */
  readonly jump?: string
  /** File of a private key; ~ is the home of who runs us. */
  readonly identity?: string
}

/** What a person must be asked on the way to a node. */
export interface Question {
  readonly node: string
  /** yes-no is answered by `yes` or anything else; secret must not be shown while it is typed. */
  readonly kind: 'yes-no' | 'secret'
  /** Lines of what is at stake, the last one being the question. */
  readonly text: string
}

/** Asks a person; undefined is a refusal to answer. Called for one question at a time. */
export type Ask = (question: Question) => Promise<string | undefined>
